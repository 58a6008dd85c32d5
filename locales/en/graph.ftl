graph-fallback = |fallback|
graph-start = |to start|
graph-dotted-fallback-thick-cause-worst-state = dotted: fallback; thick: cause of the worst state
graph-left-out-before = Left out before: { $nodes }
graph-cut-because-mermaid-draws-no-more = Cut, because Mermaid draws no more: { $nodes_text } and { $edges_text } are missing. SVG, GraphML and XLSX hold everything.
graph-dependent-provider-arrow-points-what-needed = dependent -> provider: the arrow points to what is needed.
graph-steps-providers-dependents = { $key } (steps to providers: { $dependencies }, to dependents: { $dependents })
graph-key = Key
graph-dependent-key-arrow-starts-here = Dependent: key (arrow starts here)
graph-dependent = Dependent
graph-provider-key-arrow-points-here = Provider: key (arrow points here)
graph-provider = Provider
graph-yes = yes
graph-dependencies = Dependencies
graph-about-file = About this file
graph-durations = Durations
graph-iso-8601-from-start-scenario-pt4h = ISO 8601 from the start of the scenario: PT4H = 4 hours, P1DT30M = 1 day 30 minutes; times in UTC
graph-from-until = From, until
graph-when-node-first-last-its-worst = when the node is first and last in its worst state; no until = without end
graph-primary-fallback = primary, fallback
graph-primary-providers-dependency-as-many-must = of the primary providers of a dependency as many must work as the minimum says; fallbacks step in
graph-certain = Certain
graph-as-bad-even-if-only-confirmed = as bad even if only confirmed dependencies count
graph-cause = Cause
graph-failure-provider-brought-dependent-into-its = the failure of this provider brought the dependent into its worst state
