//! `replay`: what people would have seen, and the same in a running service as an exercise.

use super::serve::Running;
use super::{dresden, folder, program, run};
use serde_json::{Value, json};
use std::path::PathBuf;

const TOKEN: &str = "a-token-for-tests-only";

fn script() -> PathBuf {
    dresden().join("scripts/two-days.yaml")
}

#[test]
fn the_two_days_as_people_would_have_seen_them() {
    let here = tempfile::tempdir().unwrap();
    let (map, script) = (dresden(), script());
    let arguments =
        ["replay", "--map", map.to_str().unwrap(), "--script", script.to_str().unwrap(), "--language"];
    let english = run(here.path(), arguments.into_iter().chain(["en"])).ok();
    insta::assert_snapshot!("english", english);
    // The forecast moves, and with it when all is back.
    let expected = [
        "Forecast: until Fri 16 Nov 00:00",
        "all back Sat 17 Nov 21:00",
        "Forecast: until Sat 17 Nov 00:00",
        "all back Sun 18 Nov 21:00",
        "unavailable since Fri 16 Nov 10:00, until Sun 18 Nov\n     00:00",
        "Everything is operational.",
    ];
    let mut rest = english.as_str();
    for words in expected {
        let (_, after) =
            rest.split_once(words).unwrap_or_else(|| panic!("{words:?} does not come:\n{english}"));
        rest = after;
    }
    let german = run(here.path(), arguments.into_iter().chain(["de", "--limit", "1"])).ok();
    assert!(german.contains("Mi 14.11.2018, 14:30\n  !  Störung: Abgleich"), "{german}");
    assert!(german.contains("… 34 weitere Änderungen"), "{german}");
}

#[test]
fn what_is_wrong_with_a_script_is_told_at_once_with_its_line_and_a_remedy() {
    let broken = "\
replay: 1
title: Kaputt
sources: { S0: https://example.org }
steps:
  - at: \"2018-11-14T14:30:00+01:00\"
    type: noted
    text: zu früh
    source: S0
  - at: \"2018-11-14T14:00:00+01:00\"
    type: opened
    title: Ausfall
    failures: [{ node: amt.a }]
    source: S9
  - type: closd
    source: [S0]
";
    let unfit = "\
replay: 1
title: Passt nicht
sources: { S0: https://example.org }
steps:
  - at: \"2018-11-14T14:30:00+01:00\"
    type: opened
    title: Ausfall
    failures: [{ node: amt.aa }]
    source: S0
  - at: \"2018-11-14T15:00:00+01:00\"
    type: forecast
    until: \"2018-11-14T14:45:00+01:00\"
    source: S0
";
    let here = folder(&[("map.yaml", super::SMALL), ("broken.yaml", broken), ("unfit.yaml", unfit)]);
    let replay =
        |script: &str| run(here.path(), ["replay", "--map", "map.yaml", "--script", script]).fails(1);
    insta::assert_snapshot!("broken", replay("broken.yaml"));
    insta::assert_snapshot!("unfit", replay("unfit.yaml"));
    let nothing = run(here.path(), ["replay", "--script", "broken.yaml", "--speed", "0"]);
    assert!(nothing.fails(2).contains("whole number from 1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exercise_in_a_running_service() {
    let here = folder(&[("token", TOKEN)]);
    run(here.path(), ["apply", "--database", "sqlite:map.db", dresden().to_str().unwrap()]).ok();
    let mut command = program(here.path());
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database",
        "sqlite:map.db",
        "--token-file",
        "token",
    ]);
    let running = Running::start(&mut command);
    let url = format!("http://{}", running.address());
    let script = script();
    let arguments = ["replay", "--script", script.to_str().unwrap(), "--service", &url, "--language", "en"];
    let refused = run(here.path(), arguments.into_iter().chain(["--speed", "max"])).fails(3);
    assert!(refused.contains("two-days.yaml:") && refused.contains("401"), "{refused}");
    let said =
        run(here.path(), arguments.into_iter().chain(["--speed", "max", "--token-file", "token"])).ok();
    assert_eq!(said.lines().count(), 18, "{said}");
    assert!(
        said.starts_with("Times in: Europe/Berlin\nWed 14 Nov 2018, 14:30 i-000001 opened [S0, S1]: 23 unavailable, 12 degraded\n"),
        "{said}"
    );
    assert!(said.ends_with("closed [S6]: 0 unavailable, 0 degraded\n"), "{said}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async |path: &str| -> Value {
        let text = client.get(format!("{url}{path}")).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let incident = get("/v1/incidents/i-000001").await;
    assert_eq!(
        (&incident["title"], &incident["state"], &incident["exercise"]),
        (&json!("Abgleich der Speichersysteme fällt aus"), &json!("closed"), &json!(true))
    );
    assert_eq!(incident["forecasts"].as_array().unwrap().len(), 3, "{incident}");
    assert_eq!(incident["observations"].as_array().unwrap().len(), 7, "{incident}");
    let events = get("/v1/incidents/i-000001/events").await;
    let authors = events["items"].as_array().unwrap().iter().map(|event| event["author"].as_str().unwrap());
    assert!(authors.into_iter().all(|author| author == "tragweite replay"), "{events}");
}
