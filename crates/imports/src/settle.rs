//! From a draft to a proposal: keys are given, references resolved, needs put together, nodes checked. Whatever cannot be
//! is told and left out; nothing is lost in silence.

use super::ask::Question;
use super::draft::{Column, Draft, Thing};
use super::keys::{Given, slug};
use super::links::{self, Sentence};
use super::place::Place;
use super::report::{Report, What};
use super::text::clipped;
use model::node::{MAX_ITEMS, MAX_NAME, MAX_TEXT};
use model::{Key, Kind, Node, NodeSpec, message, name};
use std::collections::HashMap;

/// What is known of the map that the import goes into.
pub trait Known {
    /// The key of the node that came from this id of the source.
    fn key_of(&self, id: &str, kind: Kind) -> Option<Key>;
    /// Kind and name of the node at this key.
    fn at(&self, key: &Key) -> Option<(Kind, String)>;
}

/// An empty map.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl Known for Nothing {
    fn key_of(&self, _: &str, _: Kind) -> Option<Key> {
        None
    }
    fn at(&self, _: &Key) -> Option<(Kind, String)> {
        None
    }
}

/// A node that is proposed.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// Its id in the source.
    pub id: String,
    /// What it would be.
    pub node: Node,
    /// The source says everything that there is of it.
    pub exact: bool,
    /// Where it was read.
    pub place: Place,
}

/// What an import would bring into the map.
#[derive(Debug, Default)]
pub struct Proposal {
    /// The nodes, agencies first, then by key.
    pub nodes: Vec<Proposed>,
    /// At most three dependencies.
    pub sentences: Vec<Sentence>,
    /// What only people can answer.
    pub questions: Vec<Question>,
    /// What the columns of tables were taken for.
    pub columns: Vec<Column>,
    /// What is to be told.
    pub report: Report,
}

impl Proposal {
    /// Questions without an answer, and values that somebody must correct.
    pub fn open(&self) -> u64 {
        let unanswered = self.questions.iter().filter(|question| question.answer.is_none()).count();
        unanswered as u64 + self.report.count(What::Refused)
    }
}

/// Makes a proposal of a draft. `scheme` is under which name the ids of the source stand among the identifiers of a node;
/// the agency of the options runs what the source gives to nobody.
pub fn settle(mut draft: Draft, scheme: &str, known: &dyn Known) -> Proposal {
    if draft.options.turned {
        links::turn(&mut draft);
    }
    let keys = give_keys(&mut draft, known);
    let sentences = links::sentences(&draft);
    let mut needs = links::resolve(&mut draft, &keys);
    let mut things = std::mem::take(&mut draft.things);
    things.sort_by(|a, b| (a.spec.kind, &keys[&a.id]).cmp(&(b.spec.kind, &keys[&b.id])));
    let mut nodes = Vec::with_capacity(things.len());
    for thing in things {
        let Thing { id, mut spec, agency, key, exact, place } = thing;
        spec.key = keys[&id].clone();
        spec.needs = needs.remove(&id).unwrap_or_default();
        if spec.kind != Kind::Agency {
            spec.agency =
                agency.and_then(|agency| keys.get(&agency)).or(draft.options.into.as_ref()).cloned();
        }
        if key.is_none() {
            spec.identifiers.insert(scheme.to_owned(), clipped(&id, MAX_NAME));
        }
        if spec.provenance.source.is_none() {
            spec.provenance.source = Some(clipped(&place.to_string(), MAX_TEXT));
        }
        let node = checked(spec, &place, &mut draft.report);
        if let Some(node) = node {
            let text = message!("import-made-node", name = &node.name, key = &node.key);
            draft.report.tell(What::Made, &place, text);
            nodes.push(Proposed { id, node, exact, place });
        }
    }
    let questions = draft.questions.all().cloned().collect();
    Proposal { nodes, sentences, questions, columns: draft.columns, report: draft.report }
}

/// A key for every thing: the one it has in the map, the one it says itself, or one made of its name.
fn give_keys(draft: &mut Draft, known: &dyn Known) -> HashMap<String, Key> {
    let own = draft.options.into.clone();
    into_there(draft, known);
    let mut order: Vec<usize> = (0..draft.things.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&draft.things[a], &draft.things[b]);
        (a.spec.kind, &a.id).cmp(&(b.spec.kind, &b.id))
    });
    let (mut given, mut keys) = (Given::default(), HashMap::with_capacity(order.len()));
    // What has a key keeps it, whatever else would like to have it.
    for &at in &order {
        let thing = &draft.things[at];
        let own = thing.key.clone().or_else(|| known.key_of(&thing.id, thing.spec.kind));
        if let Some(key) = own.filter(|key| given.take(key.clone(), at)) {
            keys.insert(thing.id.clone(), key);
        }
    }
    for &at in &order {
        let thing = &draft.things[at];
        if keys.contains_key(&thing.id) {
            continue;
        }
        let agency = thing.agency.as_ref().and_then(|agency| keys.get(agency));
        let around = match thing.spec.kind {
            Kind::Agency => own.as_ref(),
            _ => agency.or(draft.options.into.as_ref()),
        };
        let part = [slug(&thing.spec.name), slug(&thing.id)].into_iter().find(|part| !part.is_empty());
        let part = part.unwrap_or_else(|| class(&thing.spec).to_owned());
        let stem = around.map_or(part.clone(), |agency| format!("{agency}.{part}"));
        let same = Key::new(&stem).ok().filter(|key| {
            given.owner(key).is_none() && known.at(key).is_some_and(|at| is_same(&at, &thing.spec))
        });
        let joins = same.is_some();
        let key =
            same.unwrap_or_else(|| given.free(&stem, class(&thing.spec), |key| known.at(key).is_some()));
        if joins {
            draft.report.tell(
                What::Flagged,
                &thing.place,
                message!("import-joined", name = &thing.spec.name, key = &key),
            );
        } else if key.as_str() != stem {
            let text = message!("import-collision", name = &thing.spec.name, stem = stem, key = &key);
            draft.report.tell(What::Flagged, &thing.place, text);
        }
        given.take(key.clone(), at);
        keys.insert(thing.id.clone(), key);
    }
    keys
}

/// The agency that the import goes into is made when it is not there. When nobody said which, what belongs to nobody goes
/// into one with the name of the first file.
fn into_there(draft: &mut Draft, known: &dyn Known) {
    let orphan = draft.things.iter().find(|thing| thing.agency.is_none() && thing.spec.kind != Kind::Agency);
    if draft.options.into.is_none()
        && let Some(orphan) = orphan
    {
        let file = orphan.place.file.clone();
        let stem = slug(file.rsplit_once('.').map_or(&*file, |(stem, _)| stem));
        let stem = if stem.is_empty() { "import".to_owned() } else { stem };
        draft.report.tell(What::Flagged, &Place::file(file), message!("import-nobody", key = &stem));
        draft.options.into = Key::new(&stem).ok();
    }
    let Some(into) = draft.options.into.clone() else { return };
    let said = draft.things.iter().any(|thing| thing.key.as_ref() == Some(&into));
    if said || known.at(&into).is_some() {
        return;
    }
    let place = draft.things.first().map(|thing| Place::file(thing.place.file.clone())).unwrap_or_default();
    let mut agency = Thing::agency(format!("into:{into}"), into.as_str(), &place);
    agency.key = Some(into.clone());
    draft.add(agency);
    draft.report.tell(What::Flagged, &place, message!("import-into-made", key = &into));
}

/// Whether what stands in the map is what is meant: the same kind and the same name.
fn is_same((kind, name): &(Kind, String), spec: &NodeSpec) -> bool {
    *kind == spec.kind && slug(name) == slug(&spec.name)
}

/// The word that tells things of one name apart.
fn class(spec: &NodeSpec) -> &'static str {
    spec.layer.map_or(spec.kind.as_str(), |layer| layer.as_str())
}

/// The node, with what is wrong taken out and told.
fn checked(mut spec: NodeSpec, place: &Place, report: &mut Report) -> Option<Node> {
    let short: String = spec.name.split_whitespace().collect::<Vec<_>>().join(" ");
    spec.name = name::mended(&clipped(&short, MAX_NAME), spec.key.as_str());
    spec.description = spec.description.map(|text| clipped(&text, MAX_TEXT));
    for texts in [&mut spec.labels, &mut spec.identifiers] {
        let kept: Vec<_> = std::mem::take(texts).into_iter().collect();
        let more = kept.len().saturating_sub(MAX_ITEMS);
        if more > 0 {
            report.tell(What::LeftOut, place, message!("import-many-labels", count = more));
        }
        let clip = |(name, value): (String, String)| (clipped(&name, MAX_NAME), clipped(&value, MAX_NAME));
        texts.extend(kept.into_iter().take(MAX_ITEMS).map(clip));
    }
    // Each round takes at least one property out.
    for _ in 0..8 {
        let (faults, back) = match Node::check(spec) {
            Ok(node) => return Some(node),
            Err(found) => found,
        };
        spec = *back;
        for fault in faults {
            report.tell(What::Refused, place, fault.detail.clone());
            take_out(&mut spec, &fault.place);
        }
    }
    None
}

/// Takes out the property that a fault is about.
fn take_out(spec: &mut NodeSpec, pointer: &str) {
    let mut parts = pointer.split('/').skip(1);
    let (property, index) =
        (parts.next().unwrap_or_default(), parts.next().and_then(|at| at.parse::<usize>().ok()));
    match (property, index) {
        ("ars", _) => spec.ars = None,
        ("ags", _) => spec.ags = None,
        ("leika", _) => spec.leika = None,
        ("population", _) => spec.population = None,
        ("casesPerDay", _) => spec.cases_per_day = None,
        ("rto", _) => spec.rto = None,
        ("mtpd", _) => spec.mtpd = None,
        ("reliability", _) => spec.reliability = None,
        ("description", _) => spec.description = None,
        ("contacts", Some(at)) if at < spec.contacts.len() => drop(spec.contacts.remove(at)),
        ("deadlines", Some(at)) if at < spec.deadlines.len() => drop(spec.deadlines.remove(at)),
        ("needs", Some(at)) if at < spec.needs.len() => drop(spec.needs.remove(at)),
        ("needs", None) => spec.needs.truncate(model::node::MAX_NEEDS),
        _ => {}
    }
}
