//! Docker Compose: services of one or several files that are laid over one another, with the variables of a `.env` file.

use crate::common::{foreign, hosts_in};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Value, text, yaml};
use model::{Fault, Form, Message, Needed, message};
use std::collections::{BTreeMap, BTreeSet};

/// Compose files.
#[derive(Debug)]
pub struct Compose;

impl MapFormat for Compose {
    fn word(&self) -> &'static str {
        "compose"
    }

    fn about(&self) -> Message {
        message!("import-about-compose")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut services, mut faults, mut variables) = (Vec::new(), Vec::new(), BTreeMap::new());
        for file in files {
            if file.name.ends_with(".env") {
                match text(file, draft) {
                    Ok(text) => variables.extend(assignments(&text)),
                    Err(fault) => faults.push(fault),
                }
                continue;
            }
            match yaml(file, draft) {
                Ok(documents) if documents.iter().any(|document| document.at("services").is_object()) => {
                    let place = Place::file(file.name.clone());
                    for document in &documents {
                        let all = document.at("services").as_object().into_iter().flatten();
                        services.extend(
                            all.map(|(name, service)| (place.at(name), name.clone(), service.clone())),
                        );
                    }
                }
                Ok(_) => faults.push(foreign(&file.name, "Docker Compose", "services")),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() && services.is_empty() {
            let name = files.first().map(|file| file.name.as_str()).unwrap_or_default();
            faults.push(foreign(name, "Docker Compose", "services"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let project = Project { variables };
        services.iter().for_each(|(place, name, service)| things(place, name, service, draft));
        services.iter().for_each(|(place, name, service)| project.needs(place, name, service, draft));
        Ok(())
    }
}

fn assignments(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('='));
    pairs
        .map(|(name, value)| (name.trim().to_owned(), value.trim().trim_matches(['"', '\'']).to_owned()))
        .collect()
}

fn things(place: &Place, name: &str, service: &Value, draft: &mut Draft) {
    let image = service.text("image").unwrap_or_default();
    let replicas = service.text("deploy.replicas").or_else(|| service.text("scale"));
    if let Some(thing) = draft.thing_mut(name) {
        // A later file says more of the same service.
        thing.label("replicas", &replicas.unwrap_or_default());
        return;
    }
    let layer = crate::common::guessed_layer(&format!(
        "{name} {}",
        image.rsplit('/').next().unwrap_or_default().split([':', '$']).next().unwrap_or_default()
    ));
    let mut thing = Thing::service(name, name, layer, place);
    thing.label("image", image.split('@').next().unwrap_or_default());
    thing.label("replicas", &replicas.unwrap_or_default());
    thing.label("profiles", &service.texts("profiles").join(", "));
    draft.tell(What::Flagged, place, message!("import-layer-guessed", name = name, layer = layer.as_str()));
    draft.add(thing);
}

/// The names in a list, or of an object.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Object(entries) => entries.keys().cloned().collect(),
        _ => value.texts(""),
    }
}

struct Project {
    variables: BTreeMap<String, String>,
}

impl Project {
    fn needs(&self, place: &Place, name: &str, service: &Value, draft: &mut Draft) {
        let mut seen = BTreeSet::from([name.to_owned()]);
        let needs = |draft: &mut Draft, provider: String, place: &Place| {
            draft.link(Link::of(name, vec![provider], Strength::Stated(Form::On), place));
        };
        if let Some(of) =
            service.text("network_mode").as_deref().and_then(|mode| mode.strip_prefix("service:"))
        {
            seen.insert(of.to_owned());
            needs(draft, of.to_owned(), place);
        }
        for from in ["links", "external_links", "volumes_from"] {
            for entry in service.texts(from) {
                let provider = entry.split(':').next().unwrap_or_default().to_owned();
                if seen.insert(provider.clone()) {
                    draft.link(Link::new(name, provider, place));
                }
            }
        }
        if service.get("extends").is_some() {
            draft.tell(What::LeftOut, place, message!("import-compose-extends", name = name));
        }
        let mut hinted: BTreeMap<String, String> = BTreeMap::new();
        for (variable, value) in self.environment(service) {
            // Only whether it names a service is looked at: values may be secret.
            for host in hosts_in(&variable, &value) {
                if draft.thing(host).is_some() && host != name {
                    hinted.entry(host.to_owned()).or_insert_with(|| variable.clone());
                }
            }
        }
        for (provider, variable) in hinted {
            if seen.insert(provider.clone()) {
                draft.link(Link::new(
                    name,
                    provider,
                    &place.at(format_args!("{name}.environment.{variable}")),
                ));
            }
        }
        for provider in names(service.at("depends_on")) {
            if seen.insert(provider.clone()) {
                let link = Link::of(name, vec![provider], Strength::Stated(Form::On), place);
                draft.link(Link { needed: Needed::Start, ..link });
            }
        }
    }

    /// The environment of a service with variables filled in.
    fn environment(&self, service: &Value) -> Vec<(String, String)> {
        let pair = |(name, value): (&str, Option<String>)| {
            let value = value.unwrap_or_else(|| self.variables.get(name).cloned().unwrap_or_default());
            (name.to_owned(), self.filled(&value))
        };
        match service.at("environment") {
            Value::Object(entries) => {
                entries.iter().map(|(name, value)| pair((name, value.text("")))).collect()
            }
            list => {
                let split = |entry: String| match entry.split_once('=') {
                    Some((name, value)) => pair((name, Some(value.to_owned()))),
                    None => pair((&entry, None)),
                };
                list.texts("").into_iter().map(split).collect()
            }
        }
    }

    /// `${NAME}`, `${NAME:-else}` and `$NAME` replaced.
    fn filled(&self, value: &str) -> String {
        let (mut out, mut rest) = (String::new(), value);
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let (inner, after) = match rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
                Some(parts) => parts,
                None => rest.split_at(
                    rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len()),
                ),
            };
            let end = inner.find([':', '-', '?', '+']).unwrap_or(inner.len());
            let (name, other) = inner.split_at(end);
            let other = other.trim_start_matches([':', '-', '?', '+']);
            out.push_str(self.variables.get(name).map_or(other, String::as_str));
            rest = after;
        }
        out + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in() {
        let project = Project { variables: BTreeMap::from([("HOST".into(), "db".into())]) };
        assert_eq!(project.filled("http://${HOST}:$PORT/${X:-y}/$HOST"), "http://db:/y/db");
        assert_eq!(project.filled("100$"), "100$".trim_end_matches('$'));
    }
}
