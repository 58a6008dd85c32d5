//! What the table, the document and the agents are told in the same sentences: the numbers, why, what it rests on.

use super::report::{Affected, Assumptions, Cause, Report, Totals};
use super::words::Language;
use model::Level;
use std::collections::HashSet;
use words::say;

/// Most chains of causes that are told in words.
const CHAINS: usize = 8;

/// The numbers in sentences.
pub fn totals(t: &Totals, l: Language) -> String {
    if t.unavailable + t.degraded == 0 {
        return l.text("report-nothing-affected").to_owned();
    }
    let services = say!(l, "count-services", services = t.services);
    let mut text = format!("{} {services}", l.text("report-affected-2"));
    if t.public_services > 0 {
        let german = ("öffentliche Leistung", "öffentliche Leistungen");
        let public = l.count(t.public_services, german, ("public service", "public services"));
        text.push_str(&format!(" ({} {public})", l.text("report-among-them")));
    }
    if t.sites > 0 {
        let sites = say!(l, "count-sites-dative", sites = t.sites);
        text.push_str(&format!(" {} {sites}", l.text("report-at")));
    }
    let agencies = say!(l, "count-agencies", agencies = t.agencies);
    text.push_str(&format!(" {} {agencies}", l.text("report-of-2")));
    if t.districts > 0 {
        let districts = say!(l, "count-districts-dative", districts = t.districts);
        text.push_str(&format!(" in {districts}"));
    }
    if t.people > 0 {
        let people = say!(l, "count-inhabitants-dative", inhabitants = t.people);
        text.push_str(&format!(" {} {people}", l.text("report-with")));
    }
    text.push_str(&format!(
        ". {}: {} {}, {} {}.",
        l.text("report-all"),
        l.number(t.unavailable),
        l.level(Level::Unavailable),
        l.number(t.degraded),
        l.level(Level::Degraded),
    ));
    if t.cases > 0 {
        let cases = say!(l, "count-cases", cases = t.cases);
        text.push_str(&format!(" {} {cases} {}.", l.text("report-concerns"), l.text("report-day")));
    }
    if t.breached > 0 {
        let what = l.text("report-unavailable-longer-than-tolerable");
        text.push_str(&format!(" {} {what}: {}.", l.text("report-these"), l.number(t.breached)));
    }
    if t.uncertain > 0 {
        let what = l.text("report-only-through-unconfirmed-dependencies");
        text.push_str(&format!(" {what}: {}.", l.number(t.uncertain)));
    }
    text
}

/// Why the most important nodes are affected, one chain of causes each.
pub(super) fn chains(report: &Report, l: Language) -> Vec<String> {
    let mut told_before = HashSet::new();
    most_important(report)
        .into_iter()
        .map(|node| chain(&node.why, node.why_omitted, l, Some(&mut told_before)))
        .collect()
}

/// First one node of each agency, then more, public services before others, in the order of the list.
fn most_important(report: &Report) -> Vec<&Affected> {
    let hit_by_others = |node: &&Affected| node.why.len() > 1;
    let mut order: Vec<&Affected> = report.affected.iter().filter(hit_by_others).collect();
    order.sort_by_key(|node| !node.is_public());
    let mut agencies = HashSet::new();
    let (mut first, rest): (Vec<_>, Vec<_>) =
        order.into_iter().partition(|node| agencies.insert(node.agency.as_deref()));
    first.extend(rest);
    first.truncate(CHAINS);
    first
}

/// Why one node is affected, in one sentence: because ..., because .... `omitted` causes before the last are left out.
pub fn because(why: &[Cause], omitted: u32, l: Language) -> String {
    chain(why, omitted, l, None)
}

/// The causes in words: because ..., because ...; up to one whose own causes were told before.
fn chain<'a>(
    why: &'a [Cause],
    omitted: u32,
    l: Language,
    mut told_before: Option<&mut HashSet<(&'a str, Level)>>,
) -> String {
    let mut text = String::new();
    let last = why.len().saturating_sub(1);
    for (i, cause) in why.iter().enumerate() {
        if i == last && omitted > 0 {
            let steps = say!(l, "count-steps-dative", steps = omitted);
            text.push_str(&format!(", … ({} {steps}) …", l.text("report-after-further")));
        }
        let level = l.level(cause.level);
        text.push_str(&match (i, l) {
            (0, Language::De) => format!("„{}“ ist {level}", cause.name),
            (0, Language::En) => format!("“{}” is {level}", cause.name),
            (_, Language::De) => format!(", weil „{}“ {level} ist", cause.name),
            (_, Language::En) => format!(", because “{}” is {level}", cause.name),
        });
        let new = told_before.as_mut().is_none_or(|told| told.insert((&cause.name, cause.level)));
        if !new && i > 0 && i < last {
            text.push_str(l.text("report-see-above"));
            return text;
        }
    }
    text.push_str(l.text("report-supposed"));
    text
}

/// What the answer rests on, one sentence each.
pub(super) fn basis(report: &Report, l: Language) -> Vec<String> {
    let a = &report.assumptions;
    let map = match a.revision {
        Some(revision) => format!("{} {revision}", l.text("report-map-revision")),
        None => l.text("report-map-from-files").to_owned(),
    };
    let nodes = say!(l, "count-nodes", nodes = a.nodes);
    let dependencies = say!(l, "count-dependencies", dependencies = a.dependencies);
    let mut told = vec![format!("{map}, {nodes}, {dependencies}.")];
    if a.changes > 0 {
        let changes = say!(l, "count-hypothetical-changes-dative", hypothetical_changes = a.changes);
        told.push(format!("{} {changes}.", l.text("report-computed")));
    }
    told.push(confirmation(a, l));
    told.push(reach(a, l));
    if a.without_end > 0 {
        let text = l.text("report-repair-unknown-therefore-taken-as-never");
        told.push(format!("{text}: {}.", l.number(a.without_end)));
    }
    told
}

fn confirmation(a: &Assumptions, l: Language) -> String {
    if a.only_confirmed {
        return l.text("report-only-confirmed-dependencies-count").to_owned();
    }
    if a.unconfirmed == 0 {
        let text = (
            "Auf dem Weg liegt keine unbestätigte Abhängigkeit.",
            "There is no unconfirmed dependency on the way.",
        );
        return l.say(text.0, text.1).to_owned();
    }
    format!(
        "{}: {}. {}",
        l.text("report-unconfirmed-dependencies-way"),
        l.number(a.unconfirmed),
        l.text("report-what-hangs-only-them-marked-as")
    )
}

fn reach(a: &Assumptions, l: Language) -> String {
    let Some(horizon) = a.horizon else {
        let text = ("Betrachtet, bis sich nichts mehr ändert.", "Looked at until nothing changes any more.");
        return l.say(text.0, text.1).to_owned();
    };
    let after = if a.cut_by_horizon { l.text("report-something-can-still-change-after") } else { "" };
    format!("{}: {}{after}.", l.text("report-time-looked"), l.duration(horizon))
}
