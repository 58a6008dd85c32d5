//! A map out as YAML or JSON, streamed: agencies, then sites, then services, in the order in which they come.
//!
//! The same map gives the same bytes, and reading them gives the same map.

use super::VERSION;
use super::places::SECTIONS;
use super::yaml::{write_block, write_text};
use jiff::tz::TimeZone;
use model::{Kind, Node};
use std::borrow::Borrow;
use std::io::{self, Write};
use wire::{NodeDoc, Tree};

/// How a map is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people and version control.
    Yaml,
    /// For programs; one node a line.
    Json,
}

/// Writes where times are told, if anything is said of it, and the nodes that `of_kind` gives for each kind, which must
/// come sorted by key.
///
/// `of_kind` is asked once for each kind, in the order agency, site, service. Fails only when `out` does, or with
/// `InvalidInput` when the nodes are not sorted, because then the same map would not give the same bytes.
pub fn write_map<N, I>(
    format: Format,
    zone: Option<&TimeZone>,
    mut of_kind: impl FnMut(Kind) -> I,
    out: &mut impl Write,
) -> io::Result<()>
where
    N: Borrow<Node>,
    I: IntoIterator<Item = N>,
{
    match format {
        Format::Yaml => writeln!(out, "tragweite: {VERSION}")?,
        Format::Json => write!(out, "{{\"tragweite\":{VERSION}")?,
    }
    match (format, zone.map(words::zone::name)) {
        (_, None) => {}
        // Names of zones need no quotes in YAML and no escapes in JSON.
        (Format::Yaml, Some(zone)) => writeln!(out, "zone: {zone}")?,
        (Format::Json, Some(zone)) => write!(out, ",\n\"zone\":\"{zone}\"")?,
    }
    for (kind, section) in [Kind::Agency, Kind::Site, Kind::Service].into_iter().zip(SECTIONS) {
        let mut last: Option<model::Key> = None;
        for node in of_kind(kind) {
            let node: &Node = node.borrow();
            if node.kind != kind || last.as_ref().is_some_and(|last| *last >= node.key) {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("{} does not come in its order among the {section}", node.key),
                ));
            }
            match format {
                Format::Yaml => write_yaml(node, last.is_none().then_some(section), out)?,
                Format::Json => write_json(node, last.is_none().then_some(section), out)?,
            }
            last = Some(node.key.clone());
        }
        if format == Format::Json && last.is_some() {
            out.write_all(b"\n}")?;
        }
    }
    match format {
        Format::Yaml => Ok(()),
        Format::Json => out.write_all(b"}\n"),
    }
}

/// One entry; `section` is its heading when the entry is the first one under it.
fn write_yaml(node: &Node, section: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    if let Some(section) = section {
        writeln!(out, "{section}:")?;
    }
    let tree = Tree::of(&NodeDoc::entry(node)).map_err(io::Error::from)?;
    out.write_all(b"  ")?;
    write_text(node.key.as_str(), out)?;
    out.write_all(b":\n    ")?;
    write_block(&tree, 4, out)
}

fn write_json(node: &Node, section: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    match section {
        Some(section) => write!(out, ",\n\"{section}\":{{\n")?,
        None => out.write_all(b",\n")?,
    }
    // A key needs no escapes.
    write!(out, "\"{}\":", node.key)?;
    serde_json::to_writer(&mut *out, &NodeDoc::entry(node)).map_err(io::Error::from)
}
