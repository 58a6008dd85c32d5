//! i-doit: answers of its JSON-RPC interface (`cmdb.objects.read`, `cmdb.objects_by_relation.read`, `cmdb.category.read` of
//! `C__CATG__RELATION`), as they are or put together by the script that we ship, and its CSV.

use crate::common::foreign;
use crate::draft::{Draft, Link, Strength, Thing};
use crate::keys::slug;
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::table::delimited;
use crate::table::grid::Row;
use crate::tree::{Look, Value, json};
use model::{Contact, Fault, Form, Kind, Layer, Message, Needed, Relation, SiteType, message};
use std::collections::{BTreeMap, HashMap};

/// i-doit.
#[derive(Debug)]
pub struct IDoit;

/// What becomes of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Becomes {
    /// The slave needs the master.
    Need,
    /// It runs there.
    Place,
    /// Only drawn; perhaps a common cause.
    Informs,
    /// Whether one needs the other is asked.
    Asked,
    /// Left out.
    Nothing,
}

/// Types of relations by number and by the end of their constant.
const RELATIONS: &[(u64, &str, Becomes)] = &[
    (1, "SOFTWARE", Becomes::Need),
    (2, "CLUSTER_SERVICE", Becomes::Need),
    (3, "BACKUP", Becomes::Informs),
    (4, "ADMIN", Becomes::Nothing),
    (5, "USER", Becomes::Nothing),
    (6, "CLUSTER_MEMBERSHIPS", Becomes::Need),
    (7, "POWER_CONSUMER", Becomes::Need),
    (8, "NETWORK_PORT", Becomes::Asked),
    (9, "VIRTUAL_MACHINE", Becomes::Need),
    (10, "LOCATION", Becomes::Place),
    (11, "UNIVERSAL_INTERFACE", Becomes::Asked),
    (12, "IP_ADDRESS", Becomes::Asked),
    (13, "FC_PORT", Becomes::Asked),
    (14, "CONNECTORS", Becomes::Asked),
    (15, "LDEV_CLIENT", Becomes::Need),
    (16, "GROUP_MEMBERSHIPS", Becomes::Nothing),
    (17, "PERSON_ASSIGNED_GROUPS", Becomes::Nothing),
    (18, "DEFAULT", Becomes::Need),
    (19, "DATABASE_ACCESS", Becomes::Need),
    (20, "DB_LINK", Becomes::Need),
    (21, "DB_GATEWAY", Becomes::Need),
    (22, "DB_INSTANCE", Becomes::Need),
    (23, "IT_SERVICE_COMPONENT", Becomes::Need),
    (24, "REPLICATION_PARTNER", Becomes::Informs),
    (25, "SOA_COMPONENTS", Becomes::Need),
];
/// Words of object types, in the letters of keys, for what they become.
const LAYERS: &[(Layer, &[&str])] = &[
    (Layer::Public, &["business-process", "geschaeftsprozess", "prozess"]),
    (Layer::Utility, &["usv", "ups", "pdu", "power", "strom", "klima", "air-condition", "emergency"]),
    (
        Layer::Network,
        &["switch", "router", "net", "netz", "firewall", "line", "leitung", "wan", "kabel", "cable", "patch"],
    ),
    (Layer::Platform, &["database", "datenbank", "dbms", "db", "middleware", "schema"]),
    (Layer::Application, &["application", "anwendung", "service", "it-service", "dienst", "software"]),
];
const SITES: &[(SiteType, &[&str])] = &[
    (SiteType::Room, &["room", "raum", "floor", "etage", "workstation", "arbeitsplatz"]),
    (
        SiteType::Building,
        &[
            "building",
            "gebaeude",
            "location",
            "standort",
            "city",
            "stadt",
            "country",
            "land",
            "rechenzentrum",
        ],
    ),
];

impl MapFormat for IDoit {
    fn word(&self) -> &'static str {
        "i-doit"
    }

    fn about(&self) -> Message {
        message!("import-about-idoit")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut values, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            let starts = file.bytes.iter().find(|byte| !byte.is_ascii_whitespace() && **byte < 0x80);
            if !matches!(starts, Some(b'{' | b'[')) {
                faults.extend(rows(file, draft).err());
                continue;
            }
            match json(file, draft) {
                Ok(value) => values.push((Place::file(file.name.clone()), value)),
                Err(fault) => faults.push(fault),
            }
        }
        let parts: Vec<(&Place, &Value)> =
            values.iter().flat_map(|(place, value)| parts(place, value)).collect();
        if !values.is_empty() && parts.is_empty() {
            faults.push(foreign(&values[0].0.file, "cmdb.objects.read", "result"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        parts.iter().for_each(|(place, part)| object(place, part, draft));
        let mut seen = HashMap::new();
        for (place, part) in parts {
            relation(place, part, &mut seen, draft);
        }
        Ok(())
    }
}

/// The objects and relations of an answer, of a list of answers, or of the dump of our script.
fn parts<'v>(place: &'v Place, value: &'v Value) -> Vec<(&'v Place, &'v Value)> {
    let (mut found, mut open) = (Vec::new(), vec![value]);
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(_) if value.get("id").is_some() && value.get("title").is_some() => {
                found.push((place, value))
            }
            Value::Object(_) if value.get("object1").is_some() || value.get("master").is_some() => {
                found.push((place, value))
            }
            Value::Object(fields) => {
                open.extend(fields.iter().filter(|(name, _)| *name != "error").map(|(_, v)| v))
            }
            _ => {}
        }
    }
    found
}

fn is_relation(part: &Value) -> bool {
    part.get("master").is_some() || part.get("object1").is_some()
}

/// The node of an object, if it is one that counts.
fn object(place: &Place, part: &Value, draft: &mut Draft) {
    let (Some(id), Some(name)) = (part.text("id"), part.text("title")) else { return };
    if is_relation(part) || part.get("type").is_none() && part.get("type_title").is_none() {
        return;
    }
    let place = place.at(format_args!("id {id}"));
    // 2 is the normal state; others are archived, deleted or templates.
    if part.text("status").is_some_and(|status| status != "2") {
        let status = part.text("status").unwrap_or_default();
        return draft.tell(What::LeftOut, &place, message!("import-itop-gone", name = name, status = status));
    }
    let kind =
        part.text("type_const").or(part.text("type_title")).or(part.text("type.const")).unwrap_or_default();
    match thing(&id, &name, &kind, &place) {
        Some(mut thing) => {
            if let Some(title) = part.text("type_title") {
                thing.label("i-doit type", &title);
            }
            if let Some(sysid) = part.text("sysid") {
                thing.label("sysid", &sysid);
            }
            draft.add(thing);
        }
        None => draft.tell(What::LeftOut, &place, message!("import-itop-other", class = kind, name = name)),
    }
}

/// A thing by the type of its object; nothing for persons and the like.
fn thing(id: &str, name: &str, kind: &str, place: &Place) -> Option<Thing> {
    let kind = slug(kind.trim_start_matches("C__OBJTYPE__").trim_start_matches("C__OBJECT_TYPE__"));
    let words: Vec<&str> = kind.split('-').collect();
    let has = |wanted: &&str| {
        kind == **wanted || words.contains(wanted) || wanted.len() > 3 && kind.contains(*wanted)
    };
    if [
        "person",
        "personen",
        "persongroup",
        "licence",
        "lizenz",
        "contract",
        "vertrag",
        "file",
        "datei",
        "relation",
        "group",
    ]
    .iter()
    .any(|word| kind.contains(word))
    {
        return None;
    }
    if ["organization", "organisation", "behoerde"].iter().any(|word| kind.contains(word)) {
        return Some(Thing::agency(id, name, place));
    }
    if let Some((site, _)) = SITES.iter().find(|(_, all)| all.iter().any(has)) {
        return Some(Thing::site(id, name, *site, place));
    }
    let layer =
        LAYERS.iter().find(|(_, all)| all.iter().any(has)).map_or(Layer::Infrastructure, |(layer, _)| *layer);
    Some(Thing::service(id, name, layer, place))
}

/// What a relation says. Master and slave are as i-doit tells them: the slave depends on the master.
fn relation(
    place: &Place,
    part: &Value,
    seen: &mut HashMap<(String, String, String), ()>,
    draft: &mut Draft,
) {
    if !is_relation(part) || part.text("status").is_some_and(|status| status != "2") {
        return;
    }
    let end = |plain: &str, nested: &str| part.text(plain).or_else(|| part.text(&format!("{nested}.id")));
    let (Some(master), Some(slave)) = (end("master", "object1"), end("slave", "object2")) else { return };
    let kind = ["relation_type.const", "relation_type.id", "relation_type", "type_const", "type"]
        .iter()
        .find_map(|path| part.text(path))
        .unwrap_or_default();
    if seen.insert((master.clone(), slave.clone(), kind.clone()), ()).is_some() {
        return;
    }
    let place = place.at(format_args!("id {}", part.text("id").unwrap_or_default()));
    let word = kind.trim_start_matches("C__RELATION_TYPE__").to_uppercase();
    let known = RELATIONS.iter().find(|(number, name, _)| word == *name || kind == number.to_string());
    let weight = part
        .text("weighting.id")
        .or_else(|| part.text("weighting"))
        .and_then(|text| text.parse::<u32>().ok());
    match known.map_or(Becomes::Asked, |(_, _, becomes)| *becomes) {
        Becomes::Need => {
            let strength = weighted(weight, &place, draft);
            draft.link(Link::of(slave, vec![master], strength, &place));
        }
        Becomes::Place => located(&slave, &master, &place, draft),
        Becomes::Informs => {
            draft.link(Link::of(slave, vec![master], Strength::Stated(Form::InformedBy), &place));
            draft.tell(What::Flagged, &place, message!("import-idoit-informs", kind = word));
        }
        Becomes::Asked => {
            let choices = [
                ("no", message!("import-answer-mark-no")),
                ("slave", message!("import-answer-slave")),
                ("master", message!("import-answer-master")),
            ];
            let ask = || message!("import-ask-relation", kind = &word);
            match draft.ask("relation", &word, &place, ask, &choices) {
                "slave" => draft.link(Link::new(slave, master, &place)),
                "master" => draft.link(Link::new(master, slave, &place)),
                _ => draft.tell(What::LeftOut, &place, message!("import-idoit-relation", kind = word)),
            }
        }
        Becomes::Nothing => draft.tell(What::LeftOut, &place, message!("import-idoit-relation", kind = word)),
    }
}

/// How heavy a relation is: from 1 (very important) to 10.
fn weighted(weight: Option<u32>, place: &Place, draft: &mut Draft) -> Strength {
    match weight {
        Some(8..) => Strength::Stated(Form::SupportedBy),
        Some(4..=7) => {
            let choices = [
                ("essential", message!("import-answer-essential")),
                ("supports", message!("import-answer-supports")),
            ];
            let ask = || message!("import-ask-weight");
            match draft.ask("weight", "", place, ask, &choices) {
                "supports" => Strength::Stated(Form::SupportedBy),
                _ => Strength::Named,
            }
        }
        _ => Strength::Named,
    }
}

/// Services run at places; a place that lies in another needs it.
fn located(inner: &str, outer: &str, place: &Place, draft: &mut Draft) {
    match draft.thing(inner).map(|thing| thing.spec.kind) {
        Some(Kind::Service) if draft.thing(outer).is_some_and(|thing| thing.spec.kind == Kind::Site) => {
            draft.link(Link::hosted_at(inner, outer, place));
        }
        Some(Kind::Agency) | None => {}
        _ => {
            let link = Link::of(inner, vec![outer.to_owned()], Strength::Stated(Form::On), place);
            draft.link(Link { relation: Relation::Needs, needed: Needed::Always, turns: false, ..link });
        }
    }
}

/// Objects out of a table: names, types by their constants, places by their names.
fn rows(file: &File<'_>, draft: &mut Draft) -> Result<(), Fault> {
    let told = draft.options.encoding.clone();
    let grid = delimited::read(&file.name, &file.bytes, told.as_deref(), &mut draft.report)?;
    let Some(head) = grid.rows.first() else { return Err(foreign(&file.name, "CSV", "Objekttyp")) };
    let heads: Vec<String> = (0..head.cells.len()).map(|column| head.text(column).into_owned()).collect();
    let column = |names: &[&str]| heads.iter().position(|head| names.contains(&slug(head).as_str()));
    let name = column(&[
        "objektname",
        "titel",
        "objekttitel",
        "object-title",
        "name",
        "bezeichnung",
        "allgemein-titel",
    ]);
    let kind = column(&["objekttyp", "objekttyp-konstante", "object-type", "objecttype"]);
    let (Some(name), Some(kind)) = (name, kind) else { return Err(foreign(&file.name, "CSV", "Objekttyp")) };
    let (id, site) = (
        column(&["id", "objekt-id", "object-id"]),
        column(&["standort", "standort-pfad", "location", "lokation"]),
    );
    let mut inside: BTreeMap<String, (String, Place)> = BTreeMap::new();
    let mut by_name: HashMap<String, String> = HashMap::new();
    for row in &grid.rows[1..] {
        let (title, place) = (row.text(name).into_owned(), grid.row(row));
        if title.is_empty() {
            draft.tell(What::LeftOut, &place, message!("import-no-name"));
            continue;
        }
        let around = site
            .map(|site| row.text(site).into_owned())
            .filter(|site| !site.is_empty() && site != "Root location");
        let own = id.map(|id| row.text(id).into_owned()).filter(|id| !id.is_empty());
        let mut key = own.unwrap_or_else(|| title.clone());
        if draft.thing(&key).is_some()
            && let Some(around) = &around
        {
            key = format!("{around}/{title}");
        }
        let Some(mut thing) = thing(&key, &title, &row.text(kind), &place) else {
            draft.tell(
                What::LeftOut,
                &place,
                message!("import-itop-other", class = row.text(kind), name = title),
            );
            continue;
        };
        let used = [Some(name), Some(kind), site];
        properties(&mut thing, row, &heads, &used);
        if draft.add(thing) {
            by_name.entry(title).or_insert_with(|| key.clone());
            inside.extend(around.map(|around| (key, (around, place))));
        }
    }
    for (inner, (outer, place)) in inside {
        match by_name.get(&outer) {
            Some(outer) => located(&inner, outer, &place, draft),
            None => draft.tell(
                What::LeftOut,
                &place,
                message!("import-no-provider", id = outer, dependent = inner),
            ),
        }
    }
    Ok(())
}

/// Whatever else stands in the row, as labels.
fn properties(thing: &mut Thing, row: &Row, heads: &[String], used: &[Option<usize>]) {
    for (at, head) in heads.iter().enumerate().filter(|(at, _)| !used.contains(&Some(*at))) {
        let text = row.text(at);
        match slug(head).as_str() {
            // Keys of licences are nobody's business.
            secret
                if ["key", "schluessel", "passwort", "password"].iter().any(|word| secret.contains(word)) => {
            }
            "e-mail" | "email" if !text.is_empty() => {
                thing.spec.contacts.push(Contact { email: Some(text.into_owned()), ..Contact::default() });
            }
            _ => thing.label(head, &text),
        }
    }
}
