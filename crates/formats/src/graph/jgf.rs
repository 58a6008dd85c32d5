//! JSON Graph Format, version 2: its schema allows nothing of our own outside `metadata`.

use super::facts;
use super::json::{Facts, lines, put};
use render::Language;
use render::diagram::Diagram;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct JgfNode<'a> {
    label: &'a str,
    metadata: Facts<'a>,
}

#[derive(Serialize)]
struct Edge<'a> {
    id: &'a str,
    source: &'a str,
    target: &'a str,
    relation: &'static str,
    metadata: Facts<'a>,
}

pub(super) fn write(diagram: &Diagram<'_>, language: Language, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"graph\":{\"directed\":true,\"type\":\"dependencies\",\"label\":")?;
    put(facts::direction(language), out)?;
    out.write_all(b",\n\"metadata\":")?;
    put(&Facts::about(facts::about(diagram, language)), out)?;
    out.write_all(b",\n\"nodes\":{")?;
    lines(diagram.nodes.iter(), out, |item, out| {
        put(item.key, out)?;
        out.write_all(b":")?;
        put(&JgfNode { label: item.name, metadata: Facts::new(vec![], facts::of_node(diagram, item)) }, out)
    })?;
    out.write_all(b"},\n\"edges\":[")?;
    lines(facts::edges(diagram), out, |edge, out| {
        let entry = Edge {
            id: &edge.id(),
            source: edge.from.key,
            target: edge.to.key,
            relation: edge.need.relation.as_str(),
            metadata: Facts::new(vec![], facts::of_edge(diagram, edge)),
        };
        put(&entry, out)
    })?;
    out.write_all(b"]}}\n")
}
