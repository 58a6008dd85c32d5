//! Scenario documents, as files and as bodies.

use tragweite::formats::{Source, read_scenario};
use tragweite::model::{Include, Level};
use tragweite::wire::scenario::{FailureDoc, ScenarioDoc};
use tragweite::wire::{ChangeRequest, ScenarioRequest};

fn scenario(text: &str) -> Result<ScenarioRequest, String> {
    read_scenario(&Source::new("s.yaml", text.as_bytes())).map_err(|p| p.to_string())
}

#[test]
fn offsets_and_times_mean_the_same() {
    let request = scenario(
        "title: Speicher\nstartsAt: 2018-11-14T14:30:00+01:00\nhorizon: P7D\ninclude: confirmed\nfailures:\n\
         - node: dresden.storage\n\
         - { node: dresden.mail, level: degraded, from: PT2H, until: P1D }\n\
         - { node: dresden.mail, from: 2018-11-14T16:30:00+01:00, until: 2018-11-15T13:30:00Z }\n\
         changes:\n- { op: delete, key: dresden.x }\nlimit: 50\ncursor: abc\n",
    )
    .unwrap();
    assert_eq!(request.title.as_deref(), Some("Speicher"));
    assert_eq!(request.scenario.horizon.map(|h| h.get()), Some(604_800));
    assert_eq!(request.scenario.include, Include::Confirmed);
    assert_eq!(request.scenario.starts_at.map(|t| t.to_string()).as_deref(), Some("2018-11-14T13:30:00Z"));
    let failures: Vec<_> = request
        .scenario
        .failures
        .iter()
        .map(|f| (f.node().as_str(), f.level(), f.from().get(), f.until().map(|u| u.get())))
        .collect();
    assert_eq!(
        failures,
        [
            ("dresden.storage", Level::Unavailable, 0, None),
            ("dresden.mail", Level::Degraded, 7200, Some(86_400)),
            ("dresden.mail", Level::Unavailable, 7200, Some(86_400)),
        ]
    );
    assert!(matches!(&request.changes[0], ChangeRequest::Delete(key) if key.as_str() == "dresden.x"));
    assert_eq!((request.limit, request.cursor.as_deref()), (Some(50), Some("abc")));
}

#[test]
fn everything_wrong_is_told_with_its_line() {
    let told = scenario(
        "startsAt: 2018-11-14T14:30:00+01:00\nhorizon: P1M\nlimit: 0\nfailure: 1\nfailures:\n\
         - { node: a, from: 2018-11-14T14:29:59+01:00 }\n\
         - { node: b, from: tomorrow }\n\
         - { node: c, level: operational }\n\
         - { node: d, from: PT2H, until: PT1H }\n\
         - { level: degraded }\n\
         - { node: e, until: 2018-11-14T12:30:00.5Z }\n\
         - { node: f, until: 9999-01-01T00:00:00Z }\n",
    );
    assert_eq!(
        told.unwrap_err(),
        r#"s.yaml:2: horizon: "P1M" is not a duration: years and months have no fixed length; say how many days: P30D (a month counts as 30 days, a year as 365); minutes stand behind T: PT30M
s.yaml:3: limit: limit is 0, but must be between 1 and 100000; write a number in that range
s.yaml:4: failure: "failure" is not a property here; did you mean failures?
s.yaml:6: failures[0].from: the time is before startsAt; move startsAt to the first failure, or correct the time
s.yaml:7: failures[1].from: "tomorrow" is neither a duration nor a time; write an offset such as PT2H, or a time such as 2018-11-14T16:30:00+01:00 when startsAt is given
s.yaml:8: failures[2].level: "operational" is not one of degraded, unavailable; write one of these words in small letters
s.yaml:9: failures[3].until: the failure ends at PT1H, which is not after its start at PT2H; give a later end, or leave it out when the repair is unknown
s.yaml:10: failures[4].node: node is missing; say which node fails
s.yaml:11: failures[5].until: the time is before startsAt; move startsAt to the first failure, or correct the time
s.yaml:12: failures[6].until: the duration is longer than 36500 days; leave it out where it has no end, or write at most P36500D"#
    );
    assert_eq!(
        scenario("failures:\n- { node: a, from: 2018-11-14T14:29:59+01:00 }\n").unwrap_err(),
        "s.yaml:2: failures[0].from: a time is given, but the scenario has no startsAt; add startsAt, or write an offset such as PT2H"
    );
    assert_eq!(
        scenario("startsAt: now\nfailures:\n- { node: a, from: 2018-11-14T14:29:59+01:00 }\n").unwrap_err(),
        "s.yaml:1: startsAt: \"now\" is not a time; write RFC 3339 with an offset, for example 2018-11-14T14:30:00+01:00"
    );
    assert_eq!(
        scenario("title: x\n").unwrap_err(),
        "s.yaml:1: failures: failures is missing; list what fails, for example [{node: dresden.storage}]"
    );
    assert_eq!(scenario("").unwrap_err(), "s.yaml: the file is empty; write something into it");
    assert_eq!(
        scenario("failures: &x []\n").unwrap_err(),
        "s.yaml:1: an anchor (&) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks"
    );
    let many = "- { node: a }\n".repeat(100_001);
    assert_eq!(
        scenario(&format!("failures:\n{many}")).unwrap_err(),
        "s.yaml:1: failures: 100001 entries, at most 100000 are taken; split it up or shorten it"
    );
}

#[test]
fn a_scenario_reads_back() {
    let text = "title: T\nhorizon: P2D\nfailures:\n- { node: a, level: degraded, from: PT1S, until: P1D }\n- { node: b }\nabout: [c, a]\n";
    let request = scenario(text).unwrap();
    let doc = ScenarioDoc {
        title: request.title.as_deref(),
        starts_at: None,
        horizon: request.scenario.horizon.map(|h| h.to_string()),
        include: None,
        failures: request.scenario.failures.iter().map(FailureDoc::new).collect(),
        changes: Vec::new(),
        about: request.about.iter().map(|key| key.as_str()).collect(),
        limit: None,
        cursor: None,
    };
    let body = serde_json::to_string(&doc).unwrap();
    assert_eq!(
        body,
        r#"{"title":"T","horizon":"P2D","failures":[{"node":"a","level":"degraded","from":"PT1S","until":"P1D"},{"node":"b"}],"about":["c","a"]}"#
    );
    assert_eq!(scenario(&body).unwrap(), request);
}

#[test]
fn fractions_of_seconds_are_cut() {
    let request = scenario(
        "startsAt: 2026-11-30T08:00:00.999Z\nhorizon: PT90.7S\nfailures:\n\
         - { node: a, from: 2026-11-30T08:00:05.123456789Z, until: 2026-11-30T09:00:10.5+01:00 }\n\
         - { node: b, from: PT1.999S }\n",
    )
    .unwrap();
    assert_eq!(request.scenario.starts_at.unwrap().to_string(), "2026-11-30T08:00:00Z");
    assert_eq!(request.scenario.horizon.unwrap().get(), 90);
    let times: Vec<_> =
        request.scenario.failures.iter().map(|f| (f.from().get(), f.until().map(|u| u.get()))).collect();
    assert_eq!(times, [(5, Some(10)), (1, None)]);
}
