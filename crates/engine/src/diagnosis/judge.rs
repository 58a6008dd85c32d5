//! How well a hypothesis fits what is seen.

use super::{DiagnosisScratch, Evidence, Score, Supposed};
use crate::base::NodeIx;
use crate::graph::Graph;
use crate::levels::LevelsScratch;
use crate::sweep::Closure;
use crate::watch::{Stopped, Watch};
use model::{Include, Level};
use rustc_hash::FxHashMap;

/// Most nodes of a neighbourhood of its own; among more it would not pay.
const NEAR: usize = 100_000;
/// Affected nodes after which looking for contradictions gives up.
const AFFECTED: u64 = 100_000;

/// What a failure explains that contradicts nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Agreed {
    /// Levels of symptoms.
    pub(super) explains: u32,
    /// The same for those that explain the same.
    pub(super) which: u64,
    /// Nodes it says are not operational and that nobody observed.
    pub(super) unknown: u32,
}

/// The nodes that somebody looked at with all that they need.
struct Near {
    closure: Closure,
    /// As in the whole, by its own numbers.
    observed: Vec<u8>,
    symptoms: Vec<NodeIx>,
}

/// Judges hypotheses about one piece of evidence.
pub(super) struct Judge<'a> {
    pub(super) scratch: &'a mut DiagnosisScratch,
    pub(super) graph: &'a Graph,
    pub(super) evidence: &'a Evidence<'a>,
    pub(super) watch: &'a Watch,
    /// Seen degraded or unavailable.
    pub(super) symptoms: Vec<NodeIx>,
    /// The distance when nothing failed.
    pub(super) without: u32,
    /// Provider links that may still be followed.
    pub(super) budget: u64,
    /// All that the symptoms need was found, so that what a candidate reaches is known.
    pub(super) found_all: bool,
    near: Option<Near>,
    /// What was found of failures that were looked at alone.
    agreed: FxHashMap<Supposed, Option<Agreed>>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        scratch: &'a mut DiagnosisScratch,
        graph: &'a Graph,
        evidence: &'a Evidence<'a>,
        watch: &'a Watch,
    ) -> Result<Self, Stopped> {
        let down = evidence.observations.iter().filter(|seen| seen.level != Level::Operational);
        let symptoms: Vec<NodeIx> = down.clone().map(|seen| seen.node).collect();
        let looked_at = evidence.observations.iter().map(|seen| seen.node);
        let closure = Closure::within(NEAR, graph, looked_at, evidence.include, watch)?;
        let near = closure.map(|closure| Near {
            observed: (0..closure.len())
                .map(|own| scratch.observed[closure.node(own as NodeIx) as usize])
                .collect(),
            symptoms: symptoms.iter().filter_map(|&symptom| closure.find(symptom)).collect(),
            closure,
        });
        Ok(Self {
            scratch,
            graph,
            evidence,
            watch,
            symptoms,
            without: down.clone().map(|seen| seen.level as u32).sum(),
            budget: evidence.budget,
            found_all: true,
            near,
            agreed: FxHashMap::default(),
        })
    }

    /// The score of these failures; `None` as soon as it is certain to be worse than `limit`. `unreached` is what
    /// they leave unexplained whatever happens.
    pub(super) fn judge(
        &mut self,
        failures: &[Supposed],
        unreached: u32,
        limit: Option<Score>,
    ) -> Option<Score> {
        let near = self.near(failures, unreached, limit)?;
        let around = Around {
            graph: self.graph,
            include: self.evidence.include,
            observed: &self.scratch.observed,
            symptoms: &self.symptoms,
        };
        around.score(&mut self.scratch.levels, failures, (unreached, near), limit, &mut self.budget)
    }

    /// The same among what is near what is seen: nodes that nobody looked at may be more. A lower bound when there is
    /// too much near it.
    pub(super) fn near(
        &mut self,
        failures: &[Supposed],
        unreached: u32,
        limit: Option<Score>,
    ) -> Option<Score> {
        let Some(near) = &self.near else { return Some(Score { distance: unreached, ..Score::default() }) };
        let around = near.around();
        let own = near.own(failures);
        around.score(&mut self.scratch.near, &own, (unreached, Score::default()), limit, &mut self.budget)
    }

    /// Is what is near what is seen small enough to be judged by itself?
    pub(super) fn has_near(&self) -> bool {
        self.near.is_some()
    }

    /// How many levels of symptoms the failure explains, and which, and how many nodes it says are down that nobody
    /// looked at; `None` when it contradicts anything that is seen, or affects too many.
    pub(super) fn agrees(&mut self, failure: Supposed) -> Option<Agreed> {
        if let Some(known) = self.agreed.get(&failure) {
            return *known;
        }
        let agreed = self.agrees_near(failure).then(|| self.agrees_at_all(failure)).flatten();
        self.agreed.insert(failure, agreed);
        agreed
    }

    fn agrees_near(&mut self, failure: Supposed) -> bool {
        let Some(near) = &self.near else { return true };
        let agrees =
            |node: NodeIx, _, new| near.observed[node as usize].checked_sub(1).is_none_or(|seen| new <= seen);
        let (levels, own) = (&mut self.scratch.near, near.own(&[failure]));
        let complete = levels.run_while(near.closure.graph(), &own, Include::All, agrees);
        self.budget = self.budget.saturating_sub(levels.followed().max(1));
        complete
    }

    fn agrees_at_all(&mut self, failure: Supposed) -> Option<Agreed> {
        let observed = &self.scratch.observed;
        let (mut agreed, mut visited) = (Agreed::default(), 0);
        let levels = &mut self.scratch.levels;
        let complete = levels.run_while(self.graph, &[failure], self.evidence.include, |node, old, new| {
            visited += 1;
            match observed[node as usize].checked_sub(1) {
                None => agreed.unknown += u32::from(old == 0),
                Some(seen) => {
                    agreed.explains += u32::from(new - old);
                    // The same in whatever order they are met.
                    let more = spread(node.into()).wrapping_mul(u64::from(new - old));
                    agreed.which = agreed.which.wrapping_add(more);
                    return new <= seen && visited <= AFFECTED;
                }
            }
            visited <= AFFECTED
        });
        self.budget = self.budget.saturating_sub(levels.followed().max(1));
        complete.then_some(agreed)
    }
}

impl Near {
    fn around(&self) -> Around<'_> {
        Around {
            graph: self.closure.graph(),
            // It has only what counts.
            include: Include::All,
            observed: &self.observed,
            symptoms: &self.symptoms,
        }
    }

    fn own(&self, failures: &[Supposed]) -> Vec<Supposed> {
        failures.iter().filter_map(|&(node, level)| Some((self.closure.find(node)?, level))).collect()
    }
}

/// A map, or a part of it, and what is seen there.
struct Around<'a> {
    graph: &'a Graph,
    include: Include,
    /// 0 = nobody looked, else one more than the level seen.
    observed: &'a [u8],
    symptoms: &'a [NodeIx],
}

impl Around<'_> {
    /// The score of these failures; `None` as soon as it is certain to be worse than `limit`. They leave at least so much
    /// unexplained, and the score is known to be at least that.
    fn score(
        &self,
        levels: &mut LevelsScratch,
        failures: &[Supposed],
        (unreached, least): (u32, Score),
        limit: Option<Score>,
        budget: &mut u64,
    ) -> Option<Score> {
        // What is claimed too much, without what is left unexplained.
        let mut claims = Score::default();
        let complete = levels.run_while(self.graph, failures, self.include, |node, old, new| {
            match self.observed[node as usize].checked_sub(1) {
                None => claims.unknown += u32::from(old == 0),
                Some(seen) => {
                    claims.distance += u32::from(new.saturating_sub(seen) - old.saturating_sub(seen));
                    claims.wrong += u32::from(seen == 0 && old == 0);
                }
            }
            let reached = Score {
                distance: least.distance.max(unreached + claims.distance),
                wrong: least.wrong.max(claims.wrong),
                unknown: least.unknown.max(claims.unknown),
            };
            limit.is_none_or(|limit| reached <= limit)
        });
        *budget = budget.saturating_sub(levels.followed().max(1));
        let mut score = claims;
        if complete {
            for &symptom in self.symptoms {
                let seen = self.observed[symptom as usize] - 1;
                score.distance += u32::from(seen.saturating_sub(levels.level(symptom) as u8));
            }
        }
        (complete && limit.is_none_or(|limit| score <= limit)).then_some(score)
    }
}

/// An odd number without a pattern.
pub(super) const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads a number over all bits, so that sums of such numbers tell sets apart.
fn spread(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(ODD);
    (mixed ^ mixed >> 30).wrapping_mul(ODD)
}
