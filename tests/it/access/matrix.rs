//! All operations of the document with all roles, cell by cell over HTTP: what a role lacks it is refused, what it has it is not.

use crate::support::service::{Answer, Service, TOKEN};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tragweite::access::{Right, Role};

/// Everybody of whom the matrix speaks: his role, and whether he has it over everything.
fn people() -> Vec<(Role, bool)> {
    let over_one =
        Role::ALL.iter().filter(|(role, ..)| !role.is_over_everything()).map(|(role, ..)| (*role, false));
    over_one.chain(Role::ALL.iter().map(|(role, ..)| (*role, true))).collect()
}

async fn key(service: &Service, role: Role, over_all: bool) -> String {
    let grant = if over_all {
        json!({"role": role.word()})
    } else {
        json!({"role": role.word(), "agencies": ["zwickau"]})
    };
    let made =
        service.post("/v1/keys", &json!({"name": role.word(), "roles": [grant]})).await.expect(201).json();
    made["key"].as_str().unwrap().to_owned()
}

/// An operation of the document: method, address, and what it needs.
struct Cell {
    method: String,
    path: String,
    right: Right,
    is_redacted: bool,
}

fn cells() -> Vec<Cell> {
    let document = serde_json::to_value(tragweite::api::document()).unwrap();
    let mut cells = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let right = operation["x-right"]["right"]
                .as_str()
                .unwrap_or_else(|| panic!("{method} {template} has no right"));
            let right = Right::from_word(right).unwrap_or_else(|| panic!("{right} is no right"));
            let is_redacted = operation["x-right"]["redacted"].as_bool().unwrap();
            // An id that nothing has: what is asked here is whether one may, not what comes of it.
            let path = template.replace("{seq}", "1").replace("{profile}", "bsig-32");
            let path = path.split_once('{').map_or(path.clone(), |(before, rest)| {
                format!("{before}nichts{}", rest.split_once('}').map_or("", |(_, after)| after))
            });
            cells.push(Cell { method: method.to_uppercase(), path, right, is_redacted });
        }
    }
    cells
}

async fn status(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    // A stream has no end.
    let is_stream = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
    let text = if is_stream { String::new() } else { response.text().await.unwrap_or_default() };
    Answer { status, headers, text }
}

/// What the rules say: by the role, and by whether a part of the map can be shown.
fn is_allowed(cell: &Cell, role: Role, over_all: bool) -> bool {
    let shows_map = !matches!(cell.right, Right::Know | Right::Operate | Right::Observe | Right::Audit);
    let has = cell.right.is_open() || role.rights().has(cell.right);
    has && (over_all || cell.is_redacted || !shows_map)
}

#[tokio::test]
async fn every_role_may_what_it_may_and_nothing_else() {
    let service = Service::elsewhere().await;
    let (cells, people) = (cells(), people());
    assert!(cells.len() > 70 && people.len() == 10);
    let mut counted = [0_usize; 2];
    for (role, over_all) in people {
        let key = key(&service, role, over_all).await;
        for cell in &cells {
            // What takes a key away, or the session, would end the test.
            let request = service.plain(&cell.method, &cell.path).bearer_auth(&key);
            let request = match cell.method.as_str() {
                "GET" | "DELETE" => request,
                _ => request.header("content-type", "application/json").body("{}"),
            };
            let answer = status(request).await;
            let allowed = is_allowed(cell, role, over_all);
            let what =
                format!("{role:?} (everything: {over_all}): {} {}: {}", cell.method, cell.path, answer.text);
            let refused = answer.status == 403 || answer.status == 401;
            assert_eq!(refused, !allowed, "{what}");
            assert!(answer.status.as_u16() < 500 && !answer.text.contains(TOKEN), "{what}");
            counted[usize::from(allowed)] += 1;
        }
    }
    assert!(counted.iter().all(|&cells| cells > 150), "{counted:?}");
}

#[tokio::test]
async fn without_a_key_only_what_is_open_is_answered() {
    let service = Service::elsewhere().await;
    for cell in cells() {
        let answer = status(service.plain(&cell.method, &cell.path)).await;
        assert_eq!(
            answer.status == 401,
            !cell.right.is_open(),
            "{} {}: {}",
            cell.method,
            cell.path,
            answer.text
        );
    }
}

/// The tools of agents are an operation like any other.
#[tokio::test]
async fn agents_need_the_right_to_ask() {
    let service = Service::elsewhere().await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                      "params": {"name": "diagnose", "arguments": {"unavailable": ["zwickau.telefon"]}}});
    let ask = |key: &str| status(service.plain("POST", "/mcp").bearer_auth(key).json(&call));
    for (role, over_all) in people() {
        let answer = ask(&key(&service, role, over_all).await).await;
        assert_eq!(answer.status, 200, "{role:?}");
        let told: Value = answer.json();
        assert_eq!(told["result"]["isError"] == json!(true), !over_all, "{role:?} {over_all}: {told}");
    }
    let limited = json!({"name": "x", "roles": [{"role": "operator"}], "rights": ["deliver"]});
    let made = service.post("/v1/keys", &limited).await.expect(201).json();
    assert_eq!(ask(made["key"].as_str().unwrap()).await.status, 403);
}
