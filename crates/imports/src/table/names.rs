//! Names in cells to things: those of rows, and those that are only named.

use crate::draft::{Draft, Thing};
use crate::keys::slug;
use crate::place::Place;
use crate::report::What;
use model::{Layer, SiteType, message};
use std::collections::HashMap;

/// Which thing a name means.
#[derive(Debug, Default)]
pub(super) struct Names {
    by: HashMap<String, String>,
}

/// How a name is compared: in the letters of keys; as it is when nothing of it can be said so.
pub(super) fn folded(name: &str) -> String {
    match slug(name) {
        empty if empty.is_empty() => name.trim().to_lowercase(),
        slug => slug,
    }
}

impl Names {
    /// From now on `name` means the thing with this id, unless it means another.
    pub(super) fn know(&mut self, name: &str, id: &str) {
        self.by.entry(folded(name)).or_insert_with(|| id.to_owned());
    }

    /// The id of the thing that a name means.
    pub(super) fn find(&self, name: &str) -> Option<&String> {
        self.by.get(&folded(name))
    }

    /// The id of a service by its name; it is made when it is only named here.
    pub(super) fn service(&mut self, name: &str, layer: Layer, place: &Place, draft: &mut Draft) -> String {
        if let Some(id) = self.find(name) {
            return id.clone();
        }
        let id = folded(name);
        self.know(name, &id);
        if draft.thing(&id).is_none() {
            draft.add(Thing::service(&id, name, layer, place));
            draft.tell(
                What::Flagged,
                place,
                message!("import-only-named", name = name, layer = layer.as_str()),
            );
        }
        id
    }

    /// The id of an agency by its name.
    pub(super) fn agency(name: &str, place: &Place, draft: &mut Draft) -> String {
        let id = format!("agency:{}", folded(name));
        if draft.thing(&id).is_none() {
            draft.add(Thing::agency(&id, name, place));
        }
        id
    }

    /// The id of a site by its name.
    pub(super) fn site(name: &str, agency: Option<String>, place: &Place, draft: &mut Draft) -> String {
        let id = format!("site:{}", folded(name));
        if draft.thing(&id).is_none() {
            draft.add(Thing::site(&id, name, site_type(name), place).run_by(agency));
        }
        id
    }
}

/// What kind of place a name tells of.
pub(super) fn site_type(name: &str) -> SiteType {
    let name = format!("-{}-", slug(name));
    let any = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if any(&["-rz-", "-rz", "rechenzentrum", "serverraum", "data-cent", "datacent", "-dc-"]) {
        SiteType::DataCentre
    } else if any(&["-raum-", "-zi-", "-zimmer-", "-room-"]) {
        SiteType::Room
    } else if any(&["gebaeude", "-haus-", "building", "liegenschaft"]) {
        SiteType::Building
    } else {
        SiteType::Office
    }
}
