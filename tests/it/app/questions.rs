//! The registry of planners' questions: each describes itself as it is read.

use serde_json::{Value, json};
use std::collections::HashSet;
use tragweite::app::planning::KINDS;
use tragweite::wire::Tree;

#[test]
fn a_question_is_described_as_it_is_read() {
    let mut names = HashSet::new();
    for kind in KINDS {
        assert!(names.insert(kind.name) && names.insert(kind.operation), "{}", kind.name);
        assert!(kind.asks.ends_with('?') && !kind.answers.is_empty(), "{}", kind.name);
        let schemas = kind.schemas();
        let (name, schema) = &schemas.all[0];
        let schema = json!(schema);
        assert_eq!(schemas.request.ref_location, format!("#/components/schemas/{name}"));
        let described: HashSet<&str> =
            schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let read: HashSet<&str> = kind.properties.iter().map(|property| property.name).collect();
        assert_eq!(described, read, "{}", kind.name);
        assert_eq!(schema["additionalProperties"], false, "{}", kind.name);
    }
}

#[test]
fn an_example_is_a_question_and_shows_what_must_be_said() {
    for kind in KINDS {
        let example: Value =
            serde_json::from_str(kind.example).unwrap_or_else(|e| panic!("{}: {e}", kind.name));
        assert_eq!(example["answer"]["revision"], 17, "{}", kind.name);
        let request = &example["request"];
        let read = kind.read(&Tree::of(request).unwrap());
        assert!(read.is_ok(), "{}: {:?}", kind.name, read.err());
        let (_, schema) = &kind.schemas().all[0];
        for required in json!(schema)["required"].as_array().into_iter().flatten() {
            let mut less = request.clone();
            assert!(less.as_object_mut().unwrap().remove(required.as_str().unwrap()).is_some());
            let told = kind.read(&Tree::of(&less).unwrap()).map(|_| ()).unwrap_err().to_string();
            assert!(told.contains(&format!("{}: ", required.as_str().unwrap())), "{}: {told}", kind.name);
        }
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_where() {
    for kind in KINDS {
        let wrong = json!({"limit": 0, "include": "some", "changes": 1, "nonsense": true});
        let told = kind.read(&Tree::of(&wrong).unwrap()).map(|_| ()).unwrap_err().to_string();
        for place in ["limit: ", "include: ", "changes: ", "nonsense: "] {
            assert!(told.contains(place), "{}: {told}", kind.name);
        }
    }
}
