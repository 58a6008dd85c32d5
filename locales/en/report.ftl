report-standing = Standing in
report-from = from
report-no-end-known = , no end known
report-until = until
report-repaired = repaired
report-more-changes = and more changes:
report-unconfirmed = ; unconfirmed
report-most = at most
report-not-described = not described
report-workaround = Workaround
report-deadline = Deadline
report-exceeded = exceeded
report-mtpd = MTPD
report-rto = RTO
report-agency = Agency
report-site = Site
report-public-service = Public service
report-channel = Channel
report-application = Application
report-shared-service = Shared service
report-infrastructure = Infrastructure
report-network = Network
report-utility = Utility
report-service = Service
report-unavailable-too-long = unavailable for too long
report-back-operation = back in operation
report-once = immediately
report-d-b-y = %-d %b %Y
report-what-failed = What failed?
report-who-cannot-do-what = Who cannot do what?
report-who-affected-until-when = Who is affected, and until when?
report-what-still-works = What still works?
report-what-do = What to do?
report-and = and
report-more = more
report-least = at least{ " " }
report-nothing-affected = Nothing is affected.
report-impact-failure = Impact of a failure
report-summary = Summary
report-what-fails = What fails
report-affected-services-agency = Affected services by agency
report-who-affected = Who is affected
report-why = Why
report-timeline = Timeline
report-order-which-things-come-back = Order of restoration
report-what-hangs-only-one-thread = What has no reserve left
report-what-cannot-restart-itself = What cannot restart by itself
report-whom-inform = Whom to inform
report-reporting-duties = Reporting duties
report-measures-notes = Measures and notes
report-quality-data = Reliability of the data
report-glossary = Glossary
report-pictures = Pictures
report-planned-maintenance = planned maintenance
report-maintenance-under-way = maintenance under way
report-expected-fault = expected fault
report-fault = fault
report-map-revision = Map: revision
report-of = of
report-map-from-files = Map: from files
report-more-2 = and more:
report-agency-itself = the agency itself:
report-cause = Cause:
report-not-confirmed = unconfirmed
report-disputed = disputed
report-confirmed-more-than-year-ago = confirmed more than a year ago
report-telephone-2 = Telephone{ " " }
report-e-mail = E-mail{ " " }
report-more-3 = and more:
report-open = open
report-what-supposed = Assumed failures
report-no-end-known-2 = no end known
report-affected = Affected
report-level = Level
report-what = What
report-who = Who
report-since = Since
report-until-2 = Until
report-workarounds-deadlines = Workarounds, deadlines
report-what-who = What, who
report-risk = { " " }– at risk
report-undecided = { " " }– not decided within the period considered
report-undecided-start = { " " }– open, because the beginning is not on the calendar
report-tolerable-most = Tolerable for at most
report-exceeded-from = exceeded from
report-of-2 = of
report-see-above = { " " }(see above).
report-supposed = { " " }(assumed).
report-only-confirmed-dependencies-count = Only confirmed dependencies count.
report-open-questions = Open questions on which a state depends
report-open-if = { $level } if it is { $names }
report-or = or
report-still-works-but-nothing-left-lose = Still working, but with nothing left to lose
report-cannot-restart-itself = Cannot restart by itself
report-agency-2 = By agency
report-cause-2 = Cause at
report-site-2 = By site
report-what-missing-there = What is missing there
report-site-itself = the site itself
report-en = en
report-nobody-affected = Nobody is affected.
report-who-answers = Who answers
report-how-reach = How to reach
report-runs-what-fails = runs what fails
report-see-map = see the map
report-these-agencies-map-names-nobody = For these agencies the map names nobody:
report-known-since = Known since
report-which-these-duties-concerns-whom-whether = Which of these duties concerns whom, and whether it was in force on that day, is for each body to decide. Tragweite sends no report.
report-whom-which-rule = To whom, by which rule
report-report = Report
report-due = Due
report-still-stated = Still to be stated
report-overdue = overdue:
report-what-was-noted-planned-open-incidents = Notes and plans for the open incidents, word for word.
report-note = Note
report-earlier-notes = earlier notes:
report-dependencies-way-not-certain = Unconfirmed dependencies on the path
report-needs = needs
report-status = Status
report-where-people-see-something-else-than = Where people observe something else than was computed
report-seen = Observed
report-computed-2 = Computed
report-whom-when = By whom, when
report-impact-report = Situation at a glance, and impact report
report-as = Map:
report-made = Made:
report-situation = Situation at:
report-start = Start:
report-times = Times in:
report-size-map = Size of the map:
report-checksum-answer-sha-256 = Checksum of the answer (SHA-256):
report-contents = Contents
report-nothing-affected-through-others = Nothing is affected through others.
report-time = Time
report-what-happens = What happens
report-forecasts = Forecasts
report-given = Given on
report-by = By
report-for = For
report-over = Expected to be over
report-not-sight = not in sight
report-time-from-which-something-works-again = Ordered by the time from which something works again without restriction. Within a step, what others need comes first.
report-from-2 = From
report-back-operation-2 = Back in operation
report-no-end-sight-2 = no end in sight
report-nothing-nowhere-last-leg-all-left = Nothing. There is at least one reserve left everywhere.
report-every-failure-has-been-repaired-but = Every failure has been repaired, but these wait for each other to start. Somebody must step in by hand.
report-not-checked-can-told-only-when = Not checked: this is known only when every failure has an end and the period considered reaches that far.
report-nothing-after-repair-everything-restarts-itself = Nothing: after the repair everything restarts by itself.
report-workaround-deadlines = Workaround and deadlines
report-opened = opened
report-no-incident-open = No incident is open.
report-moment = At this moment:
report-affected-later = affected later
report-cause-lies = The cause lies at:
report-there = There
report-risk-2 = At risk:
report-nothing-recorded = nothing recorded
report-what-still-works-these-agencies = What still works at these agencies
report-public-services-without-restriction = Public services without restriction:
report-counted-inhabitants-areas-affected-agencies-each = Counted are the inhabitants of the areas of the agencies whose public services are affected, each area once. Not all of them need the services during this time.
report-district = By district
report-numbers-hold-each-districts-row = The numbers hold for each of the districts of a row.
report-district-2 = District
report-unavailable = Unavailable
report-degraded = Degraded
report-picture-impact = Picture of the impact
report-picture-time = Picture of the timeline
report-same-in-tables = The tables of this report say the same.
glossary-service-meaning = Anything that does a job for others: from a public service over a specialist application down to the power supply.
glossary-public-service-meaning = A service that citizens or businesses ask for themselves.
glossary-unavailable-meaning = The service does not work.
glossary-degraded-meaning = The service works, but slower, in part only, or by other means.
glossary-workaround-meaning = What people do while something is missing: fax, telephone, paper. It may last for a limited time only.
glossary-mtpd = Maximum tolerable period of disruption (MTPD)
glossary-mtpd-meaning = The longest outage before the damage becomes intolerable.
glossary-rto = Recovery time objective (RTO)
glossary-rto-meaning = The time after which a service is to run again.
glossary-unconfirmed = Unconfirmed
glossary-unconfirmed-meaning = Affected only through a dependency that nobody who should know has confirmed.
glossary-thread = No reserve left
glossary-thread-meaning = Still works, but has lost all redundancy: the next failure takes it away (it hangs by a thread), or reduces it.

# The summary of the report

lead-failed-differently = Unavailable or degraded: { $names }. Part 2 says when and for how long.
lead-failed = { $names } { $count ->
    [one] is
   *[other] are
} { $level }{ $from }{ $repaired }.
lead-repair-unknown = ; it is not known when this will be repaired
lead-repair-on = ; the repair is expected on { $time }
lead-repair-after = ; the repair is expected { $time }
lead-no-public-service = No public service is affected.
lead-no-public-service-listed = There is no public service among what is listed here.
lead-missing = Citizens and businesses { $unavailable ->
    [yes] cannot
   *[no] can
} use { $count ->
    [one] one public service
   *[other] { $at_least ->
        [yes] at least { $count }
       *[no] { $count }
    } public services
}{ $unavailable ->
    [yes] { "" }
   *[no] { " " }only in part
}{ $count ->
    [one] :
   *[other] , for example
} { $names }.
lead-missing-in-part = { " " }{ $count ->
    [one] One more is available only in part.
   *[other] Available only in part: { $at_least ->
        [yes] at least { $count }
       *[no] { $count }
    } more.
}
lead-people = { $agencies ->
    [one] One agency is affected
   *[other] { $agencies } agencies are affected
}{ $districts ->
    [0] { "" }
    [one] { " " }in one district
   *[other] { " " }in { $districts } districts
}.
lead-no-end = No end is in sight.
lead-end-on = Everything is expected back on { $time }.
lead-end-after = Everything is expected back { $time }.
lead-end-mixed = Some come back earlier, for others no end is in sight; part 7 has the order.
lead-working = Still available without restriction: { $names }.
lead-workaround = Workaround for { $name }: { $text }.

# Sentences for table, report and agents

report-totals-services = { count-services }{ $public_services ->
    [0] { "" }
   *[other] { " " }(among them { count-public-services })
}
report-totals = Affected: { $what }; of these { $unavailable } { level-unavailable }, { $degraded } { level-degraded }. This hits { $sites ->
    [0] { count-agencies }
   *[other] { count-sites } of { count-agencies }
}{ $districts ->
    [0] { "" }
   *[other] { " " }in { count-districts-dative }
}.{ $cases ->
    [0] { "" }
   *[other] { " " }It is about { $unknown ->
    [0] { count-cases } a day.
   *[other] at least { count-cases } a day; of { count-unknown-services } the number is not known.
}
}{ $breached ->
    [0] { "" }
   *[other] { " " }Of these unavailable for longer than tolerable: { $breached }.
}{ $undecided ->
    [0] { "" }
   *[other] { " " }Not decided within the horizon whether unavailable for longer than tolerable: { $undecided }.
}{ $uncertain ->
    [0] { "" }
   *[other] { " " }Only through unconfirmed dependencies: { $uncertain }.
}
report-why-omitted = , … (after further { count-steps-dative }) …
report-further-cause = “{ $name }” ({ $level })
report-why-alone = Each of these causes alone would be enough: { $causes }.
report-why-together = Missing at the same time: { $causes }.
report-why-no-help = Does not step in, because affected itself: { $causes }.
report-why-more = The causes of { $number } more are in the data of the answer (--format json).
report-repair = If only “{ $name }” is repaired, these improve: { $better }.
report-repair-nothing = If only “{ $name }” is repaired, nothing changes.
report-repair-more = { " " }and { $number } more
report-why-first = “{ $name }” is { $level }
report-why-next = , because “{ $name }” is { $level }
report-map = Map: revision { $revision }, { count-nodes }, { count-dependencies }.
report-map-of-files = Map: from files, { count-nodes }, { count-dependencies }.
report-computed-with-changes = Computed with { count-hypothetical-changes-dative }.
report-none-unconfirmed = There is no unconfirmed dependency on the path.
report-unconfirmed-count = Unconfirmed dependencies on the path: { $number }. What is affected only through them is marked as unconfirmed.
report-confirmed-share = Confirmed of { $dependencies } dependencies of the map: { $confirmed } ({ $percent } %).
report-to-the-end = Computed up to the final state.
report-horizon = Period considered: { $horizon }.
report-horizon-cut = Period considered: { $horizon }; something can still change after that.
report-without-end = No end known and therefore computed as permanent: { $number }.
report-further = { $number } more
report-page = page
report-revision-of = revision { $revision } of { $time }

front-public-services = { $number ->
    [one] public service is affected
   *[other] public services are affected
}
front-agencies = { $number ->
    [one] agency
   *[other] agencies
}
front-people = { $number ->
    [one] inhabitant of the areas of these agencies
   *[other] inhabitants of the areas of these agencies
}
front-districts = { $number ->
    [one] district
   *[other] districts
}
front-services = { $number ->
    [one] service in all
   *[other] services in all
}
front-whom-to-call = Whom to call?
front-next-deadline = Next deadline:
front-no-deadline = none is recorded.
front-mtpd = “{ $name }” is then missing for longer than tolerable (MTPD { $duration }).
front-deadline = { $what } (“{ $name }”).
front-duty = { $name } to { $authority }.
report-failure-of = Failure of { $names }
report-author = Written by:
report-distribution = Distribution:
report-about = About this report
report-each = each{ " " }
report-usual-course = Where no time is given: { $course }. “–” means: nothing recorded.

# What something still stands on

report-asked-about = Asked about
report-last-leg = only by { $names } now: when that fails, too, it is unavailable
report-risk-left = ; left: { $names }
report-risk-away = { " " }- hangs by a thread: unavailable at the next failure
report-risk-reduced = { " " }- degraded at the next failure
report-people-unknown = How many inhabitants depend on the affected public services is not known.
report-people = { $unknown ->
    [0] { count-inhabitants } depend on the affected public services.
   *[other] At least { count-inhabitants } depend on the affected public services; of { count-unknown-agencies } the number is not known.
}
report-data = data
report-last-copy = the last good copy is { $age } old: what came after it is lost
report-last-copy-at-most = the last good copy is at most { $age } old
report-rpo = at most { $rpo } may be lost
report-rpo-exceeded = { " " }- exceeded
report-restore = a restoration takes { $restore }
