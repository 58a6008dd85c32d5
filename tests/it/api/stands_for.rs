//! A node that stands for many counts as many; people are counted once.

use crate::support::service::Service;
use serde_json::json;

#[tokio::test]
async fn it_counts_as_many_as_it_stands_for() {
    let service = Service::dresden().await;
    let put = |node| json!({"op": "put", "node": node});
    let scenario = json!({"failures": [{"node": "netz.kern"}], "changes": [
        put(json!({"key": "netz", "kind": "agency", "name": "Netz"})),
        put(json!({"key": "gemeinden", "kind": "agency", "name": "Gemeinden", "standsFor": 430, "population": 800_000})),
        put(json!({"key": "netz.kern", "kind": "service", "name": "Kern", "agency": "netz", "layer": "network"})),
        put(json!({"key": "gemeinden.amt", "kind": "site", "name": "Bürgerbüro", "agency": "gemeinden", "standsFor": 500,
                   "needs": ["netz.kern"]})),
        put(json!({"key": "gemeinden.melden", "kind": "service", "name": "Melden", "agency": "gemeinden",
                   "layer": "public", "standsFor": 430, "needs": [{"supportedBy": ["netz.kern"]}],
                   "offeredAt": ["gemeinden.amt"], "casesPerDay": 100})),
        put(json!({"key": "gemeinden.archiv", "kind": "service", "name": "Archiv", "agency": "gemeinden",
                   "layer": "application", "standsFor": 7})),
    ]});
    let answer = service.post("/v1/impact", &scenario).await.expect(200).json();
    let totals = &answer["totals"];
    let counted =
        ["unavailable", "degraded", "services", "publicServices", "sites", "agencies", "people", "uncertain"];
    let numbers = counted.map(|name| totals[name].as_u64().unwrap());
    // The office takes the service down with it: its only one.
    assert_eq!(numbers, [1 + 500 + 430, 0, 1 + 430, 430, 500, 1 + 430, 800_000, 500 + 430], "{answer}");
    assert_eq!(totals["casesPerDay"].as_f64(), Some(100.0));
    let agencies = answer["agencies"].as_array().unwrap();
    let towns = agencies.iter().find(|agency| agency["key"] == "gemeinden").unwrap();
    let stand = ["unavailable", "degraded", "working"].map(|name| towns[name].as_u64().unwrap());
    assert_eq!(stand, [930, 0, 7]);
    let office = answer["affected"].as_array().unwrap().iter().find(|n| n["key"] == "gemeinden.amt").unwrap();
    assert_eq!(office["standsFor"], 500);
}
