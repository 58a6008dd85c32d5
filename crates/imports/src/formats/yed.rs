//! yEd: drawings in GraphML.

use crate::common::foreign;
use crate::draft::Draft;
use crate::drawing::{self, Heads, Line, Shape};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::tree::{Node, xml};
use model::{Fault, Message, message};
use std::collections::BTreeMap;

/// Drawings of yEd.
#[derive(Debug)]
pub struct YEd;

impl MapFormat for YEd {
    fn word(&self) -> &'static str {
        "yed"
    }

    fn about(&self) -> Message {
        message!("import-about-yed")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut shapes, mut lines, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        for file in files {
            match xml(file, draft) {
                Ok(tree) if tree.root().name() == "graphml" => {
                    graph(file, tree.root(), &mut shapes, &mut lines)
                }
                Ok(_) => faults.push(foreign(&file.name, "yEd", "graphml")),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        drawing::read(shapes, lines, draft);
        Ok(())
    }
}

fn graph(file: &File<'_>, root: Node<'_>, shapes: &mut Vec<Shape>, lines: &mut Vec<Line>) {
    let place = Place::file(file.name.clone());
    // Ids are numbers in the order of drawing: they mean something only within their file.
    let own = |id: &str| format!("{}/{id}", file.name);
    let names: BTreeMap<&str, &str> = root
        .all("key")
        .filter_map(|key| Some((key.attribute("id")?, key.attribute("attr.name").or(key.attribute("name"))?)))
        .collect();
    let mut open: Vec<(Node<'_>, Option<String>)> = vec![(root, None)];
    while let Some((node, inside)) = open.pop() {
        let mut within: Vec<(Node<'_>, Option<String>)> = Vec::new();
        for child in node.children() {
            match (child.name(), child.attribute("id")) {
                ("graph", _) => within.push((child, inside.clone())),
                ("node", Some(id)) => {
                    shapes.push(shape(child, own(id), inside.clone(), place.at(id), &names));
                    within.push((child, Some(own(id))));
                }
                ("edge", id) => lines.push(Line {
                    from: child.attribute("source").map(own),
                    to: child.attribute("target").map(own),
                    text: first_text(child, "EdgeLabel").unwrap_or_default(),
                    heads: heads(child),
                    place: place.at(id.unwrap_or_default()),
                }),
                _ => {}
            }
        }
        open.extend(within.into_iter().rev());
    }
}

fn first_text(of: Node<'_>, name: &str) -> Option<String> {
    // What lies in a box has labels of its own.
    let data = of.all("data").flat_map(|data| data.within(name));
    let text = data.filter_map(Node::text).next()?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn shape(
    node: Node<'_>,
    id: String,
    inside: Option<String>,
    place: Place,
    names: &BTreeMap<&str, &str>,
) -> Shape {
    let mut data = Vec::new();
    let mut description = None;
    for entry in node.all("data") {
        let name = entry.attribute("key").and_then(|key| names.get(key).copied());
        match (name, entry.text()) {
            (Some("description"), Some(text)) => description = Some(text.to_owned()),
            (Some(name), Some(text)) => data.push((name.to_owned(), text.to_owned())),
            _ => {}
        }
    }
    let name = first_text(node, "NodeLabel").unwrap_or_default();
    Shape { id, name, inside, is_box: node.child("graph").is_some(), description, data, place }
}

/// The arrow heads that are drawn; that a graph is directed says nothing.
fn heads(edge: Node<'_>) -> Heads {
    let arrows = edge.within("Arrows").into_iter().next();
    let head =
        |name: &str| arrows.and_then(|arrows| arrows.attribute(name)).is_some_and(|head| head != "none");
    match (head("source"), head("target")) {
        (false, true) => Heads::End,
        (true, false) => Heads::Start,
        (true, true) => Heads::Both,
        (false, false) => Heads::None,
    }
}
