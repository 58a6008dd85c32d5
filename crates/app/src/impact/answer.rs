//! The whole answer, every list in its order and within the limit.

use super::first::Seen;
use super::groups::{Groups, Order};
use super::items::Writer;
use super::lines::Lines;
use super::question::ResolvedQuestion;
use super::repairs;
use crate::pool::Pool;
use engine::open::OpenQuestion;
use engine::{DependencyIx, NodeIx, Outcome};
use model::Level;
use rayon::prelude::*;
use wire::body::Frame;
use wire::impact::{
    AboutNode, AffectedNode, Assumptions, AtRisk, IfOne, ImpactAnswer, LostRedundancy, NodeRef, Omitted,
    OpenQuestionDoc,
};
use wire::words::{SharedText, Text};

/// From so many entries on all cores work on the answer.
const LONG: usize = 1_024;
/// Entries that one core writes in one go.
const PART: usize = 256;
/// Most providers named of one open question.
const NAMED: usize = 10;

/// An answer whose long lists are counted and ordered but not written yet.
pub(super) struct Prepared<'a> {
    /// Everything but the long lists.
    frame: ImpactAnswer<'a>,
    affected: Vec<Seen>,
    agencies: Order,
    sites: Order,
    groups: Groups<'a>,
    writer: Writer<'a>,
}

/// Puts the answer together. `confirmed` is the outcome with confirmed dependencies only, when it can differ.
pub(super) fn prepare<'a>(
    asked: &'a ResolvedQuestion<'_>,
    all: Outcome<'a>,
    confirmed: Option<Outcome<'a>>,
    pool: &Pool,
) -> Prepared<'a> {
    let map = asked.map();
    let most = asked.offset.saturating_add(asked.limit);
    let mut groups = Groups::of(asked, all, confirmed, most);
    let [hit, total] = groups.affected();
    let next = (most < total).then(|| asked.cursor(most));
    let affected = groups.first(asked.offset);
    let first = asked.offset == 0;
    let shown = if first { asked.limit } else { 0 };
    let writer = Writer::new(asked, all, confirmed);
    let (at_risk, risks, hidden_risks) = at_risk(asked, &all, &writer, first);
    let (open_questions, open) = open_questions(asked, &writer, shown);
    let mut stuck = all.deadlocked();
    let deadlocks = stuck.len();
    stuck.retain(|&node| map.sees(node));
    let deadlocked: Vec<_> = stuck.iter().take(shown).map(|&n| writer.node_ref(n)).collect();
    let mut totals = groups.totals();
    totals.at_risk = risks as u64;
    totals.deadlocked = deadlocks as u64;
    let (agencies, sites) = (groups.agencies(shown), groups.sites(shown));
    let omitted = Omitted {
        affected: (total - affected.len()) as u64,
        at_risk: (risks - hidden_risks - at_risk.len()) as u64,
        open_questions: (open - open_questions.len()) as u64,
        deadlocked: (stuck.len() - deadlocked.len()) as u64,
        agencies: (agencies.total - agencies.nodes.len()) as u64,
        sites: (sites.total - sites.nodes.len()) as u64,
    };
    let frame = ImpactAnswer {
        revision: map.revision(),
        title: asked.request.title.as_deref(),
        starts_at: asked.request.scenario.starts_at.map(Text),
        totals,
        affected: Vec::new(),
        at_risk,
        open_questions,
        deadlocked,
        agencies: Vec::new(),
        sites: Vec::new(),
        omitted,
        restricted: (hit - total) as u64,
        next,
        repairs: repairs::repairs(asked, &all, pool),
        about: about(asked, &all, &writer),
        assumptions: assumptions(asked, &all),
    };
    Prepared { frame, affected, agencies, sites, groups, writer }
}

impl<'a> Prepared<'a> {
    /// The answer as a whole.
    pub(super) fn answer(mut self) -> ImpactAnswer<'a> {
        let groups = &self.groups;
        self.frame.affected = self.affected.iter().map(|seen| self.writer.node(seen)).collect();
        self.frame.agencies = self.agencies.nodes.iter().map(|&node| groups.agency(node)).collect();
        self.frame.sites = self.sites.nodes.iter().map(|&node| groups.site(node)).collect();
        self.frame
    }

    /// The JSON of the answer in pieces. Long lists are written on all cores.
    pub(super) fn json(self) -> Vec<Vec<u8>> {
        let frame = Frame::new(&self.frame);
        let (affected, agencies, sites) = (&self.affected, &self.agencies.nodes, &self.sites.nodes);
        let entries = affected.len() + agencies.len() + sites.len();
        if entries < LONG {
            let [before, then, and, after] = frame.parts();
            let mut lines = Lines::with_room(&self.writer, 1 + entries);
            lines.push(before);
            lines.affected(affected);
            lines.push(then);
            lines.agencies(&self.groups, agencies);
            lines.push(and);
            lines.sites(&self.groups, sites);
            lines.push(after);
            return vec![lines.bytes()];
        }
        let affected = self.in_parts(affected, Lines::affected);
        let agencies = self.in_parts(agencies, |lines, part| lines.agencies(&self.groups, part));
        let sites = self.in_parts(sites, |lines, part| lines.sites(&self.groups, part));
        // All three at once, so that no core waits for the end of a list.
        let rest = || rayon::join(|| agencies.collect(), || sites.collect());
        let (affected, (agencies, sites)) = rayon::join(|| affected.collect(), rest);
        frame.join([affected, agencies, sites])
    }

    fn in_parts<'s, T: Sync>(
        &'s self,
        list: &'s [T],
        write: impl Fn(&mut Lines<'s, 'a>, &[T]) + Sync + Send + 's,
    ) -> impl IndexedParallelIterator<Item = Vec<u8>> + 's {
        list.par_chunks(PART).map(move |part| {
            let mut lines = Lines::with_room(&self.writer, part.len());
            write(&mut lines, part);
            lines.bytes()
        })
    }
}

/// One affected node in full; `None` when it is not affected.
pub(super) fn node<'a>(
    asked: &'a ResolvedQuestion<'_>,
    all: Outcome<'a>,
    confirmed: Option<Outcome<'a>>,
    node: NodeIx,
) -> Option<AffectedNode<'a>> {
    let seen = seen(asked, &all, node)?;
    Some(Writer::new(asked, all, confirmed).node(&seen))
}

fn at_risk<'a>(
    asked: &'a ResolvedQuestion<'_>,
    all: &Outcome<'a>,
    writer: &Writer<'a>,
    show: bool,
) -> (Vec<AtRisk<'a>>, usize, usize) {
    let (map, found) = (asked.map(), all.at_risk());
    let mut list: Vec<AtRisk<'a>> = Vec::new();
    let (mut nodes, mut hidden) = (0, 0);
    for of_one in found.chunk_by(|a, b| a.0 == b.0) {
        nodes += 1;
        if !map.sees(of_one[0].0) {
            hidden += 1;
            continue;
        }
        if !show || list.len() >= asked.limit {
            continue;
        }
        let NodeRef { key, kind, name, agency } = writer.node_ref(of_one[0].0);
        list.push(AtRisk { key, kind, name, agency, dependencies: legs(of_one, all, writer) });
    }
    (list, nodes, hidden)
}

fn legs<'a>(
    of_one: &[(NodeIx, DependencyIx)],
    all: &Outcome<'a>,
    writer: &Writer<'a>,
) -> Vec<LostRedundancy<'a>> {
    let legs = of_one.iter().filter_map(|&(_, dependency)| all.at_its_last_leg(dependency));
    legs.map(|leg| writer.last_leg(&leg)).collect()
}

/// How the nodes fare that were asked about.
fn about<'a>(asked: &'a ResolvedQuestion<'_>, all: &Outcome<'a>, writer: &Writer<'a>) -> Vec<AboutNode<'a>> {
    if asked.about.is_empty() || asked.offset > 0 {
        return Vec::new();
    }
    let at_risk = all.at_risk();
    let rank = |node| asked.map().graph().rank(node);
    let one = |&node: &NodeIx| {
        let seen = seen(asked, all, node);
        let from = at_risk.partition_point(|&(other, _)| rank(other) < rank(node));
        let until = at_risk.partition_point(|&(other, _)| rank(other) <= rank(node));
        AboutNode {
            node: writer.node_ref(node),
            level: seen.map_or(Level::Operational, |seen| seen.worst.level),
            at_risk: legs(&at_risk[from..until], all, writer),
            impact: seen.map(|seen| Box::new(writer.node(&seen))),
        }
    };
    asked.about.iter().map(one).collect()
}

fn seen(asked: &ResolvedQuestion<'_>, all: &Outcome<'_>, node: NodeIx) -> Option<Seen> {
    let hit = all.hit(node)?;
    Some(Seen { rank: asked.map().graph().rank(node), node, hit, worst: all.worst(hit)? })
}

/// The first so many open questions, and how many there are.
fn open_questions<'a>(
    asked: &'a ResolvedQuestion<'_>,
    writer: &Writer<'a>,
    shown: usize,
) -> (Vec<OpenQuestionDoc<'a>>, usize) {
    let map = asked.map();
    let mut found = writer.all.open_questions(writer.confirmed.as_ref());
    found.retain(|question| map.sees(question.node));
    let one = |&(provider, level): &(NodeIx, Level)| IfOne {
        key: map.key(provider),
        name: map.name(provider),
        level: (level != Level::Operational).then_some(level),
    };
    let told = |question: &OpenQuestion| {
        let (source, note) = map.source_and_note(question.dependency);
        OpenQuestionDoc {
            node: writer.node_ref(question.node),
            dependency: SharedText(writer.dependency_id(question.dependency)),
            source,
            note,
            providers: question.each.iter().filter(|one| map.sees(one.0)).take(NAMED).map(one).collect(),
            providers_omitted: question.each.len().saturating_sub(NAMED) as u64,
        }
    };
    (found.iter().take(shown).map(told).collect(), found.len())
}

fn assumptions(asked: &ResolvedQuestion<'_>, all: &Outcome<'_>) -> Assumptions {
    let scenario = &asked.request.scenario;
    let counts = asked.map().counts();
    Assumptions {
        include: scenario.include,
        horizon: scenario.horizon.map(Text),
        cut_by_horizon: all.horizon().is_some() && !all.is_settled(),
        failures_without_end: scenario.failures.iter().filter(|f| f.until().is_none()).count() as u64,
        hypothetical_changes: asked.request.changes.len() as u64,
        unconfirmed_dependencies: all.unconfirmed().into(),
        nodes: counts.nodes(),
        dependencies: counts.dependencies(),
        confirmed_dependencies: counts.confirmed,
    }
}

/// Does it get at least that bad with confirmed dependencies alone?
pub(super) fn is_certain(confirmed: Option<&Outcome<'_>>, node: NodeIx, level: Level) -> bool {
    confirmed.is_none_or(|c| c.hit(node).and_then(|hit| c.worst(hit)).is_some_and(|w| w.level >= level))
}
