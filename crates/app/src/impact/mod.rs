//! If this fails, what is affected: from a scenario and a map to the finished answer.
//!
//! Reading order: [`question`] (names become numbers, hypothetical changes become a map), [`answer`] (the whole
//! answer), [`first`] (which nodes it shows), [`items`] (one affected node), [`groups`] (by agency, by site, totals),
//! [`lines`] (nodes, agencies and sites as JSON), [`diagram`] (what is drawn), [`moment`] (how nodes stand at a moment),
//! [`working`] (what still works).

mod answer;
mod deadlines;
mod diagram;
mod first;
mod groups;
mod items;
mod lines;
mod moment;
mod question;
mod repairs;
mod working;

pub use moment::Standing;
pub use question::{MAX_LINKS, ResolvedQuestion, SMALL_LINKS, cursor_revision};

use super::error::AppError;
use super::pool::{Pool, Set};
use engine::outcome::Span;
use engine::{Event, NodeIx, Outcome, Question, TooMuch};
use map::Map;
use model::{Include, Level};
use render::diagram::Diagram;
use std::collections::HashSet;
use wire::ScenarioRequest;
use wire::impact::{AffectedNode, ImpactAnswer};

/// Entries of each list when the scenario does not say how many.
pub const DEFAULT_LIMIT: u32 = 1_000;

/// What the engine found out about a scenario.
pub struct Found<'a> {
    asked: &'a ResolvedQuestion<'a>,
    all: Outcome<'a>,
    /// With confirmed dependencies only, when it can differ.
    confirmed: Option<Outcome<'a>>,
    pool: &'a Pool,
}

impl<'a> Found<'a> {
    /// The map with the hypothetical changes.
    pub fn map(&self) -> &'a Map {
        self.asked.map()
    }

    /// The answer in data, within the limit of the scenario.
    pub fn answer(&self) -> ImpactAnswer<'a> {
        answer::prepare(self.asked, self.all, self.confirmed, self.pool).answer()
    }

    /// The same as JSON, in pieces of moderate size.
    pub fn json(&self) -> Vec<Vec<u8>> {
        answer::prepare(self.asked, self.all, self.confirmed, self.pool).json()
    }

    /// Hands on the answer together with what it leaves out.
    pub fn answered<T>(&self, read: impl FnOnce(&Answered<'_>) -> T) -> T {
        let answer = self.answer();
        read(&Answered { map: self.map(), answer: &answer, all: self.all })
    }

    /// The worst level of a node over the whole scenario.
    pub fn worst(&self, node: NodeIx) -> Level {
        worst(&self.all, node)
    }

    /// One affected node in full, wherever the answer lists it; `None` when it is not affected.
    pub fn affected(&self, node: NodeIx) -> Option<AffectedNode<'a>> {
        answer::node(self.asked, self.all, self.confirmed, node)
    }

    /// The nodes that still work but could lose no more.
    pub fn at_risk(&self) -> HashSet<NodeIx> {
        self.all.at_risk().into_iter().map(|(node, _)| node).collect()
    }

    /// The level of a node at a second of the scenario.
    pub fn level_at(&self, node: NodeIx, second: u32) -> Level {
        self.all.hit(node).map_or(Level::Operational, |hit| level_at(&self.all.spans(hit), second))
    }

    /// The first second that the scenario does not look at; `None` = it has no horizon.
    pub fn horizon(&self) -> Option<u32> {
        self.all.horizon()
    }

    /// How many nodes are unavailable at a second of the scenario, how many degraded, and how many will be either
    /// later but are neither then; before the scenario begins (`None`), all of them.
    pub fn counts_at(&self, second: Option<u32>) -> [u64; 3] {
        let mut counts = [0; 3];
        for (hit, ..) in self.all.affected() {
            let spans = self.all.spans(hit);
            match second.map_or(Level::Operational, |second| level_at(&spans, second)) {
                Level::Unavailable => counts[0] += 1,
                Level::Degraded => counts[1] += 1,
                Level::Operational => {
                    let later = spans.last().is_some_and(|span| second.is_none_or(|s| span.from > s));
                    counts[2] += u64::from(later);
                }
            }
        }
        counts
    }

    /// Every node that is hit at some time, in no useful order.
    pub fn hit(&self) -> impl Iterator<Item = NodeIx> + '_ {
        self.all.affected().map(|(_, node, _)| node)
    }

    /// When a node is at which level; empty when it is never hit.
    pub fn spans(&self, node: NodeIx) -> Vec<Span> {
        self.all.hit(node).map_or_else(Vec::new, |hit| self.all.spans(hit).into_vec())
    }

    /// What is drawn, with at most `limit` affected nodes: the worst and earliest.
    pub fn diagram(&self, limit: usize) -> Diagram<'a> {
        self.diagram_with(limit, &[])
    }

    /// The same with these nodes, affected or not.
    pub fn diagram_with(&self, limit: usize, others: &[NodeIx]) -> Diagram<'a> {
        diagram::build(self, limit, others)
    }
}

/// Answers a scenario on a map and hands the answer to `read`, which usually writes it down.
/// `budget` is the number of provider links that may be followed.
///
/// # Errors
/// [`AppError::Invalid`] lists every problem of the scenario (unknown nodes, impossible changes);
/// [`AppError::ForeignCursor`]; [`AppError::TooMuch`] when the budget does not suffice.
pub fn ask<T>(
    map: &Map,
    request: &ScenarioRequest,
    pool: &Pool,
    budget: u64,
    read: impl FnOnce(ImpactAnswer<'_>) -> T,
) -> Result<T, AppError> {
    find(map, request, pool, budget, |found| read(found.answer()))
}

/// An answer with what it leaves out: the map it was computed on, and the level of every node.
pub struct Answered<'a> {
    /// The map, with the hypothetical changes.
    pub map: &'a Map,
    /// The answer.
    pub answer: &'a ImpactAnswer<'a>,
    all: Outcome<'a>,
}

impl Answered<'_> {
    /// The worst level of a node, whether or not the answer lists it.
    pub fn worst(&self, node: NodeIx) -> Level {
        worst(&self.all, node)
    }

    /// All affected nodes with their worst levels, in no particular order.
    pub fn hit(&self) -> impl Iterator<Item = (NodeIx, Level)> {
        self.all.affected().map(|(_, node, worst)| (node, worst.level))
    }
}

fn worst(all: &Outcome<'_>, node: NodeIx) -> Level {
    all.hit(node).and_then(|hit| all.worst(hit)).map_or(Level::Operational, |worst| worst.level)
}

/// The same for whoever needs more than the answer in data.
///
/// # Errors
/// Those of [`ask`].
pub fn find<T>(
    map: &Map,
    request: &ScenarioRequest,
    pool: &Pool,
    budget: u64,
    read: impl FnOnce(&Found<'_>) -> T,
) -> Result<T, AppError> {
    run(&ResolvedQuestion::new(map, request)?, pool, budget, true, read)
}

/// The same for who does not ask what is certain, in up to half the time.
///
/// # Errors
/// Those of [`find`].
pub fn find_levels<T>(
    map: &Map,
    request: &ScenarioRequest,
    pool: &Pool,
    budget: u64,
    read: impl FnOnce(&Found<'_>) -> T,
) -> Result<T, AppError> {
    run(&ResolvedQuestion::new(map, request)?, pool, budget, false, read)
}

/// The same for a scenario without hypothetical changes whose failures are known by number.
///
/// # Errors
/// [`AppError::TooMuch`] when the budget does not suffice.
pub fn find_known<T>(
    map: &Map,
    request: &ScenarioRequest,
    events: &[Event],
    pool: &Pool,
    budget: u64,
    read: impl FnOnce(&Found<'_>) -> T,
) -> Result<T, AppError> {
    run(&ResolvedQuestion::known(map, request, events), pool, budget, false, read)
}

/// The same with what is certain, and with the part that its cursor asks for.
///
/// # Errors
/// [`AppError::ForeignCursor`]; [`AppError::TooMuch`] when the budget does not suffice.
pub fn find_by_number<T>(
    map: &Map,
    request: &ScenarioRequest,
    events: &[Event],
    pool: &Pool,
    budget: u64,
    read: impl FnOnce(&Found<'_>) -> T,
) -> Result<T, AppError> {
    run(&ResolvedQuestion::known(map, request, events).at_cursor()?, pool, budget, true, read)
}

fn run<T>(
    asked: &ResolvedQuestion<'_>,
    pool: &Pool,
    budget: u64,
    certainty: bool,
    read: impl FnOnce(&Found<'_>) -> T,
) -> Result<T, AppError> {
    let ResolvedQuestion { request, events, .. } = asked;
    let question = Question {
        failures: events,
        horizon: request.scenario.horizon.map(model::Seconds::get),
        include: request.scenario.include,
        budget,
    };
    let sure = Question { include: Include::Confirmed, ..question };
    let may_differ = certainty && question.include != Include::Confirmed;
    pool.with(|Set { all, confirmed, .. }| {
        let graph = asked.map().graph();
        // A large question has the second run done by another core meanwhile: whoever asks waits.
        let may_differ = may_differ && graph.has_doubts();
        let at_once = may_differ && budget > SMALL_LINKS;
        let mut second = None;
        if at_once {
            let (first, other) = rayon::join(|| all.run(graph, &question), || confirmed.run(graph, &sure));
            first.map_err(|e| too_much(&e))?;
            second = Some(other);
        } else {
            all.run(graph, &question).map_err(|e| too_much(&e))?;
        }
        let all = Outcome::new(all, graph);
        let confirmed = if may_differ && all.is_uncertain() {
            second.unwrap_or_else(|| confirmed.run(graph, &sure)).map_err(|e| too_much(&e))?;
            Some(Outcome::new(confirmed, graph))
        } else {
            None
        };
        Ok(read(&Found { asked, all, confirmed, pool }))
    })
}

fn level_at(spans: &[Span], second: u32) -> Level {
    let then = spans.iter().find(|span| span.from <= second && span.until.is_none_or(|until| second < until));
    then.map_or(Level::Operational, |span| span.level)
}

pub(super) fn too_much(error: &TooMuch) -> AppError {
    AppError::TooMuch {
        detail: format!(
            "the question follows more than {} provider links and had come to second {} of the scenario: \
             give a horizon, or fewer failures at once",
            error.links, error.reached
        ),
    }
}
