report-standing = Es springt ein
report-from = ab
report-no-end-known = , Ende offen
report-until = bis
report-repaired = behoben
report-more-changes = und weitere Wechsel:
report-unconfirmed = ; unbestätigt
report-most = höchstens
report-not-described = nicht beschrieben
report-workaround = Ersatzverfahren
report-deadline = Frist
report-exceeded = überschritten
report-mtpd = MTA
report-rto = WAZ
report-agency = Behörde
report-site = Standort
report-public-service = Öffentliche Leistung
report-channel = Zugangsweg
report-application = Fachverfahren
report-shared-service = Basisdienst
report-infrastructure = Infrastruktur
report-network = Netz
report-utility = Versorgung
report-service = Dienst
report-unavailable-too-long = untragbar lange ausgefallen
report-back-operation = wieder in Betrieb
report-once = sofort
report-d-b-y = %d.%m.%Y
report-what-failed = Was ist ausgefallen?
report-who-cannot-do-what = Wer kann was nicht?
report-who-affected-until-when = Wen trifft es, und bis wann?
report-what-still-works = Was ist weiter verfügbar?
report-what-do = Was tun?
report-and = und
report-more = weitere
report-least = mindestens{ " " }
report-nothing-affected = Nichts ist betroffen.
report-impact-failure = Auswirkungen eines Ausfalls
report-summary = Das Wichtigste
report-what-fails = Was ausfällt
report-affected-services-agency = Betroffene Dienste nach Behörde
report-who-affected = Wer betroffen ist
report-why = Warum
report-timeline = Zeitverlauf
report-order-which-things-come-back = Reihenfolge der Wiederinbetriebnahme
report-what-hangs-only-one-thread = Was keine Reserve mehr hat
report-what-cannot-restart-itself = Was nicht von selbst wieder anläuft
report-whom-inform = Wer zu informieren ist
report-reporting-duties = Meldepflichten
report-measures-notes = Maßnahmen und Vermerke
report-quality-data = Verlässlichkeit der Angaben
report-glossary = Begriffe
report-pictures = Bilder
report-planned-maintenance = geplante Wartung
report-maintenance-under-way = laufende Wartung
report-expected-fault = erwartete Störung
report-fault = laufende Störung
report-map-revision = Kartenstand: Revision
report-of = vom
report-map-from-files = Kartenstand: aus Dateien
report-more-2 = und weitere:
report-agency-itself = die Behörde selbst:
report-cause = Ursache:
report-not-confirmed = unbestätigt
report-disputed = bestritten
report-confirmed-more-than-year-ago = vor mehr als zwölf Monaten bestätigt
report-telephone-2 = Telefon{ " " }
report-e-mail = E-Mail{ " " }
report-more-3 = und weitere
report-open = offen
report-what-supposed = Angenommen wird
report-no-end-known-2 = Ende offen
report-affected = Betroffen
report-level = Zustand
report-what = Was
report-who = Wer
report-since = Seit
report-until-2 = Bis
report-workarounds-deadlines = Ersatzverfahren, Fristen
report-what-who = Was, wer
report-risk = { " " }– gefährdet
report-undecided = { " " }– im betrachteten Zeitraum nicht entschieden
report-undecided-start = { " " }– offen, weil der Beginn nicht auf dem Kalender steht
report-tolerable-most = Tolerierbar sind höchstens
report-exceeded-from = überschritten ab
report-of-2 = von
report-see-above = { " " }(siehe oben).
report-supposed = { " " }(angenommen).
report-only-confirmed-dependencies-count = Nur bestätigte Abhängigkeiten zählen.
report-open-questions = Offene Fragen, von denen ein Zustand abhängt
report-open-if = { $level }, falls es { $names } ist
report-or = oder
report-still-works-but-nothing-left-lose = Noch in Betrieb, aber ohne Reserve
report-cannot-restart-itself = Läuft nicht von selbst wieder an
report-agency-2 = Nach Behörde
report-cause-2 = Ursache bei
report-site-2 = Nach Standort
report-what-missing-there = Was dort fehlt
report-site-itself = der Standort selbst
report-en = de
report-nobody-affected = Niemand ist betroffen.
report-who-answers = Stelle
report-how-reach = Erreichbar unter
report-runs-what-fails = betreibt, was ausfällt
report-see-map = siehe Karte
report-these-agencies-map-names-nobody = Für diese Behörden nennt die Karte niemanden:
report-known-since = Bekannt seit
report-which-these-duties-concerns-whom-whether = Welche dieser Pflichten wen trifft und ob sie an diesem Tag schon galt, entscheidet die jeweilige Stelle. Tragweite sendet keine Meldung.
report-whom-which-rule = An wen, wonach
report-report = Meldung
report-due = Fällig
report-still-stated = Noch anzugeben
report-overdue = überfällig:
report-what-was-noted-planned-open-incidents = Vermerke und Planungen zu den offenen Vorfällen, im Wortlaut.
report-note = Vermerk
report-earlier-notes = frühere Vermerke:
report-dependencies-way-not-certain = Unbestätigte Abhängigkeiten auf dem Weg
report-needs = braucht
report-status = Stand
report-where-people-see-something-else-than = Wo vor Ort anderes beobachtet als berechnet wurde
report-seen = Beobachtet
report-computed-2 = Berechnet
report-whom-when = Von wem, wann
report-impact-report = Lagebild und Auswirkungsbericht
report-as = Kartenstand:
report-made = Erstellt:
report-situation = Lage am:
report-start = Beginn:
report-times = Zeiten in:
report-size-map = Umfang der Karte:
report-checksum-answer-sha-256 = Prüfsumme der Antwort (SHA-256):
report-contents = Inhalt
report-nothing-affected-through-others = Nichts ist durch andere betroffen.
report-time = Zeitpunkt
report-what-happens = Was geschieht
report-forecasts = Prognosen
report-given = Abgegeben
report-by = Von
report-for = Für
report-over = Voraussichtlich behoben
report-not-sight = nicht absehbar
report-time-from-which-something-works-again = Geordnet nach dem Zeitpunkt, ab dem etwas wieder ohne Einschränkung in Betrieb ist. In einem Schritt steht zuerst, was andere brauchen.
report-from-2 = Ab
report-back-operation-2 = Wieder in Betrieb
report-no-end-sight-2 = kein Ende absehbar
report-nothing-nowhere-last-leg-all-left = Nichts. Überall ist noch mindestens eine Reserve vorhanden.
report-every-failure-has-been-repaired-but = Jede Störung ist behoben, aber diese warten beim Anlaufen aufeinander. Hier muss jemand von Hand eingreifen.
report-not-checked-can-told-only-when = Nicht geprüft: Das steht erst fest, wenn für jede Störung ein Ende angegeben ist und der betrachtete Zeitraum bis dahin reicht.
report-nothing-after-repair-everything-restarts-itself = Nichts: Nach der Behebung läuft alles von selbst wieder an.
report-workaround-deadlines = Ersatzverfahren und Fristen
report-opened = eröffnet
report-no-incident-open = Kein Vorfall ist offen.
report-moment = Derzeit:
report-affected-later = später betroffen
report-cause-lies = Die Ursache liegt bei:
report-there = Dort
report-risk-2 = Gefährdet:
report-nothing-recorded = nichts hinterlegt
report-what-still-works-these-agencies = Was bei diesen Behörden weiter verfügbar ist
report-public-services-without-restriction = Öffentliche Leistungen ohne Einschränkung:
report-counted-inhabitants-areas-affected-agencies-each = Gezählt sind die Einwohnerinnen und Einwohner der Gebiete der Behörden, deren öffentliche Leistungen betroffen sind, jedes Gebiet einmal. Nicht alle von ihnen brauchen die Dienste in dieser Zeit.
report-district = Nach Kreis
report-numbers-hold-each-districts-row = Die Zahlen gelten für jeden der Kreise einer Zeile.
report-district-2 = Kreis oder kreisfreie Stadt
report-unavailable = Ausgefallen
report-degraded = Eingeschränkt
report-picture-impact = Bild der Auswirkungen
report-picture-time = Bild des Zeitverlaufs
report-same-in-tables = Dasselbe steht in den Tabellen dieses Berichts.
glossary-service-meaning = Alles, was für andere arbeitet: von der öffentlichen Leistung über das Fachverfahren bis zur Stromversorgung.
glossary-public-service-meaning = Ein Dienst, den Bürgerinnen, Bürger oder Unternehmen selbst in Anspruch nehmen.
glossary-unavailable-meaning = Der Dienst arbeitet nicht.
glossary-degraded-meaning = Der Dienst arbeitet, aber langsamer, mit weniger Umfang oder mit einem Ersatzverfahren.
glossary-workaround-meaning = Was man tut, solange etwas fehlt: Fax, Telefon, Papier. Es kann zeitlich begrenzt sein.
glossary-mtpd = Maximal tolerierbare Ausfallzeit (MTA)
glossary-mtpd-meaning = Die längste Dauer eines Ausfalls, bevor der Schaden untragbar wird; englisch MTPD.
glossary-rto = Geforderte Wiederanlaufzeit (WAZ)
glossary-rto-meaning = Die Zeit, nach der ein Dienst wieder laufen soll; englisch RTO.
glossary-unconfirmed = Unbestätigt
glossary-unconfirmed-meaning = Betroffen nur über eine Abhängigkeit, die niemand bestätigt hat, der es wissen muss.
glossary-thread = Ohne Reserve
glossary-thread-meaning = Noch in Betrieb, hat aber jede Reserve verloren: Beim nächsten Ausfall fällt es aus oder ist eingeschränkt.

# Die Zusammenfassung des Berichts

lead-failed-differently = Ausgefallen oder eingeschränkt: { $names }. Wann und wie lange, steht in Teil 2.
lead-failed = { $names } { $count ->
    [one] ist
   *[other] sind
}{ $from } { $level }{ $repaired }.
lead-repair-unknown = ; wann das behoben ist, ist nicht bekannt
lead-repair-on = ; behoben ist das voraussichtlich am { $time }
lead-repair-after = ; behoben ist das voraussichtlich { $time }
lead-no-public-service = Keine öffentliche Leistung ist betroffen.
lead-no-public-service-listed = Unter den hier aufgeführten Diensten ist keine öffentliche Leistung.
lead-missing = Bürgerinnen, Bürger und Unternehmen können { $count ->
    [one] eine öffentliche Leistung
   *[other] { $at_least ->
        [yes] mindestens { $count }
       *[no] { $count }
    } öffentliche Leistungen
} { $unavailable ->
    [yes] nicht
   *[no] nur eingeschränkt
} in Anspruch nehmen{ $count ->
    [one] :
   *[other] , zum Beispiel
} { $names }.
lead-missing-in-part = { " " }{ $count ->
    [one] Eine weitere ist nur eingeschränkt verfügbar.
   *[other] Nur eingeschränkt verfügbar: { $at_least ->
        [yes] mindestens { $count }
       *[no] { $count }
    } weitere.
}
lead-people = { $agencies ->
    [one] Betroffen ist eine Behörde
   *[other] Betroffen sind { $agencies } Behörden
}{ $districts ->
    [0] { "" }
    [one] { " " }in einem Kreis
   *[other] { " " }in { $districts } Kreisen
}.
lead-no-end = Ein Ende ist nicht absehbar.
lead-end-on = Alles ist voraussichtlich wieder verfügbar ab { $time }.
lead-end-after = Alles ist voraussichtlich { $time } wieder verfügbar.
lead-end-mixed = Manches ist früher wieder verfügbar, für anderes ist kein Ende absehbar; die Reihenfolge steht in Teil 7.
lead-working = Weiter ohne Einschränkung verfügbar: { $names }.
lead-workaround = Ersatzverfahren für { $name }: { $text }.

# Sätze für Tabelle, Bericht und Agenten

report-totals-services = { count-services }{ $public_services ->
    [0] { "" }
   *[other] { " " }(darunter { count-public-services })
}
report-totals = Betroffen: { $what }; davon { $unavailable } { level-unavailable }, { $degraded } { level-degraded }. Das trifft { $sites ->
    [0] { count-agencies }
   *[other] { count-sites } von { count-agencies }
}{ $districts ->
    [0] { "" }
   *[other] { " " }in { count-districts-dative }
}.{ $cases ->
    [0] { "" }
   *[other] { " " }Es geht um { $unknown ->
    [0] { count-cases } am Tag.
   *[other] mindestens { count-cases } am Tag; von { count-unknown-services } ist die Zahl nicht bekannt.
}
}{ $breached ->
    [0] { "" }
   *[other] { " " }Davon länger als tolerierbar ausgefallen: { $breached }.
}{ $undecided ->
    [0] { "" }
   *[other] { " " }Im Horizont nicht entschieden, ob länger als tolerierbar ausgefallen: { $undecided }.
}{ $uncertain ->
    [0] { "" }
   *[other] { " " }Nur über unbestätigte Abhängigkeiten: { $uncertain }.
}
report-why-omitted = , … (nach weiteren { count-steps-dative }) …
report-further-cause = „{ $name }“ ({ $level })
report-why-alone = Auch jede dieser Ursachen allein würde genügen: { $causes }.
report-why-together = Zugleich fehlt: { $causes }.
report-why-no-help = Springt nicht ein, weil selbst betroffen: { $causes }.
report-why-more = Die Ursachen von { $number } weiteren stehen in den Daten der Antwort (--format json).
report-repair = Wird nur „{ $name }“ behoben, bessert sich der Zustand von { $better }.
report-repair-nothing = Wird nur „{ $name }“ behoben, ändert sich nichts.
report-repair-more = { " " }und { $number } weiteren
report-why-first = „{ $name }“ ist { $level }
report-why-next = , weil „{ $name }“ { $level } ist
report-map = Kartenstand: Revision { $revision }, { count-nodes }, { count-dependencies }.
report-map-of-files = Kartenstand: aus Dateien, { count-nodes }, { count-dependencies }.
report-computed-with-changes = Gerechnet mit { count-hypothetical-changes-dative }.
report-none-unconfirmed = Auf dem Weg liegt keine unbestätigte Abhängigkeit.
report-unconfirmed-count = Unbestätigte Abhängigkeiten auf dem Weg: { $number }. Was nur über sie betroffen ist, ist als unbestätigt gekennzeichnet.
report-confirmed-share = Bestätigt von { $dependencies } Abhängigkeiten der Karte: { $confirmed } ({ $percent } %).
report-to-the-end = Gerechnet bis zum Endzustand.
report-horizon = Betrachteter Zeitraum: { $horizon }.
report-horizon-cut = Betrachteter Zeitraum: { $horizon }; danach kann sich noch etwas ändern.
report-without-end = Ende unbekannt, daher als dauerhaft gerechnet: { $number }.
report-further = { $number } weitere
report-page = Seite
report-revision-of = Revision { $revision } vom { $time }

front-public-services = { $number ->
    [one] öffentliche Leistung ist betroffen
   *[other] öffentliche Leistungen sind betroffen
}
front-agencies = { $number ->
    [one] Behörde
   *[other] Behörden
}
front-people = { $number ->
    [one] Einwohnerin oder Einwohner in den Gebieten dieser Behörden
   *[other] Einwohnerinnen und Einwohner in den Gebieten dieser Behörden
}
front-districts = { $number ->
    [one] Kreis oder kreisfreie Stadt
   *[other] Kreise und kreisfreie Städte
}
front-services = { $number ->
    [one] Dienst insgesamt
   *[other] Dienste insgesamt
}
front-whom-to-call = Wen anrufen?
front-next-deadline = Nächste Frist:
front-no-deadline = keine hinterlegt.
front-mtpd = „{ $name }“ fehlt dann länger als tolerierbar (MTA { $duration }).
front-deadline = { $what } („{ $name }“).
front-duty = { $name } an { $authority }.
report-failure-of = Ausfall von { $names }
report-author = Verfasst von:
report-distribution = Verteiler:
report-about = Zu diesem Bericht
report-each = je{ " " }
report-usual-course = Wo kein Zeitpunkt steht: { $course }. „–“ heißt: nichts hinterlegt.

# Worauf etwas noch steht

report-asked-about = Gefragt
report-last-leg = einzig noch über { $names }: Fällt auch das aus, ist es ausgefallen
report-risk-left = ; es bleibt: { $names }
report-risk-away = { " " }– beim nächsten Ausfall ausgefallen
report-risk-reduced = { " " }– beim nächsten Ausfall eingeschränkt
report-people-unknown = Wie viele Einwohner von den betroffenen öffentlichen Leistungen abhängen, ist nicht bekannt.
report-people = Von den betroffenen öffentlichen Leistungen hängen { $unknown ->
    [0] { count-inhabitants } ab.
   *[other] mindestens { count-inhabitants } ab; von { count-unknown-agencies } ist die Zahl nicht bekannt.
}
report-data = Daten
report-last-copy = die letzte gute Kopie ist { $age } alt: Was danach kam, ist verloren
report-last-copy-at-most = die letzte gute Kopie ist höchstens { $age } alt
report-rpo = verloren gehen darf höchstens { $rpo }
report-rpo-exceeded = { " " }– überschritten
report-restore = das Zurückholen dauert { $restore }
