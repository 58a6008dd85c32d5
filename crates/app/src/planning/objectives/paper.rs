//! Objectives as people read them: what does not fit first, then everything that is stated or inherited.

use super::super::sentences::{basis, told_apart};
use crate::planning::objectives::{ObjectiveGap, ObjectiveTotals, ObjectivesAnswer};
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use wire::planning::PlanNode;
use wire::words::Duration;
use words::say;

/// What the method leaves out.
pub(super) fn notes(l: Language, totals: &ObjectiveTotals) -> Vec<String> {
    let mut notes = vec![
        l.text("planning-minimum-principle-node-strictest-required-one").to_owned(),
        l.text("planning-within-circle-objective-handed-without-subtracting").to_owned(),
        l.text("planning-achievable-what-possible-after-everything-was").to_owned(),
    ];
    if totals.without_recovery > 0 {
        notes.push(say!(
            l,
            "planning-no-recovery-time-stated-nodes-counts",
            without_recovery = totals.without_recovery
        ));
    }
    notes
}

fn gap_name(l: Language, kind: ObjectiveGap) -> &'static str {
    match kind {
        ObjectiveGap::NeverByItself => l.text("planning-does-not-restart-itself-after-everything"),
        ObjectiveGap::Infeasible => l.text("planning-consumer-requires-impossible"),
        ObjectiveGap::RtoUnachievable => l.text("planning-its-own-rto-cannot-achieved"),
        ObjectiveGap::RequiredRtoUnachievable => l.text("planning-required-rto-cannot-achieved"),
        ObjectiveGap::MtpdUnachievable => l.text("planning-mtpd-cannot-kept"),
        ObjectiveGap::RtoTooLong => l.text("planning-promises-longer-rto-than-required"),
        ObjectiveGap::MtpdTooLong => l.text("planning-states-longer-mtpd-than-required"),
        ObjectiveGap::RpoTooLong => l.text("planning-allows-more-loss-data-rpo-than"),
        ObjectiveGap::RtoNotBelowMtpd => l.text("planning-rto-leaves-no-time-before-mtpd"),
    }
}

/// The paper.
pub(super) fn paper(answer: &ObjectivesAnswer, l: Language) -> Paper {
    let totals = &answer.totals;
    let stated = totals.stated_rto + totals.stated_mtpd + totals.stated_rpo;
    let lead = match (stated, totals.findings) {
        (0, _) if totals.required_rto + totals.required_mtpd + totals.required_rpo == 0 => {
            l.text("planning-no-node-states-objective-rto-mtpd").to_owned()
        }
        (_, 0) => l.text("planning-all-objectives-fit-together").to_owned(),
        (_, n) => {
            let findings = say!(l, "count-places", places = n);
            say!(l, "planning-not-everything-promised-can-kept", findings = findings)
        }
    };
    let numbers = say!(
        l,
        "planning-stated-rto-mtpd-rpo-nodes-inherited",
        stated_rto = totals.stated_rto,
        stated_mtpd = totals.stated_mtpd,
        stated_rpo = totals.stated_rpo,
        required_rto = totals.required_rto,
        required_mtpd = totals.required_mtpd,
        required_rpo = totals.required_rpo
    );
    let parts = [findings(answer, l), inherited(answer, l)];
    Paper {
        timed: false,
        title: l.text("planning-objectives-promised-required-achievable").into(),
        lead: vec![lead, numbers],
        parts: parts.into_iter().flatten().collect(),
        basis: basis(answer.revision, &answer.assumptions, notes(l, totals), l),
    }
}

fn named(node: &PlanNode) -> Cell {
    Cell::named(&node.name, node.agency_name.clone().unwrap_or_else(|| node.key.clone()))
}

fn findings(answer: &ObjectivesAnswer, l: Language) -> Option<Part> {
    let mut table = Table::new(&[
        (l.text("planning-node"), 4),
        (l.text("planning-what-does-not-fit"), 4),
        (l.text("planning-is"), 2),
        (l.text("planning-should"), 2),
        (l.text("report-why"), 6),
    ]);
    let never = || l.text("planning-never").to_owned();
    let line = |nodes: &[PlanNode], sign: &str| told_apart(&nodes.iter().collect::<Vec<_>>()).join(sign);
    for finding in &answer.findings {
        let mut why = Vec::new();
        if !finding.required_by.is_empty() {
            let by = line(&finding.required_by, " ← ");
            why.push(format!("{} {by}", l.text("planning-required")));
        }
        if !finding.waits_for.is_empty() {
            let slow = line(&finding.waits_for, " → ");
            why.push(format!("{} {slow}", l.text("planning-waits")));
        }
        let infeasible = finding.kind == ObjectiveGap::Infeasible;
        let target =
            if infeasible { l.text("planning-before-begins").into() } else { l.duration(finding.target.0) };
        table.row([
            named(&finding.node),
            gap_name(l, finding.kind).into(),
            finding.actual.map_or_else(never, |actual| l.duration(actual.0)).into(),
            target.into(),
            why.join("\n").into(),
        ]);
    }
    table.omitted = answer.findings_omitted;
    let heading = l.text("planning-what-does-not-fit");
    (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
}

fn inherited(answer: &ObjectivesAnswer, l: Language) -> Option<Part> {
    let mut table = Table::new(&[
        (l.text("planning-node"), 5),
        (l.text("planning-rto-own-required"), 3),
        (l.text("planning-achievable"), 2),
        (l.text("planning-mtpd-own-required"), 3),
        (l.text("planning-rpo-own-required"), 3),
        (l.text("planning-required-2"), 4),
    ]);
    let both = |own: Option<Duration>, required: Option<Duration>| {
        let say = |duration: Option<Duration>| duration.map_or_else(|| "–".to_owned(), |d| l.duration(d.0));
        Cell::from(format!("{} / {}", say(own), say(required)))
    };
    for row in &answer.nodes {
        let achievable = row.achievable.map_or_else(
            || l.text("planning-never-itself").to_owned(),
            |achievable| l.duration(achievable.0),
        );
        table.row([
            named(&row.node),
            both(row.rto, row.required_rto),
            achievable.into(),
            both(row.mtpd, row.required_mtpd),
            both(row.rpo, row.required_rpo),
            row.required_by.clone().unwrap_or_default().into(),
        ]);
    }
    table.omitted = answer.nodes_omitted;
    let heading = l.text("planning-all-objectives-own-inherited");
    (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
}
