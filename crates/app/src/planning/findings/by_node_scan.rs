//! What one look at every node and its dependencies shows.

use super::{About, Found};
use crate::error::AppError;
use crate::planning::context::AnalysisContext;
use crate::planning::findings::FindingsRequest;
use engine::cycles::cycles;
use engine::{DependencyIx, NodeIx};
use map::Map;
use model::finding::FindingKind;
use model::{Confirmation, Kind, Layer, Relation};
use std::collections::HashSet;

/// Tolerable for at most a day: time-critical (the default horizon of a damage that cannot be borne any longer).
pub(super) const CRITICAL: u32 = 86_400;
/// Nodes of one circle that a finding names.
const NAMED: usize = 20;
/// Nodes between two looks at the watch.
const STEP: u64 = 4_096;

/// Everything of these kinds, in no particular order.
pub(super) fn look(
    question: &FindingsRequest,
    wanted: &HashSet<FindingKind>,
    context: &AnalysisContext<'_>,
) -> Result<Vec<Found>, AppError> {
    let mut found = Vec::new();
    let map = context.map;
    context.watch.begin(map.counts().nodes());
    let asked = question.stale_before.as_ref().map(|day| day.as_str().get(..10).unwrap_or_default());
    let stale = asked.or(map.confirmed_since());
    let mut look = Look { map, wanted, stale, found: &mut found };
    for (at, node) in (1..).zip(map.iter()) {
        look.at(node);
        if at % STEP == 0 {
            context.watch.advance(STEP)?;
        }
    }
    if wanted.contains(&FindingKind::Circle) || wanted.contains(&FindingKind::SelfHoldingCircle) {
        for circle in cycles(map.graph(), context.include) {
            let kind =
                if circle.spare.is_some() { FindingKind::SelfHoldingCircle } else { FindingKind::Circle };
            if let Some((&first, others)) = circle.nodes.split_first().filter(|_| wanted.contains(&kind)) {
                let named = others.iter().take(NAMED).copied().collect();
                found.push(Found {
                    kind,
                    node: first,
                    about: About::Nodes(named, others.len() as u32),
                    place: 0,
                });
            }
        }
    }
    Ok(found)
}

/// Is it tolerable for at most a day that the node does not work?
pub(super) fn is_critical(map: &Map, node: NodeIx) -> bool {
    map.mtpd(node).is_some_and(|mtpd| mtpd.get() <= CRITICAL)
}

struct Look<'a> {
    map: &'a Map,
    wanted: &'a HashSet<FindingKind>,
    /// The day before which a confirmation is stale.
    stale: Option<&'a str>,
    found: &'a mut Vec<Found>,
}

impl Look<'_> {
    fn tell(&mut self, kind: FindingKind, node: NodeIx, about: About) {
        if self.wanted.contains(&kind) {
            self.found.push(Found { kind, node, about, place: 0 });
        }
    }

    fn at(&mut self, node: NodeIx) {
        let map = self.map;
        self.dependencies(node);
        match map.kind(node) {
            Kind::Agency if map.run_by(node) > 0 && map.contacts(node).is_empty() => {
                self.tell(FindingKind::NoContact, node, About::Node);
            }
            Kind::Service if map.layer(node) == Some(Layer::Public) => {
                let offered = |d: DependencyIx| map.relation(d) == Relation::OfferedAt;
                if !map.graph().dependencies(node).any(offered) {
                    self.tell(FindingKind::NoOffice, node, About::Node);
                }
            }
            _ => {}
        }
        match (map.mtpd(node), map.rto(node)) {
            (Some(mtpd), Some(rto)) if rto >= mtpd => self.tell(FindingKind::NoReserve, node, About::Node),
            (_, None) if is_critical(map, node) => self.tell(FindingKind::NoObjective, node, About::Node),
            _ => {}
        }
    }

    fn dependencies(&mut self, node: NodeIx) {
        let (map, graph) = (self.map, self.map.graph());
        let (mut all, mut assumed, mut stale) = (0, 0, 0);
        for dependency in graph.dependencies(node) {
            all += 1;
            let confirmation = map.confirmation(dependency);
            let day = map.confirmed_at(dependency);
            let day = day.as_deref().map(|at| at.get(..10).unwrap_or_default());
            match confirmation {
                Confirmation::Disputed => {
                    self.tell(FindingKind::DisputedDependency, node, About::Dependency(dependency));
                }
                // It was confirmed, and counts no more.
                Confirmation::Assumed
                    if day.is_some_and(|day| self.stale.is_none_or(|before| day < before)) =>
                {
                    stale += 1
                }
                Confirmation::Assumed => assumed += 1,
                Confirmation::Confirmed => {
                    let is_stale = |before: &str| day.is_none_or(|day| day < before);
                    stale += u32::from(self.stale.is_some_and(is_stale));
                }
            }
            let rule = graph.head(dependency).1;
            if rule.terms.min == 0 && rule.terms.workaround != Some(0) {
                self.tell(FindingKind::IdleWorkaround, node, About::Dependency(dependency));
            }
            if rule.terms.one_of_unknown && rule.providers > 1 {
                self.tell(FindingKind::OpenQuestion, node, About::Dependency(dependency));
            }
            if rule.terms.min > 0 && rule.spare_working > 0 && confirmation != Confirmation::Confirmed {
                self.tell(FindingKind::UnconfirmedRedundancy, node, About::Dependency(dependency));
            }
        }
        if assumed > 0 {
            self.tell(FindingKind::UnconfirmedDependencies, node, About::Share(assumed, all));
        }
        if stale > 0 {
            self.tell(FindingKind::StaleConfirmation, node, About::Share(stale, all));
        }
    }
}
