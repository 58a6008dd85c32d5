//! Nodes out of a tree, with every problem told at its place.

use super::decode::{Object, refuse_repeats, wrong_type_but};
use super::defaults::{Defaults, workaround};
use super::need_decode::{Found, NeedPlace};
use super::node::NodeDoc;
use super::place::Place;
use super::problem::{Problem, Problems};
use super::tree::{Entry, Tree, Value, merge_patch};
use super::words::{KINDS, LAYERS, SITE_TYPES};
use model::key::is_print_quote;
use model::node::{MAX_ITEMS, MAX_POPULATION, MAX_STANDS_FOR};
use model::{
    Backup, Contact, Deadline, DeadlineEnd, Fault, Key, Kind, Node, NodeSpec, Provenance, Relation,
    Reliability, message,
};

#[rustfmt::skip]
const PROPERTIES: &[&str] = &[
    "name", "agency", "layer", "type", "description", "ars", "ags", "leika", "identifiers", "labels",
    "population", "standsFor", "casesPerDay", "mtpd", "rto", "rpo", "backup", "reliability", "recovery", "deadlines", "contacts", "provenance", "hostedAt",
    "offeredAt", "consumes", "needs", "workaround", "defaults", "key", "kind",
];
/// Those of an entry of a map file, whose key and kind stand around it.
const INSIDE: usize = PROPERTIES.len() - 2;

/// A node as far as it could be read.
#[derive(Debug)]
pub struct DecodedNode {
    /// The node; when it is not right, what could be read of its agency and its dependencies.
    pub node: Node,
    /// Where each of its dependencies was written, in the order of `node.needs`.
    pub needs: Vec<NeedPlace>,
    /// What it says for needs that say nothing themselves, without its workaround; of an agency, also for those of
    /// what it runs.
    pub defaults: Defaults,
    /// No problem was told. Else the node is good for nothing but telling what refers to what.
    pub right: bool,
}

/// Reads a node.
///
/// `outer` is key and kind where they stand outside (map files); else the properties `key` and `kind` are read.
/// `None` means that at least one problem was told.
pub fn decode_node(
    tree: &Tree,
    outer: Option<(&Key, Kind)>,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Node> {
    decode_node_placed(tree, outer, &Defaults::default(), place, problems)
        .filter(|found| found.right)
        .map(|found| found.node)
}

/// Reads a node whose key is known already (from the path of a request): `key` may be left out, but not differ.
pub fn decode_node_keyed(tree: &Tree, key: &Key, place: &Place<'_>, problems: &mut Problems) -> Option<Node> {
    let found = problems.found();
    let mut whole = tree.clone();
    if let Value::Map(entries) = &mut whole.value {
        match entries.iter_mut().find(|e| e.key == "key") {
            Some(entry) if entry.value.value == Value::Null => {
                entry.value.value = Value::Str(key.as_str().to_owned());
            }
            Some(entry) if !is_text(&entry.value, key.as_str()) => problems.report(
                &place.name("key"),
                entry.at,
                "key-differs",
                message!("problem-key-differs", key = key, found = entry.value.describe()),
                message!("remedy-key-differs"),
            ),
            Some(_) => {}
            None => entries.push(Entry {
                key: "key".to_owned(),
                at: tree.at,
                value: Tree { at: tree.at, value: Value::Str(key.as_str().to_owned()) },
            }),
        }
    }
    decode_node(&whole, None, place, problems).filter(|_| problems.found() == found)
}

fn is_text(tree: &Tree, text: &str) -> bool {
    matches!(&tree.value, Value::Str(found) if found == text)
}

/// Like [`decode_node`], and says where each of the node's dependencies was written. A node with problems is read as
/// far as possible; `around` holds for needs of which neither they nor the node say anything. `None` means that not even its key, its kind or its properties are known.
pub fn decode_node_placed(
    tree: &Tree,
    outer: Option<(&Key, Kind)>,
    around: &Defaults,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<DecodedNode> {
    let (kept, found) = (problems.list().len(), problems.found());
    let known = if outer.is_some() { &PROPERTIES[..INSIDE] } else { PROPERTIES };
    let belongs = |name: &str| outer.is_none_or(|(_, kind)| belongs(name, kind));
    let object = Object::open_of(tree, place, known, belongs, problems)?;
    let (key, kind) = match outer {
        Some((key, kind)) => (Some(key.clone()), Some(kind)),
        None => (read_key(&object, problems), read_kind(&object, problems)),
    };
    if object.get("name").is_none() {
        object.missing("name", message!("remedy-name"), problems);
    }
    // A node whose name is wrong is checked all the same, under a stand-in, to tell what else is wrong.
    let name = object.string("name", problems).unwrap_or_else(|| "?".into());
    if let Some(entry) =
        object.entry("name").filter(|_| name.starts_with(is_print_quote) && name.ends_with(is_print_quote))
    {
        let detail = message!("problem-name-quotes", name = name.as_str());
        problems.warn(
            &place.name("name"),
            entry.at,
            "quotes-in-name",
            detail,
            message!("remedy-name-quotes"),
        );
    }
    let mut spec = NodeSpec::new(key.clone().unwrap_or_else(stand_in), kind.unwrap_or(Kind::Service), name);
    read_facts(&object, &mut spec, problems);
    read_lists(&object, &mut spec, problems);
    let said = object
        .get("defaults")
        .and_then(|tree| Defaults::read(tree, &object.place().name("defaults"), problems));
    let said = said.unwrap_or_default();
    let own = Defaults { workaround: workaround(&object, problems), ..said.clone() };
    let mut needs = Found::new(own.or(around));
    for relation in [Relation::HostedAt, Relation::OfferedAt, Relation::Consumes] {
        needs.read_shorthand(&object, relation, problems);
    }
    needs.read_needs(&object, problems);
    spec.needs = std::mem::take(&mut needs.needs);
    // Without its kind nobody can say which properties belong to it.
    let checked = kind.map(|_| Node::check(spec));
    if let Some(Err((faults, _))) = &checked {
        tell(faults, tree, place, &needs.places, kept, problems);
    }
    let key = key?;
    problems.concern(kept, key.as_str());
    match checked? {
        Ok(node) if problems.found() == found => {
            Some(DecodedNode { node, needs: needs.places, defaults: said, right: true })
        }
        Ok(node) => Some(sketched(node.into_spec(), needs, said)),
        Err((_, spec)) => Some(sketched(*spec, needs, said)),
    }
}

/// May a node of this kind have the property?
fn belongs(name: &str, kind: Kind) -> bool {
    match name {
        "layer" | "leika" | "casesPerDay" | "hostedAt" | "offeredAt" => kind == Kind::Service,
        "type" => kind == Kind::Site,
        "agency" => kind != Kind::Agency,
        "ars" | "ags" => kind != Kind::Service,
        "population" | "consumes" | "defaults" => kind == Kind::Agency,
        _ => true,
    }
}

/// What could be read of a node that is not right.
fn sketched(mut spec: NodeSpec, found: Found, defaults: Defaults) -> DecodedNode {
    let needs = found.fill(&mut spec.needs);
    DecodedNode { node: Node::trusted(spec), needs, defaults, right: false }
}

/// Applies a merge patch (RFC 7396) to a node and reads the result like any other input.
///
/// Key and kind cannot be patched. Pointers in the problems are those of the patched node.
pub fn patched_node(node: &Node, patch: Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Node> {
    let (kept, found) = (problems.list().len(), problems.found());
    Object::open(&patch, place, PROPERTIES, problems)?;
    refuse_nested_repeats(&patch, place, problems);
    for (name, own) in [("key", node.key.as_str()), ("kind", node.kind.as_str())] {
        if let Some(entry) = patch.entry(name).filter(|e| !is_text(&e.value, own)) {
            problems.report(
                &place.name(name),
                entry.at,
                "immutable-property",
                message!("problem-immutable", name = name, own = own),
                message!("remedy-immutable"),
            );
        }
    }
    if problems.found() > found {
        problems.concern(kept, node.key.as_str());
        return None;
    }
    let before = match Tree::of(&NodeDoc::new(node)) {
        Ok(tree) => tree,
        Err(error) => {
            let problem =
                Problem::new(place, "not-writable", error.to_string(), message!("remedy-replace-node"));
            problems.push(problem);
            return None;
        }
    };
    decode_node(&merge_patch(before, patch), None, place, problems)
}

/// The top level was checked when the object was opened.
fn refuse_nested_repeats(patch: &Tree, place: &Place<'_>, problems: &mut Problems) {
    for entry in patch.entries() {
        refuse_repeats(&entry.value, &place.name(&entry.key), problems);
    }
}

fn stand_in() -> Key {
    Key::new("unknown").unwrap_or_else(|_| unreachable!("a word of letters is a key"))
}

fn read_key(object: &Object<'_>, problems: &mut Problems) -> Option<Key> {
    if object.get("key").is_none() {
        object.missing("key", message!("remedy-give-key"), problems);
    }
    object.key("key", problems)
}

fn read_kind(object: &Object<'_>, problems: &mut Problems) -> Option<Kind> {
    if object.get("kind").is_none() {
        object.missing("kind", message!("remedy-kind"), problems);
    }
    object.word("kind", KINDS, problems)
}

fn read_facts(object: &Object<'_>, spec: &mut NodeSpec, problems: &mut Problems) {
    spec.agency = object.key("agency", problems);
    spec.layer = object.word("layer", LAYERS, problems);
    spec.site_type = object.word("type", SITE_TYPES, problems);
    spec.description = object.string("description", problems);
    spec.ars = object.string("ars", problems);
    spec.ags = object.string("ags", problems);
    spec.leika = object.string("leika", problems);
    let population = object.integer("population", 0, MAX_POPULATION as i64, problems);
    spec.population = population.and_then(|p| u64::try_from(p).ok());
    let count = object.integer("standsFor", 1, MAX_STANDS_FOR.into(), problems);
    spec.stands_for = count.and_then(|count| u32::try_from(count).ok());
    spec.cases_per_day = object.number("casesPerDay", problems);
    spec.mtpd = object.seconds("mtpd", problems);
    spec.rto = object.seconds("rto", problems);
    spec.rpo = object.seconds("rpo", problems);
    spec.backup = read_backup(object, problems);
    spec.reliability = read_reliability(object, problems);
    spec.recovery = object.seconds("recovery", problems).unwrap_or_default();
}

fn read_backup(object: &Object<'_>, problems: &mut Problems) -> Option<Backup> {
    let place = object.place().name("backup");
    let o = Object::open(object.get("backup")?, &place, &["every", "restore", "text"], problems)?;
    Some(Backup {
        every: o.seconds("every", problems),
        restore: o.seconds("restore", problems),
        text: o.string("text", problems),
    })
}

fn read_reliability(object: &Object<'_>, problems: &mut Problems) -> Option<Reliability> {
    let place = object.place().name("reliability");
    let given = object.get("reliability")?;
    let o = Object::open(given, &place, &["unavailability", "mtbf", "mttr"], problems)?;
    let has = |name| o.get(name).is_some();
    match (has("unavailability"), has("mtbf"), has("mttr")) {
        (true, false, false) => o.number("unavailability", problems).map(Reliability::Unavailability),
        (false, true, true) => {
            let (mtbf, mttr) = (o.seconds("mtbf", problems), o.seconds("mttr", problems));
            Some(Reliability::Rates { mtbf: mtbf?, mttr: mttr? })
        }
        _ => {
            problems.report(
                &place,
                given.at,
                "unclear-reliability",
                message!("problem-reliability"),
                message!("remedy-reliability"),
            );
            None
        }
    }
}

fn read_lists(object: &Object<'_>, spec: &mut NodeSpec, problems: &mut Problems) {
    spec.identifiers = object.texts("identifiers", MAX_ITEMS, problems).unwrap_or_default();
    spec.labels = object.texts("labels", MAX_ITEMS, problems).unwrap_or_default();
    let place = object.place().name("deadlines");
    for (i, item) in object.list("deadlines", MAX_ITEMS, problems).unwrap_or_default().iter().enumerate() {
        spec.deadlines.extend(read_deadline(item, &place.index(i), problems));
    }
    let place = object.place().name("contacts");
    for (i, item) in object.list("contacts", MAX_ITEMS, problems).unwrap_or_default().iter().enumerate() {
        spec.contacts.extend(read_contact(item, &place.index(i), problems));
    }
    let place = object.place().name("provenance");
    if let Some(tree) = object.get("provenance")
        && let Some(o) = Object::open(tree, &place, &["source", "confirmedAt", "confirmedBy"], problems)
    {
        spec.provenance = Provenance {
            source: o.string("source", problems),
            confirmed_at: o.stamp("confirmedAt", problems),
            confirmed_by: o.string("confirmedBy", problems),
        };
    }
}

fn read_deadline(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Deadline> {
    let allowed = ["name", "period", "date", "dayOfMonth", "basis"];
    let object = Object::open(tree, place, &allowed, problems)?;
    if object.get("name").is_none() {
        object.missing("name", message!("remedy-deadline-name"), problems);
    }
    let end = read_deadline_end(&object, problems);
    let (name, basis) = (object.string("name", problems), object.string("basis", problems));
    Some(Deadline { name: name?, end: end?, basis })
}

fn read_deadline_end(object: &Object<'_>, problems: &mut Problems) -> Option<DeadlineEnd> {
    let period = object.get("period");
    let has = |name| object.get(name).is_some();
    match (period, has("date"), has("dayOfMonth")) {
        (Some(period), false, false) => {
            // A day under the name of the period is told its own name.
            if let Value::Str(text) = &period.value
                && let Ok(day) = DeadlineEnd::date(text)
            {
                let remedy = message!("remedy-write", text = format!("date: {day}"));
                let place = object.place().name("period");
                return wrong_type_but(period, &place, message!("form-duration"), remedy, problems);
            }
            object.seconds("period", problems).map(DeadlineEnd::Within)
        }
        (None, true, false) => object.read("date", DeadlineEnd::date, problems),
        (None, false, true) => {
            let day = object.integer("dayOfMonth", 1, 31, problems)?;
            u8::try_from(day).ok().map(DeadlineEnd::EachMonth)
        }
        (None, false, false) => {
            object.missing("period", message!("remedy-deadline-period"), problems);
            None
        }
        _ => {
            let (detail, remedy) = (message!("problem-deadline-end"), message!("remedy-deadline-end"));
            problems.report(object.place(), object.at(), "unclear-deadline", detail, remedy);
            None
        }
    }
}

fn read_contact(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Contact> {
    let object = Object::open(tree, place, &["name", "email", "phone", "fax", "url", "note"], problems)?;
    Some(Contact {
        name: object.string("name", problems),
        email: object.string("email", problems),
        phone: object.string("phone", problems),
        fax: object.string("fax", problems),
        url: object.string("url", problems),
        note: object.string("note", problems),
    })
}

/// Tells the faults of the domain at the places of the document.
fn tell(
    faults: &[Fault],
    tree: &Tree,
    place: &Place<'_>,
    needs: &[NeedPlace],
    kept: usize,
    problems: &mut Problems,
) {
    for fault in faults {
        let mut fault = fault.clone();
        fault.place = document_pointer(&fault.place, needs);
        let mark = tree.locate(&fault.place);
        // What was written but could not be read has been told already, it is not missing.
        let told = fault.code == "missing-property" && {
            let pointer = place.pointer() + &fault.place;
            problems.list()[kept..].iter().any(|p| p.pointer == pointer)
        };
        if !told {
            problems.report_fault(place, mark, fault);
        }
    }
}

/// Turns `/needs/3/min`, where 3 counts all dependencies of the node, into the place where that one was written.
pub fn document_pointer(pointer: &str, needs: &[NeedPlace]) -> String {
    let Some(rest) = pointer.strip_prefix("/needs/") else { return pointer.to_owned() };
    let (index, rest) = rest.split_once('/').map_or((rest, String::new()), |(i, r)| (i, format!("/{r}")));
    match index.parse().ok().and_then(|i: usize| needs.get(i)) {
        Some(place) => place.pointer() + &rest,
        None => pointer.to_owned(),
    }
}
