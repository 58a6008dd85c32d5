# Was die Kommandozeile sagt: Ergebnisse der Befehle, Fehler, Warnungen.

## help and usage

help-usage = Aufruf:
help-commands = Befehle
help-arguments = Angaben
help-options = Schalter
help-default = Vorgabe: { $value }
help-variable = Umgebungsvariable: { $name }
help-values = möglich: { $list }
manual-name = Bezeichnung
manual-synopsis = Übersicht
manual-description = Beschreibung
manual-more = Weiteres
help-of-commands = Zeigt diese Hilfe oder die eines Befehls
usage-error = Fehler: { $wrong }
usage-unknown = '{ $arg }' ist hier keine Angabe
usage-command = den Befehl '{ $name }' gibt es nicht
usage-no-command = ein Befehl fehlt
usage-missing = diese Angaben fehlen: { $args }
usage-conflict = '{ $arg }' kann nicht zusammen mit { $other } angegeben werden
usage-no-value = zu '{ $arg }' fehlt ein Wert
usage-value = '{ $value }' ist kein Wert für '{ $arg }'; möglich sind: { $list }
usage-bad-value = '{ $value }' passt nicht zu '{ $arg }': { $why }
usage-too-many = '{ $value }' ist für '{ $arg }' zu viel
usage-too-few = zu '{ $arg }' fehlen Werte
usage-more = Mehr dazu sagt '--help'.

## check

check-right = alles in Ordnung
check-nodes = Knoten: { $nodes } ({ $agencies } Behörden, { $sites } Standorte, { $services } Dienste)
check-dependencies = Abhängigkeiten: { $number } ({ $confirmed } bestätigt)
check-dependencies-share = Abhängigkeiten: { $number } ({ $confirmed } bestätigt = { $percent } %)
check-no-circles = Kreise: keine
check-circles = Kreise: { $number } mit { $nodes } Knoten; was sich im Kreis braucht, läuft nach einem Ausfall womöglich nicht wieder an
check-idle-workaround = Warnung: { $node }: Das Ersatzverfahren zu { $dependency } ist ohne Wirkung: Ohne diesen Bedarf ist der Knoten nie mehr als eingeschränkt; nehmen Sie es heraus, oder schreiben Sie on statt supportedBy
check-more-idle-workarounds = und { $more } weitere Ersatzverfahren ohne Wirkung
check-more-circles = und { $more } weitere Kreise

## apply

apply-zone = Zeiten in: { $zone }
apply-zone-unsaid = keine Angabe mehr
apply-nothing = nichts zu ändern: Die Karte sagt schon alles (Revision { $revision })
apply-numbers = { $added } hinzugefügt, { $changed } geändert, { $removed } entfernt
apply-would = es würden { $numbers }; das war eine Probe, Revision { $revision } bleibt, wie sie ist
apply-done = { $numbers }; die Karte steht jetzt auf Revision { $revision }
apply-added = neu
apply-changed = anders
apply-removed = fort
apply-unknown = nichts bekannt
apply-levels = { $unavailable } ausgefallen, { $degraded } eingeschränkt
apply-same-impact = kein Ausfall träfe andere als bisher
apply-impact = die Folgen von { $failures } Ausfällen würden sich ändern:
apply-if-fails = wenn { $key } ausfällt: { $before } -> { $after }
apply-not-compared = die Folgen von { $nodes } weiteren Knoten wurden nicht verglichen: Es sind zu viele
apply-left = { $nodes ->
    [one] { $nodes } Knoten dieser Behörden gehört zur Karte, aber nicht zu den Dateien, und bleibt:
   *[other] { $nodes } Knoten dieser Behörden gehören zur Karte, aber nicht zu den Dateien, und bleiben:
}
apply-left-remedy = --replace entfernt alles, was nicht in den Dateien steht (mit diesen Dateien { $nodes } der Karte)

## files

of-file = { $file }: { $detail }; { $remedy }
folder-without-maps = der Ordner enthält keine Datei .yaml, .yml oder .json
name-other-folder = nennen Sie einen anderen Ordner, oder die Dateien selbst
folder-unreadable = der Ordner kann nicht gelesen werden: { $why }
file-unreadable = die Datei kann nicht gelesen werden: { $why }
check-name = prüfen Sie den Namen und die Rechte
file-skipped = { $file } wird nicht gelesen, weil der Name nicht auf .yaml, .yml oder .json endet; benennen Sie die Datei um, wenn sie zur Karte gehört
warning = Warnung: { $text }
os-not-found = Datei oder Ordner nicht gefunden
os-denied = Keine Berechtigung
os-folder = Ist ein Ordner
os-no-folder = Ist kein Ordner
os-exists = Datei ist schon da
os-address-used = Adresse wird schon verwendet
os-no-address = Adresse gehört nicht zu diesem Rechner
os-full = Kein Platz mehr auf dem Datenträger
os-read-only = Dateisystem ist schreibgeschützt
cannot-write-output = die Ausgabe kann nicht geschrieben werden: { $why }
cannot-write-file = { $file } kann nicht geschrieben werden: { $why }

## commands

cannot-start = kann nicht starten: { $why }
program-failed = { $program } ist gescheitert: { $said }
program-missing = das Programm { $program } fehlt: installieren Sie es (Debian: apt-get install { $package })
program-slow = { $program } brauchte länger als { $seconds } s und wurde beendet
program-large = { $program } schrieb mehr als { $limit } Byte
because = { $what }{"\u000A"}  Grund: { $root }
no-webhooks = Webhooks können nicht gesendet werden: { $why }
no-mail = E-Mail kann nicht gesendet werden: { $why }
mail-allow-alone = --mail-allow braucht auch den Mailserver: --smtp smtp://HOST --smtp-from ADDRESS
no-password = das Passwort von { $user } fehlt: geben Sie --smtp-password-file FILE oder { $variable } an
token-file = die Datei { $file } mit dem Token
password-file = die Datei { $file } mit dem Passwort
others-can-read = andere können lesen: { $file }; nehmen Sie ihnen das Recht (chmod 600)
cannot-read-secret = nicht lesbar: { $file }: { $why }
secret-long = länger als { $longest } Byte: { $file }; nennen Sie eine Datei, die nur das Geheimnis enthält
token-empty = leer: { $from }; hier muss ein Token von mindestens { $least } Zeichen stehen; erzeugen Sie eines mit: head -c 32 /dev/urandom | base64
of-setting = { $from }: { $why }
cannot-listen = { $address } kann nicht belegt werden: { $why }; wählen Sie mit --listen eine andere Adresse
service-failed = der Dienst ist gescheitert: { $why }
bad-log-filter = --log-filter (RUST_LOG) ist kein Filter für das Protokoll: { $why }; schreiben Sie zum Beispiel debug
map-file-whole = eine Kartendatei enthält die ganze Karte: lassen Sie --agency, --layer und --around weg, oder geben Sie ein anderes --format wie svg an
map-no-view = eine Karte hat weder Zeitleiste noch Bericht: lassen Sie --view weg
too-many-municipalities = { $count } Gemeinden sind nicht möglich: verwenden Sie 1 bis 99999
files-no-revisions = Kartendateien haben keine früheren Revisionen: geben Sie --database URL an
which-map = welche Karte? Geben Sie --map FILE... oder --database URL an (siehe --help)
no-database-file = es gibt keine Datenbankdatei { $file }: prüfen Sie den Namen, oder legen Sie sie an mit: tragweite apply --database { $url } FILE...
bad-as-of = --as-of { $text } ist weder eine Revision wie 17 noch ein Zeitpunkt wie 2026-05-01T08:00:00Z
one-from-input = nur eines von { $one } und { $other } kann von der Standardeingabe gelesen werden
strange-answer = der Dienst antwortet etwas Unbekanntes: { $why }
no-such-view = { $view } gibt es nicht als { $format }: picture gibt es als svg, png, pdf und dot; zu Folgen eines Ausfalls gibt es timeline als svg, png und pdf und report als html und pdf
not-for-terminal = { $format } ist nicht für ein Terminal: geben Sie -o FILE an
work-broke-off = die Arbeit brach ab: { $why }
question-by-flags = eine Frage stellt man mit Schaltern (tragweite plan { $kind } --help) oder als Datei mit --question FILE
fail-key = der Schlüssel
fail-level = die Stufe
fail-start = der Beginn
fail-end = das Ende
fail-unknown-level = die Stufe: { $word } ist unbekannt (verwenden Sie degraded oder unavailable)
fail-part = { $name }: { $detail } ({ $remedy })
fail-form = { $wrong }; die Form ist KEY[=LEVEL][@FROM[..UNTIL]], zum Beispiel dresden.storage=degraded@PT30M..P1D
write-rate = schreiben Sie Anfragen je Sekunde, zum Beispiel 50, oder mit der Zahl derer auf einmal: 50/200
write-pause = schreiben Sie eine ganze Zahl von Sekunden, höchstens 300
no-snapshot = die Änderung ist gemacht, aber der kompilierte Stand für einen schnellen Start konnte nicht abgelegt werden: { $why }
write-pace = schreiben Sie eine ganze Zahl ab 1, zum Beispiel 3600, oder max
write-address = schreiben Sie eine IP-Adresse und einen Port, zum Beispiel 127.0.0.1:8080 oder [::1]:8080

## finding and beginning

find-nothing = kein Knoten hat diese Wörter im Schlüssel oder im Namen: { $words }; versuchen Sie es mit weniger oder kürzeren
find-more = es gibt mehr: geben Sie mehr Wörter an, oder --limit
find-proposal = { $key } ({ $name })
fail-name = "{ $name }" ist ein Name, kein Schlüssel; meinten Sie { $list }?
fail-no-name = "{ $name }" ist kein Schlüssel, und kein Knoten heißt so; suchen Sie den Schlüssel mit: tragweite find WÖRTER
init-there = { $file } ist schon da: nennen Sie einen anderen Ordner, oder legen Sie die Datei beiseite
init-folder = ORDNER
init-done = { $file } ist geschrieben; weiter mit: tragweite check { $folder }

## use cases

there-is-no = nicht vorhanden: { $what } { $name }
thing-node = Knoten
thing-dependency = Abhängigkeit
thing-incident = Vorfall
map-contended = die Karte wird gerade ständig von anderen geändert: versuchen Sie es noch einmal
key-reused = der Idempotenzschlüssel wurde schon für eine andere Anfrage verwendet: wählen Sie einen neuen
foreign-cursor = die Fortsetzungsmarke gehört nicht zu dieser Frage: fragen Sie ohne sie noch einmal
service-stopping = der Dienst wird gerade beendet

## database

store-unknown-url = unbekannte Art von Datenbank: verwenden Sie sqlite:PFAD oder postgres://BENUTZER:PASSWORT@RECHNER/DATENBANK
store-unknown-scheme = unbekannte Art von Datenbank "{ $scheme }:": verwenden Sie sqlite:PFAD oder postgres://BENUTZER:PASSWORT@RECHNER/DATENBANK
store-bad-url = die Adresse der Datenbank ist nicht gültig: { $reason }
store-no-folder = den Ordner { $folder } gibt es nicht: legen Sie ihn an, oder wählen Sie einen anderen Platz für die Datenbankdatei
store-cannot-open = die Datenbankdatei { $file } kann nicht geöffnet werden: { $reason }
store-no-database = { $file } ist keine SQLite-Datenbank: wählen Sie eine andere Datei, oder stellen Sie diese aus einer Sicherung wieder her
store-newer = die Datenbank ist neuer als dieses Programm: Ihr Schema hat Fassung { $database }, dieses Programm kennt sie bis { $program }; starten Sie das neuere Programm, oder stellen Sie eine Sicherung von vor der Aktualisierung wieder her
store-foreign = die Tabellen der Datenbank stammen von einem anderen Stand dieses Programms (Fassung { $version } des Schemas): verwenden Sie das Programm, das sie angelegt hat, oder eine leere Datenbank
store-unreachable = unter { $server } antwortet kein Datenbankserver: prüfen Sie die Adresse und ob der Server läuft und erreichbar ist
store-refused = der Datenbankserver weist ab: prüfen Sie Benutzer, Passwort, den Namen der Datenbank und die Rechte des Benutzers darin
store-read-only = die Datenbank ist schreibgeschützt: machen Sie Datenträger, Datei und Ordner (oder den Server) beschreibbar
store-full = für die Datenbank ist kein Platz mehr: schaffen Sie Platz, oder erhöhen Sie die Grenze; nichts wurde geändert
store-busy = die Datenbank ist beschäftigt: versuchen Sie es gleich noch einmal
store-connection-lost = die Verbindung zur Datenbank ging verloren: versuchen Sie es noch einmal, wenn sie wieder antwortet, und sehen Sie nach, welche Revision die neueste ist
store-damaged = die Datenbank ist beschädigt, oder ihr Datenträger versagt: prüfen Sie ihn, und stellen Sie sie aus einer Sicherung wieder her
store-replaced = die Datei der Datenbank wurde gelöscht oder ersetzt, während sie benutzt wurde: Es wird nichts mehr geschrieben; legen Sie sie mit den Dateien daneben zurück, oder stellen Sie eine Sicherung wieder her, und starten Sie das Programm neu
store-diverged = das Journal der Datenbank ist nicht das, das zuvor gelesen wurde: Unter der Nummer { $number } steht ein anderer Eintrag; es wurde auf einen früheren Stand gebracht und neu geschrieben
store-outdated = die Tabellen der Datenbank haben die Version { $database }, dieses Programm braucht { $program }, und sein Benutzer darf Tabellen nicht ändern: Führen Sie als Eigentümer der Datenbank `tragweite migrate` aus, und starten Sie dann noch einmal
store-behind = die Datenbank enthält weniger, als zuvor aus ihr gelesen wurde (ihre neueste Nummer ist { $head }, bekannt war { $known }): Sie wurde durch einen früheren Stand ersetzt; starten Sie das Programm neu, wenn das so sein soll
store-encoding = die Datenbank speichert Text als { $encoding } und kann nicht jedes Zeichen aufnehmen: Es muss UTF8 sein; legen Sie eine an mit createdb --encoding=UTF8 --template=template0 NAME
store-shared-sessions = ein Vermittler vor der Datenbank teilt Sitzungen zwischen Transaktionen auf, so dass Sperren und Grenzen verlorengehen: nennen Sie den Datenbankserver selbst, oder lassen Sie den Vermittler Sitzungen behalten (PgBouncer: pool_mode = session)
store-nul = { $field } enthält das Zeichen U+0000: entfernen Sie es
store-failed = die Datenbank hat unerwartet versagt; das Protokoll sagt, warum
working-format = --working gibt es als table, json und csv
working-without-reserve = { " – ohne Reserve" }
working-more-agencies = weitere Behörden: { $agencies }

## Schlüssel

confirm-never = nie bestätigt
confirm-one-side = nur von einer Seite bestätigt
confirm-changed = seit der Bestätigung geändert
confirm-expired = Bestätigung zu alt
confirm-corrected = berichtigt
confirm-ended = als beendet gemeldet
confirm-rejected = Einwand zurückgewiesen
confirm-share = { $name }: { $confirmed } von { $dependencies } bestätigt ({ $percent } %)
confirm-whole-map = Ganze Karte
key-made = Schlüssel { $id } ({ $name }): { $roles }; gilt bis { $until }. Er wird nur dieses eine Mal gezeigt:
key-none = Es gibt keine Schlüssel.
key-active = gültig
key-expired = abgelaufen
key-revoked = entzogen
key-sealed = versiegelt
key-opened = geöffnet
key-times = bis { $until }, zuletzt benutzt: { $used }

## Protokoll

audit-whole = { $entries } Einträge, jeder wie geschrieben; der neueste ist { $hash }
audit-missing = Im Protokoll fehlt Eintrag { $seq }: Jemand hat ihn entfernt.
audit-changed = Eintrag { $seq } des Protokolls ist nicht, wie er geschrieben wurde: Jemand hat ihn geändert.
audit-no-head = Der notierte Prüfwert steht nicht im Protokoll: Es wurde ersetzt.

backup-done = alles ist in { $file } gesichert, und die Datei wurde geprüft
restore-done = alles aus { $file } ist in der Datenbank, und sie wurde geprüft
copy-done = alles ist kopiert, und die Kopie wurde geprüft
verify-done = die Datenbank enthält, was ihr gegeben wurde
kept-numbers = Revisionen: { $revisions }, Änderungen: { $changes }, Ereignisse von Vorfällen: { $events }; aus der Zeit vor den Prüfsummen und daher nicht geprüft: { $unbound }
verify-faults = die Datenbank enthält nicht, was ihr gegeben wurde: Spielen Sie eine Sicherung zurück
    { $faults }
verify-outdated = die Tabellen haben eine frühere Version (Schritt { $step } fehlt): Führen Sie zuerst `tragweite migrate` aus
migrate-up-to-date = die Tabellen sind auf dem neuesten Stand
migrate-step = Schritt { $number }: { $purpose }
store-not-empty = die Datenbank, die gefüllt werden soll, ist nicht leer: Nennen Sie eine leere, oder geben Sie --replace an; dann geht alles, was sie enthält
bad-certificate = { $file } taugt nicht für TLS: { $why }
