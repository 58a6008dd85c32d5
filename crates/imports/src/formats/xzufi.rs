//! XZuFi: who offers which public service where, as the portals of the German states exchange it. It says nothing of what
//! is needed.

use crate::common::{contact, foreign};
use crate::draft::{Draft, Link, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Node, xml};
use model::{Fault, Kind, Layer, Message, Relation, SiteType, message};
use std::collections::BTreeMap;

/// Messages of XZuFi 2.1 and 2.2.
#[derive(Debug)]
pub struct XZuFi;

impl MapFormat for XZuFi {
    fn word(&self) -> &'static str {
        "xzufi"
    }

    fn about(&self) -> Message {
        message!("import-about-xzufi")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut trees, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match xml(file, draft) {
                Ok(tree) => trees.push((Place::file(file.name.clone()), tree)),
                Err(fault) => faults.push(fault),
            }
        }
        let kinds = ["organisationseinheit", "leistung", "onlinedienst", "spezialisierung"];
        for (place, tree) in &trees {
            if kinds.iter().all(|kind| tree.root().within(kind).is_empty()) {
                faults.push(foreign(&place.file, "XZuFi", "leistung, organisationseinheit"));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let all = |kind: &str| -> Vec<(&Place, Node<'_>)> {
            trees
                .iter()
                .flat_map(|(place, tree)| tree.root().within(kind).into_iter().map(move |n| (place, n)))
                .collect()
        };
        let units = all("organisationseinheit");
        units.iter().for_each(|(place, unit)| agency(place, *unit, draft));
        let services: BTreeMap<String, Node<'_>> =
            all("leistung").into_iter().filter_map(|(_, service)| Some((id(service)?, service))).collect();
        for (place, unit) in &units {
            offers(place, *unit, &services, draft);
        }
        for (place, service) in all("onlinedienst") {
            online(place, service, draft);
        }
        let offered = services
            .keys()
            .filter(|id| draft.things().iter().any(|thing| thing.id.ends_with(&format!("@{id}"))))
            .count();
        let left = services.len() - offered;
        if let Some((place, _)) = all("leistung").first().filter(|_| left > 0) {
            draft.tell(What::LeftOut, place, message!("import-nobody-offers", count = left));
        }
        Ok(())
    }
}

/// The id of an object, with who gave it out.
fn id(node: Node<'_>) -> Option<String> {
    let id = node.child("id")?;
    let text = id.text().or_else(|| id.text_of("value"))?;
    let scheme = id.attribute("schemeAgencyID").or(id.attribute("schemeID"));
    Some(scheme.map_or_else(|| text.to_owned(), |scheme| format!("{scheme}:{text}")))
}

/// The first text of this path in German, else the first at all.
fn german<'x>(node: Node<'x>, path: &[&str]) -> Option<&'x str> {
    let mut found = vec![node];
    for name in path {
        found = found
            .iter()
            .flat_map(|node| node.children().filter(|child| child.name() == *name).collect::<Vec<_>>())
            .collect();
    }
    let german =
        found.iter().find(|node| node.attribute("languageCode").is_some_and(|code| code.starts_with("de")));
    german.or(found.first()).and_then(|node| node.text())
}

fn agency(place: &Place, unit: Node<'_>, draft: &mut Draft) {
    let Some(own) = id(unit) else { return };
    let place = place.at(&own);
    let name = german(unit, &["name", "name"]).or_else(|| german(unit, &["name"])).unwrap_or(&own);
    let mut thing = Thing::agency(own.clone(), name, &place);
    for channel in unit.within("kommunikation") {
        let kind = channel.child("kanal").and_then(|kind| kind.text_of("code")).unwrap_or_default();
        let text = channel.text_of("kennung");
        // The codes of XZuFi: 02 e-mail, 03 fax, 01, 04 and 07 telephones.
        let found = match kind {
            "02" => contact(text, None),
            "01" | "04" | "07" => contact(None, text),
            _ => None,
        };
        thing.spec.contacts.extend(found);
    }
    draft.add(thing);
    for (at, address) in unit.all("anschrift").enumerate() {
        let parts = ["strasse", "hausnummer", "postleitzahl", "ort"]
            .map(|part| address.text_of(part).unwrap_or_default());
        let text = format!("{} {}, {} {}", parts[0], parts[1], parts[2], parts[3]);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches([',', ' ']).to_owned();
        if text.is_empty() {
            continue;
        }
        let site = Thing::site(format!("{own}/anschrift/{}", at + 1), &text, SiteType::Office, &place);
        draft.add(site.run_by(Some(own.clone())));
    }
    if unit.child("uebergeordneteOrganisationseinheitID").is_some()
        || unit.child("uebergeordneteID").is_some()
    {
        let above = unit
            .child("uebergeordneteOrganisationseinheitID")
            .or(unit.child("uebergeordneteID"))
            .and_then(Node::text);
        let text = message!("import-kept-label", name = "übergeordnet", value = above.unwrap_or_default());
        draft.tell(What::LeftOut, &place, text);
    }
}

/// A public service of an agency for each service that it is responsible for.
fn offers(place: &Place, unit: Node<'_>, services: &BTreeMap<String, Node<'_>>, draft: &mut Draft) {
    let Some(agency) = id(unit) else { return };
    let site = format!("{agency}/anschrift/1");
    for duty in unit.within("zustaendigkeit") {
        let Some(wanted) = duty.child("leistungID").and_then(reference) else { continue };
        let found = services.iter().find(|(id, _)| **id == wanted || id.ends_with(&format!(":{wanted}")));
        let place = place.at(format_args!("{agency}/{wanted}"));
        let Some((id, service)) = found else {
            draft.tell(
                What::LeftOut,
                &place,
                message!("import-no-provider", id = wanted, dependent = &agency),
            );
            continue;
        };
        let own = format!("{agency}@{id}");
        if draft.thing(&own).is_some() {
            continue;
        }
        let mut thing =
            Thing::service(own.clone(), &name(*service).unwrap_or_else(|| id.clone()), Layer::Public, &place);
        thing.agency = Some(agency.clone());
        let leika = service
            .child("referenzLeiKa")
            .and_then(|key| key.text_of("code"))
            .or(service.text_of("leikaSchluessel"));
        thing.spec.leika = leika.filter(|key| key.len() == 14).map(ToOwned::to_owned);
        draft.add(thing);
        area(duty, &agency, &place, draft);
        if draft.thing(&site).is_some() {
            let link = Link::new(own, site.clone(), &place);
            draft.link(Link { relation: Relation::OfferedAt, turns: false, ..link });
        }
    }
}

/// Of text modules the one with the name: 02.
fn name(service: Node<'_>) -> Option<String> {
    let modules = service.all("modulText");
    let named = modules
        .filter(|module| module.child("leikaTextmodul").and_then(|code| code.text_of("code")) == Some("02"));
    let named = named.filter_map(|module| german(module, &["inhalt"])).next();
    named
        .or_else(|| german(service, &["bezeichnung"]))
        .or_else(|| german(service, &["name"]))
        .map(ToOwned::to_owned)
}

fn reference(id: Node<'_>) -> Option<String> {
    let text = id.text().or_else(|| id.text_of("value"))?;
    let scheme = id.attribute("schemeAgencyID").or(id.attribute("schemeID"));
    Some(scheme.map_or_else(|| text.to_owned(), |scheme| format!("{scheme}:{text}")))
}

/// The area that an agency is responsible for: its regional key, told when there are several.
fn area(duty: Node<'_>, agency: &str, place: &Place, draft: &mut Draft) {
    let keys: Vec<String> = duty
        .all("gebietID")
        .filter_map(Node::text)
        .map(|key| key.chars().filter(char::is_ascii_digit).collect::<String>())
        .filter(|key| [2, 3, 5, 8, 9, 12].contains(&key.len()))
        .collect();
    let [key] = keys.as_slice() else {
        if keys.len() > 1 {
            draft.tell(What::LeftOut, place, message!("import-many-areas", count = keys.len()));
        }
        return;
    };
    let Some(thing) = draft.thing_mut(agency).filter(|thing| thing.spec.kind == Kind::Agency) else { return };
    if thing.spec.ars.is_none() && thing.spec.ags.is_none() {
        match key.len() {
            8 => thing.spec.ags = Some(key.clone()),
            _ => thing.spec.ars = Some(key.clone()),
        }
    }
}

/// An online service is a channel; who runs it stands in no field.
fn online(place: &Place, service: Node<'_>, draft: &mut Draft) {
    let Some(own) = id(service) else { return };
    let place = place.at(&own);
    let name = german(service, &["bezeichnung"]).unwrap_or(&own);
    let mut thing = Thing::service(own.clone(), name, Layer::Channel, &place);
    let links = service.within("link");
    let url = links
        .iter()
        .filter_map(|link| link.text_of("link").or(link.text()))
        .find(|url| url.starts_with("http"));
    if let Some(host) = url.and_then(|url| url.split('/').nth(2)) {
        thing.label("host", host);
    }
    draft.add(thing);
}
