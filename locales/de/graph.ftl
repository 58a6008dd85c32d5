graph-fallback = |Ausweich|
graph-start = |zum Anlaufen|
graph-dotted-fallback-thick-cause-worst-state = gepunktet: Ausweich; dick: Ursache des schlimmsten Zustands
graph-left-out-before = Schon vorher ausgelassen: { $nodes }
graph-cut-because-mermaid-draws-no-more = Gekürzt, weil Mermaid nicht mehr zeichnet: es fehlen { $nodes_text } und { $edges_text }. Alles steht in SVG, GraphML oder XLSX.
graph-dependent-provider-arrow-points-what-needed = Abhängiger -> Anbieter: Der Pfeil zeigt auf das, was gebraucht wird.
graph-steps-providers-dependents = { $key } (Schritte zu Anbietern: { $dependencies }, zu Abhängigen: { $dependents })
graph-key = Schlüssel
graph-dependent-key-arrow-starts-here = Abhängiger: Schlüssel (hier beginnt der Pfeil)
graph-dependent = Abhängiger
graph-provider-key-arrow-points-here = Anbieter: Schlüssel (hierhin zeigt der Pfeil)
graph-provider = Anbieter
graph-yes = ja
graph-dependencies = Abhängigkeiten
graph-about-file = Über diese Datei
graph-durations = Dauern
graph-iso-8601-from-start-scenario-pt4h = ISO 8601 ab dem Beginn des Szenarios: PT4H = 4 Stunden, P1DT30M = 1 Tag 30 Minuten; Zeiten in UTC
graph-from-until = ab, bis
graph-when-node-first-last-its-worst = wann der Knoten zum ersten und zum letzten Mal in seinem schlimmsten Zustand ist; bis leer = ohne Ende
graph-primary-fallback = primär, Ausweich
graph-primary-providers-dependency-as-many-must = von den primären Anbietern einer Abhängigkeit müssen so viele arbeiten, wie unter mindestens steht; Ausweichanbieter springen ein
graph-certain = sicher
graph-as-bad-even-if-only-confirmed = so schlimm auch dann, wenn nur bestätigte Abhängigkeiten zählen
graph-cause = Ursache
graph-failure-provider-brought-dependent-into-its = der Ausfall dieses Anbieters brachte den Abhängigen in seinen schlimmsten Zustand
