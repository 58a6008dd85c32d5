//! What only the whole map can find wrong, and how it is told.

use super::base::NO_CLASS;
use super::texts::Texts;
use model::key::quoted;
use model::{Argument, Fault, Key, Kind, Message, Relation, message};

/// Most faults that are listed; the last one then says how many there are more.
pub const MAX_FAULTS: usize = 10_000;

/// A fault of one node that shows only in the whole map. The place is that of the written form: `/needs/2`
/// counts the entries of `needs` alone, shorthands are `/hostedAt`, `/offeredAt`, `/consumes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapFault {
    /// The node.
    pub key: Key,
    /// What is wrong with it.
    pub fault: Fault,
    /// Where the node is used, for a fault about that: the first such node, and the place inside of it.
    pub used_at: Option<(Key, String)>,
}

impl MapFault {
    /// A fault of this node.
    pub(super) fn new(key: &str, fault: Fault) -> Self {
        Self { key: Key::trusted(key), fault, used_at: None }
    }
}

/// Collects faults up to [`MAX_FAULTS`] and counts the rest.
#[derive(Debug, Default)]
pub(super) struct Faults {
    list: Vec<MapFault>,
    more: usize,
}

impl Faults {
    pub(super) fn push(&mut self, key: &str, fault: impl FnOnce() -> Fault) {
        if self.list.len() < MAX_FAULTS {
            self.list.push(MapFault::new(key, fault()));
        } else {
            self.more += 1;
        }
    }

    /// Adds a fault about a node that is still used at this place of another node.
    pub(super) fn push_used(&mut self, key: &str, fault: Fault, by: &str, place: String) {
        self.push(key, || fault);
        if self.more == 0
            && let Some(last) = self.list.last_mut()
        {
            last.used_at = Some((Key::trusted(by), place));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them in the order of keys.
    pub(super) fn finish(mut self) -> Vec<MapFault> {
        self.list.sort_by(|a, b| a.key.cmp(&b.key));
        if self.more > 0
            && let Some(last) = self.list.last().map(|f| f.key.as_str().to_owned())
        {
            let fault = Fault::new(
                "",
                "too-many-faults",
                message!("problem-more-faults", more = self.more),
                message!("remedy-more-faults"),
            );
            self.list.push(MapFault::new(&last, fault));
        }
        self.list
    }
}

/// The place of a node's dependency in the written form.
pub(super) fn place(relation: Relation, entry_of_needs: usize) -> String {
    match relation {
        Relation::Needs => format!("/needs/{entry_of_needs}"),
        _ => format!("/{}", relation.as_str()),
    }
}

/// A provider or an agency that is not there; `similar` may have been meant.
pub(super) fn unknown(place: String, key: &str, similar: Option<&str>) -> Fault {
    let remedy = match similar {
        Some(similar) => message!("remedy-similar-key", similar = similar, key = key),
        None => message!("remedy-unknown-key"),
    };
    Fault::new(place, "unknown-key", message!("problem-unknown-key", key = quoted(key)), remedy)
}

/// A node that others are to need is removed at the same time.
pub(super) fn removed_here(place: String, key: &str) -> Fault {
    let detail = message!("problem-removed-here", key = quoted(key));
    Fault::new(place, "unknown-key", detail, message!("remedy-removed-here"))
}

/// The agency is something else.
pub(super) fn not_an_agency(key: &str, kind: Kind) -> Fault {
    Fault::new(
        "/agency",
        "not-an-agency",
        message!("problem-not-an-agency", key = quoted(key), kind = kind.as_str()),
        message!("remedy-not-an-agency"),
    )
}

/// The provider has a kind that does not fit the relation.
pub(super) fn wrong_kind(relation: Relation, key: &str, kind: Kind, wanted: Kind) -> Fault {
    Fault::new(
        place(relation, 0),
        "wrong-kind",
        message!(
            "problem-wrong-kind",
            key = quoted(key),
            kind = kind.as_str(),
            relation = relation.as_str(),
            wanted = wanted.as_str()
        ),
        message!("remedy-wrong-kind", wanted = wanted.as_str()),
    )
}

/// A second node with the same key.
pub(super) fn duplicate_key(key: &str) -> Fault {
    Fault::new(
        "",
        "duplicate-key",
        message!("problem-key-twice", key = quoted(key)),
        message!("remedy-key-twice"),
    )
}

/// The map does not fit into 32-bit numbers.
pub(super) fn too_large() -> Fault {
    Fault::new("", "map-too-large", message!("problem-map-large"), message!("remedy-map-large"))
}

/// A node that others refer to is removed or changes its kind to `after`.
pub(super) fn still_used(
    code: &'static str,
    key: &str,
    after: Option<Kind>,
    by: &[&str],
    count: usize,
) -> Fault {
    let what = match after {
        None => message!("still-removed"),
        Some(Kind::Agency) => message!("still-agency"),
        Some(Kind::Site) => message!("still-site"),
        Some(Kind::Service) => message!("still-service"),
    };
    let many = Argument::Count(count as u64);
    let why = match code {
        "still-needed" => message!("still-needed", nodes = many),
        _ => message!("still-runs", nodes = many),
    };
    let names = match count - by.len() {
        0 => Argument::from(by.join(", ")),
        more => message!("names-and-more", names = by.join(", "), more = Argument::Count(more as u64)).into(),
    };
    let detail = message!("problem-still-used", key = quoted(key), what = what, why = why, names = names);
    Fault::new("", code, detail, message!("remedy-still-used"))
}

/// An edit that cannot be carried out by itself.
pub(super) fn bad_edit(code: &'static str, detail: Message, remedy: Message) -> Fault {
    Fault::new("", code, detail, remedy)
}

/// Finds keys that a person may have meant, within a budget: a search looks at every key.
pub(super) struct Similar<'a> {
    keys: &'a Texts,
    classes: &'a [u8],
    /// Keys that the base does not have.
    added: Vec<&'a str>,
    budget: usize,
}

/// Most keys that are compared for the suggestions of one call.
const BUDGET: usize = 4_000_000;

impl<'a> Similar<'a> {
    /// Suggestions from these keys; those without a class are no nodes.
    pub(super) fn new(keys: &'a Texts, classes: &'a [u8]) -> Self {
        Self { keys, classes, added: Vec::new(), budget: BUDGET }
    }

    /// Suggestions from these keys, too.
    pub(super) fn and(mut self, added: impl Iterator<Item = &'a str>) -> Self {
        self.added.extend(added);
        self
    }

    /// The most similar key; `None` when nothing comes near or too much was searched already.
    pub(super) fn to(&mut self, wanted: &str) -> Option<&'a str> {
        self.budget = self.budget.checked_sub(self.keys.len() as usize + self.added.len())?;
        let most = (wanted.len() / 5).clamp(1, 4);
        let bag = bag_of(wanted);
        let mut best: Option<(usize, &str)> = None;
        let of_base = (0..self.keys.len()).filter(|&at| self.classes[at as usize] != NO_CLASS);
        for key in of_base.map(|at| self.keys.get(at)).chain(self.added.iter().copied()) {
            let distance = if is_tail(key, wanted) || is_tail(wanted, key) {
                1
            } else if key.len().abs_diff(wanted.len()) <= most
                && (bag ^ bag_of(key)).count_ones() <= 2 * most as u32
            {
                strsim::osa_distance(key, wanted)
            } else {
                continue;
            };
            if distance <= most && best.is_none_or(|found| (distance, key) < found) {
                best = Some((distance, key));
            }
        }
        best.map(|(_, key)| key)
    }
}

/// One bit for each letter and digit that occurs: one edit changes at most two.
fn bag_of(key: &str) -> u64 {
    key.bytes().fold(0, |bag, byte| bag | 1 << (byte % 64))
}

/// `long` is `short` with an agency's key before it.
fn is_tail(long: &str, short: &str) -> bool {
    long.strip_suffix(short).is_some_and(|head| head.ends_with('.'))
}
