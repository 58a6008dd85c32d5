//! Nobody asks more often than he may, whoever tries wrong keys keeps nobody else out, and keys do not belong into addresses.

use crate::support::service::{Answer, Service, TOKEN, send};
use serde_json::json;
use std::net::SocketAddr;
use tragweite::access::Rate;
use tragweite::api::{Policy, Token};

/// One that others share, with these quotas of keys and of addresses.
async fn service(each: Option<&str>, address: Option<&str>) -> Service {
    let rate = |text: Option<&str>| text.map(|text| text.parse::<Rate>().unwrap());
    Service::guarded(&["dresden-2018"], |_| {
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 80));
        let policy = Policy::new(everywhere, Some(Token::new(TOKEN).unwrap())).unwrap();
        policy.with_quotas(rate(each), rate(address))
    })
    .await
}

async fn key(service: &Service, role: &str) -> String {
    let body = json!({"name": "x", "roles": [{"role": role}]});
    service.post("/v1/keys", &body).await.expect(201).json()["key"].as_str().unwrap().to_owned()
}

/// That somebody may come again, and when.
fn refused(answer: Answer, status: u16, kind: &str) {
    let answer = answer.expect(status);
    assert!(
        (1..=3_600).contains(&answer.header("retry-after").parse::<u32>().unwrap()),
        "{:?}",
        answer.headers
    );
    assert_eq!(answer.json()["type"], format!("urn:tragweite:problem:{kind}"));
}

#[tokio::test]
async fn each_key_asks_as_often_as_it_may_and_no_more() {
    // So slow that nothing comes back while this runs.
    let service = service(Some("1/30"), Some("1/3")).await;
    let (one, other) = (key(&service, "operator").await, key(&service, "operator").await);
    let ask = |key: &str| send(service.plain("GET", "/v1/keys").bearer_auth(key));
    let mut answered = 0;
    let last = loop {
        let answer = ask(&one).await;
        if answer.status != 200 || answered > 100 {
            break answer;
        }
        answered += 1;
    };
    assert!((30..=90).contains(&answered), "{answered}");
    refused(last, 429, "too-many-requests");
    ask(&other).await.expect(200);
    // A sender of alerts comes again after what it takes for a moment of much to do.
    let receiver = json!({"type": "generic", "rules": [{"node": "dresden.{service}"}]});
    send(service.request("PUT", "/v1/alert-receivers/rz").header("if-none-match", "*").json(&receiver))
        .await
        .expect(201);
    let deliver = || {
        let body = json!({"alerts": []});
        send(service.plain("POST", "/v1/alert-receivers/rz/deliveries").bearer_auth(&one).json(&body))
    };
    let mut last = deliver().await;
    while last.status == 200 {
        last = deliver().await;
    }
    refused(last, 503, "overloaded");
    // Those without a key, by their address; what watches the service is always answered.
    let nobody = || send(service.plain("GET", "/v1/session"));
    let mut last = nobody().await;
    while last.status == 200 {
        last = nobody().await;
    }
    refused(last, 429, "too-many-requests");
    for path in ["/livez", "/readyz", "/livez", "/livez"] {
        send(service.plain("GET", path)).await.expect(200);
    }
}

#[tokio::test]
async fn whoever_tries_wrong_keys_keeps_nobody_out() {
    let service = service(None, None).await;
    let mine = key(&service, "viewer").await;
    // The id of a key that there is, with another secret: the check fits.
    let wrong = tragweite::access::NewKey::new(&[9; 50]).text;
    let attempt = |key: &str| send(service.plain("GET", "/v1/nodes?limit=1").bearer_auth(key));
    let mut tries = 0;
    let last = loop {
        let answer = attempt(&wrong).await;
        tries += 1;
        if answer.status != 401 || tries > 300 {
            break answer;
        }
    };
    assert!((60..=200).contains(&tries), "{tries}");
    refused(last, 429, "too-many-attempts");
    // From the same address: with the right key, with another wrong one, and who signs in.
    attempt(&mine).await.expect(200);
    attempt(&tragweite::access::NewKey::new(&[8; 50]).text).await.expect(401);
    send(service.plain("POST", "/v1/session").json(&json!({"key": mine}))).await.expect(201);
    refused(attempt(&wrong).await, 429, "too-many-attempts");
    // Without a key it is as always.
    send(service.plain("GET", "/v1/nodes?limit=1")).await.expect(401);
    let log = service.get("/v1/audit?limit=500").await.expect(200).text;
    assert!(!log.contains("\\\"outcome\\\":429"), "attempts beyond fill nothing");
}

#[tokio::test]
async fn a_key_in_an_address_is_refused_even_when_it_counts() {
    let service = service(None, None).await;
    let mine = key(&service, "operator").await;
    for query in [format!("key={mine}"), format!("limit=1&q={mine}"), "access_token=x".to_owned()] {
        let request =
            service.plain("GET", &format!("/v1/nodes?{query}")).bearer_auth(&mine).send().await.unwrap();
        let (status, text) = (request.status(), request.text().await.unwrap());
        assert!(status == 400 && text.contains("urn:tragweite:problem:key-in-address"), "{text}");
        assert!(!text.contains(&mine));
    }
    let log = service.get("/v1/audit?limit=500").await.expect(200).text;
    assert!(!log.contains(&mine));
}

#[tokio::test]
async fn a_sealed_key_that_was_opened_is_told_to_everybody_concerned() {
    let service = service(None, None).await;
    let sealed = json!({"name": "Tresor", "roles": [{"role": "operator"}], "sealed": true});
    let made = service.post("/v1/keys", &sealed).await.expect(201).json();
    let told = |state: &str, count: u32| format!("tragweite_sealed_keys{{state=\"{state}\"}} {count}\n");
    let numbers = service.get("/metrics").await.expect(200).text;
    assert!(numbers.contains(&told("sealed", 1)) && numbers.contains(&told("opened", 0)), "{numbers}");
    let opened =
        send(service.plain("POST", "/v1/session").json(&json!({"key": made["key"]}))).await.expect(201);
    let cookie = opened.header("set-cookie").split(';').next().unwrap().to_owned();
    let page = service
        .plain("GET", "/")
        .header("accept", "text/html")
        .header("cookie", cookie)
        .send()
        .await
        .unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("Notfallzugang") && page.contains("Tresor"));
    let numbers = service.get("/metrics").await.expect(200).text;
    assert!(numbers.contains(&told("sealed", 0)) && numbers.contains(&told("opened", 1)), "{numbers}");
    let log = service.get("/v1/audit?limit=500").await.expect(200).text;
    assert!(
        log.contains(r#"\"name\":\"Tresor\",\"action\":\"POST\",\"object\":\"/v1/session\",\"outcome\":201"#),
        "{log}"
    );
}
