//! Open-PSA: fault trees in the model exchange form. A tree says when something fails; a map says what it needs.

use crate::common::{enough, foreign};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Node, xml};
use model::{Fault, Form, Layer, Message, Reliability, message};

/// Fault trees.
#[derive(Debug)]
pub struct OpenPsa;

impl MapFormat for OpenPsa {
    fn word(&self) -> &'static str {
        "open-psa"
    }

    fn about(&self) -> Message {
        message!("import-about-open-psa")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for file in files {
            match xml(file, draft) {
                Ok(tree) if tree.root().name() == "opsa-mef" => model(file, tree.root(), draft),
                Ok(_) => faults.push(foreign(&file.name, "Open-PSA", "opsa-mef")),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

fn label(node: Node<'_>, name: &str) -> String {
    node.text_of("label").map_or_else(|| name.to_owned(), ToOwned::to_owned)
}

fn model(file: &File<'_>, root: Node<'_>, draft: &mut Draft) {
    let place = Place::file(file.name.clone());
    for gate in root.within("define-gate") {
        let Some(name) = gate.attribute("name") else { continue };
        draft.add(Thing::service(name, &label(gate, name), Layer::Application, &place.at(name)));
    }
    for event in root.within("define-basic-event") {
        let Some(name) = event.attribute("name") else { continue };
        basic(name, event, &place, draft);
    }
    for house in root.within("define-house-event") {
        let name = house.attribute("name").unwrap_or_default();
        draft.tell(What::LeftOut, &place.at(name), message!("import-house-event", name = name));
    }
    for gate in root.within("define-gate") {
        let Some(name) = gate.attribute("name") else { continue };
        let formula = gate.children().find(|child| !["label", "attributes"].contains(&child.name()));
        let Some(formula) = formula else { continue };
        formulas(name, formula, &place.at(name), draft);
    }
    for group in root.within("define-CCF-group") {
        common_cause(group, &place, draft);
    }
}

fn basic(name: &str, event: Node<'_>, place: &Place, draft: &mut Draft) {
    if draft.thing(name).is_some() {
        return;
    }
    let mut thing = Thing::service(name, &label(event, name), Layer::Infrastructure, &place.at(name));
    let value =
        event.child("float").and_then(|float| float.attribute("value")).and_then(|value| value.parse().ok());
    thing.spec.reliability = value.map(Reliability::Unavailability);
    draft.add(thing);
}

/// Fails with any: each is needed. Fails with all: one is enough. Formulas within formulas become things of their own.
fn formulas(name: &str, formula: Node<'_>, place: &Place, draft: &mut Draft) {
    let mut open = vec![(name.to_owned(), formula)];
    while let Some((name, formula)) = open.pop() {
        let mut parts: Vec<String> = Vec::new();
        let operands: Vec<Node<'_>> = match formula.name() {
            "gate" | "basic-event" | "event" | "house-event" => vec![formula],
            _ => formula.children().collect(),
        };
        for operand in operands {
            match (operand.name(), operand.attribute("name")) {
                ("gate" | "event", Some(part)) => parts.push(part.to_owned()),
                ("basic-event", Some(part)) => {
                    // Some trees name events that they describe nowhere.
                    basic(part, operand, place, draft);
                    parts.push(part.to_owned());
                }
                ("house-event", _) | ("label" | "attributes", _) => {}
                (what @ ("gate" | "event" | "basic-event"), None) => {
                    draft.tell(
                        What::Refused,
                        place,
                        message!("import-reference-unnamed", name = &name, what = what),
                    );
                }
                _ => {
                    let inner = format!("{name}/{}", parts.len() + 1);
                    draft.add(Thing::service(inner.clone(), &inner, Layer::Application, place));
                    open.push((inner.clone(), operand));
                    parts.push(inner);
                }
            }
        }
        let form = match formula.name() {
            _ if parts.len() == 1
                && !["not", "nand", "nor", "xor", "iff", "imply"].contains(&formula.name()) =>
            {
                Form::On
            }
            "or" => Form::On,
            "and" => Form::AnyOf,
            "atleast" => {
                let lost = formula.attribute("min").and_then(|min| min.parse().ok()).unwrap_or(1);
                Form::AtLeast(enough(parts.len(), lost).max(1))
            }
            operator => {
                draft.tell(
                    What::Refused,
                    place,
                    message!("import-not-monotone", name = &name, operator = operator),
                );
                continue;
            }
        };
        if !parts.is_empty() {
            let link = Link::of(name, parts, Strength::Stated(form), place);
            draft.link(link);
        }
    }
}

/// What fails together needs one thing together.
fn common_cause(group: Node<'_>, place: &Place, draft: &mut Draft) {
    let Some(name) = group.attribute("name") else { return };
    let (id, place) = (format!("ccf:{name}"), place.at(name));
    draft.add(Thing::service(id.clone(), &label(group, name), Layer::Infrastructure, &place));
    for member in group.child("members").into_iter().flat_map(|members| members.all("basic-event")) {
        if let Some(member) = member.attribute("name") {
            draft.link(Link::of(member, vec![id.clone()], Strength::Stated(Form::On), &place));
        }
    }
}
