//! An exercise through real HTTP: it never meets what is real, and carries its mark in every form.

use super::joined::{alert, open, told, with_receiver};
use crate::support::service::Service;
use serde_json::{Value, json};

const ROOT: &str = "dresden.storage-sync";

async fn practise(service: &Service, node: &str) -> Value {
    let opening = json!({"title": "Brand im Rechenzentrum", "exercise": true, "failures": [{"node": node}]});
    service.post("/v1/incidents", &opening).await.expect(201).json()
}

async fn read(service: &Service, path: &str) -> Value {
    service.get(path).await.expect(200).json()
}

#[tokio::test]
async fn the_situation_leaves_exercises_out_unless_asked() {
    let service = with_receiver().await;
    let opened = practise(&service, ROOT).await;
    assert_eq!(opened["exercise"], true);
    let real = read(&service, "/v1/situation").await;
    assert_eq!((&real["incidents"], &real["exercise"]), (&json!([]), &Value::Null));
    assert_eq!(real["now"]["unavailable"], 0);
    let only = read(&service, "/v1/situation?exercises=only").await;
    assert_eq!((&only["exercise"], &only["incidents"][0]["exercise"]), (&json!(true), &json!(true)));
    assert!(only["now"]["unavailable"].as_u64() > Some(1));
    assert_eq!(only["title"], "ÜBUNG / EXERCISE: Brand im Rechenzentrum");
    // Beside one that is real.
    let real = json!({"title": "Wirklich", "failures": [{"node": ROOT}]});
    service.post("/v1/incidents", &real).await.expect(201);
    let count = async |words: &str| {
        let path = format!("/v1/situation?exercises={words}");
        read(&service, &path).await["incidents"].as_array().unwrap().len()
    };
    assert_eq!([count("without").await, count("only").await, count("with").await], [1, 1, 2]);
    assert_eq!(service.get("/v1/situation?exercises=vielleicht").await.status, 400);
}

#[tokio::test]
async fn alerts_never_join_an_exercise() {
    let service = with_receiver().await;
    practise(&service, ROOT).await;
    let outcome = told(&service, json!([alert(ROOT, "firing")])).await;
    assert_ne!(outcome["alerts"][0]["explained"], true, "{outcome}");
    let all = open(&service).await;
    assert_eq!(all.len(), 1, "{all:?}");
    let listed = read(&service, "/v1/incidents").await;
    let exercises: Vec<bool> =
        listed["items"].as_array().unwrap().iter().map(|i| i["exercise"] == true).collect();
    assert_eq!(exercises, [false, true], "the alert has opened an incident of its own");
    told(&service, json!([alert(ROOT, "resolved")])).await;
    let practised = read(&service, "/v1/situation?exercises=only").await;
    assert_eq!(practised["incidents"][0]["failures"][0]["ended"], false, "nor ends it");
}

#[tokio::test]
async fn every_picture_report_and_draft_of_an_exercise_carries_its_mark() {
    let service = with_receiver().await;
    let id = practise(&service, ROOT).await["id"].as_str().unwrap().to_owned();
    let form = async |form: &str| {
        service.get(&format!("/v1/situation?exercises=only&{form}")).await.expect(200).text
    };
    for (wanted, mark) in [
        ("format=html&lang=de", "ÜBUNG"),
        ("format=html&lang=en", "EXERCISE"),
        ("format=html&lang=de&marking=TLP:AMBER", "ÜBUNG · TLP:AMBER"),
        ("format=svg&lang=de", "ÜBUNG"),
        ("format=svg&view=timeline&lang=en", "EXERCISE"),
        ("format=dot&lang=de", "ÜBUNG"),
        ("format=graphml", "EXERCISE"),
        ("format=mermaid", "EXERCISE"),
    ] {
        let text = form(wanted).await;
        assert!(text.contains(mark), "{wanted}: {}", &text[..text.len().min(2_000)]);
    }
    let duties = read(&service, &format!("/v1/incidents/{id}/duties")).await;
    assert!(duties["exercise"] == true && duties["notice"]["de"].as_str().unwrap().starts_with("ÜBUNG"));
    let draft = read(&service, &format!("/v1/incidents/{id}/duties/bsig-32")).await;
    let title = &draft["draft"]["title"];
    assert_eq!((&draft["exercise"], &title["de"]), (&json!(true), &json!("ÜBUNG: Frühe Erstmeldung")));
    assert!(title["en"].as_str().unwrap().starts_with("EXERCISE: "));
}
