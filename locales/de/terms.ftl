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
duration-hour = Std.
duration-hours = Std.
duration-minute = Min.
duration-minutes = Min.
duration-second = Sek.
duration-seconds = Sek.
after = nach { $duration }

## Zeiten: Formen für strftime, Wochentage ab Montag

time-full = %d.%m.%Y, %H:%M
time-long = %d.%m.%Y, %H:%M Uhr
time-short = %d.%m. %H:%M
time-short-year = %d.%m.%y %H:%M
day = %d.%m.
day-year = %d.%m.%y
weekdays = Mo Di Mi Do Fr Sa So

## Zeichen

quoted = „{ $text }“
