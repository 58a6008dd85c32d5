events-exercise = EXERCISE - none of this has really happened.
events-before = before
events-others = { " " }and others
events-incident = Incident
events-expected-over = Expected to be over:
events-to = to
events-u000a-u000a-computed-from-map-revision = { "\u000A" }-- { "\u000A" }Computed from the map in revision { $revision } ({ $events }). What holds now, the service says at /v1/situation.{ "\u000A" }You receive this message through the subscription "{ $subscription }". It was made automatically; nobody reads answers.{ "\u000A" }
