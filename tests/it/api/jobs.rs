//! Jobs through real HTTP: asked for, worked on, fetched, cancelled, begun anew after the end of a process.

use crate::support::database::Kind;
use crate::support::service::{Service, send};
use serde_json::{Value, json};
use std::sync::Arc;
use tragweite::app::App;
use tragweite::store::{JobRow, Store};

const JOBS: &str = "/v1/jobs";

/// The job as soon as it is over; fails when it never is.
async fn over(service: &Service, id: &str) -> Value {
    let waited = async {
        loop {
            let job = service.get(&format!("{JOBS}/{id}")).await.expect(200).json();
            if !["queued", "running"].contains(&job["state"].as_str().unwrap()) {
                return job;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), waited).await.expect("the job is never over")
}

#[tokio::test]
async fn a_question_is_answered_in_the_background() {
    let service = Service::dresden().await;
    let work = tokio::spawn(Arc::clone(&service.app.jobs).keep(std::future::pending()));
    let question = json!({"of": {"agency": "dresden"}});
    let asked = service.post(JOBS, &json!({"analysis": "circles", "question": question})).await.expect(201);
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    assert_eq!((id.as_str(), asked.header("location")), ("j-000001", "/v1/jobs/j-000001"));
    assert_eq!((&asked.json()["state"], &asked.json()["revision"]), (&json!("queued"), &json!(1)));
    let job = over(&service, &id).await;
    assert_eq!((&job["state"], &job["attempts"]), (&json!("done"), &json!(1)), "{job}");
    let result = service.get(job["result"].as_str().unwrap()).await.expect(200);
    let direct = service.post("/v1/analyses/circles", &question).await.expect(200);
    assert_eq!(result.text, direct.text);
    let second = service.post(JOBS, &json!({"analysis": "circles"})).await.expect(201);
    assert_eq!(second.json()["id"], "j-000002");
    let page = service.get("/v1/jobs?limit=1").await.expect(200).json();
    assert_eq!(page["items"][0]["id"], "j-000002");
    let next = page["next"].as_str().unwrap();
    let page = service.get(&format!("/v1/jobs?limit=1&cursor={next}")).await.expect(200).json();
    assert_eq!((&page["items"][0]["id"], page.get("next")), (&json!("j-000001"), None));
    send(service.request("DELETE", "/v1/jobs/j-000001")).await.expect(204);
    assert_eq!(service.get("/v1/jobs/j-000001").await.status, 404);
    work.abort();
}

/// The jobs in the events of a stream that has ended.
fn told(stream: &str) -> Vec<Value> {
    let events = stream.split("\n\n").filter_map(|event| event.strip_prefix("event: job\ndata: "));
    events.map(|data| serde_json::from_str(data).unwrap()).collect()
}

#[tokio::test]
async fn a_job_can_be_followed_to_its_end() {
    let service = Service::dresden().await;
    let asked = service.post(JOBS, &json!({"analysis": "findings"})).await.expect(201).json();
    let path = format!("{JOBS}/{}", asked["id"].as_str().unwrap());
    let events = format!("{path}/events");
    let mut work = None;
    // Nobody works on it before it is followed.
    let begin =
        async { work = Some(tokio::spawn(Arc::clone(&service.app.jobs).keep(std::future::pending()))) };
    let (stream, ()) = tokio::join!(service.get(&events), begin);
    assert_eq!(stream.header("content-type"), "text/event-stream");
    let told = told(&stream.expect(200).text);
    assert_eq!(told.last().unwrap(), &service.get(&path).await.expect(200).json());
    assert_eq!(told.last().unwrap()["state"], "done");
    assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "the same is told twice: {told:#?}");
    work.unwrap().abort();
    // Of one that is over there is one thing to tell.
    let again = service.get(&events).await.expect(200);
    assert_eq!(self::told(&again.text), [told.last().unwrap().clone()]);
    assert_eq!(service.get(&format!("{JOBS}/j-000099/events")).await.status, 404);
}

#[tokio::test]
async fn who_follows_a_job_hears_that_it_is_cancelled() {
    let service = Service::dresden().await;
    // Nobody works on it.
    let asked = service.post(JOBS, &json!({"analysis": "circles"})).await.expect(201).json();
    let path = format!("{JOBS}/{}", asked["id"].as_str().unwrap());
    let events = format!("{path}/events");
    let (stream, _) = tokio::join!(service.get(&events), send(service.request("DELETE", &path)));
    let told = told(&stream.expect(200).text);
    assert_eq!(told.last().unwrap()["state"], "cancelled", "{told:#?}");
}

#[tokio::test]
async fn a_job_that_is_cancelled_has_no_result() {
    let service = Service::dresden().await;
    // Nobody works on it.
    let asked = service.post(JOBS, &json!({"analysis": "circles"})).await.expect(201).json();
    let path = format!("{JOBS}/{}", asked["id"].as_str().unwrap());
    assert_eq!(service.get(&format!("{path}/result")).await.status, 412);
    send(service.request("DELETE", &path)).await.expect(204);
    assert_eq!(service.get(&path).await.expect(200).json()["state"], "cancelled");
    let refused = service.get(&format!("{path}/result")).await.expect(412);
    assert!(refused.text.contains("cancelled"), "{}", refused.text);
}

#[tokio::test]
async fn what_is_wrong_is_told_before_it_waits() {
    let service = Service::dresden().await;
    let wrong = json!({"analysis": "circles", "question": {"off": 1, "limit": 0}});
    let answer = service.post(JOBS, &wrong).await.expect(400);
    assert_eq!(answer.codes(), ["unknown-property", "number-out-of-range"]);
    assert_eq!(answer.json()["errors"][0]["pointer"], "/question/off");
    assert_eq!(service.post(JOBS, &json!({"analysis": "cirkles"})).await.status, 404);
    assert_eq!(service.post(JOBS, &json!({})).await.expect(400).codes(), ["missing-property"]);
    assert_eq!(service.get("/v1/jobs/17").await.expect(400).codes(), ["invalid-id"]);
    assert_eq!(service.get("/v1/jobs/j-000017").await.status, 404);
    let anonymous = service.plain("POST", JOBS).json(&json!({"analysis": "circles"}));
    assert_eq!(send(anonymous).await.status, 401);
}

/// A process that was killed in the middle leaves a job that nobody works on.
async fn a_job_is_begun_anew(kind: Kind) {
    let database = kind.fresh().await;
    let store = Store::open(&database.url).await.unwrap();
    let row = |analysis: &str| JobRow {
        analysis: analysis.into(),
        question: "{}".into(),
        author: "x".into(),
        created_ms: 1,
        ..JobRow::default()
    };
    let lost = store.add_job(&row("circles"), 9).await.unwrap().unwrap();
    assert!(store.claim_job(lost, "killed", 2).await.unwrap());
    let often = store.add_job(&row("circles"), 9).await.unwrap().unwrap();
    for _ in 0..3 {
        assert!(store.claim_job(often, "killed", 2).await.unwrap());
        store.release_job(often, "killed").await.unwrap();
    }
    assert!(store.claim_job(often, "killed", 2).await.unwrap());
    assert_eq!(store.add_job(&row("circles"), 2).await.unwrap(), None);
    let app = App::open(store.clone()).await.unwrap();
    let work = tokio::spawn(Arc::clone(&app.jobs).keep(std::future::pending()));
    let state = async |number| loop {
        let job = store.job(number).await.unwrap().unwrap();
        if !["queued", "running"].contains(&job.state.as_str()) {
            return (job.state, job.attempts);
        }
        tokio::task::yield_now().await;
    };
    let limit = std::time::Duration::from_secs(60);
    let found = tokio::time::timeout(limit, state(lost)).await.unwrap();
    assert_eq!(found, ("done".to_owned(), 2));
    assert!(store.job_result(lost).await.unwrap().unwrap().contains("\"total\":0"));
    let found = tokio::time::timeout(limit, state(often)).await.unwrap();
    assert_eq!(found, ("interrupted".to_owned(), 4));
    // The process that was thought to be dead comes back and is not heard any more.
    assert!(!store.touch_job(lost, "killed", 9, (1, 2)).await.unwrap());
    work.abort();
    app.close().await;
}

#[tokio::test]
async fn a_job_is_begun_anew_on_sqlite() {
    a_job_is_begun_anew(Kind::Sqlite).await;
}

#[tokio::test]
async fn a_job_is_begun_anew_on_postgres() {
    a_job_is_begun_anew(Kind::Postgres).await;
}
