//! Both sides confirm a dependency: who may say what of it, what follows, what waits for whom, and how long it counts.

use crate::support::database::{Database, on_both};
use crate::support::service::{Answer, Service, send};
use serde_json::{Value, json};

on_both!(nothing_is_overwritten_in_silence, a_confirmation_counts_for_the_review_period);

/// The need of Zwickau's registration of vehicles of what Dresden provides, by key.
async fn need(service: &Service, key: &str) -> (String, String) {
    let path = "/v1/dependencies?dependent=zwickau.kfz-zulassung&provider=dresden.kfz-verfahren";
    let found = send(service.plain("GET", path).bearer_auth(key)).await.expect(200).json();
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    let read =
        send(service.plain("GET", &format!("/v1/dependencies/{id}")).bearer_auth(key)).await.expect(200);
    (id, read.header("etag").to_owned())
}

async fn key(service: &Service, role: &str, agency: &str) -> String {
    let roles = json!([{"role": role, "agencies": [agency]}]);
    let made = service.post("/v1/keys", &json!({"name": format!("{role} {agency}"), "roles": roles})).await;
    made.expect(201).json()["key"].as_str().unwrap().to_owned()
}

async fn say(service: &Service, key: &str, said: Value) -> Answer {
    let (id, tag) = need(service, key).await;
    let request = service.plain("POST", &format!("/v1/dependencies/{id}/statements")).bearer_auth(key);
    send(request.header("if-match", tag).json(&said)).await
}

async fn queue(service: &Service, key: &str, queue: &str) -> Vec<Value> {
    let path = format!("/v1/confirmations/queue?queue={queue}&limit=1000");
    let told = send(service.plain("GET", &path).bearer_auth(key)).await.expect(200).json();
    told["items"].as_array().unwrap().clone()
}

/// Why the need waits in a queue.
async fn because(service: &Service, key: &str, name: &str) -> Option<Value> {
    let (id, _) = need(service, key).await;
    let all = queue(service, key, name).await;
    all.into_iter().find(|item| item["dependency"]["id"] == id).map(|item| item["wait"]["because"].clone())
}

async fn on_the_map(service: &Service) -> Value {
    let (id, _) = need(service, crate::support::service::TOKEN).await;
    service.get(&format!("/v1/dependencies/{id}")).await.expect(200).json()
}

async fn nothing_is_overwritten_in_silence(database: Database) {
    let service = Service::dresden_over(database).await;
    let (dresden, zwickau) =
        (key(&service, "editor", "dresden").await, key(&service, "editor", "zwickau").await);
    let viewer = key(&service, "viewer", "dresden").await;
    let other = key(&service, "editor", "dresden-bibliotheken").await;
    // Whoever provides is asked, whoever needs it waits; whoever only looks says nothing, and others are not concerned.
    assert!(because(&service, &dresden, "toConfirm").await.is_some());
    assert!(because(&service, &zwickau, "waiting").await.is_some());
    assert_eq!(because(&service, &zwickau, "toConfirm").await, None);
    say(&service, &viewer, json!({"verdict": "confirmed"})).await.expect(403);
    let (id, tag) = need(&service, crate::support::service::TOKEN).await;
    let path = format!("/v1/dependencies/{id}/statements");
    let from_elsewhere = service.plain("POST", &path).bearer_auth(&other).header("if-match", &tag);
    send(from_elsewhere.json(&json!({"verdict": "confirmed"}))).await.expect(404);
    // Nobody speaks in the name of others, nor without having read what he speaks of.
    say(&service, &zwickau, json!({"verdict": "confirmed", "agency": "dresden"})).await.expect(403);
    let blind = service.plain("POST", &path).bearer_auth(&zwickau).header("if-match", "\"999\"");
    send(blind.json(&json!({"verdict": "confirmed"}))).await.expect(412);

    // Confirmed by who provides it: by whom, when, and in the journal.
    let said = say(&service, &dresden, json!({"verdict": "confirmed"})).await.expect(201).json();
    assert_eq!((&said["agency"], &said["by"]), (&json!("dresden"), &json!("editor dresden")));
    let now = on_the_map(&service).await;
    assert_eq!(
        (&now["confirmation"], &now["confirmedBy"]),
        (&json!("confirmed"), &json!("Landeshauptstadt Dresden"))
    );
    assert_eq!(because(&service, &dresden, "toConfirm").await, None);
    let revisions = service.get("/v1/revisions?limit=1").await.expect(200).json();
    assert_eq!(revisions["items"][0]["author"], "editor dresden", "{revisions}");

    // Corrected: what is written stays until who needs it agrees.
    let wrong = json!({"verdict": "corrected", "correction": {"on": "dresden.gibt-es-nicht"}});
    say(&service, &dresden, wrong).await.expect(400);
    let correction = json!({"on": ["dresden.kfz-verfahren", "dresden.storage-sync"], "rto": "PT8H"});
    let reason = "Ohne den Abgleich läuft es nicht";
    let said = json!({"verdict": "corrected", "reason": reason, "correction": correction});
    let number = say(&service, &dresden, said).await.expect(201).json()["number"].clone();
    let now = on_the_map(&service).await;
    assert_eq!((&now["confirmation"], &now["on"]), (&json!("disputed"), &json!("dresden.kfz-verfahren")));
    assert_eq!(because(&service, &zwickau, "toConfirm").await, Some(json!("corrected")));
    assert_eq!(because(&service, &dresden, "waiting").await, Some(json!("corrected")));
    let read = send(service.plain("GET", &path).bearer_auth(&zwickau)).await.expect(200).json();
    assert_eq!(read["items"][1]["reason"], reason);
    assert_eq!(read["items"][1]["by"], Value::Null, "who it was is told to his own agency only");
    say(&service, &dresden, json!({"verdict": "accepted", "answers": number})).await.expect(400);
    say(&service, &zwickau, json!({"verdict": "rejected", "answers": number, "reason": "hier nicht"}))
        .await
        .expect(201);
    assert_eq!(because(&service, &dresden, "toConfirm").await, Some(json!("rejected")));
    say(&service, &zwickau, json!({"verdict": "accepted", "answers": number})).await.expect(201);
    let now = on_the_map(&service).await;
    assert_eq!(now["on"], json!(["dresden.kfz-verfahren", "dresden.storage-sync"]));
    assert_eq!(now["confirmation"], "confirmed", "who provides it has said so, who needs it agrees");
    let provider = service.get("/v1/nodes/dresden.kfz-verfahren").await.expect(200).json();
    assert_eq!(provider["rto"], "PT8H");
    // Changed by who needs it: what was confirmed was something else.
    let patch = service.request("PATCH", &format!("/v1/dependencies/{id}")).header("if-match", "*");
    let patch = patch.header("content-type", "application/merge-patch+json").body(r#"{"tolerance": "PT7H"}"#);
    send(patch).await.expect(200);
    assert_eq!(because(&service, &dresden, "toConfirm").await, Some(json!("changed")));
    // All of it is kept, and each word is in the chain of the audit log.
    let all = service.get(&path).await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 4);
    let log = service.get("/v1/audit?limit=1000").await.expect(200).text;
    assert_eq!(log.matches("STATEMENT").count(), 4, "{log}");
    // What has ended is taken away when who needs it agrees.
    let said = json!({"verdict": "ended", "reason": "abgeschaltet"});
    let number = say(&service, &dresden, said).await.expect(201).json()["number"].clone();
    say(&service, &zwickau, json!({"verdict": "accepted", "answers": number})).await.expect(201);
    service.get(&format!("/v1/dependencies/{id}")).await.expect(404);
}

async fn a_confirmation_counts_for_the_review_period(database: Database) {
    let service = Service::dresden_over(database).await;
    let node = |key: &str, needs: Value| {
        json!({"op": "put", "node": {"key": key, "kind": "service", "agency": "zwickau", "layer": "platform", "name": key,
               "needs": needs}})
    };
    let now = jiff::Timestamp::now();
    let day =
        |days: i64| (now - jiff::SignedDuration::from_hours(24 * days)).strftime("%Y-%m-%d").to_string();
    let need = |on: &str, at: &str| json!([{"on": on, "confirmation": "confirmed", "confirmedAt": at}]);
    let changes = json!({"changes": [node("zwickau.x", json!([])), node("zwickau.young", need("zwickau.x", &day(20))),
                         node("zwickau.old", need("zwickau.x", &day(500)))]});
    service.post("/v1/change-sets", &changes).await.expect(201);
    let ask = async |include: &str| {
        let asked = json!({"failures": [{"node": "zwickau.x"}], "include": include});
        let told = service.post("/v1/impact", &asked).await.expect(200).json();
        let certain = |entry: &Value| (entry["key"].clone(), entry["certain"].clone());
        let hit = told["affected"].as_array().unwrap().iter().map(certain).collect::<Vec<_>>();
        (hit, told["assumptions"]["confirmedDependencies"].as_u64().unwrap())
    };
    let figures = async || service.get("/v1/confirmations").await.expect(200).json();
    let (all, confirmed) = ask("all").await;
    let hit = [("zwickau.old", false), ("zwickau.x", true), ("zwickau.young", true)];
    assert_eq!(all, hit.map(|(key, certain)| (json!(key), json!(certain))));
    assert_eq!(ask("confirmed").await.0.len(), 2);
    let told = figures().await;
    assert_eq!((&told["period"], &told["map"]["confirmed"]), (&json!("P365D"), &json!(confirmed)));
    let zwickau = |told: &Value| {
        let all = told["agencies"].as_array().unwrap();
        all.iter().find(|entry| entry["agency"] == "zwickau").unwrap()["needs"]["confirmed"].as_u64().unwrap()
    };
    let before = zwickau(&told);
    // The finding says so without being asked for a day.
    let stale = async || {
        let found = service.get("/v1/findings?finding=stale-confirmation&agency=zwickau").await.expect(200);
        found.text.contains("stale-confirmation~zwickau.young")
    };
    assert!(!stale().await);
    // A document says what was written, however old.
    let read = service.get("/v1/dependencies?dependent=zwickau.old").await.expect(200).json();
    assert_eq!(read["items"][0]["confirmation"], "confirmed");
    // Another period: shorter, and longer.
    let put = async |period: &str| {
        let request = service.request("PUT", "/v1/confirmations/period");
        send(request.json(&json!({"period": period}))).await
    };
    put("P10D").await.expect(200);
    assert_eq!((ask("confirmed").await.0.len(), zwickau(&figures().await)), (1, before - 1));
    assert!(stale().await);
    put("P1000D").await.expect(200);
    assert_eq!((ask("confirmed").await.0.len(), zwickau(&figures().await)), (3, before + 1));
    for wrong in ["PT5H", "P0D", "P99999D"] {
        put(wrong).await.expect(400);
    }
    // The report of an answer says the share at its foot.
    let report = service.get("/v1/nodes/zwickau.x/impact?format=html&lang=en").await.expect(200);
    assert!(report.text.contains("Confirmed of "), "{}", report.text);
}

/// Each owner answers his list; others see nothing of it, and what came of it stays.
#[tokio::test]
async fn a_campaign_asks_each_owner_and_ends_with_a_record() {
    let service = Service::dresden().await;
    let (dresden, zwickau) =
        (key(&service, "editor", "dresden").await, key(&service, "editor", "zwickau").await);
    let other = key(&service, "editor", "dresden-bibliotheken").await;
    let start = async |key: &str, asked: Value| {
        send(service.plain("POST", "/v1/campaigns").bearer_auth(key).json(&asked)).await
    };
    let about = |of: Value| json!({"title": "Prüfung", "of": of, "side": "provides", "until": "2999-12-31"});
    // Nobody asks about what is not his, nor with a day that is over.
    start(&zwickau, about(json!("dresden.kfz-verfahren"))).await.expect(403);
    let late = json!({"title": "Prüfung", "of": "dresden.kfz-verfahren", "until": "2020-01-01"});
    start(&dresden, late).await.expect(400);
    let made = start(&dresden, about(json!("dresden.kfz-verfahren"))).await.expect(201);
    let path = made.header("location").to_owned();
    let lists = made.json()["lists"].clone();
    let owners: Vec<&str> = lists.as_array().unwrap().iter().map(|l| l["agency"].as_str().unwrap()).collect();
    assert_eq!(owners, ["dresden", "zwickau"]);
    // Whoever is asked sees his list, others that there is nothing.
    let read = async |key: &str, path: String| send(service.plain("GET", &path).bearer_auth(key)).await;
    let told = read(&zwickau, path.clone()).await.expect(200).json();
    assert_eq!(told["lists"].as_array().unwrap().len(), 1);
    assert_eq!(
        told["lists"][0]["counted"],
        json!({"dependencies": 2, "yes": 0, "noLonger": 0, "changed": 0, "open": 2})
    );
    assert_eq!(told["startedBy"], Value::Null);
    read(&other, path.clone()).await.expect(404);
    read(&other, format!("{path}/list?agency=zwickau")).await.expect(404);
    read(&dresden, format!("{path}/list?agency=zwickau")).await.expect(404);
    let questions = read(&zwickau, format!("{path}/list?agency=zwickau")).await.expect(200).json();
    for (at, said) in [json!({"verdict": "confirmed"}), json!({"verdict": "ended", "reason": "abgelöst"})]
        .iter()
        .enumerate()
    {
        let question =
            &read(&zwickau, format!("{path}/list?agency=zwickau")).await.expect(200).json()["items"][at];
        let path = format!("/v1/dependencies/{}/statements", question["dependency"]["id"].as_str().unwrap());
        let request = service.plain("POST", &path).bearer_auth(&zwickau);
        send(request.header("if-match", question["tag"].as_str().unwrap()).json(said)).await.expect(201);
    }
    assert_eq!(questions["items"].as_array().unwrap().len(), 2);
    let answers = read(&zwickau, format!("{path}/list?agency=zwickau")).await.expect(200).json();
    assert_eq!(
        (&answers["items"][0]["answer"], &answers["items"][1]["answer"]),
        (&json!("yes"), &json!("noLonger"))
    );
    // Only who started it ends it; then nothing changes any more.
    send(service.plain("POST", &format!("{path}/end")).bearer_auth(&zwickau)).await.expect(404);
    let ended =
        send(service.plain("POST", &format!("{path}/end")).bearer_auth(&dresden)).await.expect(200).json();
    send(service.plain("POST", &format!("{path}/end")).bearer_auth(&dresden)).await.expect(412);
    let counted = &ended["lists"][1]["counted"];
    assert_eq!(counted, &json!({"dependencies": 2, "yes": 1, "noLonger": 1, "changed": 0, "open": 0}));
    let record = ended["record"].as_str().unwrap();
    let log = service.get("/v1/audit?limit=1000").await.expect(200).text;
    assert!(log.contains(record), "{record} is not in {log}");
}
