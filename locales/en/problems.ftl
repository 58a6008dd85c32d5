# What is wrong with maps, scenarios and other input, and what to do about it. One half of a sentence each, without
# a full stop: they stand one behind the other.

## forms

form-object = an object
form-list = a list
form-text = text
form-texts = an object of texts
form-truth = true or false
form-integer = a whole number
form-number = a number
form-duration = a duration
form-keys = a key or a list of keys
form-key-or-object = a key or an object
form-entries = an object of entries by key
form-zone = a name of the IANA time zone database such as Europe/Berlin
found-truth = the truth value { $value }
found-number = the number { $value }
found-text = the text { $text }
problem-line = line { $line }:{ " " }
problem-and-more = and { $more } more
count-problems = { $problems ->
    [one] { $problems } problem
   *[other] { $problems } problems
}

## keys

problem-key = { $text } is not a key: { $why }
problem-key-empty = it is empty
problem-key-long = it has { $bytes } bytes, at most { $max } are allowed
problem-key-character = { $character } is not allowed
problem-key-edge = it begins or ends with a joint
problem-key-joints = two joints follow each other
remedy-key = use words of a-z and 0-9 joined by '-' or '.', for example "dresden.kfz-zulassung"; the name may hold any letters
remedy-key-of-name = write the key of the node, not its name: small letters a-z and digits joined by '-' or '.', for example "dresden.kfz-zulassung"
remedy-straight-quotes = use straight quotation marks ("{ $text }") or none
remedy-brackets = put several keys into square brackets: [{ $list }]
remedy-dashes = put a dash and a blank in front of each key
problem-local-id = { $text } is not an id of a dependency: { $why }
remedy-local-id = use words of a-z and 0-9 joined by '-', for example "storage"
problem-dependency-id = { $text } is not the id of a dependency
remedy-dependency-id = write <key of the dependent>~<local id>, as the answers do
problem-key-differs = the key is "{ $key }" in the address, but this is { $found }
remedy-key-differs = leave it out, or send the node to its own address
problem-key-used = the key "{ $key }" is already used in { $file }:{ $line }
remedy-key-used = keep one of the two, or give one of them another key; keys are unique over all kinds and files
problem-key-twice = the key { $key } is used twice
remedy-key-twice = keys are unique over agencies, sites and services: rename one, or merge the two
problem-unknown-key = there is no node { $key }
remedy-unknown-key = add that node, or name another
remedy-similar-key = did you mean { $similar }? Otherwise add a node with the key { $key }
remedy-look-up-keys = look up the keys of the map
problem-removed-here = { $key } is removed by the same change set
remedy-removed-here = name another node, or keep it
problem-nothing-to-remove = there is no node "{ $key }" to remove
remedy-nothing-to-remove = leave it out, or name the node that you mean
problem-key-changes = the node to put at "{ $key }" has another key
remedy-key-changes = a key never changes: add a new node and remove the old one
problem-still-used = { $key } cannot { $what }: { $why } ({ $names })
still-removed = be removed
still-agency = become an agency
still-site = become a site
still-service = become a service
still-needed = { $nodes ->
    [one] { $nodes } node needs it
   *[other] { $nodes } nodes need it
}
still-runs = { $nodes ->
    [one] it runs { $nodes } node
   *[other] it runs { $nodes } nodes
}
remedy-still-used = change or remove these in the same change set
problem-more-faults = { $more } more faults are not listed
remedy-more-faults = fix those listed first
problem-not-an-agency = { $key } is a { $kind }, not an agency
remedy-not-an-agency = name the agency that runs it
problem-wrong-kind = { $key } is of kind { $kind }, but { $relation } names { $wanted }s
remedy-wrong-kind = name a { $wanted }, or write it under needs
problem-map-large = the map has more nodes, dependencies or text than one map can hold
remedy-map-large = split it into several maps

## values

problem-wrong-type = { $expected } is expected, but this is { $found }
remedy-expected = write { $expected }
remedy-write = write { $text }
remedy-quote-number = put it in quotation marks, with its leading zeros
problem-range = { $name } is { $value }, but must be between { $low } and { $high }
remedy-range = write a number in that range
remedy-thousands = write { $number } if that is meant: a point separates decimals, not thousands
remedy-point = write { $thousands } if thousands are meant, or { $number } if decimals are meant
remedy-number-without = write the number without a comma: { $name }: { $number }
problem-not-finite = { $value } is not a finite number
remedy-not-finite = write a number, or leave the property out
problem-word = { $text } is not one of { $list }
remedy-word = write one of these words in small letters
problem-missing = { $name } is missing
problem-unknown-property = { $name } is not a property here
remedy-did-you-mean = did you mean { $word }?
remedy-read-name = write { $name }: so it is called here
remedy-properties = take it out; the properties are { $list }
remedy-belongs-into = it belongs into { $home }: write { $form }
remedy-blank-behind-colon = put a usual blank behind the colon: { $name }: { $rest }
remedy-odd-blank = there is a non-breaking space beside the name: type it again with usual blanks
remedy-list-of-object = put it into square brackets, { $name }: [{ "{" } ... { "}" }], or write a dash and a blank in front of it
problem-torn = inside { "{" } { "}" } the comma ends { $name }, so that { $rest } counts as a property of its own
remedy-quotes = put the text in quotes: { $name }: "{ $text }"
problem-twice = { $name } is written twice
problem-unknown-zone = { $name } is no time zone
remedy-unknown-zone = write a name of the IANA database, for example Europe/Berlin, America/New_York or UTC
problem-zones-differ = the map tells times in { $name } already ({ $file }, line { $line })
remedy-zones-differ = a map has one time zone: write the same in all files, or write it in one of them only
problem-twice-first = { $name } is written twice (first in line { $line })
remedy-keep-one = keep one of them
remedy-one-section = put everything under one of them
problem-too-many = { $count } entries, at most { $max } are taken
remedy-too-many = split it up or shorten it
problem-too-many-kept = { $count } entries, at most { $max } are kept
remedy-too-many-kept = put a node in between that stands for a group, or shorten the list
problem-text-long = the text has { $length } characters, at most { $max } are kept
remedy-text-long = shorten it, or link to a document
problem-control = the text holds a control character
remedy-take-out = take it out

## durations and times

problem-duration = { $text } is not a duration: { $why }
problem-duration-form = it does not have the form P...T...
problem-duration-months = years and months have no fixed length
problem-duration-negative = it is negative
problem-duration-long = the duration is longer than 36500 days
remedy-duration = write ISO 8601 with weeks, days, hours, minutes or seconds, for example PT30M, P1DT4H or P3D
remedy-duration-days = say how many days: { $text } (a month counts as 30 days, a year as 365); minutes stand behind T: PT30M
remedy-duration-long = leave it out where it has no end, or write at most P36500D
remedy-unit = { $count ->
    [one] say the unit: P{ $number }D is { $number } day, PT{ $number }H is { $number } hour
   *[other] say the unit: P{ $number }D is { $number } days, PT{ $number }H is { $number } hours
}
problem-no-value = { $name } has no value
remedy-no-value = write it behind the colon; a text that begins with # stands in quotation marks
remedy-key-of-this-name = write its key: { $key }
problem-period = { $text } is not a period: { $why }
problem-period-nothing = it is not longer than a second
problem-period-long = it is too long
remedy-period = write ISO 8601 of at most ten years, for example PT24H, P14D or P1M
problem-stamp = { $text } is neither a day nor a time
remedy-stamp = write a day such as 2026-05-01 or a time with its offset such as 2026-05-01T08:00:00+02:00
problem-date = { $text } is not a day
remedy-date = write a day such as 2026-12-31
problem-time = { $text } is not a time
remedy-time = write RFC 3339 with an offset, for example 2018-11-14T14:30:00+01:00
problem-moment = { $text } is neither a duration nor a time
remedy-moment = write an offset such as PT2H, or a time such as 2018-11-14T16:30:00+01:00 when startsAt is given
problem-time-without-start = a time is given, but the scenario has no startsAt
remedy-time-without-start = add startsAt, or write an offset such as PT2H
problem-before-start = the time is before startsAt
remedy-before-start = move startsAt to the first failure, or correct the time

## nodes

problem-name-empty = the name is empty
problem-name-invisible = the name is empty: nothing of it can be seen
problem-name-holds = the name holds { $what } (U+{ $code }, character { $number })
name-line-break = a line break
name-direction = a character that turns the direction of writing
name-control = a control character
remedy-plain-name = take it out: a name is one line of plain text
remedy-name = write what people call it
problem-name-quotes = the quotation marks of { $name } are those of print, so that they become a part of the name
remedy-name-quotes = use straight ones ("...") or none
problem-without = { $kind } { $key } has no { $name }
remedy-add = add { $name }
remedy-add-agency = say who runs it, for example agency: { $agency }
remedy-add-layer = add layer with one of { $layers }
problem-of-another-kind = { $name } does not belong to a node of kind { $kind }
remedy-under-needs = write it under needs
problem-cases = casesPerDay is not a number between 0 and 1e12
remedy-cases = write how many cases come in on a usual day, or leave it out
problem-stands-for = standsFor is not a whole number between 1 and { $max }
remedy-stands-for = write for how many of its kind the node stands, or leave it out
problem-population = population is more than { $max }
remedy-population = write the number of inhabitants, or leave it out
problem-rto = the recovery time objective { $rto } is longer than the maximum tolerable period { $mtpd }
remedy-rto = lower rto or raise mtpd
problem-identifier = { $text } is not valid: { $lengths } digits are expected
remedy-identifier = write it in quotation marks with its leading zeros, for example "{ $example }"
remedy-ags = eight digits are an AGS: write ags: "{ $digits }"
remedy-digits-only = write the digits alone in straight quotation marks: "{ $digits }"
problem-reliability = a reliability has either unavailability, or both mtbf and mttr
remedy-reliability = write for example { "{" }unavailability: 0.001{ "}" }, or { "{" }mtbf: P90D, mttr: PT8H{ "}" }
problem-unavailability = unavailability is not a number between 0 and 1
remedy-unavailability = write the share of time in which it is down by itself, for example 0.001
problem-mtbf = the mean time between failures is no time at all
remedy-mtbf = write how long it usually runs without a failure, for example P90D
remedy-give-key = give the node a key, for example "dresden.kfz-zulassung"
remedy-kind = write agency, site or service
problem-immutable = { $name } is "{ $own }" and cannot be changed
remedy-immutable = delete the node and create another one
remedy-deadline-name = write what must be done in time
remedy-deadline-period = write how long there is, for example period: PT48H, or the last day, for example date: 2026-12-31 or dayOfMonth: 15
problem-deadline-end = a deadline ends either after a time (period) or with a day (date) or with a day of each month (dayOfMonth)
remedy-deadline-end = keep one of period, date and dayOfMonth

## dependencies

problem-no-provider = no provider is named
remedy-no-provider = name at least one node that meets the need
problem-too-many-providers = { $total } providers are named, at most { $max } are allowed
remedy-too-many-providers = put a node in between that stands for the group
problem-provider-twice = { $key } is named twice as a provider
remedy-provider-twice = name each provider once, as primary or as fallback
remedy-threshold = lower it, or name more providers
problem-ambiguous-list = several providers without a word on what they mean together
remedy-ambiguous-list = use anyOf, atLeast with of, sharedBy, supportedBy or informedBy, or on when all are needed
problem-shorthand-means = { $name } always means { $form }
remedy-shorthand-means = write an entry of needs for other thresholds
problem-same-dependency = two dependencies have the id { $id }
remedy-same-dependency = take one out, or give one of them another id
problem-needs-itself = { $key } needs itself
remedy-needs-itself = name another provider
problem-without-brackets = { $form } belongs to { $first } alone here: without brackets { $rest } is needed besides
remedy-without-brackets = put the keys into square brackets: { "{" } { $form }: [{ $list }] { "}" }
remedy-without-braces = if { $name } belongs to the entry before it, put both into braces: { "{" } on: ..., { $name }: ... { "}" }
problem-one-of-one = { $form } names several, but here it names only { $key }
remedy-one-of-one = name the others, too, or write on: { $key }
problem-mixed-list = the list mixes keys and objects
remedy-mixed-list = write only keys, or only objects with of
problem-no-form = the entry does not say which providers it needs
problem-several-forms = { $first } and { $second } are both given
problem-whole-works = whole means that a degraded provider is as good as none, but degradedWorks says that it works
remedy-whole-works = leave degradedWorks out, or write on in place of whole
problem-degraded-both = a degraded provider cannot count as sound and as not working at once
remedy-degraded-both = leave out toleratesDegraded, or that a degraded one does not work
problem-unknown-fallback = what stands in for a provider of which nobody knows whether it is needed cannot be said here
remedy-unknown-fallback = put a node with the fallback in between, and name that under oneOfUnknown
remedy-form = write exactly one of on, whole, anyOf, oneOfUnknown, atLeast with of, sharedBy, supportedBy, informedBy, or providers with min and full
problem-form-mixed = { $name } belongs to { $owner } and has no meaning beside { $first }
remedy-form-mixed = take it out, or use the other form
remedy-of = name the providers of which so many must work
problem-shorthand-form = { $name } has its own meaning; { $other } cannot be given
remedy-shorthand-form = name the nodes under of, or write an entry of needs
remedy-shorthand-of = name the nodes under of
remedy-how-many = write how many providers it takes, as a whole number
remedy-dependent = say which node needs something
problem-dependent-differs = the dependent is { $named }, but the id belongs to { $other }
remedy-leave-one = leave one of them out

## scenarios

remedy-failures = list what fails, for example [{ "{" }node: dresden.storage{ "}" }]
remedy-failing-node = say which node fails
problem-failure-operational = a failure cannot be operational
remedy-failure-level = use degraded or unavailable
problem-failure-end = the failure ends at { $until }, which is not after its start at { $from }
remedy-failure-end = give a later end, or leave it out when the repair is unknown
problem-of-course = { $detail } ({ $name })

## deliveries

problem-delivery-version = version "{ $version }" is expected, but this is { $found }
remedy-replace-node = replace the node as a whole

## files

problem-utf8 = this is not UTF-8: byte { $at } (hexadecimal { $byte }) is not valid
problem-utf16 = this is in UTF-16 or UTF-32, not in UTF-8
remedy-utf8 = save or send it in UTF-8
remedy-windows-1252 = this looks like Windows-1252 (ANSI), the word would be "{ $word }": save or send it in UTF-8
problem-many-files = there are more than { $max } files
remedy-many-files = put several into one
problem-no-files = no map file was given
remedy-no-files = name at least one
problem-file-large = the file has { $size } bytes, at most { $max } are read
remedy-file-large = split it; several files together make a map
problem-empty-file = the file is empty
remedy-empty-file = write something into it
problem-not-a-map = the file does not hold a map
remedy-not-a-map = begin with tragweite: 1, then agencies, sites and services
problem-no-header = the file does not say that it is a map
remedy-header = begin it with tragweite: { $version }
problem-unknown-section = { $name } is not a section of a map file
remedy-sections = take it out; a map file has { $list }
remedy-scenario = this looks like a scenario; give it as the scenario, not as the map
problem-version = the file has version { $other } of the format, but only version { $version } is read
remedy-version = write it in version { $version }, or use a program that reads version { $other }
problem-several-documents = the file holds several documents separated by ---
remedy-several-documents = put each into its own file; several files together make a map
problem-unsupported = { $what } is used; anchors, aliases and tags are not read
yaml-anchor = an anchor (&)
yaml-alias = an alias (*)
yaml-tag = a tag ({ $tag })
remedy-unsupported = write the value out; a text that begins with such a mark stands in quotation marks
problem-too-deep = lists and objects are nested deeper than { $max } levels
remedy-too-deep = a map needs no more than six levels
problem-ends-early = the file ends too early
remedy-complete = complete it
problem-entry-large = one entry has more than { $max } values
remedy-split = split it up
problem-complex-key = the name of a property is not text
remedy-complex-key = write a word in front of the colon
problem-yaml = the file is not valid YAML or JSON: { $what } (column { $column })
remedy-yaml = correct the syntax in this line or the one before
problem-odd-indentation = the line begins with non-breaking spaces, which do not count as blanks
remedy-odd-indentation = indent it with usual blanks
problem-tab = a tab is used for indentation
remedy-tab = indent with spaces
problem-directive = directives (%) are not read
remedy-take-line-out = take the line out
problem-first-character = a text must not begin with { $character }
remedy-quotes-around = put the text in quotation marks
problem-dash = an entry begins with a dash where entries begin with their key
remedy-dash = write the key and a colon instead: amt.mail: { "{" } name: ... { "}" }
problem-mark-in-text = the text holds { $mark }, which means something in YAML
problem-open-quote = a quotation mark is not closed
remedy-open-quote = put one behind the text, too
problem-open-bracket = the bracket { $mark } is not closed
problem-lone-bracket = the bracket { $mark } closes nothing
remedy-brackets-even = add the missing { $missing }, or put a text with { $extra } in it in quotation marks
problem-indentation = the line is indented by { $found } blanks, the one before by { $wanted }
remedy-indentation = let what belongs together begin in the same column
rule-no-arrow = this is no rule
rule-of-nobody = the rule does not say whom it is about
rule-stars = there may be one star only
rule-star-behind = the star behind the role has none in the group that it could mean
rule-star-before = a star stands for the key of an agency: there must be one behind the role, too
rule-remedy = write GROUP -> ROLE or GROUP -> ROLE:AGENCY,AGENCY, for example: Leitstelle -> incidentManager:dresden
rules-many = there are more than { $most } rules
rules-many-remedy = let a star stand for agencies
