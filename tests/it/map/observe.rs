//! Everything that can be seen of a map, as one text by keys, so that two maps can be compared.

use super::sample::Dice;
use std::fmt::Write;
use tragweite::engine::LevelsScratch;
use tragweite::engine::base::Reliant;
use tragweite::map::{Direction, Map};
use tragweite::model::{Include, Level};

/// Nodes, figures, dependencies and links of the map in the order of its own iteration.
pub(super) fn observe(map: &Map) -> String {
    let mut out = format!("{:?}\n", map.counts());
    let mut last_rank = None;
    for node in map.iter() {
        assert!(last_rank < Some(map.graph().rank(node)), "iteration and ranks agree");
        last_rank = Some(map.graph().rank(node));
        assert_eq!(map.find(map.key(node)), Some(node));
        let whole = map.node(node).unwrap();
        writeln!(out, "{:?}", *whole).unwrap();
        assert_eq!((map.key(node), map.name(node)), (whole.key.as_str(), whole.name.as_str()));
        assert_eq!((map.kind(node), map.layer(node)), (whole.kind, whole.layer));
        assert_eq!((map.site_type(node), map.mtpd(node)), (whole.site_type, whole.mtpd));
        assert_eq!((map.population(node), map.cases_per_day(node)), (whole.population, whole.cases_per_day));
        assert_eq!(map.agency(node).map(|a| map.key_of(a)), whole.agency);
        assert_eq!(map.labels(node), whole.labels);
        let graph = map.graph();
        writeln!(
            out,
            "  in {} area {:?} back in {}",
            map.changed_in(node),
            map.area(node),
            graph.recovery(node)
        )
        .unwrap();
        for (d, need) in graph.dependencies(node).zip(&whole.needs) {
            let id = map.dependency_id(d);
            assert_eq!(map.dependency_address(d), id.to_string());
            assert_eq!(map.find_dependency(&id), Some(d));
            assert_eq!(map.dependency(d), *need);
            assert_eq!((map.relation(d), map.confirmation(d)), (need.relation, need.confirmation));
            assert_eq!(map.workaround_text(d), need.workaround.as_ref().and_then(|w| w.text.clone()));
            let providers: Vec<&str> = graph.providers(d).iter().map(|&p| map.key(p)).collect();
            writeln!(out, "  {id} {providers:?} {:?}", graph.head(d).1).unwrap();
        }
        let mut links: Vec<String> = graph
            .links(node)
            .map(|link| match link.target() {
                Reliant::Direct { dependent, confirmed } => format!("{} {confirmed}", map.key(dependent)),
                Reliant::Group { dependency, fallback } => {
                    format!("{} {fallback}", map.dependency_id(dependency))
                }
            })
            .collect();
        links.sort();
        writeln!(out, "  {links:?}").unwrap();
    }
    out
}

/// What is affected by random failures, and the surroundings of a random node.
pub(super) fn behave(map: &Map, seed: u64) -> String {
    let mut dice = Dice(seed);
    let nodes: Vec<u32> = map.iter().collect();
    let mut out = String::new();
    let mut scratch = LevelsScratch::default();
    for include in [Include::All, Include::Confirmed] {
        let mut failures = Vec::new();
        for _ in 0..2 {
            if let Some(&node) = nodes.get(dice.roll(nodes.len().max(1))) {
                failures.push((node, [Level::Degraded, Level::Unavailable][dice.roll(2)]));
            }
        }
        let levels = scratch.run(map.graph(), &failures, include);
        let mut levels: Vec<_> = levels.map(|(node, level)| (map.key(node).to_owned(), level)).collect();
        levels.sort();
        writeln!(out, "{levels:?}").unwrap();
    }
    for direction in [Direction::Dependencies, Direction::Dependents] {
        let Some(&start) = nodes.get(dice.roll(nodes.len().max(1))) else { continue };
        let found = map.neighbours(start, direction, 1 + dice.roll(3) as u32, dice.roll(12));
        for reached in &found.items {
            let mut through: Vec<String> =
                reached.through.iter().map(|&d| map.dependency_id(d).to_string()).collect();
            through.sort();
            writeln!(out, "{} {} {through:?}", map.key(reached.node), reached.depth).unwrap();
        }
        writeln!(out, "{}", found.truncated).unwrap();
    }
    out
}
