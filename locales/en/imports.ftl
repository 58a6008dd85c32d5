# What is to be said and asked when tables, inventories and models of others are read.

## formats

import-about-table = tables: CSV, TSV, Excel (XLSX)
import-about-archimate = ArchiMate: Open Exchange (XML), CSV of Archi, Archi models
import-about-drawio = draw.io drawings
import-about-yed = yEd drawings (GraphML)
import-about-icinga-bp = Icinga Business Process: its files (processes/*.conf)
import-about-icinga2 = Icinga 2: hosts, services and dependencies (REST, /v1/objects/…)
import-about-zabbix = Zabbix: services (service.get)
import-about-checkmk = Checkmk BI: packs (JSON)
import-about-opennms = OpenNMS: business services (JSON, XML)
import-about-backstage = Backstage: a software catalogue (YAML)
import-about-cyclonedx = CycloneDX: a bill of materials (JSON, XML)
import-about-terraform = Terraform, OpenTofu: a state (JSON)
import-about-xzufi = XZuFi: public services, agencies and online services (XML)
import-about-netbox = NetBox: dump or REST (JSON)
import-about-glpi = GLPI: impact analysis (the query scripts/imports/glpi.sql)
import-about-open-psa = Open-PSA: fault trees (XML)
import-about-dora = DORA: register of information (CSV)
import-about-kubernetes = Kubernetes: rendered manifests (YAML)
import-about-compose = Docker Compose (YAML)

## what cannot be read

import-files = an import takes between one and { $max } files
import-files-remedy = name the files
import-split = split the file
import-encoding-unknown = the encoding { $name } is not known
import-encoding-remedy = take one of these: { $list }
import-broken-workbook = this is no workbook that can be read: { $why }
import-save-xlsx = open the file in Excel or LibreOffice and save it as "Excel Workbook (.xlsx)"
import-old-workbook = this is the old Excel format (.xls)
import-open-document = this is an OpenDocument (.ods)
import-protected = the workbook is protected by a password
import-protected-remedy = take the password out (File, Info, Protect Workbook) and save a copy
import-bomb = unpacked, the file holds more than { $max } bytes or too many parts
import-many-cells = more than { $max } cells
import-broken = this cannot be read as { $form }: { $why }
import-broken-remedy = export it again as { $form }
import-foreign = this is nothing that { $form } writes: { $missing } is not there
import-foreign-remedy = name the right format, or export it again from { $form }
import-zabbix-old = these are services of Zabbix 5 or older, which hang on triggers
import-zabbix-remedy = ask a server of version 6.0 or later
import-checkmk-old = this is the configuration of an old Checkmk, a program in Python
import-checkmk-remedy = export the pack as JSON (REST, /objects/bi_pack/…) from version 2.0 or later
import-helm = this is a template of a chart, whose values are missing
import-helm-remedy = import what `helm template` prints
import-glpi-remedy = GLPI exports reached things without the lines between them: take the query scripts/imports/glpi.sql
import-no-table = there is no table of things or dependencies in the files
import-no-table-remedy = a row of heads must say what the columns are, for example name and needs

## report

import-read-text = read as { $encoding }, separator { $separator }, to judge by: { $witness }
import-read-sheet = rows with content: { $rows }
import-shape-things = each row is a thing, cells list what it needs
import-shape-pairs = each row is a dependency
import-shape-matrix = a matrix: what stands in the row needs what is marked in the column
import-shape-unknown = none of the known shapes
import-made-node = { $name } ({ $key })
import-twice = { $id } stands there twice, first at { $first }
import-too-many = more than { $max } things
import-joined = { $name } is in the map already: { $key }
import-collision = { $name }: the key { $stem } is taken, it gets { $key }
import-into-made = the agency { $key } is not there yet and is made; give it a name
import-nobody = it does not say everywhere who runs what: the agency { $key } is made for that; --into names another
import-many-labels = { $count } labels too many
import-no-dependent = { $id } is not in the files
import-no-provider = { $id }, which { $dependent } needs, is not in the files
import-self = { $id } needs itself
import-bad-need = what { $dependent } needs: { $why }
import-kept-label = kept as a label: { $name } = { $value }
import-hidden-sheet = a hidden sheet; it is read
import-hidden-row = a hidden row; it is read
import-hidden-column = a hidden column; it is read
import-no-cells = no cells
import-no-heads = no heads found
import-no-name-column = no column of names found; --column HEAD=name says which one it is
import-bad-row = cannot be read: { $why }
import-many-columns = only the first { $max } columns are read
import-sum-row = a row of sums
import-continuation = belongs to the row above: { $id }
import-no-name = without a name
import-same-name = { $name } stands further up already; what they say is put together
import-only-named = { $name } is only named here and becomes a service of the layer { $layer }
import-nothing-above = "{ $text }", but nothing stands above
import-as-above = "{ $text }" read as { $value }
import-says-nothing = "{ $text }" says nothing
import-differs = { $head }: { $second }, above it says { $first }
import-working-days = "{ $text }": working days are not days of 24 hours
import-no-unit = "{ $text }": without a unit
import-no-duration = { $head }: "{ $text }" is no duration
import-padded = "{ $text }": the leading zero is missing, read as { $value }
import-digits-lost = "{ $text }": the spreadsheet has lost the digits; format the cell as text and enter the key again
import-no-digits = "{ $text }" is no official key
import-no-number = "{ $text }" is no number
import-person = { $head }: a name, perhaps that of a person; a functional mailbox is better
import-workaround-lasts = "{ $text }" read as a workaround for { $value }
import-one-end = what needs or what is needed is missing
import-read-as = read as { $encoding }; the first word with a letter beyond ASCII, to judge by: { $witness }
import-no-id = without an id: { $name }
import-layer-guessed = the source knows no layers: { $name } is taken for { $layer }
import-weights = { $name }: weights cannot be said on a map
import-propagation = { $name }: that a state is raised or set on its way cannot be said on a map; it is taken as it is
import-status-rules = { $name }: some of its rules cannot be said on a map
import-kind-left = nothing of the kind { $kind } is taken ({ $count })
import-icinga-states = { $child }: depends on the states { $states }; a map asks only whether something works
import-icinga-period = { $child }: only in the period { $period }; a map knows no times of day
import-state-overrides = changed states (state_overrides) cannot be said on a map
import-empty-process = { $name } has no parts: for Icinga it always works
import-reference-unnamed = "{ $name }" refers to a { $what } without name; add name there
import-not-monotone = { $name }: with "{ $operator }" it works because something fails; that cannot be said on a map
import-mixed-operators = { $name }: different operators in one line
import-checkmk-template = { $name } is a template over hosts; what it makes of them only the server knows
import-checkmk-pattern = { $name }: a pattern over hosts or services; name them one by one, or add what is meant by hand
import-retired = { $name } is on its way out
import-libraries = parts of programs, { $count }: libraries and the like do not fail by themselves
import-library-needs = what parts of programs are made of, { $count } entries
import-terraform-left = { $name }: { $kind } is nothing that fails by itself
import-status-left = { $name } is not in use: { $status }
import-unnamed = { $id } has no name
import-cables = cables of which one end is not in the files, { $count }
import-contact-nameless = { $thing }: of whom to call only address and number are taken; a functional mailbox is better
import-glpi-gone = { $id } is deleted; { $count } rows still name it
import-house-event = { $name } is a constant of the tree
import-nobody-offers = services for which nobody in the files is responsible, { $count }
import-many-areas = responsible for { $count } areas: enter by hand what is meant
import-dora-left = nothing of this template is read
import-dora-missing = the cell { $cell } is empty
import-kubernetes-outside = { $name } is reached under this name, but what answers is not in the files
import-compose-extends = { $name } takes over another service (extends): import what `docker compose config` prints
import-archimate-end = { $id }: one of its ends is no element
import-archimate-left = relations of the kind { $kind } are no dependency here
import-no-text = a shape without a text
import-unconnected = { $name } is not connected to anything
import-dangling = a line that ends nowhere, or at something that was left out: { $text }
import-no-arrow = a line without arrow heads: { $text }

## questions

import-ask-redundant = { $dependent } needs { $providers }: can one stand in for the other?
import-answer-each = no, each is necessary
import-answer-any = yes, any one is enough
import-answer-shared = they share the load: without one it goes on degraded
import-answer-unknown = it is one of them, nobody knows which
import-ask-direction = columns { $from } and { $to }: which needs which?
import-answer-first = the first needs the second
import-answer-second = the second needs the first
import-ask-working-days = how long is "{ $text }"?
import-answer-leave-out = leave it out
import-answer-calendar = days of 24 hours
import-answer-weekends = days of 24 hours, and the weekends between them
import-ask-unit = { $head }: in what is "{ $text }" measured?
import-answer-hours = hours
import-answer-minutes = minutes
import-ask-persons = { $head }: is "{ $text }" an office that people call, and no person?
import-answer-contact = take it as a contact
import-ask-supplier = { $head }: what does "{ $text }" mean?
import-answer-label = keep it as a label
import-answer-runs = runs it
import-answer-needs = is needed
import-ask-endless = { $head }: "{ $text }" – for how long?
import-answer-endless = as long as necessary
import-ask-mark = what does the mark "{ $text }" mean?
import-answer-mark-no = is not needed
import-ask-archimate-actor = are elements of the kind { $kind } agencies?
import-answer-agency = yes, agencies
import-answer-nothing = no, leave them out
import-answer-informs = only informs: nothing fails because of it
import-ask-parts-technical = does a whole need its parts? (computers, networks, systems)
import-ask-parts = does a whole need its parts? (services, processes, applications)
import-ask-flow = { $kind } from A to B: does B need A?
import-ask-boxes = what do boxes around shapes mean, such as "{ $name }"?
import-answer-site = a place where it runs
import-ask-same = "{ $name }" is drawn several times: is it the same?
import-answer-two = no, each is a thing of its own
import-answer-one = yes, it is one
import-ask-arrow = an arrow from A to B: which needs which?
import-ask-line = a line from A to B without arrow heads: which needs which?

## traffic

traffic-about-service-graph = OpenTelemetry: service graph, asked of Prometheus (JSON)
traffic-about-jaeger = Jaeger: /api/dependencies (JSON)
traffic-about-zipkin = Zipkin: /api/v2/dependencies (JSON)
traffic-about-kiali = Kiali: a graph (JSON)
traffic-about-hubble = Hubble: flows (JSON lines)
traffic-about-zeek = Zeek: conn.log
traffic-about-nfdump = NetFlow, IPFIX: nfdump -o csv
traffic-about-ss = ss -tlnH and ss -tnH of one computer
## previews

import-no-format = there is no format { $word }
import-no-format-remedy = take one of these: { $list }
import-give-format = say which format the files have, for example table
import-file-name = give the file a name: places are told by it
import-file-content = the file has no content, or two
import-file-content-remedy = give either text or base64
import-bad-base64 = this is no base64
import-bad-base64-remedy = encode the file again, or send text as text
import-not-proposed = it is not proposed to remove { $key }
import-not-proposed-remedy = take keys out of removals, or delete the node itself
import-sentence = { $dependent } needs { $provider }

## the report of an import

import-title = Import of { $files }
import-lead = New in the map: { $added }, changed: { $changed }, in the map as it is: { $unchanged }.
import-lead-open = Open questions and values that somebody must correct: { $open }.
import-lead-removals = What the source does not name any more: { $removals }. It stays until somebody removes it.
import-heading-direction = Is the direction right?
import-direction-remedy = If not: --turn on the command line, "turned": true in the API.
import-heading-columns = Columns
import-heading-removals = To be removed (only proposed)
import-heading-kept = Stays as people made it
import-heading-impact = Whose failure would hit others than before
import-heading-read = Read
import-heading-made = Made
import-heading-label = Kept as labels
import-heading-flagged = Odd
import-heading-left-out = Left out
import-heading-refused = To be corrected
import-question = question
import-answers = answers
import-place = place
import-head = head
import-role = read as
import-said = by whom
import-was-said = told
import-was-guessed = guessed
import-what-goes = what is gone
import-node-gone = the whole node
import-need-gone = the dependency { $need }
import-properties = properties
import-if-fails = If this fails
import-before = before
import-after = after
import-what = what
import-basis-revision = Compared with revision { $revision } of the map.
import-basis-unconfirmed = Everything comes into the map unconfirmed, with file, sheet and row as its source.
import-done = Applied: { $added } new, { $changed } changed, { $removed } removed; revision { $revision }.
import-nothing = Nothing to change; the map stays at revision { $revision }.
import-open-left = Open questions: { $open }. Answer with --answer ID=WORD.
import-unfit = the answer { $id } fits no question
import-bad-pair = { $text } is not of the form NAME=VALUE

## inventories

import-about-itop = iTop: answers of its REST interface, CSV
import-about-idoit = i-doit: answers of its JSON-RPC interface, CSV
import-itop-class = the name of the file does not say which class of iTop is in it
import-itop-class-remedy = name the file after its class, for example Server.csv
import-itop-no-id = without the number of the object; perhaps a quotation mark has torn the row apart
import-itop-gone = { $name } does not count: { $status }
import-itop-other = { $name }: things of the kind { $class } do not come into the map
import-itop-link = { $class }: one of the two ends is not there
import-itop-uplink = a connection upwards; it says no dependency
import-idoit-informs = { $kind }: only drawn; perhaps a common cause
import-idoit-relation = a relation of the kind { $kind } says no dependency
import-ask-relation = relations of the kind { $kind }: does one need the other?
import-answer-slave = yes, the slave needs the master
import-answer-master = yes, the master needs the slave
import-ask-weight = what does a medium weight (4 to 7) mean?
import-answer-essential = it does not go without
import-answer-supports = without, it goes on degraded

## our own workbook

template-how = Each row is a node or a dependency. Change what is different, and import the file again: tragweite import table FILE --dry-run
template-removed = A row that is missing is only proposed for removal. Empty cells say that there is none. Durations: PT4H or 4 hours; lists with ; between.
template-sites = Sites
template-services = Services
template-name = Name of it
template-type = Type
template-ars = ARS key
template-ags = AGS key
template-leika = LeiKa key
template-population = Population
template-cases = Cases per day
template-rpo = RPO
template-recovery = Recovery
template-dependent = Dependent
template-id = Id
template-form = Form of it
template-providers = Providers
template-fallback = Fallback
template-tolerance = Tolerance
template-lasts = Lasts
template-start = Only to start
template-note = Note
import-not-that = "{ $text }" does not fit into this column; what is in the map stays

## traffic

traffic-title = Traffic that was seen, and the map
traffic-lead = In the map and seen: { $both }; in the map and never seen: { $never }; seen and not in the map: { $new }.
traffic-lead-unknown = Names that no node bears, or several: { $unknown }.
traffic-how-often = how often
traffic-new = Seen and not in the map
traffic-never = In the map and never seen
traffic-both = In the map and seen
traffic-directory = directory
traffic-basis = Traffic shows that something is used, never how much it matters, and not what rarely runs. The map stays as it is; POST /v1/dependencies accepts a proposal.
traffic-give-format = say which form the files have, for example jaeger
traffic-no-format = there is no form { $word }
