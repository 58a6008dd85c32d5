# What operators of the service read: settings, and what the doctor finds.

settings-name = Setting
settings-value = Value
settings-from = From
settings-flag = Flag
settings-variable = Variable
settings-usual = usual
settings-meaning = Meaning
settings-from-flag = flag
settings-from-variable = environment, { $variable }
settings-from-file = { $file }, line { $line }
settings-not-set = not set
settings-secret = What the file of --{ $flag }-file holds, in the environment or the file of settings instead; there is no flag, because others can see it
settings-unreadable = cannot read the settings { $file }: { $why }
settings-long = it is longer than { $longest } bytes
settings-line = { $file }, line { $line }: { $why }
settings-form = write NAME=VALUE, or # in front of a comment
settings-twice = { $name } stands in line { $first } already: remove one of them
settings-quoted = take away the quotation mark or the backslash: a value stands as it is, or as a whole between " and " or ' and '
settings-unknown = there is no setting { $name }: "tragweite settings" lists all of them
settings-unknown-meant = there is no setting { $name }; do you mean { $meant }?
database-no-user = there is a password for the database, but its URL names no user: write postgres://USER@HOST/DATABASE
database-two-passwords = the URL of the database holds a password already: take it out there, or do without --database-password-file and TRAGWEITE_DATABASE_PASSWORD
database-password-file = the file { $file } with the password of the database
tls-half = --tls-certificate and --tls-key belong together: give both or none
smtp-no-sender = mail needs a sender: give --smtp-from

doctor-good = ok
doctor-skipped = skipped
doctor-odd = notice
doctor-wrong = wrong
doctor-found = { $wrong } of { $all } checks found something wrong
doctor-setting-remedy = correct the setting; "tragweite settings" shows where it comes from
doctor-file = only its owner can read { $file }
doctor-mode = others can read { $file }
doctor-mode-remedy = take the right from them: chmod 600 { $file }
doctor-unreadable = cannot read { $file }: { $why }
doctor-unreadable-remedy = let the user of the service read it: chown tragweite { $file }
doctor-certificate = certificate and key can be used for TLS
doctor-no-certificate = no TLS by the service itself: no certificate is set up
doctor-certificate-remedy = name the certificate with those behind it, and its key without a password, both as PEM
doctor-database = the database { $url } answers: { $product }
doctor-database-fails = the database { $url } cannot be used: { $why }
doctor-database-remedy = see that the database runs, that its address, user and password are right, and that its disk has space
doctor-postgres-old = its makers do not maintain it any more: move to PostgreSQL { $oldest } or newer
doctor-no-file = the database file { $file } is not there
doctor-no-file-remedy = the first "tragweite apply" or "tragweite serve" makes it; or name another one with --database
doctor-tables-old = the tables are { $steps ->
    [one] one step
   *[other] { $steps } steps
} behind this program
doctor-tables-remedy = keep a backup, then run "tragweite migrate"; "tragweite migrate --plan" shows what it would do
doctor-newer-remedy = use the program that brought the tables up to date, or restore a backup from before; tables are never taken back
doctor-one-clock = the database has no clock of its own
doctor-clock = the clock of this host is { $milliseconds } ms off that of the database
doctor-clock-remedy = let both set their clocks by NTP; until then the clock of the database counts
doctor-dot = Graphviz draws pictures
doctor-weasyprint = WeasyPrint prints PDF
doctor-tool-remedy = install it as told; without it, pictures or PDF are refused, and everything else works
doctor-font = the font { $font } is installed
doctor-other-font = the font { $font } is not installed; { $found } stands in for it, and texts in pictures may not fit
doctor-font-remedy = install it (Debian: apt-get install fontconfig fonts-dejavu-core)
doctor-mail = the mail server takes our mail
doctor-no-mail = no mail is sent, because no mail server is set up
doctor-mail-remedy = look at --smtp, --smtp-user and the password, and whether this host may reach the mail server
doctor-no-receivers = there are no subscriptions
doctor-receiver = the receiver of the subscription { $id } is allowed
doctor-receiver-reached = the receiver of the subscription { $id } is allowed and can be connected to
doctor-receiver-fails = subscription { $id }: { $why }
doctor-receiver-odd = the subscription { $id } cannot be read
doctor-verify-remedy = look what else is wrong with the database: tragweite verify
doctor-allow-remedy = allow it (--webhook-allow HOST, --mail-allow DOMAIN), or delete the subscription
doctor-reach-remedy = see that it runs, that its name is right, and that no firewall is between
write-kept = write a duration from P1D to P36500D, such as P90D
