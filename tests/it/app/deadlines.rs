//! Statutory deadlines that end after a period, with a day, or with a day of each month, against outages.

use serde_json::{Value, json};
use tragweite::app::impact::{MAX_LINKS, find};
use tragweite::app::pool::Pool;
use tragweite::formats::{Source, read_map, read_scenario};
use tragweite::map::{Builder, Map};

fn map(deadline: &str, zone: Option<&str>) -> Map {
    let text = format!(
        "tragweite: 1\nagencies: {{ a: {{ name: A }} }}\n\
         services: {{ a.x: {{ name: X, agency: a, layer: public, deadlines: [{{ name: Lohn, {deadline} }}] }} }}\n"
    );
    let mut builder = Builder::new();
    read_map(vec![Source::new("map.yaml", text.into_bytes())], &mut |node, _| builder.add(&node, 0)).unwrap();
    let zone = zone.map(|zone| jiff::tz::TimeZone::get(zone).unwrap());
    Map::new(builder.finish().unwrap(), 0).in_zone(zone)
}

/// What is said of the deadline when the service fails so.
fn said(map: &Map, scenario: &str) -> Value {
    let request = read_scenario(&Source::new("s.yaml", scenario.as_bytes().to_vec())).unwrap();
    let answer = find(map, &request, &Pool::default(), MAX_LINKS, |found| {
        let written: Value = serde_json::from_slice(&found.json().concat()).unwrap();
        assert_eq!(written, serde_json::to_value(found.answer()).unwrap());
        written
    });
    answer.unwrap()["affected"][0]["deadlines"][0].clone()
}

fn fails(starts: &str, until: &str) -> String {
    format!("startsAt: {starts}\nfailures: [{{ node: a.x, until: {until} }}]")
}

#[test]
fn a_day_is_at_risk_when_the_outage_takes_in_its_end() {
    let berlin = map("date: 2026-03-15", Some("Europe/Berlin"));
    let begin = "2026-03-15T08:00:00+01:00";
    let expected = json!({ "name": "Lohn", "date": "2026-03-15", "due": "PT15H59M59S", "dueAt": "2026-03-15T22:59:59Z",
                           "atRisk": true });
    assert_eq!(said(&berlin, &fails(begin, "PT16H")), expected);
    assert_eq!(said(&berlin, &fails(begin, "PT15H59M59S"))["atRisk"], false);
    // Elsewhere the day ends at another moment.
    let york = map("date: 2026-03-15", Some("America/New_York"));
    assert_eq!(said(&york, &fails(begin, "PT16H"))["atRisk"], false);
    assert_eq!(said(&york, &fails(begin, "PT21H"))["atRisk"], true);
    // What is over is not at risk, and has no time any more.
    let late = said(&berlin, &fails("2026-03-16T00:00:00+01:00", "P9D"));
    assert_eq!(late, json!({ "name": "Lohn", "date": "2026-03-15", "atRisk": false }));
}

#[test]
fn a_day_of_each_month_comes_again() {
    let map = map("dayOfMonth: 31", Some("Europe/Berlin"));
    let asked = |starts: &str, until: &str| {
        let said = said(&map, &fails(starts, until));
        (said["dueAt"].as_str().unwrap().to_owned(), said["atRisk"].as_bool().unwrap())
    };
    assert_eq!(asked("2026-02-20T12:00:00Z", "P5D"), ("2026-02-28T22:59:59Z".to_owned(), false));
    assert_eq!(asked("2026-02-20T12:00:00Z", "P9D"), ("2026-02-28T22:59:59Z".to_owned(), true));
    assert_eq!(asked("2026-03-01T00:00:00Z", "P30D"), ("2026-03-31T21:59:59Z".to_owned(), false));
    assert_eq!(asked("2026-03-01T00:00:00Z", "P31D"), ("2026-03-31T21:59:59Z".to_owned(), true));
    // The second outage meets the end that the first did not.
    let twice = "startsAt: 2026-03-01T00:00:00Z\n\
                 failures: [{ node: a.x, until: P1D }, { node: a.x, from: P30D, until: P32D }]";
    assert_eq!(said(&map, twice)["atRisk"], true);
}

#[test]
fn nothing_is_claimed_beyond_the_horizon_or_without_a_start() {
    let (day, month) = (map("date: 2026-03-15", None), map("dayOfMonth: 15", None));
    let open = json!({ "name": "Lohn", "date": "2026-03-15", "due": "P14DT22H59M59S", "dueAt": "2026-03-15T22:59:59Z",
                       "atRisk": false, "undecided": true });
    let cut = "startsAt: 2026-03-01T00:00:00Z\nhorizon: P1D\nfailures: [{ node: a.x }]";
    assert_eq!(said(&day, cut), open);
    let nowhere = said(&day, "failures: [{ node: a.x }]");
    assert_eq!(nowhere, json!({ "name": "Lohn", "date": "2026-03-15", "atRisk": false, "undecided": true }));
    let sure = |until: &str| said(&month, &format!("failures: [{{ node: a.x, until: {until} }}]"));
    assert_eq!(sure("P31D"), json!({ "name": "Lohn", "dayOfMonth": 15, "atRisk": true }));
    assert_eq!(sure("P30D"), json!({ "name": "Lohn", "dayOfMonth": 15, "atRisk": false, "undecided": true }));
    let degraded = said(&month, "failures: [{ node: a.x, level: degraded }]");
    assert_eq!(degraded, json!({ "name": "Lohn", "dayOfMonth": 15, "atRisk": false }));
}
