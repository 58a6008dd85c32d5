//! `check`: everything that is wrong with map files, or what they hold.

use super::args::CheckArgs;
use super::failure::Failure;
use super::files::Output;
use super::target::compile;
use crate::engine::circles;
use std::io::Write;

pub(super) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let (map, _) = compile(&args.files)?;
    let counts = map.counts();
    let circles = circles(map.graph());
    let inside: usize = circles.iter().map(Vec::len).sum();
    let mut out = Output::stdout();
    let written = writeln!(
        out,
        "nothing is wrong: {} agencies, {} sites, {} services, {} dependencies ({} confirmed)",
        counts.agencies,
        counts.sites,
        counts.services,
        counts.dependencies(),
        counts.confirmed
    )
    .and_then(|()| match circles.len() {
        0 => Ok(()),
        1 => writeln!(out, "1 circle of dependencies with {inside} nodes: it cannot restart by itself once it is down"),
        n => writeln!(out, "{n} circles of dependencies with {inside} nodes: they may not restart by themselves once they are down"),
    })
    .and_then(|()| out.finish());
    written.map_err(Failure::output)
}
