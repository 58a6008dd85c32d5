//! Sentences that the papers of all analyses share.

use render::Language;
use wire::planning::{PlanAssumptions, PlanNode};
use words::say;

/// What an answer rests on, then what its method leaves out. Revision 0 = the map came from files.
pub fn basis(revision: u64, assumptions: &PlanAssumptions, notes: Vec<String>, l: Language) -> Vec<String> {
    let nodes = say!(l, "count-nodes", nodes = assumptions.nodes);
    let dependencies = say!(l, "count-dependencies", dependencies = assumptions.dependencies);
    let map = match revision {
        0 => l.text("report-map-from-files").to_owned(),
        revision => format!("{} {revision}", l.text("report-map-revision")),
    };
    let mut basis = vec![format!("{map}, {nodes}, {dependencies}.")];
    let unconfirmed = l.number(assumptions.unconfirmed_dependencies);
    basis.push(match assumptions.include {
        "confirmed" => {
            format!("{} {unconfirmed}.", l.text("planning-only-confirmed-dependencies-count-not-confirmed"))
        }
        _ => format!("{} {unconfirmed}.", l.text("planning-all-dependencies-count-not-confirmed-these")),
    });
    if assumptions.hypothetical_changes > 0 {
        let changes =
            say!(l, "count-hypothetical-changes", hypothetical_changes = assumptions.hypothetical_changes);
        basis.push(format!("{} {changes}.", l.text("planning-map-includes")));
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
