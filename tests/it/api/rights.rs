//! No operation of the document changes anything for who has no right to, whatever is tried.

use crate::support::service::{Answer, Service, TOKEN, send};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use sqlx::{Connection, Row};

/// An operation with an address, a body and headers that would do what it is for.
struct Operation {
    method: String,
    path: String,
    media: String,
    body: String,
    needs_token: bool,
}

/// All operations of the document.
fn operations(finding: &str) -> Vec<Operation> {
    let document = serde_json::to_value(tragweite::api::document()).unwrap();
    let mut all = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let content = operation["requestBody"]["content"].as_object().and_then(|all| all.iter().next());
            let (media, body) = match content {
                Some((media, content)) => (media.clone(), example(&content["example"])),
                None => ("application/json".to_owned(), "{}".to_owned()),
            };
            let without = operation["security"]
                .as_array()
                .is_none_or(|ways| ways.is_empty() || ways.contains(&json!({})));
            all.push(Operation {
                method: method.to_uppercase(),
                path: filled(template, finding),
                media,
                body,
                needs_token: !without,
            });
        }
    }
    all
}

fn example(example: &Value) -> String {
    example.as_str().map_or_else(|| example.to_string(), str::to_owned)
}

fn filled(template: &str, finding: &str) -> String {
    let of = |start: &str| template.starts_with(start);
    let id = if of("/v1/nodes") {
        "zwickau.telefon"
    } else if of("/v1/findings") {
        finding
    } else if of("/v1/incidents") {
        "i-000001"
    } else if of("/v1/imports") {
        "3f0c9a7be5d21480"
    } else if of("/v1/reporting-profiles") {
        "bsig-32"
    } else {
        "monitoring"
    };
    let path = template.replace("{seq}", "1").replace("{profile}", "bsig-32");
    let (before, rest) = path.split_once('{').unwrap_or((&path, ""));
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    if rest.is_empty() { path.clone() } else { format!("{before}{id}{after}") }
}

/// Everything that is in the database, as text.
async fn dump(service: &Service) -> String {
    let mut connection = service.database().sqlite().await;
    // That something was refused stands in the audit log.
    let tables =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'audit%' ORDER BY name";
    let tables = sqlx::query(tables).fetch_all(&mut connection).await.unwrap();
    let mut text = String::new();
    for table in tables {
        let table: String = table.get(0);
        let columns = format!(
            "SELECT group_concat('quote(\"' || name || '\")', '||'',''||') FROM pragma_table_info('{table}')"
        );
        let columns = sqlx::query(sqlx::AssertSqlSafe(columns)).fetch_one(&mut connection).await.unwrap();
        let columns: String = columns.get(0);
        let rows = format!("SELECT {columns} FROM \"{table}\" ORDER BY 1");
        let rows = sqlx::query(sqlx::AssertSqlSafe(rows)).fetch_all(&mut connection).await.unwrap();
        text.push_str(&table);
        rows.iter().for_each(|row| text.push_str(&format!("\n  {}", row.get::<String, _>(0))));
        text.push('\n');
    }
    connection.close().await.unwrap();
    text
}

/// With something of every kind that could be changed; an id of a finding as well.
async fn furnished() -> (Service, String) {
    let service = Service::dresden().await;
    let put = |path: &str, body: Value| service.request("PUT", path).header("if-none-match", "*").json(&body);
    let receiver = json!({"type": "generic", "rules": [{"node": "zwickau.telefon"}]});
    send(put("/v1/alert-receivers/monitoring", receiver)).await.expect(201);
    service
        .post("/v1/incidents", &json!({"title": "x", "failures": [{"node": "zwickau"}]}))
        .await
        .expect(201);
    let findings = service.get("/v1/findings?limit=1").await.expect(200).json();
    let id = findings["items"][0]["id"].as_str().unwrap().to_owned();
    (service, id)
}

/// What a request can be dressed as, in the hope to pass for something else: its name, what stands behind the address,
/// and what is done to the request.
type Trick = (&'static str, &'static str, fn(RequestBuilder) -> RequestBuilder);
const TRICKS: [Trick; 16] = [
    ("nothing", "", |r| r),
    ("a dry run", "?dryRun=true", |r| r),
    ("twice", "?dryRun=true&dryRun=false", |r| r),
    ("twice, the other way round", "?dryRun=false&dryRun=true", |r| r),
    ("written otherwise", "?dry%52un=true", |r| r),
    ("another case", "?DRYRUN=true&dryRun=TRUE", |r| r),
    ("with something before", "?x=1&dryRun=true", |r| r),
    ("another method", "?_method=GET", |r| r.header("x-http-method-override", "GET")),
    ("a method in front", "", |r| r.header("x-method-override", "HEAD").header("x-original-method", "GET")),
    ("another page", "", |r| r.header("origin", "https://boese.example")),
    ("another page, as a dry run", "?dryRun=true", |r| r.header("origin", "https://boese.example")),
    ("another address", "", |r| r.header("x-original-url", "/v1/impact").header("x-rewrite-url", "/livez")),
    ("a form", "", |r| r.header("content-type", "application/x-www-form-urlencoded")),
    ("plain text", "?dryRun=true", |r| r.header("content-type", "text/plain")),
    ("a password that is none", "", |r| r.basic_auth("admin", Some("admin"))),
    ("an empty token", "?dryRun=true", |r| r.header("authorization", "Bearer ")),
];

/// Sends what no document describes: parameters and media types that are there to deceive.
async fn tried_as(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, text: response.text().await.unwrap() }
}

fn request(service: &Service, operation: &Operation, behind: &str) -> RequestBuilder {
    let request = service.plain(&operation.method, &format!("{}{behind}", operation.path));
    let create = operation.method == "PUT" && !operation.path.contains("/nodes/");
    let request = match create {
        true => request.header("if-none-match", "*"),
        false => request.header("if-match", "*"),
    };
    match operation.method.as_str() {
        "GET" => request,
        _ => request.header("content-type", &operation.media).body(operation.body.clone()),
    }
}

#[tokio::test]
async fn nothing_changes_without_the_right_whatever_is_tried() {
    let (service, finding) = furnished().await;
    let all = operations(&finding);
    assert!(all.len() > 60 && all.iter().filter(|operation| operation.needs_token).count() > 20);
    let before = dump(&service).await;
    for operation in &all {
        for (name, behind, dress) in TRICKS {
            // Streams never end; whatever they are dressed as, they are reads.
            if operation.path.ends_with("/events") && operation.method == "GET" {
                continue;
            }
            let answer = tried_as(dress(request(&service, operation, behind))).await;
            let what = format!("{} {} as {name}: {}", operation.method, operation.path, answer.status);
            let tried = behind.contains("dryRun=true");
            let status = answer.status.as_u16();
            // Only what can be tried may answer who has no token, and only as a trial.
            let path = operation.path.as_str();
            let takes_it = ["/v1/change-sets", "/v1/map"].contains(&path) || path.ends_with("/deliveries");
            let as_trial = tried && takes_it;
            // Whoever goes on and on with keys that are none is told so.
            assert!(!operation.needs_token || as_trial || [401, 403, 429].contains(&status), "{what}");
            assert!(status < 500, "{what}");
            assert!(!answer.text.contains(TOKEN), "{what}");
        }
        assert_eq!(dump(&service).await, before, "{} {}", operation.method, operation.path);
    }
}

#[tokio::test]
async fn where_no_token_is_configured_changes_are_refused() {
    let service = Service::start(&["dresden-2018"], false).await;
    let findings = service.plain("GET", "/v1/findings?limit=1");
    let findings = send(findings).await.expect(200).json();
    let finding = findings["items"][0]["id"].as_str().unwrap().to_owned();
    let before = dump(&service).await;
    for operation in operations(&finding).iter().filter(|operation| operation.needs_token) {
        send(request(&service, operation, "")).await.expect(403);
        let behind = format!("/v1/findings/{finding}/acceptance?dryRun=true");
        send(service.plain("PUT", &behind).body(r#"{"reason": "x"}"#)).await.expect(403);
    }
    assert_eq!(dump(&service).await, before);
}

/// The requests of the test above do something where they may.
#[tokio::test]
async fn the_same_requests_change_something_with_the_right() {
    let mut changing = Vec::new();
    let (_, finding) = furnished().await;
    for operation in operations(&finding).into_iter().filter(|operation| operation.needs_token) {
        let (service, _) = furnished().await;
        let before = dump(&service).await;
        send(request(&service, &operation, "").bearer_auth(TOKEN)).await;
        if dump(&service).await != before {
            changing.push(operation.path);
        }
    }
    assert!(changing.len() >= 10, "{changing:?}");
}

#[tokio::test]
async fn no_operation_takes_parameters_that_it_does_not_have() {
    let (service, finding) = furnished().await;
    for operation in operations(&finding) {
        let answer =
            tried_as(request(&service, &operation, "?notThere=1").bearer_auth(TOKEN)).await.expect(400);
        let codes = answer.codes();
        assert!(codes.contains(&"unknown-parameter".to_owned()), "{} {codes:?}", operation.path);
    }
}
