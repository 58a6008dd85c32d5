//! What is around a node, step by step.

use super::sample::key;
use tragweite::map::{Builder, Direction, Map};
use tragweite::model::{Dependency, DependencySpec, Form, Kind, Layer, Node, NodeSpec};

/// Services that need others: one entry for each list of alternatives.
fn map(needs: &[(&str, &[&[&str]])]) -> Map {
    let mut builder = Builder::new();
    builder.add(&Node::new(NodeSpec::new(key("amt"), Kind::Agency, "Amt")).unwrap(), 1);
    for (text, entries) in needs {
        let mut spec = NodeSpec::new(key(text), Kind::Service, "Dienst");
        (spec.agency, spec.layer) = (Some(key("amt")), Some(Layer::Platform));
        for providers in *entries {
            let providers = providers.iter().map(|p| key(p)).collect();
            spec.needs.push(Dependency::new(DependencySpec::new(Form::AnyOf, providers)).unwrap());
        }
        builder.add(&Node::new(spec).unwrap(), 1);
    }
    Map::new(builder.finish().unwrap(), 1)
}

fn around(map: &Map, start: &str, direction: Direction, depth: u32, limit: usize) -> (Vec<String>, bool) {
    let found = map.neighbours(map.find(start).unwrap(), direction, depth, limit);
    let tell = |d: u32| {
        let providers: Vec<&str> = map.graph().providers(d).iter().map(|&p| map.key(p)).collect();
        format!("{}>{}", map.key(map.graph().dependent(d)), providers.join("|"))
    };
    let items = found.items.iter().map(|r| {
        let through: Vec<String> = r.through.iter().map(|&d| tell(d)).collect();
        format!("{} {} {}", r.depth, map.key(r.node), through.join(" "))
    });
    (items.collect(), found.truncated)
}

#[test]
fn nodes_come_by_depth_and_key_with_the_dependencies_that_lead_to_them() {
    let map = map(&[
        ("app", &[&["db"], &["net"], &["db", "cache"]]),
        ("cache", &[&["net"]]),
        ("db", &[&["disk-b", "disk-a"], &["net"]]),
        ("disk-a", &[]),
        ("disk-b", &[&["app"]]),
        ("net", &[]),
    ]);
    let (items, more) = around(&map, "app", Direction::Dependencies, 9, 100);
    assert_eq!(
        items,
        [
            "1 cache app>db|cache",
            "1 db app>db app>db|cache",
            "1 net app>net",
            "2 disk-a db>disk-b|disk-a",
            "2 disk-b db>disk-b|disk-a",
        ]
    );
    assert!(!more);
    let (items, _) = around(&map, "net", Direction::Dependents, 9, 100);
    assert_eq!(items, ["1 app app>net", "1 cache cache>net", "1 db db>net", "2 disk-b disk-b>app"]);
    let (items, more) = around(&map, "net", Direction::Dependents, 1, 100);
    assert_eq!((items.len(), more), (3, false));
}

#[test]
fn the_limit_keeps_the_nearest_and_says_so() {
    let map = map(&[("a", &[&["b"], &["c"]]), ("b", &[&["d"]]), ("c", &[]), ("d", &[])]);
    let at = |limit| around(&map, "a", Direction::Dependencies, 9, limit);
    assert_eq!(at(1), (vec!["1 b a>b".into()], true));
    assert_eq!(at(2), (vec!["1 b a>b".into(), "1 c a>c".into()], true));
    assert!(!at(3).1);
    assert_eq!(at(0), (vec![], true));
    assert_eq!(around(&map, "a", Direction::Dependencies, 0, 9), (vec![], false));
}
