//! The bytes of an answer, which are written in their own way and in parts, against a general writer of JSON.

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
