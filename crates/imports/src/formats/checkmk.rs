//! Checkmk Business Intelligence: packs of rules. What a rule leaves to patterns over living hosts is not guessed.

use crate::common::{enough, foreign};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Value, json};
use model::{Fault, Form, Layer, Message, message};

/// Packs of Checkmk BI.
#[derive(Debug)]
pub struct Checkmk;

impl MapFormat for Checkmk {
    fn word(&self) -> &'static str {
        "checkmk-bi"
    }

    fn about(&self) -> Message {
        message!("import-about-checkmk")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut rules, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match pack(file, draft) {
                Ok(found) => {
                    rules.extend(found.into_iter().map(|rule| (Place::file(file.name.clone()), rule)))
                }
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for (place, rule) in &rules {
            thing(place, rule, draft);
        }
        for (place, rule) in &rules {
            needs(place, rule, draft);
        }
        Ok(())
    }
}

/// The rules and aggregations of a file.
fn pack(file: &File<'_>, draft: &mut Draft) -> Result<Vec<Value>, Fault> {
    // The configuration of old versions is a program.
    if file.name.ends_with(".mk") {
        let detail = message!("import-checkmk-old");
        return Err(Fault::new(file.name.clone(), "old-version", detail, message!("import-checkmk-remedy")));
    }
    let value = json(file, draft)?;
    let packs = if value.get("packs").is_some() { value.items("packs").to_vec() } else { vec![value] };
    let mut found: Vec<Value> = Vec::new();
    for pack in &packs {
        let members = if pack.get("rules").is_some() { pack } else { pack.at("extensions") };
        found.extend(members.items("rules").iter().cloned());
        found.extend(members.items("aggregations").iter().cloned());
        if members.get("aggregation_function").is_some() {
            found.push(members.clone());
        }
    }
    if found.is_empty() { Err(foreign(&file.name, "Checkmk BI", "packs, rules")) } else { Ok(found) }
}

fn rule_id(id: &str) -> String {
    format!("rule:{id}")
}

fn name_of(rule: &Value) -> Option<(String, String)> {
    let id = rule.text("id")?;
    let name = rule.text("properties.title").unwrap_or_else(|| id.clone());
    Some((id, name))
}

/// Whether a text stands for many hosts: a macro or a pattern.
fn is_pattern(text: &str) -> bool {
    text.chars().any(|c| "$|*+?[](){}^\\".contains(c))
}

fn thing(place: &Place, rule: &Value, draft: &mut Draft) {
    let Some((id, name)) = name_of(rule) else { return };
    // An aggregation is where a rule begins; the rule is what is there.
    if rule.get("aggregation_function").is_none() {
        return;
    }
    let place = place.at(&id);
    if is_pattern(&name) || rule.items("params.arguments").iter().any(|_| true) && is_template(rule) {
        draft.tell(What::LeftOut, &place, message!("import-checkmk-template", name = name));
        return;
    }
    let mut thing = Thing::service(rule_id(&id), &name, Layer::Application, &place);
    thing.spec.description = rule.text("properties.comment");
    draft.add(thing);
}

/// Whether everything that a rule leads to is a pattern.
fn is_template(rule: &Value) -> bool {
    rule.items("nodes").iter().all(|node| part(node).is_none())
}

/// A host, and perhaps one of its services.
type Ends = (String, Option<String>);

/// What a node of a rule leads to, when it is one thing: its id, and what it is where it is no rule.
fn part(node: &Value) -> Option<(String, Option<Ends>)> {
    if node.text("search.type").is_some_and(|search| search != "empty") {
        return None;
    }
    let literal = |path: &str| node.text(path).filter(|text| !is_pattern(text));
    match node.text("action.type")?.as_str() {
        "call_a_rule" => {
            let arguments = node.texts("action.params.arguments");
            let plain = arguments.iter().all(|argument| !is_pattern(argument));
            (plain && arguments.is_empty())
                .then(|| literal("action.rule_id"))
                .flatten()
                .map(|id| (rule_id(&id), None))
        }
        "state_of_host" => {
            literal("action.host_regex").map(|host| (format!("host:{host}"), Some((host, None))))
        }
        "state_of_service" => {
            let (host, service) = (literal("action.host_regex")?, literal("action.service_regex")?);
            Some((format!("host:{host};{service}"), Some((host, Some(service)))))
        }
        _ => None,
    }
}

fn needs(place: &Place, rule: &Value, draft: &mut Draft) {
    let Some((id, name)) = name_of(rule) else { return };
    let (id, place) = (rule_id(&id), place.at(&id));
    if draft.thing(&id).is_none() {
        return;
    }
    let mut parts = Vec::new();
    for node in rule.items("nodes") {
        match part(node) {
            Some((part, ends)) => {
                if let Some((host, service)) = ends {
                    computer(&part, &host, service.as_deref(), &place, draft);
                }
                parts.push(part);
            }
            None => draft.tell(What::LeftOut, &place, message!("import-checkmk-pattern", name = &name)),
        }
    }
    if parts.is_empty() {
        return;
    }
    let form = form(rule, parts.len());
    if form.is_none() {
        draft.tell(What::LeftOut, &place, message!("import-status-rules", name = name));
    }
    draft.link(Link::of(id, parts, Strength::Stated(form.unwrap_or(Form::On)), &place));
}

/// What the function of a rule says of how many may fail.
fn form(rule: &Value, parts: usize) -> Option<Form> {
    let function = rule.at("aggregation_function");
    let count = || function.text("count").and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
    let level = |name: &str| {
        let level = function.at(name);
        let value: usize = level.text("value")?.parse().ok()?;
        match level.text("type").as_deref() {
            Some("percentage") => Some((parts * value).div_ceil(100)),
            _ => Some(value),
        }
    };
    let many = |count: usize| u32::try_from(count.clamp(1, parts)).unwrap_or(u32::MAX);
    match function.text("type").as_deref() {
        _ if parts == 1 => Some(Form::On),
        // The worst state counts, or the second worst, and so on: so many have to fail.
        Some("worst") if count() > 1 => Some(Form::AtLeast(enough(parts, count().min(parts)))),
        Some("worst") => Some(Form::On),
        Some("best") if count() > 1 => Some(Form::AtLeast(many(count()))),
        Some("best") => Some(Form::AnyOf),
        Some("count_ok") => {
            let (full, min) = (many(level("levels_ok")?), many(level("levels_warn")?));
            Some(if full <= min { Form::AtLeast(min) } else { Form::Raw { min, full } })
        }
        _ => None,
    }
}

/// A host, or a service of a host with the host that it needs.
fn computer(id: &str, host: &str, service: Option<&str>, place: &Place, draft: &mut Draft) {
    let machine = format!("host:{host}");
    if draft.thing(&machine).is_none() {
        let mut thing = Thing::service(machine.clone(), host, Layer::Infrastructure, place);
        thing.label("host", host);
        draft.add(thing);
    }
    let Some(service) = service else { return };
    if draft.thing(id).is_none() {
        let mut thing = Thing::service(id, &format!("{service} ({host})"), Layer::Platform, place);
        thing.label("host", host);
        thing.label("service", service);
        draft.add(thing);
        draft.link(Link::of(id, vec![machine], Strength::Stated(Form::On), place));
    }
}
