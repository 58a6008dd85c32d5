//! Backstage: the entities of a software catalogue (`catalog-info.yaml`, or what its interface lists).

use crate::common::{agency, foreign};
use crate::draft::{Draft, Link, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Value, yaml};
use model::{Fault, Layer, Message, message};
use std::collections::BTreeMap;

/// A catalogue of Backstage.
#[derive(Debug)]
pub struct Backstage;

impl MapFormat for Backstage {
    fn word(&self) -> &'static str {
        "backstage"
    }

    fn about(&self) -> Message {
        message!("import-about-backstage")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut entities, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match listed(file, draft) {
                Ok(list) => entities.extend(list.into_iter().map(|e| (Place::file(file.name.clone()), e))),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        entities.iter().for_each(|(place, entity)| owner(place, entity, draft));
        entities.iter().for_each(|(place, entity)| thing(place, entity, draft));
        let offers = providers(&entities);
        entities.iter().for_each(|(place, entity)| needs(place, entity, &offers, draft));
        Ok(())
    }
}

fn listed(file: &File<'_>, draft: &mut Draft) -> Result<Vec<Value>, Fault> {
    let documents = yaml(file, draft)?;
    let list: Vec<Value> = documents
        .into_iter()
        .flat_map(|document| match document {
            Value::Array(items) => items,
            document if document.get("items").is_some() => document.items("items").to_vec(),
            document => vec![document],
        })
        .filter(|entity| entity.text("apiVersion").is_some_and(|v| v.starts_with("backstage.io/")))
        .collect();
    if list.is_empty() {
        Err(foreign(&file.name, "Backstage", "apiVersion: backstage.io/…"))
    } else {
        Ok(list)
    }
}

/// `kind:namespace/name` in small letters, as references are compared.
fn reference(text: &str, kind: &str, namespace: &str) -> String {
    let (kind, rest) = text.split_once(':').unwrap_or((kind, text));
    let (namespace, name) = rest.split_once('/').unwrap_or((namespace, rest));
    format!("{kind}:{namespace}/{name}").to_lowercase()
}

fn namespace(entity: &Value) -> String {
    entity.text("metadata.namespace").unwrap_or_else(|| "default".into())
}

fn own_reference(entity: &Value) -> Option<String> {
    Some(reference(&entity.text("metadata.name")?, &entity.text("kind")?, &namespace(entity)))
}

/// Groups that own something are agencies: the name that people see, once for all who refer to it.
fn owner(place: &Place, entity: &Value, draft: &mut Draft) {
    if entity.text("kind").as_deref() != Some("Group") {
        return;
    }
    let Some(id) = own_reference(entity) else { return };
    let name = entity.text("spec.profile.displayName").or_else(|| entity.text("metadata.title"));
    let name = name.or_else(|| entity.text("metadata.name")).unwrap_or_default();
    let mut group = Thing::agency(id.clone(), &name, &place.at(&id));
    group.spec.description = entity.text("metadata.description");
    group.spec.contacts.extend(crate::common::contact(entity.text("spec.profile.email").as_deref(), None));
    draft.add(group);
}

fn layer(kind: &str, of: &str) -> Option<Layer> {
    let of = of.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| of.contains(word));
    match kind {
        "Component" if of == "library" => None,
        "Component" if has(&["website", "frontend", "portal"]) => Some(Layer::Channel),
        "Component" => Some(Layer::Application),
        "API" => Some(Layer::Application),
        "Resource" if has(&["network", "vpn", "dns"]) => Some(Layer::Network),
        "Resource" if has(&["server", "cluster", "bucket", "storage", "vm"]) => Some(Layer::Infrastructure),
        "Resource" => Some(Layer::Platform),
        _ => None,
    }
}

fn thing(place: &Place, entity: &Value, draft: &mut Draft) {
    let (Some(id), Some(kind)) = (own_reference(entity), entity.text("kind")) else { return };
    let place = place.at(&id);
    let of = entity.text("spec.type").unwrap_or_default();
    let Some(layer) = layer(&kind, &of) else {
        if !["Group", "User"].contains(&kind.as_str()) {
            draft.tell(
                What::LeftOut,
                &place,
                message!("import-kind-left", kind = format!("{kind} {of}"), count = 1_u32),
            );
        }
        return;
    };
    if entity.text("spec.lifecycle").is_some_and(|state| state == "deprecated") {
        draft.tell(What::LeftOut, &place, message!("import-retired", name = &id));
        return;
    }
    let runs = entity.text("spec.owner").map(|owner| {
        let group = reference(&owner, "group", &namespace(entity));
        if draft.thing(&group).is_some() { group } else { agency(draft, &owner, &place) }
    });
    let name = entity.text("metadata.title").or_else(|| entity.text("metadata.name")).unwrap_or_default();
    let mut thing = Thing::service(id, &name, layer, &place).run_by(runs);
    thing.spec.description = entity.text("metadata.description");
    for (label, path) in [
        ("system", "spec.system"),
        ("domain", "spec.domain"),
        ("part-of", "spec.subcomponentOf"),
        ("type", "spec.type"),
    ] {
        thing.label(label, &entity.text(path).unwrap_or_default());
    }
    for group in ["metadata.labels", "metadata.annotations"] {
        for (name, value) in entity.at(group).as_object().into_iter().flatten() {
            thing.label(name, &value.text("").unwrap_or_default());
        }
    }
    draft.add(thing);
}

/// Who offers each interface.
fn providers(entities: &[(Place, Value)]) -> BTreeMap<String, Vec<String>> {
    let mut offers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, entity) in entities {
        let Some(id) = own_reference(entity) else { continue };
        for api in entity.texts("spec.providesApis") {
            offers.entry(reference(&api, "api", &namespace(entity))).or_default().push(id.clone());
        }
    }
    offers
}

fn needs(place: &Place, entity: &Value, offers: &BTreeMap<String, Vec<String>>, draft: &mut Draft) {
    let Some(id) = own_reference(entity) else { return };
    if draft.thing(&id).is_none() {
        return;
    }
    let (place, space) = (place.at(&id), namespace(entity));
    for text in entity.texts("spec.dependsOn") {
        draft.link(Link::new(id.clone(), reference(&text, "component", &space), &place));
    }
    for text in entity.texts("spec.dependencyOf") {
        draft.link(Link::new(reference(&text, "component", &space), id.clone(), &place));
    }
    for text in entity.texts("spec.consumesApis") {
        let api = reference(&text, "api", &space);
        if draft.thing(&api).is_some() || !offers.contains_key(&api) {
            draft.link(Link::new(id.clone(), api, &place));
            continue;
        }
        for provider in offers.get(&api).into_iter().flatten() {
            draft.link(Link::new(id.clone(), provider.clone(), &place).noted(text.clone()));
        }
    }
    // Who calls an interface needs whoever offers it.
    if entity.text("kind").as_deref() == Some("API") {
        for provider in offers.get(&id).into_iter().flatten() {
            draft.link(Link::new(id.clone(), provider.clone(), &place));
        }
    }
}
