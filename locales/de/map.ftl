# Was in einer Kartendatei steht: Bedeutung und Form jeder Eigenschaft, für das Nachschlagen und für Editoren.

## sections and nodes

map-schema-title = Karte von Tragweite
map-head-file = Die Datei
map-head-node = Ein Knoten: Behörde, Standort oder Dienst
map-head-need = Ein Eintrag unter needs
map-head-workaround = workaround: Ersatzverfahren
map-head-backup = backup: Sicherung der Daten
map-head-reliability = reliability: Zuverlässigkeit
map-head-deadline = deadlines: Fristen
map-head-contact = contacts: Kontakte
map-head-provenance = provenance: Herkunft
map-head-layers = Ebenen der Dienste (layer)
map-head-types = Arten von Standorten (type)
map-columns = | Eigenschaft | Bedeutung | Form | Ohne sie | Beispiel |
map-columns-words = | Wort | Bedeutung |
map-required = muss dastehen
map-of-service = Dienste
map-form-key = ein Schlüssel: Wörter aus a-z und 0-9, verbunden durch - oder .
map-form-several = eine Liste von Schlüsseln
map-form-relation = ein Schlüssel, eine Liste von Schlüsseln oder Objekte mit den Schlüsseln unter of
map-form-duration = eine Dauer: P1D ein Tag, PT4H vier Stunden, P1DT30M; keine Monate oder Jahre
map-form-stamp = ein Tag (2026-05-01) oder ein Zeitpunkt (2026-05-01T08:00:00+02:00)
map-form-day = ein Tag (2026-12-31)
map-form-digits = { $lengths } Ziffern in Anführungszeichen
map-form-needs = eine Liste von Schlüsseln und Einträgen
map-tragweite = Sagt, dass dies eine Karte ist, und in welcher Fassung des Formats
map-agencies = Öffentliche Stellen nach ihren Schlüsseln
map-sites = Orte nach ihren Schlüsseln: Dienststellen, Rechenzentren, Gebäude, Räume
map-services = Was für andere arbeitet, nach seinem Schlüssel: von der Leistung für Bürger bis zur Stromversorgung
map-name = Wie man ihn nennt
map-agency = Der Schlüssel der Behörde, die ihn betreibt
map-layer = Auf welcher Ebene er steht
map-type = Was der Standort ist
map-description = Mehr dazu
map-ars = Amtlicher Regionalschlüssel; daraus ergeben sich Kreis und Gemeinde
map-ags = Amtlicher Gemeindeschlüssel
map-population = Einwohner ihres Gebiets
map-leika = Schlüssel der Verwaltungsleistung (FIM/LeiKa)
map-stands-for = Für wie viele seiner Art er steht: Dienststellen, Gemeinden; so oft zählt er in Summen
map-zone = Zeitzone, in der Zeiten der Karte stehen; ohne Angabe die des Dienstes
map-defaults = Was für Abhängigkeiten gilt, die nichts anderes sagen
map-node-workaround = Ersatzverfahren für jeden Bedarf, ohne den der Knoten ausfiele und der selbst nichts sagt
map-head-defaults = defaults: Vorgaben
map-cases = Fälle, die an einem gewöhnlichen Tag anfallen
map-mtpd = Maximal tolerierbare Ausfallzeit (MTA): länger ausgefallen ist eine Überschreitung
map-rto = Geforderte Wiederanlaufzeit (WAZ): wie schnell er wieder laufen soll
map-rpo = Zulässiger Datenverlust (RPO): wie alt wiederhergestellte Daten höchstens sein dürfen
map-backup = Wie seine Daten gesichert und zurückgeholt werden
map-recovery = Wiederherstellungsdauer: wie lange er braucht, wenn alles läuft, was er braucht
map-reliability = Wie oft er von sich aus ausfällt
map-needs = Was er braucht: ein Eintrag für jeden Bedarf; alle werden gebraucht
map-hosted = Wo er steht: jeder einzelne dieser Standorte hält ihn am Laufen
map-offered = Wo er angeboten wird: jede ausgefallene Dienststelle schränkt ihn ein
map-consumes = Dienste, die die Behörde nutzt: Ohne sie arbeitet sie weiter, aber eingeschränkt
map-deadlines = Gesetzliche Fristen, die laufen, ob er arbeitet oder nicht
map-contacts = Wen man anruft: Funktionspostfächer und Nummern, keine Privatpersonen
map-identifiers = Andere Kennungen je Verzeichnis
map-labels = Für Meldungen von Überwachungswerkzeugen, die ihn anders nennen
map-provenance = Woher diese Angaben stammen

## needs

map-on = Der Anbieter, ohne den er nicht arbeitet; von mehreren jeder
map-whole = Der Anbieter, der ganz arbeiten muss: eingeschränkt ist so gut wie keiner
map-one-of-unknown = Er steht in einem von diesen, und niemand weiß, in welchem: Möglich ist der Ausfall jedes einzelnen, sicher erst der aller
map-degraded-works = Arbeitet ein eingeschränkter Anbieter überhaupt?
map-any-of = Einer von diesen genügt
map-at-least = So viele von denen unter of müssen arbeiten
map-of = Die Anbieter zu atLeast; in hostedAt, offeredAt und consumes die Knoten
map-shared = Sie teilen sich die Last: einer weniger schränkt ein, keiner mehr heißt Ausfall
map-supported = Sie helfen: ohne sie eingeschränkt, nie ausgefallen
map-informed = Nur zur Kenntnis: Ihr Ausfall ändert nichts
map-providers = Die Anbieter, wenn min und full ausgeschrieben sind
map-min = Arbeiten weniger als so viele: ausgefallen
map-full = Sind weniger als so viele ohne Einschränkung: eingeschränkt
map-fallback = Rückfallebene: Anbieter, die einspringen, wenn die anderen ausfallen; dann eingeschränkt
map-tolerates = Ist ein eingeschränkter Anbieter so gut wie ein gesunder?
map-tolerance = Wie lange er ohne das Benötigte unbeeinträchtigt weiterarbeitet
map-workaround = Ersatzverfahren: wie man danach eingeschränkt weiterarbeitet
map-needed = always: solange er läuft; start: nur zum Anlaufen
map-note = Eine Bemerkung
map-source = Wo steht, dass es so ist
map-confirmation = Wie sicher es ist: assumed angenommen, confirmed von Kundigen bestätigt, disputed bestritten
map-confirmed-at = Wann es bestätigt wurde
map-confirmed-by = Wer es bestätigt hat
map-id = Eine eigene Kennung dieser Abhängigkeit

## inside

map-workaround-text = Was man tut
map-workaround-lasts = Wie lange man das durchhält; ohne Angabe ohne Ende
map-backup-every = In welchem Abstand gesichert wird: So alt ist die letzte gute Kopie höchstens
map-backup-restore = Wie lange das Zurückholen dauert
map-backup-text = Wo die Kopien liegen und wie sie zurückkommen
map-unavailability = Der Anteil der Zeit, in der er von sich aus ausgefallen ist
map-mtbf = Mittlere Zeit zwischen zwei Ausfällen
map-mttr = Mittlere Dauer einer Reparatur
map-deadline-name = Was fristgerecht zu tun ist
map-deadline-period = Wie lange die Frist ist
map-deadline-date = Der Tag, mit dem sie endet; stattdessen `period` oder `dayOfMonth`
map-deadline-day-of-month = Der Tag jedes Monats, mit dem sie endet; in kürzeren Monaten der letzte
map-deadline-basis = Das Gesetz oder die Regel
map-contact-name = Wer sich meldet
map-contact-email = E-Mail-Adresse
map-contact-phone = Telefonnummer
map-contact-fax = Faxnummer
map-contact-url = Webseite
map-contact-note = Wann man ihn verwendet
map-provenance-source = Dokument, Verfahren oder Stelle
map-provenance-at = Wann es zuletzt jemand bestätigt hat
map-provenance-by = Wer das war

## words

map-layer-public = Was Bürgerinnen, Bürger und Unternehmen wollen
map-layer-channel = Ein Weg zur Behörde: Telefon, E-Mail, Schalter, Portal
map-layer-application = Ein Fachverfahren
map-layer-platform = Was viele nutzen: Anmeldung, Dateien, Datenbanken
map-layer-infrastructure = Server, Speicher, Virtualisierung
map-layer-network = Leitungen und Netze
map-layer-utility = Strom, Kälte, Wasser
map-type-office = Wo Publikum bedient oder gearbeitet wird
map-type-data-centre = Wo Rechner laufen: Rechenzentrum
map-type-building = Ein Gebäude
map-type-room = Ein Raum
map-type-other = Etwas anderes
