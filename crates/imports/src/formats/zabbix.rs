//! Zabbix: services as `service.get` tells them (JSON-RPC, with children, tags and status rules).

use crate::common::{agency, enough, foreign};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Value, json};
use model::{Fault, Form, Layer, Message, message};
use std::collections::BTreeMap;

/// Zabbix services.
#[derive(Debug)]
pub struct Zabbix;

impl MapFormat for Zabbix {
    fn word(&self) -> &'static str {
        "zabbix"
    }

    fn about(&self) -> Message {
        message!("import-about-zabbix")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut services, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match json(file, draft).and_then(|value| listed(&file.name, &value)) {
                Ok(list) => services.extend(list.into_iter().map(|s| (Place::file(file.name.clone()), s))),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let ids: BTreeMap<String, String> =
            services.iter().filter_map(|(_, s)| Some((s.text("serviceid")?, id(s)?))).collect();
        for (place, service) in &services {
            things(place, service, draft);
        }
        for (place, service) in &services {
            needs(place, service, &ids, draft);
        }
        Ok(())
    }
}

/// The services of an answer; of an old server they are something else.
fn listed(file: &str, value: &Value) -> Result<Vec<Value>, Fault> {
    let list = if value.is_array() { value.items("") } else { value.items("result") };
    if list.iter().any(|service| service.get("dependencies").is_some() && service.get("children").is_none()) {
        let detail = message!("import-zabbix-old");
        return Err(Fault::new(file, "old-version", detail, message!("import-zabbix-remedy")));
    }
    if list.is_empty() || list.iter().all(|service| service.text("serviceid").is_none()) {
        return Err(foreign(file, "service.get", "serviceid"));
    }
    Ok(list.to_vec())
}

/// What stays the same when the services are made anew: the id that Zabbix moves with them, else their number.
fn id(service: &Value) -> Option<String> {
    service.text("uuid").or_else(|| service.text("serviceid"))
}

fn things(place: &Place, service: &Value, draft: &mut Draft) {
    let Some(id) = id(service) else {
        draft.tell(
            What::LeftOut,
            place,
            message!("import-no-id", name = service.text("name").unwrap_or_default()),
        );
        return;
    };
    let place = place.at(format_args!("serviceid {}", service.text("serviceid").unwrap_or_default()));
    let name = service.text("name").unwrap_or_else(|| id.clone());
    let leaf = service.items("children").is_empty();
    let layer = if leaf { Layer::Infrastructure } else { Layer::Application };
    let tags = service.items("tags");
    let tag = |wanted: &[&str]| {
        tags.iter()
            .find(|tag| tag.text("tag").is_some_and(|name| wanted.contains(&name.to_lowercase().as_str())))
    };
    let runs = tag(&["agency", "owner", "behörde", "behoerde"]).and_then(|tag| tag.text("value"));
    let runs = runs.map(|name| agency(draft, &name, &place));
    let mut thing = Thing::service(id, &name, layer, &place).run_by(runs);
    thing.spec.description = service.text("description");
    for tag in tags.iter().chain(service.items("problem_tags")) {
        if let Some(name) = tag.text("tag") {
            thing.label(&name, &tag.text("value").unwrap_or_default());
        }
    }
    draft.tell(What::Flagged, &place, message!("import-layer-guessed", name = name, layer = layer.as_str()));
    draft.add(thing);
}

fn needs(place: &Place, service: &Value, ids: &BTreeMap<String, String>, draft: &mut Draft) {
    let (Some(id), name) = (id(service), service.text("name").unwrap_or_default()) else { return };
    let place = place.at(format_args!("serviceid {}", service.text("serviceid").unwrap_or_default()));
    if service.text("weight").is_some_and(|weight| weight != "1" && weight != "0") {
        draft.tell(What::LeftOut, &place, message!("import-weights", name = &name));
    }
    let (mut counted, mut supporting, mut ignored) = (Vec::new(), Vec::new(), Vec::new());
    for child in service.items("children") {
        let Some(number) = child.text("serviceid") else { continue };
        let child_id = ids.get(&number).cloned().unwrap_or(number);
        // How a child's state goes upwards stands at the child itself where the list holds it.
        match child.text("propagation_rule").as_deref() {
            Some("3") => ignored.push(child_id),
            Some("2") => supporting.push(child_id),
            Some("1" | "4") => {
                draft.tell(What::LeftOut, &place, message!("import-propagation", name = &name));
                counted.push(child_id);
            }
            _ => counted.push(child_id),
        }
    }
    let mut link = |providers: Vec<String>, form: Form| {
        if !providers.is_empty() {
            draft.link(Link::of(id.clone(), providers, Strength::Stated(form), &place));
        }
    };
    link(ignored, Form::InformedBy);
    link(supporting, Form::SupportedBy);
    let (all, ruled) = (counted.len(), rules(service, counted.len()));
    match (service.text("algorithm").as_deref(), ruled.form) {
        (_, Some(form)) if all > 1 => link(counted, form),
        (Some("1"), _) if all > 1 => link(counted, Form::AnyOf),
        (Some("0"), None) => link(counted, Form::InformedBy),
        _ => link(counted, Form::On),
    }
    if ruled.others {
        draft.tell(What::LeftOut, &place, message!("import-status-rules", name = &name));
    }
}

/// What the status rules of a service say.
struct Ruled {
    form: Option<Form>,
    /// Some of them cannot be said on a map.
    others: bool,
}

/// Rules "at least n children, or n per cent, have a problem": too few work. High and disaster are a failure, less is degraded.
fn rules(service: &Value, children: usize) -> Ruled {
    let (mut min, mut full, mut others) = (0, 0, false);
    for rule in service.items("status_rules") {
        let limit = rule.text("limit_value").and_then(|value| value.parse::<usize>().ok()).unwrap_or(0);
        let lost = match rule.text("type").as_deref() {
            Some("0") => limit,
            Some("1") => (children * limit).div_ceil(100),
            _ => {
                others = true;
                continue;
            }
        };
        if lost == 0 || lost > children {
            continue;
        }
        let severe = rule.text("new_status").and_then(|status| status.parse::<u8>().ok()) >= Some(4);
        let needed = enough(children, lost);
        if severe { min = min.max(needed) } else { full = full.max(needed) }
    }
    let worst = service.text("algorithm").as_deref() == Some("2");
    let form = match (min, full) {
        (0, 0) => None,
        // The most critical child decides anyhow: a rule adds nothing.
        _ if worst => None,
        (min, 0) => Some(Form::AtLeast(min)),
        (min, full) => Some(Form::Raw { min, full: full.max(min) }),
    };
    Ruled { form, others }
}
