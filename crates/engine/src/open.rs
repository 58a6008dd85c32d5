//! Open questions: what it comes to for a node when it turns out which provider is meant.

use super::base::{DependencyIx, NodeIx, Rule};
use super::outcome::{Outcome, Span};
use super::timeline::NONE;
use super::worsen::losses;
use model::{Include, Level};

/// A dependency of which nobody knows which provider is meant, and on which the state of its dependent hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The dependent.
    pub node: NodeIx,
    /// The dependency.
    pub dependency: DependencyIx,
    /// How bad the dependent gets at the least when it is that provider, as written.
    pub each: Vec<(NodeIx, Level)>,
}

impl Outcome<'_> {
    /// The open questions on which the worst level of a node hangs, in the order of the nodes' keys, then as written.
    /// `certain` is the outcome with confirmed dependencies only; of what is certainly that bad nothing hangs on it.
    pub fn open_questions(&self, certain: Option<&Outcome<'_>>) -> Vec<OpenQuestion> {
        // Without starts by hand every one of them was counted.
        let none = self.scratch.open == 0 && self.scratch.manual.bridges.is_empty();
        if none || self.scratch.include() == Include::Confirmed {
            return Vec::new();
        }
        let was_open = |rule: &Rule| rule.terms.one_of_unknown && !rule.terms.start_only;
        let touched = self.scratch.groups.iter().filter(|group| group.first_unmet != NONE);
        let mut open: Vec<_> = touched
            .map(|group| (group.dependency, self.graph.head(group.dependency)))
            .filter(|(_, (_, rule))| was_open(rule))
            .map(|(dependency, (node, rule))| (self.graph.rank(node), dependency, node, rule))
            .collect();
        open.sort_unstable_by_key(|&(rank, dependency, ..)| (rank, dependency));
        let question = |(_, dependency, node, rule)| {
            let worst =
                |of: &Outcome<'_>| of.hit(node).and_then(|hit| of.worst(hit)).map(|worst| worst.level);
            let at_least = certain.and_then(worst).unwrap_or_default();
            let providers = self.graph.providers(dependency).iter();
            let each: Vec<_> = providers.map(|&p| (p, self.does(rule, p).max(at_least))).collect();
            let hangs = each.iter().any(|&(_, level)| level != each[0].1);
            hangs.then_some(OpenQuestion { node, dependency, each })
        };
        open.into_iter().filter_map(question).collect()
    }

    /// What the need does to its dependent when it is met by this provider alone.
    fn does(&self, rule: &Rule, provider: NodeIx) -> Level {
        let spans = self.hit(provider).map(|hit| self.spans(hit)).unwrap_or_default();
        let lost = |span: &Span| losses(rule, false, 0, span.level as u8);
        let tolerance = rule.terms.tolerance;
        let fails = rule.terms.workaround.and_then(|workaround| workaround.checked_add(tolerance));
        if fails.is_some_and(|wait| self.outlasts(&spans, wait, |span| lost(span).0)) {
            Level::Unavailable
        } else if self.outlasts(&spans, tolerance, |span| lost(span).1) {
            Level::Degraded
        } else {
            Level::Operational
        }
    }

    /// Is it so without a break for longer than this, within what was looked at? Spans follow each other in time.
    fn outlasts(&self, spans: &[Span], seconds: u32, is: impl Fn(&Span) -> bool) -> bool {
        let mut since: Option<(u32, Option<u32>)> = None;
        for span in spans.iter().filter(|span| is(span)) {
            let from =
                since.filter(|&(_, until)| until == Some(span.from)).map_or(span.from, |(from, _)| from);
            since = Some((from, span.until));
            let end = span.until.unwrap_or(self.scratch.limit);
            if from.checked_add(seconds).is_some_and(|due| due < end) {
                return true;
            }
        }
        false
    }
}
