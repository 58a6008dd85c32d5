//! GraphML that serves two readers at once: plain attributes for Gephi and networkx, graphics for yEd.
//!
//! Flat and without hyperedges, because Gephi knows neither sub-graphs nor hyperedges. The graphics come before the
//! plain label, so that a reader that takes both keeps the plain one.

use super::facts::{self, EDGE, Edge, GENERATOR, Head, NODE, Role, Type, Value};
use super::xml::{description, empty, inside, leaf, start, text};
use model::Kind;
use quick_xml::Writer;
use render::diagram::{Diagram, Item, State};
use render::{Language, theme};
use std::io::{self, Write};

const ROOT: &[(&str, &str)] = &[
    ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("xmlns:y", "http://www.yworks.com/xml/graphml"),
    (
        "xsi:schemaLocation",
        "http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd",
    ),
];

/// Nodes next to each other before a layout is run.
const COLUMNS: usize = 20;

pub(super) fn write(diagram: &Diagram<'_>, language: Language, out: &mut impl Write) -> io::Result<()> {
    let remark = format!("{GENERATOR}. {}", facts::direction(language));
    let mut xml = start(&mut *out, &remark)?;
    inside(&mut xml, "graphml", ROOT, |xml| {
        keys(xml)?;
        inside(xml, "graph", &[("id", "G"), ("edgedefault", "directed")], |xml| {
            leaf(xml, "data", &[("key", "g.about")], &description(diagram, language))?;
            for (at, item) in diagram.nodes.iter().enumerate() {
                node(xml, diagram, language, at, item)?;
            }
            facts::edges(diagram).try_for_each(|arrow| edge(xml, diagram, arrow))
        })
    })?;
    out.write_all(b"\n")
}

/// All declarations; they must stand before the graph. For the graph there is one only, which yEd shows in its
/// properties and Gephi reports as unknown.
fn keys<W: Write>(xml: &mut Writer<W>) -> io::Result<()> {
    empty(xml, "key", &[("id", "n.graphics"), ("for", "node"), ("yfiles.type", "nodegraphics")])?;
    empty(xml, "key", &[("id", "e.graphics"), ("for", "edge"), ("yfiles.type", "edgegraphics")])?;
    let about = [("id", "g.about"), ("for", "graph"), ("attr.name", "Description"), ("attr.type", "string")];
    empty(xml, "key", &about)?;
    key(xml, "n", "node", "label", Type::Text)?;
    for fact in NODE {
        key(xml, "n", "node", fact.head.name, fact.head.kind)?;
    }
    for fact in EDGE {
        key(xml, "e", "edge", fact.head.name, fact.head.kind)?;
    }
    Ok(())
}

fn key<W: Write>(xml: &mut Writer<W>, prefix: &str, target: &str, name: &str, kind: Type) -> io::Result<()> {
    let kind = match kind {
        Type::Text => "string",
        Type::Number => "long",
        Type::Flag => "boolean",
    };
    let id = format!("{prefix}.{name}");
    empty(xml, "key", &[("id", &id), ("for", target), ("attr.name", name), ("attr.type", kind)])
}

fn data<'a, W: Write>(
    xml: &mut Writer<W>,
    prefix: &str,
    values: impl Iterator<Item = (&'static Head, Option<Value<'a>>)>,
) -> io::Result<()> {
    for (head, value) in values {
        if let Some(value) = value {
            leaf(xml, "data", &[("key", &format!("{prefix}.{}", head.name))], &text(value))?;
        }
    }
    Ok(())
}

fn node<W: Write>(
    xml: &mut Writer<W>,
    diagram: &Diagram<'_>,
    language: Language,
    at: usize,
    item: &Item<'_>,
) -> io::Result<()> {
    inside(xml, "node", &[("id", item.key)], |xml| {
        inside(xml, "data", &[("key", "n.graphics")], |xml| shape(xml, language, at, item))?;
        leaf(xml, "data", &[("key", "n.label")], item.name)?;
        data(xml, "n", facts::of_node(diagram, item))
    })
}

/// What yEd draws.
fn shape<W: Write>(xml: &mut Writer<W>, language: Language, at: usize, item: &Item<'_>) -> io::Result<()> {
    let letters = item.name.chars().count().clamp(8, 40);
    let width = (letters * 8 + 16).to_string();
    // A grid: the reader runs a layout, but until then nothing lies on top of anything.
    let (x, y) = ((at % COLUMNS * 380).to_string(), (at / COLUMNS * 90).to_string());
    let (line, thickness) = match item.state {
        State::Operational => ("line", "1.0"),
        State::AtRisk => ("line", "2.0"),
        State::Degraded => ("dashed", "2.0"),
        State::Unavailable => ("line", "3.0"),
    };
    let form = match item.kind {
        Kind::Agency => "roundrectangle",
        Kind::Site => "hexagon",
        Kind::Service => "rectangle",
    };
    let label = match item.state {
        State::Operational => item.name.to_owned(),
        state => format!("{}\n{}", item.name, theme::marked(language, state)),
    };
    inside(xml, "y:ShapeNode", &[], |xml| {
        empty(xml, "y:Geometry", &[("x", &x), ("y", &y), ("width", &width), ("height", "50.0")])?;
        empty(xml, "y:Fill", &[("color", theme::look(item.state).fill), ("transparent", "false")])?;
        let color = theme::look(item.state).border;
        empty(xml, "y:BorderStyle", &[("color", color), ("type", line), ("width", thickness)])?;
        leaf(xml, "y:NodeLabel", &[("textColor", "#000000")], &label)?;
        empty(xml, "y:Shape", &[("type", form)])
    })
}

fn edge<W: Write>(xml: &mut Writer<W>, diagram: &Diagram<'_>, edge: Edge<'_>) -> io::Result<()> {
    let attributes = [("id", &*edge.id()), ("source", edge.from.key), ("target", edge.to.key)];
    inside(xml, "edge", &attributes, |xml| {
        let line = match (edge.role, edge.need.start_only) {
            (Role::Fallback, _) => "dashed",
            (Role::Primary, true) => "dotted",
            (Role::Primary, false) => "line",
        };
        let (color, width) = match (edge.is_cause(), facts::is_unsure(edge.need)) {
            (true, _) => (theme::look(State::Unavailable).border, "3.0"),
            (false, true) => ("#767676", "1.0"),
            (false, false) => ("#000000", "1.0"),
        };
        inside(xml, "data", &[("key", "e.graphics")], |xml| {
            inside(xml, "y:PolyLineEdge", &[], |xml| {
                empty(xml, "y:LineStyle", &[("color", color), ("type", line), ("width", width)])?;
                empty(xml, "y:Arrows", &[("source", "none"), ("target", "standard")])
            })
        })?;
        data(xml, "e", facts::of_edge(diagram, edge))
    })
}
