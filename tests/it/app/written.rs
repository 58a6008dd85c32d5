//! The bytes of an answer, which are written in their own way and in parts, against a general writer of JSON.

use crate::support::maps;
use serde_json::Value;
use tragweite::app::impact::{MAX_LINKS, find};
use tragweite::app::pool::Pool;
use tragweite::formats::generate::{Size, generate};
use tragweite::formats::{Source, read_map, read_scenario};
use tragweite::map::{Builder, Map};
use tragweite::wire::ScenarioRequest;

/// Names and texts with everything that JSON escapes, and with much that it does not, at every length up to some words.
const MAP: &str = r#"tragweite: 1
agencies:
  amt: { name: 'Amt "Süd" \ Nord', ars: "146120000000", population: 7 }
sites:
  amt.haus: { name: "\"", agency: amt, type: office }
services:
  amt.a: { name: "Fax/ä€😀", agency: amt, layer: public, mtpd: PT1H, casesPerDay: 0.1, offeredAt: [amt.haus],
    deadlines: [{ name: 'Frist "48"', period: PT48H, basis: '§ 1 \ 2' }],
    needs: [{ anyOf: [amt.b, amt.c], workaround: { text: "Papier\n\"Zettel\"\tübrig", lasts: P1D } }, amt.b] }
  amt.b: { name: '\', agency: amt, layer: application, recovery: PT2H, needs: [{ on: amt.d, id: von-hand }] }
  amt.c: { name: '12345678"', agency: amt, layer: application, needs: [{ sharedBy: [amt.d, amt.e] }] }
  amt.d: { name: '1234567', agency: amt, layer: infrastructure }
  amt.e: { name: "zwölf Zeichen und mehr, und am Ende ein \\", layer: infrastructure, agency: amt }
  amt.f: { name: Rest, agency: amt, layer: infrastructure, needs: [{ anyOf: [amt.d, amt.e], confirmation: confirmed }] }
"#;

fn read(text: &str) -> Map {
    let mut builder = Builder::new();
    read_map(vec![Source::new("map.yaml", text.as_bytes().to_vec())], &mut |node, _| builder.add(&node, 0))
        .unwrap_or_else(|p| panic!("{p}"));
    Map::new(builder.finish().unwrap_or_else(|faults| panic!("{faults:#?}")), 0)
}

/// Compares them, and tells in how many pieces the bytes came.
fn compare(map: &Map, request: &ScenarioRequest) -> usize {
    find(map, request, &Pool::default(), MAX_LINKS, |found| {
        let (pieces, answer) = (found.json(), found.answer());
        let (own, general) = (pieces.concat(), serde_json::to_vec(&answer).unwrap());
        assert_eq!(String::from_utf8(own).unwrap(), String::from_utf8(general).unwrap());
        for site in &answer.sites {
            let worst_first =
                site.services.is_sorted_by_key(|s| (s.level != tragweite::model::Level::Unavailable, s.key));
            assert!(worst_first, "{site:?}");
        }
        pieces.len()
    })
    .unwrap()
}

#[test]
fn an_answer_is_written_like_any_json() {
    let map = read(MAP);
    let scenarios = [
        "failures: [{ node: amt.d }]",
        "failures: [{ node: amt.d, from: PT10M, until: P2DT3S }, { node: amt.e, level: degraded }]",
        "title: 'Was \"wenn\"'\nstartsAt: 2026-11-14T14:30:00+01:00\nhorizon: P9D\nfailures: [{ node: amt.d, until: P2D }]",
        "include: confirmed\nlimit: 1\nfailures: [{ node: amt }, { node: amt.haus }, { node: amt.a }]",
    ];
    for scenario in scenarios {
        let request = read_scenario(&Source::new("s.yaml", scenario.as_bytes().to_vec())).unwrap();
        assert_eq!(compare(&map, &request), 1);
    }
}

/// Chains of all lengths that meet, so that ends are copied, and middles left out of long ones.
#[test]
fn chains_that_end_alike_are_written_like_any_json() {
    let mut text = String::from("tragweite: 1\nagencies:\n  amt: { name: Amt }\nservices:\n");
    for i in 0..40 {
        // Two rows that meet in every third node.
        for (row, other) in [('a', 'b'), ('b', 'a')] {
            let on = if i % 3 == 0 { other } else { row };
            let needs = if i == 0 { String::new() } else { format!(", needs: [amt.{on}{:02}]", i - 1) };
            text += &format!(
                "  amt.{row}{i:02}: {{ name: '{row} \"{i}\"', agency: amt, layer: application{needs} }}\n"
            );
        }
    }
    let map = read(&text);
    for from in ["amt.a00", "amt.b07", "amt.a30"] {
        let scenario =
            format!("failures: [{{ node: {from}, from: PT1M }}, {{ node: amt.a20, until: PT1H }}]");
        let request = read_scenario(&Source::new("s.yaml", scenario.into_bytes())).unwrap();
        assert_eq!(compare(&map, &request), 1);
    }
}

#[test]
fn the_published_cases_are_written_like_any_json() {
    let cases = crate::support::vectors_doc::all();
    for case in &cases {
        let request = read_scenario(&Source::new("s.json", case.scenario.to_string().into_bytes())).unwrap();
        compare(&read(&case.map.to_string()), &request);
    }
    assert_eq!(cases.len(), 240 + 120);
}

#[test]
fn a_long_answer_is_the_same_in_parts() {
    let mut builder = Builder::new();
    generate(Size::S, 1, &mut |node| builder.add(&node, 1));
    let map = Map::new(builder.finish().unwrap_or_else(|faults| panic!("{:?}", faults.first())), 1);
    let levels = ["degraded", "unavailable", "unavailable"].into_iter().cycle();
    let failures: Vec<_> = map
        .iter()
        .step_by(2)
        .zip(levels)
        .map(|(node, level)| format!("{{node: {}, level: {level}}}", map.key(node)))
        .collect();
    let scenario = format!("limit: 4000\nfailures: [{}]", failures.join(", "));
    let request = read_scenario(&Source::new("s.yaml", scenario.into_bytes())).unwrap();
    assert!(compare(&map, &request) > 10);
}

/// Of few affected nodes and of many on a large map: worst first, then earliest, then by key, whatever part is asked for.
#[test]
fn the_first_ones_of_a_large_answer_are_those_of_all() {
    let mut builder = Builder::new();
    generate(Size::S, 1, &mut |node| builder.add(&node, 1));
    let map = Map::new(builder.finish().unwrap_or_else(|faults| panic!("{:?}", faults.first())), 1);
    let key = |at: usize| map.key(map.iter().nth(at).unwrap()).to_owned();
    let count = map.iter().count();
    let place = |entry: &Value| {
        let level = ["unavailable", "degraded"].iter().position(|level| entry["level"] == *level);
        let worst = entry["spans"].as_array().unwrap().iter().find(|span| span["level"] == entry["level"]);
        let from: jiff::Span = worst.unwrap()["from"].as_str().unwrap().parse().unwrap();
        let from = from.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).unwrap().as_secs();
        (level.unwrap(), from, entry["key"].as_str().unwrap().to_owned())
    };
    let mut sizes = Vec::new();
    for failed in [1, 3, 400, 4_000] {
        let failures: Vec<_> = (0..failed)
            .map(|at| format!("{{node: {}, from: PT{}S}}", key(at * count / failed), at * 7 % 11))
            .collect();
        let scenario = format!("failures: [{}]", failures.join(", "));
        let mut request = read_scenario(&Source::new("s.yaml", scenario.into_bytes())).unwrap();
        request.limit = Some(100_000);
        let whole = maps::ask(&map, &request);
        let all = whole["affected"].as_array().unwrap();
        let places: Vec<_> = all.iter().map(place).collect();
        assert!(places.is_sorted(), "{failed}");
        let unavailable = all.iter().filter(|entry| entry["level"] == "unavailable").count();
        assert_eq!(whole["totals"]["unavailable"], unavailable);
        for limit in [1, 7, 100, all.len() as u32 / 2 + 1] {
            request.limit = Some(limit);
            let first = maps::ask(&map, &request);
            let expected = &all[..all.len().min(limit as usize)];
            assert_eq!(first["affected"], Value::from(expected), "{failed}, {limit}");
            assert_eq!(first["totals"], whole["totals"]);
        }
        sizes.push(all.len());
    }
    // Both ways to put them in order, and both ways to count them, were taken.
    assert!(sizes[0] < count / 256 && sizes[3] > 2_048, "{sizes:?} of {count}");
}
