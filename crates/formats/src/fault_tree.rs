//! Fault trees for other tools: the Open-PSA Model Exchange Format 2.0d, as SCRAM and XFTA read it.
//!
//! Events and gates are called e1, e2, g1, g2 ..., because names of that format may hold neither dots nor spaces; the label says what
//! an event is.

use super::graph::xml::{empty, inside, leaf, start};
use engine::cuts::{Input, Tree};
use quick_xml::Writer;
use std::io::{self, Write};

/// Writes the tree: `label` and `unavailability` say, for each event, what it is and how likely.
///
/// # Errors
/// Those of `out`.
pub fn write_open_psa(
    tree: &Tree,
    label: impl Fn(u32) -> String,
    unavailability: impl Fn(u32) -> f64,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut xml = start(&mut *out, "Open-PSA Model Exchange Format 2.0d")?;
    inside(&mut xml, "opsa-mef", &[], |xml| {
        inside(xml, "define-fault-tree", &[("name", "tree")], |xml| {
            inside(xml, "define-gate", &[("name", "top")], |xml| input(xml, tree.top()))?;
            (0..tree.gates()).try_for_each(|gate| define(xml, tree, gate))
        })?;
        inside(xml, "model-data", &[], |xml| {
            (0..tree.events()).try_for_each(|event| {
                inside(xml, "define-basic-event", &[("name", &format!("e{}", event + 1))], |xml| {
                    leaf(xml, "label", &[], &label(event))?;
                    empty(xml, "float", &[("value", &format!("{:e}", unavailability(event)))])
                })
            })
        })
    })?;
    out.write_all(b"\n")
}

fn define<W: Write>(xml: &mut Writer<W>, tree: &Tree, gate: u32) -> io::Result<()> {
    let (k, inputs) = tree.gate(gate);
    // The format wants each input of a gate once: further ones stand in by gates of their own.
    let mut again = Vec::new();
    inside(xml, "define-gate", &[("name", &format!("g{}", gate + 1))], |xml| {
        let min = k.to_string();
        let (name, attributes): (&str, &[(&str, &str)]) = match k as usize {
            1 => ("or", &[]),
            all if all == inputs.len() => ("and", &[]),
            _ => ("atleast", &[("min", &min)]),
        };
        inside(xml, name, attributes, |xml| {
            let mut seen = std::collections::HashSet::new();
            inputs.iter().try_for_each(|&of| {
                if seen.insert(of) {
                    return input(xml, of);
                }
                let name = format!("g{}-again-{}", gate + 1, again.len() + 1);
                again.push((name.clone(), of));
                empty(xml, "gate", &[("name", &name)])
            })
        })
    })?;
    again
        .into_iter()
        .try_for_each(|(name, of)| inside(xml, "define-gate", &[("name", &name)], |xml| input(xml, of)))
}

fn input<W: Write>(xml: &mut Writer<W>, input: Input) -> io::Result<()> {
    match input {
        Input::Never => empty(xml, "constant", &[("value", "false")]),
        Input::Always => empty(xml, "constant", &[("value", "true")]),
        Input::Event(event) => empty(xml, "basic-event", &[("name", &format!("e{}", event + 1))]),
        Input::Gate(gate) => empty(xml, "gate", &[("name", &format!("g{}", gate + 1))]),
    }
}
