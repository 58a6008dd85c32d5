//! The shapes that people write, and what becomes of them.

use super::{nodes_of, read};
use std::collections::BTreeMap;
use tragweite::formats::{Format, write_map};
use tragweite::model::*;
use tragweite::wire::{Place, Problem, Problems};

const MAP: &str = r#"
tragweite: 1
agencies:
  dresden: { name: Landeshauptstadt Dresden, ars: "146120000000", population: 551072 }
  zwickau: { name: Landkreis Zwickau, ars: "14524", consumes: [dresden.kfz-verfahren] }
sites:
  zwickau.werdau: { name: Zulassungsstelle Werdau, agency: zwickau, type: office }
services:
  dresden.storage:
    name: Gespiegelter Datenspeicher
    agency: dresden             # who runs it
    layer: infrastructure
    recovery: PT8H
    needs:
      - anyOf: [dresden.storage-a, dresden.storage-b, dresden.storage-c, dresden.storage-d]
      - dresden.storage-sync    # the common cause
  zwickau.kfz-zulassung:
    name: Kfz-Zulassung
    agency: zwickau
    layer: public
    leika: "99036008007000"
    mtpd: P1D
    offeredAt: [zwickau.zwickau, zwickau.werdau, zwickau.glauchau]
    needs:
      - dresden.kfz-verfahren
      - on: zwickau.telefon
        tolerance: PT30M
        workaround: { text: Fax 0375 1, lasts: P2D }
        confirmation: confirmed
        confirmedAt: 2026-05-01
        confirmedBy: Amt 38
        source: Notfallhandbuch
        id: telefon
      - atLeast: 2
        of: [zwickau.a, zwickau.b, zwickau.c]
        fallback: zwickau.d
        toleratesDegraded: true
        needed: start
      - sharedBy: [zwickau.e, zwickau.f]
      - supportedBy: zwickau.g
      - informedBy: [zwickau.h]
      - { providers: [zwickau.i, zwickau.j], min: 0, full: 2 }
"#;

fn keys(list: &[&str]) -> Vec<Key> {
    list.iter().map(|k| Key::new(k).unwrap()).collect()
}

#[test]
fn the_example_says_what_it_means() {
    let nodes = nodes_of(MAP);
    assert_eq!(nodes.len(), 5);
    let service = nodes.iter().find(|n| n.key.as_str() == "zwickau.kfz-zulassung").unwrap();
    assert_eq!(service.kind, Kind::Service);
    assert_eq!(service.layer, Some(Layer::Public));
    assert_eq!(service.mtpd, Some(Seconds::parse("P1D").unwrap()));
    let forms: Vec<_> = service.needs.iter().map(|n| (n.relation, n.form)).collect();
    assert_eq!(
        forms,
        [
            (Relation::OfferedAt, Form::SharedBy),
            (Relation::Needs, Form::On),
            (Relation::Needs, Form::On),
            (Relation::Needs, Form::AtLeast(2)),
            (Relation::Needs, Form::SharedBy),
            (Relation::Needs, Form::SupportedBy),
            (Relation::Needs, Form::InformedBy),
            (Relation::Needs, Form::Raw { min: 0, full: 2 }),
        ]
    );
    let phone = &service.needs[2];
    assert_eq!(phone.local_id().as_str(), "telefon");
    assert_eq!(phone.tolerance.get(), 1800);
    assert_eq!(phone.confirmation, Confirmation::Confirmed);
    assert_eq!(phone.confirmed_at, Some(Stamp::new("2026-05-01").unwrap()));
    let around = phone.workaround.as_ref().unwrap();
    assert_eq!((around.text.as_deref(), around.lasts.map(Seconds::get)), (Some("Fax 0375 1"), Some(172_800)));
    let quorum = &service.needs[3];
    assert_eq!(quorum.fallbacks, keys(&["zwickau.d"]));
    assert_eq!((quorum.tolerates_degraded, quorum.needed), (Some(true), Needed::Start));
}

#[test]
fn json_is_read_by_the_same_reader() {
    let json = r#"{"tragweite":1,
	"services":{"a.b":{"name":"\u00dc\ud83c\udfdb \/","agency":"a","layer":"public","needs":["c",{"anyOf":["d","e"]}]}},
  "agencies":{"a":{"name":"A","population":1e3}}}"#;
    let problems = read(&[("map.json", json.as_bytes())]).unwrap_err().to_string();
    assert_eq!(
        problems,
        "map.json:3: agencies.a.population: a whole number is expected, but this is the number 1000; write a whole number"
    );
    let (nodes, places) = read(&[("map.json", json.replace("1e3", "1000").as_bytes())]).unwrap();
    assert_eq!(nodes[0].name, "Ü🏛 /");
    assert_eq!(nodes[0].needs[1].providers, keys(&["d", "e"]));
    assert_eq!(places.locate("a", "").unwrap().line, 3);
}

#[test]
fn shorthands_take_keys_an_object_or_several_objects() {
    let map = r#"
tragweite: 1
services:
  s:
    name: S
    agency: a
    layer: platform
    hostedAt: rz-1
    offeredAt:
      - { of: [x, y], confirmation: confirmed }
      - { of: z, id: only-z, tolerance: PT1H }
agencies:
  a:
    name: A
    consumes: { of: [s], source: interview }
"#;
    let nodes = nodes_of(map);
    let service = &nodes[0];
    let read: Vec<_> = service.needs.iter().map(|n| (n.relation, n.providers.clone())).collect();
    assert_eq!(
        read,
        [
            (Relation::HostedAt, keys(&["rz-1"])),
            (Relation::OfferedAt, keys(&["x", "y"])),
            (Relation::OfferedAt, keys(&["z"])),
        ]
    );
    assert_eq!(service.needs[1].confirmation, Confirmation::Confirmed);
    assert_eq!(nodes[1].needs[0].source.as_deref(), Some("interview"));
    let map: BTreeMap<_, _> = nodes.into_iter().map(|n| (n.key.clone(), n)).collect();
    let mut out = Vec::new();
    write_map(Format::Yaml, None, |kind| map.values().filter(move |n| n.kind == kind), &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        r#"tragweite: 1
agencies:
  a:
    name: A
    consumes:
      of: [s]
      source: interview
services:
  s:
    name: S
    agency: a
    layer: platform
    hostedAt: [rz-1]
    offeredAt:
      - of: [x, "y"]
        confirmation: confirmed
      - id: only-z
        of: [z]
        tolerance: PT1H
"#
    );
}

#[test]
fn several_files_are_one_map_and_places_name_file_and_line() {
    let one = "tragweite: 1\nagencies:\n  a: { name: A }\n";
    let two = "tragweite: 1\n\nservices:\n  a.s:\n    name: S\n    agency: a\n    layer: public\n    hostedAt: [r]\n    needs:\n      - x\n      - anyOf:\n          - y\n          - z\n";
    let (nodes, places) = read(&[("one.yaml", one.as_bytes()), ("two.yaml", two.as_bytes())]).unwrap();
    assert_eq!(nodes.len(), 2);
    let at = |key: &str, pointer: &str| {
        let l = places.locate(key, pointer).unwrap();
        format!("{}:{} {}", l.file, l.line, l.pointer)
    };
    assert_eq!(at("a", ""), "one.yaml:3 /agencies/a");
    assert_eq!(at("a.s", "/layer"), "two.yaml:4 /services/a.s/layer");
    assert_eq!(at("a.s", "/agency"), "two.yaml:6 /services/a.s/agency");
    assert_eq!(at("a.s", "/hostedAt"), "two.yaml:8 /services/a.s/hostedAt");
    assert_eq!(at("a.s", "/needs/0"), "two.yaml:10 /services/a.s/needs/0");
    assert_eq!(at("a.s", "/needs/1/anyOf/1"), "two.yaml:11 /services/a.s/needs/1/anyOf/1");
    assert!(places.locate("b", "").is_none());
    let place = Place::ROOT.name("a.s");
    let problem = Problem::new(&place.name("needs").index(0), "unknown-key", "there is no x", "add it");
    let mut problems = Problems::default();
    problems.push(Problem { key: Some("a.s".into()), ..problem });
    assert_eq!(
        places.located(&problems).to_string(),
        "two.yaml:10: services.a.s.needs[0]: there is no x; add it"
    );
}

#[test]
fn an_empty_section_is_an_empty_section() {
    assert_eq!(nodes_of("tragweite: 1\nagencies:\nservices: {}\n").len(), 0);
}

#[test]
fn the_written_map_is_sorted_and_readable() {
    let map: BTreeMap<_, _> = nodes_of(MAP).into_iter().map(|n| (n.key.clone(), n)).collect();
    let mut out = Vec::new();
    write_map(Format::Yaml, None, |kind| map.values().filter(move |n| n.kind == kind), &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        r#"tragweite: 1
agencies:
  dresden:
    name: Landeshauptstadt Dresden
    ars: "146120000000"
    population: 551072
  zwickau:
    name: Landkreis Zwickau
    ars: "14524"
    consumes: [dresden.kfz-verfahren]
sites:
  zwickau.werdau:
    name: Zulassungsstelle Werdau
    agency: zwickau
    type: office
services:
  dresden.storage:
    name: Gespiegelter Datenspeicher
    agency: dresden
    layer: infrastructure
    recovery: PT8H
    needs:
      - anyOf: [dresden.storage-a, dresden.storage-b, dresden.storage-c, dresden.storage-d]
      - dresden.storage-sync
  zwickau.kfz-zulassung:
    name: Kfz-Zulassung
    agency: zwickau
    layer: public
    leika: "99036008007000"
    mtpd: P1D
    offeredAt: [zwickau.zwickau, zwickau.werdau, zwickau.glauchau]
    needs:
      - dresden.kfz-verfahren
      - id: telefon
        "on": zwickau.telefon
        tolerance: PT30M
        workaround:
          text: Fax 0375 1
          lasts: P2D
        source: Notfallhandbuch
        confirmation: confirmed
        confirmedAt: "2026-05-01"
        confirmedBy: Amt 38
      - atLeast: 2
        of: [zwickau.a, zwickau.b, zwickau.c]
        fallback: [zwickau.d]
        toleratesDegraded: true
        needed: start
      - sharedBy: [zwickau.e, zwickau.f]
      - supportedBy: [zwickau.g]
      - informedBy: [zwickau.h]
      - providers: [zwickau.i, zwickau.j]
        min: 0
        full: 2
"#
    );
    let mut out = Vec::new();
    write_map(Format::Json, None, |kind| map.values().filter(move |n| n.kind == kind), &mut out).unwrap();
    let json = String::from_utf8(out).unwrap();
    assert_eq!(
        json.lines().take(6).collect::<Vec<_>>(),
        [
            r#"{"tragweite":1,"#,
            r#""agencies":{"#,
            r#""dresden":{"name":"Landeshauptstadt Dresden","ars":"146120000000","population":551072},"#,
            r#""zwickau":{"name":"Landkreis Zwickau","ars":"14524","consumes":["dresden.kfz-verfahren"]}"#,
            "},",
            r#""sites":{"#,
        ]
    );
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
}
