//! One affected node in full: spans, deadlines, workarounds, and why.

use super::answer::is_certain;
use super::deadlines::Calendar;
use super::first::Seen;
use super::groups::LISTED;
use super::question::ResolvedQuestion;
use engine::causes::{Cause, Lost};
use engine::legs::{LastLeg, StandIn};
use engine::outage::{self, Verdict};
use engine::outcome::{Hop, Span, Worst};
use engine::{DependencyIx, NodeIx, Outcome};
use map::Map;
use model::{Backup, Level, Relation, Seconds};
use std::collections::BTreeMap;
use std::sync::Arc;
use wire::impact::{
    AffectedNode, CauseDoc, ContactText, DataAtStake, FallbackUse, HopDoc, LostProvider, LostRedundancy,
    NodeRef, RunningDeadline, SpanDoc, Time, WorkaroundUse,
};
use wire::words::{SharedText, Text};

/// Most hops of a why-chain; of a longer one the middle is left out.
pub(super) const HOPS: usize = 12;

/// Most providers named of one dependency.
const NAMED: usize = 10;

/// Puts together what is said of nodes of one outcome.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) map: &'a Map,
    calendar: Calendar<'a>,
    copies: &'a BTreeMap<NodeIx, Seconds>,
    pub(super) all: Outcome<'a>,
    pub(super) confirmed: Option<Outcome<'a>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        asked: &'a ResolvedQuestion<'_>,
        all: Outcome<'a>,
        confirmed: Option<Outcome<'a>>,
    ) -> Self {
        let (calendar, copies) = (asked.calendar(all.horizon()), &asked.copies);
        Self { map: asked.map(), calendar, copies, all, confirmed }
    }

    pub(super) fn dependency_id(&self, dependency: DependencyIx) -> Arc<str> {
        self.map.dependency_address(dependency).into()
    }

    pub(super) fn node_ref(&self, node: NodeIx) -> NodeRef<'a> {
        NodeRef {
            key: self.map.key(node),
            kind: self.map.kind(node),
            name: self.map.name(node),
            agency: self.map.agency(node).map(|a| self.map.key(a)),
        }
    }

    pub(super) fn node(&self, seen: &Seen) -> AffectedNode<'a> {
        let (map, node) = (self.map, seen.node);
        let spans = self.all.spans(seen.hit);
        let mtpd = map.mtpd(node);
        let verdict = mtpd.map(|mtpd| self.tolerable(&spans, mtpd));
        let breach = verdict.and_then(Verdict::broken);
        let (why, why_omitted) = self.why(&seen.worst);
        AffectedNode {
            key: map.key(node),
            kind: map.kind(node),
            name: map.name(node),
            agency: map.agency(node).map(|a| map.key(a)),
            layer: map.layer(node),
            stands_for: Some(map.stands_for(node)).filter(|&count| count > 1),
            level: seen.worst.level,
            certain: is_certain(self.confirmed.as_ref(), node, seen.worst.level),
            mtpd: mtpd.map(Text),
            mtpd_breach: breach.map(offset),
            mtpd_breach_at: breach.and_then(|b| self.time(b)),
            mtpd_undecided: verdict == Some(Verdict::Open),
            workarounds: self.workarounds(node),
            fallbacks: self.fallbacks(node),
            last_legs: self.last_legs(seen),
            data: self.data(seen),
            deadlines: self.deadlines(node, &spans),
            offered_at: offered_at(map, node).map(|site| map.key(site)).collect(),
            spans: spans.iter().map(|s| self.span(s)).collect(),
            why,
            why_omitted,
            causes: self.causes(seen),
        }
    }

    pub(super) fn time(&self, at: u32) -> Option<Time> {
        let start = self.calendar.starts_at?;
        start.checked_add(jiff::SignedDuration::from_secs(at.into())).ok().map(Text)
    }

    fn span(&self, span: &Span) -> SpanDoc {
        SpanDoc {
            level: span.level,
            from: offset(span.from),
            until: span.until.map(offset),
            from_at: self.time(span.from),
            until_at: span.until.and_then(|u| self.time(u)),
        }
    }

    fn why(&self, worst: &Worst) -> (Vec<HopDoc<'a>>, u32) {
        let all = self.all;
        let depth = all.depth(worst) as usize;
        if depth <= HOPS {
            return (all.why(worst).map(|hop| self.hop(&hop)).collect(), 0);
        }
        let mut hops: Vec<_> = all.why(worst).take(HOPS - 1).map(|hop| self.hop(&hop)).collect();
        hops.push(self.hop(&all.root(worst)));
        (hops, (depth - HOPS) as u32)
    }

    /// All causes, when they are more than the first hop of the chain says.
    pub(super) fn causes(&self, seen: &Seen) -> Vec<CauseDoc<'a>> {
        let found = self.all.causes(seen.hit, &seen.worst);
        let causes: Vec<_> = found.iter().map(|cause| self.cause(cause)).collect();
        if matches!(&causes[..], [] | [_]) && causes.iter().all(|cause| cause.lost.len() < 2) {
            return Vec::new();
        }
        causes
    }

    fn cause(&self, cause: &Cause) -> CauseDoc<'a> {
        let lost = cause.through.map(|d| self.all.lost(d, cause.from)).unwrap_or_default();
        let seen: Vec<&Lost> = lost.iter().filter(|lost| self.map.sees(lost.node)).collect();
        let provider = |lost: &Lost| LostProvider {
            node: self.map.key(lost.node),
            level: lost.level,
            fallback: lost.fallback,
        };
        let (source, note) = cause.through.map(|d| self.map.source_and_note(d)).unwrap_or_default();
        CauseDoc {
            dependency: cause.through.map(|d| SharedText(self.map.local_id(d).into())),
            source,
            note,
            from: offset(cause.from),
            until: cause.until.map(offset),
            holds_back: cause.holds_back,
            lost: seen.iter().take(LISTED).copied().map(provider).collect(),
            lost_omitted: (lost.len() - seen.len().min(LISTED)) as u32,
        }
    }

    /// Whose a node is that may not be seen; `None` of any other.
    pub(super) fn restricted_of(&self, node: NodeIx) -> Option<&'a str> {
        let owner = || self.map.owner(node).map_or("", |owner| self.map.name(owner));
        (!self.map.sees(node)).then(owner)
    }

    fn hop(&self, hop: &Hop) -> HopDoc<'a> {
        let through = self.all.through(hop);
        let (source, note) = through.map(|d| self.map.source_and_note(d)).unwrap_or_default();
        HopDoc {
            node: self.map.key(hop.node),
            level: hop.level,
            from: offset(hop.at),
            dependency: through.map(|d| SharedText(self.map.local_id(d).into())),
            source,
            note,
            name: through.is_none().then(|| self.map.name(hop.node)),
            restricted_of: self.restricted_of(hop.node),
        }
    }

    pub(super) fn workarounds(&self, node: NodeIx) -> Vec<WorkaroundUse> {
        let graph = self.map.graph();
        graph
            .dependencies(node)
            .filter(|&d| graph.head(d).1.terms.workaround != Some(0))
            .filter_map(|d| self.all.first_unmet(d).map(|from| (d, from)))
            .map(|(d, from)| {
                let (source, note) = self.map.source_and_note(d);
                WorkaroundUse {
                    text: self.map.workaround_text(d),
                    dependency: SharedText(self.dependency_id(d)),
                    source,
                    note,
                    from: offset(from),
                    lasts: graph.head(d).1.terms.workaround.map(offset),
                }
            })
            .collect()
    }

    /// The fallbacks that stand in for the node.
    pub(super) fn fallbacks(&self, node: NodeIx) -> Vec<FallbackUse<'a>> {
        let used = self.all.stand_ins(node);
        used.iter().filter(|used| self.map.sees(used.node)).map(|used| self.fallback(used)).collect()
    }

    fn fallback(&self, used: &StandIn) -> FallbackUse<'a> {
        let (map, agency) = (self.map, self.map.agency(used.node));
        let mut contacts = map.contacts(used.node);
        if let Some(agency) = agency.filter(|_| contacts.is_empty()) {
            contacts = map.contacts(agency);
        }
        let (source, note) = map.source_and_note(used.dependency);
        FallbackUse {
            dependency: SharedText(self.dependency_id(used.dependency)),
            source,
            note,
            node: self.node_ref(used.node),
            agency_name: agency.map(|agency| map.name(agency)),
            contacts: contacts.into_iter().map(ContactText).collect(),
            from: offset(used.from),
            until: used.until.map(offset),
            from_at: self.time(used.from),
            until_at: used.until.and_then(|until| self.time(until)),
        }
    }

    /// The needs that take a degraded node away when they lose one more.
    pub(super) fn last_legs(&self, seen: &Seen) -> Vec<LostRedundancy<'a>> {
        if seen.worst.level != Level::Degraded {
            return Vec::new();
        }
        self.all.last_legs(seen.node).iter().map(|leg| self.last_leg(leg)).collect()
    }

    /// A need that could lose no more.
    pub(super) fn last_leg(&self, leg: &LastLeg) -> LostRedundancy<'a> {
        let named = |nodes: &[NodeIx]| {
            let seen = nodes.iter().filter(|&&node| self.map.sees(node));
            seen.take(NAMED).map(|&node| self.map.key(node)).collect()
        };
        let (source, note) = self.map.source_and_note(leg.dependency);
        LostRedundancy {
            dependency: SharedText(self.dependency_id(leg.dependency)),
            source,
            note,
            lost: named(&leg.down),
            reduced: named(&leg.reduced),
            left: named(&leg.left),
            next: leg.next,
        }
    }

    /// What becomes of the data of a node that is unavailable, as far as somebody says so.
    pub(super) fn data(&self, seen: &Seen) -> Option<DataAtStake> {
        let node = Some(seen.node).filter(|_| seen.worst.level == Level::Unavailable)?;
        let (rpo, backup) = (self.map.rpo(node), self.map.backup(node));
        let known = self.copies.get(&node).copied();
        if rpo.is_none() && backup.is_none() && known.is_none() {
            return None;
        }
        let Backup { every, restore, text } = backup.unwrap_or_default();
        let last_copy = known.or(every);
        Some(DataAtStake {
            exceeds_rpo: last_copy.zip(rpo).is_some_and(|(age, rpo)| age > rpo),
            rpo: rpo.map(Text),
            last_copy: last_copy.map(Text),
            last_copy_known: known.is_some(),
            restore: restore.map(Text),
            text,
        })
    }

    pub(super) fn deadlines(&self, node: NodeIx, spans: &[Span]) -> Vec<RunningDeadline> {
        self.map
            .deadlines(node)
            .into_iter()
            .map(|d| {
                let (due, verdict) = self.calendar.judge(d.end, spans);
                let (period, date, day_of_month) = wire::node::deadline_end(d.end);
                RunningDeadline {
                    at_risk: verdict.broken().is_some(),
                    undecided: verdict == Verdict::Open,
                    name: d.name,
                    period,
                    date,
                    day_of_month,
                    due: due.map(offset),
                    due_at: due.and_then(|due| self.time(due)),
                    basis: d.basis,
                }
            })
            .collect()
    }

    /// Is it unavailable for longer than tolerable, as far as the scenario is looked at?
    pub(super) fn tolerable(&self, spans: &[Span], mtpd: Seconds) -> Verdict {
        outage::longer(spans, mtpd.get(), self.all.horizon())
    }
}

/// A number of seconds inside a scenario as an offset. Beyond what can be written it is the longest there is.
pub(super) fn offset(seconds: u32) -> Text<Seconds> {
    Text(Seconds::new(seconds).unwrap_or(Seconds::MAX))
}

/// The offices where a service is offered, as far as whoever asks may know of them.
pub(super) fn offered_at(map: &Map, node: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
    every_offered_at(map, node).filter(|&site| map.sees(site))
}

/// All offices where a service is offered: to count them.
pub(super) fn every_offered_at(map: &Map, node: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
    let all = if map.is_offered(node) { map.graph().dependencies(node) } else { 0..0 };
    // A node's shorthands stand before its needs.
    all.map(|d| (d, map.relation(d)))
        .take_while(|&(_, relation)| relation != Relation::Needs)
        .filter(|&(_, relation)| relation == Relation::OfferedAt)
        .flat_map(|(d, _)| map.graph().providers(d).iter().copied())
}
