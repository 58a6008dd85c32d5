//! After an incident: what the map missed comes back as a proposal.

use std::collections::BTreeMap;
use tragweite::app::aftermath::review;
use tragweite::app::pool::Pool;
use tragweite::formats::generate::{Size, generate};
use tragweite::map::{Builder, Map};
use tragweite::model::{Include, Key, Level, Node, Relation};

fn map(nodes: &[Node]) -> Map {
    let mut builder = Builder::new();
    nodes.iter().for_each(|node| builder.add(node, 1));
    Map::new(builder.finish().unwrap(), 1)
}

fn levels(map: &Map, failing: &str, pool: &Pool) -> BTreeMap<Key, Level> {
    let node = map.find(failing).unwrap();
    pool.with(|set| {
        let hit = set.levels.run(map.graph(), &[(node, Level::Unavailable)], Include::All);
        hit.map(|(node, level)| (map.key_of(node), level)).collect()
    })
}

/// Takes every twentieth dependency on one provider out of a map, plays incidents that show that they are missing, and
/// counts how often the missing one is proposed first.
#[test]
fn dependencies_that_were_taken_out_come_back_as_proposals() {
    let (mut nodes, pool) = (Vec::new(), Pool::default());
    generate(Size::of_municipalities(40).unwrap(), 7, &mut |node| nodes.push(node));
    let whole = map(&nodes);
    let (mut left, mut gone, mut count) = (Vec::new(), Vec::new(), 0);
    for node in &nodes {
        let mut spec = node.clone().into_spec();
        spec.needs.retain(|need| {
            let [provider] = need.providers.as_slice() else { return true };
            count += 1;
            let out = need.relation == Relation::Needs && count % 20 == 0;
            if out {
                gone.push((node.key.clone(), provider.clone()));
            }
            !out
        });
        left.push(Node::new(spec).unwrap());
    }
    let partial = map(&left);
    let (mut played, mut first, mut any) = (0, 0, 0);
    // From all over the map, not only from its beginning.
    let step = (gone.len() / 60).max(1);
    for (dependent, provider) in gone.iter().step_by(step) {
        let observed = levels(&whole, provider.as_str(), &pool);
        let found = review(&partial, &[(provider.clone(), Level::Unavailable)], &observed, &pool);
        let Some(missed) = found.missed.iter().find(|missed| missed.node == *dependent) else { continue };
        if missed.proposals.is_empty() || played == 20 {
            continue;
        }
        played += 1;
        first += usize::from(missed.proposals[0].provider == *provider);
        any += usize::from(missed.proposals.iter().any(|proposed| proposed.provider == *provider));
        assert!(found.score().is_some_and(|score| score < 1.0));
    }
    println!("{played} incidents: {first} come back as the first proposal, {any} among the first three");
    assert_eq!(played, 20, "{} dependencies were taken out", gone.len());
    assert!(first >= 14 && any >= 16, "{first} as the first, {any} among three");
}

#[test]
fn what_is_predicted_and_works_is_too_much() {
    let nodes: Vec<Node> = {
        let mut nodes = Vec::new();
        generate(Size::of_municipalities(2).unwrap(), 7, &mut |node| nodes.push(node));
        nodes
    };
    let (map, pool) = (map(&nodes), Pool::default());
    let failing = nodes
        .iter()
        .map(|node| node.key.to_string())
        .max_by_key(|key| levels(&map, key, &pool).len())
        .unwrap();
    let mut observed = levels(&map, &failing, &pool);
    let causes = [(Key::new(&failing).unwrap(), Level::Unavailable)];
    let right = review(&map, &causes, &observed, &pool);
    assert_eq!((right.score(), right.missed.len(), right.too_much.len()), (Some(1.0), 0, 0));
    let works = right.right[0].clone();
    observed.insert(works.clone(), Level::Operational);
    let wrong = review(&map, &causes, &observed, &pool);
    assert_eq!(wrong.too_much, [works]);
    let none = review(&map, &causes, &BTreeMap::new(), &pool);
    assert_eq!((none.score(), none.unobserved as usize), (None, right.right.len()));
}
