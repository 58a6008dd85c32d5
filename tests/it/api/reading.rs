//! Lists, filters, pages, neighbours, the whole map out.

use crate::support::service::{Service, send};
use serde_json::{Value, json};

fn keys(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|n| n["key"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn filters_find_what_they_say() {
    let service = Service::dresden().await;
    let find = async |query: &str| keys(&service.get(&format!("/v1/nodes?{query}")).await.expect(200).json());
    assert_eq!(
        find("kind=agency").await,
        ["dresden", "dresden-bibliotheken", "dresden-fraktionen", "zwickau"]
    );
    assert_eq!(find("q=kfz%20zwickau").await, ["zwickau.kfz-zulassung"]);
    assert!(find("q=VERF%C3%9CGBAR%20gibtesnicht").await.is_empty());
    let zwickau = find("area=14524&limit=1000").await;
    assert!(zwickau.len() > 5 && zwickau.iter().all(|k| k.starts_with("zwickau")), "{zwickau:?}");
    assert_eq!(find("agency=zwickau&kind=site").await.len(), 3);
    let public = find("layer=public&agency=dresden").await;
    assert!(
        public.contains(&"dresden.kfz-zulassung".to_owned())
            && !public.contains(&"dresden.storage".to_owned())
    );
}

#[tokio::test]
async fn a_walk_shows_one_map_whatever_changes_meanwhile() {
    let service = Service::dresden().await;
    for list in ["/v1/nodes", "/v1/dependencies"] {
        let whole = service.get(&format!("{list}?limit=1000")).await.expect(200).json();
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = service.get(&format!("{list}?limit=7{cursor}")).await.expect(200).json();
            assert_eq!(page["revision"], whole["revision"]);
            items.extend(page["items"].as_array().unwrap().clone());
            let key = format!("zwickau.neu-{}", service.app.maps.current().revision());
            let node = json!({"key": key, "kind": "service", "name": key, "agency": "zwickau", "layer": "platform", "needs": ["zwickau.telefon"]});
            service
                .post("/v1/change-sets", &json!({"changes": [{"op": "put", "node": node}]}))
                .await
                .expect(201);
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(Value::from(items), whole["items"]);
        let foreign = service.get(&format!("{list}?limit=7{cursor}&asOf=1")).await;
        assert_eq!(foreign.status.as_u16(), 400, "a cursor belongs to its filters");
    }
}

#[tokio::test]
async fn neighbours_come_nearest_first() {
    let service = Service::dresden().await;
    let around =
        service.get("/v1/nodes/dresden.storage/dependents?depth=20&limit=1000").await.expect(200).json();
    let depths: Vec<u64> =
        around["items"].as_array().unwrap().iter().map(|n| n["depth"].as_u64().unwrap()).collect();
    assert!(depths.is_sorted() && depths.len() > 20);
    assert_eq!(around["items"][0]["key"], "dresden.server-platform");
    let first = around["items"][0]["through"][0].as_str().unwrap();
    service.get(&format!("/v1/dependencies/{first}")).await.expect(200);
    let cut = service.get("/v1/nodes/dresden.storage/dependents?depth=20&limit=2").await.expect(200).json();
    assert_eq!((cut["truncated"].as_bool(), cut["items"].as_array().unwrap().len()), (Some(true), 2));
}

#[tokio::test]
async fn dependencies_are_found_by_what_they_say() {
    let service = Service::dresden().await;
    let count = async |query: &str| {
        let page = service.get(&format!("/v1/dependencies?limit=1000&{query}")).await.expect(200).json();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(count("").await, 65);
    assert_eq!(count("confirmation=confirmed").await, 20);
    assert_eq!(count("provider=dresden.storage-sync").await, 1);
    assert_eq!(count("dependent=zwickau.kfz-zulassung&relation=offeredAt").await, 1);
    assert_eq!(count("provider=zwickau.werdau&relation=offeredAt").await, 1);
}

#[tokio::test]
async fn the_map_goes_out_and_comes_back() {
    let service = Service::dresden().await;
    let yaml = service.get("/v1/map").await.expect(200);
    assert_eq!((yaml.header("content-type"), yaml.header("etag")), ("application/yaml", "\"1\""));
    let unchanged = service.request("GET", "/v1/map").header("if-none-match", "\"1\"");
    send(unchanged).await.expect(304);
    let by_accept =
        send(service.request("GET", "/v1/map").header("accept", "application/json")).await.expect(200);
    let by_format = service.get("/v1/map?format=json").await.expect(200);
    assert_eq!(by_accept.text, by_format.text);
    for (kind, text) in [("application/yaml", &yaml.text), ("application/json", &by_format.text)] {
        let same = service
            .request("PUT", "/v1/map?dryRun=true")
            .header("if-match", "\"1\"")
            .header("content-type", kind);
        let plan = send(same.body(text.clone())).await.expect(200).json();
        assert_eq!((&plan["added"], &plan["changed"], &plan["removed"]), (&json!(0), &json!(0), &json!(0)));
    }
    send(
        service.request("PUT", "/v1/map").header("content-type", "application/yaml").body(yaml.text.clone()),
    )
    .await
    .expect(428);
    let stale = service
        .request("PUT", "/v1/map")
        .header("if-match", "\"7\"")
        .header("content-type", "application/yaml");
    send(stale.body(yaml.text)).await.expect(412);
}
