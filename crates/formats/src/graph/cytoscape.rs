//! The JSON of Cytoscape and Cytoscape.js, with the two extra names by which networkx finds its way back.

use super::facts;
use super::json::{Facts, lines, put};
use render::Language;
use render::diagram::Diagram;
use std::io::{self, Write};

pub(super) fn write(diagram: &Diagram<'_>, language: Language, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"data\":")?;
    put(&Facts::about(facts::about(diagram, language)), out)?;
    out.write_all(b",\n\"directed\":true,\"multigraph\":true,\n\"elements\":{\"nodes\":[")?;
    lines(diagram.nodes.iter(), out, |item, out| {
        // `value` is what networkx takes as the node; `id` and `name` must be two different things to it.
        let first = vec![("id", item.key), ("name", item.name), ("value", item.key)];
        entry(&Facts::new(first, facts::of_node(diagram, item)), out)
    })?;
    out.write_all(b"],\n\"edges\":[")?;
    lines(facts::edges(diagram), out, |edge, out| {
        let id = edge.id();
        // `key` keeps parallel arrows apart in networkx, `interaction` is what Cytoscape calls a sort of arrow.
        let first = vec![
            ("id", &*id),
            ("source", edge.from.key),
            ("target", edge.to.key),
            ("key", &*id),
            ("interaction", edge.role.as_str()),
        ];
        entry(&Facts::new(first, facts::of_edge(diagram, edge)), out)
    })?;
    out.write_all(b"]}}\n")
}

fn entry(facts: &Facts<'_>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"data\":")?;
    put(facts, out)?;
    out.write_all(b"}")
}
