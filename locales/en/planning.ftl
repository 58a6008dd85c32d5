planning-newly-affected = Newly affected
planning-worse = Worse
planning-earlier = Earlier
planning-later = Later
planning-better = Better
planning-no-longer-affected = No longer affected
planning-newly-without-reserve = Newly without reserve
planning-reserve-again = With reserve again
planning-no-longer-affected-2 = no longer affected
planning-better-2 = better
planning-later-2 = later
planning-newly-affected-2 = newly affected
planning-worse-2 = worse
planning-earlier-2 = earlier
planning-not-explained = Not explained
planning-explained-but-another-level = Explained, but in another state
planning-against-speaks-works = Contradicted by what works
planning-should-hit-too-nobody-has-looked = Should be affected, too; not checked
planning-what-rests = What this rests on
planning-circle-does-not-fail-itself-once = A circle does not fail by itself. Once all of it is down, it may not restart by itself: the restart plan shows that.
planning-no-node-needs-itself-circle = There is no circle of dependencies.
planning-nodes-need-each-other = Nodes that need each other:
planning-nodes = Nodes
planning-who-needs-whom = Who needs whom
planning-holds-itself-up = Holds itself up
planning-yes-spares-inside = yes, by alternatives inside
planning-no = no
planning-circles = The circles
planning-which-nodes-need-each-other = Which dependencies form a circle?
planning-each-failure-itself-never-repaired-batteries = Each failure by itself and never repaired: batteries and workarounds with an end only delay. How likely it is does not count.
planning-inhabitants-those-areas-all-agencies-where = Inhabitants are those of the areas of the agencies whose public services are affected; an area inside another counts once. "≥" and "?": of some the number is not known.
planning-gravest-failures = The failures that hit hardest
planning-which-failure-takes-most = Which failure hits hardest?
planning-public-services = public services
planning-time-critical-services = time-critical services
planning-cases-per-day = cases per day
planning-agencies = agencies
planning-districts = districts
planning-nodes-2 = nodes
planning-inhabitants = inhabitants
planning-inhabitants-2 = Inhabitants
planning-public-services-2 = Public services
planning-time-critical = Time-critical ✕
planning-cases-per-day-2 = Cases per day
planning-agencies-districts = Agencies (districts)
planning-nodes-3 = Nodes ✕ (▲)
planning-fail-together = Failure together of
planning-what-only-two-failures-together-affect = What only two failures together affect
planning-single-failures-computed-ranked-them-affect = { $failures } single failures computed, ranked by: { $by }. { $harmless } of them affect nothing but the node itself.
planning-takes-most = “{ $name }” hits hardest: { $what }.
planning-ranked-by-another = The map says nothing about that ({ $asked }) for any of these failures; so they are ranked by: { $by }.
planning-people-unknown = inhabitants not known
planning-people-at-least = at least { count-inhabitants }
planning-map-says-nothing-about-anything-affected = The map says nothing about that ({ $by }) of anything affected: the other figures decide, public services first. Better choose another criterion.
planning-gravest-failures-2 = The failures that hit hardest, by: { $by }
planning-bar-each-gravest-failures-table-has = A bar for each of the { $drawn } failures that hit hardest; the table has the same figures.
planning-pairs-computed-them-take-no-more = { $all } pairs computed; { $without } of them do no more damage together than each alone. The others, ranked by what only both together affect ({ $by }); the figures are that surplus only.
planning-common-means-needed-some-way-whether = In common means: needed, on some way. Whether its failure alone hits all of them is said under “failure hits” (without clocks, so in the end, when tolerances have run out).
planning-every-compared-node-stands-itself-too = Every compared node counts as its own ground, too: if one needs the other, that is common ground of both.
planning-all-them-stand = All of them depend on
planning-several-stand = Several depend on
planning-only = Only by
planning-how-many = How many
planning-needed-nearest-first = Needed, nearest first
planning-none-them-needs-what-no-other = None of them needs what no other needs.
planning-what-only-one-them-needs = What only one of them needs
planning-what-do-they-stand-together = What do they depend on in common?
planning-none-these-takes-all-them-down = None of these alone takes all of them down.
planning-search-became-too-large-lists-not = The search became too large; the lists are incomplete.
planning-needed = needed by
planning-steps = Steps
planning-failure-hits = failure hits
planning-not-computed = not computed
planning-none-them = none of them
planning-minimum-principle-node-strictest-required-one = Minimum principle: a node must meet the strictest of what its consumers require: their objective, longer by tolerance and workaround of the dependency, shorter by the recovery time of the consumer. In groups this holds for every member; supporting dependencies pass nothing on.
planning-within-circle-objective-handed-without-subtracting = Within a circle an objective is passed on without subtracting recovery times, because it is not determined who starts first.
planning-achievable-what-possible-after-everything-was = Achievable is what is possible after everything was down: the node's own recovery time after the longest of what it needs (of a group, after the k-th fastest).
planning-does-not-restart-itself-after-everything = does not restart by itself after everything was down (circle)
planning-consumer-requires-impossible = a consumer requires the impossible
planning-its-own-rto-cannot-achieved = its own RTO cannot be achieved
planning-required-rto-cannot-achieved = the required RTO cannot be achieved
planning-mtpd-cannot-kept = the MTPD cannot be met
planning-promises-longer-rto-than-required = promises a longer RTO than is required
planning-states-longer-mtpd-than-required = states a longer MTPD than is required
planning-allows-more-loss-data-rpo-than = allows more loss of data (RPO) than is required
planning-rto-leaves-no-time-before-mtpd = the RTO leaves no time before the MTPD
planning-no-node-states-objective-rto-mtpd = No node states an objective (RTO, MTPD, RPO), and none inherits one.
planning-all-objectives-fit-together = All objectives fit together.
planning-objectives-promised-required-achievable = Objectives: promised, required, achievable
planning-node = Node
planning-what-does-not-fit = What does not fit
planning-is = Is
planning-should = Should be
planning-never = never
planning-required = required by:
planning-waits = waits for:
planning-before-begins = before it begins
planning-rto-own-required = RTO own / required
planning-achievable = Achievable
planning-mtpd-own-required = MTPD own / required
planning-rpo-own-required = RPO own / required
planning-required-2 = Required by
planning-never-itself = never by itself
planning-all-objectives-own-inherited = All objectives, stated and inherited
planning-no-recovery-time-stated-nodes-counts = No recovery time is stated for { $without_recovery ->
    [one] { $without_recovery } node
   *[other] { $without_recovery } nodes
}. It counts as none there, so what is achievable looks too good.
planning-not-everything-promised-can-kept = Not everything that is promised can be met: { $findings }.
planning-stated-rto-mtpd-rpo-nodes-inherited = Stated: RTO for { $stated_rto }, MTPD for { $stated_mtpd }, RPO for { $stated_rpo } nodes. Inherited: RTO by { $required_rto }, MTPD by { $required_mtpd }, RPO by { $required_rpo } nodes.
planning-what-counts-what-fails-good-tolerances = What counts is what fails for good: tolerances, workarounds that end and recovery times are left out; a workaround without end keeps the node degraded.
planning-what-only-needed-start-does-not = What is only needed to start does not count.
planning-side-side = Side by side
planning-agency = By agency
planning-two-situations-compared = Two situations compared
planning-nothing = nothing
planning-both-sides-fails = On both sides fails:
planning-before-what-fails = Before, what fails:
planning-after-what-fails = After, what fails:
planning-before = Before
planning-after = After
planning-both-sides-same-no-node-has = Both sides are the same: no node has another course.
planning-affected-both = Affected on both:
planning-better-3 = Improved:
planning-worse-3 = Worsened:
planning-affected-as-before = Affected as before:
planning-figure = Figure
planning-difference = Difference
planning-from-files = from files
planning-revision = revision
planning-map = Map
planning-affected-services = affected services
planning-public-services-these = public services of these
planning-without-reserve = without reserve
planning-does-not-exist = does not exist
planning-works-without-reserve = ! works, without reserve
planning-another-level = another level
planning-lasts-otherwise = lasts otherwise
planning-another-course = another course
planning-by = by
planning-exists-only-before = exists only before
planning-exists-only-after = exists only after
planning-second-side-as-picture = The second side as a picture
planning-what-affected-second-side-bold-sign = What is affected on the second side; bold and with a sign what is otherwise than on the first. The tables say the same.
planning-every-node-another-course-stands-exactly = Every node with another course stands in exactly one list. It is decided in this order: whether it is affected; the worst level; when that is reached, then when it begins; how long it lasts; the first moment at which the levels differ.
planning-way-shows-something-needed-not-failure = A path shows that something is needed, not that a failure gets through: where a step has alternatives, the failure may end there.
planning-first-way = The first path
planning-there-more-ways = There are more paths.
planning-further-ways = Further paths
planning-there-no-way-one-does-not = There is no path: the one does not need the other.
planning-search-became-too-large-whether-there = The search became too large; whether there is a path remains open.
planning-other-way-round-there-one-shortest = In the other direction there is one; the shortest has
planning-more-than = more than{ " " }
planning-between-all-ways-together = in between, on all paths together:
planning-not-affected = not affected
planning-search-became-too-large-there-may = The search became too large; there may be further paths.
planning-step = Step
planning-how-needs-next-one = How it needs the next one
planning-how-does-depend-name2 = How does “{ $name }” depend on “{ $name2 }”?
planning-when-fails-alone-name2-end = When “{ $name }” fails alone, “{ $name2 }” is { $level } in the end.
planning-list-without-findings-does-not-mean = A list without findings does not mean that all is well: only what the map says is checked.
planning-time-critical-means-here-tolerable-most = Time-critical means here: tolerable for at most a day (MTPD).
planning-false-redundancy = Illusory redundancy
planning-fallback-stands-what-replaces = Fallback that depends on what it replaces
planning-single-point-failure = Single point of failure
planning-circle-holds-itself-up = Circle that holds itself up
planning-objective-cannot-kept = Objective that cannot be met
planning-disputed-dependency = Disputed dependency
planning-circle-dependencies = Circle of dependencies
planning-redundancy-nobody-confirmed = Unconfirmed redundancy
planning-time-critical-without-objective = Time-critical without an objective
planning-no-contact = No contact
planning-objective-without-reserve = Objective without reserve
planning-dependencies-nobody-confirmed = Unconfirmed dependencies
planning-confirmed-long-ago = Outdated confirmation
planning-public-service-without-office = Public service without an office
planning-high = high
planning-medium = medium
planning-low = low
planning-no-findings = No findings.
planning-finding = Finding
planning-severity = Severity
planning-count = Count
planning-overview = Overview
planning-where = Where
planning-why-what-do = Why, and what to do
planning-findings = The findings
planning-what-wrong-or-weak = What is wrong or fragile?
planning-one-failure = One failure
planning-two-failures-once = Two failures at once
planning-where-look-next = Where to look next
planning-explanation = Explanation
planning-what-has-failed = What has failed?
planning-judged-how-ends-when-nothing-repaired = What is judged is the final state without repair. While tolerances and workarounds last (battery, paper), what an explanation has down may still work.
planning-explanations-fit-equally-well-one-claims = Of explanations that fit equally well, the one that assumes least beyond what was observed comes first, then the nearer one.
planning-search-was-cut-short-because-too = The search was cut short because there are too many candidates: there may be better single causes.
planning-pairs-were-sought-only-where-they = Pairs were sought only where they are likely: among the nearest common causes, and what best completes the best single ones.
planning-but-against-speaks-these-work = contradicted by what works:
planning-seen = Observed:
planning-no-failure-one-or-two-nodes = No failure of one or two nodes of this map explains this.
planning-no-single-failure-explains = No single failure explains this.
planning-single-failures-fits-best = The single failure that fits best:
planning-just-as-well-fits-cannot-told = These fit equally well and cannot be told apart:
planning-two-once-fit-better = Two at once fit better:
planning-no-2 = No.
planning-supposed-failure = Assumed failure
planning-explains = Explains
planning-against = Against it
planning-also-hit-nobody-looked = Also affected, not checked
planning-part = in part:
planning-if-down-there-remain = If it is down, there remain
planning-if-works-there-remain = If it works, there remain
planning-fits-exactly-everything-seen = Fits everything that was observed.
planning-only-confirmed-dependencies-count-not-confirmed = Only confirmed dependencies count; not confirmed and left out:
planning-all-dependencies-count-not-confirmed-these = All dependencies count; not confirmed of these:
planning-map-includes = The map includes
planning-dependency-promises-redundancy-when-still-has = A dependency promises redundancy when it still has enough after any one of its providers has failed.
planning-shared-one-failure-takes-so-many = “Shared”: one failure takes so many of the alternatives that too few are left. “Beside”: the same dependent needs something else that has no alternative, and whose failure takes it as far down as the loss of the whole list; it is of the kind and layer of one of the alternatives. “Fallback”: one failure takes an alternative together with its fallback; others carry on.
planning-what-stands-behind-list-counted-as = What stands behind a list is counted as if its dependent had failed. Workarounds in words (fax, paper) do not say what they need themselves: only providers are checked.
planning-what-one-failure-defeats = What one failure defeats
planning-where-redundancy-false = Where is redundancy an illusion?
planning-suffices = suffices
planning-suffice = suffice
planning-who-relies = Who relies
planning-on = on
planning-yet-one-failure-enough = Yet one failure is enough
planning-agencies-2 = Agencies
planning-needed-2 = needed:
planning-shared-other-alternatives-hang-one = shared: other alternatives depend on this one
planning-shared-behind-alternatives = shared behind the alternatives
planning-beside-them-without-alternative = beside them, without an alternative
planning-another-need-without-alternative = another need, without an alternative
planning-fallback-fails-what-replaces = fallback fails with what it replaces
planning-as-well-as-what-takes-these = as well as what takes these down:
planning-redundancy-them-withstand-every-single-failure = { $promises } redundancy; { $kept } of them withstand every single failure. For { $shared }, one failure takes too many of the alternatives (shared); for { $beside }, the same dependent needs something else without an alternative (beside); for { $fallback }, a fallback fails with what it is to replace (fallback). { $other } more need something else without an alternative, of another kind or layer; they are listed only when asked for.
planning-gravest-has-alternatives-which-yet-failure = The gravest: “{ $name }” has { $all } alternatives of which { $min } { $suffices }; yet the failure of “{ $cause }” alone makes them worthless. Behind it: { $behind }.
planning-defeats-alternatives = “{ $cause }” defeats the alternatives of “{ $name }”
planning-top-below-alternatives-relies-whose-failure = On top “{ $name }”, below it the alternatives ({ $shown }) it relies on, and “{ $cause }”, whose failure is enough.
planning-restart-plan = Restart plan
planning-what-does-not-come-back = What does not come back
planning-what-stays-degraded = What stays degraded
planning-what-keeps-itself-degraded = What keeps itself degraded
planning-what-keeps-itself-degraded-text = Each is degraded because the next one is. Only when one of them works in full without the next do all come back in full.
planning-start-hand = Start by hand
planning-when = When
planning-what-missing-must-bridged = What is missing and must be bridged
planning-do-hand = To be done by hand
planning-end = to the end
planning-start-from = Start from
planning-back = Back
planning-waits-last = Waits last for
planning-spare = Slack
planning-one-bar-each-node-down-waiting = One bar for each node: down and waiting, then restarting. Diamonds: by when it must be back.
planning-order = Order
planning-first-start = First start
planning-all-back = All back
planning-its-own-repair = its own repair
planning-start-hand-2 = start by hand
planning-none = none
planning-for = for
planning-who-too-late = Who is too late
planning-objective = Objective
planning-takes = Takes
planning-missed = Missed by
planning-which-chain = By which chain
planning-without-end = without end
planning-not-back-at-horizon = not back at the horizon
planning-objectives-undecided = Not decided within the horizon whether kept: { $undecided }.
planning-longer-than-tolerable-undecided = longer than tolerable: not decided
planning-who-misses-objective = Who misses an objective
planning-whoever-wants-plan-shorter-has-shorten = Whoever wants the plan to be shorter has to shorten something here:
planning-longest-way = The critical path
planning-started-hand = , started by hand
planning-without-recovery-time-its-own = , without a recovery time of its own
planning-who-waits-whom = Who waits for whom
planning-circle = In the circle
planning-behind = Behind it
planning-start-hand-3 = To start by hand
planning-all-once = all at once
planning-perhaps-fewer-would-do = perhaps fewer would do
planning-what-blocks-itself = What blocks itself
planning-times-those-impact-computation-each-node = Times are those of the impact computation: each node starts as soon as its own failure is repaired and all it needs is there; then it takes its recovery time. Nobody has to wait for staff.
planning-rto-mtpd-run-while-service-unavailable = RTO and MTPD run while the service is unavailable; with a workaround, or degraded, it does not count as unavailable.
planning-start-hand-means-what-missing-bridged = To start by hand means that what is missing is bridged (say, by an emergency login or a copy) until it really is fully there again. The smallest number of such starts holds for the state in which nothing else moves.
planning-nothing-fails-there-nothing-restart = Nothing fails: nothing has to restart.
planning-nobody-misses-stated-objective-rto-mtpd = Nobody misses a stated objective (RTO, MTPD).
planning-no-recovery-time-stated-nodes-they = No recovery time is stated for { $without_recovery } of { $steps } nodes. They count as back at once; in reality it takes longer.
planning-take-care-nodes-no-recovery-time = Caution: for { $without_recovery } of { $steps } nodes no recovery time is known; they count as back at once.
planning-too-late-beyond-mtpd-beyond-rto = Too late: { $mtpd_missed ->
    [0] never
    [one] once
   *[other] { $mtpd_missed } times
} beyond the MTPD, { $rto_missed ->
    [0] never
    [one] once
   *[other] { $rto_missed } times
} beyond the RTO; the worst is “{ $name }” (by { $by }).
planning-essential = essential
planning-shares-load = shares the load
planning-redundant = has alternatives
planning-enough = is enough
planning-fallback-only = fallback only
planning-supports = supports
planning-not-confirmed = , not confirmed
planning-disputed = , disputed
planning-what-counts-what-comes-when-nothing = What counts is the final state without repair: batteries and workarounds with an end only delay it. A workaround without end keeps a service going, degraded.
planning-node-does-not-count-as-its = A node does not count as its own single point of failure. What takes several failures at once is not listed here.
planning-points-nearest-first = The single points of failure, nearest first
planning-what-takes-most = Which failure hits hardest
planning-what-each-chosen-node-hangs = What each chosen node depends on
planning-what-hangs-one-thread = What hangs by a thread?
planning-degraded-or-worse = degraded or worse
planning-makes = Makes it
planning-way = By this path
planning-takes-2 = takes down
planning-points = Points
planning-nearest = The nearest
planning-chosen-nodes-hang-least-one-other = { $hanging } of { $chosen } chosen nodes hang by at least one other whose failure alone makes them { $bad }.
planning-takes-most-them = “{ $name }” hits hardest: it takes down { $takes } of them.
planning-each-set-as-small-as-can = Each set is as small as can be: while one node of it works, the set does not take the node down. There may be larger sets than those told here.
planning-enough-alone = enough alone.
planning-nodes-set = Nodes in a set
planning-sets = Sets
planning-share-time = Share of time
planning-how-many-2 = How many
planning-sets-2 = The sets
planning-which-failures-together-enough = Which failures together are enough?
planning-nodes-hangs-itself-included-can-fail = Nodes that “{ $name }” hangs on (itself included) and that can fail: { $nodes }. Smallest sets of at most { $up_to } of them that together are enough for it to be { $level }: { $sets }.
planning-nodes-fail-independently-each-other-common = Nodes fail independently of each other; common causes count only when they are nodes of the map. The share of time is the long-term mean; of MTBF and MTTR it is MTTR / (MTBF + MTTR).
planning-nodes-about-which-map-says-nothing = Nodes about which the map says nothing have the value that the question assumes: it is an assumption, not a finding.
planning-nodes-about-which-map-says-nothing-2 = Nodes about which the map says nothing were taken as never failing: the share of time is at least the one told.
planning-exact-value-would-take-more-than = The exact value would take more than one answer may; the bounds are certain.
planning-share-what-would-go-unavailability-if = Share: what would go of the unavailability if the node never failed (Fussell-Vesely). Decides: how often it is the node that decides (Birnbaum). Without it: how many times as bad if it is down for certain (RAW). Never down: how many times as good if it never failed (RRW).
planning-what-matters = What matters
planning-nothing-stated = Nothing stated
planning-how-available-node = How available is the node?
planning-itself = Itself
planning-share = Share
planning-decides = Decides
planning-without = Without it
planning-never-down = Never down
planning-assumed = assumed
planning-computed-exactly = computed exactly
planning-most = and at most
planning-some-not-stated-see-below = some is not stated, see below
planning-time-hours-year = “{ $name }” is { $level } for { $at_least }{ $lower } of the time ({ $how }): { $at_least }{ $hours } hours a year.
planning-nodes-hangs-stated-map-assumed-value = Nodes that it depends on: { $stated } stated on the map, { $assumed } with an assumed value, { $unknown } of which nothing is stated.
finding-false-redundancy-why = one failure takes down all alternatives at once
finding-false-redundancy-remedy = separate the alternatives, or double what they have in common
finding-hollow-fallback-why = the fallback fails together with what it is to replace
finding-hollow-fallback-remedy = choose a fallback that depends on something else
finding-single-point-of-failure-why = if it fails, time-critical services fail
finding-single-point-of-failure-remedy = double it, or give its dependents a fallback
finding-self-holding-circle-why = on the map the circle holds itself up after its feed is cut, so that computed impacts are too small
finding-self-holding-circle-remedy = enter the feed as the provider and the neighbours as fallbacks
finding-objective-gap-why = what others need is away for longer than they can tolerate
finding-objective-gap-remedy = restore it faster, or change objectives and workarounds
finding-disputed-dependency-why = somebody disputes this dependency
finding-disputed-dependency-remedy = ask both sides, then confirm or remove it
finding-circle-why = they need each other and may not restart by themselves once all are down
finding-circle-remedy = define how one of them is started without the others
finding-unconfirmed-redundancy-why = several providers count as alternatives to each other, but nobody has confirmed it
finding-unconfirmed-redundancy-remedy = check whether one alone is really enough, and confirm it
finding-no-objective-why = tolerable for at most a day, but without a recovery time objective
finding-no-objective-remedy = set an rto shorter than the mtpd
finding-no-contact-why = in an outage nobody knows whom to call
finding-no-contact-remedy = add a functional mailbox and a telephone number, never a private person's
finding-no-reserve-why = the recovery time objective is as long as the outage is tolerable
finding-no-reserve-remedy = choose a shorter rto
finding-unconfirmed-dependencies-why = dependencies that nobody has confirmed; impacts through them count as uncertain
finding-unconfirmed-dependencies-remedy = ask who runs it, and confirm them
finding-idle-workaround-why = without this dependency the node is never more than reduced, so that the workaround does nothing
finding-idle-workaround-remedy = take it out, or write the dependency as one that is essential
planning-workaround-without-use = Workaround without effect
finding-open-question-why = it is one of several, but nobody could say which: any failure of one counts as possible, only the failure of all as certain
finding-open-question-remedy = find out which one it is, and write down only that
planning-not-known-which = Not known which of several
finding-stale-confirmation-why = dependencies whose confirmation is long ago or names no day
finding-stale-confirmation-remedy = have them confirmed again
finding-no-office-why = the map does not say where the service is offered
finding-no-office-remedy = enter under offeredAt where it is offered
planning-shared-ground = { $common ->
    [0] There is nothing that { $chosen ->
        [2] both
       *[other] all { $chosen }
    } nodes depend on.
   *[other] { $chosen ->
        [2] Both
       *[other] All { $chosen }
    } nodes depend on { $common ->
        [one] one node
       *[other] { $common } nodes
    } in common.
}
planning-shared-ground-alone = { $alone ->
    [one] One of these alone takes { $chosen ->
        [2] both
       *[other] all of them
    } down
   *[other] { $alone } of these each take { $chosen ->
        [2] both
       *[other] all of them
    } down alone
}: { $names }.
planning-no-single-point = No single failure but its own makes the chosen node { $bad }.
planning-single-points = “{ $name }” hangs by { $points ->
    [one] one node whose failure alone makes
   *[other] { $points } nodes each of whose failures alone makes
} it { $bad }.
restart-all-back = Everything is back: { $when } ({ count-nodes } in { count-waves }). “{ $name }” comes last.
restart-some-back = What comes back is back: { $when } ({ count-nodes } in { count-waves }). “{ $name }” comes last.
restart-not-back-horizon = Not back, because the plan ends before (horizon): { $number }.
restart-not-back = Not back at the end of the plan: { $number }.
restart-by-hand = Given, and needed: { count-starts } by hand.
restart-stuck = { $stuck ->
    [one] One node does not come back by itself: it waits for itself.
   *[other] { $stuck } nodes do not come back by themselves: they wait for each other in circles, or behind them.
}
restart-stuck-by-hand = Not everything comes back by itself: { $stuck } nodes wait for each other in circles, or behind them. Needed: { count-starts } by hand.
diagnosis-explains-all = explains everything ({ $number })
diagnosis-explains = explains { $number } of { $of }
availability-unknown = Cannot be computed: nothing is stated for { $nodes ->
    [one] the only node
   *[other] any of the { $nodes } nodes
}.

# Which assumption matters

assumptions-title = Which assumption matters?
assumptions-heading = Assumptions on which something hangs
assumptions-lead = { $tried } assumptions on the way of the outage were each computed otherwise; with { $matter } of them something would stand differently. Settle these first.
assumptions-not-tried = Not computed because there are too many: { $number }.
assumptions-one-at-a-time = Each assumption is computed otherwise by itself; what only several together change is not told. The worst levels are compared.
assumptions-what-is-assumed = What is assumed
assumptions-otherwise = What if
assumptions-changed = Changes
assumptions-for-whom = For whom
assumptions-needs = "{ $node }" needs "{ $providers }"
assumptions-not-needed = … not (unconfirmed)
assumptions-not-bridged = … and nothing bridges it
assumptions-for-ever = … and the workaround holds without end
assumptions-this-one = … and it is "{ $name }"
assumptions-no-source = no source
