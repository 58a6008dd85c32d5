//! Objectives as people read them: what does not fit first, then everything that is stated or inherited.

use super::super::sentences::basis;
use crate::planning::objectives::{ObjectiveGap, ObjectiveTotals, ObjectivesAnswer};
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use wire::planning::PlanNode;
use wire::words::Duration;

/// What the method leaves out.
pub(super) fn notes(l: Language, totals: &ObjectiveTotals) -> Vec<String> {
    let mut notes = vec![
        l.say(
            "Minimalprinzip: Von einem Knoten wird das Strengste verlangt, was einer seiner Abnehmer verlangt: dessen Ziel, \
             länger um Toleranz und Ausweichverfahren der Abhängigkeit, kürzer um die Wiederanlaufzeit des Abnehmers. In \
             Gruppen erbt jedes Mitglied; unterstützende Abhängigkeiten vererben nichts.",
            "Minimum principle: of a node the strictest is required that one of its consumers requires: that one's objective, \
             longer by tolerance and workaround of the dependency, shorter by the recovery of the consumer. In groups every \
             member inherits; supporting dependencies hand on nothing.",
        )
        .to_owned(),
        l.say(
            "Innerhalb eines Kreises wird ein Ziel ohne Abzug der Wiederanlaufzeiten weitergegeben, weil nicht feststeht, wer \
             zuerst startet.",
            "Within a circle an objective is handed on without subtracting recoveries, because who starts first is not determined.",
        )
        .to_owned(),
        l.say(
            "Erreichbar ist, was nach einem Ausfall von allem möglich ist: die eigene Wiederanlaufzeit nach der längsten von \
             denen, die gebraucht werden (in Gruppen nach der k-schnellsten).",
            "Achievable is what is possible after everything was down: the node's own recovery after the longest of what it \
             needs (of a group, after the k-th fastest).",
        )
        .to_owned(),
    ];
    if totals.without_recovery > 0 {
        notes.push(match l {
            Language::De => format!(
                "Ohne angegebene Wiederanlaufzeit: {} Knoten. Sie zählt dort als null, das Erreichbare ist also zu günstig.",
                l.number(totals.without_recovery)
            ),
            Language::En => format!(
                "No recovery time is stated for {} nodes. It counts as none there, so what is achievable looks too good.",
                l.number(totals.without_recovery)
            ),
        });
    }
    notes
}

fn gap_name(l: Language, kind: ObjectiveGap) -> &'static str {
    match kind {
        ObjectiveGap::NeverByItself => l.say(
            "läuft nach einem Ausfall von allem nicht von selbst an (Kreis)",
            "does not restart by itself after everything was down (circle)",
        ),
        ObjectiveGap::Infeasible => {
            l.say("Abnehmer verlangt Unmögliches", "a consumer requires the impossible")
        }
        ObjectiveGap::RtoUnachievable => {
            l.say("eigene WAZ nicht erreichbar", "its own RTO cannot be achieved")
        }
        ObjectiveGap::RequiredRtoUnachievable => {
            l.say("verlangte WAZ nicht erreichbar", "the required RTO cannot be achieved")
        }
        ObjectiveGap::MtpdUnachievable => l.say("MTA nicht einzuhalten", "the MTPD cannot be kept"),
        ObjectiveGap::RtoTooLong => {
            l.say("verspricht eine längere WAZ als verlangt", "promises a longer RTO than is required")
        }
        ObjectiveGap::MtpdTooLong => {
            l.say("nennt eine längere MTA als verlangt", "states a longer MTPD than is required")
        }
        ObjectiveGap::RpoTooLong => l.say(
            "erlaubt mehr Datenverlust (RPO) als verlangt",
            "allows more loss of data (RPO) than is required",
        ),
        ObjectiveGap::RtoNotBelowMtpd => {
            l.say("WAZ lässt keine Zeit vor der MTA", "the RTO leaves no time before the MTPD")
        }
    }
}

/// The paper.
pub(super) fn paper(answer: &ObjectivesAnswer, l: Language) -> Paper {
    let totals = &answer.totals;
    let stated = totals.stated_rto + totals.stated_mtpd + totals.stated_rpo;
    let lead = match (stated, totals.findings) {
        (0, _) if totals.required_rto + totals.required_mtpd + totals.required_rpo == 0 => l
            .say(
                "Kein Knoten nennt ein Ziel (WAZ, MTA, RPO), und keiner erbt eines.",
                "No node states an objective (RTO, MTPD, RPO), and none inherits one.",
            )
            .to_owned(),
        (_, 0) => l.say("Alle Ziele passen zusammen.", "All objectives fit together.").to_owned(),
        (_, n) => {
            let findings = l.count(n, ("Stelle", "Stellen"), ("place", "places"));
            match l {
                Language::De => format!("Nicht alles Versprochene lässt sich halten: {findings}."),
                Language::En => format!("Not everything that is promised can be kept: {findings}."),
            }
        }
    };
    let numbers = match l {
        Language::De => format!(
            "Ziele nennen: WAZ {}, MTA {}, RPO {} Knoten. Vererbt wird: WAZ an {}, MTA an {}, RPO an {}.",
            l.number(totals.stated_rto),
            l.number(totals.stated_mtpd),
            l.number(totals.stated_rpo),
            l.number(totals.required_rto),
            l.number(totals.required_mtpd),
            l.number(totals.required_rpo)
        ),
        Language::En => format!(
            "Stated: RTO by {}, MTPD by {}, RPO by {} nodes. Inherited: RTO by {}, MTPD by {}, RPO by {}.",
            l.number(totals.stated_rto),
            l.number(totals.stated_mtpd),
            l.number(totals.stated_rpo),
            l.number(totals.required_rto),
            l.number(totals.required_mtpd),
            l.number(totals.required_rpo)
        ),
    };
    let parts = [findings(answer, l), inherited(answer, l)];
    Paper {
        title: l
            .say("Ziele: versprochen, verlangt, erreichbar", "Objectives: promised, required, achievable")
            .into(),
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
        (l.say("Knoten", "Node"), 4),
        (l.say("Was nicht passt", "What does not fit"), 4),
        (l.say("Ist", "Is"), 2),
        (l.say("Soll", "Should be"), 2),
        (l.say("Warum", "Why"), 6),
    ]);
    let never = || l.say("nie", "never").to_owned();
    let line = |nodes: &[PlanNode], sign: &str| {
        nodes.iter().map(|node| node.name.as_str()).collect::<Vec<_>>().join(sign)
    };
    for finding in &answer.findings {
        let mut why = Vec::new();
        if !finding.required_by.is_empty() {
            let by = line(&finding.required_by, " ← ");
            why.push(format!("{} {by}", l.say("verlangt von:", "required by:")));
        }
        if !finding.waits_for.is_empty() {
            let slow = line(&finding.waits_for, " → ");
            why.push(format!("{} {slow}", l.say("wartet auf:", "waits for:")));
        }
        let infeasible = finding.kind == ObjectiveGap::Infeasible;
        let target = if infeasible {
            l.say("vor Beginn", "before it begins").into()
        } else {
            l.duration(finding.target.0)
        };
        table.row([
            named(&finding.node),
            gap_name(l, finding.kind).into(),
            finding.actual.map_or_else(never, |actual| l.duration(actual.0)).into(),
            target.into(),
            why.join("\n").into(),
        ]);
    }
    table.omitted = answer.findings_omitted;
    let heading = l.say("Was nicht passt", "What does not fit");
    (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
}

fn inherited(answer: &ObjectivesAnswer, l: Language) -> Option<Part> {
    let mut table = Table::new(&[
        (l.say("Knoten", "Node"), 5),
        (l.say("WAZ eigen / verlangt", "RTO own / required"), 3),
        (l.say("Erreichbar", "Achievable"), 2),
        (l.say("MTA eigen / verlangt", "MTPD own / required"), 3),
        (l.say("RPO eigen / verlangt", "RPO own / required"), 3),
        (l.say("Verlangt von", "Required by"), 4),
    ]);
    let both = |own: Option<Duration>, required: Option<Duration>| {
        let say = |duration: Option<Duration>| duration.map_or_else(|| "–".to_owned(), |d| l.duration(d.0));
        Cell::from(format!("{} / {}", say(own), say(required)))
    };
    for row in &answer.nodes {
        let achievable = row.achievable.map_or_else(
            || l.say("nie von selbst", "never by itself").to_owned(),
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
    let heading = l.say("Alle Ziele, eigene und geerbte", "All objectives, own and inherited");
    (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
}
