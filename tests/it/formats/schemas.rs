//! The schemas of the written form: complete, closed, and in step with the words.

use serde_json::Value;
use tragweite::wire::change::ChangeSetDoc;
use tragweite::wire::duty::{DutyAnswer, DutyQuestionDoc, ReportingProfiles};
use tragweite::wire::impact::ImpactAnswer;
use tragweite::wire::{DependencyDoc, NodeDoc, ScenarioDoc};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(components(schemas(
    NodeDoc,
    DependencyDoc,
    ChangeSetDoc,
    ScenarioDoc,
    ImpactAnswer,
    DutyQuestionDoc,
    DutyAnswer,
    ReportingProfiles
)))]
struct Document;

fn schemas() -> Value {
    let document: Value = serde_json::from_str(&Document::openapi().to_json().unwrap()).unwrap();
    document["components"]["schemas"].clone()
}

#[test]
fn every_reference_leads_somewhere() {
    let schemas = schemas();
    let mut todo = vec![&schemas];
    let mut references = 0;
    while let Some(value) = todo.pop() {
        match value {
            Value::Object(map) => {
                for (name, value) in map {
                    if name == "$ref" {
                        let target = value.as_str().unwrap().strip_prefix("#/components/schemas/").unwrap();
                        assert!(schemas.get(target).is_some(), "{target} is missing");
                        references += 1;
                    }
                    todo.push(value);
                }
            }
            Value::Array(items) => todo.extend(items),
            _ => {}
        }
    }
    assert!(references > 50, "{references}");
    let mapping = schemas["Change"]["discriminator"]["mapping"].as_object().unwrap();
    assert_eq!(mapping.len(), 5);
    for (op, target) in mapping {
        let target = target.as_str().unwrap().strip_prefix("#/components/schemas/").unwrap();
        let tag = schemas[target]["properties"]["op"]["$ref"].as_str().unwrap();
        let tag = tag.strip_prefix("#/components/schemas/").unwrap();
        assert_eq!(schemas[tag]["enum"], serde_json::json!([op]), "{target}");
    }
}

#[test]
fn what_is_written_is_described() {
    let schemas = schemas();
    for (name, required) in [
        ("Node", vec!["kind", "name"]),
        ("Need", vec![]),
        ("Dependency", vec![]),
        ("Failure", vec!["node"]),
        ("Scenario", vec!["failures"]),
        ("ChangeSet", vec!["changes"]),
        ("PutNode", vec!["op", "node"]),
        ("DutyQuestion", vec!["facts", "scenario"]),
        ("IncidentFacts", vec![]),
    ] {
        let schema = &schemas[name];
        assert_eq!(schema["additionalProperties"], Value::Bool(false), "{name}");
        let found: Vec<&str> = schema["required"]
            .as_array()
            .map(|r| r.iter().map(|v| v.as_str().unwrap()).collect())
            .unwrap_or_default();
        assert_eq!(found, required, "{name}");
    }
    assert_eq!(schemas["ServiceLayer"]["enum"][1], "channel");
    let entry = serde_json::to_string(&schemas["NeedEntry"]).unwrap();
    assert!(entry.contains("NodeKey") && entry.contains("#/components/schemas/Need\""), "{entry}");
    let shorthand = serde_json::to_string(&schemas["Node"]["properties"]["hostedAt"]).unwrap();
    assert!(shorthand.contains("Shorthand"), "{shorthand}");
}
