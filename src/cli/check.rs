//! `check`: everything that is wrong with map files, or what they hold.

use super::args::CheckArgs;
use super::failure::Failure;
use super::output::Output;
use super::spoken::messages;
use super::target::compile;
use engine::DependencyIx;
use engine::cycles::{Cycle, cycles};
use map::Map;
use model::Include;
use std::io::{self, Write};
use words::{Language, say};

/// Most circles, and most nodes of each, that are named.
const NAMED: usize = 5;

pub(super) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let map = compile(&args.files)?;
    let circles = cycles(map.graph(), Include::All);
    let mut out = Output::stdout();
    write(&map, &circles, messages(), &mut out).and_then(|()| out.finish()).map_err(Failure::output)
}

fn write(map: &Map, circles: &[Cycle], l: Language, out: &mut impl Write) -> io::Result<()> {
    let counts = map.counts();
    writeln!(out, "{}", l.text("check-right"))?;
    let nodes = say!(
        l,
        "check-nodes",
        nodes = counts.nodes(),
        agencies = counts.agencies,
        sites = counts.sites,
        services = counts.services
    );
    let all = counts.dependencies();
    let dependencies = match (counts.confirmed * 100).checked_div(all) {
        Some(percent) => {
            say!(l, "check-dependencies-share", number = all, confirmed = counts.confirmed, percent = percent)
        }
        None => say!(l, "check-dependencies", number = all, confirmed = counts.confirmed),
    };
    let inside: usize = circles.iter().map(|circle| circle.nodes.len()).sum();
    let found = match circles.len() {
        0 => l.text("check-no-circles").to_owned(),
        number => say!(l, "check-circles", number = number, nodes = inside),
    };
    writeln!(out, "{nodes}\n{dependencies}\n{found}")?;
    for Cycle { nodes: circle, .. } in circles.iter().take(NAMED) {
        let keys: Vec<&str> = circle.iter().take(NAMED).map(|&node| map.key(node)).collect();
        let more = if circle.len() > NAMED { ", ..." } else { "" };
        writeln!(out, "  {}: {}{more}", say!(l, "count-nodes", nodes = circle.len()), keys.join(", "))?;
    }
    if circles.len() > NAMED {
        writeln!(out, "  {}", say!(l, "check-more-circles", more = circles.len() - NAMED))?;
    }
    let idle = idle_workarounds(map);
    for &dependency in idle.iter().take(NAMED) {
        let (node, address) =
            (map.key(map.graph().dependent(dependency)), map.dependency_address(dependency));
        writeln!(out, "{}", say!(l, "check-idle-workaround", node = node, dependency = address))?;
    }
    if idle.len() > NAMED {
        writeln!(out, "  {}", say!(l, "check-more-idle-workarounds", more = idle.len() - NAMED))?;
    }
    Ok(())
}

/// Needs with a workaround that can never do more than reduce: there is nothing to work around.
fn idle_workarounds(map: &Map) -> Vec<DependencyIx> {
    let all = map.iter().flat_map(|node| map.graph().dependencies(node));
    let is_idle = |&dependency: &DependencyIx| {
        let terms = map.graph().head(dependency).1.terms;
        terms.min == 0 && terms.workaround != Some(0)
    };
    all.filter(is_idle).collect()
}
