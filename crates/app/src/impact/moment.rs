//! A scenario at one of its moments: which nodes stand how, since when, from which failure, and when that changes.

use super::Found;
use engine::outcome::Span;
use engine::{Event, NodeIx};
use model::Level;

/// A node at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The node.
    pub node: NodeIx,
    /// Its level; operational when it was affected before.
    pub level: Level,
    /// Since which second of the scenario.
    pub since: u32,
    /// Until which second as far as is known; of what works again, none.
    pub until: Option<u32>,
    /// The failed node that it comes from; none when it works again.
    pub root: Option<NodeIx>,
}

impl Found<'_> {
    /// The second in which everything is over as far as is known; none when something has no end, or nothing is affected.
    pub fn over(&self) -> Option<u32> {
        let mut over = None;
        for (hit, ..) in self.all.affected() {
            over = over.max(Some(self.all.spans(hit).last()?.until?));
        }
        over
    }

    /// For each of these failures, which must be those of the scenario: the second in which all that it has to do with is
    /// over; `None` when it is not within the horizon.
    pub fn over_of(&self, failures: &[Event]) -> Vec<Option<u32>> {
        self.all.over(failures)
    }

    /// The nodes that are or were affected at a second of the scenario (none: before its first), in no useful order,
    /// and the next second in which any level changes.
    pub fn standing(&self, second: Option<u32>) -> (Vec<Standing>, Option<u32>) {
        let mut next: Option<u32> = None;
        let mut all = Vec::new();
        for (hit, node, _) in self.all.affected() {
            let spans = self.all.spans(hit);
            let times = spans.iter().flat_map(|span| [Some(span.from), span.until]).flatten();
            let later = times.filter(|&time| second.is_none_or(|second| time > second)).min();
            next = next.into_iter().chain(later).min();
            let Some(second) = second else { continue };
            let within = |span: &&Span| span.from <= second && span.until.is_none_or(|until| second < until);
            if let Some(span) = spans.iter().find(within) {
                let root = self.all.level_at(hit, second).map(|worst| self.all.root(&worst).node);
                all.push(Standing { node, level: span.level, since: span.from, until: span.until, root });
            } else if let Some(since) = spans.iter().filter_map(|s| s.until).filter(|&u| u <= second).max() {
                all.push(Standing { node, level: Level::Operational, since, until: None, root: None });
            }
        }
        (all, next)
    }
}
