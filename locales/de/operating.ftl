# Was Betreiber des Dienstes lesen: Einstellungen, und was der Doktor findet.

settings-name = Einstellung
settings-value = Wert
settings-from = Woher
settings-flag = Schalter
settings-variable = Variable
settings-usual = üblich
settings-meaning = Bedeutung
settings-from-flag = Schalter
settings-from-variable = Umgebung, { $variable }
settings-from-file = { $file }, Zeile { $line }
settings-not-set = nicht gesetzt
settings-secret = Was in der Datei von --{ $flag }-file steht, stattdessen in der Umgebung oder der Datei mit Einstellungen; einen Schalter gibt es nicht, weil andere ihn sehen können
settings-unreadable = Einstellungen { $file } sind nicht lesbar: { $why }
settings-long = länger als { $longest } Byte
settings-line = { $file }, Zeile { $line }: { $why }
settings-form = schreiben Sie NAME=WERT, oder # vor eine Anmerkung
settings-twice = { $name } steht schon in Zeile { $first }: streichen Sie eine der beiden
settings-quoted = nehmen Sie das Anführungszeichen oder den Schrägstrich weg: ein Wert steht, wie er ist, oder als Ganzes zwischen " und " oder ' und '
settings-unknown = die Einstellung { $name } gibt es nicht: „tragweite settings“ nennt alle
settings-unknown-meant = die Einstellung { $name } gibt es nicht; meinen Sie { $meant }?
database-no-user = es gibt ein Passwort für die Datenbank, aber ihre URL nennt keinen Benutzer: schreiben Sie postgres://BENUTZER@RECHNER/DATENBANK
database-two-passwords = die URL der Datenbank enthält schon ein Passwort: nehmen Sie es dort heraus, oder verzichten Sie auf --database-password-file und TRAGWEITE_DATABASE_PASSWORD
database-password-file = die Datei { $file } mit dem Passwort der Datenbank
tls-half = --tls-certificate und --tls-key gehören zusammen: geben Sie beide an oder keine
smtp-no-sender = E-Mail braucht einen Absender: geben Sie --smtp-from an

doctor-good = gut
doctor-skipped = ausgelassen
doctor-odd = Hinweis
doctor-wrong = falsch
doctor-found = bei { $wrong } von { $all } Prüfungen stimmt etwas nicht
doctor-setting-remedy = berichtigen Sie die Einstellung; „tragweite settings“ zeigt, woher sie kommt
doctor-file = nur der Eigentümer kann { $file } lesen
doctor-mode = andere können { $file } lesen
doctor-mode-remedy = nehmen Sie ihnen das Recht: chmod 600 { $file }
doctor-unreadable = { $file } ist nicht lesbar: { $why }
doctor-unreadable-remedy = lassen Sie den Benutzer des Dienstes sie lesen: chown tragweite { $file }
doctor-certificate = Zertifikat und Schlüssel sind für TLS brauchbar
doctor-no-certificate = kein TLS durch den Dienst selbst: kein Zertifikat ist eingerichtet
doctor-certificate-remedy = nennen Sie das Zertifikat mit denen dahinter und seinen Schlüssel ohne Passwort, beide als PEM
doctor-database = die Datenbank { $url } antwortet: { $product }
doctor-database-fails = die Datenbank { $url } ist nicht zu gebrauchen: { $why }
doctor-database-remedy = sehen Sie nach, ob die Datenbank läuft, ob Adresse, Benutzer und Passwort stimmen und ob ihr Datenträger Platz hat
doctor-postgres-old = ihre Hersteller pflegen sie nicht mehr: wechseln Sie zu PostgreSQL { $oldest } oder neuer
doctor-no-file = die Datenbankdatei { $file } ist nicht da
doctor-no-file-remedy = das erste „tragweite apply“ oder „tragweite serve“ legt sie an; oder nennen Sie mit --database eine andere
doctor-tables-old = die Tabellen sind { $steps ->
    [one] einen Schritt
   *[other] { $steps } Schritte
} hinter diesem Programm
doctor-tables-remedy = sichern Sie die Datenbank, dann „tragweite migrate“; „tragweite migrate --plan“ zeigt, was geschähe
doctor-newer-remedy = nehmen Sie das Programm, das die Tabellen auf diesen Stand gebracht hat, oder stellen Sie eine Sicherung von vorher wieder her; Tabellen werden nie zurückgebaut
doctor-one-clock = die Datenbank hat keine eigene Uhr
doctor-clock = die Uhr dieses Rechners weicht um { $milliseconds } ms von der der Datenbank ab
doctor-clock-remedy = lassen Sie beide ihre Uhr nach NTP stellen; bis dahin gilt die Uhr der Datenbank
doctor-dot = Graphviz zeichnet Bilder
doctor-weasyprint = WeasyPrint druckt PDF
doctor-tool-remedy = installieren Sie es wie gesagt; ohne es werden Bilder oder PDF abgelehnt, alles andere geht
doctor-font = die Schrift { $font } ist installiert
doctor-other-font = die Schrift { $font } ist nicht installiert; an ihrer Stelle steht { $found }, und Texte in Bildern passen vielleicht nicht
doctor-font-remedy = installieren Sie sie (Debian: apt-get install fontconfig fonts-dejavu-core)
doctor-mail = der Mailserver nimmt unsere E-Mail an
doctor-no-mail = es geht keine E-Mail hinaus, weil kein Mailserver eingerichtet ist
doctor-mail-remedy = sehen Sie --smtp, --smtp-user und das Passwort an, und ob dieser Rechner den Mailserver erreichen darf
doctor-no-receivers = es gibt keine Abonnements
doctor-receiver = der Empfänger des Abonnements { $id } ist erlaubt
doctor-receiver-reached = der Empfänger des Abonnements { $id } ist erlaubt und erreichbar
doctor-receiver-fails = Abonnement { $id }: { $why }
doctor-receiver-odd = das Abonnement { $id } ist nicht lesbar
doctor-verify-remedy = sehen Sie nach, was an der Datenbank noch nicht stimmt: tragweite verify
doctor-allow-remedy = erlauben Sie ihn (--webhook-allow RECHNER, --mail-allow DOMÄNE), oder löschen Sie das Abonnement
doctor-reach-remedy = sehen Sie nach, ob er läuft, ob sein Name stimmt und ob eine Firewall dazwischen steht
write-kept = schreiben Sie eine Dauer von P1D bis P36500D, zum Beispiel P90D
