//! iTop: answers of its REST interface (`core/get`, `core/get_related`) and its CSV, one file a class, in codes or in German.

use crate::common::foreign;
use crate::draft::{Draft, Link, Strength, Thing};
use crate::keys::slug;
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::table::delimited;
use crate::tree::{Look, Value, json};
use model::{Fault, Form, Layer, Message, SiteType, message};
use std::collections::{BTreeMap, HashMap};

/// iTop.
#[derive(Debug)]
pub struct ITop;

/// What becomes of the classes of configuration items.
const CLASSES: &[(&str, Layer)] = &[
    ("BusinessProcess", Layer::Public),
    ("ApplicationSolution", Layer::Application),
    ("WebApplication", Layer::Application),
    ("PCSoftware", Layer::Application),
    ("OtherSoftware", Layer::Application),
    ("MiddlewareInstance", Layer::Platform),
    ("Middleware", Layer::Platform),
    ("DatabaseSchema", Layer::Platform),
    ("DBServer", Layer::Platform),
    ("WebServer", Layer::Platform),
    ("VirtualMachine", Layer::Infrastructure),
    ("Hypervisor", Layer::Infrastructure),
    ("Farm", Layer::Infrastructure),
    ("Server", Layer::Infrastructure),
    ("StorageSystem", Layer::Infrastructure),
    ("NASFileSystem", Layer::Infrastructure),
    ("NAS", Layer::Infrastructure),
    ("LogicalVolume", Layer::Infrastructure),
    ("TapeLibrary", Layer::Infrastructure),
    ("Enclosure", Layer::Infrastructure),
    ("Rack", Layer::Infrastructure),
    ("SANSwitch", Layer::Network),
    ("NetworkDevice", Layer::Network),
    ("PowerConnection", Layer::Utility),
    ("PowerSource", Layer::Utility),
    ("PDU", Layer::Utility),
];
/// Attributes that name what their object needs.
const NEEDS: &[&str] = &[
    "system_id",
    "dbserver_id",
    "webserver_id",
    "middleware_id",
    "virtualhost_id",
    "server_id",
    "enclosure_id",
    "storagesystem_id",
    "nas_id",
    "powerstart_id",
];
/// Links between objects: class, what needs, what is needed.
const LINKS: &[(&str, &str, &str)] = &[
    ("lnkApplicationSolutionToFunctionalCI", "applicationsolution_id", "functionalci_id"),
    ("lnkApplicationSolutionToBusinessProcess", "businessprocess_id", "applicationsolution_id"),
    ("lnkConnectableCIToNetworkDevice", "connectableci_id", "networkdevice_id"),
    ("lnkServerToVolume", "server_id", "volume_id"),
    ("lnkVirtualDeviceToVolume", "virtualdevice_id", "volume_id"),
    ("lnkSanToDatacenterDevice", "datacenterdevice_id", "san_id"),
];
/// Heads of German exports, in the letters of keys.
const GERMAN: &[(&str, &str)] = &[
    ("id-primaerer-schluessel", "id"),
    ("name", "name"),
    ("organisation", "org_id_friendlyname"),
    ("business-kritikalitaet", "business_criticity"),
    ("status", "status"),
    ("beschreibung", "description"),
    ("auswirkungsanalyse-redundanz-einstellungen", "redundancy"),
    ("standort", "location_id_friendlyname"),
    ("farm-hypervisor", "virtualhost_id_friendlyname"),
    ("virtualisierungshost", "virtualhost_id_friendlyname"),
    ("datenbankserver", "dbserver_id_friendlyname"),
    ("webserver", "webserver_id_friendlyname"),
    ("system", "system_id_friendlyname"),
    ("server", "server_id_friendlyname"),
    ("farm", "farm_id_friendlyname"),
];
/// Of what has this status nothing depends any more, or not yet.
const GONE: &[&str] = &[
    "obsolete",
    "stock",
    "implementation",
    "inactive",
    "veraltet",
    "obsolet",
    "lager",
    "implementierung",
    "inaktiv",
];

/// An object of whatever form.
struct Object {
    class: String,
    id: String,
    fields: BTreeMap<String, String>,
    /// The links that it lists itself.
    cis: Vec<String>,
    place: Place,
}

impl Object {
    fn key(&self) -> String {
        format!("{}::{}", self.class, self.id)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|text| text.trim()).filter(|text| !text.is_empty() && *text != "0")
    }

    /// The name by which other objects refer to it.
    fn friendly(&self) -> Option<String> {
        if let Some(name) = self.text("friendlyname") {
            return Some(name.to_owned());
        }
        let name = self.text("name")?;
        let system = self.text("system_id_friendlyname").or(self.text("system_name"));
        Some(system.map_or_else(|| name.to_owned(), |system| format!("{name} {system}")))
    }
}

/// Which objects there are, by what others call them.
#[derive(Default)]
struct Index {
    /// Configuration items have one row of numbers.
    by_id: HashMap<String, String>,
    by_name: HashMap<String, Vec<String>>,
}

impl MapFormat for ITop {
    fn word(&self) -> &'static str {
        "itop"
    }

    fn about(&self) -> Message {
        message!("import-about-itop")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut objects, mut relations, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        for file in files {
            let read = match file.bytes.iter().find(|byte| !byte.is_ascii_whitespace() && **byte < 0x80) {
                Some(b'{' | b'[') => answers(file, &mut objects, &mut relations, draft),
                _ => rows(file, &mut objects, draft),
            };
            faults.extend(read.err());
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        // Organisations first: what belongs to them names them. What tells most of an object counts.
        let rank = |object: &Object| (object.class != "Organization", object.fields.len() < 3);
        objects.sort_by_key(|object: &Object| (rank(object), object.key()));
        let mut index = Index::default();
        for object in &objects {
            thing(object, &mut index, draft);
        }
        needs(&objects, &index, draft);
        impacts(&relations, &objects, draft);
        Ok(())
    }
}

/// Objects and relations out of an answer.
fn answers(
    file: &File<'_>,
    objects: &mut Vec<Object>,
    relations: &mut Vec<(String, String, Place)>,
    draft: &mut Draft,
) -> Result<(), Fault> {
    let value = json(file, draft)?;
    let place = Place::file(file.name.clone());
    let Some(found) = value.at("objects").as_object() else {
        return Err(foreign(&file.name, "core/get", "objects"));
    };
    for (key, object) in found {
        let Some((class, id)) = key.split_once("::") else { continue };
        let fields = object.at("fields").as_object().into_iter().flatten();
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let cis =
            object.items("fields.functionalcis_list").iter().filter_map(|link| link.text("functionalci_id"));
        objects.push(Object {
            class: class.to_owned(),
            id: id.to_owned(),
            fields: fields.filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect(),
            cis: cis.collect(),
            place: place.at(key),
        });
    }
    for (from, ends) in value.at("relations").as_object().into_iter().flatten() {
        for end in ends.as_array().into_iter().flatten() {
            relations.extend(end.text("key").map(|to| (from.clone(), to, place.at(from))));
        }
    }
    Ok(())
}

/// Objects out of a table: the class stands in the name of the file.
fn rows(file: &File<'_>, objects: &mut Vec<Object>, draft: &mut Draft) -> Result<(), Fault> {
    let told = draft.options.encoding.clone();
    let grid = delimited::read(&file.name, &file.bytes, told.as_deref(), &mut draft.report)?;
    let stem = file.name.to_lowercase();
    let known = LINKS.iter().map(|(class, ..)| *class).chain(["Organization", "Location"]);
    let classes = known.chain(CLASSES.iter().map(|(class, _)| *class));
    let class = classes.filter(|class| stem.contains(&class.to_lowercase())).max_by_key(|class| class.len());
    let Some(class) = class else {
        let detail = message!("import-itop-class");
        return Err(Fault::new(
            file.name.clone(),
            "unknown-class",
            detail,
            message!("import-itop-class-remedy"),
        ));
    };
    let Some(head) = grid.rows.first() else { return Err(foreign(&file.name, "CSV", "id")) };
    let mut heads: Vec<String> = Vec::new();
    for column in 0..head.cells.len() {
        let text = head.text(column);
        let german =
            GERMAN.iter().find(|(german, _)| *german == slug(&text)).map(|(_, code)| (*code).to_owned());
        // Id and name of a link have the same head.
        let code = german.unwrap_or_else(|| text.into_owned());
        heads.push(if heads.contains(&code) { format!("{code}_friendlyname") } else { code });
    }
    for row in &grid.rows[1..] {
        let fields: BTreeMap<String, String> =
            (0..heads.len()).map(|column| (heads[column].clone(), row.text(column).into_owned())).collect();
        let Some(id) = fields.get("id").filter(|id| id.bytes().all(|b| b.is_ascii_digit()) && !id.is_empty())
        else {
            draft.tell(What::Refused, &grid.row(row), message!("import-itop-no-id"));
            continue;
        };
        let (class, id, place) = (class.to_owned(), id.clone(), grid.row(row));
        objects.push(Object { class, id, fields, cis: Vec::new(), place });
    }
    Ok(())
}

/// The node of an object, if it is one that counts.
fn thing(object: &Object, index: &mut Index, draft: &mut Draft) {
    let key = object.key();
    let Some(name) = object.text("name").or(object.text("friendlyname")).map(str::to_owned) else {
        if !object.class.starts_with("lnk") {
            draft.tell(What::LeftOut, &object.place, message!("import-no-name"));
        }
        return;
    };
    let status = object.text("status").map(str::to_lowercase).unwrap_or_default();
    if GONE.contains(&status.as_str()) {
        return draft.tell(
            What::LeftOut,
            &object.place,
            message!("import-itop-gone", name = name, status = status),
        );
    }
    let layer = CLASSES.iter().find(|(class, _)| *class == object.class).map(|(_, layer)| *layer);
    let mut thing = match (object.class.as_str(), layer) {
        ("Organization", _) => Thing::agency(&key, &name, &object.place),
        ("Location", _) => Thing::site(&key, &name, SiteType::Building, &object.place),
        (_, Some(layer)) => Thing::service(&key, &name, layer, &object.place),
        _ => {
            if !object.class.starts_with("lnk") {
                let text = message!("import-itop-other", class = &object.class, name = name);
                draft.tell(What::LeftOut, &object.place, text);
            }
            return;
        }
    };
    if draft.thing(&key).is_some() {
        return;
    }
    if object.class != "Organization" {
        thing.agency = organisation(object, index, draft);
    }
    thing.spec.description = object.text("description").map(str::to_owned);
    for label in ["business_criticity", "status", "parent_name", "url"] {
        thing.label(label, object.text(label).unwrap_or_default());
    }
    thing.label("friendlyname", &object.friendly().unwrap_or_default());
    draft.add(thing);
    if layer.is_some() {
        index.by_id.insert(object.id.clone(), key.clone());
    }
    for name in [object.friendly(), object.text("name").map(str::to_owned)].into_iter().flatten() {
        let named = index.by_name.entry(name).or_default();
        if !named.contains(&key) {
            named.push(key.clone());
        }
    }
}

/// The organisation that an object belongs to, by its number or its name.
fn organisation(object: &Object, index: &Index, draft: &mut Draft) -> Option<String> {
    let by_id = object.text("org_id").map(|id| format!("Organization::{id}"));
    let known = by_id.clone().filter(|id| draft.thing(id).is_some());
    let name =
        object.text("org_id_friendlyname").or(object.text("organization_name")).or(object.text("org_name"));
    known.or_else(|| {
        let name = name?;
        let found = index
            .by_name
            .get(name)
            .and_then(|keys| keys.iter().find(|key| key.starts_with("Organization::")));
        if let Some(found) = found {
            return Some(found.clone());
        }
        let id = by_id.unwrap_or_else(|| format!("Organization::{name}"));
        draft.add(Thing::agency(&id, name, &object.place));
        Some(id)
    })
}

impl Index {
    /// The object that an attribute names: by number, else by name.
    fn named(&self, object: &Object, attribute: &str) -> Option<String> {
        if let Some(key) = object.text(attribute).and_then(|id| self.by_id.get(id)) {
            return Some(key.clone());
        }
        let name = object.text(&format!("{attribute}_friendlyname"))?;
        let found = self.by_name.get(name)?;
        let class = object.text(&format!("{attribute}_finalclass_recall"));
        let of_class =
            found.iter().find(|key| class.is_some_and(|class| key.starts_with(&format!("{class}::"))));
        of_class.or(found.first()).cloned()
    }
}

/// What the attributes and links of the objects say.
fn needs(objects: &[Object], index: &Index, draft: &mut Draft) {
    // Of farms and solutions a gate says how many have to work.
    let mut gated: BTreeMap<String, (Vec<String>, Place)> = BTreeMap::new();
    let mut gate = |dependent: String, provider: String, place: &Place| {
        let (providers, _) = gated.entry(dependent).or_insert_with(|| (Vec::new(), place.clone()));
        if !providers.contains(&provider) {
            providers.push(provider);
        }
    };
    let stated = Strength::Stated(Form::On);
    for object in objects {
        let (key, place) = (object.key(), &object.place);
        if let Some((class, from, to)) = LINKS.iter().find(|(class, ..)| *class == object.class) {
            let Some((dependent, provider)) = index.named(object, from).zip(index.named(object, to)) else {
                draft.tell(What::LeftOut, place, message!("import-itop-link", class = *class));
                continue;
            };
            let uplink = object.text("connection_type").is_some_and(|kind| kind != "downlink");
            match *class {
                "lnkApplicationSolutionToFunctionalCI" => gate(dependent, provider, place),
                _ if uplink => draft.tell(What::LeftOut, place, message!("import-itop-uplink")),
                _ => draft.link(Link::of(dependent, vec![provider], stated, place)),
            }
            continue;
        }
        if draft.thing(&key).is_none() {
            continue;
        }
        for ci in &object.cis {
            if let Some(provider) = index.by_id.get(ci) {
                gate(key.clone(), provider.clone(), place);
            }
        }
        for provider in NEEDS.iter().filter_map(|attribute| index.named(object, attribute)) {
            draft.link(Link::of(&key, vec![provider], stated, place));
        }
        if let Some(farm) = index.named(object, "farm_id") {
            gate(farm, key.clone(), place);
        }
        let feeds: Vec<String> =
            ["powerA_id", "powerB_id"].iter().filter_map(|feed| index.named(object, feed)).collect();
        if !feeds.is_empty() {
            let form = gate_form(object.text("redundancy").unwrap_or("1"), feeds.len());
            draft.link(Link::of(&key, feeds, Strength::Stated(form), place));
        }
        let site = object
            .text("location_id")
            .map(|id| format!("Location::{id}"))
            .filter(|id| draft.thing(id).is_some());
        let named = || index.named(object, "location_id").filter(|key| key.starts_with("Location::"));
        if let Some(site) = site.or_else(named).filter(|_| object.class != "Location") {
            draft.link(Link::hosted_at(&key, site, place));
        }
    }
    let gates: HashMap<String, &str> =
        objects.iter().filter_map(|object| Some((object.key(), object.text("redundancy")?))).collect();
    for (dependent, (providers, place)) in gated {
        // Without its gate nobody knows whether one can stand in for the other.
        let stated = gates.get(&dependent).map(|gate| Strength::Stated(gate_form(gate, providers.len())));
        draft.link(Link::of(dependent, providers, stated.unwrap_or(Strength::Named), &place));
    }
}

/// `disabled`: each; `N`: so many; `N%`: that share of them. Anything else says nothing.
fn gate_form(gate: &str, all: usize) -> Form {
    let share = gate.strip_suffix('%').and_then(|percent| percent.trim().parse::<usize>().ok());
    let wanted =
        share.map(|percent| (all * percent.min(100)).div_ceil(100).max(1)).or_else(|| gate.parse().ok());
    match wanted {
        Some(1) if all > 1 => Form::AnyOf,
        Some(wanted) if wanted > 1 && wanted < all => {
            Form::AtLeast(u32::try_from(wanted).unwrap_or(u32::MAX))
        }
        _ => Form::On,
    }
}

/// Relations of objects of which nothing else is known: what impacts them is needed, and no gate is known.
fn impacts(relations: &[(String, String, Place)], objects: &[Object], draft: &mut Draft) {
    let whole: HashMap<String, bool> =
        objects.iter().map(|object| (object.key(), object.fields.len() > 2)).collect();
    for (provider, dependent, place) in relations {
        if whole.get(dependent) != Some(&true) {
            draft.link(Link::new(dependent, provider, place));
        }
    }
}
