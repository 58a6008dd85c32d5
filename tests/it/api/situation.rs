//! The situation through real HTTP: several incidents as one scenario, as data, as a picture and as a report.

use super::incidents::{STORY, add, affected, at_risk, by, open, situation, story};
use crate::support::service::Service;
use serde_json::json;

#[tokio::test]
async fn planned_maintenance_and_a_running_fault_take_the_last_one() {
    let service = Service::dresden().await;
    let office = "dresden.annahme";
    let node = json!({"key": office, "kind": "service", "name": "Annahme", "agency": "dresden", "layer": "public",
        "needs": [{"anyOf": ["dresden.email", "dresden.fax-versammlungsbehoerde"]}]});
    service.post("/v1/change-sets", &json!({"changes": [{"op": "put", "node": node}]})).await.expect(201);
    open(&service, json!({"title": "E-Mail gestört", "failures": [{"node": "dresden.email"}]})).await;
    let alone = situation(&service, "").await;
    assert!(at_risk(&alone, office) && affected(&alone, office).is_none(), "{}", alone["atRisk"]);

    let hour = |hours: i64| {
        let time = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        time.round(jiff::Unit::Second).unwrap().to_string()
    };
    let (from, until) = (hour(6), hour(8));
    let window = json!({"node": "dresden.fax-versammlungsbehoerde", "from": from, "until": until});
    let tonight =
        open(&service, json!({"title": "Wartung Fax", "kind": "maintenance", "failures": [window]})).await;
    let both = situation(&service, "").await;
    let hit = affected(&both, office).unwrap();
    assert_eq!((&hit["level"], &hit["spans"][0]["fromAt"]), (&json!("unavailable"), &json!(from)));
    assert_eq!(hit["spans"][0]["untilAt"], until.as_str(), "maintenance ends as planned");
    assert!(!at_risk(&both, office));
    assert!(both["now"]["expected"].as_u64().unwrap() >= 2, "the fax and what needs it: {}", both["now"]);
    let states: Vec<_> = both["incidents"].as_array().unwrap().iter().map(|i| &i["state"]).collect();
    assert_eq!(states, ["open", "planned"]);
    // What will be then, with what is known now.
    let then = situation(&service, &format!("at={}", hour(7))).await;
    assert_eq!((&then["now"]["expected"], &then["incidents"][1]["state"]), (&json!(0), &json!("open")));

    // It is put off: the last one stays.
    let off = add(&service, &tonight, json!({"type": "closed", "text": "verschoben"})).await.expect(201);
    assert_eq!(off.json()["failures"], json!([]));
    let after = situation(&service, "").await;
    assert!(at_risk(&after, office) && affected(&after, office).is_none());
}

#[tokio::test]
async fn overlapping_failures_of_several_incidents_are_one_scenario() {
    let service = Service::dresden().await;
    let failure = |level: &str, from: &str, until: &str| {
        json!({"title": level, "at": "2024-01-01T00:00:00Z",
               "failures": [{"node": "zwickau.rechnerbetrieb", "level": level, "from": from, "until": until}]})
    };
    open(&service, failure("degraded", "2024-01-01T10:00:00Z", "2024-01-01T16:00:00Z")).await;
    open(&service, failure("unavailable", "2024-01-01T12:00:00Z", "2024-01-01T14:00:00Z")).await;
    let both = situation(&service, "at=2024-01-01T09:00:00Z").await;
    assert_eq!(both["title"], "degraded · unavailable");
    let spans: Vec<_> = affected(&both, "zwickau.rechnerbetrieb").unwrap()["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["level"].clone(), s["fromAt"].clone(), s["untilAt"].clone()))
        .collect();
    let hour = |h: u32| json!(format!("2024-01-01T{h}:00:00Z"));
    assert_eq!(
        spans,
        [
            (json!("degraded"), hour(10), hour(12)),
            (json!("unavailable"), hour(12), hour(14)),
            (json!("degraded"), hour(14), hour(16)),
        ]
    );
    // Long answers come in parts of one moment.
    let first = situation(&service, "at=2024-01-01T13:00:00Z&limit=1").await;
    let next = first["next"].as_str().unwrap();
    let second = situation(&service, &format!("at=2024-01-01T13:00:00Z&limit=1&cursor={next}")).await;
    assert_ne!(first["affected"][0]["key"], second["affected"][0]["key"]);
    service.get(&format!("/v1/situation?limit=1&cursor={next}")).await.expect(400);
    let near = situation(&service, "at=2024-01-01T11:00:00Z&horizon=PT30M&include=confirmed").await;
    assert_eq!(
        (&near["assumptions"]["horizon"], &near["assumptions"]["cutByHorizon"]),
        (&json!("PT1H30M"), &json!(true))
    );
}

#[tokio::test]
async fn a_situation_comes_as_picture_and_report() {
    let service = Service::dresden().await;
    story(&service).await;
    for (format, begin) in [("svg", "<?xml"), ("html", "<!DOCTYPE html>"), ("csv", "\u{feff}")] {
        let answer = service.get(&format!("/v1/situation?format={format}&{STORY}")).await.expect(200);
        assert!(answer.text.starts_with(begin), "{format}");
        assert!(answer.text.contains("Zwickau"), "{format}");
    }
}

#[tokio::test]
async fn the_report_of_a_situation_tells_what_people_said_and_what_is_due() {
    let service = Service::dresden().await;
    let id = story(&service).await;
    let note = json!({"type": "noted", "at": "2018-11-15T12:00:00+01:00", "text": "Notbetrieb <b>mit Papier</b> läuft"});
    by(&service, "Krisenstab", &id, note).await;
    let maintenance = json!({"title": "Tausch der Batterien", "kind": "maintenance", "at": "2018-11-15T12:30:00+01:00",
        "failures": [{"node": "dresden.telefon", "from": "2018-11-17T20:00:00+01:00",
                      "until": "2018-11-17T22:00:00+01:00"}]});
    service.post("/v1/incidents", &maintenance).await;
    let at = "at=2018-11-15T13:00:00%2B01:00";
    let path = format!("/v1/situation?format=html&lang=de&{at}&{STORY}");
    let page = service.get(&path).await.expect(200).text;
    for told in [
        "Abgleich der Speicher gestört</b> (i-000001, laufende Störung), eröffnet",
        "Do, 15.11.2018, 13:00 Uhr",
        // The forecasts with who gave them.
        "<h3 id=\"forecasts\">",
        "<td role=\"cell\" data-head=\"Von\">Rathaus Dresden</td>",
        "Fr, 16.11.2018, 12:00 Uhr",
        // The incident was opened when the failure was known.
        "Bekannt seit <time datetime=\"2018-11-14T14:30:00+01:00\">",
        "bis Do, 15.11.2018, 14:30 Uhr: 24 Stunden",
        // What is done, as people wrote it.
        "<td role=\"cell\" data-head=\"Wer\">Krisenstab</td>",
        "Notbetrieb &#60;b&#62;mit Papier&#60;/b&#62; läuft",
        // What Zwickau saw.
        "<h3 id=\"differences\">",
        "Landkreis Zwickau, <time datetime=\"2018-11-15T11:00:00+01:00\">",
    ] {
        assert!(page.contains(told), "{told} in {page}");
    }
    let asked = format!("/v1/situation?format=html&at=2018-11-14T15:00:00%2B01:00&{STORY}");
    let early = service.get(&asked).await.expect(200).text;
    assert!(!early.contains("id=\"measures\"") && !early.contains("id=\"forecasts\""), "not known yet");
}
