//! What stands at the top of a map file: what holds for the needs that say nothing themselves (for the whole file, and
//! for what an agency runs), and where times are told.

use super::events::{Broken, Tokens};
use super::places::Places;
use model::{Key, message};
use std::collections::{HashMap, HashSet};
use wire::decode::wrong_type;
use wire::defaults::Defaults;
use wire::problem::Problems;
use wire::{Mark, Place, Tree, Value};

/// What holds for needs that say nothing themselves.
#[derive(Default)]
pub(super) struct Around {
    /// In the file that is read.
    pub(super) file: Defaults,
    /// By agency, from where it is read on.
    agencies: HashMap<String, Defaults>,
    /// Agencies that something was read of already.
    begun: HashSet<String>,
}

impl Around {
    /// What holds around this node.
    pub(super) fn of(&mut self, tree: &Tree) -> Defaults {
        let agency = tree.entry("agency").and_then(|entry| match &entry.value.value {
            Value::Str(agency) => Some(agency),
            _ => None,
        });
        let Some(agency) = agency else { return self.file.clone() };
        if !self.begun.contains(agency) {
            self.begun.insert(agency.clone());
        }
        self.agencies.get(agency).cloned().unwrap_or_default().or(&self.file)
    }

    /// Takes what an agency says for what it runs.
    pub(super) fn agency(
        &mut self,
        key: &Key,
        defaults: Defaults,
        tree: &Tree,
        place: &Place<'_>,
        problems: &mut Problems,
    ) {
        if self.begun.contains(key.as_str()) {
            problems.report(
                &place.name("defaults"),
                tree.entry("defaults").map_or(tree.at, |entry| entry.at),
                "defaults-too-late",
                "sites or services of this agency were read before, without these defaults",
                "write the agency before what it runs: above it, or in a file whose name comes first",
            );
        }
        self.agencies.insert(key.as_str().to_owned(), defaults);
    }
}

/// What holds for the whole file.
pub(super) fn read_defaults(
    at: Mark,
    late: bool,
    tokens: &mut Tokens<'_, '_>,
    defaults: &mut Around,
) -> Result<(), Broken> {
    let first = tokens.next()?;
    let tree = tokens.tree(first)?;
    let place = Place::ROOT.name("defaults");
    if late {
        let detail = "defaults stand below nodes that were read without them";
        tokens.problems.report(&place, at, "defaults-too-late", detail, "write them at the top of the file");
    }
    defaults.file = Defaults::read(&tree, &place, tokens.problems).unwrap_or_default();
    Ok(())
}

/// Where times are told: the same for all files of a map.
pub(super) fn read_zone(at: Mark, tokens: &mut Tokens<'_, '_>, places: &mut Places) -> Result<(), Broken> {
    let first = tokens.next()?;
    let tree = tokens.tree(first)?;
    let place = Place::ROOT.name("zone");
    let Value::Str(name) = &tree.value else {
        wrong_type::<()>(&tree, &place, message!("form-zone"), tokens.problems);
        return Ok(());
    };
    match words::zone::read(name) {
        Err(fault) => tokens.problems.report_fault(&place, tree.at, fault),
        Ok(zone) => {
            let problems = &mut *tokens.problems;
            if let Some((before, file, line)) =
                places.tell_times_in(&zone, at.line).filter(|(b, ..)| *b != zone)
            {
                let name = words::zone::name(&before);
                let detail = message!("problem-zones-differ", name = name, file = &*file, line = line);
                problems.report(&place, tree.at, "zones-differ", detail, message!("remedy-zones-differ"));
            }
        }
    }
    Ok(())
}
