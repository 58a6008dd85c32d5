//! GEXF 1.3: static, directed, with declared attributes and the colours of states.

use super::facts::{self, EDGE, Edge, GENERATOR, Head, NODE, Role, Type, Value};
use super::xml::{description, empty, inside, leaf, start, text};
use quick_xml::Writer;
use render::diagram::{Diagram, Item, State};
use render::{Language, theme};
use std::collections::BTreeMap;
use std::io::{self, Write};

const ROOT: &[(&str, &str)] = &[
    ("xmlns", "http://gexf.net/1.3"),
    ("xmlns:viz", "http://gexf.net/1.3/viz"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("xsi:schemaLocation", "http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd"),
    ("version", "1.3"),
];

pub(super) fn write(diagram: &Diagram<'_>, language: Language, out: &mut impl Write) -> io::Result<()> {
    let mut xml = start(&mut *out, &format!("{GENERATOR}. {}", facts::direction(language)))?;
    inside(&mut xml, "gexf", ROOT, |xml| {
        meta(xml, diagram, language)?;
        inside(xml, "graph", &[("mode", "static"), ("defaultedgetype", "directed")], |xml| {
            attributes(xml, "node", NODE.iter().map(|fact| &fact.head))?;
            attributes(xml, "edge", EDGE.iter().map(|fact| &fact.head))?;
            inside(xml, "nodes", &[], |xml| {
                diagram.nodes.iter().try_for_each(|item| node(xml, diagram, item))
            })?;
            inside(xml, "edges", &[], |xml| edges(xml, diagram))
        })
    })?;
    out.write_all(b"\n")
}

/// A graph has no attributes in this format: what the file is about stands in its description.
fn meta<W: Write>(xml: &mut Writer<W>, diagram: &Diagram<'_>, language: Language) -> io::Result<()> {
    inside(xml, "meta", &[], |xml| {
        leaf(xml, "creator", &[], GENERATOR)?;
        leaf(xml, "description", &[], &description(diagram, language))
    })
}

fn attributes<W: Write>(
    xml: &mut Writer<W>,
    class: &str,
    heads: impl Iterator<Item = &'static Head>,
) -> io::Result<()> {
    inside(xml, "attributes", &[("class", class), ("mode", "static")], |xml| {
        for head in heads {
            let kind = match head.kind {
                Type::Text => "string",
                Type::Number => "long",
                Type::Flag => "boolean",
            };
            empty(xml, "attribute", &[("id", head.name), ("title", head.name), ("type", kind)])?;
        }
        Ok(())
    })
}

fn values<'a, W: Write>(
    xml: &mut Writer<W>,
    values: impl Iterator<Item = (&'static Head, Option<Value<'a>>)>,
) -> io::Result<()> {
    inside(xml, "attvalues", &[], |xml| {
        for (head, value) in values {
            if let Some(value) = value {
                empty(xml, "attvalue", &[("for", head.name), ("value", &text(value))])?;
            }
        }
        Ok(())
    })
}

fn node<W: Write>(xml: &mut Writer<W>, diagram: &Diagram<'_>, item: &Item<'_>) -> io::Result<()> {
    inside(xml, "node", &[("id", item.key), ("label", item.name)], |xml| {
        values(xml, facts::of_node(diagram, item))?;
        let (r, g, b) = rgb(item.state);
        empty(xml, "viz:color", &[("r", &r), ("g", &g), ("b", &b)])
    })
}

/// The colour of a state as three numbers.
fn rgb(state: State) -> (String, String, String) {
    let part = |at: usize| {
        let hex = theme::look(state).fill.get(at..at + 2).unwrap_or("00");
        u8::from_str_radix(hex, 16).unwrap_or(0).to_string()
    };
    (part(1), part(3), part(5))
}

fn edges<W: Write>(xml: &mut Writer<W>, diagram: &Diagram<'_>) -> io::Result<()> {
    // Readers merge arrows of one kind between the same two nodes: the second such arrow is of another kind.
    let mut dependent = None;
    let mut seen: BTreeMap<(u32, Role), u32> = BTreeMap::new();
    for arrow in facts::edges(diagram) {
        if dependent != Some(arrow.ends.0) {
            dependent = Some(arrow.ends.0);
            seen.clear();
        }
        let before = seen.entry((arrow.ends.1, arrow.role)).or_default();
        *before += 1;
        let kind = match *before {
            1 => arrow.role.as_str().to_owned(),
            more => format!("{} {more}", arrow.role.as_str()),
        };
        edge(xml, diagram, arrow, &kind)?;
    }
    Ok(())
}

fn edge<W: Write>(xml: &mut Writer<W>, diagram: &Diagram<'_>, edge: Edge<'_>, kind: &str) -> io::Result<()> {
    let ends = [("id", &*edge.id()), ("source", edge.from.key), ("target", edge.to.key), ("kind", kind)];
    inside(xml, "edge", &ends, |xml| values(xml, facts::of_edge(diagram, edge)))
}
