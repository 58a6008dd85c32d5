//! Rules for the document: those of the tools that check documents, and those that they do not know.

use super::{committed, content, folder, node, python, run};
use crate::support::contract::{DOCUMENT, escaped, misfits};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Where each operation stands, and the operation.
fn operations() -> Vec<(String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (format!("/paths/{}/{method}", escaped(path)), operation))
    });
    all.collect()
}

fn parameters(operation: &Value) -> &[Value] {
    operation["parameters"].as_array().map_or(&[], Vec::as_slice)
}

#[tokio::test]
async fn the_document_is_valid() {
    let folder = folder();
    content(python("openapi-spec-validator"), &folder, &[committed()]).await;
    let ruleset = folder.join(".spectral.yaml");
    let lint = |document: std::path::PathBuf| {
        let ruleset = ruleset.to_str().unwrap().to_owned();
        let document = document.to_str().unwrap().to_owned();
        ["lint".into(), "--fail-severity=warn".into(), "--ruleset".into(), ruleset, document]
    };
    content(node("spectral"), &folder, &lint(committed())).await;

    // Both find what is wrong.
    let mut wrong = DOCUMENT.clone();
    let twice = wrong["paths"]["/v1/nodes/{key}"]["get"]["parameters"][0].clone();
    wrong["paths"]["/v1/nodes/{key}"]["get"]["parameters"].as_array_mut().unwrap().push(twice);
    wrong["paths"]["/v1/nodes"]["get"]["operationId"] = json!("listJobs");
    let bad = tempfile::Builder::new().suffix(".json").tempfile().unwrap();
    std::fs::write(bad.path(), wrong.to_string()).unwrap();
    assert!(!run(python("openapi-spec-validator"), &folder, &[bad.path()]).await.0);
    let (fits, told) = run(node("spectral"), &folder, &lint(bad.path().to_owned())).await;
    assert!(!fits && told.contains("operation-operationId-unique"), "{told}");
}

#[test]
fn operations_are_named_by_verbs() {
    const VERBS: &[&str] = &[
        "accept", "add", "analyse", "apply", "ask", "check", "compare", "compute", "create", "delete",
        "diagnose", "draft", "end", "export", "find", "follow", "list", "merge", "open", "patch", "plan",
        "post", "put", "rank", "read", "renew", "replace", "replay", "revoke", "rotate", "show", "sign",
        "start", "weigh", "withdraw",
    ];
    let mut seen = BTreeSet::new();
    for (at, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        assert!(seen.insert(id), "{at}: the operationId {id} is there twice");
        let verb = id.split(|c: char| c.is_uppercase()).next().unwrap();
        assert!(VERBS.contains(&verb), "{at}: the operationId {id} does not begin with a verb of the list");
        let mut names = BTreeSet::new();
        for parameter in parameters(operation) {
            let (place, name) = (parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap());
            assert!(names.insert((place, name)), "{at}: the parameter {name} is there twice");
            // What is shown there is what is sent when somebody tries the operation without further thought.
            let shown = ["example", "examples"].iter().any(|example| !parameter[example].is_null());
            let required = parameter["required"] == true;
            assert_eq!(shown, required, "{at}: {name}: an example exactly where a value is required");
        }
    }
}

/// Properties and words are written the same way everywhere.
#[test]
fn properties_are_in_camel_case() {
    fn walk(at: &str, value: &Value) {
        for name in value["properties"].as_object().into_iter().flat_map(|properties| properties.keys()) {
            let camel = name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.contains(['_', '-']);
            assert!(camel, "{at}: {name} is not in camelCase");
        }
        match value {
            Value::Object(map) => map.iter().for_each(|(name, value)| walk(&format!("{at}/{name}"), value)),
            Value::Array(list) => list.iter().for_each(|value| walk(at, value)),
            _ => {}
        }
    }
    walk("", &DOCUMENT["components"]["schemas"]);
}

#[test]
fn every_example_fits_its_schema() {
    let mut faults = Vec::new();
    let mut examples = 0;
    let mut check = |schema: &str, example: &Value| {
        if !example.is_null() && DOCUMENT.pointer(schema).is_some_and(|schema| !schema.is_null()) {
            examples += 1;
            faults.extend(misfits(schema, example).into_iter().map(|fault| format!("{schema}: {fault}")));
        }
    };
    for (at, operation) in operations() {
        for (number, parameter) in parameters(operation).iter().enumerate() {
            check(&format!("{at}/parameters/{number}/schema"), &parameter["example"]);
        }
        let answers = operation["responses"].as_object().unwrap().iter();
        let mut bodies: Vec<(String, &Value)> =
            answers.map(|(status, answer)| (format!("{at}/responses/{status}"), answer)).collect();
        bodies.push((format!("{at}/requestBody"), &operation["requestBody"]));
        for (at, body) in bodies {
            for (media, content) in body["content"].as_object().into_iter().flatten() {
                check(&format!("{at}/content/{}/schema", escaped(media)), &content["example"]);
            }
        }
    }
    // Examples inside of schemas stand beside what they are an example of.
    let mut queue = vec![("/components/schemas".to_owned(), &DOCUMENT["components"]["schemas"])];
    while let Some((at, value)) = queue.pop() {
        if value["type"].is_string() || value["type"].is_array() || value["$ref"].is_string() {
            check(&at, &value["example"]);
            value["examples"].as_array().into_iter().flatten().for_each(|example| check(&at, example));
        }
        match value {
            Value::Object(map) => {
                let parts = map.iter().filter(|(name, _)| !name.starts_with("example"));
                queue.extend(parts.map(|(name, part)| (format!("{at}/{}", escaped(name)), part)));
            }
            Value::Array(list) => {
                queue.extend(list.iter().enumerate().map(|(n, part)| (format!("{at}/{n}"), part)))
            }
            _ => {}
        }
    }
    assert!(examples > 250, "{examples}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
