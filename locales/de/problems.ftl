# Was an Karten, Szenarien und anderen Eingaben falsch ist, und was zu tun ist. Je ein halber Satz ohne Punkt: Sie stehen
# hintereinander.

## forms

form-object = ein Objekt mit Eigenschaften
form-list = eine Liste
form-text = ein Text
form-texts = ein Objekt aus Texten
form-truth = true oder false
form-integer = eine ganze Zahl
form-number = eine Zahl
form-duration = eine Dauer
form-keys = ein Schlüssel oder eine Liste von Schlüsseln
form-key-or-object = ein Schlüssel oder ein Objekt
form-entries = ein Eintrag je Schlüssel
form-zone = ein Name der IANA-Zeitzonendatenbank wie Europe/Berlin
found-truth = der Wahrheitswert { $value }
found-number = die Zahl { $value }
found-text = der Text { $text }
problem-line = Zeile { $line }:{ " " }
problem-and-more = und { $more } weitere
count-problems = { $problems ->
    [one] { $problems } Problem
   *[other] { $problems } Probleme
}

## keys

problem-key = { $text } ist kein Schlüssel: { $why }
problem-key-empty = er ist leer
problem-key-long = er hat { $bytes } Byte, höchstens { $max } sind erlaubt
problem-key-character = { $character } ist nicht erlaubt
problem-key-edge = er beginnt oder endet mit einem Trennzeichen
problem-key-joints = zwei Trennzeichen folgen aufeinander
remedy-key = verwenden Sie Wörter aus a-z und 0-9, verbunden durch '-' oder '.', zum Beispiel "dresden.kfz-zulassung"; nur der Name (name) darf alle Zeichen enthalten
remedy-key-of-name = schreiben Sie den Schlüssel des Knotens, nicht seinen Namen: Kleinbuchstaben a-z und Ziffern, verbunden durch '-' oder '.', zum Beispiel "dresden.kfz-zulassung"
remedy-straight-quotes = verwenden Sie gerade Anführungszeichen ("{ $text }") oder keine
remedy-brackets = setzen Sie mehrere Schlüssel in eckige Klammern: [{ $list }]
remedy-dashes = setzen Sie vor jeden Schlüssel einen Strich und ein Leerzeichen
problem-local-id = { $text } ist keine Kennung einer Abhängigkeit: { $why }
remedy-local-id = verwenden Sie Wörter aus a-z und 0-9, verbunden durch '-', zum Beispiel "speicher"
problem-dependency-id = { $text } ist nicht die Kennung einer Abhängigkeit
remedy-dependency-id = schreiben Sie <Schlüssel des Abhängigen>~<Kennung>, wie es die Antworten tun
problem-key-differs = in der Adresse steht der Schlüssel "{ $key }", hier aber { $found }
remedy-key-differs = lassen Sie ihn weg, oder senden Sie den Knoten an seine eigene Adresse
problem-key-used = der Schlüssel "{ $key }" steht schon in { $file }:{ $line }
remedy-key-used = behalten Sie einen der beiden Einträge, oder geben Sie einem einen anderen Schlüssel; jeder Schlüssel steht in allen Abschnitten und Dateien nur einmal
problem-key-twice = der Schlüssel { $key } wird zweimal verwendet
remedy-key-twice = jeder Schlüssel steht unter agencies, sites und services nur einmal: benennen Sie einen um, oder fassen Sie beide zusammen
problem-unknown-key = es gibt keinen Knoten { $key }
remedy-unknown-key = tragen Sie diesen Knoten ein, oder nennen Sie einen anderen
remedy-similar-key = meinten Sie { $similar }? Sonst tragen Sie einen Knoten mit dem Schlüssel { $key } ein
remedy-look-up-keys = schlagen Sie die Schlüssel der Karte nach
problem-removed-here = { $key } wird mit derselben Änderung entfernt
remedy-removed-here = nennen Sie einen anderen Knoten, oder behalten Sie diesen
problem-nothing-to-remove = es gibt keinen Knoten "{ $key }", der entfernt werden könnte
remedy-nothing-to-remove = lassen Sie ihn weg, oder nennen Sie den Knoten, den Sie meinen
problem-key-changes = der Knoten, der an "{ $key }" stehen soll, hat einen anderen Schlüssel
remedy-key-changes = ein Schlüssel ändert sich nie: tragen Sie einen neuen Knoten ein, und entfernen Sie den alten
problem-still-used = { $key } kann nicht { $what }: { $why } ({ $names })
still-removed = entfernt werden
still-agency = Behörde werden
still-site = Standort werden
still-service = Dienst werden
still-needed = { $nodes ->
    [one] { $nodes } Knoten braucht ihn
   *[other] { $nodes } Knoten brauchen ihn
}
still-runs = { $nodes ->
    [one] { $nodes } Knoten wird von dort betrieben
   *[other] { $nodes } Knoten werden von dort betrieben
}
remedy-still-used = ändern oder entfernen Sie diese mit derselben Änderung
problem-more-faults = { $more } weitere Fehler sind nicht aufgelistet
remedy-more-faults = beheben Sie zuerst die aufgelisteten
problem-not-an-agency = { $key } ist keine Behörde, sondern { $kind }
remedy-not-an-agency = nennen Sie die Behörde, die den Knoten betreibt
problem-wrong-kind = { $key } ist { $kind }, aber { $relation } nennt Knoten der Art { $wanted }
remedy-wrong-kind = nennen Sie einen Knoten der Art { $wanted }, oder schreiben Sie ihn unter needs
problem-map-large = die Karte hat mehr Knoten, Abhängigkeiten oder Text, als eine Karte aufnehmen kann
remedy-map-large = teilen Sie sie in mehrere Karten

## values

problem-wrong-type = hier gehört hin: { $expected }; hier steht: { $found }
remedy-expected = schreiben Sie dort: { $expected }
remedy-write = schreiben Sie { $text }
remedy-quote-number = setzen Sie den Wert in Anführungszeichen, mit seinen führenden Nullen
problem-range = { $name } ist { $value }, muss aber zwischen { $low } und { $high } liegen
remedy-range = schreiben Sie eine Zahl aus diesem Bereich
remedy-thousands = schreiben Sie { $number }, wenn das gemeint ist: Ein Punkt trennt Dezimalstellen ab, keine Tausender
remedy-point = schreiben Sie { $thousands }, wenn Tausender gemeint sind, oder { $number }, wenn Dezimalstellen gemeint sind
remedy-number-without = schreiben Sie die Zahl ohne Komma: { $name }: { $number }
problem-not-finite = { $value } ist keine endliche Zahl
remedy-not-finite = schreiben Sie eine Zahl, oder lassen Sie die Eigenschaft weg
problem-word = { $text } ist keines der Wörter { $list }
remedy-word = schreiben Sie eines dieser Wörter in Kleinbuchstaben
problem-missing = { $name } fehlt
problem-unknown-property = { $name } ist hier keine Eigenschaft
remedy-did-you-mean = meinten Sie { $word }?
remedy-read-name = schreiben Sie { $name }: So heißt es hier
remedy-properties = nehmen Sie sie heraus; die Eigenschaften sind { $list }
remedy-belongs-into = sie gehört in { $home }: schreiben Sie { $form }
remedy-blank-behind-colon = setzen Sie hinter den Doppelpunkt ein gewöhnliches Leerzeichen: { $name }: { $rest }
remedy-odd-blank = neben dem Namen steht ein geschütztes Leerzeichen: tippen Sie die Stelle mit gewöhnlichen Leerzeichen neu
remedy-list-of-object = setzen Sie es in eckige Klammern, { $name }: [{ "{" } ... { "}" }], oder schreiben Sie einen Strich und ein Leerzeichen davor
problem-torn = innerhalb von { "{" } { "}" } beendet das Komma { $name }, so dass { $rest } als eigene Eigenschaft zählt
remedy-quotes = setzen Sie den Text in Anführungszeichen: { $name }: "{ $text }"
problem-twice = { $name } steht zweimal da
problem-unknown-zone = { $name } ist keine Zeitzone
remedy-unknown-zone = schreiben Sie einen Namen der IANA-Datenbank, zum Beispiel Europe/Berlin, America/New_York oder UTC
problem-zones-differ = die Zeitzone der Karte ist schon { $name } ({ $file }, Zeile { $line })
remedy-zones-differ = eine Karte hat eine einzige Zeitzone: geben Sie in allen Dateien dieselbe an oder nur in einer
problem-twice-first = { $name } steht zweimal da (zuerst in Zeile { $line })
remedy-keep-one = behalten Sie eine davon
remedy-one-section = schreiben Sie alles unter eine davon
problem-too-many = { $count } Einträge, höchstens { $max } werden angenommen
remedy-too-many = teilen oder kürzen Sie die Liste
problem-too-many-kept = { $count } Einträge, höchstens { $max } werden behalten
remedy-too-many-kept = setzen Sie einen Knoten dazwischen, der für eine Gruppe steht, oder kürzen Sie die Liste
problem-text-long = der Text hat { $length } Zeichen, höchstens { $max } werden behalten
remedy-text-long = kürzen Sie ihn, oder verweisen Sie auf ein Dokument
problem-control = der Text enthält ein Steuerzeichen
remedy-take-out = nehmen Sie es heraus

## durations and times

problem-duration = { $text } ist keine Dauer: { $why }
problem-duration-form = sie hat nicht die Form P...T...
problem-duration-months = Jahre und Monate haben keine feste Länge
problem-duration-negative = sie ist negativ
problem-duration-long = die Dauer ist länger als 36500 Tage
remedy-duration = schreiben Sie ISO 8601 mit Wochen, Tagen, Stunden, Minuten oder Sekunden, zum Beispiel PT30M, P1DT4H oder P3D
remedy-duration-days = sagen Sie, wie viele Tage es sind: { $text } (ein Monat als 30 Tage, ein Jahr als 365); Minuten stehen hinter T: PT30M
remedy-duration-long = lassen Sie sie weg, wo sie kein Ende hat, oder schreiben Sie höchstens P36500D
remedy-unit = { $count ->
    [one] nennen Sie die Einheit: P{ $number }D ist { $number } Tag, PT{ $number }H ist { $number } Stunde
   *[other] nennen Sie die Einheit: P{ $number }D sind { $number } Tage, PT{ $number }H sind { $number } Stunden
}
problem-no-value = { $name } hat keinen Wert
remedy-no-value = schreiben Sie ihn hinter den Doppelpunkt; ein Text, der mit # beginnt, steht in Anführungszeichen
remedy-key-of-this-name = schreiben Sie seinen Schlüssel: { $key }
problem-period = { $text } ist keine Frist: { $why }
problem-period-nothing = sie ist nicht länger als eine Sekunde
problem-period-long = sie ist zu lang
remedy-period = schreiben Sie ISO 8601 von höchstens zehn Jahren, zum Beispiel PT24H, P14D oder P1M
problem-stamp = { $text } ist weder ein Tag noch ein Zeitpunkt
remedy-stamp = schreiben Sie einen Tag wie 2026-05-01 oder einen Zeitpunkt mit Zeitzone wie 2026-05-01T08:00:00+02:00
problem-date = { $text } ist kein Tag
remedy-date = schreiben Sie einen Tag wie 2026-12-31
problem-time = { $text } ist kein Zeitpunkt
remedy-time = schreiben Sie RFC 3339 mit Zeitzone, zum Beispiel 2018-11-14T14:30:00+01:00
problem-moment = { $text } ist weder eine Dauer noch ein Zeitpunkt
remedy-moment = schreiben Sie einen Abstand wie PT2H, oder mit startsAt einen Zeitpunkt wie 2018-11-14T16:30:00+01:00
problem-time-without-start = ein Zeitpunkt ist angegeben, aber das Szenario hat kein startsAt
remedy-time-without-start = ergänzen Sie startsAt, oder schreiben Sie einen Abstand wie PT2H
problem-before-start = der Zeitpunkt liegt vor startsAt
remedy-before-start = legen Sie startsAt auf den ersten Ausfall, oder berichtigen Sie den Zeitpunkt

## nodes

problem-name-empty = der Name ist leer
problem-name-invisible = der Name ist leer: Nichts davon ist zu sehen
problem-name-holds = der Name enthält { $what } (U+{ $code }, Zeichen { $number })
name-line-break = einen Zeilenumbruch
name-direction = ein Zeichen, das die Schreibrichtung dreht
name-control = ein Steuerzeichen
remedy-plain-name = nehmen Sie es heraus: Ein Name ist eine Zeile einfacher Text
remedy-name = schreiben Sie, wie man den Knoten nennt
problem-name-quotes = die Anführungszeichen von { $name } sind typografische und werden deshalb Teil des Namens
remedy-name-quotes = verwenden Sie gerade ("...") oder keine
problem-without = { $kind } { $key } hat keine Angabe { $name }
remedy-add = ergänzen Sie { $name }
remedy-add-agency = sagen Sie, wer den Knoten betreibt, zum Beispiel agency: { $agency }
remedy-add-layer = ergänzen Sie layer mit einem der Wörter { $layers }
problem-of-another-kind = { $name } gehört nicht zu einem Knoten der Art { $kind }
remedy-under-needs = schreiben Sie es unter needs
problem-cases = casesPerDay ist keine Zahl zwischen 0 und 1e12
remedy-cases = schreiben Sie, wie viele Fälle an einem gewöhnlichen Tag anfallen, oder lassen Sie es weg
problem-stands-for = standsFor ist keine ganze Zahl zwischen 1 und { $max }
remedy-stands-for = schreiben Sie, für wie viele seiner Art der Knoten steht, oder lassen Sie es weg
problem-population = population ist größer als { $max }
remedy-population = schreiben Sie die Zahl der Einwohner, oder lassen Sie sie weg
problem-rto = die geforderte Wiederanlaufzeit { $rto } ist länger als die maximal tolerierbare Ausfallzeit { $mtpd }
remedy-rto = verkürzen Sie rto, oder verlängern Sie mtpd
problem-identifier = { $text } ist nicht gültig: Erwartet werden { $lengths } Ziffern
remedy-identifier = schreiben Sie die Nummer in Anführungszeichen mit ihren führenden Nullen, zum Beispiel "{ $example }"
remedy-ags = acht Ziffern sind ein AGS: schreiben Sie ags: "{ $digits }"
remedy-digits-only = schreiben Sie nur die Ziffern, in geraden Anführungszeichen: "{ $digits }"
problem-reliability = reliability hat entweder unavailability oder mtbf und mttr zusammen
remedy-reliability = schreiben Sie zum Beispiel { "{" }unavailability: 0.001{ "}" } oder { "{" }mtbf: P90D, mttr: PT8H{ "}" }
problem-unavailability = unavailability ist keine Zahl zwischen 0 und 1
remedy-unavailability = schreiben Sie den Anteil der Zeit, in der der Knoten von sich aus ausgefallen ist, zum Beispiel 0.001
problem-mtbf = die mittlere Zeit zwischen zwei Ausfällen ist null
remedy-mtbf = schreiben Sie, wie lange der Knoten üblicherweise ohne Ausfall läuft, zum Beispiel P90D
remedy-give-key = geben Sie dem Knoten einen Schlüssel, zum Beispiel "dresden.kfz-zulassung"
remedy-kind = schreiben Sie agency, site oder service
problem-immutable = { $name } ist "{ $own }" und kann nicht geändert werden
remedy-immutable = löschen Sie den Knoten, und legen Sie einen anderen an
remedy-deadline-name = schreiben Sie, was fristgerecht zu tun ist
remedy-deadline-period = schreiben Sie, wie lange Zeit ist, zum Beispiel period: PT48H, oder den letzten Tag, zum Beispiel date: 2026-12-31 oder dayOfMonth: 15
problem-deadline-end = eine Frist endet entweder nach einer Dauer (period) oder mit einem Tag (date) oder mit einem Tag jedes Monats (dayOfMonth)
remedy-deadline-end = behalten Sie eines von period, date und dayOfMonth

## dependencies

problem-no-provider = kein Anbieter ist genannt
remedy-no-provider = nennen Sie mindestens einen Knoten, der das Benötigte liefert
problem-too-many-providers = { $total } Anbieter sind genannt, höchstens { $max } sind erlaubt
remedy-too-many-providers = setzen Sie einen Knoten dazwischen, der für die Gruppe steht
problem-provider-twice = { $key } ist zweimal als Anbieter genannt
remedy-provider-twice = nennen Sie jeden Anbieter einmal, als primären oder als Rückfallebene
remedy-threshold = verringern Sie die Zahl, oder nennen Sie mehr Anbieter
problem-ambiguous-list = mehrere Anbieter ohne ein Wort, was sie zusammen bedeuten
remedy-ambiguous-list = verwenden Sie anyOf, atLeast mit of, sharedBy, supportedBy oder informedBy, oder on, wenn alle gebraucht werden
problem-shorthand-means = { $name } bedeutet immer { $form }
remedy-shorthand-means = schreiben Sie für andere Schwellen einen Eintrag unter needs
problem-same-dependency = zwei Abhängigkeiten haben die Kennung { $id }
remedy-same-dependency = nehmen Sie eine heraus, oder geben Sie einer eine andere Kennung (id)
problem-needs-itself = { $key } braucht sich selbst
remedy-needs-itself = nennen Sie einen anderen Anbieter
problem-without-brackets = { $form } gilt hier nur für { $first }: Ohne Klammern wird { $rest } zusätzlich gebraucht
remedy-without-brackets = setzen Sie die Schlüssel in eckige Klammern: { "{" } { $form }: [{ $list }] { "}" }
remedy-without-braces = gehört { $name } zum Eintrag davor, setzen Sie beide in geschweifte Klammern: { "{" } on: ..., { $name }: ... { "}" }
problem-one-of-one = { $form } nennt mehrere, hier aber nur { $key }
remedy-one-of-one = nennen Sie auch die anderen, oder schreiben Sie on: { $key }
problem-mixed-list = die Liste mischt Schlüssel und Objekte
remedy-mixed-list = schreiben Sie nur Schlüssel, oder nur Objekte mit of
problem-no-form = der Eintrag sagt nicht, welche Anbieter gebraucht werden
problem-several-forms = { $first } und { $second } sind beide angegeben
problem-whole-works = whole bedeutet, dass ein eingeschränkter Anbieter so gut wie keiner ist, aber degradedWorks sagt, dass er arbeitet
remedy-whole-works = lassen Sie degradedWorks weg, oder schreiben Sie on statt whole
problem-degraded-both = ein eingeschränkter Anbieter kann nicht zugleich als gesund und als nicht arbeitend zählen
remedy-degraded-both = lassen Sie toleratesDegraded weg, oder dass ein eingeschränkter nicht arbeitet
problem-unknown-fallback = was für einen Anbieter einspringt, von dem niemand weiß, ob er gebraucht wird, kann hier nicht gesagt werden
remedy-unknown-fallback = setzen Sie einen Knoten mit der Rückfallebene dazwischen, und nennen Sie ihn unter oneOfUnknown
remedy-form = schreiben Sie genau eines von on, whole, anyOf, oneOfUnknown, atLeast mit of, sharedBy, supportedBy, informedBy, oder providers mit min und full
problem-form-mixed = { $name } gehört zu { $owner } und bedeutet neben { $first } nichts
remedy-form-mixed = nehmen Sie es heraus, oder verwenden Sie die andere Form
remedy-of = nennen Sie die Anbieter, von denen so viele arbeiten müssen
problem-shorthand-form = { $name } hat eine eigene Bedeutung; { $other } kann nicht angegeben werden
remedy-shorthand-form = nennen Sie die Knoten unter of, oder schreiben Sie einen Eintrag unter needs
remedy-shorthand-of = nennen Sie die Knoten unter of
remedy-how-many = schreiben Sie als ganze Zahl, wie viele Anbieter es braucht
remedy-dependent = sagen Sie, welcher Knoten etwas braucht
problem-dependent-differs = der Abhängige ist { $named }, aber die Kennung gehört zu { $other }
remedy-leave-one = lassen Sie eine der beiden Angaben weg

## scenarios

remedy-failures = nennen Sie, was ausfällt, zum Beispiel [{ "{" }node: dresden.storage{ "}" }]
remedy-failing-node = sagen Sie, welcher Knoten ausfällt
problem-failure-operational = ein Ausfall kann nicht operational sein
remedy-failure-level = verwenden Sie degraded oder unavailable
problem-failure-end = der Ausfall endet bei { $until }, nicht nach seinem Beginn bei { $from }
remedy-failure-end = geben Sie ein späteres Ende an, oder lassen Sie es weg, wenn die Behebung unbekannt ist
problem-of-course = { $detail } (im Verlauf { $name })

## deliveries

problem-delivery-version = erwartet wird Fassung "{ $version }", hier steht aber: { $found }
remedy-replace-node = ersetzen Sie den Knoten als Ganzes

## files

problem-utf8 = das ist nicht UTF-8: Byte { $at } (hexadezimal { $byte }) ist nicht gültig
problem-utf16 = das ist in UTF-16 oder UTF-32, nicht in UTF-8
remedy-utf8 = speichern oder senden Sie es in UTF-8
remedy-windows-1252 = das sieht nach Windows-1252 (ANSI) aus, das Wort wäre „{ $word }“: Speichern oder senden Sie es in UTF-8
problem-many-files = es sind mehr als { $max } Dateien
remedy-many-files = fassen Sie mehrere zusammen
problem-no-files = keine Kartendatei wurde angegeben
remedy-no-files = nennen Sie mindestens eine
problem-file-large = die Datei hat { $size } Byte, höchstens { $max } werden gelesen
remedy-file-large = teilen Sie sie; mehrere Dateien ergeben zusammen eine Karte
problem-empty-file = die Datei ist leer
remedy-empty-file = schreiben Sie etwas hinein
problem-not-a-map = die Datei enthält keine Karte
remedy-not-a-map = beginnen Sie mit tragweite: 1, dann agencies, sites und services
problem-no-header = die Datei sagt nicht, dass sie eine Karte ist
remedy-header = beginnen Sie sie mit tragweite: { $version }
problem-unknown-section = { $name } ist kein Abschnitt einer Kartendatei
remedy-sections = nehmen Sie ihn heraus; eine Kartendatei hat { $list }
remedy-scenario = das sieht wie ein Szenario aus; geben Sie es als Szenario an, nicht als Karte
problem-version = die Datei hat Fassung { $other } des Formats, gelesen wird nur Fassung { $version }
remedy-version = schreiben Sie sie in Fassung { $version }, oder verwenden Sie ein Programm, das Fassung { $other } liest
problem-several-documents = die Datei enthält mehrere Dokumente, getrennt durch ---
remedy-several-documents = legen Sie jedes in eine eigene Datei; mehrere Dateien ergeben zusammen eine Karte
problem-unsupported = { $what } wird verwendet; Anker, Verweise und Typmarken werden nicht gelesen
yaml-anchor = ein Anker (&)
yaml-alias = ein Verweis (*)
yaml-tag = eine Typmarke ({ $tag })
remedy-unsupported = schreiben Sie den Wert aus; ein Text, der mit diesem Zeichen beginnt, steht in Anführungszeichen
problem-too-deep = Listen und Objekte sind tiefer als { $max } Ebenen verschachtelt
remedy-too-deep = eine Karte braucht nicht mehr als sechs Ebenen
problem-ends-early = die Datei endet zu früh
remedy-complete = vervollständigen Sie sie
problem-entry-large = ein Eintrag hat mehr als { $max } Werte
remedy-split = teilen Sie ihn
problem-complex-key = der Name einer Eigenschaft ist kein Text
remedy-complex-key = schreiben Sie ein Wort vor den Doppelpunkt
problem-yaml = die Datei ist kein gültiges YAML oder JSON: { $what } (Spalte { $column })
remedy-yaml = berichtigen Sie die Schreibweise in dieser oder der vorigen Zeile
problem-odd-indentation = die Zeile beginnt mit geschützten Leerzeichen, die nicht als Leerzeichen zählen
remedy-odd-indentation = rücken Sie sie mit gewöhnlichen Leerzeichen ein
problem-tab = zum Einrücken wird ein Tabulator verwendet
remedy-tab = rücken Sie mit Leerzeichen ein
problem-directive = Anweisungen (%) werden nicht gelesen
remedy-take-line-out = nehmen Sie die Zeile heraus
problem-first-character = ein Text darf nicht mit { $character } beginnen
remedy-quotes-around = setzen Sie den ganzen Text in Anführungszeichen
problem-dash = ein Eintrag beginnt mit einem Strich, wo Einträge mit ihrem Schlüssel beginnen
remedy-dash = schreiben Sie stattdessen den Schlüssel und einen Doppelpunkt: amt.mail: { "{" } name: ... { "}" }
problem-mark-in-text = der Text enthält { $mark }, und das bedeutet in YAML etwas
problem-open-quote = ein Anführungszeichen ist nicht geschlossen
remedy-open-quote = setzen Sie auch hinter den Text eines
problem-open-bracket = die Klammer { $mark } ist nicht geschlossen
problem-lone-bracket = die Klammer { $mark } schließt nichts
remedy-brackets-even = ergänzen Sie das fehlende { $missing }, oder setzen Sie einen Text mit { $extra } darin in Anführungszeichen
problem-indentation = die Zeile ist um { $found } Leerzeichen eingerückt, die davor um { $wanted }
remedy-indentation = lassen Sie, was zusammengehört, in derselben Spalte beginnen
rule-no-arrow = Das ist keine Regel
rule-of-nobody = Die Regel sagt nicht, um wen es geht
rule-stars = Es darf nur einen Stern geben
rule-star-behind = Für den Stern hinter der Rolle gibt es keinen in der Gruppe, den er meinen könnte
rule-star-before = Ein Stern steht für den Schlüssel einer Behörde: Es muss auch hinter der Rolle einer stehen
rule-remedy = Schreiben Sie GRUPPE -> ROLLE oder GRUPPE -> ROLLE:BEHÖRDE,BEHÖRDE, zum Beispiel: Leitstelle -> incidentManager:dresden
rules-many = Es gibt mehr als { $most } Regeln
rules-many-remedy = Lassen Sie einen Stern für Behörden stehen
