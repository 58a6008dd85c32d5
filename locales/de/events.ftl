events-exercise = ÜBUNG – nichts davon ist wirklich geschehen.
events-before = vorher
events-others = { " " }u. a.
events-incident = Vorfall
events-expected-over = Voraussichtlich behoben:
events-to = bis
events-u000a-u000a-computed-from-map-revision = { "\u000A" }-- { "\u000A" }Berechnet aus der Karte in Revision { $revision } ({ $events }). Was jetzt gilt, sagt der Dienst unter /v1/situation.{ "\u000A" }Sie erhalten diese Nachricht durch das Abonnement „{ $subscription }“. Sie wurde automatisch erstellt; Antworten liest niemand.{ "\u000A" }
