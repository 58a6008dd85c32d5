# What the command line says: results of commands, errors, warnings.

## help and usage

help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-default = default: { $value }
help-variable = env: { $name }
help-values = possible values: { $list }
manual-name = Name
manual-synopsis = Synopsis
manual-description = Description
manual-more = More
help-of-commands = Print this message or the help of the given subcommand(s)
usage-error = error: { $wrong }
usage-unknown = unexpected argument '{ $arg }' found
usage-command = unrecognized subcommand '{ $name }'
usage-no-command = a subcommand is required but was not provided
usage-missing = the following required arguments were not provided: { $args }
usage-conflict = the argument '{ $arg }' cannot be used with { $other }
usage-no-value = a value is required for '{ $arg }' but none was supplied
usage-value = invalid value '{ $value }' for '{ $arg }'; possible values: { $list }
usage-bad-value = invalid value '{ $value }' for '{ $arg }': { $why }
usage-too-many = unexpected value '{ $value }' for '{ $arg }' found; no more were expected
usage-too-few = more values are required for '{ $arg }'
usage-more = For more information, try '--help'.

## check

check-right = nothing is wrong
check-nodes = nodes: { $nodes } ({ $agencies } agencies, { $sites } sites, { $services } services)
check-dependencies = dependencies: { $number } ({ $confirmed } confirmed)
check-dependencies-share = dependencies: { $number } ({ $confirmed } confirmed = { $percent } %)
check-no-circles = circles: none
check-circles = circles: { $number } with { $nodes } nodes; what needs itself in a circle may not restart once it is down
check-idle-workaround = warning: { $node }: the workaround of { $dependency } has no effect: without this need the node is never more than degraded; take it out, or write on instead of supportedBy
check-more-idle-workarounds = and { $more } more workarounds without effect
check-more-circles = and { $more } more circles

## apply

apply-zone = Times in: { $zone }
apply-zone-unsaid = not said any more
apply-nothing = nothing to change: the map says all of it already (revision { $revision })
apply-numbers = { $added } added, { $changed } changed, { $removed } removed
apply-would = would be { $numbers }; this was a dry run, revision { $revision } stays as it is
apply-done = { $numbers }; the map is at revision { $revision } now
apply-added = added
apply-changed = changed
apply-removed = removed
apply-unknown = nothing known
apply-levels = { $unavailable } unavailable, { $degraded } degraded
apply-same-impact = no failure would hit others than before
apply-impact = the impact of { $failures } failures would change:
apply-if-fails = if { $key } fails: { $before } -> { $after }
apply-not-compared = the impact of { $nodes } more nodes was not compared: there are too many
apply-left = { $nodes ->
    [one] { $nodes } node of these agencies is on the map, but not in the files, and stays:
   *[other] { $nodes } nodes of these agencies are on the map, but not in the files, and stay:
}
apply-left-remedy = --replace removes whatever the files do not say (with these files { $nodes } of the map)

## files

of-file = { $file }: { $detail }; { $remedy }
folder-without-maps = the folder holds no .yaml, .yml or .json file
name-other-folder = name another folder, or the files themselves
folder-unreadable = the folder cannot be read: { $why }
file-unreadable = the file cannot be read: { $why }
check-name = check its name and its rights
file-skipped = { $file } is not read, because its name does not end in .yaml, .yml or .json; rename it if it belongs to the map
warning = warning: { $text }
os-not-found = No such file or directory
os-denied = Permission denied
os-folder = Is a directory
os-no-folder = Not a directory
os-exists = File exists
os-address-used = Address already in use
os-no-address = Cannot assign requested address
os-full = No space left on device
os-read-only = Read-only file system
cannot-write-output = cannot write the output: { $why }
cannot-write-file = cannot write { $file }: { $why }

## commands

cannot-start = cannot start: { $why }
program-failed = { $program } failed: { $said }
program-missing = the program { $program } is missing: install it (Debian: apt-get install { $package })
program-slow = { $program } took longer than { $seconds } s and was ended
program-large = { $program } wrote more than { $limit } bytes
because = { $what }{"\u000A"}  because: { $root }
no-webhooks = webhooks cannot be sent: { $why }
no-mail = mail cannot be sent: { $why }
mail-allow-alone = --mail-allow needs the mail server, too: --smtp smtp://HOST --smtp-from ADDRESS
no-password = the password of { $user } is missing: give --smtp-password-file FILE or { $variable }
token-file = the token file { $file }
password-file = the password file { $file }
others-can-read = others can read { $file }: take the right from them (chmod 600)
cannot-read-secret = cannot read { $file }: { $why }
secret-long = { $file } is longer than { $longest } bytes: name a file that holds only the secret
token-empty = { $from } is empty: it must hold a token of at least { $least } characters; make one with: head -c 32 /dev/urandom | base64
of-setting = { $from }: { $why }
cannot-listen = cannot listen on { $address }: { $why }; choose another address with --listen
service-failed = the service failed: { $why }
bad-log-filter = --log-filter (RUST_LOG) is not a log filter: { $why }; write for example debug
map-file-whole = a map file holds the whole map: leave out --agency, --layer and --around, or give another --format such as svg
map-no-view = a map has no timeline and no report: leave --view out
too-many-municipalities = { $count } municipalities cannot be made: use 1 to 99999
files-no-revisions = map files have no earlier revisions: give --database URL
which-map = which map? Give --map FILE..., or --database URL (see --help)
no-database-file = there is no database file { $file }: check its name, or make it with: tragweite apply --database { $url } FILE...
bad-as-of = --as-of { $text } is neither a revision such as 17 nor a time such as 2026-05-01T08:00:00Z
one-from-input = only one of { $one } and { $other } can be read from standard input
strange-answer = the service answers with something unknown: { $why }
no-such-view = the { $view } does not come as { $format }: pictures come as svg, png, pdf and dot; of an impact, the timeline comes as svg, png and pdf and the report as html and pdf
not-for-terminal = { $format } is not for a terminal: give -o FILE
work-broke-off = the work broke off: { $why }
question-by-flags = a question is given by flags (tragweite plan { $kind } --help) or as a file with --question FILE
fail-key = the key
fail-level = the level
fail-start = the start
fail-end = the end
fail-unknown-level = the level: { $word } is unknown (use degraded or unavailable)
fail-part = { $name }: { $detail } ({ $remedy })
fail-form = { $wrong }; the form is KEY[=LEVEL][@FROM[..UNTIL]], for example dresden.storage=degraded@PT30M..P1D
write-rate = write requests a second, for example 50, or with how many may come at once: 50/200
write-pause = write a whole number of seconds, at most 300
no-snapshot = the change is made, but the compiled snapshot for a quick start could not be kept: { $why }
write-pace = write a whole number from 1, for example 3600, or max
write-address = write an IP address and a port, for example 127.0.0.1:8080 or [::1]:8080

## finding and beginning

find-nothing = no node has these words in its key or its name: { $words }; try fewer or shorter ones
find-more = there are more: give more words, or --limit
find-proposal = { $key } ({ $name })
fail-name = "{ $name }" is a name, not a key; did you mean { $list }?
fail-no-name = "{ $name }" is not a key, and no node is called so; look for the key with: tragweite find WORDS
init-there = { $file } is there already: name another folder, or move the file away
init-folder = FOLDER
init-done = { $file } is written; now: tragweite check { $folder }

## use cases

there-is-no = there is no { $what } { $name }
thing-node = node
thing-dependency = dependency
thing-incident = incident
map-contended = the map is being changed by others all the time: try again
key-reused = the idempotency key was already used for another request: choose a new key
foreign-cursor = the cursor does not belong to this question: ask again without it
service-stopping = the service is stopping

## database

store-unknown-url = unknown kind of database: use sqlite:PATH, or postgres://USER:PASSWORD@HOST/DATABASE
store-unknown-scheme = unknown kind of database "{ $scheme }:": use sqlite:PATH, or postgres://USER:PASSWORD@HOST/DATABASE
store-bad-url = the database URL is not valid: { $reason }
store-no-folder = the folder { $folder } does not exist: create it, or choose another place for the database file
store-cannot-open = cannot open the database file { $file }: { $reason }
store-no-database = { $file } is not a SQLite database: choose another file, or restore this one from a backup
store-newer = the database is newer than this program: it has schema version { $database }, this program knows up to { $program }; run the newer program, or restore a backup made before the update
store-foreign = the tables of the database were made by a different build of this program (schema version { $version }): use the program that made them, or an empty database
store-unreachable = no database server answers at { $server }: check the address, and that the server runs and may be reached
store-refused = the database server refuses: check user, password, the name of the database and the rights of the user in it
store-read-only = the database is read-only: make the disk, the file and its folder (or the server) writable
store-full = no space is left for the database: free some disk space or raise its limit; nothing was changed
store-busy = the database is busy: try again shortly
store-connection-lost = the connection to the database was lost: try again when it answers, and look which revision is the newest
store-damaged = the database is damaged or its disk fails: check the disk and restore from a backup
store-replaced = the file of the database was deleted or replaced while it was in use: nothing is written any more; put the file back with the files beside it, or restore a backup, and start the program again
store-diverged = the journal of the database is not the one that was read before: another entry stands under number { $number }; it was put back to an earlier state and written anew
store-outdated = the tables of the database have version { $database }, this program needs { $program }, and its user may not change tables: run `tragweite migrate` as the owner of the database, then start again
store-behind = the database holds less than was read from it before (its newest number is { $head }, { $known } was known): it was replaced by an earlier state; start the program again when that is meant
store-encoding = the database keeps text as { $encoding } and cannot hold every character: it must be UTF8; make one with createdb --encoding=UTF8 --template=template0 NAME
store-shared-sessions = a pooler between here and the database shares sessions between transactions, so that locks and limits get lost: name the database server itself, or let the pooler keep sessions (PgBouncer: pool_mode = session)
store-nul = { $field } contains the character U+0000: remove it
store-failed = the database failed unexpectedly; the log says why
working-format = --working comes as table, json and csv
working-without-reserve = { " - no reserve left" }
working-more-agencies = more agencies: { $agencies }

## keys

confirm-never = never confirmed
confirm-one-side = confirmed by one side only
confirm-changed = changed since it was confirmed
confirm-expired = confirmed too long ago
confirm-corrected = corrected
confirm-ended = said to have ended
confirm-rejected = objection rejected
confirm-share = { $name }: { $confirmed } of { $dependencies } confirmed ({ $percent } %)
confirm-whole-map = Whole map
key-made = key { $id } ({ $name }): { $roles }; counts until { $until }. It is shown this once:
key-none = there are no keys
key-active = active
key-expired = expired
key-revoked = revoked
key-sealed = sealed
key-opened = opened
key-times = until { $until }, last used: { $used }

## audit log

audit-whole = { $entries } entries, each as it was written; the newest is { $hash }
audit-missing = the audit log lacks entry { $seq }: somebody took it away
audit-changed = entry { $seq } of the audit log is not as it was written: somebody changed it
audit-no-head = the digest that was written down is not in the audit log: it was replaced

backup-done = everything is kept in { $file }, and the file was checked
restore-done = everything in { $file } is in the database, and it was checked
copy-done = everything is copied, and the copy was checked
verify-done = the database holds what it was given
kept-numbers = revisions: { $revisions }, changes: { $changes }, events of incidents: { $events }; from before there were hashes, and so not checked: { $unbound }
verify-faults = the database does not hold what it was given: restore a backup
    { $faults }
verify-outdated = the tables are of an earlier version (step { $step } is missing): run `tragweite migrate` first
migrate-up-to-date = the tables are up to date
migrate-step = step { $number }: { $purpose }
store-not-empty = the database that is to be filled is not empty: name an empty one, or say --replace, and all that it holds goes
bad-certificate = { $file } cannot be used for TLS: { $why }
