//! Planners' questions as they are asked, from the question to the written answer, on a generated map: how long each
//! takes, and how large its answer is. Size by the environment: SIZE=l (default), s, m or xl.

use serde_json::{Value, json};
use std::time::Instant;
use tragweite::app::planning::kind;
use tragweite::app::pool::Pool;
use tragweite::engine::{LevelsScratch, Watch};
use tragweite::formats::generate::{Size, generate};
use tragweite::map::{Builder, Map};
use tragweite::model::{Include, Level};
use tragweite::wire::Tree;

/// A node whose failure affects about so many others.
fn pick(map: &Map, target: usize) -> String {
    let mut scratch = LevelsScratch::default();
    let affected = |node| scratch.run(map.graph(), &[(node, Level::Unavailable)], Include::All).count();
    let of = map.iter().map(affected).zip(map.iter());
    let best = of.min_by_key(|(affected, _)| affected.abs_diff(target));
    best.map(|(_, node)| map.key(node).to_owned()).unwrap_or_default()
}

fn main() {
    let size = std::env::var("SIZE").unwrap_or_else(|_| "l".into());
    let all = [("s", Size::S), ("m", Size::M), ("l", Size::L), ("xl", Size::XL)];
    let known =
        all.into_iter().find(|(name, _)| *name == size).unwrap_or_else(|| panic!("there is no size {size}"));
    let mut builder = Builder::new();
    generate(known.1, 1, &mut |node| builder.add(&node, 1));
    let map = Map::new(builder.finish().unwrap_or_else(|faults| panic!("{:?}", faults.first())), 1);
    println!("map {size}: {} nodes", map.counts().nodes());
    let (small, large) = (pick(&map, 1_000), pick(&map, 100_000));
    // Somebody near the top who needs the large one in the end.
    let mut scratch = LevelsScratch::default();
    let failed = map.find(&large).into_iter().map(|node| (node, Level::Unavailable)).collect::<Vec<_>>();
    let last = scratch.run(map.graph(), &failed, Include::All).map(|(node, _)| node).max();
    let user = last.map(|node| map.key(node).to_owned()).unwrap_or_default();
    let agency = map.find(&user).and_then(|node| map.agency(node)).map(|a| map.key(a)).unwrap_or_default();
    let questions: [(&str, Value); 13] = [
        ("findings", json!({})),
        ("circles", json!({})),
        ("false-redundancy", json!({})),
        ("ranking", json!({})),
        ("objectives", json!({})),
        ("single-points-of-failure", json!({"of": {"nodes": [user]}})),
        ("single-points-of-failure", json!({"of": {"agency": agency}})),
        ("cut-sets", json!({"node": user, "maxOrder": 2})),
        ("availability", json!({"node": user, "defaultUnavailability": 0.001})),
        ("restart-plan", json!({"failures": [{"node": large}], "repairedAt": "P1D"})),
        (
            "comparison",
            json!({"before": {"failures": [{"node": large}]}, "after": {"failures": [{"node": small}]}}),
        ),
        ("ways", json!({"from": user, "to": large})),
        ("shared-ground", json!({"of": {"agency": agency}})),
    ];
    for (name, question) in questions {
        let answer = Tree::from_json(question.to_string().as_bytes())
            .map_err(|problems| problems.to_string())
            .and_then(|tree| kind(name).and_then(|kind| kind.read(&tree)).map_err(|error| error.to_string()));
        let posed = answer.unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let begin = Instant::now();
        match posed.ask(&map, &[], &Pool::default(), &Watch::default()) {
            Ok(answer) => {
                println!(
                    "{name:<26} {question:<60.60} {:>9.1?}, {} bytes",
                    begin.elapsed(),
                    answer.json().len()
                )
            }
            Err(error) => println!("{name:<26} {question} after {:.1?}: {error}", begin.elapsed()),
        }
    }
}
