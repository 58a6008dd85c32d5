//! NetBox: what it knows of sites, devices, virtual machines, power and contacts; dumps of its database and its REST
//! interface, in JSON. It records where things are, not what they need.

use crate::common::{contact, foreign, guessed_layer};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Value, json};
use model::{Fault, Form, Layer, Message, SiteType, message};
use std::collections::{BTreeMap, BTreeSet};

/// Data of NetBox.
#[derive(Debug)]
pub struct NetBox;

impl MapFormat for NetBox {
    fn word(&self) -> &'static str {
        "netbox"
    }

    fn about(&self) -> Message {
        message!("import-about-netbox")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut dump, mut faults) = (Dump::default(), Vec::new());
        for file in files {
            if let Err(fault) = json(file, draft).and_then(|value| dump.read(file, value)) {
                faults.push(fault);
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        dump.agencies(draft);
        dump.sites(draft);
        dump.devices(draft);
        dump.machines(draft);
        dump.circuits(draft);
        dump.power(draft);
        dump.cables(draft);
        dump.contacts(draft);
        for (kind, objects) in &dump.objects {
            let used = ["tenancy", "circuits"].contains(&kind.split('.').next().unwrap_or_default())
                || USED.contains(&kind.as_str());
            if let Some(first) = objects.values().next().filter(|_| !used) {
                draft.tell(
                    What::LeftOut,
                    &first.1,
                    message!("import-kind-left", kind = kind, count = objects.len()),
                );
            }
        }
        Ok(())
    }
}

/// Kinds of which something is read.
const USED: [&str; 17] = [
    "dcim.site",
    "dcim.location",
    "dcim.rack",
    "dcim.region",
    "dcim.device",
    "dcim.devicerole",
    "dcim.powerport",
    "dcim.poweroutlet",
    "dcim.powerfeed",
    "dcim.powerpanel",
    "dcim.cable",
    "dcim.cabletermination",
    "dcim.interface",
    "dcim.frontport",
    "dcim.rearport",
    "virtualization.virtualmachine",
    "virtualization.cluster",
];

/// The kinds of objects by the addresses of the REST interface.
const ADDRESSES: [(&str, &str); 20] = [
    ("dcim/sites", "dcim.site"),
    ("dcim/locations", "dcim.location"),
    ("dcim/racks", "dcim.rack"),
    ("dcim/regions", "dcim.region"),
    ("dcim/devices", "dcim.device"),
    ("dcim/device-roles", "dcim.devicerole"),
    ("dcim/power-ports", "dcim.powerport"),
    ("dcim/power-outlets", "dcim.poweroutlet"),
    ("dcim/power-feeds", "dcim.powerfeed"),
    ("dcim/power-panels", "dcim.powerpanel"),
    ("dcim/cables", "dcim.cable"),
    ("dcim/cable-terminations", "dcim.cabletermination"),
    ("dcim/interfaces", "dcim.interface"),
    ("virtualization/virtual-machines", "virtualization.virtualmachine"),
    ("virtualization/clusters", "virtualization.cluster"),
    ("circuits/circuits", "circuits.circuit"),
    ("circuits/providers", "circuits.provider"),
    ("tenancy/tenants", "tenancy.tenant"),
    ("tenancy/contacts", "tenancy.contact"),
    ("tenancy/contact-assignments", "tenancy.contactassignment"),
];

/// Objects by kind and number.
#[derive(Default)]
struct Dump {
    objects: BTreeMap<String, BTreeMap<String, (Value, Place)>>,
}

impl Dump {
    fn read(&mut self, file: &File<'_>, value: Value) -> Result<(), Fault> {
        let list = if value.is_array() { value.items("") } else { value.items("results") };
        let place = Place::file(file.name.clone());
        let mut found = false;
        for object in list {
            let of_dump =
                object.text("model").zip(object.text("pk")).map(|(kind, id)| (kind, id, object.at("fields")));
            let of_rest = || {
                let url = object.text("url")?;
                let kind = ADDRESSES.iter().find(|(address, _)| url.contains(&format!("/{address}/")))?;
                Some((kind.1.to_owned(), object.text("id")?, object))
            };
            let Some((kind, id, fields)) = of_dump.or_else(of_rest) else { continue };
            found = true;
            let place = place.at(format_args!("{kind}:{id}"));
            self.objects.entry(kind).or_default().insert(id, (fields.clone(), place));
        }
        if found { Ok(()) } else { Err(foreign(&file.name, "NetBox", "model, pk / url, id")) }
    }

    fn all<'d>(&'d self, kind: &str) -> impl Iterator<Item = (&'d str, &'d Value, &'d Place)> {
        let objects = self.objects.get(kind).into_iter().flatten();
        objects.map(|(id, (fields, place))| (id.as_str(), fields, place))
    }

    fn get(&self, kind: &str, id: &str) -> Option<&Value> {
        self.objects.get(kind)?.get(id).map(|(fields, _)| fields)
    }

    /// The number that a field refers to: a number in dumps, an object in REST.
    fn reference(fields: &Value, name: &str) -> Option<String> {
        fields.text(name).or_else(|| fields.text(&format!("{name}.id")))
    }

    fn status(fields: &Value) -> String {
        fields.text("status").or_else(|| fields.text("status.value")).unwrap_or_default()
    }

    /// The id of the agency behind a tenant, if there is one.
    fn tenant(fields: &Value, draft: &Draft) -> Option<String> {
        let id = format!("tenancy.tenant:{}", Self::reference(fields, "tenant")?);
        draft.thing(&id).is_some().then_some(id)
    }

    /// A thing of an object that is in use; what is planned or retired is told.
    fn in_use(fields: &Value, place: &Place, name: &str, draft: &mut Draft) -> bool {
        let away = [
            "offline",
            "planned",
            "staged",
            "failed",
            "inventory",
            "decommissioning",
            "decommissioned",
            "retired",
        ];
        let status = Self::status(fields);
        if away.contains(&status.as_str()) {
            draft.tell(What::LeftOut, place, message!("import-status-left", name = name, status = status));
            return false;
        }
        true
    }

    fn agencies(&self, draft: &mut Draft) {
        for kind in ["tenancy.tenant", "circuits.provider"] {
            for (id, fields, place) in self.all(kind) {
                draft.add(Thing::agency(
                    format!("{kind}:{id}"),
                    &fields.text("name").unwrap_or_default(),
                    place,
                ));
            }
        }
    }

    fn sites(&self, draft: &mut Draft) {
        for (id, fields, place) in self.all("dcim.site") {
            let name = fields.text("name").unwrap_or_default();
            let mut site = Thing::site(format!("dcim.site:{id}"), &name, SiteType::Other, place);
            site.agency = Self::tenant(fields, draft);
            let region =
                Self::reference(fields, "region").and_then(|id| self.get("dcim.region", &id)?.text("name"));
            site.label("region", &region.unwrap_or_default());
            draft.add(site);
        }
        for (id, fields, place) in self.all("dcim.location") {
            let name = fields.text("name").unwrap_or_default();
            let own = format!("dcim.location:{id}");
            let mut site = Thing::site(own.clone(), &name, SiteType::Room, place);
            site.agency = Self::tenant(fields, draft);
            draft.add(site);
            let around = Self::reference(fields, "parent").map(|id| format!("dcim.location:{id}"));
            let around = around.or_else(|| Some(format!("dcim.site:{}", Self::reference(fields, "site")?)));
            if let Some(around) = around {
                draft.link(Link::of(own, vec![around], Strength::Stated(Form::On), place));
            }
        }
    }

    /// Where something stands: the room before the site.
    fn where_it_is(&self, own: &str, fields: &Value, place: &Place, draft: &mut Draft) {
        let room = Self::reference(fields, "location").map(|id| format!("dcim.location:{id}"));
        let at = room.or_else(|| Some(format!("dcim.site:{}", Self::reference(fields, "site")?)));
        if let Some(at) = at {
            draft.link(Link::hosted_at(own, at, place));
        }
    }

    fn devices(&self, draft: &mut Draft) {
        for (id, fields, place) in self.all("dcim.device") {
            let role = Self::reference(fields, "role").or_else(|| Self::reference(fields, "device_role"));
            let role = role.and_then(|id| self.get("dcim.devicerole", &id)?.text("name"));
            let role = role.or_else(|| fields.text("role.name")).unwrap_or_default();
            let name = fields.text("name").unwrap_or_else(|| {
                draft.tell(What::Flagged, place, message!("import-unnamed", id = id));
                format!("{} {id}", if role.is_empty() { "Device" } else { &role })
            });
            if !Self::in_use(fields, place, &name, draft) {
                continue;
            }
            let own = format!("dcim.device:{id}");
            let layer = match guessed_layer(&role) {
                Layer::Network => Layer::Network,
                Layer::Utility => Layer::Utility,
                _ if role.to_lowercase().contains("pdu") => Layer::Utility,
                _ => Layer::Infrastructure,
            };
            let mut device =
                Thing::service(own.clone(), &name, layer, place).run_by(Self::tenant(fields, draft));
            device.label("role", &role);
            device.label("host", &name);
            let rack =
                Self::reference(fields, "rack").and_then(|id| self.get("dcim.rack", &id)?.text("name"));
            device.label("rack", &rack.unwrap_or_default());
            draft.add(device);
            self.where_it_is(&own, fields, place, draft);
        }
    }

    fn machines(&self, draft: &mut Draft) {
        for (id, fields, place) in self.all("virtualization.cluster") {
            let name = fields.text("name").unwrap_or_default();
            let own = format!("virtualization.cluster:{id}");
            let cluster = Thing::service(own.clone(), &name, Layer::Infrastructure, place);
            draft.add(cluster.run_by(Self::tenant(fields, draft)));
            let hosts = self
                .all("dcim.device")
                .filter(|(_, device, _)| Self::reference(device, "cluster").as_deref() == Some(id));
            let hosts: Vec<String> = hosts.map(|(id, ..)| format!("dcim.device:{id}")).collect();
            // Whether one host is enough is recorded nowhere.
            if !hosts.is_empty() {
                draft.link(Link::of(own.clone(), hosts, Strength::Named, place));
            }
            if Self::reference(fields, "site").is_some() {
                self.where_it_is(&own, fields, place, draft);
            }
        }
        for (id, fields, place) in self.all("virtualization.virtualmachine") {
            let name = fields.text("name").unwrap_or_default();
            if !Self::in_use(fields, place, &name, draft) {
                continue;
            }
            let own = format!("virtualization.virtualmachine:{id}");
            let mut machine = Thing::service(own.clone(), &name, Layer::Infrastructure, place);
            machine.agency = Self::tenant(fields, draft);
            machine.label("host", &name);
            draft.add(machine);
            let on = Self::reference(fields, "cluster").map(|id| format!("virtualization.cluster:{id}"));
            let on = on.or_else(|| Some(format!("dcim.device:{}", Self::reference(fields, "device")?)));
            match on {
                Some(on) => draft.link(Link::of(own, vec![on], Strength::Stated(Form::On), place)),
                None => self.where_it_is(&own, fields, place, draft),
            }
        }
    }

    fn circuits(&self, draft: &mut Draft) {
        for (id, fields, place) in self.all("circuits.circuit") {
            let name = fields.text("cid").unwrap_or_default();
            if !Self::in_use(fields, place, &name, draft) {
                continue;
            }
            let provider = Self::reference(fields, "provider").map(|id| format!("circuits.provider:{id}"));
            let provider = provider.filter(|id| draft.thing(id).is_some());
            draft.add(
                Thing::service(format!("circuits.circuit:{id}"), &name, Layer::Network, place)
                    .run_by(provider),
            );
        }
    }

    /// What is at the other end of the cable of a component.
    fn ends(&self) -> BTreeMap<(String, String), Vec<(String, String)>> {
        let mut cables: BTreeMap<String, [Vec<(String, String)>; 2]> = BTreeMap::new();
        for (_, fields, _) in self.all("dcim.cabletermination") {
            let kind =
                fields.text("termination_type").unwrap_or_else(|| fields.texts("termination_type").join("."));
            let id = fields.text("termination_id").unwrap_or_default();
            let side = usize::from(fields.text("cable_end").as_deref() == Some("B"));
            if let Some(cable) = Self::reference(fields, "cable") {
                cables.entry(cable).or_default()[side].push((kind, id));
            }
        }
        let mut ends: BTreeMap<(String, String), Vec<(String, String)>> = BTreeMap::new();
        for [a, b] in cables.values() {
            for (from, to) in [(a, b), (b, a)] {
                from.iter().for_each(|end| ends.entry(end.clone()).or_default().extend(to.iter().cloned()));
            }
        }
        ends
    }

    /// The device that a component is part of.
    fn owner(&self, (kind, id): &(String, String)) -> Option<String> {
        let device = Self::reference(self.get(kind, id)?, "device")?;
        Some(format!("dcim.device:{device}"))
    }

    fn power(&self, draft: &mut Draft) {
        for (id, fields, place) in self.all("dcim.powerpanel") {
            let own = format!("dcim.powerpanel:{id}");
            draft.add(Thing::service(
                own.clone(),
                &fields.text("name").unwrap_or_default(),
                Layer::Utility,
                place,
            ));
            self.where_it_is(&own, fields, place, draft);
        }
        let mut types: BTreeMap<String, String> = BTreeMap::new();
        for (id, fields, place) in self.all("dcim.powerfeed") {
            let (own, name) = (format!("dcim.powerfeed:{id}"), fields.text("name").unwrap_or_default());
            draft.add(Thing::service(own.clone(), &name, Layer::Utility, place));
            let of = fields.text("type").or_else(|| fields.text("type.value")).unwrap_or_default();
            types.insert(own.clone(), of);
            if let Some(panel) = Self::reference(fields, "power_panel") {
                let panel = format!("dcim.powerpanel:{panel}");
                draft.link(Link::of(own, vec![panel], Strength::Stated(Form::On), place));
            }
        }
        let ends = self.ends();
        let mut supplies: BTreeMap<String, (BTreeSet<String>, Place)> = BTreeMap::new();
        for (id, fields, place) in self.all("dcim.powerport") {
            let Some(device) = Self::reference(fields, "device").map(|id| format!("dcim.device:{id}")) else {
                continue;
            };
            for end in ends.get(&("dcim.powerport".to_owned(), id.to_owned())).into_iter().flatten() {
                let supply = match end.0.as_str() {
                    "dcim.powerfeed" => Some(format!("dcim.powerfeed:{}", end.1)),
                    _ => self.owner(end),
                };
                let entry =
                    supplies.entry(device.clone()).or_insert_with(|| (BTreeSet::new(), place.clone()));
                entry.0.extend(supply.filter(|supply| *supply != device));
            }
        }
        // Behind a distribution unit stands its feed.
        let feed = |supply: &String| {
            let behind = supplies.get(supply).and_then(|(behind, _)| behind.first());
            types.get(supply).or_else(|| types.get(behind?)).cloned().unwrap_or_default()
        };
        let links: Vec<Link> = supplies
            .iter()
            .filter(|(device, (all, _))| draft.thing(device).is_some() && !all.is_empty())
            .map(|(device, (all, place))| {
                let kinds: BTreeSet<String> = all.iter().map(feed).collect();
                let doubled = all.len() > 1 && kinds.contains("primary") && kinds.contains("redundant");
                let strength = match all.len() {
                    1 => Strength::Stated(Form::On),
                    _ if doubled => Strength::Stated(Form::AnyOf),
                    _ => Strength::Named,
                };
                Link::of(device.clone(), all.iter().cloned().collect(), strength, place)
            })
            .collect();
        links.into_iter().for_each(|link| draft.link(link));
    }

    /// Cables between devices have no direction.
    fn cables(&self, draft: &mut Draft) {
        let (mut seen, mut lost) = (BTreeSet::new(), 0_u32);
        for (from, to) in self.ends() {
            if from.0.contains("power") {
                continue;
            }
            for end in to {
                let (Some(a), Some(b)) = (self.owner(&from), self.owner(&end)) else {
                    lost += 1;
                    continue;
                };
                let there = draft.thing(&a).is_some() && draft.thing(&b).is_some();
                if a < b && there && seen.insert((a.clone(), b.clone())) {
                    let place = draft.thing(&a).map(|thing| thing.place.clone()).unwrap_or_default();
                    draft.link(Link::of(a, vec![b], Strength::Stated(Form::InformedBy), &place));
                }
            }
        }
        if let Some((_, _, place)) = self.all("dcim.cabletermination").next().filter(|_| lost > 0) {
            draft.tell(What::LeftOut, place, message!("import-cables", count = lost));
        }
    }

    /// Of whom to call only the address and the number: a name would be that of a person.
    fn contacts(&self, draft: &mut Draft) {
        let mut all: Vec<_> = self.all("tenancy.contactassignment").collect();
        let rank = |fields: &Value| match fields
            .text("priority")
            .or_else(|| fields.text("priority.value"))
            .as_deref()
        {
            Some("primary") => 0,
            Some("secondary") => 1,
            Some("tertiary") => 2,
            _ => 3,
        };
        all.sort_by_key(|(_, fields, _)| rank(fields));
        for (_, fields, place) in all {
            let kind = fields.text("content_type").or_else(|| fields.text("object_type"));
            let kind = kind.unwrap_or_else(|| fields.texts("content_type").join("."));
            let thing = format!("{kind}:{}", fields.text("object_id").unwrap_or_default());
            let person =
                Self::reference(fields, "contact").and_then(|id| self.get("tenancy.contact", &id).cloned());
            let Some(person) = person else { continue };
            let found = contact(person.text("email").as_deref(), person.text("phone").as_deref());
            draft.tell(What::Flagged, place, message!("import-contact-nameless", thing = &thing));
            if let (Some(found), Some(thing)) = (found, draft.thing_mut(&thing)) {
                thing.spec.contacts.push(found);
            }
        }
    }
}
