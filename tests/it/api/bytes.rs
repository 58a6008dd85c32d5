//! Bodies as they come: marked, compressed, in other codes, cut off in the middle of a character.

use super::alerts::with_receiver;
use crate::support::service::{Answer, MAP_LIMIT, Service, TOKEN, send};
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use std::io::Write;

const DELIVERIES: &str = "/v1/alert-receivers/rz/deliveries";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// As `send`, of what is no JSON text as it is sent.
async fn answered(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, text: response.text().await.unwrap() }
}

fn code(answer: &Answer) -> String {
    let kind = answer.json()["type"].as_str().unwrap().to_owned();
    kind.rsplit(':').next().unwrap().to_owned()
}

/// One request of each kind that takes a body, with the status of its success.
fn bodies() -> Vec<(&'static str, &'static str, &'static str, Vec<u8>, u16)> {
    let failure = json!({"failures": [{"node": "zwickau"}]}).to_string();
    let alerts = json!({"alerts": [{"key": "a", "state": "firing", "nodeRef": "zwickau"}]}).to_string();
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).to_string();
    let set =
        json!({"changes": [{"op": "patch", "key": "zwickau", "patch": {"description": "x"}}]}).to_string();
    let map = "tragweite: 1\nagencies:\n  neu.amt:\n    name: Neues Amt\n";
    vec![
        ("POST", "/v1/impact", "application/json", failure.into_bytes(), 200),
        ("POST", "/v1/change-sets", "application/json", set.into_bytes(), 201),
        (
            "PATCH",
            "/v1/nodes/zwickau",
            "application/merge-patch+json",
            b"{\"description\": \"y\"}".to_vec(),
            200,
        ),
        ("POST", "/v1/map", "application/yaml", map.as_bytes().to_vec(), 201),
        ("POST", DELIVERIES, "application/json", alerts.into_bytes(), 200),
        ("POST", "/mcp", "application/json", list.into_bytes(), 200),
    ]
}

fn request(service: &Service, method: &str, path: &str, kind: &str, body: Vec<u8>) -> RequestBuilder {
    let request = service.request(method, path).header("content-type", kind).body(body);
    if method == "PATCH" { request.header("if-match", "*") } else { request }
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped_and_wide_text_is_told() {
    let service = with_receiver(json!({"type": "generic", "rules": []})).await;
    for (method, path, kind, body, status) in bodies() {
        let marked = [b"\xef\xbb\xbf", &body[..]].concat();
        answered(request(&service, method, path, kind, marked)).await.expect(status);
        if path == "/mcp" {
            continue;
        }
        let text = String::from_utf8(body).unwrap();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for wide in [[b"\xff\xfe", &little[..]].concat(), [b"\xfe\xff", &big[..]].concat(), little, big] {
            let refused = answered(request(&service, method, path, kind, wide)).await.expect(400);
            assert!(refused.text.contains("UTF-16"), "{path}: {}", refused.text);
            assert!(refused.text.contains("in UTF-8"), "{path}: {}", refused.text);
        }
    }
}

#[tokio::test]
async fn bodies_that_were_compressed_are_unpacked() {
    let service = with_receiver(json!({"type": "generic", "rules": []})).await;
    for (method, path, kind, body, status) in bodies() {
        let ask = |coding: &'static str, body: Vec<u8>| {
            request(&service, method, path, kind, body).header("content-encoding", coding)
        };
        let packed = gzip(&body);
        answered(ask("gzip", packed.clone())).await.expect(status);
        // What is the same a second time changes nothing.
        let status = 200;
        answered(ask("X-GZIP", packed.clone())).await.expect(status);
        answered(ask("identity", body.clone())).await.expect(status);
        // In two parts, as `cat a.gz b.gz` makes them; and after a byte order mark.
        let (one, two) = body.split_at(5);
        answered(ask("gzip", [gzip(one), gzip(two)].concat())).await.expect(status);
        answered(ask("gzip", gzip(&[b"\xef\xbb\xbf", &body[..]].concat()))).await.expect(status);
        for coding in ["deflate", "br", "zstd", "gzip, gzip", "compress"] {
            let refused = answered(ask(coding, packed.clone())).await.expect(415);
            assert_eq!(code(&refused), "unsupported-encoding", "{path} {coding}");
            assert_eq!(refused.header("accept-encoding"), "gzip, identity", "{path} {coding}");
        }
        for broken in [&packed[..packed.len() - 9], &packed[..4], &body[..]] {
            let refused = answered(ask("gzip", broken.to_vec())).await.expect(400);
            assert_eq!(code(&refused), "damaged-gzip", "{path}");
        }
        // Not said to be compressed: told for what it is.
        if path != "/mcp" {
            let refused = answered(request(&service, method, path, kind, packed)).await.expect(400);
            assert!(refused.text.contains("gzip") && !refused.text.contains("not UTF-8"), "{}", refused.text);
        }
    }
}

#[tokio::test]
async fn no_more_comes_out_than_would_be_taken_plain() {
    let service = with_receiver(json!({"type": "generic", "rules": []})).await;
    for (path, limit) in
        [("/v1/impact", 8 << 20), ("/v1/map", MAP_LIMIT), (DELIVERIES, 32 << 20), ("/mcp", 256 << 10)]
    {
        let packed = gzip(&vec![b' '; limit + 1]);
        assert!(packed.len() < 100_000);
        let ask = service.request("POST", path).header("content-type", "application/json");
        let refused = answered(ask.header("content-encoding", "gzip").body(packed)).await.expect(413);
        assert_eq!(code(&refused), "too-large", "{path}");
    }
}

fn summary(outcome: &Value, at: usize) -> (&str, Vec<&str>) {
    let alert = &outcome["alerts"][at];
    let flags = alert["flags"].as_array().map(|flags| flags.iter().filter_map(Value::as_str).collect());
    (alert["summary"].as_str().unwrap_or_default(), flags.unwrap_or_default())
}

#[tokio::test]
async fn what_plugins_write_in_other_codes_is_taken_and_flagged() {
    let service = with_receiver(json!({"type": "icinga", "rules": [{"node": "{host}"}]})).await;
    let tell = async |host: &[u8], output: &[u8]| {
        let body = [&b"{\"host\": \""[..], host, b"\", \"state\": \"DOWN\", \"output\": \"", output, b"\"}"];
        let body = body.concat();
        answered(service.request("POST", DELIVERIES).body(body)).await.expect(200).json()
    };
    for (output, shown) in [
        (&b"Ger\xe4t antwortet nicht"[..], "Ger\u{fffd}t antwortet nicht"),
        (b"5 \x80, \x84zu\x93", "5 \u{fffd}, \u{fffd}zu\u{fffd}"),
        (b"cut off: B\xc3", "cut off: B\u{fffd}"),
        (b"cut off: \xe2\x82", "cut off: \u{fffd}\u{fffd}"),
        (b"cut off: \\ud83d", "cut off: \u{fffd}"),
        (b"the other half: \\ude00!", "the other half: \u{fffd}!"),
        (b"\\ud83dx\\ud83d\\ude00", "\u{fffd}x\u{1f600}"),
    ] {
        let outcome = tell(b"zwickau", output).await;
        let (text, flags) = summary(&outcome, 0);
        assert_eq!(text, shown);
        assert!(flags.contains(&"bytes-replaced"), "{flags:?}");
        assert_eq!(outcome["alerts"][0]["node"], "zwickau");
    }
    let whole = tell(b"zwickau", "Gerät \\\\ud83d".as_bytes()).await;
    assert_eq!(summary(&whole, 0).0, "Gerät \\ud83d");
    assert!(!summary(&whole, 0).1.contains(&"bytes-replaced"), "{whole}");
    // What differs stays apart although it is shown alike.
    let (first, second) = (tell(b"ger\xe4t", b"x").await, tell(b"ger\xf6t", b"x").await);
    assert_ne!(first["alerts"][0]["fingerprint"], second["alerts"][0]["fingerprint"]);
    assert_eq!(second["alerts"][0]["result"], "new");
    for outcome in [&first, &second] {
        let text = outcome.to_string();
        assert!(!text.chars().any(|c| ('\u{10f780}'..='\u{10ffff}').contains(&c)), "{text}");
    }
    // Everything else stays strict: what is kept for good must be right.
    let refused = service.request("POST", "/v1/impact").header("content-type", "application/json");
    let refused = answered(refused.body(&b"{\"title\": \"Ger\xe4t\"}"[..])).await.expect(400);
    assert!(
        refused.text.contains("not UTF-8") && refused.text.contains("hexadecimal e4"),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn a_signature_is_that_of_what_was_sent() {
    use hmac::{Hmac, KeyInit, Mac};
    let secret = "a-secret-for-tests-only";
    let receiver = json!({"type": "generic", "rules": [], "signature": {"secret": secret}});
    let service = with_receiver(receiver).await;
    let packed = gzip(
        json!({"alerts": [{"key": "a", "state": "firing", "nodeRef": "zwickau"}]}).to_string().as_bytes(),
    );
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(&packed);
    let signed: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let ask = |signature: &str| {
        let request = service.plain("POST", DELIVERIES).bearer_auth(TOKEN);
        request
            .header("content-encoding", "gzip")
            .header("x-grafana-alerting-signature", signature)
            .body(packed.clone())
    };
    answered(ask(&signed)).await.expect(200);
    assert_ne!(answered(ask(&signed.replace(['0', '1'], "2"))).await.status, 200);
    send(service.request("GET", "/v1/alerts")).await.expect(200);
}
