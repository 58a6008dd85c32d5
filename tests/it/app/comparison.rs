//! Comparisons on the Dresden map: with itself nothing differs, and the other way round everything is the other way round.

use crate::support::maps;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;
use tragweite::app::planning::{Posed, kind};
use tragweite::app::pool::Pool;
use tragweite::engine::Watch;
use tragweite::map::Map;
use tragweite::wire::{Place, Problems, Tree};

static MAP: LazyLock<Map> = LazyLock::new(|| maps::load(&maps::graphs().join("dresden-2018")));
static KEYS: LazyLock<Vec<String>> =
    LazyLock::new(|| MAP.iter().map(|node| MAP.key(node).to_owned()).collect());

fn compare(question: &Value) -> Value {
    let mut problems = Problems::default();
    let tree = Tree::of(question).unwrap();
    let posed =
        kind("comparison").unwrap_or_else(|e| panic!("{e}")).decode(&tree, &Place::ROOT, &mut problems);
    let posed: Box<dyn Posed> = posed.unwrap_or_else(|| panic!("{problems:?}"));
    let done = posed.ask(&MAP, &[], &Pool::default(), &Watch::default());
    serde_json::from_slice(&done.unwrap_or_else(|error| panic!("{error:?}")).json()).unwrap()
}

fn failure() -> impl Strategy<Value = Value> {
    (any::<prop::sample::Index>(), any::<bool>(), 0..3u32, proptest::option::of(1..40u32)).prop_map(
        |(node, degraded, from, lasts)| {
            let level = if degraded { "degraded" } else { "unavailable" };
            let mut failure = json!({"node": node.get(&KEYS), "level": level, "from": format!("PT{from}H")});
            if let Some(lasts) = lasts {
                failure["until"] = json!(format!("PT{}H", from + lasts));
            }
            failure
        },
    )
}

/// A new service in place of the failing ones, or another need: something that exists on one side only.
fn changes() -> impl Strategy<Value = Value> {
    any::<prop::sample::Index>().prop_map(|node| {
        json!([{"op": "put", "node": {"key": "dresden.neu", "kind": "service", "name": "Neu", "agency": "dresden",
                                      "layer": "application", "needs": [node.get(&KEYS)]}},
               {"op": "patch", "key": "zwickau.kfz-zulassung", "patch": {"needs": ["dresden.neu"]}}])
    })
}

fn side() -> impl Strategy<Value = Value> {
    (proptest::collection::vec(failure(), 0..4), proptest::option::of(changes())).prop_map(
        |(failures, changes)| {
            let mut side = json!({"failures": failures});
            if let Some(changes) = changes {
                side["changes"] = changes;
            }
            side
        },
    )
}

/// An entry with its two sides exchanged.
fn turned(entry: &Value) -> Value {
    let mut entry = entry.clone();
    let fields = entry.as_object_mut().unwrap();
    let (before, after) = (fields.remove("before"), fields.remove("after"));
    fields.extend(after.map(|after| ("before".into(), after)));
    fields.extend(before.map(|before| ("after".into(), before)));
    if let Some(only) = fields.get_mut("existsOnly") {
        *only = if only == "before" { json!("after") } else { json!("before") };
    }
    entry
}

/// By key: the order of a list may look at the second side first.
fn sorted(list: &Value, turn: bool) -> Vec<Value> {
    let mut list: Vec<Value> =
        list.as_array().unwrap().iter().map(|e| if turn { turned(e) } else { e.clone() }).collect();
    list.sort_by_key(|entry| entry["node"]["key"].to_string());
    list
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_side_compared_with_itself_is_empty(side in side()) {
        let found = compare(&json!({"before": side, "after": side, "limit": 1000}));
        for list in ["newlyAffected", "noLongerAffected", "worse", "better", "earlier", "later", "newlyAtRisk",
                     "noLongerAtRisk", "agencies"] {
            prop_assert_eq!(&found[list], &json!([]), "{}", list);
        }
        prop_assert_eq!(&found["before"], &found["after"]);
    }

    #[test]
    fn the_other_way_round_everything_is_the_other_way_round(one in side(), other in side()) {
        let there = compare(&json!({"before": one, "after": other, "limit": 1000}));
        let back = compare(&json!({"before": other, "after": one, "limit": 1000}));
        for (list, opposite) in [("newlyAffected", "noLongerAffected"), ("worse", "better"), ("earlier", "later")] {
            // What a node is called is told by the second side, where it exists there.
            prop_assert_eq!(sorted(&there[list], false), sorted(&back[opposite], true), "{}", list);
            prop_assert_eq!(sorted(&there[opposite], false), sorted(&back[list], true), "{}", opposite);
            prop_assert_eq!(&there["counts"][list], &back["counts"][opposite]);
        }
        // Who is newly at risk one way is no longer at risk the other way. The reverse does not hold: no longer at risk is
        // also who is affected instead, but whoever was affected is not newly at risk.
        for (one, other) in [(&there, &back), (&back, &there)] {
            let no_longer = other["noLongerAtRisk"].as_array().unwrap();
            let newly = one["newlyAtRisk"].as_array().unwrap();
            prop_assert!(newly.iter().all(|node| no_longer.contains(node)), "{:?}", newly);
        }
        prop_assert_eq!((&there["before"], &there["after"]), (&back["after"], &back["before"]));
        prop_assert_eq!(&there["counts"]["unchanged"], &back["counts"]["unchanged"]);
    }
}
