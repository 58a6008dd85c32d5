//! What the table, the document and the agents are told in the same sentences: the numbers, why, what it rests on.

use super::report::{Affected, Assumptions, Cause, Report, Totals};
use super::words::Language;
use model::Level;
use std::collections::HashSet;

/// Most chains of causes that are told in words.
const CHAINS: usize = 8;

/// The numbers in sentences.
pub fn totals(t: &Totals, l: Language) -> String {
    if t.unavailable + t.degraded == 0 {
        return l.say("Nichts ist betroffen.", "Nothing is affected.").to_owned();
    }
    let services = l.count(t.services, ("Dienst", "Dienste"), ("service", "services"));
    let mut text = format!("{} {services}", l.say("Betroffen:", "Affected:"));
    if t.public_services > 0 {
        let german = ("öffentliche Leistung", "öffentliche Leistungen");
        let public = l.count(t.public_services, german, ("public service", "public services"));
        text.push_str(&format!(" ({} {public})", l.say("darunter", "among them")));
    }
    if t.sites > 0 {
        let sites = l.count(t.sites, ("Standort", "Standorten"), ("site", "sites"));
        text.push_str(&format!(" {} {sites}", l.say("an", "at")));
    }
    let agencies = l.count(t.agencies, ("Behörde", "Behörden"), ("agency", "agencies"));
    text.push_str(&format!(" {} {agencies}", l.say("von", "of")));
    if t.districts > 0 {
        let districts = l.count(t.districts, ("Kreis", "Kreisen"), ("district", "districts"));
        text.push_str(&format!(" in {districts}"));
    }
    if t.people > 0 {
        let people = l.count(t.people, ("Einwohner", "Einwohnern"), ("inhabitant", "inhabitants"));
        text.push_str(&format!(" {} {people}", l.say("mit", "with")));
    }
    text.push_str(&format!(
        ". {}: {} {}, {} {}.",
        l.say("Insgesamt", "In all"),
        l.number(t.unavailable),
        l.level(Level::Unavailable),
        l.number(t.degraded),
        l.level(Level::Degraded),
    ));
    if t.cases > 0 {
        let cases = l.count(t.cases, ("Vorgang", "Vorgänge"), ("case", "cases"));
        text.push_str(&format!(
            " {} {cases} {}.",
            l.say("Das betrifft", "This concerns"),
            l.say("am Tag", "a day")
        ));
    }
    if t.breached > 0 {
        let what = l.say("länger als tolerierbar ausgefallen", "unavailable for longer than tolerable");
        text.push_str(&format!(" {} {what}: {}.", l.say("Davon", "Of these"), l.number(t.breached)));
    }
    if t.uncertain > 0 {
        let what = l.say("Nur über unbestätigte Abhängigkeiten", "Only through unconfirmed dependencies");
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
            let steps = l.count(omitted.into(), ("Schritt", "Schritten"), ("step", "steps"));
            text.push_str(&format!(", … ({} {steps}) …", l.say("nach weiteren", "after further")));
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
            text.push_str(l.say(" (siehe oben).", " (see above)."));
            return text;
        }
    }
    text.push_str(l.say(" (angenommen).", " (supposed)."));
    text
}

/// What the answer rests on, one sentence each.
pub(super) fn basis(report: &Report, l: Language) -> Vec<String> {
    let a = &report.assumptions;
    let map = match a.revision {
        Some(revision) => format!("{} {revision}", l.say("Kartenstand: Revision", "Map: revision")),
        None => l.say("Kartenstand: aus Dateien", "Map: from files").to_owned(),
    };
    let nodes = l.count(a.nodes, ("Knoten", "Knoten"), ("node", "nodes"));
    let dependencies =
        l.count(a.dependencies, ("Abhängigkeit", "Abhängigkeiten"), ("dependency", "dependencies"));
    let mut told = vec![format!("{map}, {nodes}, {dependencies}.")];
    if a.changes > 0 {
        let changes = l.count(
            a.changes,
            ("gedachten Änderung", "gedachten Änderungen"),
            ("hypothetical change", "hypothetical changes"),
        );
        told.push(format!("{} {changes}.", l.say("Gerechnet mit", "Computed with")));
    }
    told.push(confirmation(a, l));
    told.push(reach(a, l));
    if a.without_end > 0 {
        let text = l.say(
            "Behebung unbekannt und deshalb als nie gerechnet",
            "Repair unknown and therefore taken as never",
        );
        told.push(format!("{text}: {}.", l.number(a.without_end)));
    }
    told
}

fn confirmation(a: &Assumptions, l: Language) -> String {
    if a.only_confirmed {
        return l
            .say("Nur bestätigte Abhängigkeiten zählen.", "Only confirmed dependencies count.")
            .to_owned();
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
        l.say("Unbestätigte Abhängigkeiten auf dem Weg", "Unconfirmed dependencies on the way"),
        l.number(a.unconfirmed),
        l.say(
            "Was nur daran hängt, ist als unbestätigt gekennzeichnet.",
            "What hangs only on them is marked as unconfirmed."
        )
    )
}

fn reach(a: &Assumptions, l: Language) -> String {
    let Some(horizon) = a.horizon else {
        let text = ("Betrachtet, bis sich nichts mehr ändert.", "Looked at until nothing changes any more.");
        return l.say(text.0, text.1).to_owned();
    };
    let after = if a.cut_by_horizon {
        l.say("; danach kann sich noch etwas ändern", "; something can still change after that")
    } else {
        ""
    };
    format!("{}: {}{after}.", l.say("Betrachteter Zeitraum", "Time looked at"), l.duration(horizon))
}
