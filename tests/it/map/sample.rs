//! Random worlds of nodes, and the plain rules by which one is valid.

use std::collections::BTreeMap;
use tragweite::map::{Builder, Edit, Map};
use tragweite::model::{
    Confirmation, Contact, Deadline, DeadlineEnd, Dependency, DependencySpec, Form, Key, Kind, Layer,
    LocalId, Needed, Node, NodeSpec, Relation, Reliability, Seconds, SiteType, Stamp, Workaround,
};

/// The nodes that are there, with the revision in which each changed.
pub(super) type World = BTreeMap<Key, (Node, u64)>;

/// Small numbers from a seed (splitmix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { Some(&from[self.roll(from.len())]) }
    }
}

pub(super) fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

/// The key of a slot; the words make the order of keys differ from that of slots.
pub(super) fn slot_key(slot: usize) -> Key {
    let word = ["rathaus", "amt", "netz", "kfz", "strom", "bau", "zug"][slot % 7];
    key(&format!("{word}.{}", slot * 37 % 101))
}

const SLOTS: usize = 30;

fn kind_of(slot: usize) -> Kind {
    [Kind::Agency, Kind::Site, Kind::Service, Kind::Service, Kind::Service][slot % 5]
}

/// Keys of that kind in the world.
fn of_kind(world: &World, kind: Option<Kind>) -> Vec<Key> {
    world.values().filter(|(n, _)| kind.is_none_or(|k| n.kind == k)).map(|(n, _)| n.key.clone()).collect()
}

fn take(dice: &mut Dice, from: &[Key], most: usize, own: &Key) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for _ in 0..1 + dice.roll(most) {
        if let Some(found) = dice.pick(from)
            && found != own
            && !keys.contains(found)
        {
            keys.push(found.clone());
        }
    }
    keys
}

fn need(
    dice: &mut Dice,
    world: &World,
    own: &Key,
    kind: Kind,
    seen: &mut Vec<Relation>,
) -> Option<Dependency> {
    let relation = match (kind, dice.roll(6)) {
        (Kind::Service, 0) => Relation::HostedAt,
        (Kind::Service, 1) => Relation::OfferedAt,
        (Kind::Agency, 0 | 1) => Relation::Consumes,
        _ => Relation::Needs,
    };
    if relation != Relation::Needs && seen.contains(&relation) {
        return None;
    }
    let wanted = match relation {
        Relation::Needs => None,
        Relation::Consumes => Some(Kind::Service),
        _ => Some(Kind::Site),
    };
    let candidates = of_kind(world, wanted);
    let mut providers = take(dice, &candidates, 4, own);
    if dice.chance(2) {
        providers.push(key("nowhere.to-be-found"));
    }
    let count = providers.len() as u32;
    let form = relation.form().unwrap_or_else(|| match dice.roll(9) {
        0 => Form::AnyOf,
        7 => Form::OneOfUnknown,
        1 => Form::AtLeast(1 + dice.roll(providers.len().max(1)) as u32),
        2 => Form::SharedBy,
        3 => Form::SupportedBy,
        4 => Form::InformedBy,
        5 => Form::Raw { min: dice.roll(2) as u32, full: dice.roll(count as usize + 1) as u32 },
        last => {
            providers.truncate(1);
            if last == 8 { Form::Whole } else { Form::On }
        }
    });
    let mut spec = DependencySpec::new(form, providers);
    spec.relation = relation;
    if relation == Relation::Needs && dice.chance(20) {
        let others = take(dice, &candidates, 2, own);
        spec.fallbacks = others.into_iter().filter(|k| !spec.providers.contains(k)).collect();
    }
    if dice.chance(30) {
        remarks(dice, &mut spec);
    }
    spec.confirmation =
        [Confirmation::Confirmed, Confirmation::Assumed, Confirmation::Disputed][dice.roll(3)];
    seen.push(relation);
    Dependency::new(spec).ok()
}

fn remarks(dice: &mut Dice, spec: &mut DependencySpec) {
    spec.tolerates_degraded = [None, Some(false), Some(true)][dice.roll(3)];
    spec.degraded_works = [None, None, Some(false), Some(true)][dice.roll(4)];
    spec.tolerance = Seconds::new(dice.roll(3) as u32 * 1800).unwrap();
    let lasts = [None, Some(Seconds::ZERO), Some(Seconds::new(7200).unwrap())][dice.roll(3)];
    let text = dice.chance(50).then(|| "Fax \"0351\" ü".into());
    spec.workaround = dice.chance(50).then_some(Workaround { text, lasts });
    spec.needed = if dice.chance(20) { Needed::Start } else { Needed::Always };
    spec.id = dice.chance(40).then(|| LocalId::new(&format!("id-{}", dice.roll(100))).unwrap());
    spec.note = dice.chance(30).then(|| "Notiz".into());
    spec.source = dice.chance(30).then(|| "Handbuch, Seite 7".into());
    spec.confirmed_at = dice.chance(30).then(|| Stamp::new("2026-05-01").unwrap());
    spec.confirmed_by = dice.chance(30).then(|| "Amt 10".into());
}

/// A node at that slot that fits the world mostly, and sometimes not.
pub(super) fn node(dice: &mut Dice, slot: usize, world: &World) -> Node {
    let own = slot_key(slot);
    let kind = if dice.chance(3) { kind_of(dice.roll(5)) } else { kind_of(slot) };
    let name = ["Straßenverkehrsamt", "Bürgerbüro", "Wohngeld", "Kfz-Zulassung", "Netz NORD"][dice.roll(5)];
    let mut spec = NodeSpec::new(own.clone(), kind, name);
    if kind != Kind::Agency {
        let agencies = of_kind(world, Some(Kind::Agency));
        spec.agency = Some(dice.pick(&agencies).cloned().unwrap_or_else(|| key("no.agency")));
    }
    spec.stands_for = dice.chance(10).then(|| 1 + dice.roll(500) as u32);
    match kind {
        Kind::Agency => spec.population = dice.chance(50).then(|| dice.roll(1_000_000) as u64),
        Kind::Site => spec.site_type = dice.chance(50).then(|| SiteType::ALL[dice.roll(5)]),
        Kind::Service => {
            spec.layer = Some(Layer::ALL[dice.roll(7)]);
            spec.cases_per_day = dice.chance(50).then(|| dice.roll(1000) as f64 / 7.0);
        }
    }
    if kind != Kind::Service && dice.chance(60) {
        spec.ars = Some(["14", "14612", "146120000000", "09"][dice.roll(4)].into());
    }
    spec.mtpd = dice.chance(30).then(|| Seconds::new(86_400).unwrap());
    spec.recovery = Seconds::new(dice.roll(3) as u32 * 600).unwrap();
    if dice.chance(30) {
        details(dice, &mut spec);
    }
    let mut seen = Vec::new();
    for _ in 0..dice.roll(5) {
        spec.needs.extend(need(dice, world, &own, kind, &mut seen));
    }
    // Two entries may turn out alike, or an id be used twice.
    while let Err(faults) = Node::new(spec.clone()) {
        assert!(spec.needs.pop().is_some(), "{faults:?}");
    }
    Node::new(spec).unwrap()
}

fn details(dice: &mut Dice, spec: &mut NodeSpec) {
    spec.description = dice.chance(50).then(|| "Mehrzeilig\n\"gut\" \\ ß".into());
    if dice.chance(50) {
        spec.labels.insert("host".into(), format!("srv{}", dice.roll(3)));
        spec.identifiers.insert("OZG".into(), "10001".into());
    }
    if dice.chance(40) {
        let (name, basis) = ("Frist".into(), dice.chance(50).then(|| "§ 14 VersG".into()));
        let end = match dice.roll(3) {
            0 => DeadlineEnd::EachMonth(31),
            1 => DeadlineEnd::date("2026-12-31").unwrap(),
            _ => DeadlineEnd::Within(Seconds::new(172_800).unwrap()),
        };
        spec.deadlines.push(Deadline { name, end, basis });
        let contact = Contact { fax: Some("+49 351 0".into()), ..Contact::default() };
        spec.contacts = vec![Contact { note: Some("nachts".into()), ..Contact::default() }, contact];
    }
    if dice.chance(40) {
        spec.provenance.source = Some("Erlass".into());
        spec.provenance.confirmed_at = Some(Stamp::new("2026-05-01T08:00:00+02:00").unwrap());
    }
    spec.rto = dice.chance(30).then(|| Seconds::new(3600).unwrap());
    spec.rpo = dice.chance(30).then(|| Seconds::new(60).unwrap());
    spec.reliability = match dice.roll(3) {
        0 => Some(Reliability::Unavailability(0.1 + 0.2)),
        1 => Some(Reliability::Rates {
            mtbf: Seconds::new(7_776_000).unwrap(),
            mttr: Seconds::new(28_800).unwrap(),
        }),
        _ => None,
    };
    match spec.kind {
        Kind::Service => spec.leika = dice.chance(50).then(|| "99036008007000".into()),
        _ => spec.ags = dice.chance(50).then(|| "14612000".into()),
    }
}

/// A random set of edits; the world is what they are made for.
pub(super) fn edits(seed: u64, world: &World) -> Vec<Edit> {
    let mut dice = Dice(seed);
    let mut after = world.clone();
    let mut edits: Vec<Edit> = Vec::new();
    for _ in 0..1 + dice.roll(6) {
        let slot = dice.roll(SLOTS);
        let own = slot_key(slot);
        if edits.iter().any(|e| e.key == own) {
            continue;
        }
        if world.contains_key(&own) && dice.chance(30) {
            after.remove(&own);
            edits.push(Edit::remove(own));
        } else {
            let node = node(&mut dice, slot, &after);
            after.insert(own, (node.clone(), 0));
            edits.push(Edit::put(node));
        }
    }
    edits
}

/// A valid world, built up node by node.
pub(super) fn world(seed: u64, tries: usize) -> World {
    let mut dice = Dice(seed);
    let mut world = World::new();
    for _ in 0..tries {
        let slot = dice.roll(SLOTS);
        let node = node(&mut dice, slot, &world);
        let before = world.insert(node.key.clone(), (node.clone(), 1));
        if !is_valid(&world) {
            match before {
                Some(before) => world.insert(node.key.clone(), before),
                None => world.remove(&node.key),
            };
        }
    }
    world
}

/// The world after the edits, whether or not it is valid.
pub(super) fn applied(world: &World, edits: &[Edit], revision: u64) -> World {
    let mut world = world.clone();
    for edit in edits {
        match &edit.node {
            Some(node) => world.insert(edit.key.clone(), ((**node).clone(), revision)),
            None => world.remove(&edit.key),
        };
    }
    world
}

/// Every reference leads to a node of the right kind.
pub(super) fn is_valid(world: &World) -> bool {
    let kind = |key: &Key| world.get(key).map(|(node, _)| node.kind);
    world.values().all(|(node, _)| {
        node.agency.as_ref().is_none_or(|agency| kind(agency) == Some(Kind::Agency))
            && node.needs.iter().all(|need| {
                need.providers.iter().chain(&need.fallbacks).all(|provider| match need.relation {
                    Relation::Needs => kind(provider).is_some(),
                    Relation::Consumes => kind(provider) == Some(Kind::Service),
                    _ => kind(provider) == Some(Kind::Site),
                })
            })
    })
}

/// The map of a world, compiled from nodes in a random order.
pub(super) fn compiled(world: &World, revision: u64, seed: u64) -> Map {
    let mut nodes: Vec<&(Node, u64)> = world.values().collect();
    let mut dice = Dice(seed);
    nodes.sort_by_cached_key(|_| dice.roll(usize::MAX));
    let mut builder = Builder::new();
    for (node, changed_in) in nodes {
        builder.add(node, *changed_in);
    }
    Map::new(builder.finish().unwrap(), revision)
}
