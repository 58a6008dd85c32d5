//! The JSON Schema of the map file, for editors that complete and check while somebody types.

use super::VERSION;
use super::reference::{FILE, Form, NEED, NODE, OBJECTS, Property};
use model::Kind;
use serde_json::{Map, Value, json};
use words::Language;

/// The schema with its descriptions in this language (draft 7, which editors know).
pub fn schema(l: Language) -> Value {
    let mut definitions = Map::new();
    definitions.insert("key".into(), json!({
        "type": "string", "maxLength": 200, "pattern": "^[a-z0-9]+([.-][a-z0-9]+)*$", "description": l.text("map-form-key"), "patternErrorMessage": l.text("map-form-key"),
    }));
    definitions.insert(
        "duration".into(),
        json!({
            "type": "string",
            "pattern": "^P(?=[0-9T])([0-9]+W)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$",
            "description": l.text("map-form-duration"), "patternErrorMessage": l.text("map-form-duration"),
        }),
    );
    definitions.insert("stamp".into(), json!({
        "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].+)?$", "description": l.text("map-form-stamp"), "patternErrorMessage": l.text("map-form-stamp"),
    }));
    definitions.insert("keys".into(), json!({ "anyOf": [
        reference("key"), { "type": "array", "items": reference("key"), "minItems": 1, "uniqueItems": true },
    ]}));
    definitions.insert(
        "several".into(),
        json!({
            "type": "array", "items": reference("key"), "minItems": 1, "uniqueItems": true,
        }),
    );
    for kind in [Kind::Agency, Kind::Site, Kind::Service] {
        let own: Vec<&Property> = NODE.iter().filter(|property| property.fits(kind)).collect();
        let required = own.iter().filter(|property| property.must(kind)).map(|property| property.name);
        definitions.insert(kind.as_str().into(), object(&own, &required.collect::<Vec<_>>(), l));
    }
    definitions.insert("need".into(), need(l));
    definitions.insert("of".into(), shorthand(l));
    for (name, properties) in OBJECTS {
        let required: Vec<&str> = properties.iter().filter(|p| p.required).map(|p| p.name).collect();
        let mut inner = object(&properties.iter().collect::<Vec<_>>(), &required, l);
        if *name == "reliability" {
            inner["oneOf"] = json!([{ "required": ["unavailability"] }, { "required": ["mtbf", "mttr"] }]);
        }
        if *name == "deadline" {
            inner["oneOf"] = ["period", "date", "dayOfMonth"].map(|end| json!({ "required": [end] })).into();
        }
        definitions.insert((*name).into(), inner);
    }
    let mut whole = object(&FILE.iter().collect::<Vec<_>>(), &["tragweite"], l);
    whole["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    whole["title"] = json!(l.text("map-schema-title"));
    whole["definitions"] = Value::Object(definitions);
    whole
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

fn object(properties: &[&Property], required: &[&str], l: Language) -> Value {
    let described = |property: &&Property| {
        let mut value = form(property.form);
        // Beside a reference nothing counts in this draft.
        if value.get("$ref").is_some() {
            value = json!({ "allOf": [value] });
        }
        value["description"] = json!(property.meaning(l));
        (property.name.to_owned(), value)
    };
    let properties: Map<String, Value> = properties.iter().map(described).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}

/// The forms of a need, of which exactly one is written.
const FORMS: [&str; 9] =
    ["on", "whole", "anyOf", "oneOfUnknown", "atLeast", "sharedBy", "supportedBy", "informedBy", "providers"];

/// An entry of `needs`: exactly one form, and what belongs to it.
fn need(l: Language) -> Value {
    let mut value = object(&NEED.iter().collect::<Vec<_>>(), &[], l);
    value["oneOf"] = FORMS.iter().map(|form| json!({ "required": [form] })).collect();
    value["dependencies"] = json!({
        "atLeast": ["of"], "of": ["atLeast"], "providers": ["min", "full"], "min": ["providers"], "full": ["providers"],
    });
    value
}

/// A shorthand with more to say about it.
fn shorthand(l: Language) -> Value {
    // The form is the shorthand itself; how many are needed belongs to `providers`.
    let form = |name| FORMS.contains(&name) || ["min", "full"].contains(&name);
    let own: Vec<&Property> = NEED.iter().filter(|property| !form(property.name)).collect();
    object(&own, &["of"], l)
}

fn form(form: Form) -> Value {
    match form {
        Form::Text => json!({ "type": "string" }),
        Form::Key => reference("key"),
        Form::Keys => reference("keys"),
        Form::Several => reference("several"),
        Form::Relation => json!({ "anyOf": [
            reference("key"),
            { "type": "array", "items": reference("key"), "minItems": 1 },
            reference("of"),
            { "type": "array", "items": reference("of"), "minItems": 1 },
        ]}),
        Form::Duration => reference("duration"),
        Form::Stamp => reference("stamp"),
        Form::Day => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Form::Zone => {
            json!({ "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9/_+-]*$", "maxLength": 60 })
        }
        Form::Whole(1, 1) => json!({ "const": VERSION }),
        Form::Whole(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Form::Number(low, high) => json!({ "type": "number", "minimum": low, "maximum": high }),
        Form::Truth => json!({ "type": "boolean" }),
        Form::Words(words) => json!({ "enum": words }),
        Form::Digits(lengths) => {
            let lengths: Vec<String> = lengths.iter().map(|length| format!("[0-9]{{{length}}}")).collect();
            json!({ "type": "string", "pattern": format!("^({})$", lengths.join("|")) })
        }
        Form::Texts => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Form::Object(name) => reference(name),
        Form::Objects(name) => json!({ "type": "array", "items": reference(name) }),
        Form::Needs => {
            json!({ "type": "array", "items": { "anyOf": [reference("key"), reference("need")] } })
        }
        Form::Nodes(kind) => json!({
            "type": ["object", "null"], "propertyNames": reference("key"), "additionalProperties": reference(kind.as_str()),
        }),
    }
}
