//! How long a diagnosis takes on generated maps: fifty symptoms of one failure, of two failures, and with as many
//! nodes seen working. Sizes by the environment: SIZES="s m l xl" (default "m l").

use std::hint::black_box;
use std::time::{Duration, Instant};
use tragweite::engine::diagnosis::{Diagnosis, DiagnosisScratch, Evidence, Hypothesis, Observation};
use tragweite::engine::{Graph, LevelsScratch, NodeIx, Watch};
use tragweite::formats::generate::{Size, generate};
use tragweite::map::{Builder, Map};
use tragweite::model::{Include, Level};

/// Observations of each sort.
const SEEN: usize = 50;
/// How many incidents of each sort.
const INCIDENTS: usize = 40;
/// Nodes that are tried to find causes of all sizes.
const TRIED: usize = 5_000;
/// What the service allows, too.
const BUDGET: u64 = 40_000_000;

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }

    fn pick(&mut self, mut from: Vec<NodeIx>, count: usize) -> Vec<NodeIx> {
        let count = count.min(from.len());
        for at in 0..count {
            let other = at + self.below(from.len() - at);
            from.swap(at, other);
        }
        from.truncate(count);
        from
    }
}

/// What happened, and what is seen of it.
struct Incident {
    causes: Vec<NodeIx>,
    affected: usize,
    observations: Vec<Observation>,
}

/// Failures that affect at least so many nodes, small ones as often as large ones.
fn causes(graph: &Graph, levels: &mut LevelsScratch, chance: &mut Chance) -> Vec<(NodeIx, usize)> {
    let mut by_size: [Vec<(NodeIx, usize)>; 4] = Default::default();
    for _ in 0..TRIED {
        let node = chance.below(graph.node_bound() as usize) as NodeIx;
        let affected = levels.run(graph, &[(node, Level::Unavailable)], Include::All).count();
        if affected >= SEEN {
            by_size[(affected / SEEN).ilog10().min(3) as usize].push((node, affected));
        }
    }
    by_size.iter_mut().for_each(|size| size.truncate(INCIDENTS));
    by_size.concat()
}

fn incident(
    graph: &Graph,
    levels: &mut LevelsScratch,
    chance: &mut Chance,
    causes: &[NodeIx],
    working: usize,
) -> Incident {
    let failures: Vec<_> = causes.iter().map(|&cause| (cause, Level::Unavailable)).collect();
    let affected: Vec<(NodeIx, Level)> = levels.run(graph, &failures, Include::All).collect();
    let mut observations: Vec<Observation> = Vec::new();
    for &cause in causes {
        let mut own = LevelsScratch::default();
        let of = own.run(graph, &[(cause, Level::Unavailable)], Include::All).map(|(n, _)| n).collect();
        for node in chance.pick(of, SEEN / causes.len()) {
            if observations.iter().all(|seen| seen.node != node) {
                observations.push(Observation { node, level: levels.level(node) });
            }
        }
    }
    while observations.len() < SEEN + working {
        let node = chance.below(graph.node_bound() as usize) as NodeIx;
        if levels.level(node) == Level::Operational && observations.iter().all(|seen| seen.node != node) {
            observations.push(Observation { node, level: Level::Operational });
        }
        if working == 0 {
            break;
        }
    }
    Incident { causes: causes.to_vec(), affected: affected.len(), observations }
}

/// Time that this thread has had on a processor, where the system tells: on a busy machine the wall clock says more about
/// the others.
fn on_cpu() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Times of one sort of incident, and whether what happened stands among the first five.
fn measure(name: &str, graph: &Graph, incidents: &[Incident]) {
    let (mut scratch, watch) = (DiagnosisScratch::default(), Watch::default());
    let mut times: Vec<Duration> = Vec::new();
    let (mut first, mut exact, mut candidates) = (0, 0, 0u64);
    for incident in incidents {
        let evidence = Evidence {
            observations: &incident.observations,
            include: Include::All,
            keep: 10,
            budget: BUDGET,
        };
        let (start, begun) = (Instant::now(), on_cpu());
        let Ok(found) = scratch.run(graph, &evidence, &watch) else { continue };
        let listed: Vec<&Hypothesis> = found.singles.iter().chain(&found.pairs).collect();
        let _ = black_box(scratch.read(graph, &evidence, &listed, 100, &watch));
        let busy = on_cpu().zip(begun).map(|(now, before)| now.saturating_sub(before));
        times.push(busy.unwrap_or_else(|| start.elapsed()));
        first += usize::from(is_found(&found, &incident.causes));
        exact += usize::from(found.every_single);
        candidates += u64::from(found.candidates);
    }
    times.sort_unstable();
    let mut sizes: Vec<usize> = incidents.iter().map(|i| i.affected).collect();
    sizes.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!(
        "{name:<22} {:>4} incidents of {:>4} to {:>6} affected, {:>7} candidates on average: p50 {:>9.2?}, p95 {:>9.2?}, \
         most {:>9.2?}; what happened among the first five: {first}, singles exact: {exact}",
        incidents.len(),
        sizes[0],
        sizes[sizes.len() - 1],
        candidates / incidents.len() as u64,
        at(50),
        at(95),
        at(100),
    );
}

fn is_found(found: &Diagnosis, causes: &[NodeIx]) -> bool {
    let is = |h: &&Hypothesis| {
        let mut nodes: Vec<NodeIx> = h.failures.iter().map(|f| f.0).collect();
        let mut causes = causes.to_vec();
        nodes.sort_unstable();
        causes.sort_unstable();
        nodes == causes
    };
    found.singles.iter().take(5).chain(found.pairs.iter().take(5)).any(|h| is(&h))
}

fn main() {
    let wanted = std::env::var("SIZES").unwrap_or_else(|_| "m l".into());
    let all = [("s", Size::S), ("m", Size::M), ("l", Size::L), ("xl", Size::XL)];
    for (name, size) in all.into_iter().filter(|(name, _)| wanted.split_whitespace().any(|w| w == *name)) {
        let mut builder = Builder::new();
        generate(size, 1, &mut |node| builder.add(&node, 1));
        let map = match builder.finish() {
            Ok(base) => Map::new(base, 1),
            Err(faults) => panic!("the generated map is wrong: {:?}", faults.first()),
        };
        let graph = map.graph();
        println!("map {name}: {} nodes", map.counts().nodes());
        let (mut levels, mut chance) = (LevelsScratch::default(), Chance(7));
        let causes = causes(graph, &mut levels, &mut chance);
        for (name, working) in [("one failure", 0), ("one, and 50 working", SEEN)] {
            let of =
                |&(cause, _): &(NodeIx, usize)| incident(graph, &mut levels, &mut chance, &[cause], working);
            let incidents: Vec<Incident> = causes.iter().map(of).collect();
            measure(name, graph, &incidents);
        }
        let pairs: Vec<[NodeIx; 2]> = (0..INCIDENTS)
            .map(|_| [(); 2].map(|()| causes[chance.below(causes.len())].0))
            .filter(|[a, b]| a != b)
            .collect();
        let of = |pair: &[NodeIx; 2]| incident(graph, &mut levels, &mut chance, pair, SEEN);
        let incidents: Vec<Incident> = pairs.iter().map(of).collect();
        measure("two, and 50 working", graph, &incidents);
    }
}
