//! Questions over HTTP: the published cases, the same bytes as without a server, earlier maps, parts.

use crate::support::service::{Service, send};
use crate::support::{maps, vectors_doc};
use serde_json::{Value, json};
use tragweite::app::impact::{MAX_LINKS, ask};
use tragweite::app::pool::Pool;
use tragweite::wire::{Place, Problems, Tree, decode_scenario};

fn scenario() -> Value {
    json!({"title": "Abgleich", "startsAt": "2018-11-14T14:30:00+01:00", "horizon": "P7D", "failures": [
        {"node": "dresden.storage-sync", "from": "PT0S", "until": "2018-11-16T08:00:00+01:00"}]})
}

#[tokio::test]
async fn answers_are_the_bytes_of_the_use_case() {
    let service = Service::dresden().await;
    let answer = service.post("/v1/impact", &scenario()).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    let tree = Tree::of(&scenario()).unwrap();
    let request = decode_scenario(&tree, &Place::ROOT, &mut Problems::default()).unwrap();
    let same = |map: &tragweite::map::Map| {
        ask(map, &request, &Pool::default(), MAX_LINKS, |a| serde_json::to_string(&a).unwrap()).unwrap()
    };
    assert_eq!(answer.text, same(&service.app.maps.current()));
    // However the map was put together: files without a database, an overlay, a compacted base.
    let loaded = maps::load(&maps::graphs().join("dresden-2018"));
    assert_eq!(answer.text.replacen("\"revision\":1", "\"revision\":0", 1), same(&loaded));
    service.app.maps.compact().await.unwrap();
    assert_eq!(answer.text, service.post("/v1/impact", &scenario()).await.text);
    insta::assert_json_snapshot!("dresden_sync", answer.json());
}

#[tokio::test]
async fn published_cases_come_out_exactly() {
    let service = Service::start(&[], true).await;
    let mut checked = 0;
    for case in vectors_doc::all() {
        let map = send(service.request("PUT", "/v1/map").header("if-match", "*").json(&case.map)).await;
        assert!(map.status.is_success(), "{}: {}", case.name, map.text);
        let answer = service.post("/v1/impact", &case.scenario).await.expect(200).json();
        assert_eq!(vectors_doc::affected(&answer), case.affected, "{}", case.name);
        assert_eq!(vectors_doc::at_risk(&answer), case.at_risk, "{}", case.name);
        checked += 1;
    }
    assert_eq!(checked, 240 + 120);
}

#[tokio::test]
async fn earlier_maps_answer_as_they_did() {
    let service = Service::dresden().await;
    let question = json!({"failures": [{"node": "dresden.storage-sync"}]});
    let before = service.post("/v1/impact", &question).await.expect(200);
    let cut = json!({"changes": [{"op": "patch", "key": "zwickau.kfz-zulassung", "patch": {"needs": []}}]});
    service.post("/v1/change-sets", &cut).await.expect(201);
    let after = service.post("/v1/impact", &question).await.expect(200);
    assert!(!after.text.contains("\"zwickau.kfz-zulassung\""));
    let then = service.post("/v1/impact?asOf=1", &question).await.expect(200);
    assert_eq!(then.text, before.text);
    let node = service.get("/v1/nodes/zwickau.kfz-zulassung?asOf=1").await.expect(200);
    assert!(node.text.contains("needs"));
    let then = service.get("/v1/nodes/zwickau.kfz-zulassung?asOf=2100-01-01T00:00:00Z").await.expect(200);
    assert!(!then.text.contains("needs"));
    service.get("/v1/nodes?asOf=99").await.expect(404);
    // What would be if it were cut: the same answer as after the cut, but for the revision and the assumption.
    let mut what_if = question.clone();
    what_if["changes"] = cut["changes"].clone();
    let hypothetical = service.post("/v1/impact?asOf=1", &what_if).await.expect(200).json();
    assert_eq!(hypothetical["affected"], after.json()["affected"]);
    assert_eq!(hypothetical["assumptions"]["hypotheticalChanges"], 1);
    assert_eq!(service.app.maps.current().revision(), 2);
}

#[tokio::test]
async fn long_answers_come_in_parts_of_one_map() {
    let service = Service::start(&["suedwestfalen-2023"], true).await;
    let node = "/v1/nodes/sit.rz-siegen/impact";
    let all = service.get("/v1/nodes/sit.zentral/impact").await.expect(200).json();
    assert!(service.get(node).await.status.as_u16() < 500);
    let (mut items, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let more = cursor.as_ref().map(|c| format!("&cursor={c}")).unwrap_or_default();
        let part =
            service.get(&format!("/v1/nodes/sit.zentral/impact?limit=40{more}")).await.expect(200).json();
        assert_eq!((&part["totals"], &part["revision"]), (&all["totals"], &json!(1)));
        items.extend(part["affected"].as_array().unwrap().clone());
        // A change in between does not mix two maps.
        let name = json!({"changes": [{"op": "patch", "key": "sit", "patch": {"description": items.len().to_string()}}]});
        service.post("/v1/change-sets", &name).await.expect(201);
        cursor = part["next"].as_str().map(String::from);
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(Value::from(items), all["affected"]);
    let foreign = service.get("/v1/nodes/sit.zentral/impact?limit=40&cursor=1-2-3").await.expect(400);
    assert_eq!(foreign.json()["type"], "urn:tragweite:problem:invalid-cursor");
}
