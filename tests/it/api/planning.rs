//! The planners' questions through real HTTP: as data and as papers, with hypothetical changes, and everything that can be
//! wrong.

use crate::support::service::{Service, send};
use serde_json::{Value, json};

const CIRCLES: &str = "/v1/analyses/circles";

/// The directory and its name service need each other, as a hypothetical change.
fn circle() -> Value {
    let change = |key: &str, provider: &str| {
        json!({"op": "put", "node": {"key": key, "kind": "service", "name": format!("Dienst <{key}> & Co"),
               "agency": "dresden", "layer": "platform", "needs": [provider]}})
    };
    json!([change("dresden.a-kreis", "dresden.b-kreis"), change("dresden.b-kreis", "dresden.a-kreis")])
}

#[tokio::test]
async fn hypothetical_changes_count_and_are_named() {
    let service = Service::dresden().await;
    let none = service.post(CIRCLES, &json!({})).await.expect(200);
    assert_eq!((&none.json()["total"], none.header("map-revision")), (&json!(0), "1"));
    let found = service.post(CIRCLES, &json!({"changes": circle()})).await.expect(200).json();
    assert_eq!((&found["total"], &found["revision"]), (&json!(1), &json!(1)));
    assert_eq!(found["circles"][0]["nodes"][0]["key"], "dresden.a-kreis");
    assert_eq!(found["circles"][0]["nodes"][1]["agencyName"], "Landeshauptstadt Dresden");
    assert_eq!(found["assumptions"]["hypotheticalChanges"], 2);
    assert_eq!(found["assumptions"]["nodes"], 66);
    // Nobody confirmed the new needs.
    let sure = json!({"changes": circle(), "include": "confirmed"});
    assert_eq!(service.post(CIRCLES, &sure).await.expect(200).json()["total"], 0);
    // The map itself has not changed.
    assert_eq!(service.get("/v1/nodes/dresden.a-kreis").await.status, 404);
}

#[tokio::test]
async fn answers_come_as_papers_in_both_languages() {
    let service = Service::dresden().await;
    let body = json!({"changes": circle()});
    let asked = |query: &str| service.request("POST", &format!("{CIRCLES}{query}")).json(&body);
    let german = send(asked("?format=html")).await.expect(200);
    assert_eq!(german.header("content-type"), "text/html; charset=utf-8");
    assert!(german.header("content-security-policy").contains("default-src 'none'"));
    assert!(german.text.contains("<html lang=\"de\">"), "{}", german.text);
    assert!(german.text.contains("Dienst &#60;dresden.a-kreis&#62; &#38; Co"), "{}", german.text);
    let english =
        send(asked("").header("accept", "text/html").header("accept-language", "en-GB")).await.expect(200);
    assert_eq!(english.header("content-language"), "en");
    assert!(english.text.contains("Which dependencies form a circle?"), "{}", english.text);
    let text = send(asked("?format=text&lang=de")).await.expect(200);
    assert!(text.text.contains("Die Karte enthält 2 angenommene Änderungen."), "{}", text.text);
    let pdf = send(asked("?format=pdf")).await.expect(200);
    assert_eq!(pdf.header("content-disposition"), "inline; filename=\"circles.pdf\"");
    assert_eq!(send(asked("").header("accept", "image/png")).await.status, 406);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let service = Service::dresden().await;
    let wrong = json!({"off": 1, "of": {"kind": "agenci", "area": "x", "label": "=", "nodes": []}, "limit": 0,
                       "include": "some"});
    let answer = service.post(CIRCLES, &wrong).await.expect(400);
    let mut codes = answer.codes();
    codes.sort();
    let expected = [
        "invalid-area",
        "invalid-label",
        "number-out-of-range",
        "unknown-property",
        "unknown-word",
        "unknown-word",
    ];
    assert_eq!(codes, expected, "{}", answer.text);
    let unknown =
        service.post(CIRCLES, &json!({"of": ["dresden.storage-sink", "gibt-es-nicht"]})).await.expect(400);
    assert_eq!(unknown.codes(), ["unknown-key", "unknown-key"]);
    assert!(unknown.text.contains("did you mean dresden.storage-sync?"), "{}", unknown.text);
    let nothing =
        service.post(CIRCLES, &json!({"of": {"agency": "dresden", "area": "99"}})).await.expect(400);
    assert_eq!(nothing.codes(), ["empty-selection"]);
    let parameter = service.post(&format!("{CIRCLES}?formt=html"), &json!({})).await.expect(400);
    assert_eq!(parameter.codes(), ["unknown-parameter"]);
    assert_eq!(send(service.request("POST", CIRCLES).body("{}")).await.status, 415);
}
