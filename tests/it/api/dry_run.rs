//! The page "what would this payload do", as a browser without scripts uses it.

use super::alerts::with_receiver;
use crate::support::service::{Answer, Service, TOKEN, send, with_form};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PAGE: &str = "/v1/alert-receivers/rz/dry-run";

async fn service() -> Service {
    with_receiver(json!({"type": "alertmanager", "rules": [
        {"when": [{"label": "agency"}], "node": "{agency}.{service}", "levels": {"warning": "degraded"}}
    ]}))
    .await
}

fn payload(services: &[&str]) -> Value {
    let alert = |(at, service): (usize, &&str)| {
        json!({"status": "firing", "labels": {"agency": "Dresden", "service": service, "severity": "warning"},
            "annotations": {"summary": format!("{service} <b>steht</b>")}, "startsAt": "2018-11-14T13:30:00Z",
            "endsAt": "0001-01-01T00:00:00Z", "fingerprint": at.to_string()})
    };
    let alerts: Vec<Value> = services.iter().enumerate().map(alert).collect();
    json!({"version": "4", "groupKey": "g", "status": "firing", "truncatedAlerts": 2, "alerts": alerts})
}

/// Sends the form as a browser does, without a token.
async fn paste(service: &Service, payload: &str, query: &str) -> Answer {
    send(with_form(service.plain("POST", &format!("{PAGE}{query}")), "payload", payload)).await
}

/// Fails the test unless the policy of the page lets its own style through, and hardly anything else.
#[track_caller]
fn assert_policy(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    let style = answer.text.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let digest = BASE64_STANDARD.encode(Sha256::digest(style));
    assert!(policy.contains(&format!("style-src 'sha256-{digest}'")), "{policy}");
    assert!(policy.starts_with("default-src 'none';") && policy.contains("form-action 'self'"), "{policy}");
    assert!(!answer.text.contains("<script") && !answer.text.contains(" style="));
    assert!(answer.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn a_person_sees_what_a_payload_would_do() {
    let service = service().await;
    let empty = send(service.plain("GET", PAGE).header("accept-language", "de")).await.expect(200);
    assert_policy(&empty);
    assert!(
        empty.text.contains("Was würde diese Meldung bewirken?") && empty.text.contains("{agency}.{service}")
    );
    assert!(empty.text.contains("<html lang=\"de\">") && empty.text.contains("agency"));
    let body = payload(&["Storage", "unbekannt"]).to_string();
    let german = paste(&service, &body, "?lang=de").await.expect(200);
    assert_policy(&german);
    for expected in [
        "Ergebnis: Was würde",
        "2 Meldungen gelesen, 1 ohne Knoten. Der Zustand von 1 Knoten würde sich ändern.",
        "<code>dresden.storage</code>): <b class=\"state degraded\">▲&nbsp;eingeschränkt</b> seit Mi, 14.11.2018, 14:30 Uhr",
        "data-head=\"Regel\">1</td>",
        "rule 1: there is no node dresden.unbekannt",
        "davon ist nichts bekannt: 2",
        "Storage &#60;b&#62;steht",
        "neu: der Knoten fällt aus",
    ] {
        assert!(german.text.contains(expected), "{expected}: {}", german.text);
    }
    let english = paste(&service, &body, "?lang=en").await.expect(200);
    assert!(
        english.text.contains("2 alerts read, 1 without a node. 1 node would change."),
        "{}",
        english.text
    );
    // It was only a question.
    let kept = service.get("/v1/alerts").await.expect(200).json();
    assert_eq!(kept["items"], json!([]));
    assert_eq!(service.get("/v1/incidents").await.expect(200).json()["items"], json!([]));
}

#[tokio::test]
async fn what_is_wrong_is_told_on_the_page() {
    let service = service().await;
    let broken =
        paste(&service, "{\n\"version\": \"4\",\n<script>alert(1)</script>", "?lang=de").await.expect(400);
    assert_policy(&broken);
    assert!(broken.text.contains("So kann die Meldung nicht gelesen werden"), "{}", broken.text);
    assert!(
        broken.text.contains("Zeile 3") && broken.text.contains("aria-invalid=\"true\""),
        "{}",
        broken.text
    );
    assert!(broken.text.contains("&#60;script&#62;alert(1)"), "what was pasted stays there");
    let other = paste(&service, "{\"version\": \"7\", \"alerts\": []}", "?lang=en").await.expect(400);
    assert!(other.text.contains("<code>/version</code>"), "{}", other.text);
    let long = paste(&service, &"x".repeat((1 << 20) + 1), "?lang=de").await.expect(413);
    assert!(long.text.contains("länger als 1.048.576 Byte"), "{}", long.text);
    let longer = paste(&service, &"ä".repeat(1 << 20), "").await.expect(413);
    assert_policy(&longer);
    send(service.plain("GET", "/v1/alert-receivers/nirgends/dry-run")).await.expect(404);
    send(service.plain("GET", &format!("{PAGE}?lang=fr"))).await.expect(400);
    send(with_form(service.plain("POST", PAGE), "other", "x")).await.expect(400);
}

#[tokio::test]
async fn elsewhere_the_browser_asks_for_the_token_as_a_password() {
    let service = Service::elsewhere().await;
    let receiver = json!({"type": "generic", "rules": []});
    let put = service.request("PUT", "/v1/alert-receivers/rz").header("if-none-match", "*").json(&receiver);
    send(put).await.expect(201);
    let asks = send(service.plain("GET", PAGE)).await.expect(401);
    let ways: Vec<&str> =
        asks.headers.get_all("www-authenticate").iter().map(|v| v.to_str().unwrap()).collect();
    assert!(
        ways.iter().any(|way| way.starts_with("Bearer")) && ways.iter().any(|way| way.starts_with("Basic")),
        "{ways:?}"
    );
    let own = service.plain("GET", PAGE).basic_auth("ich", Some(TOKEN));
    send(own).await.expect(200);
    let body = json!({"alerts": [{"key": "k", "state": "firing", "nodeRef": "dresden.storage"}]}).to_string();
    let page =
        |password| with_form(service.plain("POST", PAGE).basic_auth("ich", Some(password)), "payload", &body);
    let form = page(TOKEN);
    assert!(
        send(form.header("origin", "https://tragweite.example").header("host", "tragweite.example"))
            .await
            .expect(200)
            .text
            .contains("dresden.storage")
    );
    send(page("falsch-falsch-falsch")).await.expect(401);
    // The password that a browser then knows opens nothing else: no other address, and no delivery from another page.
    let nodes = send(service.plain("GET", "/v1/nodes").basic_auth("ich", Some(TOKEN))).await.expect(401);
    assert!(!nodes.header("www-authenticate").contains("Basic"));
    let deliver = || {
        service
            .plain("POST", "/v1/alert-receivers/rz/deliveries")
            .basic_auth("ich", Some(TOKEN))
            .body(body.clone())
    };
    send(deliver().header("origin", "https://boese.example")).await.expect(403);
    send(deliver()).await.expect(200);
}
