//! Makes the unions of the OpenAPI document such that generators of clients make types of them: every variant has a
//! name of its own, the property that tells them apart is named, and none is hidden in what is composed of it.

use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::schema::{
    AdditionalProperties, AllOf, ArrayItems, Discriminator, OneOf, Schema, SchemaType, Type,
};
use utoipa::openapi::{OpenApi as Document, Ref, RefOr};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Says of objects of which nothing is known that they may hold anything: some generators take them to be empty.
pub(super) fn open_free_forms(document: &mut Document) {
    let components = document.components.iter_mut().flat_map(|components| components.schemas.values_mut());
    let mut queue: Vec<&mut RefOr<Schema>> = components.collect();
    for item in document.paths.paths.values_mut() {
        for operation in [&mut item.post, &mut item.put].into_iter().flatten() {
            let Some(RefOr::T(body)) = &mut operation.request_body else { continue };
            let bodies = body.content.values_mut();
            queue.extend(bodies.filter_map(|content| match content {
                RefOr::T(content) => content.schema.as_mut(),
                RefOr::Ref(_) => None,
            }));
        }
    }
    while let Some(schema) = queue.pop() {
        match schema {
            RefOr::T(Schema::Object(object)) => {
                let known = !object.properties.is_empty() || object.additional_properties.is_some();
                let free = match &object.schema_type {
                    SchemaType::Type(kind) => *kind == Type::Object,
                    SchemaType::Array(kinds) => kinds.contains(&Type::Object),
                    SchemaType::AnyValue => false,
                };
                if free && !known {
                    object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(true)));
                }
                queue.extend(object.properties.values_mut());
            }
            RefOr::T(Schema::OneOf(union)) => queue.extend(&mut union.items),
            RefOr::T(Schema::AllOf(whole)) => queue.extend(&mut whole.items),
            RefOr::T(Schema::Array(list)) => {
                if let ArrayItems::RefOrSchema(items) = &mut list.items {
                    queue.push(items);
                }
            }
            _ => {}
        }
    }
}

/// Unions whose variants admit no other properties; the derive macro cannot say so of a variant.
const CLOSED: &[&str] = &["NewIncidentEvent"];

/// A union whose variants have names: the property that tells them apart, and for each of its words a schema.
struct Named {
    property: String,
    variants: Vec<(String, String)>,
}

/// Names the variants of every union that one property tells apart.
pub(super) fn name_variants(document: &mut Document) {
    let Some(components) = &mut document.components else { return };
    let schemas = &mut components.schemas;
    let mut named = BTreeMap::new();
    for name in schemas.keys().cloned().collect::<Vec<_>>() {
        if let Some(union) = name_own(schemas, &name) {
            named.insert(name, union);
        }
    }
    let mut lifted = BTreeSet::new();
    for name in schemas.keys().cloned().collect::<Vec<_>>() {
        lifted.extend(lift(schemas, &name, &named));
    }
    // Who was only a part of something bigger is not needed by itself any more.
    let text = document.to_json().unwrap_or_default();
    let needed = |name: &str| text.contains(&format!("\"#/components/schemas/{name}\""));
    if let Some(components) = &mut document.components {
        components.schemas.retain(|name, _| !lifted.contains(name) || needed(name));
    }
}

/// Gives the variants that stand inside a union names of their own.
fn name_own(schemas: &mut Schemas, name: &str) -> Option<Named> {
    let RefOr::T(Schema::OneOf(union)) = schemas.get_mut(name)? else { return None };
    if union.discriminator.is_some() {
        // What each of them means stands at its schema; here it would keep generators from seeing that it has one.
        for item in &mut union.items {
            if let RefOr::Ref(item) = item {
                item.description.clear();
            }
        }
        return None;
    }
    let tags: Vec<(String, String)> = union.items.iter().map(tag).collect::<Option<_>>()?;
    let property = tags.first()?.0.clone();
    let variants: Vec<(String, String)> =
        tags.into_iter().map(|(_, word)| (format!("{name}{}", capitalised(&word)), word)).collect();
    let items = std::mem::take(&mut union.items);
    *union = union_of(union.description.take(), &property, &variants);
    let closed = CLOSED.contains(&name);
    for (mut item, (name, _)) in items.into_iter().zip(&variants) {
        if let RefOr::T(Schema::Object(object)) = &mut item
            && closed
        {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
        schemas.insert(name.clone(), item);
    }
    Some(Named { property, variants })
}

/// A union that is a part of something bigger becomes a union of bigger things. The name of that part.
fn lift(schemas: &mut Schemas, name: &str, named: &BTreeMap<String, Named>) -> Option<String> {
    let RefOr::T(Schema::AllOf(whole)) = schemas.get(name)? else { return None };
    let union_at = |item: &RefOr<Schema>| match item {
        RefOr::Ref(part) => named.get_key_value(part.ref_location.rsplit('/').next()?),
        RefOr::T(_) => None,
    };
    let mut parts = whole.items.iter().enumerate();
    let (at, (part, union)) = parts.find_map(|(at, item)| Some((at, union_at(item)?)))?;
    let mut rest = whole.clone();
    rest.items.remove(at);
    let base = format!("{name}Base");
    let mut bigger = Vec::new();
    for (variant, word) in &union.variants {
        let mut both = AllOf::new();
        let parts = [variant.as_str(), &base].map(|part| RefOr::Ref(Ref::from_schema_name(part)));
        both.items = parts.into_iter().collect();
        let own = format!("{name}{}", capitalised(word));
        schemas.insert(own.clone(), RefOr::T(Schema::AllOf(both)));
        bigger.push((own, word.clone()));
    }
    let lifted = union_of(rest.description.take(), &union.property, &bigger);
    let rest = match (rest.items.len(), rest.items.pop()) {
        (1, Some(single)) => single,
        (_, last) => {
            rest.items.extend(last);
            RefOr::T(Schema::AllOf(rest))
        }
    };
    schemas.insert(base, rest);
    schemas.insert(name.into(), RefOr::T(Schema::OneOf(lifted)));
    Some(part.clone())
}

fn union_of(description: Option<String>, property: &str, variants: &[(String, String)]) -> OneOf {
    let mut union = OneOf::new();
    let mut discriminator = Discriminator::new(property);
    for (name, word) in variants {
        let variant = Ref::from_schema_name(name);
        discriminator.mapping.insert(word.clone(), variant.ref_location.clone());
        union.items.push(RefOr::Ref(variant));
    }
    union.discriminator = Some(discriminator);
    union.description = description;
    union
}

/// The property of a variant that has only one word, and that word.
fn tag(variant: &RefOr<Schema>) -> Option<(String, String)> {
    match variant {
        RefOr::T(Schema::Object(object)) => object.properties.iter().find_map(|(name, property)| {
            let RefOr::T(Schema::Object(property)) = property else { return None };
            match property.enum_values.as_deref() {
                Some([word]) => Some((name.clone(), word.as_str()?.to_owned())),
                _ => None,
            }
        }),
        RefOr::T(Schema::AllOf(parts)) => parts.items.iter().find_map(tag),
        _ => None,
    }
}

/// `failure-set` as a part of the name of a type.
fn capitalised(word: &str) -> String {
    let part = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    word.split('-').map(part).collect()
}
