//! Findings: one list over the whole map of what is wrong or weak, why it matters and what to do.
//!
//! Reading order: [`by_node_scan`] (what one look at every node shows), [`by_analysis`] (what other analyses find), [`paper`] (each finding in words), [`page`] (the list as it is
//! kept and paged through, with what somebody has accepted).

pub mod answer;
mod by_analysis;
mod by_node_scan;
pub mod page;
mod paper;
pub mod request;

pub use answer::*;
pub use paper::{said, title};
pub use request::*;

use super::context::AnalysisContext;
use super::question;
use crate::error::AppError;
use engine::{DependencyIx, NodeIx};
use jiff::tz::TimeZone;
use model::finding::FindingKind;
use render::Language;
use render::paper::Paper;
use std::collections::HashSet;
use wire::Place;

/// A finding before it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: FindingKind,
    pub(super) node: NodeIx,
    pub(super) about: About,
    /// Its place in what another analysis found, the gravest first; 0 where all of a kind weigh the same.
    pub(super) place: usize,
}

/// What a finding is about, beside its node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    /// Nothing else.
    Node,
    /// One of its dependencies.
    Dependency(DependencyIx),
    /// So many of so many.
    Share(u32, u32),
    /// Other nodes, so many in all.
    Nodes(Vec<NodeIx>, u32),
    /// One of its dependencies, which these nodes defeat, so many in all.
    Defeated(DependencyIx, Vec<NodeIx>, u32),
}

impl Found {
    /// Gravest kind first, within it what weighs most, then by key, then as written.
    fn order(&self, context: &AnalysisContext<'_>) -> impl Ord + use<> {
        let dependency = match self.about {
            About::Dependency(dependency) | About::Defeated(dependency, ..) => dependency,
            _ => 0,
        };
        (self.kind, self.place, context.map.graph().rank(self.node), dependency)
    }
}

/// Everything that is found of these kinds, in order.
pub(super) fn find(
    question: &FindingsRequest,
    context: &AnalysisContext<'_>,
) -> Result<Vec<Found>, AppError> {
    let wanted: HashSet<FindingKind> = FindingKind::ALL
        .into_iter()
        .filter(|kind| question.kinds.is_empty() || question.kinds.contains(kind))
        .filter(|kind| question.severity.is_none_or(|least| kind.severity() >= least))
        .collect();
    let mut found = by_node_scan::look(question, &wanted, context)?;
    found.extend(by_analysis::look(&wanted, context)?);
    if let Some(selection) = &question.of {
        let at: HashSet<NodeIx> = context.select(selection, &Place::ROOT.name("of"))?.into_iter().collect();
        found.retain(|finding| at.contains(&finding.node));
    }
    found.sort_by_cached_key(|finding| finding.order(context));
    Ok(found)
}

/// How many there are of each kind, the gravest first.
pub(super) fn totals(found: &[Found]) -> Vec<FindingCount> {
    let counts = FindingKind::ALL.map(|kind| (kind, found.iter().filter(|f| f.kind == kind).count()));
    let some = counts.into_iter().filter(|(_, count)| *count > 0);
    some.map(|(kind, count)| FindingCount { kind, severity: kind.severity(), count: count as u64 }).collect()
}

impl question::Question for FindingsRequest {
    const NAME: &'static str = "findings";
    const OPERATION: &'static str = "analyseFindings";
    const ASKS: &'static str = "What is wrong or weak on the map?";
    const ANSWERS: &'static str = "The findings, the gravest first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = FindingsAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<FindingsAnswer, AppError> {
        let found = find(self, context)?;
        Ok(FindingsAnswer {
            revision: context.map.revision(),
            totals: totals(&found),
            findings: found.iter().take(context.limit).map(|finding| paper::told(finding, context)).collect(),
            omitted: found.len().saturating_sub(context.limit) as u64,
            assumptions: context.assumptions(paper::notes(Language::En)),
        })
    }

    fn paper(answer: &FindingsAnswer, l: Language, _: &TimeZone) -> Paper {
        paper::paper(answer, l)
    }
}
