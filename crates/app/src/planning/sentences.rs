//! Sentences that the papers of all analyses share.

use model::Include;
use render::Language;
use std::borrow::Cow;
use std::collections::HashMap;
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
        Include::Confirmed => {
            format!("{} {unconfirmed}.", l.text("planning-only-confirmed-dependencies-count-not-confirmed"))
        }
        Include::All => {
            format!("{} {unconfirmed}.", l.text("planning-all-dependencies-count-not-confirmed-these"))
        }
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
    let mut shown = told_apart(&nodes.iter().collect::<Vec<_>>());
    shown.truncate(most);
    let rest = total.saturating_sub(shown.len() as u64);
    let mut text = shown.join("; ");
    if rest > 0 {
        text.push_str(&format!("; … (+{})", l.number(rest)));
    }
    text
}

/// The name of a node that a sentence speaks of, with who runs it: others may have the same name.
pub fn with_agency(node: &PlanNode) -> Cow<'_, str> {
    match node.agency_name.as_ref().filter(|agency| **agency != node.name) {
        Some(agency) => format!("{} ({agency})", node.name).into(),
        None => (&node.name).into(),
    }
}

/// The names of nodes that stand side by side: equal ones with who runs each, or with their keys.
pub fn told_apart<'n>(nodes: &[&'n PlanNode]) -> Vec<Cow<'n, str>> {
    let mut of_name: HashMap<&str, Vec<&PlanNode>> = HashMap::new();
    nodes.iter().for_each(|node| of_name.entry(&node.name).or_default().push(node));
    let told = |&node: &&'n PlanNode| {
        let same = of_name.get(node.name.as_str()).map_or(&[][..], Vec::as_slice);
        let mut others = same.iter().filter(|other| other.key != node.key).peekable();
        if others.peek().is_none() {
            return Cow::Borrowed(node.name.as_str());
        }
        let by =
            node.agency_name.as_ref().filter(|_| others.all(|other| other.agency_name != node.agency_name));
        Cow::Owned(format!("{} ({})", node.name, by.unwrap_or(&node.key)))
    };
    nodes.iter().map(told).collect()
}
