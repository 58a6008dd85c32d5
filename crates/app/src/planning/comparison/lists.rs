//! What differs between the two sides, list by list.

use super::{Sided, notes};
use crate::impact::Found;
use crate::planning::comparison::{
    Because, ComparedAgency, ComparedNode, ComparisonAnswer, ComparisonCounts, Course, OneSide, SideAnswer,
};
use crate::planning::context::{AnalysisContext, named};
use crate::subgraph::seconds;
use engine::NodeIx;
use engine::compare::{Change, Why, compare};
use engine::outcome::Span;
use model::Level;
use render::Language;
use render::diagram::{Mark, Subject};
use render::picture::{View, dot};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use wire::impact::{SpanDoc, Time};
use wire::planning::PlanNode;
use wire::words::Text;
use words::zone;

/// Most affected nodes of the picture, and most marked ones beside them.
const DRAWN: usize = 2_000;

type Seen<'a> = (&'a Sided<'a>, &'a Found<'a>);

/// A node whose course differs.
struct Entry {
    before: Option<NodeIx>,
    after: Option<NodeIx>,
    change: Change,
    /// How it is sorted: the worst first, then the earliest.
    order: (Reverse<Level>, u32),
}

/// Puts the answer together.
pub(super) fn compared(context: &AnalysisContext<'_>, before: Seen<'_>, after: Seen<'_>) -> ComparisonAnswer {
    let (mut entries, unchanged) = entries(before, after);
    let key = |entry: &Entry| match (entry.after, entry.before) {
        (Some(node), _) => after.1.map().key(node),
        (None, Some(node)) => before.1.map().key(node),
        (None, None) => "",
    };
    entries.sort_unstable_by(|a, b| a.order.cmp(&b.order).then_with(|| key(a).cmp(key(b))));
    let risks = Risks::new(before.1, after.1);
    let mut lists: [Vec<ComparedNode>; 6] = Default::default();
    let mut totals = [0_u64; 6];
    for entry in &entries {
        let list = list_of(entry.change);
        totals[list] += 1;
        if lists[list].len() < context.limit {
            lists[list].push(written(entry, before, after, &risks));
        }
    }
    let agencies = agencies(before.1, after.1);
    let (new_risks, old_risks) = (risks.new.len(), risks.old.len());
    let counts = counts(totals, unchanged, [new_risks, old_risks, agencies.len()].map(|n| n as u64));
    let pictures = [Language::De, Language::En].map(|language| picture(language, &entries, after));
    let [newly_affected, no_longer_affected, worse, better, earlier, later] = lists;
    let mut answer = ComparisonAnswer {
        revision: context.map.revision(),
        before: side(context, before),
        after: side(context, after),
        counts,
        newly_affected,
        no_longer_affected,
        worse,
        better,
        earlier,
        later,
        newly_at_risk: risks.new.into_iter().take(context.limit).map(|(_, node)| node).collect(),
        no_longer_at_risk: risks.old.into_iter().take(context.limit).map(|(_, node)| node).collect(),
        agencies: agencies.into_iter().take(context.limit).collect(),
        omitted: counts,
        assumptions: context.assumptions(notes(Language::En)),
        pictures,
    };
    answer.omitted = omitted(&answer);
    answer
}

fn entries(before: Seen<'_>, after: Seen<'_>) -> (Vec<Entry>, u64) {
    let (one, other) = (before.1, after.1);
    let horizon = one.horizon().min(other.horizon());
    let mut unchanged = 0;
    let mut entries = Vec::new();
    let mut compared = |node_before: Option<NodeIx>, node_after: Option<NodeIx>| {
        let spans = |found: &Found<'_>, node: Option<NodeIx>| node.map_or_else(Vec::new, |n| found.spans(n));
        let (first, second) = (spans(one, node_before), spans(other, node_after));
        match compare(&first, &second, horizon) {
            Some(change) => {
                let order = order(if second.is_empty() { &first } else { &second });
                entries.push(Entry { before: node_before, after: node_after, change, order });
            }
            None => unchanged += 1,
        }
    };
    for node in one.hit() {
        let key = one.map().key(node);
        compared(Some(node), other.map().find(key));
    }
    let hit_before: FxHashSet<NodeIx> = one.hit().collect();
    for node in other.hit() {
        let same = one.map().find(other.map().key(node));
        // Those were compared above.
        if same.is_none_or(|same| !hit_before.contains(&same)) {
            compared(same, Some(node));
        }
    }
    (entries, unchanged)
}

fn order(spans: &[Span]) -> (Reverse<Level>, u32) {
    let worst = spans.iter().map(|span| span.level).max().unwrap_or_default();
    let first = spans.iter().find(|span| span.level == worst).map_or(u32::MAX, |span| span.from);
    (Reverse(worst), first)
}

/// The place of the list in which such a change stands.
const fn list_of(change: Change) -> usize {
    match change {
        Change::NewlyAffected => 0,
        Change::NoLongerAffected => 1,
        Change::Worse(_) => 2,
        Change::Better(_) => 3,
        Change::Earlier(_) => 4,
        Change::Later(_) => 5,
    }
}

fn counts(lists: [u64; 6], unchanged: u64, rest: [u64; 3]) -> ComparisonCounts {
    ComparisonCounts {
        newly_affected: lists[0],
        no_longer_affected: lists[1],
        worse: lists[2],
        better: lists[3],
        earlier: lists[4],
        later: lists[5],
        unchanged,
        newly_at_risk: rest[0],
        no_longer_at_risk: rest[1],
        agencies: rest[2],
    }
}

fn omitted(answer: &ComparisonAnswer) -> ComparisonCounts {
    let all = &answer.counts;
    let left = |total: u64, shown: usize| total - shown as u64;
    ComparisonCounts {
        newly_affected: left(all.newly_affected, answer.newly_affected.len()),
        no_longer_affected: left(all.no_longer_affected, answer.no_longer_affected.len()),
        worse: left(all.worse, answer.worse.len()),
        better: left(all.better, answer.better.len()),
        earlier: left(all.earlier, answer.earlier.len()),
        later: left(all.later, answer.later.len()),
        unchanged: all.unchanged,
        newly_at_risk: left(all.newly_at_risk, answer.newly_at_risk.len()),
        no_longer_at_risk: left(all.no_longer_at_risk, answer.no_longer_at_risk.len()),
        agencies: left(all.agencies, answer.agencies.len()),
    }
}

fn side(context: &AnalysisContext<'_>, (sided, found): Seen<'_>) -> SideAnswer {
    let map = found.map();
    let failures = sided.side.failures.iter().filter_map(|failure| map.find(failure.node().as_str()));
    SideAnswer {
        title: sided.side.title.clone(),
        revision: map.revision(),
        hypothetical_changes: sided.changes as u64,
        failures: failures.take(context.limit).map(|node| named(map, node)).collect(),
        failures_total: sided.side.failures.len() as u64,
        totals: found.answer().totals,
    }
}

fn written(entry: &Entry, before: Seen<'_>, after: Seen<'_>, risks: &Risks) -> ComparedNode {
    let course = |(sided, found): Seen<'_>, node: Option<NodeIx>| {
        let spans = node.map_or_else(Vec::new, |node| found.spans(node));
        let level = spans.iter().map(|span| span.level).max()?;
        let start = sided.request.scenario.starts_at;
        Some(Course { level, spans: spans.iter().map(|s| span(s, start)).collect() })
    };
    let node = match (entry.after, entry.before) {
        (Some(node), _) => named(after.1.map(), node),
        (None, node) => named(before.1.map(), node.unwrap_or_default()),
    };
    let at_risk = match entry.change {
        Change::NewlyAffected => entry.before.is_some_and(|node| risks.before.contains(&node)),
        Change::NoLongerAffected => entry.after.is_some_and(|node| risks.after.contains(&node)),
        _ => false,
    };
    ComparedNode {
        node,
        before: course(before, entry.before),
        after: course(after, entry.after),
        because: match entry.change {
            Change::Worse(why) | Change::Better(why) => Some(match why {
                Why::Level => Because::Level,
                Why::Lasting => Because::Lasting,
                Why::Course => Because::Course,
            }),
            _ => None,
        },
        by: match entry.change {
            Change::Earlier(by) | Change::Later(by) => Some(Text(seconds(by))),
            _ => None,
        },
        exists_only: match (entry.before, entry.after) {
            (Some(_), None) => Some(OneSide::Before),
            (None, Some(_)) => Some(OneSide::After),
            _ => None,
        },
        at_risk,
    }
}

fn span(span: &Span, start: Option<jiff::Timestamp>) -> SpanDoc {
    let time = |at: u32| -> Option<Time> {
        start?.checked_add(jiff::SignedDuration::from_secs(at.into())).ok().map(Text)
    };
    SpanDoc {
        level: span.level,
        from: Text(seconds(span.from)),
        until: span.until.map(|until| Text(seconds(until))),
        from_at: time(span.from),
        until_at: span.until.and_then(time),
    }
}

/// Nodes that still work with nothing left to lose.
struct Risks {
    before: FxHashSet<NodeIx>,
    after: FxHashSet<NodeIx>,
    /// Only after, and not affected before either; by key.
    new: BTreeMap<String, PlanNode>,
    /// Only before.
    old: BTreeMap<String, PlanNode>,
}

impl Risks {
    fn new(one: &Found<'_>, other: &Found<'_>) -> Self {
        let (before, after): (FxHashSet<_>, FxHashSet<_>) =
            (one.at_risk().into_iter().collect(), other.at_risk().into_iter().collect());
        let only = |this: &Found<'_>,
                    nodes: &FxHashSet<NodeIx>,
                    there: &Found<'_>,
                    works_there: &dyn Fn(NodeIx) -> bool| {
            let differs = |node: &&NodeIx| {
                let same = there.map().find(this.map().key(**node));
                same.is_none_or(works_there)
            };
            let told = nodes.iter().filter(differs);
            told.map(|&node| (this.map().key(node).to_owned(), named(this.map(), node))).collect()
        };
        // Who was affected before is at no new risk; who is affected after has no reserve left to speak of.
        let new = only(other, &after, one, &|node| {
            !before.contains(&node) && one.worst(node) == Level::Operational
        });
        let old = only(one, &before, other, &|node| !after.contains(&node));
        Self { before, after, new, old }
    }
}

/// Agencies with other numbers on the two sides.
fn agencies(one: &Found<'_>, other: &Found<'_>) -> Vec<ComparedAgency> {
    let mut agencies: BTreeMap<String, ComparedAgency> = BTreeMap::new();
    for (found, after) in [(one, false), (other, true)] {
        let mut counts: FxHashMap<NodeIx, [u64; 2]> = FxHashMap::default();
        for node in found.hit() {
            if let Some(agency) = found.map().agency(node) {
                let count = counts.entry(agency).or_default();
                count[usize::from(found.worst(node) != Level::Unavailable)] += 1;
            }
        }
        for (agency, [unavailable, degraded]) in counts {
            let key = found.map().key(agency).to_owned();
            let entry = agencies.entry(key.clone()).or_insert_with(|| ComparedAgency {
                key,
                name: found.map().name(agency).to_owned(),
                unavailable_before: 0,
                unavailable_after: 0,
                degraded_before: 0,
                degraded_after: 0,
            });
            let (down, reduced) = match after {
                false => (&mut entry.unavailable_before, &mut entry.degraded_before),
                true => (&mut entry.unavailable_after, &mut entry.degraded_after),
            };
            (*down, *reduced) = (unavailable, degraded);
        }
    }
    let mut list: Vec<ComparedAgency> = agencies.into_values().collect();
    list.retain(|a| (a.unavailable_before, a.degraded_before) != (a.unavailable_after, a.degraded_after));
    let more = |a: &ComparedAgency| {
        let unavailable = a.unavailable_after.abs_diff(a.unavailable_before);
        (Reverse(unavailable), Reverse(a.degraded_after.abs_diff(a.degraded_before)))
    };
    list.sort_by_key(more);
    list
}

/// The second side as a graph for `dot`, with marks at what is otherwise than on the first; empty when nothing is.
fn picture(language: Language, entries: &[Entry], (sided, found): Seen<'_>) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let map = found.map();
    let marks: FxHashMap<&str, Mark> =
        (entries.iter()).filter_map(|entry| Some((map.key(entry.after?), mark(entry.change)))).collect();
    let marked: Vec<NodeIx> = entries.iter().filter_map(|entry| entry.after).take(DRAWN).collect();
    let mut diagram = found.diagram_with(DRAWN, &marked);
    diagram.subject = Subject::Comparison(sided.side.title.as_deref());
    diagram.changes = sided.changes as u32;
    for item in &mut diagram.nodes {
        item.mark = marks.get(item.key).copied();
    }
    let view = View::new(language, zone::of(map.zone()));
    dot(&diagram, &view)
}

const fn mark(change: Change) -> Mark {
    match change {
        Change::NewlyAffected => Mark::New,
        Change::NoLongerAffected => Mark::Gone,
        Change::Worse(_) => Mark::Worse,
        Change::Better(_) => Mark::Better,
        Change::Earlier(_) => Mark::Earlier,
        Change::Later(_) => Mark::Later,
    }
}
