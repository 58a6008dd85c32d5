//! Sentences that the papers of all analyses share.

use render::Language;
use wire::planning::{PlanAssumptions, PlanNode};

/// What an answer rests on, then what its method leaves out. Revision 0 = the map came from files.
pub fn basis(revision: u64, assumptions: &PlanAssumptions, notes: Vec<String>, l: Language) -> Vec<String> {
    let nodes = l.count(assumptions.nodes, ("Knoten", "Knoten"), ("node", "nodes"));
    let dependencies =
        l.count(assumptions.dependencies, ("Abhängigkeit", "Abhängigkeiten"), ("dependency", "dependencies"));
    let map = match revision {
        0 => l.say("Karte aus Dateien", "Map from files").to_owned(),
        revision => format!("{} {revision}", l.say("Kartenstand: Revision", "Map: revision")),
    };
    let mut basis = vec![format!("{map}, {nodes}, {dependencies}.")];
    let unconfirmed = l.number(assumptions.unconfirmed_dependencies);
    basis.push(match assumptions.include {
        "confirmed" => format!(
            "{} {unconfirmed}.",
            l.say(
                "Nur bestätigte Abhängigkeiten zählen; nicht bestätigt und weggelassen:",
                "Only confirmed dependencies count; not confirmed and left out:"
            )
        ),
        _ => format!(
            "{} {unconfirmed}.",
            l.say(
                "Alle Abhängigkeiten zählen; davon nicht bestätigt:",
                "All dependencies count; not confirmed of these:"
            )
        ),
    });
    if assumptions.hypothetical_changes > 0 {
        let changes = l.count(
            assumptions.hypothetical_changes,
            ("gedachte Änderung", "gedachte Änderungen"),
            ("hypothetical change", "hypothetical changes"),
        );
        basis.push(format!("{} {changes}.", l.say("Die Karte enthält", "The map includes")));
    }
    basis.extend(notes);
    basis
}

/// Some names in one line, and how many more there are.
pub fn names(nodes: &[PlanNode], total: u64, most: usize, l: Language) -> String {
    let shown: Vec<&str> = nodes.iter().take(most).map(|node| node.name.as_str()).collect();
    let rest = total.saturating_sub(shown.len() as u64);
    let mut text = shown.join("; ");
    if rest > 0 {
        text.push_str(&format!("; … (+{})", l.number(rest)));
    }
    text
}
