//! Words whose list is kept where they are read: the document names them, so that clients know them beforehand.

use access::{Right, Role};
use serde_json::Value;
use utoipa::openapi::schema::{ArrayItems, Object, Schema};
use utoipa::openapi::{OpenApi as Document, RefOr};

/// Names the words of roles, rights and formats of files.
pub(super) fn name_words(document: &mut Document) {
    let rights: Vec<&str> = Right::ALL.iter().map(|right| right.1).collect();
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.1).collect();
    let formats: Vec<&str> = ::imports::FORMATS.iter().map(|format| format.word()).collect();
    let seen: Vec<&str> = ::imports::traffic::FORMATS.iter().map(|format| format.word()).collect();
    for (schema, property, words) in [
        ("RoleGrant", "role", &roles),
        ("NewKey", "rights", &rights),
        ("ImportRequest", "format", &formats),
        ("TrafficRequest", "format", &seen),
    ] {
        let named = document.components.as_mut().and_then(|all| all.schemas.get_mut(schema));
        let Some(RefOr::T(Schema::Object(object))) = named else { continue };
        if let Some(RefOr::T(schema)) = object.properties.get_mut(property) {
            limit(schema, words);
        }
    }
}

fn limit(schema: &mut Schema, words: &[&str]) {
    match schema {
        Schema::Object(object) => to_words(object, words),
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items
                && let RefOr::T(Schema::Object(item)) = &mut **items
            {
                to_words(item, words);
            }
        }
        _ => {}
    }
}

fn to_words(object: &mut Object, words: &[&str]) {
    object.enum_values = Some(words.iter().map(|&word| Value::from(word)).collect());
}
