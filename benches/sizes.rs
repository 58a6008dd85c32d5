//! Generated maps and, for each, nodes whose failure hits about so many others.

use std::sync::OnceLock;
use tragweite::engine::{LevelsScratch, NodeIx};
use tragweite::formats::generate::{Size, generate};
use tragweite::map::{Builder, Map};
use tragweite::model::{Include, Level};

/// How many affected nodes are looked for.
const TARGETS: [usize; 6] = [1, 20, 1_000, 10_000, 33_000, 500_000];

/// A map, and nodes with what they affect.
#[derive(Debug)]
pub struct Prepared {
    /// s, m, l or xl.
    pub name: &'static str,
    /// The map.
    pub map: Map,
    /// A node, and how many nodes its failure affects.
    pub picks: Vec<(NodeIx, usize)>,
}

/// The maps that the environment asks for.
pub fn prepared() -> &'static [Prepared] {
    static ALL: OnceLock<Vec<Prepared>> = OnceLock::new();
    ALL.get_or_init(|| {
        let wanted = std::env::var("SIZES").unwrap_or_else(|_| "s m l".into());
        let all = [("s", Size::S), ("m", Size::M), ("l", Size::L), ("xl", Size::XL)];
        all.into_iter()
            .filter(|(name, _)| wanted.split_whitespace().any(|w| w == *name))
            .map(prepare)
            .collect()
    })
}

fn prepare((name, size): (&'static str, Size)) -> Prepared {
    let mut builder = Builder::new();
    generate(size, 1, &mut |node| builder.add(&node, 1));
    let map = match builder.finish() {
        Ok(base) => Map::new(base, 1),
        Err(faults) => panic!("the generated map is wrong: {:?}", faults.first()),
    };
    let graph = map.graph();
    let bytes = map.base().bytes();
    let (nodes, links) = (map.counts().nodes(), map.counts().links);
    println!(
        "map {name}: {nodes} nodes, {links} provider links, {} MB: {} bytes a node in all, {:.1} bytes a link for the graph",
        bytes / 1_000_000,
        bytes as u64 / nodes,
        graph.base().bytes() as f64 / links as f64
    );
    let mut scratch = LevelsScratch::default();
    let mut best: Vec<(NodeIx, usize)> = vec![(0, usize::MAX / 2); TARGETS.len()];
    for node in 0..graph.node_bound() {
        let affected = scratch.run(graph, &[(node, Level::Unavailable)], Include::All).count();
        for (target, best) in TARGETS.iter().zip(&mut best) {
            if target.abs_diff(affected) < target.abs_diff(best.1) {
                *best = (node, affected);
            }
        }
    }
    best.dedup_by_key(|pick| pick.1);
    Prepared { name, map, picks: best }
}
