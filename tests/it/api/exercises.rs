//! An exercise through real HTTP: it never meets what is real, and carries its mark in every form.

use super::joined::{alert, open, told, with_receiver};
use crate::support::service::{Service, send};
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
async fn lists_and_agents_tell_exercises_apart() {
    let service = with_receiver().await;
    let real = json!({"title": "Wirklich", "failures": [{"node": ROOT}]});
    let mut ids = Vec::new();
    for number in 0..7 {
        let opened = if number % 3 == 0 {
            practise(&service, ROOT).await
        } else {
            service.post("/v1/incidents", &real).await.expect(201).json()
        };
        ids.push(opened["id"].as_str().unwrap().to_owned());
    }
    let listed = async |exercises: &str, limit: usize| {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/incidents?limit={limit}{exercises}{cursor}");
            let page = read(&service, &path).await;
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= limit);
            found.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    };
    for limit in [1, 2, 3, 100] {
        let some = |numbers: &[usize]| numbers.iter().map(|n| ids[n - 1].clone()).collect::<Vec<_>>();
        assert_eq!(listed("", limit).await, some(&[7, 6, 5, 4, 3, 2, 1]));
        assert_eq!(listed("&exercises=with", limit).await.len(), 7);
        assert_eq!(listed("&exercises=only", limit).await, some(&[7, 4, 1]), "{limit}");
        assert_eq!(listed("&exercises=without", limit).await, some(&[6, 5, 3, 2]), "{limit}");
        assert_eq!(listed("&exercises=only&state=closed", limit).await, some(&[]));
    }
    let cursor = read(&service, "/v1/incidents?limit=1&exercises=only").await["next"].clone();
    let foreign = format!("/v1/incidents?limit=1&cursor={}", cursor.as_str().unwrap());
    service.get(&foreign).await.expect(400);
    let situation = async |arguments: Value| {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "situation", "arguments": arguments}});
        let answer = service.request("POST", "/mcp").header("accept", "application/json, text/event-stream");
        send(answer.json(&call)).await.expect(200).json()["result"].clone()
    };
    for (arguments, marks) in [
        (json!({}), vec![false; 4]),
        (json!({"exercises": "only"}), vec![true; 3]),
        (json!({"exercises": "with"}), vec![true, false, false, true, false, false, true]),
    ] {
        let told = situation(arguments.clone()).await;
        let incidents = told["structuredContent"]["incidents"].as_array().unwrap();
        let marked: Vec<bool> = incidents.iter().map(|incident| incident["exercise"] == true).collect();
        assert_eq!(marked, marks, "{arguments}");
        let exercise = marks.contains(&true);
        assert_eq!(told["structuredContent"]["exercise"], exercise);
        assert_eq!(told["content"][0]["text"].as_str().unwrap().contains("EXERCISE"), exercise);
    }
    assert_eq!(situation(json!({"exercises": "vielleicht"})).await["isError"], true);
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
