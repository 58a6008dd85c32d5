# What is to be said and asked when tables, inventories and models of others are read.

## formats

import-about-table = tables: CSV, TSV, Excel (XLSX)
import-about-icinga-bp = Icinga Business Process: its files (processes/*.conf)
import-about-icinga2 = Icinga 2: hosts, services and dependencies (REST, /v1/objects/…)
import-about-zabbix = Zabbix: services (service.get)
import-about-checkmk = Checkmk BI: packs (JSON)
import-about-opennms = OpenNMS: business services (JSON, XML)
import-about-backstage = Backstage: a software catalogue (YAML)
import-about-cyclonedx = CycloneDX: a bill of materials (JSON, XML)
import-about-terraform = Terraform, OpenTofu: a state (JSON)

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
import-cut = "{ $text }" read as { $value }
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
import-not-monotone = { $name }: with "{ $operator }" it works because something fails; that cannot be said on a map
import-mixed-operators = { $name }: different operators in one line
import-checkmk-template = { $name } is a template over hosts; what it makes of them only the server knows
import-checkmk-pattern = { $name }: a pattern over hosts or services; name them one by one, or add what is meant by hand
import-retired = { $name } is on its way out
import-libraries = parts of programs, { $count }: libraries and the like do not fail by themselves
import-library-needs = what parts of programs are made of, { $count } entries
import-terraform-left = { $name }: { $kind } is nothing that fails by itself

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
import-answer-days = days
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
import-answer-mark-needs = is needed
import-answer-mark-no = is not needed
