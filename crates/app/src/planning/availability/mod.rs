//! How much of the time a node is down, and which part matters how much.

pub mod answer;
pub mod request;

pub use answer::*;
use jiff::tz::TimeZone;
pub use request::*;
use words::say;

use super::context::AnalysisContext;
use super::cuts::{LIMITS, share, shared_notes, too_large, tree};
use super::question;
use super::sentences::{basis, names, with_agency};
use crate::error::AppError;
use engine::NodeIx;
use engine::cuts::{Bounds, Halt, Importance, MapTree, Solved};
use model::Level;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use std::collections::HashMap;
use wire::Place;

/// Hours of a year.
const YEAR: f64 = 8760.0;
/// Unknown nodes that a paper names.
const NAMED: usize = 12;

fn notes(l: Language) -> Vec<String> {
    let mut notes = shared_notes(l);
    notes.push(l.text("planning-nodes-fail-independently-each-other-common").to_owned());
    notes
}

/// Notes that depend on the answer.
fn own_notes(answer: &AvailabilityAnswer, l: Language) -> Vec<String> {
    let mut notes = notes(l);
    if answer.sources.assumed > 0 {
        notes.push(l.text("planning-nodes-about-which-map-says-nothing").to_owned());
    }
    if answer.sources.unknown > 0 {
        notes.push(l.text("planning-nodes-about-which-map-says-nothing-2").to_owned());
    }
    if answer.result == ResultKind::Bounded {
        notes.push(l.text("planning-exact-value-would-take-more-than").to_owned());
    }
    notes
}

/// What is known of the nodes that the node hangs on.
#[derive(Default)]
struct Sources {
    own: HashMap<NodeIx, (f64, bool)>,
    unknown: Vec<NodeIx>,
    counts: SourceCounts,
}

impl Sources {
    /// Whether the node can fail by itself, as far as that is known.
    fn met(&mut self, context: &AnalysisContext<'_>, default: Option<f64>, node: NodeIx) -> bool {
        if let Some((own, _)) = self.own.get(&node) {
            return *own > 0.0;
        }
        let stated = context.map.reliability(node).map(|r| r.unavailability());
        let own = match (stated, default) {
            (Some(own), _) => {
                self.counts.stated += 1;
                own
            }
            (None, Some(default)) => {
                self.counts.assumed += 1;
                default
            }
            (None, None) => {
                self.counts.unknown += 1;
                self.unknown.push(node);
                0.0
            }
        };
        self.own.insert(node, (own, stated.is_none()));
        own > 0.0
    }
}

impl question::Question for AvailabilityRequest {
    const NAME: &'static str = "availability";
    const OPERATION: &'static str = "computeAvailability";
    const ASKS: &'static str = "How much of the time is a node down, and which part matters how much?";
    const ANSWERS: &'static str = "The availability";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = AvailabilityAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<AvailabilityAnswer, AppError> {
        let node = context.find(&self.node, &Place::ROOT.name("node"))?;
        let mut sources = Sources::default();
        let tree = tree(context, node, self.level, |node| {
            sources.met(context, self.default_unavailability.map(|share| share.0), node)
        })?;
        let p: Vec<f64> = tree.nodes.iter().map(|node| sources.own[node].0).collect();
        let solved = Solved::new(&tree.tree, LIMITS, context.watch).map_err(too_large)?;
        let (bounds, mut importances) = match solved.importances(&p, context.watch) {
            Ok(Some((top, importances))) => (Bounds::exact(top), importances),
            Ok(None) => (solved.bounds(&p, context.watch).map_err(too_large)?, Vec::new()),
            // The value is there; that of every part would take too long.
            Err(Halt::TooLarge) => (solved.bounds(&p, context.watch).map_err(too_large)?, Vec::new()),
            Err(stopped) => return Err(too_large(stopped)),
        };
        let rank = |node: &NodeIx| context.map.graph().rank(*node);
        sources.unknown.sort_by_key(rank);
        let exact = solved.is_exact();
        importances.retain(matters);
        let (unknown, importances_in_all) = (sources.unknown.len(), importances.len());
        let mut answer = AvailabilityAnswer {
            revision: context.map.revision(),
            node: context.node(node),
            level: self.level,
            result: match (unknown, exact) {
                (0, true) => ResultKind::Exact,
                (0, false) => ResultKind::Bounded,
                _ => ResultKind::LowerBound,
            },
            unavailability: (unknown == 0 && exact).then_some(bounds.lower),
            lower: bounds.lower,
            upper: (unknown == 0).then_some(bounds.upper),
            hours_per_year: bounds.lower * YEAR,
            sources: sources.counts,
            unknown: sources.unknown.iter().take(context.limit).map(|&node| context.node(node)).collect(),
            importances: told(context, &tree, &sources, &p, importances),
            omitted: OmittedParts {
                importances: importances_in_all.saturating_sub(context.limit) as u64,
                unknown: unknown.saturating_sub(context.limit) as u64,
            },
            assumptions: context.assumptions(Vec::new()),
        };
        answer.assumptions.notes = own_notes(&answer, Language::En);
        Ok(answer)
    }

    fn paper(answer: &AvailabilityAnswer, l: Language, _: &TimeZone) -> Paper {
        let mut parts = Vec::new();
        if !answer.importances.is_empty() {
            let explained = l.text("planning-share-what-would-go-unavailability-if");
            let blocks = vec![Block::Text(explained.to_owned()), Block::Table(table(answer, l))];
            parts.push(Part::new(l.text("planning-what-matters"), blocks));
        }
        if !answer.unknown.is_empty() {
            let text = names(&answer.unknown, answer.sources.unknown, NAMED, l);
            let heading = l.text("planning-nothing-stated");
            parts.push(Part::new(heading, vec![Block::Text(text)]));
        }
        Paper {
            timed: false,
            title: l.text("planning-how-available-node").to_owned(),
            lead: lead(answer, l),
            parts,
            basis: basis(answer.revision, &answer.assumptions, own_notes(answer, l), l),
        }
    }
}

/// Does it ever depend on it? Of nothing there are no shares.
fn matters(importance: &Importance) -> bool {
    importance.birnbaum > 0.0 && importance.achievement.is_finite()
}

/// The importances, what would bring most first.
fn told(
    context: &AnalysisContext<'_>,
    tree: &MapTree,
    sources: &Sources,
    p: &[f64],
    mut all: Vec<Importance>,
) -> Vec<ImportanceOf> {
    let node = |importance: &Importance| tree.nodes[importance.event as usize];
    // The order of keys stays where the numbers are equal but for rounding.
    all.sort_by_key(|i| context.map.graph().rank(node(i)));
    all.sort_by(|a, b| {
        let by = |value: fn(&Importance) -> f64| rounded(value(b)).total_cmp(&rounded(value(a)));
        by(|i| i.fussell_vesely).then(by(|i| i.birnbaum))
    });
    let told = all.iter().take(context.limit).map(|i| ImportanceOf {
        node: context.node(node(i)),
        own_unavailability: p[i.event as usize],
        assumed: sources.own[&node(i)].1,
        birnbaum: i.birnbaum,
        fussell_vesely: i.fussell_vesely,
        risk_achievement_worth: i.achievement,
        risk_reduction_worth: i.reduction.is_finite().then_some(i.reduction),
    });
    told.collect()
}

fn table(answer: &AvailabilityAnswer, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("planning-node"), 6),
        (l.text("planning-itself"), 2),
        (l.text("planning-share"), 2),
        (l.text("planning-decides"), 2),
        (l.text("planning-without"), 2),
        (l.text("planning-never-down"), 2),
    ])
    .numbers(&[1, 2, 3, 4, 5]);
    for i in &answer.importances {
        let below = match (&i.node.agency_name, i.assumed) {
            (Some(agency), false) => agency.clone(),
            (Some(agency), true) => format!("{agency}; {}", l.text("planning-assumed")),
            (None, true) => l.text("planning-assumed").to_owned(),
            (None, false) => String::new(),
        };
        let reduction = i.risk_reduction_worth.map_or_else(|| "∞".to_owned(), |worth| share(worth, l));
        table.row([
            Cell::named(&i.node.name, below),
            share(i.own_unavailability, l).into(),
            share(i.fussell_vesely, l).into(),
            share(i.birnbaum, l).into(),
            share(i.risk_achievement_worth, l).into(),
            reduction.into(),
        ]);
    }
    table.omitted = answer.omitted.importances;
    table
}

fn lead(answer: &AvailabilityAnswer, l: Language) -> Vec<String> {
    let level = l.level(if answer.level == Level::Degraded { Level::Degraded } else { Level::Unavailable });
    let name = with_agency(&answer.node);
    let (lower, hours) = (share(answer.lower, l), share(answer.hours_per_year, l));
    let upper = share(answer.upper.unwrap_or(1.0), l);
    let how = match answer.result {
        ResultKind::Exact => l.text("planning-computed-exactly").to_owned(),
        ResultKind::Bounded => format!("{} {upper}", l.text("planning-most")),
        ResultKind::LowerBound => l.text("planning-some-not-stated-see-below").to_owned(),
    };
    let counts = answer.sources;
    if counts.stated + counts.assumed == 0 {
        return vec![say!(l, "availability-unknown", nodes = counts.unknown)];
    }
    let at_least = if answer.result == ResultKind::Exact { "" } else { l.text("report-least") };
    let first = say!(
        l,
        "planning-time-hours-year",
        name = &*name,
        at_least = at_least,
        lower = lower,
        level = level,
        how = how,
        hours = hours
    );
    let second = say!(
        l,
        "planning-nodes-hangs-stated-map-assumed-value",
        stated = counts.stated,
        assumed = counts.assumed,
        unknown = counts.unknown
    );
    vec![first, second]
}

/// To some eleven digits: what was computed in another order is no other value.
fn rounded(value: f64) -> f64 {
    const REST: u64 = 1 << 16;
    f64::from_bits((value.to_bits() + REST / 2) & !(REST - 1))
}
