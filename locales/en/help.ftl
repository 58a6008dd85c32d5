# What the help of the command line says, by command and flag. The English stands in src/cli/args.rs, too; a test keeps
# the two the same.

help-tragweite = If this fails, who is affected?
help-apply = Bring map files into a database
help-init-xlsx = As a workbook, to be filled in a spreadsheet
help-traffic = Hold traffic that was really seen against the map
help-traffic-form = The form of the files
help-traffic-sources = Files with traffic, plain or packed by gzip
help-traffic-names = A list of names of addresses: ADDRESS;NAME in each line
help-traffic-report = The report: text, a page, or the body of POST /v1/traffic-comparisons
help-import = Bring into a database what an agency has already: tables, inventories, models
help-import-word = The format of the files
help-import-sources = The files to import, or - for standard input
help-import-apply = Bring it into the map
help-import-profile = Under which name answers and columns are kept for the next import; that of agency and format when absent
help-import-into = The agency that runs what the files give to nobody; it is made when it is not there
help-import-column = What a column means: needs, rto, label, ignore and so on; may be repeated
help-import-answer = The answer to a question of an earlier look; may be repeated
help-import-turn = Turn every dependency round
help-import-encoding = The encoding of the files, when it was guessed wrongly
help-import-remove = Remove what the files held before and do not hold any more
help-import-report = The report: text, a page, a workbook, or the body of POST /v1/imports
help-check = Read map files and tell everything that is wrong with them
help-completions = Write completions for a shell
help-export = Write the whole map as one file
help-find = Find keys by words of names
help-generate = Make a synthetic national map, for trying and measuring
help-impact = Answer: if this fails, what is affected?
help-init = Write a small town as a map file, to begin from
help-manual = Write the manual pages (man)
help-openapi = Write the OpenAPI document
help-plan = Answer a planner's question
help-replay = Play a script of incidents again: as people would have seen it, or as an exercise in a running service
help-schema = Write the description of the map file: as a JSON Schema for editors, or as tables
help-serve = Serve the map over HTTP
help-manual-folder = The folder for the pages; it comes into being when it is not there
help-flag-help = Print help
help-flag-version = Print version
help-plan-availability = How much of the time is a node down, and which part matters how much?
help-plan-assumptions = Which assumption would change the answer most if it were wrong?
help-plan-circles = Which nodes need each other in a circle?
help-plan-comparison = What differs between two scenarios, two maps, or with and without changes?
help-plan-cut-sets = Which smallest sets of nodes, failing together, take a node down?
help-plan-diagnosis = What has failed, given what is seen down and what is seen working?
help-plan-false-redundancy = Which alternatives does one failure defeat?
help-plan-findings = What is wrong or weak on the map?
help-plan-objectives = What do consumers require, what can be achieved, what promise cannot be kept?
help-plan-ranking = Which failure hits hardest?
help-plan-restart-plan = What comes back when after a failure, what must be started by hand, who is too late?
help-plan-shared-ground = What do these nodes have in common below them, and what does only one of them need?
help-plan-single-points-of-failure = Which single failure makes chosen nodes unavailable, or degraded?
help-plan-ways = By which ways does one node need another?
help-flag-after-as-of = The map of the second side: a revision or a time (with --database)
help-flag-after-fail = What fails on the second side instead; may be repeated
help-flag-before-as-of = The map of the first side: a revision or a time (with --database)
help-flag-before-fail = What fails on the first side instead; may be repeated
help-flag-agency = What this agency runs, and the agency itself
help-export-agency = Only what this agency runs (pictures and files for other tools)
help-plan-shared-ground-along = Which dependencies are followed; absent = effects
help-flag-along = Which dependencies they take; absent = effects
help-flag-among = Only these nodes fail by themselves; absent = any node may; may be repeated
help-flag-area = Nodes whose official regional key begins with this
help-flag-around = Only this node and what stands around it (pictures and files for other tools)
help-impact-working = List what still works instead, of every agency that is hit; as table, json or csv
help-flag-about = Tell of this node whether it works; may be repeated
help-flag-as-of = An earlier map: a revision or a time (with --database)
help-flag-author = Who makes the change, for the journal
help-flag-aware-at = Since when the failure is known to those who must report it: a report then tells what is to be reported by when
help-flag-by = What decides (people, publicServices, timeCritical, casesPerDay, agencies, districts, nodes); people when not said
help-flag-by-hand = Starts by hand that are given: at that moment, or at the first one after it at which the node is down, has not failed by itself and lacks something, it is started all the same; may be repeated
help-flag-changes = Hypothetical changes: a file (YAML or JSON) with a list of changes, as in the changes of a scenario
help-flag-database = sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE; or in the variable TRAGWEITE_DATABASE
help-flag-default-unavailability = The share of time in which a node is down by its own fault, for each node whose reliability the map does not say. Absent = nothing is assumed: such nodes are listed as unknown, and the answer is a lower bound
help-flag-degraded = Seen degraded; may be repeated
help-flag-depth = How many steps around it
help-flag-down = Seen unavailable; may be repeated
help-flag-dry-run = Only tell what would change, and whose impact
help-flag-explanations = How many single failures and how many pairs are told
help-flag-fail = What fails: KEY, KEY=degraded, KEY@PT2H (from), KEY@PT2H..P1D (from and until); may be repeated
help-plan-comparison-fail = What fails on both sides, unless a side says otherwise; may be repeated
help-plan-assumptions-fail = What fails; may be repeated
help-plan-restart-plan-fail = What fails. Each needs an end, its own or repairedAt; may be repeated
help-flag-files = Map files, folders with them, or - for standard input
help-flag-finding = Only these kinds, or only this one; absent = all; may be repeated
help-flag-folder = The folder for the file; it comes into being when it is not there
help-flag-format = A table for people, exactly the body of the API, or a document
help-impact-format = A table for people, exactly the body of POST /v1/impact, or a picture, a report, a file for another tool
help-export-format = How it is written: a map file, a picture, or a file for another tool
help-generate-format = How it is written
help-schema-format = How it is written
help-flag-from = Who needs something: where ways begin
help-flag-horizon = Look no further than this
help-plan-assumptions-horizon = Look no further than this; absent = until nothing changes any more
help-plan-restart-plan-horizon = Look no further than this; absent = until nothing changes any more
help-flag-how = Only those that are defeated in this way (shared, beside, fallback, otherNeed); absent = in any way but otherNeed
help-flag-include = Which dependencies count
help-flag-kind = Nodes of this kind (agency, site, service)
help-flag-label = Nodes with this label
help-flag-language = The language; German unless the environment says otherwise
help-impact-language = The language of tables, pictures and reports; German unless the environment says otherwise
help-export-language = The language of tables, pictures and reports; German unless the environment says otherwise
help-flag-layer = Services of this layer (public, application, platform, ...)
help-export-layer = Only services of this layer (pictures and files for other tools)
help-flag-level = What counts as down: unavailable, or at least degraded. unavailable when not said
help-plan-single-points-of-failure-level = How bad it must get to count: unavailable (when not said), or already degraded
help-plan-ranking-level = How the nodes fail; unavailable when not said
help-flag-limit = Most entries of each list
help-replay-limit = Most changes that are listed at each step
help-find-limit = Most nodes that are listed
help-flag-listen = Address and port; other machines can reach it only when it is not a loopback address
help-flag-lame-duck = How long to be not ready and go on answering when asked to end (SIGTERM), so that balancers send nobody here any more; in seconds
help-flag-log-format = How the log is written
help-flag-mail-allow = A domain (exactly this one) or an address that mail may go to; may be repeated; none = nobody gets mail
help-flag-map = Map files or folders with them; no database needed
help-flag-map-limit = Largest whole map that is taken over HTTP, in bytes
help-flag-marking = How it is to be handled, for example TLP:AMBER; stands on every page and picture
help-flag-paper = The paper of pictures that are printed; on A4 and A3 large ones take several sheets that can be read
help-flag-letterhead = The letterhead of documents; lines separated by |
help-flag-writer = Who writes, for documents
help-flag-distribution = Who gets the document, separated by ;
help-flag-max-order = Most nodes of a set
help-flag-message = Why, for the journal
help-flag-municipalities = How many municipalities instead (about 60 nodes each)
help-flag-no-proposals = Propose starts by hand for what does not come back by itself; absent = true
help-plan-availability-node = The node
help-flag-node = The node that is taken down
help-flag-of = These nodes; may be repeated
help-flag-open = Groups of a large picture to open, by the ids that stand in them
help-flag-output = The file to write; absent or - = standard output
help-flag-pairs = Also every pair of the chosen nodes; at most 500 of them
help-flag-print = For paper: white areas with strong borders
help-flag-question = The whole question as a file (YAML or JSON), as the API takes it, or - for standard input; flags come on top
help-flag-repaired-at = When failures without an end of their own are repaired: an offset, or a time when startsAt is given
help-flag-replace = Remove what the files do not mention
help-flag-scenario = A scenario file (YAML or JSON), or - for standard input
help-flag-script = The script (YAML or JSON), or - for standard input
help-flag-seed = Another seed, another map
help-flag-service = Play it in this service as an exercise, with the times of the script at the speed; the recovery times of its map stay as they are
help-flag-severity = At least as grave
help-flag-shell = The shell
help-flag-size = How large: s about 10,000 nodes, m 100,000, l 1,000,000, xl 5,000,000
help-flag-smtp = The mail server: smtps://HOST (TLS), smtp://HOST (STARTTLS, required) or smtp+plain://HOST (not encrypted), with or without a port; none = no mail leaves
help-flag-smtp-from = The sender: alarm@example.org or "Name <alarm@example.org>"
help-flag-smtp-password-file = A file that holds the password (or give it in the environment variable TRAGWEITE_SMTP_PASSWORD)
help-flag-smtp-user = The user at the mail server
help-flag-speed = How many times faster than it was, or max for without waiting; max on a map, 3600 in a service when absent
help-flag-stale-before = What was confirmed before this day is stale; absent = what is older than the review period, and of a map in files nothing
help-flag-time-critical = Services that tolerate no longer disruption than this count as time-critical; a day when not said
help-flag-to = What is needed in the end: where they lead to
help-flag-token-file = A file that holds a bearer token for everything (or give it in the environment variable TRAGWEITE_TOKEN); keys are better
help-replay-token-file = A file that holds the token of the service (or give it in the environment variable TRAGWEITE_TOKEN)
help-flag-view = What is shown of an impact: picture (svg, png, pdf, dot), timeline (svg, png, pdf), report (html, pdf)
help-flag-ways = How many ways are told, the shortest first
help-flag-webhook-allow = A receiver that webhooks may be sent to: a host or a network (10.1.0.0/16); with http:// in front also without TLS; may be repeated; none = no webhooks leave
help-flag-zone = Where times are told, by a name of the IANA database such as Europe/Vienna; when absent that of the map, else Europe/Berlin
help-flag-host = A name by which clients call the service besides localhost, for example behind a reverse proxy: without scheme, port and path; may be repeated. By such a name everything needs a key. Listening elsewhere without any, all names are taken
help-flag-trusted-proxy = A reverse proxy that is believed when it says for whom it speaks and how it was called (Forwarded, X-Forwarded-For, X-Forwarded-Host): an address or a network; may be repeated; none = these headers are ignored
help-flag-words = Words that all occur in the key or the name
help-flag-working = Seen working: what contradicts an explanation. The more of these, the sharper the answer; may be repeated
help-tragweite-after =
    Exit codes:
      0  done
      1  something is wrong with what was given: a map, a scenario, a key, a revision (the message says what and where)
      2  the command line or a setting is wrong
      3  a database, an address or an output cannot be reached, or refuses
      4  an import is done or shown, and questions are open
help-confirm = Whether dependencies are as they are written: what waits to be confirmed, and what is said of it
help-confirm-list = List what is to be confirmed, or what waits for others
help-confirm-list-agency = For this agency
help-confirm-list-others = What waits for others and concerns it, in place of what waits for it
help-confirm-say = Say in the name of an agency whether a dependency is as it is written
help-confirm-say-dependency = The dependency: key of the dependent, ~, id inside it
help-confirm-say-verdict = confirmed, disputed, corrected or ended; by who needs it also accepted or rejected
help-confirm-say-agency = In the name of this agency
help-confirm-say-reason = Why
help-confirm-say-correction = How it is instead, as JSON: the form with its providers as in a dependency, and rto
help-confirm-say-answers = The number of the statement that is accepted or rejected
help-confirm-period = Say how long a confirmation counts
help-confirm-period-period = Whole days, such as P365D
help-confirm-share = How much is confirmed, and not too long ago: of the map, and by agency
help-key = Who may use the service: make, list, exchange and take back keys
help-key-create = Make a key and write it to standard output, this once
help-key-list = List keys, never the keys themselves
help-key-rotate = Make another key of the same holder, and let the one before count for a while
help-key-revoke = Take a key back, or forget one that counts no more
help-key-create-name = Whose it is, or what for
help-flag-role = What its holder is: viewer, editor, incidentManager or coordinator of agencies (editor:dresden,zwickau), or of all of them (viewer); auditor or operator; may be repeated
help-flag-right = What it is limited to, of all that its roles may, such as read or deliver; may be repeated
help-flag-lasts = How long it counts
help-flag-sealed = For emergencies, to be kept in a safe: it opens one session in a browser, loudly, and is used up by that
help-flag-instead = Take back all other keys of this name
help-flag-overlap = How long the key before counts on
help-flag-id = Id of the key
help-audit = Who did what: follow the chain of entries, or write them out
help-audit-verify = Tell whether every entry follows the one before and is as it was written
help-audit-export = Write all entries as JSON lines
help-flag-head = The newest digest that was written down elsewhere: it must be in the log
help-backup = Keep everything that a database holds in a file, also while it is served, and check the file
help-restore = Bring a backup back into an empty database
help-copy = Copy everything into an empty database of the same or of the other kind
help-verify = Check that a database holds what it was given: every revision, every event of an incident, the current state
help-migrate = Bring the tables of a database up to date, as a user who may change them
help-settings = Show each setting of the service, and where its value comes from
help-settings-format = How it is written: a table of the values, the same as JSON, or all settings with what they mean
help-flag-database-password-file = A file that holds the password of the user in the URL of PostgreSQL (or give it in the environment variable TRAGWEITE_DATABASE_PASSWORD)
help-flag-settings = A file of settings, NAME=VALUE in each line, with the names of the environment variables; a flag and the environment count before it
help-flag-log-filter = What is logged, as RUST_LOG of the crate tracing says: a level, or levels of parts
help-backup-file = The file that is written; one that is there is replaced only when the new one is complete and sound
help-restore-file = The backup
help-restore-replace = Let everything go that the database holds
help-copy-replace = Let everything go that it holds
help-copy-from = The database that is copied: sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE
help-copy-to = The database that is filled
help-migrate-plan = Only tell which steps would be made, with their statements
help-flag-tls-certificate = The certificate for TLS by the service itself, with those behind it, as PEM; read again when it changes and on SIGHUP. None = no TLS: a proxy in front does it
help-flag-tls-key = Its private key, as PEM without a password
help-doctor = Look whether everything around the service is as it must be, and say what helps where it is not
help-doctor-reach = Connect to the receivers of all subscriptions, too; nothing is sent to them
help-doctor-format = How it is written
help-flag-keep-events = How long events and their deliveries are kept; what a subscription has not got yet is kept on
help-flag-keep-jobs = How long jobs that are over are kept with their answers
help-flag-keep-audit = How long entries of the audit log are kept
help-flag-log-limit = Most entries of the log in a second; how many more there were is told
help-flag-access-log = Which requests are logged: by whose key, method, kind of address, status and time; never what was asked about
help-flag-oidc-issuer = An identity provider (OpenID Connect) through which people sign in, by its issuer: https://login.example.org/realms/x; none = people sign in with keys
help-flag-oidc-name = What people call it; the host of the issuer when absent
help-flag-oidc-client-id = What the service is called there (client_id)
help-flag-oidc-client-secret-file = A file that holds its secret there (or give it in the environment variable TRAGWEITE_OIDC_CLIENT_SECRET); none = a public client
help-flag-oidc-rules = A file of rules that lead groups to roles: GROUP -> ROLE or GROUP -> ROLE:AGENCY,AGENCY in each line
help-flag-oidc-groups = The claim with the groups of somebody; dots lead into objects (realm_access.roles)
help-flag-oidc-scopes = What the service asks the provider for (scopes), separated by blanks
help-flag-oidc-audience = For whom access tokens of programs must be (aud); none = such tokens are not taken
help-flag-public-url = Where browsers reach the service: https://karte.example.org; mails lead there, and it is needed for signing in through a provider when it listens elsewhere than on this machine
help-flag-quota = How often each key, person or program may ask: requests a second, or with how many at once (50/200); ten seconds' worth when that is not said. None = as often as they like. Beyond it the answer is 429, for deliveries of alerts 503
help-flag-quota-address = The same for each address that shows no key; health checks are not counted
