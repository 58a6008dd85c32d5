//! Terraform and OpenTofu: what a state says there is and in which order it was made. Attributes are never read: they hold
//! passwords.

use crate::common::foreign;
use crate::draft::{Draft, Link, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Value, json};
use model::{Fault, Layer, Message, message};
use std::collections::BTreeSet;

/// A state of Terraform.
#[derive(Debug)]
pub struct Terraform;

impl MapFormat for Terraform {
    fn word(&self) -> &'static str {
        "terraform"
    }

    fn about(&self) -> Message {
        message!("import-about-terraform")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut resources, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match json(file, draft).and_then(|state| read(&file.name, &state)) {
                Ok(found) => resources.extend(found.into_iter().map(|r| (Place::file(file.name.clone()), r))),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for (place, resource) in &resources {
            let place = place.at(&resource.address);
            match layer(&resource.kind) {
                Some(layer) if resource.managed => {
                    let mut thing = Thing::service(resource.address.clone(), &resource.name, layer, &place);
                    thing.label("type", &resource.kind);
                    if resource.count > 1 {
                        thing.label("instances", &resource.count.to_string());
                    }
                    draft.add(thing);
                }
                _ => {
                    let text =
                        message!("import-terraform-left", kind = &resource.kind, name = &resource.address);
                    draft.tell(What::LeftOut, &place, text);
                }
            }
        }
        links(&resources, draft);
        Ok(())
    }
}

struct Resource {
    address: String,
    kind: String,
    name: String,
    managed: bool,
    count: usize,
    needs: BTreeSet<String>,
}

fn read(file: &str, state: &Value) -> Result<Vec<Resource>, Fault> {
    let mut found = Vec::new();
    match state.text("version").as_deref() {
        Some("4") => found.extend(state.items("resources").iter().filter_map(of_v4)),
        Some("3") => {
            for module in state.items("modules") {
                let path = module.texts("path").into_iter().skip(1).map(|name| format!("module.{name}."));
                let prefix: String = path.collect();
                let resources = module.at("resources").as_object().into_iter().flatten();
                found.extend(resources.filter_map(|(name, resource)| of_v3(&prefix, name, resource)));
            }
        }
        _ if state.get("values").is_some() => {
            let mut open = vec![state.at("values.root_module")];
            while let Some(module) = open.pop() {
                found.extend(module.items("resources").iter().filter_map(of_shown));
                open.extend(module.items("child_modules"));
            }
        }
        _ => return Err(foreign(file, "Terraform", "version: 4")),
    }
    Ok(found)
}

fn of_v4(resource: &Value) -> Option<Resource> {
    let (kind, name) = (resource.text("type")?, resource.text("name")?);
    let module = resource.text("module").map_or(String::new(), |module| format!("{module}."));
    let data = resource.text("mode").as_deref() == Some("data");
    let instances = resource.items("instances");
    let needs =
        instances.iter().flat_map(|i| i.texts("dependencies").into_iter().chain(i.texts("depends_on")));
    Some(Resource {
        address: format!("{module}{}{kind}.{name}", if data { "data." } else { "" }),
        kind,
        name,
        managed: !data,
        count: instances.len(),
        needs: needs.collect(),
    })
}

fn of_v3(prefix: &str, name: &str, resource: &Value) -> Option<Resource> {
    let kind = resource.text("type")?;
    Some(Resource {
        address: format!("{prefix}{name}"),
        name: name.rsplit('.').next().unwrap_or(name).to_owned(),
        kind,
        managed: !name.starts_with("data."),
        count: 1,
        needs: resource.texts("depends_on").into_iter().map(|need| format!("{prefix}{need}")).collect(),
    })
}

fn of_shown(resource: &Value) -> Option<Resource> {
    Some(Resource {
        address: resource.text("address")?,
        kind: resource.text("type")?,
        name: resource.text("name")?,
        managed: resource.text("mode").as_deref() != Some("data"),
        count: 1,
        needs: resource.texts("depends_on").into_iter().collect(),
    })
}

/// Words in the names of types that are only a right, a rule or a file: nothing that fails.
const NOTHING: &str = "security_group iam role policy permission secret password key certificate random null_ local template tls_ attachment association rule record";
/// Words in the names of types, by what they are; the first that fits counts.
const WORDS: [(Layer, &str); 4] = [
    (Layer::Platform, "database _db db_ rds sql redis cache queue kafka dns_zone directory"),
    (Layer::Network, "network vpc subnet router gateway vpn lb load_balancer floatingip eip"),
    (Layer::Application, "app function lambda container_service ecs_service cloud_run helm_release"),
    (
        Layer::Infrastructure,
        "instance server vm virtual_machine volume bucket storage disk cluster node_pool",
    ),
];

/// What a type of resource is, by the words in its name.
fn layer(kind: &str) -> Option<Layer> {
    let has = |words: &str| words.split(' ').any(|word| kind.contains(word));
    if has(NOTHING) {
        return None;
    }
    WORDS.iter().find(|(_, words)| has(words)).map(|(layer, _)| *layer)
}

/// A state says what was made after what; through things that are left out, too.
fn links(resources: &[(Place, Resource)], draft: &mut Draft) {
    let index: std::collections::HashMap<&str, &Resource> =
        resources.iter().map(|(_, r)| (r.address.as_str(), r)).collect();
    for (place, resource) in
        resources.iter().filter(|(_, r)| draft.thing(&r.address).is_some()).collect::<Vec<_>>()
    {
        let place = place.at(&resource.address);
        let (mut open, mut seen) = (resource.needs.iter().collect::<Vec<_>>(), BTreeSet::new());
        while let Some(need) = open.pop() {
            if !seen.insert(need) {
                continue;
            }
            match index.get(need.as_str()) {
                Some(other) if draft.thing(&other.address).is_some() => {
                    draft.link(Link::new(resource.address.clone(), other.address.clone(), &place));
                }
                Some(other) => open.extend(&other.needs),
                None => draft.tell(
                    What::LeftOut,
                    &place,
                    message!("import-no-provider", id = need, dependent = &resource.address),
                ),
            }
        }
    }
}
