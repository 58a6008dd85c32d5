//! Whether fewer starts by hand would do, asked of the timeline itself.
//!
//! The starts of a plan are chosen for the state in which nothing moves any more; in the middle of the course, before
//! clocks have run out, fewer can be enough. Two things prove that they are not. Nodes that fail by themselves, or fall
//! at the same instant with such nodes, and then wait for each other whatever else works, need a start among themselves.
//! And every smaller choice can be played: of each node that was ever unavailable, at each second at which anything
//! changed, without whatever is missing then. That is done as far as [`WORK`] goes.

use super::Plan;
use super::manual::Deadlock;
use crate::base::{DependencyIx, NodeIx};
use crate::graph::Graph;
use crate::manual_start::ManualStart;
use crate::outcome::Outcome;
use crate::timeline::{Question, Scratch};
use crate::watch::{Stopped, Watch};
use crate::worsen::losses;
use model::{Include, Level};
use std::collections::{BTreeSet, HashSet};

/// Most links followed while playing smaller choices, each play counted with [`PLAY`] more.
const WORK: u64 = 8_000_000;
/// What beginning a play costs beside its links.
const PLAY: u64 = 64;
/// Most instants of failures at which a circle is looked for that falls as a whole, and most nodes among which.
const INSTANTS: usize = 64;
const CIRCLE: usize = 1_000;

/// Tells for each deadlock of the plan, which this outcome is of, whether its starts are proven to be the fewest.
pub(super) fn prove(
    graph: &Graph,
    question: &Question<'_>,
    given: &[ManualStart],
    plan: &mut Plan,
    outcome: &Outcome<'_>,
    watch: &Watch,
) -> Result<(), Stopped> {
    let starts: usize = plan.deadlocks.iter().map(|deadlock| deadlock.started.len()).sum();
    let mut claimed = HashSet::new();
    let fallen = Fallen::new(graph, question);
    let mut needed = 0;
    for deadlock in &mut plan.deadlocks {
        watch.advance(0)?;
        let circle = if starts == 1 { Vec::new() } else { fallen.circle(deadlock) };
        // What is started by hand anyway need not have fallen.
        let begun = |node: &NodeIx| given.iter().any(|start| start.node == *node);
        let apart = !circle.is_empty() && !circle.iter().any(|node| claimed.contains(node) || begun(node));
        if apart {
            claimed.extend(circle);
            needed += 1;
        }
        deadlock.fewest = apart && deadlock.started.len() == 1;
    }
    // Without any nothing comes back: that is what a deadlock is.
    let least = needed.max(1);
    let resolved = plan.by_hand.len() == given.len() || outcome.deadlocked().is_empty();
    if resolved && (starts <= least || played(graph, question, given, least..starts, outcome, watch)?) {
        plan.deadlocks.iter_mut().for_each(|deadlock| deadlock.fewest = true);
    }
    Ok(())
}

/// Does every choice of so many starts leave something unavailable?
fn played(
    graph: &Graph,
    question: &Question<'_>,
    given: &[ManualStart],
    sizes: std::ops::Range<usize>,
    planned: &Outcome<'_>,
    watch: &Watch,
) -> Result<bool, Stopped> {
    let mut scratch = Scratch::default();
    let mut spent = 0;
    let mut resolves = |starts: &[ManualStart]| {
        let run = scratch.run_with(graph, question, starts);
        spent += PLAY + (question.budget - scratch.budget);
        // What is too much to play is not known not to do.
        let outcome = Outcome::new(&scratch, graph);
        let resolved = run.is_err() || outcome.is_settled() && outcome.deadlocked().is_empty();
        (resolved, spent)
    };
    let (_, cost) = resolves(given);
    let options = options(graph, question, given, planned);
    for size in sizes {
        let choices = choices(options.len() as u64, size as u64);
        if choices.saturating_mul(cost) > WORK {
            return Ok(false);
        }
        let mut at: Vec<usize> = (0..size).collect();
        let mut starts = given.to_vec();
        while at.len() <= options.len() {
            watch.advance(0)?;
            starts.truncate(given.len());
            starts.extend(at.iter().map(|&at| options[at].clone()));
            let (resolved, spent) = resolves(&starts);
            if resolved || spent > 2 * WORK {
                return Ok(false);
            }
            if !next(&mut at, options.len()) {
                break;
            }
        }
    }
    Ok(true)
}

/// Each node that was unavailable, with or without the planned starts, at each second at which anything changed then.
fn options(
    graph: &Graph,
    question: &Question<'_>,
    given: &[ManualStart],
    planned: &Outcome<'_>,
) -> Vec<ManualStart> {
    let mut scratch = Scratch::default();
    let base = scratch.run_with(graph, question, given).map(|()| Outcome::new(&scratch, graph));
    let courses = [Some(*planned), base.ok()];
    let mut instants: BTreeSet<u32> = question.failures.iter().map(|failure| failure.from).collect();
    instants.extend(question.failures.iter().filter_map(|failure| failure.until));
    let mut down = BTreeSet::new();
    for course in courses.iter().flatten() {
        instants.insert(course.end());
        instants.extend(course.bridges().iter().map(|bridge| bridge.from));
        for (hit, node, _) in course.affected() {
            for span in course.spans(hit) {
                instants.insert(span.from);
                instants.extend(span.until);
                if span.level == Level::Unavailable {
                    down.insert((graph.rank(node), node, span.from, span.until.unwrap_or(u32::MAX)));
                }
            }
        }
    }
    let mut options: BTreeSet<(u64, NodeIx, u32)> = BTreeSet::new();
    for (rank, node, from, until) in down {
        options.extend(instants.range(from..until).map(|&at| (rank, node, at)));
    }
    options.into_iter().map(|(_, node, from)| ManualStart { node, from, without: None }).collect()
}

/// How many ways there are to take so many of these.
fn choices(of: u64, size: u64) -> u64 {
    (0..size).fold(1, |ways: u64, taken| ways.saturating_mul(of.saturating_sub(taken)) / (taken + 1))
}

/// The next choice of places below a bound; tells whether there is one.
fn next(at: &mut [usize], bound: usize) -> bool {
    let size = at.len();
    let Some(moving) = (0..size).rev().find(|&nth| at[nth] + size - nth < bound) else { return false };
    at[moving] += 1;
    for nth in moving + 1..size {
        at[nth] = at[nth - 1] + 1;
    }
    true
}

/// What falls at the instants at which failures begin, whatever was started by hand elsewhere.
struct Fallen<'a> {
    graph: &'a Graph,
    include: Include,
    /// Nodes that are unavailable by themselves, at each of these instants.
    failed: Vec<HashSet<NodeIx>>,
}

impl<'a> Fallen<'a> {
    fn new(graph: &'a Graph, question: &Question<'_>) -> Self {
        let failures = || question.failures.iter().filter(|failure| failure.level == 2);
        let instants: BTreeSet<u32> = failures().map(|failure| failure.from).collect();
        let failed = |at: u32| {
            let all = failures().filter(|f| f.from <= at && f.until.is_none_or(|until| at < until));
            all.map(|failure| failure.node).collect()
        };
        let failed = instants.into_iter().take(INSTANTS).map(failed).collect();
        Self { graph, include: question.include, failed }
    }

    /// Those of the nodes of a deadlock that fall at once and keep each other down even when all others work; empty
    /// when there are none.
    fn circle(&self, deadlock: &Deadlock) -> Vec<NodeIx> {
        if deadlock.nodes.len() > CIRCLE {
            return Vec::new();
        }
        let mut found = self.failed.iter().map(|failed| {
            let mut down: HashSet<NodeIx> = HashSet::new();
            let falls = |down: &HashSet<NodeIx>, node: NodeIx| {
                let out = |provider: NodeIx| failed.contains(&provider) || down.contains(&provider);
                let at_once = |&dependency: &DependencyIx| {
                    let terms = self.graph.head(dependency).1.terms;
                    terms.tolerance == 0 && terms.workaround == Some(0) && !terms.start_only
                };
                failed.contains(&node) || self.missing(node, out).any(|dependency| at_once(&dependency))
            };
            while let Some(&node) = deadlock.nodes.iter().find(|&&n| !down.contains(&n) && falls(&down, n)) {
                down.insert(node);
            }
            let held =
                |down: &HashSet<NodeIx>, node| self.missing(node, |p| down.contains(&p)).next().is_some();
            while let Some(&node) = deadlock.nodes.iter().find(|&&n| down.contains(&n) && !held(&down, n)) {
                down.remove(&node);
            }
            deadlock.nodes.iter().copied().filter(|node| down.contains(node)).collect::<Vec<_>>()
        });
        found.find(|circle| !circle.is_empty()).unwrap_or_default()
    }

    /// The dependencies of a node that are at level 2 while exactly these are unavailable.
    fn missing(&self, node: NodeIx, out: impl Fn(NodeIx) -> bool) -> impl Iterator<Item = DependencyIx> {
        self.graph.dependencies(node).filter(move |&dependency| {
            let (_, rule) = self.graph.head(dependency);
            let counts = rule.terms.confirmed || self.include == Include::All;
            let lost = (0..).zip(self.graph.providers(dependency)).filter(|&(at, &provider)| {
                out(provider) && losses(rule, at >= rule.primaries, 0, Level::Unavailable as u8).0
            });
            counts && rule.level(self.include, lost.count() as u32, 0) == 2
        })
    }
}
