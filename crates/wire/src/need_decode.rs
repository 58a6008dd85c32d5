//! Dependencies out of a tree: entries of `needs`, shorthands, and the resource of its own.

use super::decode::{Object, at_most, keys, parsed, wrong_type};
use super::defaults::{Defaults, confirmation, workaround};
use super::meant;
use super::need::FORMS;
use super::place::Place;
use super::problem::Problems;
use super::tree::{Mark, Tree, Value};
use super::words::{NEEDED, RELATIONS};
use model::dependency::MAX_PROVIDERS;
use model::node::MAX_NEEDS;
use model::{Dependency, DependencyId, DependencySpec, Fault, Form, Key, LocalId, Needed, Relation, message};

/// Forms that are written with several providers.
const LISTS: &[&str] = &["anyOf", "oneOfUnknown", "sharedBy", "supportedBy", "informedBy"];
#[rustfmt::skip]
const PROPERTIES: &[&str] = &[
    "on", "whole", "anyOf", "oneOfUnknown", "atLeast", "of", "sharedBy", "supportedBy", "informedBy", "providers", "min",
    "full", "fallback", "toleratesDegraded", "degradedWorks", "tolerance", "workaround", "needed", "note", "source", "confirmation",
    "confirmedAt", "confirmedBy", "id", "dependent", "relation",
];
/// Those of an entry inside a node, whose dependent and relation are known already.
const INSIDE: usize = PROPERTIES.len() - 2;

/// Where a dependency of a node was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeedPlace {
    /// Under which property.
    pub relation: Relation,
    /// Which item of that property; `None` when the property itself is the dependency.
    pub index: Option<u32>,
    /// Where it starts.
    pub at: Mark,
}

impl NeedPlace {
    /// The JSON pointer relative to the node.
    pub fn pointer(&self) -> String {
        match self.index {
            Some(index) => format!("/{}/{index}", self.relation.as_str()),
            None => format!("/{}", self.relation.as_str()),
        }
    }
}

/// What the decoder found of a node's dependencies, each with its place. One with a problem is here, too, as far as
/// it could be read: the node as a whole is not right then.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What needs say when they say nothing themselves.
    defaults: Defaults,
    pub(super) needs: Vec<Dependency>,
    pub(super) places: Vec<NeedPlace>,
    /// Entries that could not be read, each with how many in `needs` stand before it.
    gaps: Vec<(usize, NeedPlace)>,
}

impl Found {
    /// Nothing yet.
    pub(super) fn new(defaults: Defaults) -> Self {
        Self { defaults, ..Self::default() }
    }

    fn add(&mut self, dependency: Option<Dependency>, relation: Relation, index: Option<usize>, at: Mark) {
        let place = NeedPlace { relation, index: index.and_then(|i| u32::try_from(i).ok()), at };
        match dependency {
            Some(dependency) => {
                self.needs.push(dependency);
                self.places.push(place);
            }
            None => self.gaps.push((self.needs.len(), place)),
        }
    }

    /// Puts a dependency on nothing into every gap of `needs`, the dependencies that were found, so that the others
    /// count as they are written. Gives the places of them all.
    pub(super) fn fill(self, needs: &mut Vec<Dependency>) -> Vec<NeedPlace> {
        let mut all = Vec::with_capacity(needs.len() + self.gaps.len());
        let mut places = Vec::with_capacity(all.capacity());
        let mut gaps = self.gaps.into_iter().peekable();
        let mut found = std::mem::take(needs).into_iter().zip(self.places);
        for at in 0.. {
            while let Some((_, place)) = gaps.next_if(|(before, _)| *before == at) {
                let nothing = DependencySpec::new(Form::InformedBy, Vec::new());
                all.push(Dependency::trusted(DependencySpec { relation: place.relation, ..nothing }));
                places.push(place);
            }
            let Some((need, place)) = found.next() else { break };
            all.push(need);
            places.push(place);
        }
        *needs = all;
        places
    }

    /// Reads the entries of `needs`.
    pub(super) fn read_needs(&mut self, node: &Object<'_>, problems: &mut Problems) {
        let place = node.place().name("needs");
        let Some(items) = node.list("needs", MAX_NEEDS, problems) else { return };
        self.needs.reserve(items.len());
        self.places.reserve(items.len());
        for (i, item) in items.iter().enumerate() {
            let place = place.index(i);
            let need = match meant::without_brackets(items, i, LISTS) {
                Some((form, first, rest)) => {
                    let list = format!("{first}, {rest}");
                    let detail =
                        message!("problem-without-brackets", form = form, first = first, rest = rest);
                    let remedy = message!("remedy-without-brackets", form = form, list = list);
                    problems.report(&place, item.at, "missing-brackets", detail, remedy);
                    None
                }
                None => match meant::without_braces(items, i).filter(|name| !FORMS.contains(name)) {
                    Some(name) => {
                        let (detail, remedy) =
                            (message!("problem-no-form"), message!("remedy-without-braces", name = name));
                        problems.report(&place, item.at, "no-form", detail, remedy);
                        None
                    }
                    None => read_entry(item, &self.defaults, &place, problems),
                },
            };
            self.add(need, Relation::Needs, Some(i), item.at);
        }
    }

    /// Reads one shorthand: a key, keys, an object with `of`, or a list of such objects.
    pub(super) fn read_shorthand(&mut self, node: &Object<'_>, relation: Relation, problems: &mut Problems) {
        let Some(entry) = node.entry(relation.as_str()) else { return };
        let (tree, at) = (&entry.value, if entry.at.line > 0 { entry.at } else { entry.value.at });
        let place = node.place().name(relation.as_str());
        match &tree.value {
            Value::Map(_) => {
                let need = read_object(tree, relation, &self.defaults, &place, problems);
                self.add(need, relation, None, at);
            }
            Value::Seq(items) if items.iter().any(|i| matches!(i.value, Value::Map(_))) => {
                if !at_most(items, MAX_NEEDS, &place, tree.at, problems) {
                    return;
                }
                for (i, item) in items.iter().enumerate() {
                    let place = place.index(i);
                    if let Value::Map(_) = item.value {
                        let need = read_object(item, relation, &self.defaults, &place, problems);
                        self.add(need, relation, Some(i), item.at);
                    } else {
                        problems.report(
                            &place,
                            item.at,
                            "mixed-list",
                            message!("problem-mixed-list"),
                            message!("remedy-mixed-list"),
                        );
                    }
                }
            }
            _ => {
                let need = keys(tree, &place, MAX_PROVIDERS, problems).and_then(|providers| {
                    let form = relation.form().unwrap_or(Form::AnyOf);
                    let spec = DependencySpec { relation, ..DependencySpec::new(form, providers) };
                    let spec = laid_over(&self.defaults, spec);
                    checked(spec, tree, &place, problems)
                });
                self.add(need, relation, None, at);
            }
        }
    }
}

/// One entry of `needs`.
fn read_entry(
    tree: &Tree,
    defaults: &Defaults,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Dependency> {
    match &tree.value {
        Value::Map(_) => read_object(tree, Relation::Needs, defaults, place, problems),
        Value::Str(_) => {
            let key = parsed(tree, place, Key::new, problems)?;
            checked(laid_over(defaults, DependencySpec::new(Form::On, vec![key])), tree, place, problems)
        }
        Value::Seq(_) => ambiguous(tree, place, problems),
        _ => wrong_type(tree, place, message!("form-key-or-object"), problems),
    }
}

fn ambiguous<T>(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<T> {
    let (detail, remedy) = (message!("problem-ambiguous-list"), message!("remedy-ambiguous-list"));
    problems.report(place, tree.at, "ambiguous-list", detail, remedy);
    None
}

fn read_object(
    tree: &Tree,
    relation: Relation,
    defaults: &Defaults,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Dependency> {
    let object = Object::open(tree, place, &PROPERTIES[..INSIDE], problems)?;
    let id = object.read("id", LocalId::new, problems);
    let mut spec = read_spec(&object, relation, problems)?;
    if object.get("confirmation").is_some() {
        let said = spec.confirmation;
        spec = DependencySpec { confirmation: said, ..laid_over(defaults, spec) };
    } else {
        spec = laid_over(defaults, spec);
    }
    checked(DependencySpec { id, ..spec }, tree, place, problems)
}

/// The need with what holds where it says nothing itself. Says nothing of how sure it is: assumed.
fn laid_over(defaults: &Defaults, mut spec: DependencySpec) -> DependencySpec {
    let Defaults { confirmation, source, workaround } = defaults;
    spec.confirmation = confirmation.unwrap_or_default();
    if spec.source.is_none() {
        spec.source.clone_from(source);
    }
    // Where a need can do no more than reduce there is nothing to carry on without.
    let takes_down = match spec.form {
        Form::SupportedBy | Form::InformedBy => false,
        Form::Raw { min, .. } => min > 0,
        _ => true,
    };
    if spec.workaround.is_none() && takes_down && spec.needed == Needed::Always {
        spec.workaround.clone_from(workaround);
    }
    spec
}

/// Checks the invariants and tells the faults with their lines.
fn checked(
    spec: DependencySpec,
    tree: &Tree,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Dependency> {
    match Dependency::new(spec) {
        Ok(dependency) => Some(dependency),
        Err(faults) => {
            for fault in faults {
                problems.report_fault(place, tree.locate(&fault.place), fault);
            }
            None
        }
    }
}

/// Everything but the id. `None` when it does not become clear which providers are meant.
fn read_spec(object: &Object<'_>, relation: Relation, problems: &mut Problems) -> Option<DependencySpec> {
    let form = read_form(object, relation, problems);
    let workaround = workaround(object, problems);
    let fallbacks = object.keys("fallback", MAX_PROVIDERS, problems).unwrap_or_default();
    let mut spec = DependencySpec::new(Form::On, Vec::new());
    spec.relation = relation;
    spec.fallbacks = fallbacks;
    spec.workaround = workaround;
    spec.tolerates_degraded = object.bool("toleratesDegraded", problems);
    spec.degraded_works = object.bool("degradedWorks", problems);
    spec.tolerance = object.seconds("tolerance", problems).unwrap_or_default();
    spec.needed = object.word("needed", NEEDED, problems).unwrap_or_default();
    spec.note = object.string("note", problems);
    spec.source = object.string("source", problems);
    spec.confirmation = confirmation(object, problems).unwrap_or_default();
    spec.confirmed_at = object.stamp("confirmedAt", problems);
    spec.confirmed_by = object.string("confirmedBy", problems);
    (spec.form, spec.providers) = form?;
    Some(spec)
}

/// Which form, and the providers.
fn read_form(object: &Object<'_>, relation: Relation, problems: &mut Problems) -> Option<(Form, Vec<Key>)> {
    let mut given = FORMS.iter().copied().filter(|f| object.get(f).is_some());
    let (first, second) = (given.next(), given.next());
    if let Some(form) = relation.form() {
        return read_shorthand_form(object, relation, form, first, problems);
    }
    let Some(first) = first else {
        let detail = message!("problem-no-form");
        problems.report(object.place(), object.at(), "no-form", detail, message!("remedy-form"));
        return None;
    };
    if let Some(second) = second {
        let detail = message!("problem-several-forms", first = first, second = second);
        problems.report(object.place(), object.at(), "several-forms", detail, message!("remedy-form"));
        return None;
    }
    for (name, owner) in [("of", "atLeast"), ("min", "providers"), ("full", "providers")] {
        if let Some(entry) = object.entry(name).filter(|_| first != owner) {
            problems.report(
                &object.place().name(name),
                entry.at,
                "form-mixed",
                message!("problem-form-mixed", name = name, owner = owner, first = first),
                message!("remedy-form-mixed"),
            );
        }
    }
    if let Some(form) = [("on", Form::On), ("whole", Form::Whole)].into_iter().find(|f| f.0 == first) {
        let tree = object.get(first)?;
        let place = object.place().name(first);
        return match tree.value {
            Value::Seq(_) => object.keys(first, MAX_PROVIDERS, problems).map(|keys| (form.1, keys)),
            _ => parsed(tree, &place, Key::new, problems).map(|key| (form.1, vec![key])),
        };
    }
    let form = match first {
        "anyOf" => Some(Form::AnyOf),
        "oneOfUnknown" => Some(Form::OneOfUnknown),
        "sharedBy" => Some(Form::SharedBy),
        "supportedBy" => Some(Form::SupportedBy),
        "informedBy" => Some(Form::InformedBy),
        "atLeast" => threshold(object, "atLeast", problems).map(Form::AtLeast),
        _ => {
            let (min, full) = (threshold(object, "min", problems), threshold(object, "full", problems));
            min.zip(full).map(|(min, full)| Form::Raw { min, full })
        }
    };
    let list = if first == "atLeast" { "of" } else { first };
    if object.get(list).is_none() {
        object.missing(list, message!("remedy-of"), problems);
    }
    let providers = object.keys(list, MAX_PROVIDERS, problems)?;
    if let ("anyOf" | "sharedBy" | "oneOfUnknown", [only]) = (first, providers.as_slice())
        && object.get("fallback").is_none()
        && let Some(entry) = object.entry(first)
    {
        let detail = message!("problem-one-of-one", form = first, key = only);
        let remedy = message!("remedy-one-of-one", key = only);
        problems.warn(object.place(), entry.at, "one-of-one", detail, remedy);
    }
    Some((form?, providers))
}

/// `of` is the only form of a shorthand.
fn read_shorthand_form(
    object: &Object<'_>,
    relation: Relation,
    form: Form,
    other: Option<&str>,
    problems: &mut Problems,
) -> Option<(Form, Vec<Key>)> {
    let other = other.or_else(|| ["min", "full"].into_iter().find(|n| object.get(n).is_some()));
    if let Some(other) = other {
        problems.report(
            &object.place().name(other),
            object.entry(other).map_or(object.at(), |e| e.at),
            "form-of-shorthand",
            message!("problem-shorthand-form", name = relation.as_str(), other = other),
            message!("remedy-shorthand-form"),
        );
    }
    if object.get("of").is_none() {
        object.missing("of", message!("remedy-shorthand-of"), problems);
    }
    Some((form, object.keys("of", MAX_PROVIDERS, problems)?)).filter(|_| other.is_none())
}

/// A threshold that must be given. The exact range is checked with the providers at hand.
fn threshold(object: &Object<'_>, name: &str, problems: &mut Problems) -> Option<u32> {
    if object.get(name).is_none() {
        object.missing(name, message!("remedy-how-many"), problems);
    }
    let value = object.integer(name, 0, i64::from(u32::MAX), problems)?;
    u32::try_from(value).ok()
}

/// Reads a dependency as a resource of its own ([`super::DependencyDoc`]): the dependent and what it needs.
///
/// An id that equals the derived one is not kept, so that reading what was written gives the same dependency.
pub fn decode_dependency(
    tree: &Tree,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<(Key, Dependency)> {
    let start = problems.found();
    let object = Object::open(tree, place, PROPERTIES, problems)?;
    let id = object.read("id", DependencyId::parse, problems);
    let named = object.key("dependent", problems);
    let relation = object.word("relation", RELATIONS, problems).unwrap_or_default();
    let spec = read_spec(&object, relation, problems);
    if object.get("id").is_none() && object.get("dependent").is_none() {
        object.missing("dependent", message!("remedy-dependent"), problems);
    }
    if let (Some(id), Some(named)) = (&id, &named)
        && id.dependent != *named
    {
        problems.report_fault(
            &place.name("dependent"),
            object.entry("dependent").map_or(object.at(), |e| e.at),
            Fault::new(
                "",
                "dependent-differs",
                message!("problem-dependent-differs", named = named, other = &id.dependent),
                message!("remedy-leave-one"),
            ),
        );
    }
    let mut dependency = checked(spec?, tree, place, problems)?;
    let dependent = named.or_else(|| id.as_ref().map(|id| id.dependent.clone()))?;
    if let Some(id) = id.filter(|id| id.local != dependency.local_id()) {
        let spec = DependencySpec { id: Some(id.local), ..dependency.into_spec() };
        dependency = checked(spec, tree, place, problems)?;
    }
    (problems.found() == start).then_some((dependent, dependency))
}
