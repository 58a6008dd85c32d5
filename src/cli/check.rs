//! `check`: everything that is wrong with map files, or what they hold.

use super::args::CheckArgs;
use super::failure::Failure;
use super::output::Output;
use super::target::compile;
use engine::circles::{Circle, circles};
use map::Map;
use model::Include;
use std::io::{self, Write};

/// Most circles, and most nodes of each, that are named.
const NAMED: usize = 5;

pub(super) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let map = compile(&args.files)?;
    let circles = circles(map.graph(), Include::All);
    let mut out = Output::stdout();
    write(&map, &circles, &mut out).and_then(|()| out.finish()).map_err(Failure::output)
}

fn write(map: &Map, circles: &[Circle], out: &mut impl Write) -> io::Result<()> {
    let counts = map.counts();
    writeln!(out, "nothing is wrong")?;
    writeln!(
        out,
        "nodes: {} ({} agencies, {} sites, {} services)",
        counts.nodes(),
        counts.agencies,
        counts.sites,
        counts.services
    )?;
    let all = counts.dependencies();
    let share = (counts.confirmed * 100).checked_div(all).map(|percent| format!(" = {percent} %"));
    writeln!(out, "dependencies: {all} ({} confirmed{})", counts.confirmed, share.unwrap_or_default())?;
    let inside: usize = circles.iter().map(|circle| circle.nodes.len()).sum();
    match circles.len() {
        0 => writeln!(out, "circles: none"),
        n => writeln!(
            out,
            "circles: {n} with {inside} nodes; what needs itself in a circle may not restart once it is down"
        ),
    }?;
    for Circle { nodes: circle, .. } in circles.iter().take(NAMED) {
        let keys: Vec<&str> = circle.iter().take(NAMED).map(|&node| map.key(node)).collect();
        let more = if circle.len() > NAMED { ", ..." } else { "" };
        writeln!(out, "  {} nodes: {}{more}", circle.len(), keys.join(", "))?;
    }
    if circles.len() > NAMED {
        writeln!(out, "  and {} more circles", circles.len() - NAMED)?;
    }
    Ok(())
}
