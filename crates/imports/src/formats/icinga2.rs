//! Icinga 2: hosts, services and dependencies as its REST interface tells them (`/v1/objects/...`).

use crate::common::{agency, foreign};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Value, json};
use model::{Fault, Form, Layer, Message, message};
use std::collections::BTreeMap;

/// Objects of Icinga 2.
#[derive(Debug)]
pub struct Icinga2;

impl MapFormat for Icinga2 {
    fn word(&self) -> &'static str {
        "icinga2"
    }

    fn about(&self) -> Message {
        message!("import-about-icinga2")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut objects, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match json(file, draft).and_then(|value| listed(&file.name, &value)) {
                Ok(list) => objects.extend(list.into_iter().map(|o| (Place::file(file.name.clone()), o))),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let of =
            |kind: &'static str| objects.iter().filter(move |(_, o)| o.text("type").as_deref() == Some(kind));
        for (place, object) in of("Host") {
            host(place, object, draft);
        }
        for (place, object) in of("Service") {
            service(place, object, draft);
        }
        dependencies(of("Dependency"), draft);
        let known = ["Host", "Service", "Dependency"];
        let others =
            objects.iter().filter(|(_, o)| !o.text("type").is_some_and(|t| known.contains(&t.as_str())));
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (place, object) in others {
            *counts.entry((place.file.to_string(), object.text("type").unwrap_or_default())).or_default() +=
                1;
        }
        for ((file, kind), count) in counts {
            draft.tell(
                What::LeftOut,
                &Place::file(file),
                message!("import-kind-left", kind = kind, count = count),
            );
        }
        Ok(())
    }
}

fn listed(file: &str, value: &Value) -> Result<Vec<Value>, Fault> {
    let list = if value.is_array() { value.items("") } else { value.items("results") };
    if list.is_empty() || list.iter().all(|object| object.get("attrs").is_none()) {
        return Err(foreign(file, "Icinga 2 /v1/objects", "results, attrs"));
    }
    Ok(list.to_vec())
}

/// As Icinga names it: `host`, or `host!service`.
fn id(host: &str, service: &str) -> String {
    if service.is_empty() { host.to_owned() } else { format!("{host}!{service}") }
}

/// What hosts and services have in common. Variables may hold passwords: only who runs it is read.
fn described(mut thing: Thing, attrs: &Value, place: &Place, draft: &mut Draft) -> Thing {
    let runs = ["agency", "behoerde", "owner"].iter().find_map(|name| attrs.text(&format!("vars.{name}")));
    thing.agency = runs.map(|name| agency(draft, &name, place));
    thing.spec.description = attrs.text("notes");
    thing.label("groups", &attrs.texts("groups").join(", "));
    thing.label("zone", &attrs.text("zone").unwrap_or_default());
    thing
}

fn host(place: &Place, object: &Value, draft: &mut Draft) {
    let Some(name) = object.text("name").or_else(|| object.text("attrs.__name")) else { return };
    let (attrs, place) = (object.at("attrs"), place.at(&name));
    let shown = attrs.text("display_name").unwrap_or_else(|| name.clone());
    let thing = Thing::service(name.clone(), &shown, Layer::Infrastructure, &place);
    let mut thing = described(thing, attrs, &place, draft);
    thing.label("host", &name);
    draft.add(thing);
}

fn service(place: &Place, object: &Value, draft: &mut Draft) {
    let attrs = object.at("attrs");
    let (Some(host), Some(name)) = (attrs.text("host_name"), attrs.text("name")) else { return };
    let (id, place) = (id(&host, &name), place.at(id(&host, &name)));
    let shown = attrs.text("display_name").unwrap_or_else(|| name.clone());
    let above = draft.thing(&host).map(|host| (host.spec.name.clone(), host.agency.clone()));
    let (on, runs) = above.unwrap_or_else(|| (host.clone(), None));
    let thing = Thing::service(id.clone(), &format!("{shown} ({on})"), Layer::Platform, &place);
    let mut thing = described(thing, attrs, &place, draft);
    thing.agency = thing.agency.or(runs);
    thing.label("host", &host);
    thing.label("service", &name);
    draft.add(thing);
    draft.link(Link::of(id, vec![host], Strength::Stated(Form::On), &place));
}

/// Parents of one child. Redundancy groups are stated from version 2.14 on; where the attribute is not there, whether one
/// parent can stand in for another is a question.
fn dependencies<'o>(all: impl Iterator<Item = &'o (Place, Value)>, draft: &mut Draft) {
    let mut groups: BTreeMap<(String, String), (Vec<String>, Place)> = BTreeMap::new();
    for (place, object) in all {
        let attrs = object.at("attrs");
        let name = |of: &str| attrs.text(of).unwrap_or_default();
        let child = id(&name("child_host_name"), &name("child_service_name"));
        let parent = id(&name("parent_host_name"), &name("parent_service_name"));
        let place = place.at(object.text("name").unwrap_or_default());
        let bad: Vec<String> = attrs
            .texts("states")
            .into_iter()
            .filter(|state| !["Up", "OK", "Warning"].contains(&state.as_str()))
            .collect();
        let healthy = attrs.texts("states").iter().any(|state| state == "Up" || state == "OK");
        if !bad.is_empty() || !healthy && !attrs.items("states").is_empty() {
            let states = attrs.texts("states").join(", ");
            draft.tell(
                What::Flagged,
                &place,
                message!("import-icinga-states", child = &child, states = states),
            );
        }
        if let Some(period) = attrs.text("period") {
            draft.tell(
                What::Flagged,
                &place,
                message!("import-icinga-period", child = &child, period = period),
            );
        }
        match attrs.get("redundancy_group").map(|group| group.text("").unwrap_or_default()) {
            Some(group) if !group.is_empty() => {
                groups.entry((child, group)).or_insert_with(|| (Vec::new(), place)).0.push(parent);
            }
            Some(_) => draft.link(Link::of(child, vec![parent], Strength::Stated(Form::On), &place)),
            None => draft.link(Link::new(child, parent, &place)),
        }
    }
    for ((child, group), (parents, place)) in groups {
        let form = if parents.len() > 1 { Form::AnyOf } else { Form::On };
        draft.link(Link::of(child, parents, Strength::Stated(form), &place).noted(group));
    }
}
