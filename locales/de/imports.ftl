# Was beim Einlesen fremder Tabellen, Inventare und Modelle zu sagen und zu fragen ist.

## formats

import-about-table = Tabellen: CSV, TSV, Excel (XLSX)
import-about-icinga-bp = Icinga Business Process: seine Dateien (processes/*.conf)
import-about-icinga2 = Icinga 2: Hosts, Services und Dependencies (REST, /v1/objects/…)
import-about-zabbix = Zabbix: Services (service.get)
import-about-checkmk = Checkmk BI: Pakete (JSON)
import-about-opennms = OpenNMS: Business Services (JSON, XML)
import-about-backstage = Backstage: ein Software-Katalog (YAML)
import-about-cyclonedx = CycloneDX: eine Stückliste (JSON, XML)
import-about-terraform = Terraform, OpenTofu: ein State (JSON)

## what cannot be read

import-files = Zum Einlesen gehören eine bis { $max } Dateien
import-files-remedy = nennen Sie die Dateien
import-split = teilen Sie die Datei auf
import-encoding-unknown = die Zeichenkodierung { $name } ist nicht bekannt
import-encoding-remedy = nehmen Sie eine von diesen: { $list }
import-broken-workbook = das ist keine lesbare Arbeitsmappe: { $why }
import-save-xlsx = öffnen Sie die Datei in Excel oder LibreOffice und speichern Sie sie als „Excel-Arbeitsmappe (.xlsx)“
import-old-workbook = das ist das alte Excel-Format (.xls)
import-open-document = das ist ein OpenDocument (.ods)
import-protected = die Arbeitsmappe ist durch ein Kennwort geschützt
import-protected-remedy = nehmen Sie das Kennwort heraus (Datei, Informationen, Arbeitsmappe schützen) und speichern Sie eine Kopie
import-bomb = ausgepackt enthält die Datei mehr als { $max } Byte oder zu viele Teile
import-many-cells = mehr als { $max } Zellen
import-broken = das lässt sich nicht als { $form } lesen: { $why }
import-broken-remedy = noch einmal als { $form } exportieren
import-foreign = so etwas schreibt { $form } nicht: { $missing } fehlt
import-foreign-remedy = das richtige Format nennen oder noch einmal aus { $form } exportieren
import-zabbix-old = das sind Services von Zabbix 5 oder älter, die an Auslösern hängen
import-zabbix-remedy = einen Server ab Version 6.0 fragen
import-checkmk-old = das ist die Konfiguration eines alten Checkmk, ein Programm in Python
import-checkmk-remedy = das Paket ab Version 2.0 als JSON exportieren (REST, /objects/bi_pack/…)

## report

import-read-text = gelesen als { $encoding }, Trennzeichen { $separator }, zur Probe: { $witness }
import-read-sheet = Zeilen mit Inhalt: { $rows }
import-shape-things = jede Zeile ist ein Ding, Zellen zählen auf, was es braucht
import-shape-pairs = jede Zeile ist eine Abhängigkeit
import-shape-matrix = eine Matrix: Was in der Zeile steht, braucht, was in der Spalte angekreuzt ist
import-shape-unknown = keine der bekannten Formen
import-made-node = { $name } ({ $key })
import-twice = { $id } kommt zweimal vor, zuerst: { $first }
import-too-many = mehr als { $max } Dinge
import-joined = { $name } ist in der Karte schon da: { $key }
import-collision = { $name }: der Schlüssel { $stem } ist vergeben, es bekommt { $key }
import-into-made = die Behörde { $key } gibt es noch nicht, sie wird angelegt; geben Sie ihr einen Namen
import-nobody = nicht überall steht, wer etwas betreibt: Dafür wird die Behörde { $key } angelegt; mit --into bestimmen Sie eine andere
import-many-labels = { $count } Merkmale zu viel
import-no-dependent = { $id } steht nicht in den Dateien
import-no-provider = { $id }, das { $dependent } braucht, steht nicht in den Dateien
import-self = { $id } braucht sich selbst
import-bad-need = was { $dependent } braucht: { $why }
import-kept-label = als Merkmal behalten: { $name } = { $value }
import-hidden-sheet = ein ausgeblendetes Blatt; es wird gelesen
import-hidden-row = eine ausgeblendete Zeile; sie wird gelesen
import-hidden-column = eine ausgeblendete Spalte; sie wird gelesen
import-no-cells = keine Zellen
import-no-heads = keine Überschriften gefunden
import-no-name-column = keine Spalte mit Namen gefunden; mit --column ÜBERSCHRIFT=name bestimmen Sie eine
import-bad-row = nicht lesbar: { $why }
import-many-columns = nur die ersten { $max } Spalten werden gelesen
import-sum-row = eine Summenzeile
import-continuation = gehört zur Zeile darüber: { $id }
import-no-name = ohne Namen
import-same-name = { $name } steht schon weiter oben; die Angaben werden zusammengelegt
import-only-named = { $name } wird hier nur genannt und als Dienst der Ebene { $layer } angelegt
import-nothing-above = „{ $text }“, aber darüber steht nichts
import-as-above = „{ $text }“ gelesen als { $value }
import-says-nothing = „{ $text }“ ist keine Angabe
import-differs = { $head }: { $second }, oben steht { $first }
import-cut = „{ $text }“ gelesen als { $value }
import-working-days = „{ $text }“: Werktage sind keine Tage von 24 Stunden
import-no-unit = „{ $text }“: ohne Einheit
import-no-duration = { $head }: „{ $text }“ ist keine Dauer
import-padded = „{ $text }“: die führende Null fehlt, gelesen als { $value }
import-digits-lost = „{ $text }“: die Tabellenkalkulation hat die Ziffern verloren; formatieren Sie die Zelle als Text und tragen Sie den Schlüssel neu ein
import-no-digits = „{ $text }“ ist kein amtlicher Schlüssel
import-no-number = „{ $text }“ ist keine Zahl
import-person = { $head }: ein Name, vielleicht der einer Person; besser ist ein Funktionspostfach
import-workaround-lasts = „{ $text }“ gelesen als Ausweichverfahren für { $value }
import-one-end = es fehlt, was braucht oder was gebraucht wird
import-read-as = gelesen als { $encoding }; erstes Wort mit einem Zeichen jenseits von ASCII, zur Kontrolle: { $witness }
import-no-id = ohne Kennung: { $name }
import-layer-guessed = die Quelle kennt keine Schichten: { $name } wird für { $layer } gehalten
import-weights = { $name }: Gewichte lassen sich auf einer Karte nicht sagen
import-propagation = { $name }: dass ein Zustand unterwegs angehoben oder gesetzt wird, lässt sich auf einer Karte nicht sagen; er wird genommen, wie er ist
import-status-rules = { $name }: einige Regeln lassen sich auf einer Karte nicht sagen
import-kind-left = von der Art { $kind } wird nichts übernommen ({ $count })
import-icinga-states = { $child }: hängt an den Zuständen { $states }; eine Karte fragt nur, ob etwas läuft
import-icinga-period = { $child }: nur im Zeitraum { $period }; eine Karte kennt keine Tageszeiten
import-state-overrides = geänderte Zustände (state_overrides) lassen sich auf einer Karte nicht sagen
import-empty-process = { $name } hat keine Teile: Für Icinga läuft das immer
import-not-monotone = { $name }: Mit „{ $operator }“ läuft es, weil etwas ausfällt; das lässt sich auf einer Karte nicht sagen
import-mixed-operators = { $name }: verschiedene Operatoren in einer Zeile
import-checkmk-template = { $name } ist eine Vorlage über Hosts; was sie daraus macht, weiß nur der Server
import-checkmk-pattern = { $name }: ein Muster über Hosts oder Services; einzeln nennen oder von Hand ergänzen
import-retired = { $name } wird abgelöst
import-libraries = Programmteile, { $count }: Bibliotheken und dergleichen fallen nicht für sich aus
import-library-needs = woraus Programmteile bestehen, { $count } Einträge
import-terraform-left = { $name }: { $kind } fällt nicht für sich aus

## questions

import-ask-redundant = { $dependent } braucht { $providers }: Ersetzt eines das andere?
import-answer-each = nein, jedes ist nötig
import-answer-any = ja, eines genügt
import-answer-shared = sie teilen sich die Last: Fehlt eines, geht es eingeschränkt weiter
import-answer-unknown = es ist eines davon, niemand weiß, welches
import-ask-direction = Spalten { $from } und { $to }: Was braucht was?
import-answer-first = die erste braucht die zweite
import-answer-second = die zweite braucht die erste
import-ask-working-days = Wie lang ist „{ $text }“?
import-answer-leave-out = weglassen
import-answer-calendar = Tage von 24 Stunden
import-answer-weekends = Tage von 24 Stunden, und die Wochenenden dazwischen
import-ask-unit = { $head }: Worin ist „{ $text }“ gemessen?
import-answer-hours = Stunden
import-answer-days = Tage
import-answer-minutes = Minuten
import-ask-persons = { $head }: Ist „{ $text }“ eine Stelle, die man anruft, und keine Person?
import-answer-contact = als Kontakt aufnehmen
import-ask-supplier = { $head }: Was heißt „{ $text }“?
import-answer-label = als Merkmal behalten
import-answer-runs = betreibt es
import-answer-needs = wird gebraucht
import-ask-endless = { $head }: „{ $text }“ – wie lange geht das?
import-answer-endless = so lange wie nötig
import-ask-mark = Was heißt die Markierung „{ $text }“?
import-answer-mark-needs = wird gebraucht
import-answer-mark-no = wird nicht gebraucht
