//! Sweeps over every single failure on generated maps: ranking, false redundancy, single points of failure; and one failure
//! after the other against 64 at once. Sizes by the environment: SIZES="s m l xl" (default "s m l").

mod lanes;
mod sizes;

use lanes::Lanes;
use sizes::{Prepared, prepared};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tragweite::engine::sweep::ranking::{self, RankingQuestion};
use tragweite::engine::sweep::tally::{Facts, Figures, Tally};
use tragweite::engine::sweep::{alternatives, points};
use tragweite::engine::{Closure, LevelsScratch, NodeIx, Watch};
use tragweite::map::Map;
use tragweite::model::{Criterion, Include, Kind, Layer, Level};

fn main() {
    println!("sweeps over every single failure; {} cores", rayon::current_num_threads());
    for prepared in prepared() {
        let map = &prepared.map;
        if let Some(widest) = prepared.picks.last() {
            println!("{:>4}  the widest failure affects about {}", prepared.name, widest.1);
        }
        let (took, figures) = timed(|| figures(map));
        line(prepared, "figures of all nodes", took, "");
        one_by_one_or_lanes(prepared, &figures);
        rankings(prepared, &figures);
        redundancy(prepared);
        single_points(prepared);
    }
}

fn line(prepared: &Prepared, what: &str, took: Duration, more: &str) {
    println!("{:>4}  {what:<58} {took:>10.2?}  {more}", prepared.name);
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

/// Hundredths of a second that this process has worked, on all cores together: on a machine that does other things, too,
/// that is what a sweep costs. `None` where the system does not tell.
fn worked() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = told.rsplit(')').next()?.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// The time worked of one run, in words.
fn costs<T>(work: impl FnOnce() -> T) -> String {
    let before = worked();
    black_box(work());
    let spent = worked().zip(before).map(|(after, before)| (after - before) as f64 / 100.0);
    spent.map_or_else(String::new, |seconds| format!("{seconds:.2} s of work on all cores together"))
}

/// The middle of three, taken in turn.
fn medians<const N: usize>(mut ways: [&mut dyn FnMut() -> u64; N]) -> [(Duration, u64); N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..3 {
        for (way, times) in ways.iter_mut().zip(&mut times) {
            times.push(timed(way));
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[1]
    })
}

fn figures(map: &Map) -> Figures {
    let facts = |node| Facts {
        kind: map.kind(node),
        stands_for: map.stands_for(node) as u32,
        public: map.layer(node) == Some(Layer::Public),
        time_critical: map.mtpd(node).is_some_and(|mtpd| mtpd.get() <= 86_400),
        agency: map.agency(node),
        cases_per_day: map.cases_per_day(node),
        population: map.population(node),
        area: if map.kind(node) == Kind::Agency { map.area(node) } else { None },
    };
    Figures::new(map.graph().node_bound(), map.iter().map(|node| (node, facts(node))))
}

/// On one core: only the levels, and with everything counted.
fn one_by_one_or_lanes(prepared: &Prepared, figures: &Figures) {
    let graph = prepared.map.graph();
    let nodes: Vec<NodeIx> = prepared.map.iter().collect();
    let (mut scratch, mut tally) = (LevelsScratch::default(), Tally::new(figures));
    let mut lanes = Lanes::default();
    let mut tallies: Vec<Tally<'_>> = (0..64).map(|_| Tally::new(figures)).collect();
    let mut other = (LevelsScratch::default(), Lanes::default());
    let levels = &mut || {
        let run =
            |&node: &NodeIx| other.0.run(graph, &[(node, Level::Unavailable)], Include::All).count() as u64;
        nodes.iter().map(run).sum()
    };
    let levels_in_lanes = &mut || {
        let mut sum = 0;
        for part in nodes.chunks(64) {
            other.1.run(graph, part);
            sum += other.1.affected().map(|(_, bad, _)| u64::from(bad.count_ones())).sum::<u64>();
        }
        sum
    };
    let counted = &mut || {
        let mut people = 0;
        for &node in &nodes {
            for (node, level) in scratch.run(graph, &[(node, Level::Unavailable)], Include::All) {
                tally.add(node, level);
            }
            people += tally.take().people;
        }
        people
    };
    let counted_in_lanes = &mut || {
        let mut people = 0;
        for part in nodes.chunks(64) {
            lanes.run(graph, part);
            for (node, bad, dead) in lanes.affected() {
                let mut left = bad;
                while left != 0 {
                    let lane = left.trailing_zeros();
                    let level = if dead >> lane & 1 == 1 { Level::Unavailable } else { Level::Degraded };
                    tallies[lane as usize].add(node, level);
                    left &= left - 1;
                }
            }
            people += tallies[..part.len()].iter_mut().map(|tally| tally.take().people).sum::<u64>();
        }
        people
    };
    let [one, many, one_counted, many_counted] =
        medians([levels, levels_in_lanes, counted, counted_in_lanes]);
    assert_eq!((one.1, one_counted.1), (many.1, many_counted.1), "both ways must agree");
    let ratio = |a: Duration, b: Duration| format!("{:.2}x", a.as_secs_f64() / b.as_secs_f64());
    line(prepared, "levels of every failure, one by one, one core", one.0, &format!("{} affected", one.1));
    line(prepared, "levels of every failure, 64 at once, one core", many.0, &ratio(many.0, one.0));
    line(prepared, "everything counted, one by one, one core", one_counted.0, "");
    line(
        prepared,
        "everything counted, 64 at once, one core",
        many_counted.0,
        &ratio(many_counted.0, one_counted.0),
    );
}

fn rankings(prepared: &Prepared, figures: &Figures) {
    let graph = prepared.map.graph();
    let nodes: Vec<NodeIx> = prepared.map.iter().collect();
    let asked = RankingQuestion {
        candidates: &nodes,
        level: Level::Unavailable,
        include: Include::All,
        by: Criterion::People,
        limit: 100,
    };
    let mut first = Vec::new();
    let rank = &mut || {
        let Ok(ranking) = ranking::single(graph, figures, &asked, &Watch::default()) else { return 0 };
        first = ranking.first;
        first.len() as u64
    };
    let [(took, _)] = medians([rank]);
    let cost = costs(|| ranking::single(graph, figures, &asked, &Watch::default()));
    line(prepared, "ranking of every failure, all criteria, all cores", took, &cost);
    let hundred: Vec<NodeIx> = first.iter().map(|ranked| ranked.node).collect();
    let pairs = RankingQuestion { candidates: &hundred, ..asked };
    let mut took = Duration::ZERO;
    let cost = costs(|| took = timed(|| ranking::pairs(graph, figures, &pairs, &Watch::default())).0);
    line(prepared, "every pair of the 100 worst failures", took, &cost);
}

fn redundancy(prepared: &Prepared) {
    let map = &prepared.map;
    let watch = Watch::default();
    let (took, closure) = timed(|| Closure::of(map.graph(), map.iter(), Include::All, &watch));
    line(prepared, "the whole map without clocks", took, "");
    let Ok(closure) = closure else { return };
    let (mut took, mut found) = (Duration::ZERO, 0);
    let cost = costs(|| {
        let (time, lists) = timed(|| alternatives::defeated(&closure, &|_, _| true, &watch));
        (took, found) = (time, lists.map_or(0, |lists| lists.len()));
    });
    let more = format!("{found} found; {cost}");
    line(prepared, "every list of alternatives that one failure defeats", took, &more);
}

fn single_points(prepared: &Prepared) {
    let map = &prepared.map;
    let watch = Watch::default();
    let public: Vec<NodeIx> = map.iter().filter(|&n| map.layer(n) == Some(Layer::Public)).collect();
    let step = (public.len() / 100).max(1);
    let some: Vec<NodeIx> = public.iter().copied().step_by(step).collect();
    let of_one = |&node: &NodeIx| {
        let closure = Closure::of(map.graph(), [node], Include::All, &watch).ok()?;
        points::of(&closure, closure.find(node)?, Level::Unavailable, &watch).ok()
    };
    let (took, found) = timed(|| some.iter().filter_map(of_one).map(|found| found.len()).sum::<usize>());
    let count = some.len() as u32;
    line(prepared, "single points of one public service", took / count, &format!("{} of {count}", found));
    let of_many = |nodes: &[NodeIx]| {
        let closure = Closure::of(map.graph(), nodes.iter().copied(), Include::All, &watch).ok()?;
        let own: Vec<NodeIx> = nodes.iter().filter_map(|&node| closure.find(node)).collect();
        points::reach(&closure, &own, Level::Unavailable, &watch).ok()
    };
    let (took, found) = timed(|| of_many(&public));
    let found = found.map_or(0, |reach| black_box(reach).points.len());
    line(prepared, "single points of all public services", took, &format!("{found} of {}", public.len()));
}
