//! Deadlines out of plain facts, without a server: a profile of one's own that counts from the occurrence, step by step.

use crate::support::maps;
use jiff::Timestamp;
use tragweite::app::duties::answer;
use tragweite::app::impact::{MAX_LINKS, ask};
use tragweite::app::pool::Pool;
use tragweite::formats::profiles::read;
use tragweite::formats::{Source, read_scenario};
use tragweite::model::duty::Facts;
use tragweite::model::{Fault, Key};
use tragweite::words::zone;

const OWN: &str = "id: own
authority: { de: A, en: A }
legalBasis: { de: B, en: B }
appliesTo: { de: C, en: C }
trigger: { de: D, en: D }
clockStart: occurrence
steps:
  - { id: one, name: { de: Erste, en: First }, due: P1D, requiredFields: [affectedSystems] }
  - { id: two, name: { de: Zweite, en: Second }, due: P1M, after: previous, requiredFields: [measures, severity] }
  - { id: three, name: { de: Dritte, en: Third }, due: PT90M, after: previous, requiredFields: [] }
sourceUrl: https://example.org/
disclaimer: { de: F, en: F }
";

/// Due or provisional times of the steps, as the wall clock in Berlin shows them.
fn times(facts: &Facts, now: &str) -> Vec<String> {
    let profile = read([Source::new("own.yaml", OWN.as_bytes())]).unwrap().remove(0);
    let map = maps::load(&maps::graphs().join("dresden-2018"));
    let scenario = b"failures: [{ node: dresden.storage-sync }]";
    let scenario = read_scenario(&Source::new("s.yaml", &scenario[..])).unwrap();
    let now: Timestamp = now.parse().unwrap();
    let local = |at: Timestamp| at.to_zoned(zone::usual()).strftime("%Y-%m-%d %H:%M %Z").to_string();
    ask(&map, &scenario, &Pool::default(), MAX_LINKS, |impact| {
        let answer = answer(&profile, facts, None, &impact, now, &zone::usual()).unwrap();
        let time = |s: &tragweite::wire::duty::DueStepDoc<'_>| match (s.due_at, s.provisional_at) {
            (Some(at), None) => format!("{} {} {}", s.step, s.state, local(at.0)),
            (None, Some(at)) => format!("{} {} perhaps {}", s.step, s.state, local(at.0)),
            _ => format!("{} {}", s.step, s.state),
        };
        answer.steps.iter().map(time).collect()
    })
    .unwrap()
}

#[test]
fn each_step_is_counted_from_the_one_before() {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let mut facts = Facts { occurred_at: Some(at("2026-03-28T20:00:00+01:00")), ..Facts::default() };
    let now = "2026-03-29T20:00:00+02:00";
    assert_eq!(
        times(&facts, now),
        [
            // A calendar day over the night of 23 hours; its last second is not too late.
            "one open 2026-03-29 20:00 CEST",
            "two waiting perhaps 2026-04-29 20:00 CEST",
            "three waiting perhaps 2026-04-29 21:30 CEST",
        ]
    );
    facts.reported.insert(Key::new("one").unwrap(), at("2026-03-29T10:15:00+02:00"));
    assert_eq!(
        times(&facts, now)[1..],
        ["two open 2026-04-29 10:15 CEST", "three waiting perhaps 2026-04-29 11:45 CEST"]
    );
    // What happened and what was known of it are two clocks.
    facts.reported.clear();
    facts.aware_at = facts.occurred_at.take();
    assert_eq!(times(&facts, now), ["one waiting", "two waiting", "three waiting"]);
}

#[test]
fn facts_that_contradict_each_other_are_told() {
    let at = |text: &str| Some(text.parse().unwrap());
    let facts = Facts {
        occurred_at: at("2026-03-28T20:00:00Z"),
        aware_at: at("2026-03-28T19:59:59Z"),
        ended_at: at("2026-03-28T20:00:00Z"),
        expected_end_at: at("2026-03-27T20:00:00Z"),
        ..Facts::default()
    };
    let places: Vec<String> =
        facts.check().unwrap_err().into_iter().map(|Fault { place, .. }| place).collect();
    assert_eq!(places, ["/awareAt", "/expectedEndAt"]);
}
