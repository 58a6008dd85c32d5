//! One node of the map and what a source says of it now: the source's own changes are taken over, and what people did since
//! stays.

use model::{Confirmation, Dependency, Key, Node, NodeSpec};
use std::collections::BTreeMap;

/// The node as it would be, and the properties in which people and the source both changed something; those of people stay.
#[derive(Debug)]
pub struct Merged {
    /// The node; `None` when nothing would change.
    pub node: Option<Node>,
    /// Properties that stay as people made them although the source says something else now.
    pub kept: Vec<&'static str>,
    /// Needs that the source does not name any more: they stay, and their removal is proposed.
    pub gone: Vec<Dependency>,
}

/// How the three stand to each other: what the source said last (if it did), what it says now, what the map says.
struct Three<'n> {
    base: Option<&'n Node>,
    exact: bool,
    kept: Vec<&'static str>,
}

impl Three<'_> {
    /// Takes over `new` unless people have changed the property since the source said it last.
    fn take<T: PartialEq + Clone>(
        &mut self,
        name: &'static str,
        current: &mut Option<T>,
        new: &Option<T>,
        base: impl Fn(&Node) -> Option<T>,
    ) {
        let before = self.base.map(base);
        if new.is_none() && !self.exact && before.as_ref().is_none_or(Option::is_none) || current == new {
            return;
        }
        match before {
            // The source says what it said: whatever differs is from people.
            Some(before) if before == *new => {}
            Some(before) if before != *current => self.kept.push(name),
            // It was there before any import: gaps are filled, nothing is overwritten.
            None if !self.exact && current.is_some() => self.kept.push(name),
            _ => current.clone_from(new),
        }
    }

    fn texts(
        &mut self,
        name: &'static str,
        current: &mut BTreeMap<String, String>,
        new: &BTreeMap<String, String>,
        base: impl Fn(&Node) -> &BTreeMap<String, String>,
    ) {
        let names: Vec<&String> =
            new.keys().chain(self.base.into_iter().flat_map(|node| base(node).keys())).collect();
        for of in names {
            let mut value = current.get(of).cloned();
            self.take(name, &mut value, &new.get(of).cloned(), |node| base(node).get(of).cloned());
            match value {
                Some(value) => drop(current.insert(of.clone(), value)),
                None => drop(current.remove(of)),
            }
        }
    }
}

/// Lays what a source says now over a node of the map. `base` is what it said last; `exact` means that it says everything
/// that there is.
pub fn merge(current: &Node, new: &Node, base: Option<&Node>, exact: bool) -> Merged {
    let mut spec: NodeSpec = current.clone().into_spec();
    let base = base.filter(|_| !exact);
    let mut three = Three { base, exact, kept: Vec::new() };
    let mut name = Some(spec.name.clone());
    three.take("name", &mut name, &Some(new.name.clone()), |node| Some(node.name.clone()));
    spec.name = name.unwrap_or(spec.name);
    let mut recovery = (spec.recovery.get() > 0).then_some(spec.recovery);
    three.take("recovery", &mut recovery, &(new.recovery.get() > 0).then_some(new.recovery), |node| {
        (node.recovery.get() > 0).then_some(node.recovery)
    });
    spec.recovery = recovery.unwrap_or_default();
    macro_rules! take {
        ($($field:ident),+) => {$(
            three.take(stringify!($field), &mut spec.$field, &new.$field, |node| node.$field.clone());
        )+};
    }
    take!(agency, layer, site_type, description, ars, ags, leika, population, cases_per_day, mtpd, rto, rpo);
    three.texts("labels", &mut spec.labels, &new.labels, |node| &node.labels);
    three.texts("identifiers", &mut spec.identifiers, &new.identifiers, |node| &node.identifiers);
    for contact in &new.contacts {
        let said_before = base.is_some_and(|node| node.contacts.contains(contact));
        if !said_before && !spec.contacts.contains(contact) {
            spec.contacts.push(contact.clone());
        }
    }
    let gone = needs(&mut spec, current, new, base, exact);
    let kept = three.kept;
    let node = Node::new(spec).ok().filter(|node| node != current);
    Merged { node, kept, gone }
}

/// New needs are added, those that the source has changed are changed, all others stay.
fn needs(
    spec: &mut NodeSpec,
    current: &Node,
    new: &Node,
    base: Option<&Node>,
    exact: bool,
) -> Vec<Dependency> {
    let same = |a: &Dependency, b: &Dependency| a.local_id() == b.local_id() || serves(a, b);
    for need in &new.needs {
        let at = spec.needs.iter().position(|found| same(found, need));
        match at {
            None => {
                // Taken out by people since the source named it: it stays out.
                let removed = base.is_some_and(|node| node.needs.iter().any(|before| same(before, need)));
                if !removed {
                    spec.needs.push(need.clone());
                }
            }
            Some(at) if exact => {
                if let Some(changed) = rewritten(&spec.needs[at], need) {
                    spec.needs[at] = changed;
                }
            }
            Some(_) => {}
        }
    }
    // What the source named before and does not now: only what it brought itself.
    let named = |need: &Dependency| new.needs.iter().any(|now| same(now, need));
    let brought =
        |need: &Dependency| exact || base.is_some_and(|node| node.needs.iter().any(|b| same(b, need)));
    current.needs.iter().filter(|need| brought(need) && !named(need)).cloned().collect()
}

/// The same relation to the same providers, in whatever form people have put it since.
fn serves(a: &Dependency, b: &Dependency) -> bool {
    let keys = |need: &Dependency| {
        let mut keys: Vec<Key> = need.providers.iter().chain(&need.fallbacks).cloned().collect();
        keys.sort_unstable();
        keys
    };
    a.relation == b.relation && keys(a) == keys(b)
}

/// The need as a row of our own workbook has it now, with all that has no column there; `None` when the row says what it
/// said. What was changed is not confirmed any more.
fn rewritten(current: &Dependency, row: &Dependency) -> Option<Dependency> {
    let mut spec = (**current).clone();
    let sorted = |keys: &[Key]| {
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys
    };
    if sorted(&spec.providers) != sorted(&row.providers) {
        spec.providers.clone_from(&row.providers);
    }
    if sorted(&spec.fallbacks) != sorted(&row.fallbacks) {
        spec.fallbacks.clone_from(&row.fallbacks);
    }
    (spec.relation, spec.form, spec.needed, spec.tolerance) =
        (row.relation, row.form, row.needed, row.tolerance);
    spec.workaround.clone_from(&row.workaround);
    spec.note.clone_from(&row.note);
    if spec == **current {
        return None;
    }
    spec.source.clone_from(&row.source);
    spec.confirmation = Confirmation::Assumed;
    (spec.confirmed_at, spec.confirmed_by) = (None, None);
    Dependency::new(spec).ok()
}
