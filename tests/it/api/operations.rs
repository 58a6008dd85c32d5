//! Every operation of the OpenAPI document is called once, and the committed document is the one the program has.

use crate::support::identity::{Browser, Login, Make, parameter};
use crate::support::receiver::{Receiver, status};
use crate::support::service::{Answer, Service, send, with_form};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use tragweite::app::events::DeliveryWorker;
use tragweite::outside::receivers::Receivers;
use tragweite::outside::webhook::{TIME, Webhooks};

fn document() -> Value {
    serde_json::to_value(tragweite::api::document()).unwrap()
}

fn operations(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |path: &String, item: &Value| -> Vec<(String, String)> {
        item.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())).collect()
    };
    paths.iter().flat_map(|(path, item)| methods(path, item)).collect()
}

/// Remembers which operations were called.
struct Caller {
    service: Service,
    called: BTreeSet<(String, String)>,
}

impl Caller {
    async fn call(
        &mut self,
        method: &str,
        template: &str,
        values: &[&str],
        status: u16,
        dress: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Answer {
        let mut path = String::new();
        let mut values = values.iter();
        for (i, part) in template.split(['{', '}']).enumerate() {
            path.push_str(if i % 2 == 1 { values.next().unwrap() } else { part });
        }
        path.extend(values.copied());
        let answer = send(dress(self.service.request(&method.to_uppercase(), &path))).await.expect(status);
        self.called.insert((method.into(), template.into()));
        answer
    }
}

/// Says something of a dependency, asks what waits, and asks its owner in a campaign.
async fn dependencies_are_confirmed(c: &mut Caller, id: &str) {
    let said = json!({"verdict": "confirmed", "agency": "dresden"});
    let made = c
        .call("post", "/v1/dependencies/{id}/statements", &[id], 201, |r| {
            r.header("if-match", "*").json(&said)
        })
        .await;
    let listed = c.call("get", "/v1/dependencies/{id}/statements", &[id], 200, |r| r).await.json();
    assert_eq!(listed["items"][0], made.json());
    let waiting = c.call("get", "/v1/confirmations/queue", &["?limit=3"], 200, |r| r).await.json();
    assert_eq!(waiting["items"].as_array().unwrap().len(), 3);
    let period = json!({"period": "P180D"});
    c.call("put", "/v1/confirmations/period", &[], 200, |r| r.json(&period)).await;
    let figures = c.call("get", "/v1/confirmations", &[], 200, |r| r).await.json();
    assert_eq!(figures["period"], "P180D");
    let campaign = json!({"title": "Prüfung", "of": {"agency": "zwickau"}, "until": "2999-12-31"});
    let begun = c.call("post", "/v1/campaigns", &[], 201, |r| r.json(&campaign)).await.json();
    let campaign = begun["id"].as_str().unwrap();
    let all = c.call("get", "/v1/campaigns", &[], 200, |r| r).await.json();
    assert_eq!(all["items"][0], begun);
    assert_eq!(c.call("get", "/v1/campaigns/{id}", &[campaign], 200, |r| r).await.json(), begun);
    let list =
        c.call("get", "/v1/campaigns/{id}/list", &[campaign, "?agency=zwickau"], 200, |r| r).await.json();
    assert!(!list["items"].as_array().unwrap().is_empty());
    let ended = c.call("post", "/v1/campaigns/{id}/end", &[campaign], 200, |r| r).await.json();
    assert_eq!(ended["state"], "ended");
}

/// Previews an import, looks at it, answers nothing, applies it, and ends another one; how many nodes it has added.
async fn imports_are_previewed(c: &mut Caller) -> u64 {
    let sheet = |rows: &str| {
        let text = format!("Anwendung;benötigt\n{rows}\n");
        json!({"format": "table", "into": "seeburg", "files": [{"name": "cmdb.csv", "text": text}]})
    };
    let begun = c.call("post", "/v1/imports", &[], 201, |r| r.json(&sheet("Portal;Kasse"))).await.json();
    let id = begun["id"].as_str().unwrap().to_owned();
    let listed = c.call("get", "/v1/imports", &[], 200, |r| r).await;
    assert_eq!(listed.json()["items"][0]["id"], id.as_str());
    let read = c.call("get", "/v1/imports/{id}", &[&id], 200, |r| r).await;
    assert_eq!(read.json()["tag"], begun["tag"]);
    let merge = |r: reqwest::RequestBuilder| r.header("content-type", "application/merge-patch+json");
    c.call("patch", "/v1/imports/{id}", &[&id], 200, |r| merge(r).body("{\"answers\": {}}")).await;
    let report = c.call("get", "/v1/imports/{id}/report", &[&id, "?format=text"], 200, |r| r).await;
    assert!(report.text.contains("Portal"), "{}", report.text);
    let done = c.call("post", "/v1/imports/{id}/apply", &[&id], 201, |r| r.json(&json!({}))).await;
    let other = c.call("post", "/v1/imports", &[], 201, |r| r.json(&sheet("Kasse;Archiv"))).await.json();
    c.call("delete", "/v1/imports/{id}", &[other["id"].as_str().unwrap()], 204, |r| r).await;
    done.json()["added"].as_u64().unwrap()
}

/// Makes a key, exchanges it and takes it back; signs in with it and out.
async fn access(c: &mut Caller) {
    let asked = json!({"name": "Leitstelle", "roles": [{"role": "viewer"}], "lasts": "P90D"});
    let made = c.call("post", "/v1/keys", &[], 201, |r| r.json(&asked)).await.json();
    let id = made["id"].as_str().unwrap();
    c.call("get", "/v1/keys/{id}", &[id], 200, |r| r).await;
    let key = json!({"key": made["key"]});
    let session = c.call("post", "/v1/session", &[], 201, |r| r.json(&key)).await.json();
    assert_eq!(session["name"], "Leitstelle");
    assert_eq!(c.call("get", "/v1/session", &[], 200, |r| r).await.json()["name"], "token");
    c.call("delete", "/v1/session", &[], 204, |r| r).await;
    c.call("post", "/v1/keys/{id}/rotation", &[id], 201, |r| r.json(&json!({}))).await;
    c.call("delete", "/v1/keys/{id}", &[id], 204, |r| r).await;
    let listed = c.call("get", "/v1/keys", &[], 200, |r| r).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    let audit = c.call("get", "/v1/audit", &[], 200, |r| r).await;
    assert!(
        audit.text.contains("/v1/keys") && !audit.text.contains(made["key"].as_str().unwrap()),
        "{}",
        audit.text
    );
}

/// Signs somebody in through an identity provider, and out everywhere.
async fn signed_in_elsewhere(c: &mut Caller) {
    let address = format!("http://{}", c.service.address);
    let login = Login::start(Make::Python, &address).await;
    login.allow(&c.service.app, &address).await;
    let begun = c.call("post", "/v1/session/provider", &[], 201, |r| r).await;
    let cookie = begun.header("set-cookie").split(';').next().unwrap().to_owned();
    let way = format!("{}&login=anna%20leitung", begun.json()["address"].as_str().unwrap());
    let back = Browser::new().get(&way).await.to;
    let answer = json!({"code": parameter(&back, "code"), "state": parameter(&back, "state")});
    let finished = |r: reqwest::RequestBuilder| r.header("cookie", &cookie).json(&answer);
    let session = c.call("post", "/v1/session/provider/answer", &[], 201, finished).await.json();
    assert_eq!(session["name"], "Herr anna");
    let people = c.call("get", "/v1/people", &[], 200, |r| r).await.json();
    let id = session["id"].as_str().unwrap();
    assert_eq!(people["items"][0]["id"], id);
    c.call("delete", "/v1/people/{id}", &[id], 204, |r| r).await;
}

/// Asks every planner's question.
async fn planning(c: &mut Caller) {
    let of = json!({"of": {"agency": "dresden"}});
    let circles = c.call("post", "/v1/analyses/circles", &[], 200, |r| r.json(&of)).await;
    let one = json!({"of": "zwickau.kfz-zulassung"});
    let points = c.call("post", "/v1/analyses/single-points-of-failure", &[], 200, |r| r.json(&one)).await;
    assert_eq!(points.json()["nodes"][0]["node"]["key"], "zwickau.kfz-zulassung");
    let lists = c.call("post", "/v1/analyses/false-redundancy", &[], 200, |r| r.json(&json!({}))).await;
    assert_eq!(lists.json()["lists"][0]["dependent"]["key"], "dresden.storage");
    let supposed = json!({"failures": [{"node": "dresden.storage-sync"}]});
    let supposed = c.call("post", "/v1/analyses/assumptions", &[], 200, |r| r.json(&supposed)).await;
    assert!(supposed.json()["matters"].as_array().is_some_and(|matters| !matters.is_empty()));
    let ranking = c.call("post", "/v1/analyses/ranking", &[], 200, |r| r.json(&json!({"limit": 1}))).await;
    assert_eq!(ranking.json()["failures"], 65);
    assert_eq!(circles.json()["total"], 0);
    let cuts = json!({"node": "dresden.storage", "maxOrder": 1});
    let cuts = c.call("post", "/v1/analyses/cut-sets", &[], 200, |r| r.json(&cuts)).await;
    assert_eq!(cuts.json()["counts"][0]["sets"], 2);
    let available = json!({"node": "dresden.storage", "defaultUnavailability": 0.5});
    let available = c.call("post", "/v1/analyses/availability", &[], 200, |r| r.json(&available)).await;
    assert_eq!(available.json()["result"], "exact");
    let fit = c.call("post", "/v1/analyses/objectives", &[], 200, |r| r.json(&of)).await;
    assert_eq!(fit.json()["totals"]["statedRto"], 0);
    let failed = json!({"failures": [{"node": "dresden.storage-sync"}], "repairedAt": "P1D"});
    let plan = c.call("post", "/v1/analyses/restart-plan", &[], 200, |r| r.json(&failed)).await;
    assert_eq!(plan.json()["totals"]["notBack"], 0);
    let found = c.call("post", "/v1/analyses/findings", &[], 200, |r| r.json(&of)).await;
    assert!(found.json()["totals"].as_array().is_some_and(|totals| !totals.is_empty()));
    let (listed, acceptance) = ("/v1/findings", "/v1/findings/{id}/acceptance");
    let listed = c.call("get", listed, &["?agency=dresden&limit=1"], 200, |r| r).await.json();
    let id = listed["items"][0]["id"].as_str().unwrap();
    let reason = json!({"reason": "bekannt"});
    c.call("put", acceptance, &[id], 201, |r| r.header("if-none-match", "*").json(&reason)).await;
    assert_eq!(c.call("get", acceptance, &[id], 200, |r| r).await.json()["reason"], "bekannt");
    c.call("delete", acceptance, &[id], 204, |r| r.header("if-match", "*")).await;
    let seen = json!({"unavailable": ["zwickau.kfz-zulassung"]});
    c.call("post", "/v1/analyses/diagnosis", &[], 200, |r| r.json(&seen)).await;
    let sides = json!({"failures": [{"node": "dresden.email"}]});
    c.call("post", "/v1/analyses/comparison", &[], 200, |r| r.json(&sides)).await;
    let ends = json!({"from": "zwickau.kfz-zulassung", "to": "dresden.storage"});
    c.call("post", "/v1/analyses/ways", &[], 200, |r| r.json(&ends)).await;
    c.call("post", "/v1/analyses/shared-ground", &[], 200, |r| r.json(&of)).await;
    let job = json!({"analysis": "circles", "question": of});
    let job = c.call("post", "/v1/jobs", &[], 201, |r| r.json(&job)).await.json();
    let id = job["id"].as_str().unwrap();
    let listed = c.call("get", "/v1/jobs", &[], 200, |r| r).await;
    assert_eq!(listed.json()["items"][0]["id"], id);
    assert_eq!(c.call("get", "/v1/jobs/{id}", &[id], 200, |r| r).await.json()["state"], "queued");
    let work = tokio::spawn(Arc::clone(&c.service.app.jobs).keep(std::future::pending()));
    while c.service.get(&format!("/v1/jobs/{id}/result")).await.status != 200 {}
    let result = c.call("get", "/v1/jobs/{id}/result", &[id], 200, |r| r).await;
    c.call("get", "/v1/jobs/{id}/events", &[id], 200, |r| r).await;
    assert_eq!(result.text, circles.text);
    work.abort();
    c.call("delete", "/v1/jobs/{id}", &[id], 204, |r| r).await;
}

/// Subscribes, is told of an incident that is open, and asks for it again.
async fn events_are_told(c: &mut Caller) {
    let (id, any) = ("leitstelle", |r: reqwest::RequestBuilder| r.header("if-match", "*"));
    let receiver = Receiver::start(|_| status(204)).await;
    let allowed = Receivers::new(vec!["http://127.0.0.1".parse().unwrap()]);
    c.service.app.events.allow_webhooks(Webhooks::new(allowed, TIME).unwrap());
    let body = json!({"target": receiver.url()});
    let new = |r: reqwest::RequestBuilder| r.header("if-none-match", "*").json(&body);
    c.call("put", "/v1/subscriptions/{id}", &[id], 201, new).await;
    c.call("get", "/v1/subscriptions/{id}", &[id], 200, |r| r).await;
    c.call("get", "/v1/subscriptions", &[], 200, |r| r).await;
    c.call("post", "/v1/subscriptions/{id}/secret", &[id], 200, any).await;
    let app = Arc::clone(&c.service.app);
    let made = app.events.log_changes(jiff::Timestamp::now().as_millisecond()).await.unwrap();
    assert_eq!(app.events.deliver(&DeliveryWorker::default()).await.unwrap(), made);
    let listed =
        c.call("get", "/v1/subscriptions/{id}/deliveries", &[id, "?state=delivered"], 200, |r| r).await;
    assert_eq!(listed.json()["items"].as_array().unwrap().len(), made);
    c.call("post", "/v1/subscriptions/{id}/deliveries/{seq}/replay", &[id, "1"], 202, |r| r).await;
    c.call("delete", "/v1/subscriptions/{id}", &[id], 204, any).await;
}

#[tokio::test]
async fn every_operation_works() {
    let mut c = Caller { service: Service::dresden().await, called: BTreeSet::new() };
    let any = |r: reqwest::RequestBuilder| r.header("if-match", "*");
    let new = |r: reqwest::RequestBuilder| r.header("if-none-match", "*");
    let node = json!({"kind": "service", "name": "Prüfdienst", "agency": "dresden", "layer": "platform"});
    let key = "dresden.pruefdienst";

    let health = c.call("get", "/livez", &[], 200, |r| r).await;
    assert_eq!(health.text, "ok");
    c.call("get", "/readyz", &[], 200, |r| r).await;
    c.call("get", "/readyz/write", &[], 200, |r| r).await;
    let metrics = c.call("get", "/metrics", &[], 200, |r| r).await;
    assert!(metrics.text.contains("tragweite_map_nodes 64"), "{}", metrics.text);

    let made = c.call("put", "/v1/nodes/{key}", &[key], 201, |r| new(r).json(&node)).await;
    assert_eq!(made.header("etag"), "\"2\"");
    let read = c.call("get", "/v1/nodes/{key}", &[key], 200, |r| r).await;
    assert_eq!(read.json()["name"], "Prüfdienst");
    let patch = json!({"recovery": "PT4H"});
    let typed = |r: reqwest::RequestBuilder| any(r).header("content-type", "application/merge-patch+json");
    let patched = c.call("patch", "/v1/nodes/{key}", &[key], 200, |r| typed(r).body(patch.to_string())).await;
    assert_eq!(patched.json()["recovery"], "PT4H");
    let listed = c.call("get", "/v1/nodes", &["?q=pruefdienst"], 200, |r| r).await;
    assert_eq!(listed.json()["items"].as_array().unwrap().len(), 1);

    let need = json!({"dependent": key, "on": "dresden.storage", "confirmation": "confirmed"});
    let made = c.call("post", "/v1/dependencies", &[], 201, |r| r.json(&need)).await;
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location"), format!("/v1/dependencies/{id}"));
    c.call("get", "/v1/dependencies/{id}", &[&id], 200, |r| r).await;
    dependencies_are_confirmed(&mut c, &id).await;
    let other = json!({"on": "dresden.storage", "tolerance": "PT5M"});
    c.call("put", "/v1/dependencies/{id}", &[&id], 200, |r| any(r).json(&other)).await;
    let patch = json!({"confirmation": "disputed"});
    let patched =
        c.call("patch", "/v1/dependencies/{id}", &[&id], 200, |r| typed(r).body(patch.to_string())).await;
    assert_eq!(
        (&patched.json()["confirmation"], &patched.json()["tolerance"]),
        (&json!("disputed"), &json!("PT5M"))
    );
    let listed =
        c.call("get", "/v1/dependencies", &["?confirmation=disputed&dependent=", key], 200, |r| r).await;
    assert_eq!(listed.json()["items"][0]["id"], id.as_str());

    let around = c.call("get", "/v1/nodes/{key}/dependencies", &[key, "?depth=9"], 200, |r| r).await;
    assert_eq!(around.json()["items"][0]["key"], "dresden.storage");
    let around =
        c.call("get", "/v1/nodes/{key}/dependents", &["dresden.storage", "?depth=9"], 200, |r| r).await;
    assert!(around.text.contains("zwickau.kfz-zulassung"));

    let around = c
        .call("get", "/v1/nodes/{key}/surroundings", &["dresden.storage", "?dependents=9"], 200, |r| r)
        .await;
    assert!(around.text.contains("zwickau.kfz-zulassung"));

    let impact = c.call("get", "/v1/nodes/{key}/impact", &["dresden.storage-sync"], 200, |r| r).await;
    assert!(impact.text.contains("zwickau.kfz-zulassung"));
    let scenario = json!({"failures": [{"node": "dresden.storage-sync"}]});
    let same = c.call("post", "/v1/impact", &[], 200, |r| r.json(&scenario)).await;
    assert_eq!(same.json()["totals"], impact.json()["totals"]);

    planning(&mut c).await;
    access(&mut c).await;
    signed_in_elsewhere(&mut c).await;

    let profiles = c.call("get", "/v1/reporting-profiles", &[], 200, |r| r).await;
    assert_eq!(profiles.json()["items"][1]["id"], "bsig-32");
    let profile = c.call("get", "/v1/reporting-profiles/{id}", &["saechsisichg"], 200, |r| r).await;
    assert_eq!(profile.json()["land"], "14");
    let facts = json!({"facts": {"awareAt": "2026-01-28T10:00:00+01:00"}, "scenario": scenario});
    let draft =
        c.call("post", "/v1/reporting-profiles/{id}/draft", &["bsig-32"], 200, |r| r.json(&facts)).await;
    assert_eq!(draft.json()["steps"][0]["dueAt"], "2026-01-29T09:00:00Z");
    let fault = json!({"title": "Abgleich gestört", "failures": [{"node": "dresden.storage-sync"}]});
    let opened = c.call("post", "/v1/incidents", &[], 201, |r| r.json(&fault)).await;
    let incident = opened.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(opened.header("location"), format!("/v1/incidents/{incident}"));
    let note = json!({"type": "noted", "text": "Techniker unterwegs"});
    let noted = c.call("post", "/v1/incidents/{id}/events", &[&incident], 201, |r| r.json(&note)).await;
    let read = c.call("get", "/v1/incidents/{id}", &[&incident], 200, |r| r).await;
    assert_eq!((&read.text, &read.json()["notes"][0]["author"]), (&noted.text, &json!("api")));
    let events = c.call("get", "/v1/incidents/{id}/events", &[&incident], 200, |r| r).await;
    assert_eq!(events.json()["items"][2]["text"], "Techniker unterwegs");
    let due = c.call("get", "/v1/incidents/{id}/duties", &[&incident], 200, |r| r).await;
    assert_eq!(due.json()["items"][1]["profile"], "bsig-32");
    let duty = "/v1/incidents/{id}/duties/{profile}";
    let draft = c.call("get", duty, &[&incident, "bsig-32", "?step=report"], 200, |r| r).await;
    assert_eq!(draft.json()["draft"]["step"], "report");
    let listed = c.call("get", "/v1/incidents", &["?state=open"], 200, |r| r).await;
    assert_eq!(listed.json()["items"][0]["id"], incident);
    let situation = c.call("get", "/v1/situation", &[], 200, |r| r).await;
    assert_eq!(situation.json()["totals"], impact.json()["totals"]);
    let (receiver, deliveries) = ("/v1/alert-receivers/{id}", "/v1/alert-receivers/{id}/deliveries");
    let rules = json!({"type": "generic", "rules": []});
    c.call("put", receiver, &["rz"], 201, |r| new(r).json(&rules)).await;
    assert_eq!(c.call("get", receiver, &["rz"], 200, |r| r).await.header("etag"), "\"1\"");
    let listed = c.call("get", "/v1/alert-receivers", &[], 200, |r| r).await;
    assert_eq!(listed.json()["items"][0]["receiver"]["id"], "rz");
    let alert = json!({"alerts": [{"key": "k", "state": "firing", "nodeRef": key}]});
    let outcome = c.call("post", deliveries, &["rz"], 200, |r| r.json(&alert)).await;
    assert_eq!(outcome.json()["effects"][0]["node"], key);
    let again = c.call("put", deliveries, &["rz"], 200, |r| r.json(&alert)).await;
    assert_eq!(again.json()["duplicate"], 1);
    let alerts = c.call("get", "/v1/alerts", &["?state=firing"], 200, |r| r).await;
    assert_eq!(alerts.json()["items"][0]["node"], key);
    let page = "/v1/alert-receivers/{id}/dry-run";
    assert!(c.call("get", page, &["rz"], 200, |r| r).await.text.contains("<form method=\"post\""));
    let form = |r| with_form(r, "payload", &alert.to_string());
    let tried = c.call("post", page, &["rz", "?lang=en"], 200, form).await;
    assert!(tried.text.contains("1 alert read"));
    c.call("delete", receiver, &["rz"], 204, any).await;

    events_are_told(&mut c).await;
    let imported = imports_are_previewed(&mut c).await;
    let failing = json!({"failures": [{"node": "dresden.storage-sync"}]});
    let working = c.call("post", "/v1/impact/working", &[], 200, |r| r.json(&failing)).await;
    assert!(working.json()["agencies"].as_array().is_some_and(|agencies| !agencies.is_empty()));
    let review = c.call("get", "/v1/incidents/{id}/review", &[&incident], 200, |r| r).await;
    assert_eq!(review.json()["missed"], json!([]));
    let score = c.call("get", "/v1/map-score", &[], 200, |r| r).await;
    assert!(score.json()["incidents"].is_u64(), "{}", score.text);
    let seen = json!([{"parent": "portal", "child": "kasse", "callCount": 9}]).to_string();
    let seen = json!({"format": "zipkin", "files": [{"name": "deps.json", "text": seen}]});
    let compared = c.call("post", "/v1/traffic-comparisons", &[], 200, |r| r.json(&seen)).await;
    assert!(compared.json()["totals"].is_array(), "{}", compared.text);

    c.call("delete", "/v1/dependencies/{id}", &[&id], 204, any).await;
    c.call("delete", "/v1/nodes/{key}", &[key], 204, any).await;
    let changes = json!({"message": "wieder da", "changes": [
        {"op": "put", "node": {"key": key, "kind": "service", "name": "Prüfdienst", "agency": "dresden", "layer": "platform"}}
    ]});
    let made = c.call("post", "/v1/change-sets", &[], 201, |r| r.json(&changes)).await;
    assert_eq!(made.json()["nodes"][0]["change"], "added");
    let revisions = c.call("get", "/v1/revisions", &["?limit=1"], 200, |r| r).await;
    assert_eq!(revisions.json()["items"][0]["message"], "wieder da");
    let number = revisions.json()["items"][0]["revision"].to_string();
    let revision = c.call("get", "/v1/revisions/{revision}", &[&number], 200, |r| r).await;
    assert_eq!(revision.json()["items"][0]["node"]["name"], "Prüfdienst");

    let yaml = |r: reqwest::RequestBuilder| r.header("content-type", "application/yaml");
    let whole = c.call("get", "/v1/map", &[], 200, |r| r).await;
    assert!(whole.text.starts_with("tragweite: 1\n"));
    let again = c.call("post", "/v1/map", &[], 200, |r| yaml(r).body(whole.text.clone())).await;
    assert_eq!(again.json()["nodes"], json!([]));
    let small = "tragweite: 1\nagencies:\n  nur-diese: { name: Nur diese }\n";
    let replaced = c.call("put", "/v1/map", &[], 201, |r| yaml(any(r)).body(small)).await;
    let removed = json!(65 + imported);
    assert_eq!((&replaced.json()["added"], &replaced.json()["removed"]), (&json!(1), &removed));

    // A stream ends when the service does.
    c.service.app.events.end();
    let stream = c.call("get", "/v1/events", &["?after=0"], 200, |r| r).await;
    assert!(stream.text.starts_with("retry: 5000"), "{}", stream.text);

    assert_eq!(
        c.called,
        operations(&document()),
        "an operation without a test, or a test without an operation"
    );
}

#[test]
fn committed_document_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let current = serde_json::to_string_pretty(&tragweite::api::document()).unwrap() + "\n";
    assert!(committed == current, "openapi/openapi.json is stale: run `make openapi` and commit it");
}

#[test]
fn document_is_sound() {
    let document = document();
    assert_eq!(document["openapi"].as_str().unwrap().split('.').take(2).collect::<Vec<_>>(), ["3", "1"]);
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(references.len() > 20);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for (method, path) in operations(&document) {
        let operation = &document["paths"][&path][&method];
        assert!(operation["summary"].is_string(), "{method} {path} has no summary");
        assert!(operation["responses"]["default"].is_object(), "{method} {path} has no problem answer");
        let text = operation.to_string();
        let without_body = operation["responses"]["204"].is_object();
        assert!(text.contains("\"example\"") || without_body, "{method} {path} has no example");
    }
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                match value.as_str().filter(|_| name == "$ref") {
                    Some(reference) => drop(found.insert(reference.to_owned())),
                    None => collect(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn document_and_page_need_no_network() {
    let service = Service::dresden().await;
    let served = service.get("/v1/openapi.json").await.expect(200).json();
    assert_eq!(served, document());
    let page = service.get("/docs/").await.expect(200);
    assert!(page.header("content-security-policy").contains("connect-src 'self'"));
    let mut assets = 0;
    for part in page.text.split(['"', '\'']) {
        assert!(
            !part.starts_with("http:") && !part.starts_with("https:") && !part.starts_with("//"),
            "{part}"
        );
        if part.starts_with("./") || part.ends_with(".js") || part.ends_with(".css") {
            service.get(&format!("/docs/{}", part.trim_start_matches("./"))).await.expect(200);
            assets += 1;
        }
    }
    assert!(assets >= 3, "{}", page.text);
}
