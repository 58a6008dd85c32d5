//! What a document tells beyond the table: what still works, whom to inform, what is not known for sure.

use tragweite::app::impact::{MAX_LINKS, find};
use tragweite::app::pool::Pool;
use tragweite::app::report::document;
use tragweite::formats::{Source, read_map, read_scenario};
use tragweite::map::{Builder, Edit, Map};
use tragweite::model::{Confirmation, Level, Node};
use tragweite::render::Report;
use tragweite::render::report::Remark;

const MAP: &str = r#"tragweite: 1
agencies:
  amt:
    name: Amt
    contacts: [{ name: Leitung, email: leitung@amt.example }]
  rz: { name: Rechenzentrum }
services:
  amt.pass: { name: Pässe, agency: amt, layer: public, description: "x y", rto: PT4H,
    contacts: [{ name: Passstelle, phone: "1234", note: tagsüber }],
    needs: [{ anyOf: [rz.netz], fallback: [rz.funk], confirmation: confirmed, confirmedAt: "2024-01-31", confirmedBy: Amt },
            { on: rz.netz, confirmation: confirmed, confirmedAt: "2026-10-01" }] }
  amt.wohngeld: { name: Wohngeld, agency: amt, layer: public }
  amt.telefon: { name: Telefon, agency: amt, layer: channel, needs: [{ on: rz.netz }],
    contacts: [{ name: Passstelle, phone: "1234" }] }
  rz.netz: { name: Netz, agency: rz, layer: network }
  rz.funk: { name: Funk, agency: rz, layer: network }
"#;

fn map() -> Map {
    map_of(MAP)
}

fn map_of(text: &str) -> Map {
    let mut builder = Builder::new();
    read_map(vec![Source::new("map.yaml", text.as_bytes().to_vec())], &mut |node, _| builder.add(&node, 0))
        .unwrap_or_else(|p| panic!("{p}"));
    Map::new(builder.finish().unwrap_or_else(|faults| panic!("{faults:#?}")), 0)
}

fn told(map: &Map, scenario: &str, today: Option<&str>) -> Report {
    let request = read_scenario(&Source::new("s.yaml", scenario.as_bytes().to_vec())).unwrap();
    let today = today.map(|today| today.parse().unwrap());
    find(map, &request, &Pool::default(), MAX_LINKS, |found| {
        found.answered(|answered| document(answered, &request, true, today, None))
    })
    .unwrap()
}

#[test]
fn contacts_come_with_their_state_and_once() {
    let report = told(&map(), "failures: [{ node: rz.netz }]", None);
    let inform = &report.background.inform;
    let agencies: Vec<_> = inform.iter().map(|i| (i.agency.as_str(), i.is_cause)).collect();
    assert_eq!(agencies, [("Rechenzentrum", true), ("Amt", false)]);
    let addresses: Vec<_> =
        inform[1].addresses.iter().map(|a| (a.name.as_str(), a.level, a.note.as_deref())).collect();
    // The channel tells whether the number works, the service when to use it.
    let expected =
        [("Leitung", Level::Operational, None), ("Passstelle", Level::Unavailable, Some("tagsüber"))];
    assert_eq!(addresses, expected);
}

#[test]
fn what_still_works_and_who_stands_in_is_named() {
    let report = told(&map(), "failures: [{ node: rz.netz }]", None);
    assert_eq!(report.background.working.len(), 1);
    // What is unavailable by another need has no use of a fallback.
    let pass = report.affected.iter().find(|node| node.name == "Pässe").unwrap();
    assert!(pass.remarks.iter().all(|remark| !matches!(remark, Remark::Fallback { .. })));
    let report = told(
        &map_of(&MAP.replace("{ on: rz.netz, confirmation", "{ supportedBy: rz.netz, confirmation")),
        "failures: [{ node: rz.netz }]",
        None,
    );
    assert_eq!(report.background.working[0].services, ["Wohngeld"]);
    let pass = report.affected.iter().find(|node| node.name == "Pässe").unwrap();
    let stands_in = pass.remarks.iter().find_map(|remark| match remark {
        Remark::Fallback { name, .. } => Some(name.as_str()),
        _ => None,
    });
    assert_eq!(stands_in, Some("Funk"));
    assert_eq!(pass.description.as_deref(), Some("x y"));
    assert_eq!(pass.rto.unwrap().to_string(), "PT4H");
}

#[test]
fn what_is_affected_but_not_listed_does_not_count_as_working() {
    let report = told(&map(), "limit: 1\nfailures: [{ node: rz.netz }]", None);
    assert_eq!((report.affected.len(), report.background.working[0].services.len()), (1, 1));
}

#[test]
fn old_confirmations_are_doubts_only_on_a_given_day() {
    let doubts = |today| {
        let report = told(&map(), "failures: [{ node: rz.netz, level: degraded }]", today);
        let told = |d: &tragweite::render::report::Doubt| (d.dependent.clone(), d.confirmation);
        report.background.doubts.iter().map(told).collect::<Vec<_>>()
    };
    let phone = ("Telefon".to_owned(), Confirmation::Assumed);
    let pass = ("Pässe".to_owned(), Confirmation::Confirmed);
    assert_eq!(doubts(None), std::slice::from_ref(&phone));
    assert_eq!(doubts(Some("2025-01-30T00:00:00Z")), std::slice::from_ref(&phone));
    assert_eq!(doubts(Some("2026-11-01T00:00:00Z")), [pass, phone]);
}

#[test]
fn a_changed_map_runs_what_it_runs_now() {
    let map = map();
    let find = |key: &str| map.find(key).unwrap();
    let (amt, rz) = (find("amt"), find("rz"));
    assert_eq!(
        map.runs(&[rz, amt]),
        [
            vec![find("rz.funk"), find("rz.netz")],
            vec![find("amt.pass"), find("amt.telefon"), find("amt.wohngeld")]
        ]
    );
    let mut moved = map.node(find("amt.wohngeld")).unwrap().as_ref().clone().into_spec();
    moved.agency = Some(map.key_of(rz));
    let edits = [Edit::put(Node::new(moved).unwrap())];
    let changed = map.with(&edits, 1).unwrap();
    assert_eq!(changed.runs(&[rz]), [vec![find("amt.wohngeld"), find("rz.funk"), find("rz.netz")]]);
}
