//! CycloneDX: services and larger parts of a bill of materials, JSON or XML.

use crate::common::{agency, foreign};
use crate::draft::{Draft, Link, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Node, Value, json, xml};
use model::{Fault, Layer, Message, message};
use serde_json::{Map, json as value};

/// A bill of materials.
#[derive(Debug)]
pub struct CycloneDx;

impl MapFormat for CycloneDx {
    fn word(&self) -> &'static str {
        "cyclonedx"
    }

    fn about(&self) -> Message {
        message!("import-about-cyclonedx")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut boms, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match bom(file, draft) {
                Ok(bom) => boms.push((Place::file(file.name.clone()), bom)),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for (place, bom) in &boms {
            let mut open: Vec<&Value> = bom.items("services").iter().rev().collect();
            while let Some(service) = open.pop() {
                open.extend(service.items("services").iter().rev());
                of_service(place, service, draft);
            }
            let mut open: Vec<&Value> = bom.items("components").iter().rev().collect();
            open.extend(Some(bom.at("metadata.component")).filter(|component| component.is_object()));
            let mut libraries = 0_usize;
            while let Some(component) = open.pop() {
                open.extend(component.items("components").iter().rev());
                libraries += usize::from(!of_component(place, component, draft));
            }
            if libraries > 0 {
                draft.tell(What::LeftOut, place, message!("import-libraries", count = libraries));
            }
        }
        boms.iter().for_each(|(place, bom)| needs(place, bom, draft));
        Ok(())
    }
}

fn bom(file: &File<'_>, draft: &mut Draft) -> Result<Value, Fault> {
    let is_xml = file.bytes.iter().find(|byte| !byte.is_ascii_whitespace() && byte.is_ascii()) == Some(&b'<');
    let bom = if is_xml {
        let tree = xml(file, draft)?;
        if tree.root().name() != "bom" {
            return Err(foreign(&file.name, "CycloneDX", "bom"));
        }
        of_xml(tree.root())
    } else {
        json(file, draft)?
    };
    let known = is_xml || bom.text("bomFormat").as_deref() == Some("CycloneDX");
    if known { Ok(bom) } else { Err(foreign(&file.name, "CycloneDX", "bomFormat")) }
}

/// The XML form as the JSON form would say it.
fn of_xml(bom: Node<'_>) -> Value {
    let list = |of: Option<Node<'_>>, name: &str| -> Vec<Value> {
        // A part is inside another one only in its own list, so that one look at all is enough.
        of.map(|of| of.within(name)).unwrap_or_default().into_iter().map(part).collect()
    };
    let dependency = |of: Node<'_>| {
        let to: Vec<&str> = of.all("dependency").filter_map(|to| to.attribute("ref")).collect();
        value!({"ref": of.attribute("ref"), "dependsOn": to})
    };
    let dependencies =
        bom.child("dependencies").into_iter().flat_map(|all| all.all("dependency")).map(dependency);
    let main = bom.child("metadata").and_then(|metadata| metadata.child("component")).map(part);
    value!({
        "services": list(bom.child("services"), "service"),
        "components": list(bom.child("components"), "component"),
        "metadata": {"component": main},
        "dependencies": dependencies.collect::<Vec<_>>(),
    })
}

fn part(of: Node<'_>) -> Value {
    let mut found = Map::new();
    let mut put = |name: &str, text: Option<&str>| {
        if let Some(text) = text {
            found.insert(name.to_owned(), text.into());
        }
    };
    put("bom-ref", of.attribute("bom-ref"));
    put("type", of.attribute("type"));
    for name in ["group", "name", "version", "description"] {
        put(name, of.text_of(name));
    }
    let provider = of.child("provider").and_then(|provider| provider.text_of("name"));
    found.insert("provider".into(), value!({"name": provider}));
    Value::Object(found)
}

fn id(part: &Value) -> Option<String> {
    part.text("bom-ref").or_else(|| {
        let name = part.text("name")?;
        Some(part.text("group").map_or(name.clone(), |group| format!("{group}/{name}")))
    })
}

fn of_service(place: &Place, service: &Value, draft: &mut Draft) {
    let (Some(id), Some(name)) = (id(service), service.text("name")) else { return };
    let place = place.at(&id);
    let runs = service.text("provider.name").map(|name| agency(draft, &name, &place));
    let mut thing = Thing::service(id, &name, Layer::Application, &place).run_by(runs);
    thing.spec.description = service.text("description");
    thing.label("group", &service.text("group").unwrap_or_default());
    thing.label("version", &service.text("version").unwrap_or_default());
    let data: Vec<String> =
        service.items("data").iter().filter_map(|data| data.text("classification")).collect();
    thing.label("data", &data.join(", "));
    draft.add(thing);
}

/// Whether it is large enough to be looked at for itself: libraries are not.
fn of_component(place: &Place, component: &Value, draft: &mut Draft) -> bool {
    let layer = match component.text("type").as_deref() {
        Some("application") => Layer::Application,
        Some("platform" | "operating-system" | "data") => Layer::Platform,
        Some("device") => Layer::Infrastructure,
        _ => return false,
    };
    let (Some(id), Some(name)) = (id(component), component.text("name")) else { return false };
    let mut thing = Thing::service(id.clone(), &name, layer, &place.at(&id));
    thing.spec.description = component.text("description");
    thing.label("version", &component.text("version").unwrap_or_default());
    draft.add(thing)
}

fn needs(place: &Place, bom: &Value, draft: &mut Draft) {
    let mut libraries = 0_usize;
    for dependency in bom.items("dependencies") {
        let Some(from) = dependency.text("ref") else { continue };
        let place = place.at(&from);
        if draft.thing(&from).is_none() {
            libraries += dependency.items("dependsOn").len();
            continue;
        }
        for to in dependency.texts("dependsOn") {
            if draft.thing(&to).is_some() {
                draft.link(Link::new(from.clone(), to, &place));
            } else {
                libraries += 1;
            }
        }
    }
    if libraries > 0 {
        draft.tell(What::LeftOut, place, message!("import-library-needs", count = libraries));
    }
}
