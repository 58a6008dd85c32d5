//! Which nodes a question is about.

use crate::decode::{Object, wrong_type};
use crate::place::Place;
use crate::problem::{Problem, Problems};
use crate::tree::{Tree, Value};
use crate::words::{KINDS, Keys, LAYERS, NodeKey, NodeKind, ServiceLayer, SomeNodeKeys};
use model::key::quoted;
use model::{Fault, Selection};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::openapi::schema::{OneOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Most nodes that a selection names.
pub const MAX_NAMED: usize = 10_000;

/// Which nodes are meant; all that is given must hold.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SelectionParts<'a> {
    /// Only these.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SomeNodeKeys>)]
    pub nodes: Option<Keys<'a>>,
    /// What this agency runs, and the agency itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub agency: Option<&'a str>,
    /// Only nodes of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKind>)]
    pub kind: Option<model::Kind>,
    /// Only services of this layer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ServiceLayer>)]
    pub layer: Option<model::Layer>,
    /// Only nodes whose official regional key, or that of their agency, begins with this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "14524", pattern = "^[0-9]{1,12}$")]
    pub area: Option<&'a str>,
    /// Only nodes with this label: `name` or `name=value`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "criticality=high", max_length = 601)]
    pub label: Option<String>,
}

/// A selection as it is written: by properties, or by naming the nodes.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct SelectionDoc<'a>(pub SelectionParts<'a>);

impl PartialSchema for SelectionDoc<'_> {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .item(Ref::from_schema_name("SomeNodeKeys"))
            .item(Ref::from_schema_name("SelectionParts"))
            .description(Some(
                "Which nodes are meant. A key, or a list of keys, stands for `{nodes: [...]}`.",
            ))
            .into()
    }
}

impl ToSchema for SelectionDoc<'_> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Selection")
    }
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((SomeNodeKeys::name().into(), SomeNodeKeys::schema()));
        SomeNodeKeys::schemas(schemas);
        schemas.push((SelectionParts::name().into(), SelectionParts::schema()));
        SelectionParts::schemas(schemas);
    }
}

/// The selection in a property; `None` when it is absent or wrong (which is told).
pub fn read_selection(object: &Object<'_>, name: &str, problems: &mut Problems) -> Option<Selection> {
    let tree = object.get(name)?;
    decode_selection(tree, &object.place().name(name), problems)
}

/// Reads a selection: an object, a key, or a list of keys.
pub fn decode_selection(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Selection> {
    let found = problems.found();
    let selection = match &tree.value {
        Value::Str(_) | Value::Seq(_) => {
            let nodes = crate::decode::keys(tree, place, MAX_NAMED, problems);
            Selection { nodes, ..Selection::default() }
        }
        Value::Map(_) => {
            let known = ["nodes", "agency", "kind", "layer", "area", "label"];
            let object = Object::open(tree, place, &known, problems)?;
            Selection {
                nodes: object.keys("nodes", MAX_NAMED, problems),
                agency: object.key("agency", problems),
                kind: object.word("kind", KINDS, problems),
                layer: object.word("layer", LAYERS, problems),
                area: object.read("area", area, problems),
                label: object.read("label", label, problems),
            }
        }
        _ => {
            return wrong_type(
                tree,
                place,
                "a key, a list of keys, or an object such as {agency: dresden}",
                problems,
            );
        }
    };
    if selection.nodes.as_ref().is_some_and(Vec::is_empty) && problems.found() == found {
        problems.push(Problem::new(
            place,
            "empty-list",
            "the list of nodes is empty",
            "name at least one node",
        ));
    }
    (problems.found() == found).then_some(selection)
}

/// The beginning of a regional key.
///
/// # Errors
/// It is not 1 to 12 digits.
pub fn area(text: &str) -> Result<String, Fault> {
    if !text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(Fault::new(
        "",
        "invalid-area",
        "an area is 1 to 12 digits",
        "write the beginning of a regional key, for example 14524",
    ))
}

/// `name` or `name=value`.
fn label(text: &str) -> Result<(String, Option<String>), Fault> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (text, None),
    };
    if name.is_empty() {
        let detail = format!("{} names no label", quoted(text));
        return Err(Fault::new("", "invalid-label", detail, "write name or name=value"));
    }
    Ok((name.to_owned(), value))
}
