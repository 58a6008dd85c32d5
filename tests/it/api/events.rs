//! Events and subscriptions through real HTTP.

use crate::support::service::{Service, send};
use serde_json::{Value, json};
use std::sync::Arc;
use tragweite::outside::receivers::Receivers;
use tragweite::outside::webhook::{TIME, Webhooks};

/// A stream of Server-Sent Events as the tests read it.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    async fn open(service: &Service, path: &str, last: Option<&str>) -> Self {
        let mut request = service.plain("GET", path).header("accept-encoding", "gzip");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let header = |name: &str| response.headers().get(name).map_or("", |v| v.to_str().unwrap());
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(
            (header("cache-control"), header("x-accel-buffering"), header("content-encoding")),
            ("no-store", "no", "")
        );
        let mut stream = Self { response, text: String::new() };
        assert_eq!(stream.block().await.unwrap(), "retry: 5000");
        stream
    }

    /// The next block of lines; none at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let block = block.to_owned();
                self.text = rest.to_owned();
                return Some(block);
            }
            let chunk = self.response.chunk().await.unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Id, type and data of the next event.
    async fn event(&mut self) -> (u64, String, Value) {
        let block = self.block().await.unwrap();
        let mut parts = (0, String::new(), Value::Null);
        for line in block.lines() {
            match line.split_once(": ").unwrap() {
                ("id", id) => parts.0 = id.parse().unwrap(),
                ("event", kind) => parts.1 = kind.to_owned(),
                ("data", data) => parts.2 = serde_json::from_str(data).unwrap(),
                other => panic!("{other:?}"),
            }
        }
        parts
    }
}

/// Opens an incident; gives its id and how many events it made.
async fn incident(service: &Service) -> (String, usize) {
    let body = json!({"title": "Abgleich", "failures": [{"node": "dresden.storage-sync"}]});
    let opened = service.post("/v1/incidents", &body).await.expect(201).json();
    let now = jiff::Timestamp::now().as_millisecond();
    (opened["id"].as_str().unwrap().to_owned(), service.app.events.log_changes(now).await.unwrap())
}

async fn close(service: &Service, id: &str) -> usize {
    service.post(&format!("/v1/incidents/{id}/events"), &json!({"type": "closed"})).await.expect(201);
    service.app.events.log_changes(jiff::Timestamp::now().as_millisecond()).await.unwrap()
}

#[tokio::test]
async fn events_come_live_and_go_on_where_a_reader_left_off() {
    let service = Service::dresden().await;
    let mut live = Stream::open(&service, "/v1/events", None).await;
    let mut agency =
        Stream::open(&service, "/v1/events?agencies=zwickau&levels=unavailable&language=en", None).await;
    let (id, made) = incident(&service).await;
    let mut all = Vec::new();
    for seq in 1..=made as u64 {
        let event = live.event().await;
        assert_eq!((event.0, event.1.as_str()), (seq, "situation.node-changed"));
        assert_eq!(event.2["id"], format!("evt-{seq}"));
        assert_eq!(event.2["data"]["incidents"], json!([id]));
        all.push(event);
    }
    let (_, _, data) = agency.event().await;
    assert_eq!(data["data"]["agency"], "zwickau");
    assert!(data["data"]["text"].as_str().unwrap().ends_with("unavailable (before operational)"), "{data}");
    drop(live);
    let back = close(&service, &id).await;
    // Both ways of saying where to go on; the header wins.
    let mut later = Stream::open(&service, "/v1/events?after=0", Some("5")).await;
    let mut whole = Stream::open(&service, "/v1/events?after=0", None).await;
    for seq in 1..=(made + back) as u64 {
        let event = whole.event().await;
        assert_eq!(event.0, seq);
        if seq <= made as u64 {
            assert_eq!(event, all[seq as usize - 1]);
        }
        if seq > 5 {
            assert_eq!(later.event().await, event);
        }
    }
    // The service ends: so do the streams.
    service.app.events.end();
    assert_eq!(whole.block().await, None);
}

#[tokio::test]
async fn whoever_comes_back_too_late_is_told_to_look_anew() {
    let service = Service::dresden().await;
    let (id, made) = incident(&service).await;
    for unknown in ["999999", "not-a-number"] {
        let mut stream = Stream::open(&service, "/v1/events", Some(unknown)).await;
        let (seq, kind, data) = stream.event().await;
        assert_eq!((seq, kind.as_str(), data), (made as u64, "reset", json!({"oldest": 1, "newest": made})));
    }
    let mut stream = Stream::open(&service, "/v1/events", Some("999999")).await;
    stream.event().await;
    close(&service, &id).await;
    assert_eq!(stream.event().await.0, made as u64 + 1);
    let wrong = service.get("/v1/events?layers=cellar&after=x&districts=1&what=1").await.expect(400);
    assert_eq!(wrong.codes().len(), 4, "{}", wrong.text);
}

#[tokio::test]
async fn subscriptions_are_made_read_changed_and_deleted() {
    let service = Service::dresden().await;
    let body = json!({"target": "https://alarm.example.org/hook", "filter": {"districts": ["14524"], "layers": ["public"]}});
    let put = |path: &str, body: &Value, condition: (&str, &str)| {
        send(service.request("PUT", path).header(condition.0, condition.1).json(body))
    };
    let (path, create) = ("/v1/subscriptions/leitstelle", ("if-none-match", "*"));
    let refused = put(path, &body, create).await.expect(400);
    assert_eq!(refused.codes(), ["receiver-not-allowed"]);
    let allowed = Receivers::new(vec!["alarm.example.org".parse().unwrap()]);
    service.app.events.allow_webhooks(Webhooks::new(allowed, TIME).unwrap());
    let wrong = json!({"target": "ftp://x", "filter": {"layers": ["cellar"], "node": []}, "active": 1, "langage": "de"});
    assert_eq!(put(path, &wrong, create).await.expect(400).codes().len(), 5);
    put(path, &body, ("x-nothing", "1")).await.expect(428);
    let made = put(path, &body, create).await.expect(201);
    assert_eq!((made.header("location"), made.header("etag")), (path, "\"1\""));
    let made = made.json();
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    put(path, &body, create).await.expect(412);
    // The secret is shown once.
    let read = service.get(path).await.expect(200);
    assert!(!read.text.contains("whsec_"));
    assert_eq!(
        read.json(),
        json!({"id": "leitstelle", "target": "https://alarm.example.org/hook",
        "filter": {"districts": ["14524"], "layers": ["public"]}, "language": "de", "active": true})
    );
    // Its address may hold a key: only for whoever may change it.
    let others = [
        send(service.plain("GET", path)).await.expect(200),
        send(service.plain("GET", path).basic_auth("x", Some("y"))).await.expect(200),
        send(service.plain("GET", "/v1/subscriptions")).await.expect(200),
    ];
    for other in others {
        assert!(
            other.text.contains(r#""target":"https:***""#) && !other.text.contains("alarm"),
            "{}",
            other.text
        );
    }
    let changed = json!({"target": "https://alarm.example.org/hook", "active": false, "language": "en"});
    put(path, &changed, ("if-match", "\"7\"")).await.expect(412);
    let changed = put(path, &changed, ("if-match", "\"1\"")).await.expect(200);
    assert_eq!((changed.header("etag"), changed.text.contains("whsec_")), ("\"2\"", false));
    let renew = service.request("POST", &format!("{path}/secret?overlap=PT1H")).header("if-match", "\"2\"");
    let renewed = send(renew).await.expect(200).json();
    assert!(renewed["secret"] != made["secret"] && renewed["oldSecretUntil"].is_string(), "{renewed}");
    assert!(!service.get("/v1/subscriptions").await.expect(200).text.contains("whsec_"));
    // What happens while it is not active waits.
    incident(&service).await;
    service.app.events.share_out(1).await.unwrap();
    let waiting = service.get(&format!("{path}/deliveries?state=pending&limit=2")).await.expect(200).json();
    assert_eq!(waiting["items"][0]["seq"], 1);
    let next = waiting["next"].as_str().unwrap();
    let more = service
        .get(&format!("{path}/deliveries?state=pending&limit=2&cursor={next}"))
        .await
        .expect(200)
        .json();
    assert_eq!(more["items"][0]["seq"], 3);
    assert_eq!(
        service.get(&format!("{path}/deliveries?state=dead")).await.expect(200).json(),
        json!({"items": []})
    );
    service.post(&format!("{path}/deliveries/1/replay"), &json!({})).await.expect(202);
    service.post(&format!("{path}/deliveries/9999/replay"), &json!({})).await.expect(404);
    send(service.request("DELETE", path)).await.expect(428);
    send(service.request("DELETE", path).header("if-match", "\"3\"")).await.expect(204);
    service.get(path).await.expect(404);
    let plain = service.plain("PUT", path).header("if-none-match", "*").json(&body);
    send(plain).await.expect(401);
    drop(Arc::clone(&service.app));
}

/// Another process on the same database, as behind a balancer.
async fn beside(service: &Service) -> Arc<tragweite::app::App> {
    let store = tragweite::store::Store::open(&service.database().url).await.unwrap();
    tragweite::app::App::open(store).await.unwrap()
}

#[tokio::test]
async fn a_reader_who_knows_more_than_this_process_waits_for_it() {
    let service = Service::dresden().await;
    let other = beside(&service).await;
    let incident = json!({"title": "Ausfall", "failures": [{"node": "dresden.storage-sync"}]});
    service.post("/v1/incidents", &incident).await.expect(201);
    other.incidents.catch_up().await.unwrap();
    let now = tragweite::app::clock::now();
    let made = other.events.log_changes(now).await.unwrap() as u64;
    assert!(made > 10);
    let mut stream = Stream::open(&service, "/v1/events", Some(&made.to_string())).await;
    // An event that is in no log is not waited for.
    let mut lost = Stream::open(&service, "/v1/events", Some(&(made + 1_000).to_string())).await;
    let (_, kind, data) = lost.event().await;
    assert_eq!((kind.as_str(), data["newest"].as_u64()), ("reset", Some(0)), "as far as this process knows");
    // It takes over what the other one has written, and goes on.
    service.app.incidents.catch_up().await.unwrap();
    let path = "/v1/incidents/i-000001/events";
    let closed = json!({"type": "closed"});
    service.post(path, &closed).await.expect(201);
    service.app.events.log_changes(now + 1_000).await.unwrap();
    let more = service.app.events.log_changes(now + 8 * 3_600_000).await.unwrap();
    let (seq, kind, _) = stream.event().await;
    assert_eq!((seq, kind.as_str()), (made + 1, "situation.node-changed"), "{more}");
}

#[tokio::test]
async fn a_reader_can_demand_a_revision() {
    let service = Service::dresden().await;
    let other = beside(&service).await;
    let demand = |revision: &str| {
        service.request("GET", "/v1/map?format=json").header("if-revision-at-least", revision)
    };
    send(demand("1")).await.expect(200);
    let changes = vec![tragweite::wire::ChangeRequest::Delete(
        tragweite::model::Key::new("zwickau.bauaufsicht").unwrap(),
    )];
    let author = crate::app::incidents::author(1);
    other.maps.change(changes, tragweite::app::Precondition::None, author).await.unwrap();
    let answer = send(demand("2")).await.expect(200);
    assert_eq!(answer.header("map-revision"), "2", "it is looked for at once");
    let answer = send(demand("3")).await.expect(503);
    assert_eq!(answer.header("retry-after"), "1");
    assert!(answer.text.contains("not-ready"), "{}", answer.text);
    for wrong in ["x", "-1", "", "99999999999999999999999"] {
        let answer = send(demand(wrong)).await.expect(400);
        assert_eq!(answer.codes(), ["invalid-revision"], "{wrong}");
    }
}
