//! A diagnosis as people read it.

use crate::planning::diagnosis::{Deviation, DiagnosisAnswer, Explanation, SupposedFailure};
use crate::planning::sentences::{basis, names, with_agency};
use engine::diagnosis::Diagnosis;
use model::Level;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use wire::planning::PlanNode;
use words::say;

/// Explanations of which a paper tells everything.
const IN_FULL: usize = 1;
/// Nodes that a line of a paper names.
const NAMED: usize = 8;

/// The paper.
pub(super) fn paper(answer: &DiagnosisAnswer, l: Language) -> Paper {
    let mut parts = Vec::new();
    let mut add = |heading: &str, list: &[Explanation]| {
        if !list.is_empty() {
            parts.push(Part::new(heading, vec![Block::Table(table(answer, list, l))]));
        }
    };
    add(l.text("planning-one-failure"), &answer.singles);
    add(l.text("planning-two-failures-once"), &answer.pairs);
    if !answer.look_next.is_empty() {
        parts.push(Part::new(l.text("planning-where-look-next"), vec![Block::Table(looks(answer, l))]));
    }
    let best = answer.pairs.iter().take(1).chain(answer.singles.iter().take(IN_FULL));
    for explanation in best {
        parts.push(Part::new(
            format!(
                "{} {}: {}",
                l.text("planning-explanation"),
                explanation.number,
                supposed(explanation, l)
            ),
            vec![Block::List(in_full(explanation, l))],
        ));
    }
    // What was cut short stands in the answer.
    let found = Diagnosis {
        every_single: answer.every_single,
        every_pair: answer.every_pair,
        ..Diagnosis::default()
    };
    Paper {
        timed: false,
        title: l.text("planning-what-has-failed").to_owned(),
        lead: lead(answer, l),
        parts,
        basis: basis(answer.revision, &answer.assumptions, notes(&found, l), l),
    }
}

/// What the answer rests on.
pub(super) fn notes(found: &Diagnosis, l: Language) -> Vec<String> {
    let mut notes = vec![
        l.text("planning-judged-how-ends-when-nothing-repaired"),
        l.text("planning-explanations-fit-equally-well-one-claims"),
    ];
    notes.extend((!found.every_single).then_some(l.text("planning-search-was-cut-short-because-too")));
    notes.extend((!found.every_pair).then_some(l.text("planning-pairs-were-sought-only-where-they")));
    notes.into_iter().map(str::to_owned).collect()
}

/// What is supposed to have failed, in words.
fn supposed(explanation: &Explanation, l: Language) -> String {
    let each = explanation
        .failures
        .iter()
        .map(|failure| format!("{}, {}", with_agency(&failure.node), l.level(failure.level)));
    each.collect::<Vec<_>>().join(l.text("alerts-and"))
}

fn down(answer: &DiagnosisAnswer) -> u64 {
    answer.seen.unavailable + answer.seen.degraded
}

/// How well it fits, in a sentence without its end.
fn fit(answer: &DiagnosisAnswer, explanation: &Explanation, l: Language) -> String {
    let down = down(answer);
    let explained = explanation.explained;
    let mut text = match explained == down {
        true => say!(l, "diagnosis-explains-all", number = down),
        false => say!(l, "diagnosis-explains", number = explained, of = down),
    };
    let wrong = explanation.contradicted.len() as u64 + explanation.omitted.contradicted;
    if wrong > 0 {
        let against = l.text("planning-but-against-speaks-these-work");
        text.push_str(&format!(", {against} {}", l.number(wrong)));
    }
    text
}

fn lead(answer: &DiagnosisAnswer, l: Language) -> Vec<String> {
    let seen = answer.seen;
    let mut lead = vec![format!(
        "{} {} {}, {} {}, {} {}.",
        l.text("planning-seen"),
        l.number(seen.unavailable),
        l.level(Level::Unavailable),
        l.number(seen.degraded),
        l.level(Level::Degraded),
        l.number(seen.operational),
        l.level(Level::Operational)
    )];
    let Some(best) = answer.singles.first() else {
        let text = match answer.pairs.is_empty() {
            true => l.text("planning-no-failure-one-or-two-nodes"),
            false => l.text("planning-no-single-failure-explains"),
        };
        lead.push(text.to_owned());
        return lead;
    };
    let text = l.text("planning-single-failures-fits-best");
    lead.push(format!("{text} {} – {}.", supposed(best, l), fit(answer, best, l)));
    if answer.tied > 1 {
        let fits = |e: &Explanation| (e.distance, e.contradicted.len() as u64 + e.omitted.contradicted);
        let mut alike: Vec<PlanNode> = Vec::new();
        for other in answer.singles.iter().skip(1).filter(|e| fits(e) == fits(best)) {
            let node = &other.failures[0].node;
            if node.key != best.failures[0].node.key && !alike.contains(node) {
                alike.push(node.clone());
            }
        }
        let text = l.text("planning-just-as-well-fits-cannot-told");
        lead.push(format!("{text} {}.", names(&alike, u64::from(answer.tied) - 1, NAMED, l)));
    }
    if let Some(pair) = answer.pairs.first() {
        let text = l.text("planning-two-once-fit-better");
        lead.push(format!("{text} {} – {}.", supposed(pair, l), fit(answer, pair, l)));
    }
    lead
}

fn table(answer: &DiagnosisAnswer, list: &[Explanation], l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("planning-no-2"), 1),
        (l.text("planning-supposed-failure"), 5),
        (l.text("planning-explains"), 2),
        (l.text("planning-against"), 2),
        (l.text("planning-also-hit-nobody-looked"), 2),
    ])
    .numbers(&[0, 3, 4]);
    for explanation in list {
        let name = |f: &SupposedFailure| {
            let level = f.level;
            let who = f
                .node
                .agency_name
                .as_ref()
                .map_or_else(|| f.node.key.clone(), |a| format!("{a}, {}", f.node.key));
            (format!("{} {}", l.marked(level), f.node.name), who)
        };
        let (what, who): (Vec<String>, Vec<String>) = explanation.failures.iter().map(name).unzip();
        let partly = explanation.partly_explained.len() as u64 + explanation.omitted.partly_explained;
        let mut explains = format!(
            "{} {} {}",
            l.number(explanation.explained),
            l.text("report-of-2"),
            l.number(down(answer))
        );
        if partly > 0 {
            explains.push_str(&format!("\n{} {}", l.text("planning-part"), l.number(partly)));
        }
        let wrong = explanation.contradicted.len() as u64 + explanation.omitted.contradicted;
        table.row([
            Cell::from(l.number(explanation.number.into())),
            Cell::named(what.join("\n"), who.join("; ")),
            Cell::from(explains),
            Cell::from(l.number(wrong)),
            Cell::from(l.number(explanation.unseen_total)),
        ]);
    }
    table
}

fn looks(answer: &DiagnosisAnswer, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.text("planning-node"), 5),
        (l.text("planning-if-down-there-remain"), 3),
        (l.text("planning-if-works-there-remain"), 3),
    ]);
    let list = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    for look in &answer.look_next {
        let agency = look.node.agency_name.clone().unwrap_or_else(|| look.node.key.clone());
        table.row([
            Cell::named(look.node.name.clone(), agency),
            Cell::from(list(&look.if_down)),
            Cell::from(list(&look.if_working)),
        ]);
    }
    table
}

/// What speaks for it and against it, line by line.
fn in_full(explanation: &Explanation, l: Language) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |heading: &str, nodes: Vec<PlanNode>, omitted: u64| {
        let total = nodes.len() as u64 + omitted;
        if total > 0 {
            lines.push(format!("{heading} ({}): {}", l.number(total), names(&nodes, total, NAMED, l)));
        }
    };
    let of = |list: &[Deviation]| list.iter().map(|d| d.node.clone()).collect();
    let omitted = &explanation.omitted;
    add(l.text("planning-not-explained"), explanation.unexplained.clone(), omitted.unexplained);
    add(
        l.text("planning-explained-but-another-level"),
        of(&explanation.partly_explained),
        omitted.partly_explained,
    );
    add(l.text("planning-against-speaks-works"), of(&explanation.contradicted), omitted.contradicted);
    let unseen = explanation.unseen.iter().map(|f| f.node.clone()).collect();
    add(l.text("planning-should-hit-too-nobody-has-looked"), unseen, omitted.unseen);
    if lines.is_empty() {
        lines.push(l.text("planning-fits-exactly-everything-seen").to_owned());
    }
    lines
}
