//! Who may do what: this machine only, changes with the token, browsers of other pages kept out.

use crate::support::service::{Service, TOKEN, send};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tragweite::api::{Policy, Token};

#[tokio::test]
async fn changes_need_the_token_and_questions_do_not() {
    let service = Service::dresden().await;
    let set = json!({"changes": [{"op": "patch", "key": "zwickau", "patch": {"description": "x"}}]});
    let post = |path: &str| service.plain("POST", path).json(&set);
    let missing = send(post("/v1/change-sets")).await.expect(401);
    assert!(missing.header("www-authenticate").starts_with("Bearer"));
    let wrong = send(post("/v1/change-sets").bearer_auth("another-token-of-length")).await.expect(401);
    assert!(!wrong.text.contains(TOKEN) && !wrong.text.contains("another-token"));
    send(post("/v1/change-sets?dryRun=true")).await.expect(200);
    send(service.plain("GET", "/v1/nodes").bearer_auth("another-token-of-length")).await.expect(401);
    send(service.plain("POST", "/v1/impact").json(&json!({"failures": [{"node": "zwickau"}]})))
        .await
        .expect(200);
    send(service.plain("GET", "/v1/nodes")).await.expect(200);
    assert_eq!(service.app.maps.current().revision(), 1);
    send(post("/v1/change-sets").bearer_auth(TOKEN)).await.expect(201);
    for (method, path) in [
        ("PUT", "/v1/map"),
        ("POST", "/v1/map"),
        ("DELETE", "/v1/nodes/zwickau"),
        ("PATCH", "/v1/nodes/zwickau"),
    ] {
        send(service.plain(method, path)).await.expect(401);
    }
}

#[tokio::test]
async fn without_a_token_nothing_can_be_changed() {
    let service = Service::start(&["dresden-2018"], false).await;
    let answer = send(service.request("DELETE", "/v1/nodes/zwickau.telefon").header("if-match", "*"))
        .await
        .expect(403);
    assert!(answer.text.contains("--token-file"), "{}", answer.text);
    send(service.plain("GET", "/v1/nodes")).await.expect(200);
}

#[tokio::test]
async fn other_pages_cannot_use_a_browser_against_us() {
    let service = Service::dresden().await;
    send(service.request("GET", "/v1/nodes").header("host", "boese.example")).await.expect(403);
    send(service.request("GET", "/v1/nodes").header("host", "localhost:80")).await.expect(200);
    let change = service.request("DELETE", "/v1/nodes/zwickau.telefon").header("if-match", "*");
    send(change.header("origin", "https://boese.example")).await.expect(403);
    assert_eq!(service.app.maps.current().revision(), 1);
    // Nor learn what is on the map: by an answer, or by whether a picture or script could be loaded.
    let there = |path: &str| service.plain("GET", path);
    for path in ["/v1/nodes/zwickau.telefon", "/v1/nodes/not.there", "/v1/map", "/v1/not-there", "/metrics"] {
        for origin in ["https://boese.example", "null", "http://localhost.boese.example"] {
            send(there(path).header("origin", origin)).await.expect(403);
        }
        for dest in ["image", "script", "empty", "iframe"] {
            let site = there(path).header("sec-fetch-site", "cross-site").header("sec-fetch-dest", dest);
            send(site.header("sec-fetch-mode", "no-cors")).await.expect(403);
        }
    }
    let frame =
        there("/v1/nodes").header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate");
    send(frame.header("sec-fetch-dest", "iframe")).await.expect(403);
    // Who follows a link, asks from our own page or without a browser is answered; and no answer is for other pages.
    let link = there("/v1/nodes").header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate");
    send(link.header("sec-fetch-dest", "document")).await.expect(200);
    send(there("/v1/nodes").header("sec-fetch-site", "same-origin").header("sec-fetch-dest", "empty"))
        .await
        .expect(200);
    send(there("/v1/nodes").header("origin", format!("http://{}", service.address))).await.expect(200);
    for path in ["/v1/nodes", "/v1/not-there", "/livez", "/docs/"] {
        assert_eq!(send(there(path)).await.header("cross-origin-resource-policy"), "same-origin", "{path}");
    }
}

/// Sends these lines as the head of a request; gives the status of the answer.
async fn raw(service: &Service, lines: &[&str]) -> String {
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    let head = format!("{}\r\nconnection: close\r\n\r\n", lines.join("\r\n"));
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 OK") || body.contains("\"instance\":\"urn:tragweite:request:"), "{answer}");
    head.split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn all_the_hosts_that_a_request_names_must_be_one_of_ours() {
    let service = Service::dresden().await;
    let get = "GET /v1/nodes HTTP/1.1";
    let whole = "GET http://localhost/v1/nodes HTTP/1.1";
    let other = "GET http://boese.example/v1/nodes HTTP/1.1";
    for (lines, status) in [
        (&[get, "host: localhost"][..], "200"),
        (&[get, "host: LocalHost:80", "host: localhost"], "200"),
        (&[get, "host: [::1]:8080"], "200"),
        (&[get, "host: localhost", "host: boese.example"], "400"),
        (&[get, "host: boese.example", "host: localhost"], "400"),
        (&[get, "host: localhost", "host: 127.0.0.1"], "400"),
        (&[get, "host: boese.example", "host: boese.example"], "403"),
        (&[whole, "host: localhost"], "200"),
        (&[whole], "200"),
        (&[whole, "host: boese.example"], "400"),
        (&[other, "host: localhost"], "400"),
        (&[other, "host: boese.example"], "403"),
        (&[other], "403"),
        (&["GET http://localhost@boese.example/v1/nodes HTTP/1.1", "host: localhost"], "400"),
        (&[get, "host: localhost:x@boese.example"], "403"),
        (&[get, "host: [::1"], "403"),
        (&[get, "host: b\u{f6}se.example"], "403"),
        (&[get, "host:"], "403"),
    ] {
        assert_eq!(raw(&service, lines).await, status, "{lines:?}");
    }
}

#[test]
fn elsewhere_only_with_a_token() {
    let token = || Token::new(TOKEN).unwrap();
    let open = Policy::new("0.0.0.0:80".parse().unwrap(), None).unwrap_err();
    assert!(open.contains("--token-file"), "{open}");
    assert!(Policy::new("0.0.0.0:80".parse().unwrap(), Some(token())).is_ok());
    assert!(Policy::new("[::1]:80".parse().unwrap(), None).is_ok());
    assert!(Token::new("zu-kurz").unwrap_err().contains("16"));
    assert_eq!(format!("{:?}", token()), "Token(..)");
}

#[tokio::test]
async fn every_answer_carries_its_headers() {
    let service = Service::dresden().await;
    for path in ["/v1/nodes", "/livez", "/nirgendwo", "/v1/openapi.json"] {
        let answer = send(service.plain("GET", path).header("x-request-id", "frage-1")).await;
        assert_eq!(answer.header("x-request-id"), "frage-1", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    }
    let odd = send(service.plain("GET", "/livez").header("x-request-id", "a b\"<")).await;
    assert!(!odd.header("x-request-id").contains('<') && odd.header("x-request-id").len() > 10);
}

#[tokio::test]
async fn the_documentation_is_open_with_all_that_it_is_made_of() {
    let service = Service::elsewhere().await;
    let get = async |path: &str| send(service.plain("GET", path)).await;
    get("/v1/nodes").await.expect(401);
    get("/v1/openapi.json").await.expect(200);
    let page = get("/docs/").await.expect(200).text;
    let named = page.split(['"', '\'']).filter(|part| part.starts_with("./"));
    let named: Vec<&str> = named.filter(|part| part.ends_with(".js") || part.ends_with(".css")).collect();
    assert!(named.iter().any(|part| part.ends_with("initializer.js")), "{named:?}");
    for part in named {
        get(&format!("/docs/{}", &part[2..])).await.expect(200);
    }
}
