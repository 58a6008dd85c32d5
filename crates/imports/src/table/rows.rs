//! Tables in which a row is a thing: its facts, and the cells that list what it needs.

use super::facts::{Facts, workaround};
use super::grid::Row;
use super::heads::Sheet;
use super::lists::{Entry, list};
use super::names::{Names, folded, site_type};
use super::roles::{Role, guess};
use super::values::{Says, says};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::keys::slug;
use crate::place::Place;
use crate::report::What;
use model::{Kind, Layer, Relation, message};

/// Beginnings of rows that sum up others.
const SUMS: [&str; 6] = ["summe", "gesamt", "total", "sum", "zwischensumme", "insgesamt"];

/// Reads the things of all rows; the id of the thing of each row, `None` for rows that were left out.
pub(super) fn things(sheet: &Sheet<'_>, names: &mut Names, draft: &mut Draft) -> Vec<Option<String>> {
    let name_head = sheet.first(|role| matches!(role, Role::Name(_))).map(|head| head.column);
    let key_head = sheet.first(|role| role == Role::Key).map(|head| head.column);
    let mut facts = Facts::new(sheet);
    let (mut ids, mut last) = (Vec::with_capacity(sheet.rows.len()), None::<String>);
    for row in sheet.rows {
        let place = sheet.grid.row(row);
        let first = row.filled().next().map(|column| slug(&row.text(column))).unwrap_or_default();
        if SUMS.iter().any(|sum| first == *sum) && row.filled().count() <= sheet.heads.len() / 2 {
            draft.tell(What::LeftOut, &place, message!("import-sum-row"));
            ids.push(None);
            continue;
        }
        facts.enter(row);
        let said = |column: Option<usize>| {
            let column = column.filter(|&column| says(row.value(column)) == Says::Something)?;
            Some(row.text(column).split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let (key, name) = (said(key_head), said(name_head));
        let Some(name) = name.or_else(|| key.clone()) else {
            match &last {
                Some(id) => {
                    draft.tell(What::Flagged, &place, message!("import-continuation", id = id));
                    facts.fill(id, row, draft);
                }
                None => draft.tell(What::LeftOut, &place, message!("import-no-name")),
            }
            ids.push(last.clone());
            continue;
        };
        let id = key.clone().unwrap_or_else(|| id_of(&name, names, draft));
        if draft.thing(&id).is_none() {
            let thing = thing(sheet, &facts, row, &id, &name, draft);
            draft.add(thing);
        } else {
            draft.tell(What::Flagged, &place, message!("import-same-name", name = &name));
        }
        names.know(&name, &id);
        key.iter().for_each(|key| names.know(key, &id));
        facts.fill(&id, row, draft);
        last = Some(id.clone());
        ids.push(Some(id));
    }
    ids
}

/// Rows without an id of their own are known by their name.
fn id_of(name: &str, names: &Names, draft: &Draft) -> String {
    let known =
        names.find(name).filter(|id| draft.thing(id).is_some_and(|thing| thing.spec.kind == Kind::Service));
    known.cloned().unwrap_or_else(|| folded(name))
}

/// The thing of a row, by what the sheet, its heads and its cells say that it is.
fn thing(sheet: &Sheet<'_>, facts: &Facts<'_>, row: &Row, id: &str, name: &str, draft: &mut Draft) -> Thing {
    let place = sheet.grid.row(row);
    let agency = facts.agency(row, draft);
    let of_head = sheet.first(|role| matches!(role, Role::Name(_))).and_then(|head| head.role);
    let of_sheet = sheet.grid.place.sheet.as_deref().and_then(guess);
    let word = |role: Role| {
        let head = sheet.first(|found| found == role)?;
        Some(facts.text(row, head.column)).filter(|text| !text.is_empty())
    };
    let layer = |role: Option<Role>| match role {
        Some(Role::Name(layer) | Role::Needs(layer)) => layer,
        _ => None,
    };
    let said =
        word(Role::Layer).and_then(|text| Layer::from_word(&text.to_lowercase()).or(layer(guess(&text))));
    let kind = word(Role::Kind);
    match kind.as_deref().and_then(kind_of).or_else(|| sheet.grid.place.sheet.as_deref().and_then(kind_of)) {
        Some(Kind::Agency) => return Thing::agency(id, name, &place),
        Some(Kind::Site) => {
            return Thing::site(id, name, site_type(kind.as_deref().unwrap_or(name)), &place).run_by(agency);
        }
        _ => {}
    }
    let of_kind = layer(kind.as_deref().and_then(guess));
    let layer = said.or(of_kind).or(layer(of_head)).or(layer(of_sheet)).unwrap_or(Layer::Application);
    Thing::service(id, name, layer, &place).run_by(agency)
}

/// Agencies and places by the words that tables use.
fn kind_of(word: &str) -> Option<Kind> {
    match slug(word).as_str() {
        "agency" | "agencies" | "behoerde" | "behoerden" | "dienststelle" | "dienststellen"
        | "organisation" | "organisationen" | "aemter" => Some(Kind::Agency),
        "site" | "sites" | "standort" | "standorte" | "gebaeude" | "raum" | "raeume" | "rechenzentrum"
        | "location" | "locations" => Some(Kind::Site),
        _ => None,
    }
}

/// Reads what the things of the rows need.
pub(super) fn links(sheet: &Sheet<'_>, ids: &[Option<String>], names: &mut Names, draft: &mut Draft) {
    let mut facts = Facts::new(sheet);
    let mut seen_name = false;
    let mut columns = Vec::new();
    for head in &sheet.heads {
        match head.role {
            // A second name beside the first is what the first needs: process, application, server.
            Some(Role::Name(Some(layer))) if seen_name => columns.push((head, layer, false)),
            Some(Role::Name(_)) => seen_name = true,
            Some(Role::Needs(layer)) => columns.push((head, layer.unwrap_or(Layer::Application), false)),
            Some(Role::Feeds) => columns.push((head, Layer::Application, true)),
            _ => {}
        }
    }
    for (row, id) in sheet.rows.iter().zip(ids) {
        facts.enter(row);
        let Some(id) = id else { continue };
        let carries_on = workaround(sheet, &facts, row, draft);
        for &(head, layer, turned) in &columns {
            let place = sheet.grid.cell(row, head.column);
            let text = facts.told_text(row, head.column, draft);
            let entries = list(&text, &|name| names.find(name).is_some());
            for entry in entries {
                let links = entry_links(entry, id, (layer, turned), &place, names, draft);
                for mut link in links {
                    link.workaround = carries_on.clone().filter(|_| link.dependent == *id);
                    draft.link(link);
                }
            }
        }
        sites(sheet, &facts, row, id, draft);
    }
}

/// The links of one entry of a list.
pub(super) fn entry_links(
    entry: Entry,
    id: &str,
    (layer, turned): (Layer, bool),
    place: &Place,
    names: &mut Names,
    draft: &mut Draft,
) -> Vec<Link> {
    let of = |other: String| if turned { Link::new(other, id, place) } else { Link::new(id, other, place) };
    match entry {
        Entry::One(name) => {
            let provider = names.service(&name, layer, place, draft);
            vec![of(provider)]
        }
        Entry::Group(group) if turned => {
            let ids: Vec<String> =
                group.iter().map(|name| names.service(name, layer, place, draft)).collect();
            ids.into_iter().map(of).collect()
        }
        Entry::Group(group) => {
            let ids = group.iter().map(|name| names.service(name, layer, place, draft)).collect();
            vec![Link::of(id, ids, Strength::Named, place)]
        }
        Entry::Arrow(from, to) => {
            let from = names.service(&from, layer, place, draft);
            let to = names.service(&to, Layer::Platform, place, draft);
            vec![Link::new(from, to, place)]
        }
    }
}

/// Where the thing of a row runs.
fn sites(sheet: &Sheet<'_>, facts: &Facts<'_>, row: &Row, id: &str, draft: &mut Draft) {
    let Some(kind) = draft.thing(id).map(|thing| thing.spec.kind) else { return };
    let agency = draft.thing(id).and_then(|thing| thing.agency.clone());
    for head in sheet.of_role(|role| role == Role::Site) {
        let place = sheet.grid.cell(row, head.column);
        let text = facts.told_text(row, head.column, draft);
        // A comma belongs to the name of a place: `Rathaus, Zi. 101`.
        for name in text.split([';', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
            match kind {
                Kind::Service => {
                    let site = Names::site(name, agency.clone(), &place, draft);
                    draft.link(Link::hosted_at(id, site, &place));
                }
                Kind::Site => {
                    let around = Names::site(name, agency.clone(), &place, draft);
                    draft.link(Link {
                        relation: Relation::Needs,
                        turns: false,
                        ..Link::new(id, around, &place)
                    });
                }
                Kind::Agency => {
                    if let Some(thing) = draft.thing_mut(id) {
                        thing.label(&head.text, name);
                    }
                }
            }
        }
    }
}
