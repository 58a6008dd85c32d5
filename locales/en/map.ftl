# What stands in a map file: meaning and form of every property, for the reference and for editors.

## sections and nodes

map-schema-title = Map of Tragweite
map-head-file = The file
map-head-node = A node: agency, site or service
map-head-need = An entry of needs
map-head-workaround = workaround
map-head-backup = backup: copies of the data
map-head-reliability = reliability
map-head-deadline = deadlines
map-head-contact = contacts
map-head-provenance = provenance
map-head-layers = Layers of services (layer)
map-head-types = Types of sites (type)
map-columns = | Property | Meaning | Form | Without it | Example |
map-columns-words = | Word | Meaning |
map-required = must be there
map-of-service = services
map-form-key = a key: words of a-z and 0-9 joined by - or .
map-form-several = a list of keys
map-form-relation = a key, a list of keys, or objects with the keys under of
map-form-duration = a duration: P1D a day, PT4H four hours, P1DT30M; no months or years
map-form-stamp = a day (2026-05-01) or a time (2026-05-01T08:00:00+02:00)
map-form-day = a day (2026-12-31)
map-form-digits = { $lengths } digits in quotation marks
map-form-needs = a list of keys and of entries
map-tragweite = Says that this is a map, and in which version of the format
map-agencies = Public organisations by their keys
map-sites = Places by their keys: offices, data centres, buildings, rooms
map-services = What does a job for others, by its key: from a public service down to the power supply
map-name = What people call it
map-agency = The key of the agency that runs it
map-layer = Where it stands in the stack
map-type = What the site is
map-description = More about it
map-ars = Official regional key; agencies with a municipality or a district in it count inhabitants and districts
map-ags = Official municipality key
map-population = Inhabitants of its area
map-leika = Key of the public service (FIM/LeiKa)
map-stands-for = For how many of its kind it stands: offices, municipalities; it counts so often in totals
map-zone = Time zone in which times of the map are told; without it that of the service
map-defaults = What holds for needs that say nothing else
map-node-workaround = How people carry on without any need that would take the node down and says nothing itself
map-head-defaults = defaults
map-cases = Cases that come in on a usual day
map-mtpd = Maximum tolerable period of disruption: longer down is a breach
map-rto = Recovery time objective: how quickly it is to be back
map-rpo = Recovery point objective: how old restored data may be
map-backup = How its data are copied and brought back
map-recovery = How long it takes to come back once everything that it needs is back
map-reliability = How often it fails by itself
map-needs = What it needs: an entry for each need; all of them are needed
map-hosted = Where it runs: any one of these sites keeps it up
map-offered = Where it is offered: each office that fails costs some of it
map-consumes = Services that the agency uses: it carries on without, but less well
map-deadlines = Legal deadlines that run whether or not it works
map-contacts = Whom to call: functional mailboxes and numbers, no private persons
map-identifiers = Other identifiers by scheme
map-labels = For alerts of monitoring tools that name it otherwise
map-provenance = Where these facts come from

## needs

map-on = The provider without which it does not work; of several, all
map-whole = The provider that must be whole: a degraded one is as good as none
map-one-of-unknown = It stands in one of these, and nobody knows in which: all count for what is possible, any one for what is certain
map-degraded-works = Does a degraded provider work at all?
map-any-of = Any one of these is enough
map-at-least = So many of those under of must work
map-of = The providers to atLeast; in hostedAt, offeredAt and consumes the nodes
map-shared = They share the load: one less is degraded, none is unavailable
map-supported = They help: without them it is degraded, never unavailable
map-informed = Only informative: their failure changes nothing
map-providers = The providers where min and full are written out
map-min = Fewer that work than this: unavailable
map-full = Fewer that are sound than this: degraded
map-fallback = Providers that stand in when the others fail; then it is degraded
map-tolerates = Is a degraded provider as good as a sound one?
map-tolerance = How long it carries on untouched without
map-workaround = How people then carry on, degraded
map-needed = always: while it runs; start: only to start
map-note = A remark
map-source = Where it is written that it is so
map-confirmation = How sure it is: assumed by somebody, confirmed by who knows, disputed
map-confirmed-at = When it was confirmed
map-confirmed-by = Who confirmed it
map-id = A name of its own for this dependency

## inside

map-workaround-text = What people do
map-workaround-lasts = How long that can be kept up; without it there is no end
map-backup-every = How far copies are apart: the last good one is at most so old
map-backup-restore = How long a restoration takes
map-backup-text = Where the copies are and how they are brought back
map-unavailability = The share of time in which it is down by itself
map-mtbf = Mean time between failures
map-mttr = Mean time to repair
map-deadline-name = What must be done in time
map-deadline-period = How long there is
map-deadline-date = The day with which it ends; instead of `period` or `dayOfMonth`
map-deadline-day-of-month = The day of each month with which it ends; in shorter months the last one
map-deadline-basis = The law or rule
map-contact-name = Who answers
map-contact-email = E-mail address
map-contact-phone = Telephone number
map-contact-fax = Fax number
map-contact-url = Web page
map-contact-note = When to use it
map-provenance-source = Document, system or office
map-provenance-at = When somebody last confirmed it
map-provenance-by = Who did

## words

map-layer-public = What citizens and businesses ask for
map-layer-channel = A way to reach an agency: telephone, e-mail, counter, portal
map-layer-application = A specialist application
map-layer-platform = What many use: sign-in, files, databases
map-layer-infrastructure = Servers, storage, virtualisation
map-layer-network = Lines and networks
map-layer-utility = Power, cooling, water
map-type-office = Where the public is served or people work
map-type-data-centre = Where computers run
map-type-building = A building
map-type-room = A room
map-type-other = Anything else
