//! Holds what the service answers to any test against its OpenAPI document: the status, the media type, the body; and
//! what it accepted.

use jsonschema::{Draft, Validator};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

/// The document of the program.
pub(crate) static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(tragweite::api::document()).unwrap());

static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// A request and its answer.
pub(crate) struct Exchange<'a> {
    pub(crate) method: &'a str,
    /// Path and query as they were sent.
    pub(crate) target: &'a str,
    pub(crate) sent: Option<&'a [u8]>,
    pub(crate) sent_as: &'a str,
    pub(crate) status: StatusCode,
    pub(crate) answered_as: &'a str,
    pub(crate) text: &'a str,
}

/// What does not fit the document; nothing for addresses that it does not describe.
pub(crate) fn faults(exchange: &Exchange<'_>) -> Vec<String> {
    let (path, query) = exchange.target.split_once('?').unwrap_or((exchange.target, ""));
    let Some(pointer) = operation(exchange.method, path) else { return Vec::new() };
    let mut faults = answer_faults(&pointer, exchange);
    if exchange.status.is_success() {
        faults.extend(request_faults(&pointer, query, exchange));
    }
    faults
}

fn answer_faults(pointer: &str, exchange: &Exchange<'_>) -> Vec<String> {
    let status = exchange.status.as_u16().to_string();
    let responses = DOCUMENT.pointer(&format!("{pointer}/responses")).unwrap();
    let found =
        ["default".to_owned()].into_iter().chain([status.clone()]).rfind(|s| responses[s].is_object());
    let Some(found) = found.filter(|found| found != "default" || status.starts_with(['4', '5'])) else {
        return vec![format!("status {status} is not documented")];
    };
    let content = &responses[&found]["content"];
    if exchange.text.is_empty() || exchange.status == StatusCode::NOT_MODIFIED {
        return Vec::new();
    }
    let media = essence(exchange.answered_as);
    if !content[media].is_object() {
        return vec![format!("{media} is not documented for status {status}")];
    }
    if !media.ends_with("json") || content[media]["schema"].is_null() {
        return Vec::new();
    }
    match serde_json::from_str(exchange.text) {
        Ok(body) => misfits(&format!("{pointer}/responses/{found}/content/{}/schema", escaped(media)), &body),
        Err(error) => vec![format!("the answer is not JSON: {error}")],
    }
}

/// What was accepted although the document does not admit it.
fn request_faults(pointer: &str, query: &str, exchange: &Exchange<'_>) -> Vec<String> {
    let operation = DOCUMENT.pointer(pointer).unwrap();
    let mut faults = Vec::new();
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split('=').next().unwrap_or_default();
        if !parameters.iter().any(|p| p["in"] == "query" && p["name"] == name) {
            faults.push(format!("the parameter {name} was accepted and is not documented"));
        }
    }
    let media = essence(exchange.sent_as);
    let schema = format!("{pointer}/requestBody/content/{}/schema", escaped(media));
    let Some(sent) = exchange.sent.filter(|_| media.ends_with("json")) else { return faults };
    if DOCUMENT.pointer(&schema).is_some()
        && let Ok(body) = serde_json::from_slice(sent)
    {
        faults.extend(misfits(&schema, &body).into_iter().map(|fault| format!("accepted: {fault}")));
    }
    faults
}

/// Where a value does not fit the schema at a place of the document.
pub(crate) fn misfits(pointer: &str, value: &Value) -> Vec<String> {
    let validator = {
        let mut validators = VALIDATORS.lock().unwrap();
        Arc::clone(validators.entry(pointer.to_owned()).or_insert_with(|| Arc::new(validator(pointer))))
    };
    let told =
        |error: jsonschema::ValidationError<'_>| format!("{}: {}", error.instance_path(), short(&error));
    validator.iter_errors(value).map(told).collect()
}

fn short(error: &jsonschema::ValidationError<'_>) -> String {
    error.to_string().chars().take(600).collect()
}

fn validator(pointer: &str) -> Validator {
    // A whole document is a schema, too, when it refers to one of its parts.
    let mut schema =
        json!({"$ref": format!("#{}", pointer.replace('%', "%25").replace('{', "%7B").replace('}', "%7D"))});
    for part in ["components", "paths"] {
        schema[part] = DOCUMENT[part].clone();
    }
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    options.build(&schema).unwrap_or_else(|error| panic!("{pointer}: {error}"))
}

/// Where the document describes this request.
fn operation(method: &str, path: &str) -> Option<String> {
    let method = method.to_lowercase();
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let fits = |template: &str| {
        let (wanted, sent) = (template.split('/'), path.split('/'));
        wanted.clone().count() == sent.clone().count()
            && wanted
                .zip(sent)
                .all(|(wanted, sent)| wanted == sent || wanted.starts_with('{') && !sent.is_empty())
    };
    // Where a word stands in one address and a name in another, the word is meant.
    let all = paths.iter().filter(|(template, item)| fits(template) && item[&method].is_object());
    let found = all.min_by_key(|(template, _)| template.matches('{').count())?.0;
    Some(format!("/paths/{}/{method}", escaped(found)))
}

fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

/// A name as a part of a JSON pointer.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[test]
fn what_does_not_fit_is_found() {
    let exchange = |status: u16, text: &'static str| Exchange {
        method: "GET",
        target: "/v1/subscriptions/leitstelle",
        sent: None,
        sent_as: "",
        status: StatusCode::from_u16(status).unwrap(),
        answered_as: "application/json; charset=utf-8",
        text,
    };
    let right =
        r#"{"id": "a", "target": "https://a.example", "filter": {}, "language": "de", "active": true}"#;
    assert_eq!(faults(&exchange(200, right)), [] as [&str; 0]);
    assert_eq!(faults(&exchange(200, r#"{"id": "a"}"#)).len(), 4);
    assert_eq!(faults(&exchange(206, right)), ["status 206 is not documented"]);
    assert_eq!(faults(&exchange(400, right)), ["application/json is not documented for status 400"]);
    let elsewhere = Exchange { target: "/v1/nothing", ..exchange(206, "") };
    assert_eq!(faults(&elsewhere).len(), 0);
    let sent = br#"{"target": "https://a.example", "colour": "red"}"#;
    let put =
        Exchange { method: "PUT", sent: Some(sent), sent_as: "application/json", ..exchange(200, right) };
    assert_eq!(faults(&put).len(), 1);
    let asked = Exchange { target: "/v1/subscriptions/leitstelle?colour=red", ..exchange(200, right) };
    assert_eq!(faults(&asked), ["the parameter colour was accepted and is not documented"]);
}
