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
duration-hour = h
duration-hours = h
duration-minute = min
duration-minutes = min
duration-second = s
duration-seconds = s
after = after { $duration }

## Times: forms for strftime, weekdays from Monday

time-full = %-d %b %Y, %H:%M
time-long = %-d %b %Y, %H:%M
time-short = %-d %b %H:%M
time-short-year = %-d %b %y %H:%M
day = %-d %b
day-year = %-d %b %y
weekdays = Mon Tue Wed Thu Fri Sat Sun

## Signs

quoted = “{ $text }”
