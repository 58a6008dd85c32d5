//! Reporting duties over HTTP, on the Dresden map: exact deadlines, drafts, and that nothing is sent.

use crate::support::service::{Service, send};
use serde_json::{Value, json};

fn question(facts: Value, now: &str) -> Value {
    json!({"facts": facts, "now": now, "scenario": {"failures": [
        {"node": "dresden.storage-sync", "until": "P2DT8H"}]}})
}

async fn ask(service: &Service, profile: &str, body: &Value) -> Value {
    let path = format!("/v1/reporting-profiles/{profile}/draft");
    service.post(&path, body).await.expect(200).json()
}

/// State, time and what it is counted from, step by step.
fn steps(answer: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let steps = answer["steps"].as_array().unwrap().iter();
    steps.map(|s| [&s["step"], &s["state"], &s["dueAt"], &s["countedFrom"]].map(text).join(" ")).collect()
}

fn step<'a>(answer: &'a Value, id: &str) -> &'a Value {
    answer["steps"].as_array().unwrap().iter().find(|s| s["step"] == id).unwrap()
}

fn field<'a>(answer: &'a Value, name: &str) -> &'a Value {
    answer["draft"]["fields"].as_array().unwrap().iter().find(|f| f["field"] == name).unwrap()
}

#[tokio::test]
async fn profiles_are_listed_and_read() {
    let service = Service::dresden().await;
    let list = service.get("/v1/reporting-profiles").await.expect(200).json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    for item in items {
        let id = item["id"].as_str().unwrap();
        assert_eq!(service.get(&format!("/v1/reporting-profiles/{id}")).await.expect(200).json(), *item);
    }
    let bsig = items.iter().find(|item| item["id"] == "bsig-32").unwrap();
    let due: Vec<_> = bsig["steps"].as_array().unwrap().iter().map(|s| (&s["due"], &s["after"])).collect();
    let expected =
        [("PT24H", "clockStart"), ("PT72H", "clockStart"), ("onRequest", "report"), ("P1M", "report")];
    assert_eq!(
        due,
        expected.map(|(d, a)| (json!(d), json!(a))).iter().map(|(d, a)| (d, a)).collect::<Vec<_>>()
    );
    let unknown = service.get("/v1/reporting-profiles/bsig-8b").await.expect(404).json();
    assert_eq!(unknown["detail"], "there is no reporting profile \"bsig-8b\"");
    service.get("/v1/reporting-profiles?x=1").await.expect(400);
}

#[tokio::test]
async fn the_final_report_is_counted_from_the_second_one() {
    let service = Service::dresden().await;
    let aware = json!({"occurredAt": "2026-01-28T09:40:00+01:00", "awareAt": "2026-01-28T10:00:00+01:00"});
    let early = ask(&service, "bsig-32", &question(aware.clone(), "2026-01-28T12:00:00+01:00")).await;
    assert_eq!(
        steps(&early),
        [
            "early open 2026-01-29T09:00:00Z clockStart",
            "report open 2026-01-31T09:00:00Z clockStart",
            "interim onOccasion - report",
            "final waiting - report",
        ]
    );
    assert_eq!(early["draft"]["step"], "early");
    // Only provisional: 72 hours, then a month. February is shorter.
    assert_eq!(step(&early, "final")["provisionalAt"], "2026-02-28T09:00:00Z");

    // The report came a day before its deadline, and so the month begins a day earlier.
    let mut reported = aware.clone();
    reported["reported"] =
        json!({"early": "2026-01-29T09:30:00+01:00", "report": "2026-01-30T16:30:00+01:00"});
    let later = ask(&service, "bsig-32", &question(reported, "2026-02-28T16:30:01+01:00")).await;
    assert_eq!(
        steps(&later),
        [
            "early done 2026-01-29T09:00:00Z clockStart",
            "report done 2026-01-31T09:00:00Z clockStart",
            "interim onOccasion - report",
            "final overdue 2026-02-28T15:30:00Z report",
        ]
    );
    assert_eq!(step(&later, "early")["late"], false);
    assert_eq!(later["draft"]["step"], "final");
    let last = step(&later, "final");
    assert_eq!(
        last["explanation"]["de"],
        "bis Sa, 28.02.2026, 16:30 Uhr: 1 Kalendermonat, gezählt ab Abgabe „Meldung“ (Fr, 30.01.2026, 16:30 Uhr)"
    );
    assert!(last["ifOngoing"]["en"].as_str().unwrap().contains("progress report"));
    assert!(last.get("provisionalAt").is_none());

    // Over before the report is due: no progress report instead. A second late is late.
    let mut ended = aware;
    ended["endedAt"] = json!("2026-01-30T17:40:00+01:00");
    ended["reported"] = json!({"early": "2026-01-29T10:00:01+01:00", "report": "2026-01-31T10:00:00+01:00"});
    let ended = ask(&service, "bsig-32", &question(ended, "2026-02-01T00:00:00+01:00")).await;
    assert_eq!(step(&ended, "final")["dueAt"], "2026-02-28T09:00:00Z");
    assert!(step(&ended, "final").get("ifOngoing").is_none());
    assert_eq!(
        (&step(&ended, "early")["late"], &step(&ended, "report")["late"]),
        (&json!(true), &json!(false))
    );
}

#[tokio::test]
async fn nights_in_which_clocks_change_keep_their_hours() {
    let service = Service::dresden().await;
    let due = async |profile: &str, aware: &str, wanted: &str| {
        let answer = ask(&service, profile, &question(json!({"awareAt": aware}), aware)).await;
        step(&answer, wanted)["dueAt"].as_str().unwrap().to_owned()
    };
    // 24 hours over the night of 23 hours, and over that of 25.
    assert_eq!(due("bsig-32", "2026-03-28T20:00:00+01:00", "early").await, "2026-03-29T19:00:00Z");
    assert_eq!(due("saechsisichg", "2026-10-24T20:00:00+02:00", "first").await, "2026-10-25T18:00:00Z");
    assert_eq!(due("saechsisichg", "2026-10-24T20:00:00+02:00", "detailed").await, "2026-10-27T18:00:00Z");
    // A month keeps the time of the day (08:00), whatever the clocks do; here it runs from awareness.
    assert_eq!(due("kritisdachg-18", "2026-03-15T08:00:00+01:00", "detailed").await, "2026-04-15T06:00:00Z");
    assert_eq!(due("kritisdachg-18", "2028-01-31T08:00:00+01:00", "detailed").await, "2028-02-29T07:00:00Z");
    // 02:30 does not exist on 28 March 2027: half past three instead.
    assert_eq!(due("kritisdachg-18", "2027-02-28T02:30:00+01:00", "detailed").await, "2027-03-28T01:30:00Z");
    assert_eq!(due("dsgvo-33", "2026-03-28T20:00:00+01:00", "notification").await, "2026-03-31T19:00:00Z");
    // Without delay: at once, with no number of hours to be late by.
    let answer = ask(
        &service,
        "avv-bund",
        &question(json!({"awareAt": "2026-03-28T20:00:00+01:00"}), "2026-03-28T21:00:00+01:00"),
    )
    .await;
    assert_eq!(steps(&answer), ["immediate dueNow 2026-03-28T19:00:00Z clockStart"]);
    // Nobody is known to know of it.
    let answer = ask(&service, "bsig-32", &question(json!({}), "2026-03-28T21:00:00+01:00")).await;
    assert_eq!(steps(&answer)[0], "early waiting - clockStart");
}

#[tokio::test]
async fn the_draft_says_what_is_known_and_whom_to_ask() {
    let service = Service::dresden().await;
    let facts = json!({
        "title": "Abgleich der Datenspeicher ausgefallen", "occurredAt": "2018-11-14T14:30:00+01:00",
        "awareAt": "2018-11-14T15:00:00+01:00", "suspectedMalicious": "no",
        "cause": "Fehler im Speichersystem", "told": {"crossBorder": "Keine bekannt."}});
    let mut body = question(facts, "2018-11-15T14:30:00+01:00");
    body["step"] = json!("detailed");
    let answer = ask(&service, "kritisdachg-18", &body).await;
    insta::assert_json_snapshot!("kritis_draft", answer["draft"]);
    assert!(
        field(&answer, "peopleAffected")["value"]["de"].as_str().unwrap().starts_with("551.072 Menschen")
    );
    assert_eq!(
        step(&answer, "detailed")["missing"],
        json!(["reporter", "shareAffected", "areaIsolated", "measures"])
    );
    // The same numbers as the impact itself.
    let impact = service.post("/v1/impact", &body["scenario"]).await.expect(200).json();
    let people = impact["totals"]["people"].as_u64().unwrap();
    assert!(people > 0);
    let said: String =
        field(&answer, "peopleAffected")["value"]["en"].as_str().unwrap().split(' ').next().unwrap().into();
    assert_eq!(said.replace(',', ""), people.to_string());
    // Dresden 2018 was before the law of 2025.
    let bsig = ask(
        &service,
        "bsig-32",
        &body
            .as_object()
            .map(|b| {
                let mut b = b.clone();
                b.remove("step");
                Value::from(b)
            })
            .unwrap(),
    )
    .await;
    assert_eq!(bsig["inForce"], false);
    insta::assert_json_snapshot!("bsig_question_of_2018", bsig);
}

#[tokio::test]
async fn a_draft_is_a_question_and_sends_nothing() {
    let service = Service::dresden().await;
    let before = service.app.maps.current().revision();
    let body = question(json!({"awareAt": "2026-01-28T10:00:00+01:00"}), "2026-01-28T12:00:00+01:00");
    let path = "/v1/reporting-profiles/bsig-32/draft";
    let answer = send(service.plain("POST", path).json(&body)).await.expect(200).json();
    assert_eq!(
        answer["notice"]["de"],
        "Entwurf. Tragweite sendet keine Meldungen: Menschen prüfen, ergänzen und melden."
    );
    assert_eq!(service.app.maps.current().revision(), before);
    // The same question, the same answer; and nothing else below it is open without a token.
    assert_eq!(send(service.plain("POST", path).json(&body)).await.expect(200).json(), answer);
    send(service.plain("POST", "/v1/reporting-profiles/bsig-32/send").json(&body)).await.expect(401);
    send(service.plain("POST", "/v1/reporting-profiles//draft").json(&body)).await.expect(404);
    send(service.plain("DELETE", "/v1/reporting-profiles/bsig-32").json(&body)).await.expect(401);
    // Whatever the use case is made of, it has no way out of the process.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/app/src/duties");
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for way_out in ["std::net", "tokio", "outside", "std::process", "std::fs", "store::"] {
            assert!(!text.contains(way_out), "{way_out}");
        }
    }
}

#[tokio::test]
async fn everything_wrong_is_told_at_its_place() {
    let service = Service::dresden().await;
    let path = "/v1/reporting-profiles/bsig-32/draft";
    let told = async |body: Value| {
        let answer = service.post(path, &body).await.expect(400).json();
        let errors = answer["errors"].as_array().unwrap().clone();
        errors
            .iter()
            .map(|e| format!("{} {}", e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(json!({})).await, ["/facts missing-property", "/scenario missing-property"]);
    let wrong = json!({"facts": {"occurredAt": "2026-01-28T10:00:00+01:00", "awareAt": "2026-01-27T10:00:00+01:00",
        "endedAt": "gestern", "suspectedMalicious": true, "told": {"colour": "blue", "cause": 7}, "reported": {"early": "x"}},
        "scenario": {"failures": [{"node": "Ä"}]}, "step": 3, "now": "2026", "extra": 1});
    let mut found = told(wrong).await;
    found.sort();
    assert_eq!(
        found,
        [
            "/extra unknown-property",
            "/facts/awareAt before-start",
            "/facts/endedAt invalid-time",
            "/facts/reported/early invalid-time",
            "/facts/suspectedMalicious wrong-type",
            "/facts/told/cause wrong-type",
            "/facts/told/colour unknown-word",
            "/now invalid-time",
            "/scenario/failures/0/node invalid-key",
            "/step wrong-type",
        ]
    );
    let mut body = question(
        json!({"awareAt": "2026-01-28T10:00:00+01:00", "endedAt": "2026-01-28T12:00:01+01:00", "reported": {
            "erly": "2026-01-28T11:00:00+01:00", "early": "2026-01-28T09:00:00+01:00", "report": "2026-03-01T00:00:00+01:00"}}),
        "2026-01-28T12:00:00+01:00",
    );
    body["step"] = json!("end");
    assert_eq!(
        told(body).await,
        [
            "/step unknown-step",
            "/facts/endedAt in-the-future",
            "/facts/reported/early before-start",
            "/facts/reported/erly unknown-step",
            "/facts/reported/report in-the-future",
        ]
    );
    let mut body = question(json!({}), "2026-01-28T12:00:00+01:00");
    body["scenario"]["failures"][0]["node"] = json!("dresden.storage-sink");
    assert_eq!(told(body).await, ["/scenario/failures/0/node unknown-key"]);
}

#[tokio::test]
async fn the_example_of_the_document_is_answered_as_it_says() {
    let service = Service::dresden().await;
    let document = serde_json::to_value(tragweite::api::document()).unwrap();
    let operation = &document["paths"]["/v1/reporting-profiles/{id}/draft"]["post"];
    let body = &operation["requestBody"]["content"]["application/json"]["example"];
    let said = &operation["responses"]["200"]["content"]["application/json"]["example"];
    let answer = ask(&service, "bsig-32", body).await;
    for name in ["state", "countedFrom", "countedFromAt", "dueAt", "explanation", "missing"] {
        assert_eq!(step(&answer, "final")[name], said["steps"][0][name], "{name}");
    }
    assert_eq!(field(&answer, "cause"), &said["draft"]["fields"][1]);
    for name in ["profile", "now", "timeZone", "inForce"] {
        assert_eq!(answer[name], said[name], "{name}");
    }
}

#[tokio::test]
async fn times_at_the_end_of_the_calendar_are_answered() {
    let service = Service::dresden().await;
    for time in ["9999-12-30T00:00:00Z", "0000-01-08T02:00:00Z"] {
        for profile in ["bsig-32", "kritisdachg-18"] {
            let facts = json!({"awareAt": time, "occurredAt": time, "reported": {}});
            let answer = ask(&service, profile, &question(facts, time)).await;
            assert_eq!(answer["steps"][0]["countedFrom"], "clockStart");
        }
    }
}

#[tokio::test]
async fn an_incident_tells_the_facts_that_reports_ask_for() {
    let service = Service::dresden().await;
    let opening = json!({"title": "Abgleich der Datenspeicher ausgefallen", "at": "2026-01-28T10:00:00+01:00",
        "failures": [{"node": "dresden.storage-sync", "from": "2026-01-28T09:40:00+01:00"}]});
    let id =
        service.post("/v1/incidents", &opening).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let events = format!("/v1/incidents/{id}/events");
    let add = async |event: Value| service.post(&events, &event).await;
    let duties = async || service.get(&format!("/v1/incidents/{id}/duties")).await.expect(200).json();
    let bsig = async |step: &str| {
        service.get(&format!("/v1/incidents/{id}/duties/bsig-32{step}")).await.expect(200).json()
    };
    // Without a further word: it is known since it was opened.
    let all = duties().await;
    let items = all["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    let of = |id: &str| items.iter().find(|item| item["profile"] == id).unwrap();
    assert_eq!(of("bsig-32")["steps"][0]["dueAt"], "2026-01-29T09:00:00Z");
    assert!(of("dsgvo-33")["trigger"]["de"].as_str().unwrap().contains("personenbezogen"));
    let early = bsig("?step=early").await;
    assert!(field(&early, "suspectedMalicious").get("value").is_none(), "{early}");

    add(json!({"type": "assessed", "awareAt": "2026-01-28T09:50:00+01:00", "cause": "Fehler in der Firmware",
        "causeSuspected": true, "suspectedMalicious": "no", "told": {"measures": "Umschaltung auf Standort 2"}}))
    .await
    .expect(201);
    let told =
        add(json!({"type": "assessed", "told": {"crossBorder": "Keine bekannt."}})).await.expect(201).json();
    assert_eq!(told["assessment"]["cause"], "Fehler in der Firmware", "what was said before stays");
    let final_report = bsig("?step=final").await;
    assert_eq!(final_report["steps"][0]["dueAt"], "2026-01-29T08:50:00Z");
    assert_eq!(field(&final_report, "cause")["value"]["de"], "Vermutet: Fehler in der Firmware");
    assert_eq!(field(&final_report, "measures")["value"]["de"], "Umschaltung auf Standort 2");
    assert_eq!(field(&final_report, "crossBorder")["value"]["en"], "Keine bekannt.");
    let kritis = service.get(&format!("/v1/incidents/{id}/duties/kritisdachg-18")).await.expect(200).json();
    let people = field(&kritis, "peopleAffected")["value"]["de"].as_str().unwrap();
    assert!(people.starts_with("551.072 Menschen"), "{people}");

    // What was handed in is where the next step is counted from; all this after the end, too.
    add(json!({"type": "closed"})).await.expect(201);
    let handed_in = json!({"type": "reported", "profile": "bsig-32", "step": "early", "reportedAt": "2026-01-28T16:00:00+01:00"});
    add(handed_in).await.expect(201);
    let second = json!({"type": "reported", "profile": "bsig-32", "step": "report", "reportedAt": "2026-01-31T10:00:00+01:00"});
    let incident = add(second).await.expect(201).json();
    assert_eq!(incident["reports"].as_array().unwrap().len(), 2);
    let after = bsig("").await;
    assert_eq!((&after["steps"][0]["state"], &after["steps"][0]["late"]), (&json!("done"), &json!(false)));
    assert_eq!(step(&after, "final")["dueAt"], "2026-02-28T09:00:00Z");
    let read = service.get(&format!("/v1/incidents/{id}")).await.expect(200).json();
    assert_eq!(read["assessment"]["told"]["crossBorder"], "Keine bekannt.");
    let journal = service.get(&events).await.expect(200).json();
    assert_eq!(journal["items"].as_array().unwrap().last().unwrap()["step"], "report");

    // Everything that is wrong, at its place.
    let codes = async |event: Value| add(event).await.expect(400).codes();
    assert_eq!(codes(json!({"type": "assessed"})).await, ["nothing-said"]);
    assert_eq!(codes(json!({"type": "assessed", "causeSuspected": true})).await, ["no-cause"]);
    let wrong = json!({"type": "assessed", "awareAt": "2099-01-01T00:00:00Z", "suspectedMalicious": "perhaps",
        "told": {"colour": "blau"}, "x": 1});
    assert_eq!(codes(wrong).await, ["unknown-property", "time-out-of-range", "unknown-word", "unknown-word"]);
    assert_eq!(codes(json!({"type": "assessed", "awareAt": "2026-01-29T00:00:00Z"})).await, ["after-report"]);
    assert_eq!(codes(json!({"type": "reported"})).await, ["missing-property", "missing-property"]);
    let unknown = |profile: &str, step: &str| json!({"type": "reported", "profile": profile, "step": step});
    assert_eq!(codes(unknown("bsig-33", "early")).await, ["unknown-profile"]);
    assert_eq!(codes(unknown("bsig-32", "erly")).await, ["unknown-step"]);
    let before = json!({"type": "reported", "profile": "bsig-32", "step": "final", "reportedAt": "2026-01-01T00:00:00Z"});
    assert_eq!(codes(before).await, ["before-start"]);
    let no_step = service.get(&format!("/v1/incidents/{id}/duties/bsig-32?step=erly")).await.expect(400);
    assert_eq!(no_step.json()["errors"][0]["parameter"], "step");
    service.get(&format!("/v1/incidents/{id}/duties/nirgends")).await.expect(404);
    service.get("/v1/incidents/i-000999/duties").await.expect(404);
}
