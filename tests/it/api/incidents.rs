//! Incidents over HTTP: the Dresden story as it went on, several at once, what is planned, what is wrong.

use crate::support::service::{Answer, Service, TOKEN, send};
use serde_json::{Value, json};
use tragweite::app::incidents::{Reported, Signal};
use tragweite::model::{Key, Level};

/// The map was imported later than 2018; `asOf` asks what the situation was on it.
pub(super) const STORY: &str = "asOf=1";

pub(super) async fn open(service: &Service, body: Value) -> String {
    let answer = service.post("/v1/incidents", &body).await.expect(201);
    answer.json()["id"].as_str().unwrap().to_owned()
}

pub(super) async fn add(service: &Service, id: &str, body: Value) -> Answer {
    service.post(&format!("/v1/incidents/{id}/events"), &body).await
}

/// Adds an event in the name of somebody.
pub(super) async fn by(service: &Service, author: &str, id: &str, body: Value) -> Value {
    let request = service.request("POST", &format!("/v1/incidents/{id}/events"));
    send(request.header("change-author", author).json(&body)).await.expect(201).json()
}

pub(super) async fn situation(service: &Service, query: &str) -> Value {
    service.get(&format!("/v1/situation?{query}")).await.expect(200).json()
}

/// The affected node of that key.
pub(super) fn affected<'a>(situation: &'a Value, key: &str) -> Option<&'a Value> {
    situation["affected"].as_array().unwrap().iter().find(|node| node["key"] == key)
}

pub(super) fn at_risk(situation: &Value, key: &str) -> bool {
    situation["atRisk"].as_array().unwrap().iter().any(|node| node["key"] == key)
}

/// The Dresden story up to Friday: opened at 14:30, two revisions of the forecast, an observation from Zwickau.
pub(super) async fn story(service: &Service) -> String {
    let id = open(
        service,
        json!({"title": "Abgleich der Speicher gestört", "at": "2018-11-14T14:30:00+01:00",
               "failures": [{"node": "dresden.storage-sync"}]}),
    )
    .await;
    let forecast = |at: &str, until: &str| json!({"type": "forecast", "at": at, "until": until});
    let first = forecast("2018-11-14T17:00:00+01:00", "2018-11-15T18:00:00+01:00");
    by(service, "Rathaus Dresden", &id, first).await;
    let second = forecast("2018-11-15T09:00:00+01:00", "2018-11-16T12:00:00+01:00");
    by(service, "Rechenzentrum", &id, second).await;
    let works = json!({"type": "observed", "at": "2018-11-15T11:00:00+01:00", "node": "zwickau.kfz-zulassung",
        "level": "operational", "by": "Landkreis Zwickau", "text": "geht wieder"});
    by(service, "Leitstelle", &id, works).await;
    id
}

#[tokio::test]
async fn the_story_of_dresden_can_be_told_at_any_moment() {
    let service = Service::dresden().await;
    let id = story(&service).await;
    let before = situation(&service, &format!("at=2018-11-14T14:29:59%2B01:00&{STORY}")).await;
    assert_eq!((&before["incidents"], &before["totals"]["unavailable"]), (&json!([]), &json!(0)));

    let at_three = situation(&service, &format!("at=2018-11-14T15:00:00%2B01:00&{STORY}")).await;
    assert_eq!(at_three["startsAt"], "2018-11-14T13:30:00Z");
    assert_eq!(at_three["assumptions"]["failuresWithoutEnd"], 1, "nobody knew an end yet");
    let office = affected(&at_three, "zwickau.kfz-zulassung").unwrap();
    assert_eq!((&office["level"], &office["spans"][0]["until"]), (&json!("unavailable"), &Value::Null));
    assert_eq!(office["mtpdBreachAt"], "2018-11-15T13:30:00Z");
    assert!(at_three["now"]["unavailable"].as_u64().unwrap() > 10 && at_three["observed"] == json!([]));

    // Thursday noon: forecast for Friday noon, and Zwickau says what was computed otherwise.
    let next_day = situation(&service, &format!("at=2018-11-15T12:00:00%2B01:00&{STORY}")).await;
    assert_eq!(next_day["assumptions"]["failuresWithoutEnd"], 0);
    let until = "2018-11-17T20:00:00Z";
    let office = affected(&next_day, "zwickau.kfz-zulassung").unwrap();
    assert_eq!(office["spans"][0]["untilAt"], until, "33 hours of restarting after the forecast");
    let seen = &next_day["observed"][0];
    assert_eq!((&seen["observed"], &seen["computed"]), (&json!("operational"), &json!("unavailable")));
    assert_eq!((&seen["differs"], &seen["by"]), (&json!(true), &json!("Landkreis Zwickau")));

    // As it was known between the forecasts.
    let between = situation(&service, &format!("at=2018-11-14T20:00:00%2B01:00&{STORY}")).await;
    let office = affected(&between, "zwickau.kfz-zulassung").unwrap();
    assert_eq!(office["spans"][0]["untilAt"], "2018-11-17T02:00:00Z");

    // Today the forecast is long past, and nobody has said that it ended.
    let now = situation(&service, STORY).await;
    assert_eq!(now["incidents"][0]["failures"][0]["overdue"], true);
    assert_eq!(now["assumptions"]["failuresWithoutEnd"], 1);
    assert_eq!(now["observed"][0]["differs"], true);

    let incident = service.get(&format!("/v1/incidents/{id}")).await.expect(200).json();
    let forecasts = incident["forecasts"].as_array().unwrap();
    let told: Vec<_> = forecasts.iter().map(|f| [&f["author"], &f["at"], &f["until"]]).collect();
    assert_eq!(
        told,
        [
            [&json!("Rathaus Dresden"), &json!("2018-11-14T16:00:00Z"), &json!("2018-11-15T17:00:00Z")],
            [&json!("Rechenzentrum"), &json!("2018-11-15T08:00:00Z"), &json!("2018-11-16T11:00:00Z")],
        ]
    );
    insta::assert_json_snapshot!("dresden_incident", incident);

    // Over: computed and observed agree again while it is open; closed, it is gone now, but not then.
    let cleared =
        json!({"type": "failure-cleared", "at": "2018-11-16T10:00:00+01:00", "node": "dresden.storage-sync"});
    by(&service, "Rechenzentrum", &id, cleared).await;
    let saturday = situation(&service, &format!("at=2018-11-18T00:00:00%2B01:00&{STORY}")).await;
    assert_eq!(
        (&saturday["observed"][0]["differs"], &saturday["now"]["expected"]),
        (&json!(false), &json!(0))
    );
    let closed = json!({"type": "closed", "at": "2018-11-18T12:00:00+01:00", "text": "Alles läuft."});
    let done = by(&service, "Rathaus Dresden", &id, closed).await;
    assert_eq!((&done["state"], &done["closedAt"]), (&json!("closed"), &json!("2018-11-18T11:00:00Z")));
    assert_eq!(situation(&service, STORY).await["incidents"], json!([]));
    let again = situation(&service, &format!("at=2018-11-14T15:00:00%2B01:00&{STORY}")).await;
    assert_eq!(again, at_three, "the past stays as it was");
}

#[tokio::test]
async fn a_flapping_source_neither_floods_nor_hides() {
    let service = Service::dresden().await;
    let start = jiff::Timestamp::now().as_millisecond() - 3_600_000;
    let signal = |i: i64, at| Signal {
        source: "monitor".into(),
        title: Some("Überwachung".into()),
        node: Key::new("dresden.email").unwrap(),
        level: if i % 2 == 0 { Level::Unavailable } else { Level::Operational },
        at,
    };
    // A hundred changes a minute for ten minutes, the last one up.
    for i in 0..1_000 {
        let at = start + i * 600;
        service.app.incidents.report(&[signal(i, at)], at).await.unwrap();
        service.app.settle_incidents(at).await.unwrap();
    }
    let quiet = start + 999 * 600;
    let list = service.get("/v1/incidents?state=open").await.expect(200).json();
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    let events = service.get(&format!("/v1/incidents/{id}/events")).await.expect(200).json();
    let types: Vec<_> =
        events["items"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap()).collect();
    let (set, cleared) = ("failure-set", "failure-cleared");
    assert_eq!(types, ["opened", set, cleared, set, cleared, set, "source-flapping"]);
    let held = situation(&service, "").await;
    assert_eq!(
        (&held["flapping"][0]["node"], &held["flapping"][0]["source"]),
        (&json!("dresden.email"), &json!("monitor"))
    );
    assert_eq!(
        affected(&held, "dresden.email").unwrap()["spans"].as_array().unwrap().last().unwrap()["until"],
        Value::Null
    );
    assert_eq!(held["incidents"][0]["title"], "Überwachung");

    service.app.settle_incidents(quiet + 299_999).await.unwrap();
    assert_eq!(situation(&service, "").await["flapping"].as_array().unwrap().len(), 1);
    service.app.settle_incidents(quiet + 300_000).await.unwrap();
    let settled = situation(&service, "").await;
    let last = settled["incidents"][0]["failures"].as_array().unwrap().last().unwrap();
    assert_eq!((&settled["flapping"], &last["ended"]), (&json!([]), &json!(true)));
    // Nobody has touched it and nothing fails: when all has recovered (six hours here) it closes by itself.
    for (later, still_open) in [(700_000, 1), (7 * 3_600_000, 0)] {
        service.app.events.log_changes(quiet + later).await.unwrap();
        service.app.settle_incidents(quiet + later).await.unwrap();
        let open = service.get("/v1/incidents?state=open").await.expect(200).json();
        assert_eq!(open["items"].as_array().unwrap().len(), still_open, "{open}");
    }
    let closed = service.get(&format!("/v1/incidents/{id}")).await.expect(200).json();
    assert_eq!((&closed["state"], &closed["lastEvent"]), (&json!("closed"), &json!(9)));
}

#[tokio::test]
async fn programs_report_into_the_incident_of_their_source() {
    let service = Service::dresden().await;
    let now = jiff::Timestamp::now().as_millisecond();
    let node = |key: &str| Key::new(key).unwrap();
    let email = node("dresden.email");
    let app = &service.app;
    let Reported::Added(id) = app
        .incidents
        .report_failure(email.clone(), Level::Degraded, now - 60_000, "prometheus")
        .await
        .unwrap()
    else {
        panic!("a new incident")
    };
    let again =
        app.incidents.report_failure(email.clone(), Level::Degraded, now, "prometheus").await.unwrap();
    assert_eq!(again, Reported::Nothing);
    let other = app
        .incidents
        .report_failure(node("dresden.telefon"), Level::Unavailable, now, "prometheus")
        .await
        .unwrap();
    let unknown = app
        .incidents
        .report_failure(node("dresden.gibt-es-nicht"), Level::Unavailable, now, "prometheus")
        .await;
    assert_eq!(unknown.unwrap(), Reported::UnknownNode);
    let elsewhere =
        app.incidents.report_failure(email.clone(), Level::Unavailable, now, "icinga").await.unwrap();
    assert!(other == Reported::Added(id) || other == Reported::UnknownNode);
    assert!(matches!(elsewhere, Reported::Added(other) if other != id));
    assert_eq!(app.incidents.report_recovery(email.clone(), now, "icinga").await.unwrap(), elsewhere);
    assert_eq!(app.incidents.report_recovery(email.clone(), now, "icinga").await.unwrap(), Reported::Nothing);
    let both = situation(&service, "").await;
    assert_eq!(both["incidents"].as_array().unwrap().len(), 2);
    // A person closes it; what the program still says counts again.
    let name = format!("i-{id:06}");
    add(&service, &name, json!({"type": "closed"})).await.expect(201);
    let anew = app.incidents.report_failure(email.clone(), Level::Degraded, now, "prometheus").await.unwrap();
    assert!(matches!(anew, Reported::Added(other) if other != id), "{anew:?}");
}

#[tokio::test]
async fn a_repeated_request_is_done_once() {
    let service = Service::dresden().await;
    let body = json!({"title": "E-Mail", "failures": [{"node": "dresden.email"}]});
    let post = async |path: &str, key: &str, body: &Value| {
        send(service.request("POST", path).header("idempotency-key", key).json(body)).await
    };
    let first = post("/v1/incidents", "k-1", &body).await.expect(201);
    let again = post("/v1/incidents", "k-1", &body).await.expect(201);
    assert_eq!((&first.text, first.header("location")), (&again.text, again.header("location")));
    let reused = post("/v1/incidents", "k-1", &json!({"title": "x", "failures": []})).await.expect(422);
    assert_eq!(reused.json()["type"], "urn:tragweite:problem:idempotency-key-reused");
    let path = format!("{}/events", first.header("location"));
    let note = json!({"type": "noted", "text": "einmal"});
    post(&path, "k-2", &note).await.expect(201);
    assert_eq!(post(&path, "k-2", &note).await.expect(201).json()["notes"].as_array().unwrap().len(), 1);
    let items = service.get("/v1/incidents").await.expect(200).json();
    assert_eq!(items["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn lists_come_in_parts() {
    let service = Service::dresden().await;
    let mut ids = Vec::new();
    for i in 0..5 {
        let body = json!({"title": format!("Störung {i}"), "failures": [{"node": "dresden.email"}]});
        ids.insert(0, open(&service, body).await);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = service.get(&format!("/v1/incidents?limit=2{cursor}")).await.expect(200).json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ids);
    let events = service.get(&format!("/v1/incidents/{}/events?limit=1", ids[0])).await.expect(200).json();
    let next = events["next"].as_str().unwrap();
    let rest =
        service.get(&format!("/v1/incidents/{}/events?cursor={next}", ids[0])).await.expect(200).json();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
    service.get(&format!("/v1/incidents/{}/events?cursor={next}", ids[1])).await.expect(400);
    service.get(&format!("/v1/incidents?cursor={next}")).await.expect(400);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let service = Service::dresden().await;
    let codes = async |path: &str, body: Value| service.post(path, &body).await.expect(400).codes();
    let bad = json!({"titel": "x", "kind": "disaster", "at": "2999-01-01T00:00:00Z", "failures": [
        {"node": "Ä"}, {"node": "dresden.email", "level": "operational"}, {},
        {"node": "dresden.email", "from": "2024-01-01T10:00:00Z", "until": "2024-01-01T09:00:00Z"},
        {"node": "dresden.email", "from": "1924-01-01T10:00:00Z"},
        {"node": "dresden.email", "until": "morgen"}, 7
    ]});
    assert_eq!(
        codes("/v1/incidents", bad).await,
        [
            "unknown-property",
            "time-out-of-range",
            "missing-property",
            "unknown-word",
            "invalid-key",
            "unknown-word",
            "missing-property",
            "ends-before-start",
            "time-out-of-range",
            "invalid-time",
            "wrong-type"
        ]
    );
    let unknown = json!({"title": "x", "failures": [{"node": "dresden.emial"}, {"node": "dresden.email"}]});
    let answer = service.post("/v1/incidents", &unknown).await.expect(400);
    assert_eq!(answer.json()["errors"][0]["pointer"], "/failures/0/node");
    assert!(answer.text.contains("did you mean dresden.email?"), "{}", answer.text);
    let many: Vec<_> = (0..1_001).map(|_| json!({"node": "dresden.email"})).collect();
    assert_eq!(codes("/v1/incidents", json!({"title": "x", "failures": many})).await, ["too-many-items"]);
    assert_eq!(codes("/v1/incidents", json!({"title": " ", "failures": []})).await, ["empty-text"]);
    assert_eq!(codes("/v1/incidents", json!([])).await, ["wrong-type"]);
    assert_eq!(
        service.get("/v1/incidents").await.expect(200).json()["items"],
        json!([]),
        "nothing was opened"
    );

    let id = open(&service, json!({"title": "E-Mail", "failures": [{"node": "dresden.email"}]})).await;
    let path = format!("/v1/incidents/{id}/events");
    for (body, code) in [
        (json!({}), "missing-property"),
        (json!({"type": "opened", "title": "x"}), "unknown-word"),
        (json!({"type": "source-flapping", "node": "dresden.email"}), "unknown-word"),
        (json!({"type": "noted", "text": "x", "node": "dresden.email"}), "unknown-property"),
        (json!({"type": "noted", "text": "x", "at": "2018-11-14T14:30:00Z"}), "before-last-event"),
        (json!({"type": "noted", "text": "x", "at": "1918-11-14T14:30:00Z"}), "time-out-of-range"),
        (json!({"type": "noted", "text": "x".repeat(4_001)}), "text-too-long"),
        (json!({"type": "failure-set", "node": "dresden.emial"}), "unknown-key"),
        (json!({"type": "failure-cleared", "node": "dresden.storage"}), "no-such-failure"),
        (json!({"type": "forecast", "until": "2018-11-14T14:30:00Z"}), "forecast-in-the-past"),
        (json!({"type": "forecast", "node": "dresden.storage"}), "no-such-failure"),
        (json!({"type": "observed", "node": "dresden.email"}), "missing-property"),
        (json!({"type": "reopened"}), "incident-open"),
        (json!({"type": "failure-set", "node": "dresden.email", "source": "x"}), "unknown-property"),
    ] {
        assert_eq!(codes(&path, body.clone()).await, [code], "{body}");
    }
    add(&service, &id, json!({"type": "closed"})).await.expect(201);
    for body in [json!({"type": "closed"}), json!({"type": "failure-set", "node": "dresden.email"})] {
        assert_eq!(codes(&path, body).await, ["incident-closed"]);
    }
    add(&service, &id, json!({"type": "noted", "text": "Nachtrag"})).await.expect(201);
    let again =
        add(&service, &id, json!({"type": "reopened", "text": "doch nicht"})).await.expect(201).json();
    assert_eq!((&again["state"], &again["failures"][0]["ended"]), (&json!("open"), &json!(true)));

    for id in ["i-999999", "i-1", "i-0000001", "x", "i-99999999999999999999999"] {
        service.get(&format!("/v1/incidents/{id}")).await.expect(404);
        service.get(&format!("/v1/incidents/{id}/events")).await.expect(404);
        add(&service, id, json!({"type": "reopened"})).await.expect(404);
    }
    for query in
        ["at=gestern", "at=2024-01-01", "horizon=P1M", "include=some", "limit=0", "state=open", "asOf=x"]
    {
        service.get(&format!("/v1/situation?{query}")).await.expect(400);
    }
    service.get("/v1/situation?asOf=99").await.expect(404);
    service.get("/v1/incidents?state=planned").await.expect(400);
    service.get("/v1/incidents?limit=101").await.expect(400);
}

#[tokio::test]
async fn only_who_may_change_the_map_may_add() {
    let service = Service::dresden().await;
    let body = json!({"title": "x", "failures": []});
    send(service.plain("POST", "/v1/incidents").json(&body)).await.expect(401);
    send(service.plain("GET", "/v1/situation")).await.expect(200);
    let text = |r: reqwest::RequestBuilder| r.header("content-type", "text/plain").body("x");
    send(text(service.request("POST", "/v1/incidents"))).await.expect(415);
    let large = service.plain("POST", "/v1/incidents").bearer_auth(TOKEN);
    let large = large.header("content-type", "application/json").body(vec![b' '; (8 << 20) + 1]);
    send(large).await.expect(413);
}

#[tokio::test]
async fn what_left_the_map_is_named_and_left_out() {
    let service = Service::dresden().await;
    let node = json!({"changes": [{"op": "put", "node": {"key": "dresden.neu", "kind": "service", "name": "Neu",
        "agency": "dresden", "layer": "platform"}}]});
    service.post("/v1/change-sets", &node).await.expect(201);
    let body = json!({"title": "x", "failures": [{"node": "dresden.neu"}, {"node": "dresden.email"}]});
    let id = open(&service, body).await;
    let (neu, now) = (Key::new("dresden.neu").unwrap(), jiff::Timestamp::now().as_millisecond());
    let monitored =
        service.app.incidents.report_failure(neu, Level::Unavailable, now, "monitor").await.unwrap();
    service
        .post("/v1/change-sets", &json!({"changes": [{"op": "delete", "key": "dresden.neu"}]}))
        .await
        .expect(201);
    let now = situation(&service, "").await;
    assert_eq!(now["unknown"], json!(["dresden.neu"]));
    assert!(affected(&now, "dresden.email").is_some());
    add(&service, &id, json!({"type": "failure-cleared", "node": "dresden.neu"})).await.expect(201);
    // A program can take back what it said of it, but not say anything new.
    let (neu, now) = (Key::new("dresden.neu").unwrap(), jiff::Timestamp::now().as_millisecond());
    assert_eq!(service.app.incidents.report_recovery(neu.clone(), now, "monitor").await.unwrap(), monitored);
    let again = service.app.incidents.report_failure(neu, Level::Unavailable, now, "monitor").await.unwrap();
    assert_eq!(again, Reported::UnknownNode);
}
