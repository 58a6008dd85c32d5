//! Change sets: what a client may ask to be changed, all or nothing.

use super::decode::{Object, refuse_repeats, word, wrong_type};
use super::need::DependencyDoc;
use super::need_decode::decode_dependency;
use super::node::NodeDoc;
use super::node_decode::decode_node;
use super::place::Place;
use super::problem::Problems;
use super::tree::{Tree, Value};
use super::words::{NodeKey, word_schemas};
use model::node::MAX_TEXT;
use model::{Dependency, DependencyId, Fault, Key, Node};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// Most changes of one set.
pub const MAX_CHANGES: usize = 10_000;

/// One change that was asked for. Whether it fits the map is checked where it is applied.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeRequest {
    /// Create a node or replace it as a whole.
    Put(Box<Node>),
    /// Change some properties of a node (RFC 7396); see [`super::patched_node`].
    Patch {
        /// The node.
        key: Key,
        /// The merge patch: an object without repeated properties.
        patch: Tree,
    },
    /// Remove a node.
    Delete(Key),
    /// Add a dependency to a node or replace the one with the same id.
    PutDependency {
        /// The node that needs something.
        dependent: Key,
        /// What it needs.
        dependency: Box<Dependency>,
    },
    /// Remove a dependency.
    DeleteDependency(DependencyId),
}

/// A change set that was asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChangeSetRequest {
    /// Why, for the journal.
    pub message: Option<String>,
    /// Who, for the journal.
    pub author: Option<String>,
    /// The changes, in their order.
    pub changes: Vec<ChangeRequest>,
}

macro_rules! change_doc {
    ($(#[doc = $doc:literal])+ $name:ident, $tag:ident = $word:literal, { $($(#[$meta:meta])* $field:ident: $type:ty,)+ }) => {
        word_schemas! {
            /// The word that names the change.
            $tag = [($word, ())];
        }

        $(#[doc = $doc])+
        #[derive(Debug, Clone, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name<'a> {
            /// Which change it is.
            #[schema(value_type = $tag)]
            pub op: &'static str,
            $($(#[$meta])* pub $field: $type,)+
        }

        impl<'a> $name<'a> {
            /// The written form.
            pub fn new($($field: $type),+) -> Self {
                Self { op: $word, $($field),+ }
            }
        }
    };
}

change_doc! {
    /// Creates a node or replaces it as a whole.
    PutNode, PutNodeOp = "put", {
        /// The node, with key and kind.
        #[schema(value_type = NodeDoc)]
        node: Box<NodeDoc<'a>>,
    }
}
change_doc! {
    /// Changes some properties of a node.
    PatchNode, PatchNodeOp = "patch", {
        /// The node.
        #[schema(value_type = NodeKey)]
        key: &'a str,
        /// A JSON merge patch (RFC 7396): null removes a property.
        #[schema(value_type = Object)]
        patch: &'a Tree,
    }
}
change_doc! {
    /// Removes a node.
    DeleteNode, DeleteNodeOp = "delete", {
        /// The node.
        #[schema(value_type = NodeKey)]
        key: &'a str,
    }
}
change_doc! {
    /// Adds a dependency to a node, or replaces the one with the same id.
    PutDependency, PutDependencyOp = "putDependency", {
        /// The dependency, with `dependent` or `id`.
        #[schema(value_type = DependencyDoc)]
        dependency: Box<DependencyDoc<'a>>,
    }
}
change_doc! {
    /// Removes a dependency.
    DeleteDependency, DeleteDependencyOp = "deleteDependency", {
        /// `<key of the dependent>~<id inside it>`.
        #[schema(pattern = "^[a-z0-9]+([.-][a-z0-9]+)*~[a-z0-9]+(-[a-z0-9]+)*$", example = "zwickau.kfz-zulassung~4be9d4ba7c10")]
        id: Cow<'a, str>,
    }
}

/// One change as it is written; `op` says which.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Change, discriminator(property_name = "op", mapping(
    ("put" = "#/components/schemas/PutNode"),
    ("patch" = "#/components/schemas/PatchNode"),
    ("delete" = "#/components/schemas/DeleteNode"),
    ("putDependency" = "#/components/schemas/PutDependency"),
    ("deleteDependency" = "#/components/schemas/DeleteDependency"),
)))]
pub enum ChangeDoc<'a> {
    /// Create or replace a node.
    Put(PutNode<'a>),
    /// Change some properties.
    Patch(PatchNode<'a>),
    /// Remove a node.
    Delete(DeleteNode<'a>),
    /// Add or replace a dependency.
    PutDependency(PutDependency<'a>),
    /// Remove a dependency.
    DeleteDependency(DeleteDependency<'a>),
}

/// A change set as it is written.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ChangeSet)]
pub struct ChangeSetDoc<'a> {
    /// Why, for the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Zwickau moves to its own data centre", max_length = 4000)]
    pub message: Option<&'a str>,
    /// Who, for the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Amt 38", max_length = 300)]
    pub author: Option<&'a str>,
    /// The changes, in their order.
    #[schema(max_items = 10_000)]
    pub changes: Vec<ChangeDoc<'a>>,
}

impl<'a> ChangeDoc<'a> {
    /// The written form of a change; reading it gives the same change.
    pub fn new(change: &'a ChangeRequest) -> Self {
        match change {
            ChangeRequest::Put(node) => Self::Put(PutNode::new(Box::new(NodeDoc::new(node)))),
            ChangeRequest::Patch { key, patch } => Self::Patch(PatchNode::new(key.as_str(), patch)),
            ChangeRequest::Delete(key) => Self::Delete(DeleteNode::new(key.as_str())),
            ChangeRequest::PutDependency { dependent, dependency } => {
                Self::PutDependency(PutDependency::new(Box::new(DependencyDoc::new(dependent, dependency))))
            }
            ChangeRequest::DeleteDependency(id) => {
                Self::DeleteDependency(DeleteDependency::new(Cow::Owned(id.to_string())))
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Op {
    Put,
    Patch,
    Delete,
    PutDependency,
    DeleteDependency,
}

const OPS: &[(&str, Op)] = &[
    ("put", Op::Put),
    ("patch", Op::Patch),
    ("delete", Op::Delete),
    ("putDependency", Op::PutDependency),
    ("deleteDependency", Op::DeleteDependency),
];

impl Op {
    const fn properties(self) -> &'static [&'static str] {
        match self {
            Self::Put => &["op", "node"],
            Self::Patch => &["op", "key", "patch"],
            Self::Delete => &["op", "key"],
            Self::PutDependency => &["op", "dependency"],
            Self::DeleteDependency => &["op", "id"],
        }
    }
}

/// Reads a change set: `{message?, author?, changes: [...]}`.
pub fn decode_change_set(
    tree: &Tree,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<ChangeSetRequest> {
    let found = problems.found();
    let object = Object::open(tree, place, &["message", "author", "changes"], problems)?;
    if object.get("changes").is_none() {
        object.missing(
            "changes",
            "list the changes, for example [{\"op\": \"delete\", \"key\": ...}]",
            problems,
        );
    }
    let request = ChangeSetRequest {
        message: short(&object, "message", MAX_TEXT, problems),
        author: short(&object, "author", 300, problems),
        changes: decode_changes(&object, problems),
    };
    (problems.found() == found).then_some(request)
}

/// Text of at most `max` characters.
pub fn short(object: &Object<'_>, name: &str, max: usize, problems: &mut Problems) -> Option<String> {
    let check = |text: &str| match text.chars().count() {
        length if length > max => Err(Fault::new(
            "",
            "text-too-long",
            format!("the text has {length} characters, at most {max} are kept"),
            "shorten it",
        )),
        _ => Ok(text.replace("\r\n", "\n")),
    };
    object.read(name, check, problems)
}

/// A title of at most `max` characters; an empty one is none.
pub fn title(object: &Object<'_>, name: &str, max: usize, problems: &mut Problems) -> Option<String> {
    let title = short(object, name, max, problems).filter(|title| !title.is_empty())?;
    let Err(fault) = model::name::check(&title) else { return Some(title) };
    let at = object.get(name).map_or(object.at(), |tree| tree.at);
    problems.report_fault(&object.place().name(name), at, fault);
    None
}

/// Mends a name or title that was kept before it was refused, so that what is stored can always be read.
pub fn mend_kept(tree: &mut Tree, property: &str, instead: &str) {
    let Value::Map(entries) = &mut tree.value else { return };
    for entry in entries.iter_mut().filter(|entry| entry.key == property) {
        if let Value::Str(text) = &mut entry.value.value
            && model::name::check(text).is_err()
        {
            *text = model::name::mended(text, instead);
        }
    }
}

/// Reads the property `changes` of an object; no changes when it is absent.
pub fn decode_changes(object: &Object<'_>, problems: &mut Problems) -> Vec<ChangeRequest> {
    let place = object.place().name("changes");
    let items = object.list("changes", MAX_CHANGES, problems).unwrap_or_default();
    let read = |(i, item)| decode_change(item, &place.index(i), problems);
    items.iter().enumerate().filter_map(read).collect()
}

/// Reads one change.
pub fn decode_change(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<ChangeRequest> {
    let Some(op) = tree.entry("op").map(|e| &e.value) else {
        let Value::Map(_) = tree.value else { return wrong_type(tree, place, "an object", problems) };
        problems.report(
            &place.name("op"),
            tree.at,
            "missing-property",
            "op is missing",
            "write put, patch, delete, putDependency or deleteDependency",
        );
        return None;
    };
    let op = super::decode::parsed(op, &place.name("op"), |text| word(text, OPS), problems)?;
    let object = Object::open(tree, place, op.properties(), problems)?;
    let name = op.properties()[op.properties().len() - 1];
    let Some(value) = object.get(name) else {
        object.missing(name, "say what is to be changed", problems);
        return None;
    };
    let inner = place.name(name);
    match op {
        Op::Put => decode_node(value, None, &inner, problems).map(|n| ChangeRequest::Put(Box::new(n))),
        Op::Delete => object.key("key", problems).map(ChangeRequest::Delete),
        Op::Patch => {
            if object.get("key").is_none() {
                object.missing("key", "say which node is to be changed", problems);
            }
            let Value::Map(_) = value.value else { return wrong_type(value, &inner, "an object", problems) };
            let found = problems.found();
            refuse_repeats(value, &inner, problems);
            let key = object.key("key", problems)?;
            (problems.found() == found).then(|| ChangeRequest::Patch { key, patch: value.clone() })
        }
        Op::PutDependency => {
            let (dependent, dependency) = decode_dependency(value, &inner, problems)?;
            Some(ChangeRequest::PutDependency { dependent, dependency: Box::new(dependency) })
        }
        Op::DeleteDependency => {
            object.read("id", DependencyId::parse, problems).map(ChangeRequest::DeleteDependency)
        }
    }
}
