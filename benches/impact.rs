//! The engine on generated maps, held against the yardstick: a table of ratios from one interleaved run, then divan's
//! own statistics. Sizes by the environment: SIZES="s m l xl" (default "s m l").

mod sizes;
mod yardstick;

use sizes::{Prepared, prepared};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tragweite::engine::{Event, Graph, LevelsScratch, NodeIx, Outcome, Question, Scratch};
use tragweite::model::{Include, Level};
use yardstick::Bare;

fn main() {
    ratios();
    divan::main();
}

/// One node that fails, with every way to ask what follows.
struct Asker {
    graph: &'static Graph,
    bare: Bare,
    levels: LevelsScratch,
    timeline: Scratch,
}

impl Asker {
    fn new(prepared: &'static Prepared) -> Self {
        let graph = prepared.map.graph();
        Self { graph, bare: Bare::new(graph), levels: LevelsScratch::default(), timeline: Scratch::default() }
    }

    fn bare(&mut self, node: NodeIx) -> usize {
        self.bare.run(&[node])
    }

    fn levels(&mut self, node: NodeIx) -> usize {
        self.levels.run(self.graph, &[(node, Level::Unavailable)], Include::All).count()
    }

    fn timeline(&mut self, node: NodeIx) -> usize {
        let failures = [Event { node, level: 2, from: 0, until: None }];
        let question =
            Question { failures: &failures, horizon: None, include: Include::All, budget: u64::MAX };
        // The budget is without end.
        let _ = self.timeline.run(self.graph, &question);
        Outcome::new(&self.timeline, self.graph).affected().count()
    }

    /// Spans and the whole why-chain of every affected node.
    fn explained(&mut self, node: NodeIx) -> usize {
        self.timeline(node);
        let outcome = Outcome::new(&self.timeline, self.graph);
        let explained = outcome.affected().map(|(hit, _, worst)| {
            black_box(outcome.spans(hit));
            outcome.why(&worst).map(black_box).count()
        });
        explained.sum()
    }
}

fn ratios() {
    println!(
        "engine against the yardstick (bare k-of-n propagation, one level, no clocks, no causes); medians"
    );
    println!(
        "{:>4} {:>9} {:>12} {:>19} {:>19} {:>23}",
        "map", "affected", "bare", "levels", "timeline", "with spans and why"
    );
    for prepared in prepared() {
        let mut asker = Asker::new(prepared);
        for &(node, affected) in &prepared.picks {
            let [bare, levels, timeline, explained] = medians(&mut asker, node);
            let ratio = |t: Duration| t.as_secs_f64() / bare.as_secs_f64().max(1e-9);
            println!(
                "{:>4} {:>9} {:>12.2?} {:>11.2?} {:>6.2}x {:>11.2?} {:>6.2}x {:>14.2?} {:>6.2}x",
                prepared.name,
                affected,
                bare,
                levels,
                ratio(levels),
                timeline,
                ratio(timeline),
                explained,
                ratio(explained)
            );
        }
    }
}

/// The four ways in turn, again and again, so that the machine's moods hit all of them alike.
fn medians(asker: &mut Asker, node: NodeIx) -> [Duration; 4] {
    let ways: [fn(&mut Asker, NodeIx) -> usize; 4] =
        [Asker::bare, Asker::levels, Asker::timeline, Asker::explained];
    let mut times: [Vec<Duration>; 4] = Default::default();
    let begin = Instant::now();
    while times[0].len() < 7 || begin.elapsed() < Duration::from_millis(500) && times[0].len() < 2_000 {
        for (way, times) in ways.iter().zip(&mut times) {
            // Many at once where one is too short for the clock.
            let repeat = if times.first().is_some_and(|t| t.as_micros() < 5) { 100 } else { 1 };
            let start = Instant::now();
            for _ in 0..repeat {
                black_box(way(asker, node));
            }
            times.push(start.elapsed() / repeat);
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

/// The arguments of divan's benches: a map and how many nodes are affected.
fn questions() -> Vec<String> {
    let of = |p: &Prepared| p.picks.iter().map(|pick| format!("{}-{}", p.name, pick.1)).collect::<Vec<_>>();
    prepared().iter().flat_map(of).collect()
}

fn bench(bencher: divan::Bencher<'_, '_>, question: &str, way: fn(&mut Asker, NodeIx) -> usize) {
    let find = |p: &'static Prepared| {
        let pick = p.picks.iter().find(|pick| format!("{}-{}", p.name, pick.1) == question)?;
        Some((p, pick.0))
    };
    if let Some((prepared, node)) = prepared().iter().find_map(find) {
        let mut asker = Asker::new(prepared);
        bencher.bench_local(|| way(&mut asker, node));
    }
}

#[divan::bench(args = questions(), max_time = 1)]
fn bare(bencher: divan::Bencher<'_, '_>, question: &str) {
    bench(bencher, question, Asker::bare);
}

#[divan::bench(args = questions(), max_time = 1)]
fn levels(bencher: divan::Bencher<'_, '_>, question: &str) {
    bench(bencher, question, Asker::levels);
}

#[divan::bench(args = questions(), max_time = 1)]
fn timeline(bencher: divan::Bencher<'_, '_>, question: &str) {
    bench(bencher, question, Asker::timeline);
}

#[divan::bench(args = questions(), max_time = 1)]
fn explained(bencher: divan::Bencher<'_, '_>, question: &str) {
    bench(bencher, question, Asker::explained);
}
