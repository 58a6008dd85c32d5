# Was überall gleich heißt: Hauptwörter, Zustände, Mengen, Dauern, Zeiten. Sätze verweisen darauf.
# Ersatzverfahren (workaround), Rückfallebene (fallback), geforderte Wiederanlaufzeit (RTO), Wiederherstellungsdauer
# (recovery), MTA (MTPD), einzelner Ausfallpunkt (single point of failure), Standort (site).
# Stufen einer Bewertung: hoch, mittel, niedrig.

## Zustände

level-operational = in Betrieb
level-degraded = eingeschränkt
level-unavailable = ausgefallen

## Mengen

count-nodes = { $nodes } Knoten

## Dauern

duration-day = Tag
duration-days = Tage
duration-days-dative = Tagen
duration-hours = Std.
duration-minutes = Min.
duration-seconds = Sek.
after = nach { $duration }

## Zeiten: Formen für strftime, Wochentage ab Montag

date = %-d.%-m.%Y
deadline-on = bis { $date }
deadline-each-month = jeden Monat bis zum { $day }.
time-full = %d.%m.%Y, %H:%M
time-long = %d.%m.%Y, %H:%M Uhr
time-short = %d.%m. %H:%M
time-short-year = %d.%m.%y %H:%M
day = %d.%m.
day-year = %d.%m.%y
weekdays = Mo Di Mi Do Fr Sa So

## Zeichen

quoted = „{ $text }“

count-districts-dative = { $districts ->
    [one] { $districts } Kreis
   *[other] { $districts } Kreisen
}
count-steps-dative = { $steps ->
    [one] { $steps } Schritt
   *[other] { $steps } Schritten
}
count-hypothetical-changes-dative = { $hypothetical_changes ->
    [one] { $hypothetical_changes } angenommenen Änderung
   *[other] { $hypothetical_changes } angenommenen Änderungen
}
count-alerts = { $alerts ->
    [one] { $alerts } Meldung
   *[other] { $alerts } Meldungen
}
count-dependencies = { $dependencies ->
    [one] { $dependencies } Abhängigkeit
   *[other] { $dependencies } Abhängigkeiten
}
count-services = { $services ->
    [one] { $services } Dienst
   *[other] { $services } Dienste
}
count-agencies = { $agencies ->
    [one] { $agencies } Behörde
   *[other] { $agencies } Behörden
}
count-cases = { $cases ->
    [one] { $cases } Vorgang
   *[other] { $cases } Vorgänge
}
count-steps = { $steps ->
    [one] { $steps } Schritt
   *[other] { $steps } Schritte
}
count-hypothetical-changes = { $hypothetical_changes ->
    [one] { $hypothetical_changes } angenommene Änderung
   *[other] { $hypothetical_changes } angenommene Änderungen
}
count-groups = { $groups ->
    [one] { $groups } Gruppe
   *[other] { $groups } Gruppen
}
count-choices-k-n = { $choices_k_n ->
    [one] { $choices_k_n } Auswahl „k von n“ ist
   *[other] { $choices_k_n } Auswahlen „k von n“ sind
}
count-other-agencies = { $other_agencies ->
    [one] { $other_agencies } weitere Behörde
   *[other] { $other_agencies } weitere Behörden
}
count-circles = { $circles ->
    [one] { $circles } Kreis
   *[other] { $circles } Kreise
}
count-nodes-worse-off = { $nodes_worse_off ->
    [one] { $nodes_worse_off } Knoten steht schlechter
   *[other] { $nodes_worse_off } Knoten stehen schlechter
}
count-public-services = { $public_services ->
    [one] { $public_services } öffentliche Leistung
   *[other] { $public_services } öffentliche Leistungen
}
count-places = { $places ->
    [one] { $places } Stelle
   *[other] { $places } Stellen
}
count-shortest-ways = { $shortest_ways ->
    [one] { $shortest_ways } kürzester Weg
   *[other] { $shortest_ways } kürzeste Wege
}
count-findings = { $findings ->
    [one] { $findings } Befund
   *[other] { $findings } Befunde
}
count-dependencies-promise = { $dependencies_promise ->
    [one] { $dependencies_promise } Abhängigkeit verspricht
   *[other] { $dependencies_promise } Abhängigkeiten versprechen
}
count-waves = { $waves ->
    [one] { $waves } Welle
   *[other] { $waves } Wellen
}
count-starts = { $starts ->
    [one] { $starts } Start
   *[other] { $starts } Starts
}
count-nodes-3 = { $nodes ->
    [one] { $nodes } Knoten genügt
   *[other] { $nodes } Knoten genügen
}
count-districts = { $districts ->
    [one] { $districts } Kreis oder kreisfreie Stadt
   *[other] { $districts } Kreise und kreisfreie Städte
}
count-calendar-months = { $calendar_months ->
    [one] { $calendar_months } Kalendermonat
   *[other] { $calendar_months } Kalendermonate
}
count-calendar-days = { $calendar_days ->
    [one] { $calendar_days } Kalendertag
   *[other] { $calendar_days } Kalendertage
}
count-hours = { $hours ->
    [one] { $hours } Stunde
   *[other] { $hours } Stunden
}
count-arrows = { $arrows ->
    [one] { $arrows } Pfeil
   *[other] { $arrows } Pfeile
}
count-entries = { $entries ->
    [one] { $entries } Dienst, Standort oder Behörde
   *[other] { $entries } Dienste, Standorte oder Behörden
}
names-and-more = { $names } und { $more } weitere
names-and = { $names } und { $last }
level-operational-again = wieder in Betrieb
zone-cet = MEZ
zone-cest = MESZ
decimal-sign = ,
count-sites = { $sites ->
    [one] { $sites } Standort
   *[other] { $sites } Standorte
}
count-inhabitants = { $inhabitants } Einwohner
count-unknown-agencies = { $unknown ->
    [one] { $unknown } Behörde
   *[other] { $unknown } Behörden
}
count-unknown-services = { $unknown ->
    [one] { $unknown } öffentlichen Leistung
   *[other] { $unknown } öffentlichen Leistungen
}
