//! Where times are told: where a question says, else where the map says, else where the service does.

use super::alerts::with_receiver;
use crate::support::service::{Answer, Service, send, with_form};
use serde_json::json;

async fn put_zone(service: &Service, zone: &str) -> Answer {
    let map = send(service.request("GET", "/v1/map?format=json")).await.expect(200);
    let mut map = map.json();
    map["zone"] = json!(zone);
    let revision = service.app.maps.current().revision();
    send(service.request("PUT", "/v1/map").header("if-match", format!("\"{revision}\"")).json(&map)).await
}

#[tokio::test]
async fn the_map_says_where_times_are_told_and_a_question_may_say_otherwise() {
    let service = Service::dresden().await;
    let done = put_zone(&service, "America/New_York").await.expect(201);
    let (done, revision) = (done.json(), service.app.maps.current().revision());
    assert_eq!((&done["zone"], &done["changed"]), (&json!("America/New_York"), &json!(0)));
    let read = service.get(&format!("/v1/revisions/{revision}")).await.expect(200).json();
    assert_eq!((&read["zone"], &read["items"]), (&json!("America/New_York"), &json!([])));
    assert_eq!(read["revision"]["changes"], 1);
    assert_eq!(service.get("/v1/revisions/1").await.expect(200).json().get("zone"), None);
    let yaml = service.get("/v1/map").await.expect(200).text;
    assert!(yaml.starts_with("tragweite: 1\nzone: America/New_York\nagencies:\n"), "{}", &yaml[..60]);
    let scenario = json!({"failures": [{"node": "dresden.storage"}], "startsAt": "2018-11-14T13:30:00Z"});
    let report = async |query: &str| {
        service.post(&format!("/v1/impact?lang=de&{query}"), &scenario).await.expect(200).text
    };
    let told = report("format=html").await;
    assert!(told.contains("America/New_York") && told.contains("08:30"), "{told}");
    let told = report("format=html&zone=Europe/Berlin").await;
    assert!(told.contains("Europe/Berlin") && told.contains("14:30") && !told.contains("New_York"));
    let picture = report("format=svg").await;
    assert!(picture.contains("America/New_York") && picture.contains("08:30"), "{picture}");
    let plan = json!({"failures": [{"node": "dresden.storage"}], "startsAt": "2018-11-14T13:30:00Z", "repairedAt": "PT8H"});
    let text = service.post("/v1/analyses/restart-plan?format=text&lang=de", &plan).await.expect(200).text;
    assert!(text.contains("America/New_York") && text.contains("16:30"), "{text}");
    // An earlier map says what it said then.
    let earlier = report("format=html&asOf=1").await;
    assert!(earlier.contains("Europe/Berlin") && earlier.contains("14:30"));
    let duty = json!({"facts": {"awareAt": "2018-11-14T13:30:00Z"}, "scenario": scenario});
    let due = service.post("/v1/reporting-profiles/bsig-32/draft", &duty).await.expect(200).json();
    assert_eq!(due["timeZone"], "America/New_York");
}

#[tokio::test]
async fn what_is_no_zone_is_refused_in_its_place() {
    let service = Service::dresden().await;
    for wrong in ["Berlin", "Europe/Nowhere", "", "../etc/passwd"] {
        let refused = put_zone(&service, wrong).await.expect(400).json();
        let problem = &refused["errors"][0];
        assert_eq!(
            (&problem["pointer"], &problem["code"]),
            (&json!("/zone"), &json!("unknown-zone")),
            "{refused}"
        );
    }
    assert_eq!(service.app.maps.current().revision(), 1);
}

#[tokio::test]
async fn the_page_of_dry_runs_names_the_zone() {
    let service =
        with_receiver(json!({"type": "alertmanager", "rules": [{"node": "dresden.storage"}]})).await;
    put_zone(&service, "America/New_York").await.expect(201);
    let alert = json!({"status": "firing", "labels": {"a": "b"}, "startsAt": "2018-11-14T13:30:00Z", "fingerprint": "1"});
    let payload = json!({"version": "4", "groupKey": "g", "status": "firing", "alerts": [alert]}).to_string();
    let page = service.plain("POST", "/v1/alert-receivers/rz/dry-run?lang=de");
    let page = send(with_form(page, "payload", &payload)).await.expect(200).text;
    assert!(page.contains("Zeiten in: America/New_York") && page.contains("08:30"), "{page}");
}
