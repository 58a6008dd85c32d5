# What has the same name everywhere: nouns, states, counts, durations, times. Sentences refer to them.
# Scale of an assessment: high, medium, low.

## States

level-operational = operational
level-degraded = degraded
level-unavailable = unavailable

## Counts

count-nodes = { $nodes ->
    [one] { $nodes } node
   *[other] { $nodes } nodes
}

## Durations

duration-day = day
duration-days = days
duration-days-dative = days
duration-hours = h
duration-minutes = min
duration-seconds = s
after = after { $duration }

## Times: forms for strftime, weekdays from Monday

date = %-d %b %Y
deadline-on = by { $date }
deadline-each-month = each month by day { $day }
time-full = %-d %b %Y, %H:%M
time-long = %-d %b %Y, %H:%M
time-short = %-d %b %H:%M
time-short-year = %-d %b %y %H:%M
day = %-d %b
day-year = %-d %b %y
weekdays = Mon Tue Wed Thu Fri Sat Sun

## Signs

quoted = “{ $text }”

count-districts-dative = { $districts ->
    [one] { $districts } district
   *[other] { $districts } districts
}
count-steps-dative = { $steps ->
    [one] { $steps } step
   *[other] { $steps } steps
}
count-hypothetical-changes-dative = { $hypothetical_changes ->
    [one] { $hypothetical_changes } hypothetical change
   *[other] { $hypothetical_changes } hypothetical changes
}
count-alerts = { $alerts ->
    [one] { $alerts } alert
   *[other] { $alerts } alerts
}
count-dependencies = { $dependencies ->
    [one] { $dependencies } dependency
   *[other] { $dependencies } dependencies
}
count-services = { $services ->
    [one] { $services } service
   *[other] { $services } services
}
count-agencies = { $agencies ->
    [one] { $agencies } agency
   *[other] { $agencies } agencies
}
count-cases = { $cases ->
    [one] { $cases } case
   *[other] { $cases } cases
}
count-steps = { $steps ->
    [one] { $steps } step
   *[other] { $steps } steps
}
count-hypothetical-changes = { $hypothetical_changes ->
    [one] { $hypothetical_changes } hypothetical change
   *[other] { $hypothetical_changes } hypothetical changes
}
count-groups = { $groups ->
    [one] { $groups } group
   *[other] { $groups } groups
}
count-choices-k-n = { $choices_k_n ->
    [one] { $choices_k_n } choice “k of n” is
   *[other] { $choices_k_n } choices “k of n” are
}
count-other-agencies = { $other_agencies ->
    [one] { $other_agencies } other agency
   *[other] { $other_agencies } other agencies
}
count-circles = { $circles ->
    [one] { $circles } circle
   *[other] { $circles } circles
}
count-nodes-worse-off = { $nodes_worse_off ->
    [one] { $nodes_worse_off } node is worse off
   *[other] { $nodes_worse_off } nodes are worse off
}
count-public-services = { $public_services ->
    [one] { $public_services } public service
   *[other] { $public_services } public services
}
count-places = { $places ->
    [one] { $places } place
   *[other] { $places } places
}
count-shortest-ways = { $shortest_ways ->
    [one] { $shortest_ways } shortest way
   *[other] { $shortest_ways } shortest ways
}
count-findings = { $findings ->
    [one] { $findings } finding
   *[other] { $findings } findings
}
count-dependencies-promise = { $dependencies_promise ->
    [one] { $dependencies_promise } dependency promises
   *[other] { $dependencies_promise } dependencies promise
}
count-waves = { $waves ->
    [one] { $waves } wave
   *[other] { $waves } waves
}
count-starts = { $starts ->
    [one] { $starts } start
   *[other] { $starts } starts
}
count-nodes-3 = { $nodes ->
    [one] { $nodes } node is
   *[other] { $nodes } nodes are
}
count-districts = { $districts ->
    [one] { $districts } district
   *[other] { $districts } districts
}
count-calendar-months = { $calendar_months ->
    [one] { $calendar_months } calendar month
   *[other] { $calendar_months } calendar months
}
count-calendar-days = { $calendar_days ->
    [one] { $calendar_days } calendar day
   *[other] { $calendar_days } calendar days
}
count-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
count-arrows = { $arrows ->
    [one] { $arrows } arrow
   *[other] { $arrows } arrows
}
count-entries = { $entries ->
    [one] { $entries } service, site or agency
   *[other] { $entries } services, sites or agencies
}
names-and-more = { $names } and { $more } more
names-and = { $names } and { $last }
level-operational-again = operational again
zone-cet = CET
zone-cest = CEST
decimal-sign = .
count-sites = { $sites ->
    [one] { $sites } site
   *[other] { $sites } sites
}
count-inhabitants = { $inhabitants ->
    [one] { $inhabitants } inhabitant
   *[other] { $inhabitants } inhabitants
}
count-unknown-agencies = { $unknown ->
    [one] { $unknown } agency
   *[other] { $unknown } agencies
}
count-unknown-services = { $unknown ->
    [one] { $unknown } public service
   *[other] { $unknown } public services
}
