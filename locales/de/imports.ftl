# Was beim Einlesen fremder Tabellen, Inventare und Modelle zu sagen und zu fragen ist.

## formats

import-about-table = Tabellen: CSV, TSV, Excel (XLSX)
import-about-archimate = ArchiMate: Open Exchange (XML), CSV aus Archi, Archi-Modelle
import-about-drawio = Zeichnungen aus draw.io
import-about-yed = Zeichnungen aus yEd (GraphML)
import-about-icinga-bp = Icinga Business Process: seine Dateien (processes/*.conf)
import-about-icinga2 = Icinga 2: Hosts, Services und Dependencies (REST, /v1/objects/…)
import-about-zabbix = Zabbix: Services (service.get)
import-about-checkmk = Checkmk BI: Pakete (JSON)
import-about-opennms = OpenNMS: Business Services (JSON, XML)
import-about-backstage = Backstage: ein Software-Katalog (YAML)
import-about-cyclonedx = CycloneDX: eine Stückliste (JSON, XML)
import-about-terraform = Terraform, OpenTofu: ein State (JSON)
import-about-xzufi = XZuFi: Leistungen, Behörden und Onlinedienste (XML)
import-about-netbox = NetBox: Abzug oder REST (JSON)
import-about-glpi = GLPI: Auswirkungsanalyse (Abfrage scripts/imports/glpi.sql)
import-about-open-psa = Open-PSA: Fehlerbäume (XML)
import-about-dora = DORA: Informationsregister (CSV)
import-about-kubernetes = Kubernetes: fertige Manifeste (YAML)
import-about-compose = Docker Compose (YAML)

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
import-helm = das ist die Vorlage eines Charts, ihre Werte fehlen
import-helm-remedy = importieren, was `helm template` ausgibt
import-glpi-remedy = GLPI exportiert Erreichtes ohne die Verbindungen dazwischen: die Abfrage scripts/imports/glpi.sql nehmen
import-no-table = in den Dateien steht keine Tabelle mit Dingen oder Abhängigkeiten
import-no-table-remedy = eine Zeile mit Überschriften muss sagen, was die Spalten sind, zum Beispiel Name und benötigt

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
import-working-days = „{ $text }“: Werktage sind keine Tage von 24 Stunden
import-no-unit = „{ $text }“: ohne Einheit
import-no-duration = { $head }: „{ $text }“ ist keine Dauer
import-padded = „{ $text }“: die führende Null fehlt, gelesen als { $value }
import-digits-lost = „{ $text }“: die Tabellenkalkulation hat die Ziffern verloren; formatieren Sie die Zelle als Text und tragen Sie den Schlüssel neu ein
import-no-digits = „{ $text }“ ist kein amtlicher Schlüssel
import-no-number = „{ $text }“ ist keine Zahl
import-person = { $head }: ein Name, vielleicht der einer Person; besser ist ein Funktionspostfach
import-workaround-lasts = „{ $text }“ gelesen als Ersatzverfahren für { $value }
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
import-reference-unnamed = „{ $name }“ verweist auf ein { $what } ohne name; ergänzen Sie dort name
import-not-monotone = { $name }: Mit „{ $operator }“ läuft es, weil etwas ausfällt; das lässt sich auf einer Karte nicht sagen
import-mixed-operators = { $name }: verschiedene Operatoren in einer Zeile
import-checkmk-template = { $name } ist eine Vorlage über Hosts; was sie daraus macht, weiß nur der Server
import-checkmk-pattern = { $name }: ein Muster über Hosts oder Services; einzeln nennen oder von Hand ergänzen
import-retired = { $name } wird abgelöst
import-libraries = Programmteile, { $count }: Bibliotheken und dergleichen fallen nicht für sich aus
import-library-needs = woraus Programmteile bestehen, { $count } Einträge
import-terraform-left = { $name }: { $kind } fällt nicht für sich aus
import-status-left = { $name } ist nicht in Betrieb: { $status }
import-unnamed = { $id } hat keinen Namen
import-cables = Kabel, von denen ein Ende nicht in den Dateien steht, { $count }
import-contact-nameless = { $thing }: Übernommen werden nur Adresse und Nummer; besser ist ein Funktionspostfach
import-glpi-gone = { $id } ist gelöscht; { $count } Zeilen nennen es noch
import-house-event = { $name } ist eine Konstante des Baums
import-nobody-offers = Leistungen, für die niemand in den Dateien zuständig ist, { $count }
import-many-areas = für { $count } Gebiete zuständig: von Hand eintragen, was gemeint ist
import-dora-left = von dieser Vorlage wird nichts gelesen
import-dora-missing = die Zelle { $cell } ist leer
import-kubernetes-outside = { $name } wird unter diesem Namen erreicht, aber was antwortet, steht nicht in den Dateien
import-compose-extends = { $name } übernimmt einen anderen Service (extends): importieren, was `docker compose config` ausgibt
import-archimate-end = { $id }: eines der Enden ist kein Element
import-archimate-left = Beziehungen der Art { $kind } sind hier keine Abhängigkeit
import-no-text = eine Form ohne Text
import-unconnected = { $name } ist mit nichts verbunden
import-dangling = eine Linie, die nirgends endet oder bei etwas, das weggelassen wurde: { $text }
import-no-arrow = eine Linie ohne Pfeilspitzen: { $text }

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
import-answer-mark-no = wird nicht gebraucht
import-ask-archimate-actor = Sind Elemente der Art { $kind } Behörden?
import-answer-agency = ja, Behörden
import-answer-nothing = nein, weglassen
import-answer-informs = nur eine Information: Deswegen fällt nichts aus
import-ask-parts-technical = Braucht ein Ganzes seine Teile? (Rechner, Netze, Systeme)
import-ask-parts = Braucht ein Ganzes seine Teile? (Leistungen, Abläufe, Anwendungen)
import-ask-flow = { $kind } von A nach B: Braucht B das A?
import-ask-boxes = Was bedeuten Kästen um Formen, etwa „{ $name }“?
import-answer-site = ein Ort, an dem es läuft
import-ask-same = „{ $name }“ ist mehrmals gezeichnet: Ist es dasselbe?
import-answer-two = nein, jedes ist etwas Eigenes
import-answer-one = ja, es ist eines
import-ask-arrow = Ein Pfeil von A nach B: Was braucht was?
import-ask-line = Eine Linie von A nach B ohne Pfeilspitzen: Was braucht was?

## traffic

traffic-about-service-graph = OpenTelemetry: Service Graph, von Prometheus erfragt (JSON)
traffic-about-jaeger = Jaeger: /api/dependencies (JSON)
traffic-about-zipkin = Zipkin: /api/v2/dependencies (JSON)
traffic-about-kiali = Kiali: ein Graph (JSON)
traffic-about-hubble = Hubble: Verkehrsdaten (JSON-Zeilen)
traffic-about-zeek = Zeek: conn.log
traffic-about-nfdump = NetFlow, IPFIX: nfdump -o csv
traffic-about-ss = ss -tlnH und ss -tnH eines Rechners
## previews

import-no-format = das Format { $word } gibt es nicht
import-no-format-remedy = nehmen Sie eines von diesen: { $list }
import-give-format = sagen Sie, welches Format die Dateien haben, zum Beispiel table
import-file-name = geben Sie der Datei einen Namen: Fundstellen werden mit ihm genannt
import-file-content = die Datei hat keinen Inhalt oder zwei
import-file-content-remedy = geben Sie entweder text oder base64
import-bad-base64 = das ist kein Base64
import-bad-base64-remedy = kodieren Sie die Datei neu, oder senden Sie Text als text
import-not-proposed = für { $key } wird nicht vorgeschlagen, es zu entfernen
import-not-proposed-remedy = nehmen Sie Schlüssel aus removals, oder löschen Sie den Knoten selbst
import-sentence = { $dependent } braucht { $provider }

## the report of an import

import-title = Einlesen von { $files }
import-lead = Neu in der Karte: { $added }, geändert: { $changed }, schon so in der Karte: { $unchanged }.
import-lead-open = Offene Fragen und Angaben, die jemand berichtigen muss: { $open }.
import-lead-removals = Was die Quelle nicht mehr nennt: { $removals }. Es bleibt, bis jemand es entfernt.
import-heading-direction = Stimmt die Richtung?
import-direction-remedy = Wenn nicht: --turn auf der Befehlszeile, "turned": true in der API.
import-heading-columns = Spalten
import-heading-removals = Zu entfernen (nur Vorschlag)
import-heading-kept = Bleibt, wie Menschen es eingetragen haben
import-heading-impact = Wessen Ausfall andere träfe als bisher
import-heading-read = Gelesen
import-heading-made = Angelegt
import-heading-label = Als Merkmal behalten
import-heading-flagged = Auffällig
import-heading-left-out = Weggelassen
import-heading-refused = Zu berichtigen
import-question = Frage
import-answers = Antworten
import-place = Fundstelle
import-head = Überschrift
import-role = gelesen als
import-said = woher
import-was-said = gesagt
import-was-guessed = erraten
import-what-goes = was nicht mehr da ist
import-node-gone = der ganze Knoten
import-need-gone = die Abhängigkeit { $need }
import-properties = Eigenschaften
import-if-fails = Wenn dies ausfällt
import-before = bisher
import-after = danach
import-what = was
import-basis-revision = Verglichen mit der Karte im Stand { $revision }.
import-basis-unconfirmed = Alles kommt unbestätigt in die Karte, mit Datei, Blatt und Zeile als Quelle.
import-done = Angewendet: { $added } neu, { $changed } geändert, { $removed } entfernt; Stand { $revision }.
import-nothing = Nichts zu ändern; die Karte bleibt im Stand { $revision }.
import-open-left = Offene Fragen: { $open }. Antworten mit --answer ID=WORT.
import-unfit = Die Antwort { $id } passt zu keiner Frage
import-bad-pair = { $text } hat nicht die Form NAME=WERT

## inventories

import-about-itop = iTop: Antworten der REST-Schnittstelle, CSV
import-about-idoit = i-doit: Antworten der JSON-RPC-Schnittstelle, CSV
import-itop-class = der Dateiname sagt nicht, welche Klasse von iTop darin steht
import-itop-class-remedy = nennen Sie die Datei nach der Klasse, zum Beispiel Server.csv
import-itop-no-id = ohne Nummer des Objekts; vielleicht hat ein Anführungszeichen die Zeile zerrissen
import-itop-gone = { $name } zählt nicht: { $status }
import-itop-other = { $name }: Dinge der Art { $class } kommen nicht in die Karte
import-itop-link = { $class }: eines der beiden Enden ist nicht dabei
import-itop-uplink = eine Verbindung nach oben; sie sagt keine Abhängigkeit
import-idoit-informs = { $kind }: nur gezeichnet; vielleicht eine gemeinsame Ursache
import-idoit-relation = eine Beziehung der Art { $kind } sagt keine Abhängigkeit
import-ask-relation = Beziehungen der Art { $kind }: Braucht eines das andere?
import-answer-slave = ja, der Slave braucht den Master
import-answer-master = ja, der Master braucht den Slave
import-ask-weight = Was heißt eine mittlere Gewichtung (4 bis 7)?
import-answer-essential = es geht nicht ohne
import-answer-supports = ohne geht es eingeschränkt weiter

## our own workbook

template-how = Jede Zeile ist ein Knoten oder eine Abhängigkeit. Ändern Sie, was anders ist, und lesen Sie die Datei wieder ein: tragweite import table DATEI --dry-run
template-removed = Eine Zeile, die fehlt, wird nur zum Entfernen vorgeschlagen. Leere Zellen sagen: gibt es nicht. Dauern: PT4H oder 4 Std.; Listen mit ; dazwischen.
template-sites = Standorte
template-services = Dienste
template-name = Name
template-type = Art
template-ars = ARS
template-ags = AGS
template-leika = LeiKa
template-population = Einwohner
template-cases = Fälle je Tag
template-rpo = Datenverlust
template-recovery = Wiederanlauf
template-dependent = braucht etwas
template-id = Kennung
template-form = Form
template-providers = wird gebraucht
template-fallback = Ersatz
template-tolerance = Toleranz
template-lasts = hält
template-start = nur zum Start
template-note = Bemerkung
import-not-that = „{ $text }“ passt nicht in diese Spalte; was in der Karte steht, bleibt

## traffic

traffic-title = Gesehener Verkehr und die Karte
traffic-lead = In der Karte und gesehen: { $both }; in der Karte und nie gesehen: { $never }; gesehen und nicht in der Karte: { $new }.
traffic-lead-unknown = Namen, die kein Knoten oder mehrere tragen: { $unknown }.
traffic-how-often = wie oft
traffic-new = Gesehen und nicht in der Karte
traffic-never = In der Karte und nie gesehen
traffic-both = In der Karte und gesehen
traffic-directory = Verzeichnisdienst
traffic-basis = Verkehr zeigt, dass etwas benutzt wird, nie, wie sehr es zählt, und nicht, was selten läuft. Die Karte bleibt, wie sie ist; POST /v1/dependencies nimmt einen Vorschlag an.
traffic-give-format = sagen Sie, welche Form die Dateien haben, zum Beispiel jaeger
traffic-no-format = die Form { $word } gibt es nicht
