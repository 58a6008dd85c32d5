//! Agencies, sites and services, with what a person needs to know about them.

use super::backup::Backup;
use super::key::quoted;
use super::{
    Deadline, Dependency, Fault, Key, Kind, Layer, Message, Relation, Reliability, Seconds, SiteType, Stamp,
    name,
};
use crate::message;
use std::collections::BTreeMap;

/// Longest name, in characters.
pub const MAX_NAME: usize = 300;
/// Longest free text (description, note, workaround), in characters.
pub const MAX_TEXT: usize = 4_000;
/// Most dependencies of one node.
pub const MAX_NEEDS: usize = 10_000;
/// Largest number of inhabitants: more than there are people, and exact in every number format.
pub const MAX_POPULATION: u64 = 10_000_000_000;
/// Most contacts, identifiers, labels or deadlines of one node.
pub const MAX_ITEMS: usize = 100;

/// A functional mailbox, a telephone or fax number, a page: never a private person's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Who answers.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Fax number.
    pub fax: Option<String>,
    /// Web page.
    pub url: Option<String>,
    /// When to use it.
    pub note: Option<String>,
}

/// Where a node's facts come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// Document, system or person.
    pub source: Option<String>,
    /// When somebody last confirmed them.
    pub confirmed_at: Option<Stamp>,
    /// Who did.
    pub confirmed_by: Option<String>,
}

/// Most nodes of its kind that one node can stand for.
pub const MAX_STANDS_FOR: u32 = 1_000_000;

/// Everything a node says, not yet checked.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeSpec {
    /// Its key.
    pub key: Key,
    /// What it is.
    pub kind: Kind,
    /// What people call it.
    pub name: String,
    /// Who runs it; required for sites and services, absent for agencies.
    pub agency: Option<Key>,
    /// Services only, and required there.
    pub layer: Option<Layer>,
    /// Sites only; `office` when not said.
    pub site_type: Option<SiteType>,
    /// Free text.
    pub description: Option<String>,
    /// Amtlicher Regionalschlüssel: 2, 3, 5, 9 or 12 digits. Agencies and sites.
    pub ars: Option<String>,
    /// Amtlicher Gemeindeschlüssel: 2, 3, 5 or 8 digits. Agencies and sites.
    pub ags: Option<String>,
    /// FIM/LeiKa key of a public service: 14 digits.
    pub leika: Option<String>,
    /// Other identifiers by scheme.
    pub identifiers: BTreeMap<String, String>,
    /// For matching alerts of monitoring tools.
    pub labels: BTreeMap<String, String>,
    /// Inhabitants, at most [`MAX_POPULATION`]; agencies only.
    pub population: Option<u64>,
    /// It stands for so many of its kind (offices, municipalities), from 1 to [`MAX_STANDS_FOR`]; `None` = for itself.
    pub stands_for: Option<u32>,
    /// Cases per day; services only. Finite and not negative.
    pub cases_per_day: Option<f64>,
    /// Maximum tolerable period of disruption.
    pub mtpd: Option<Seconds>,
    /// Recovery time objective.
    pub rto: Option<Seconds>,
    /// How old restored data may be at most: the recovery point objective.
    pub rpo: Option<Seconds>,
    /// How its data are copied and brought back; `None` = nobody says.
    pub backup: Option<Backup>,
    /// How often it fails by itself.
    pub reliability: Option<Reliability>,
    /// How long it needs to come back once everything it needs is back.
    pub recovery: Seconds,
    /// Statutory deadlines.
    pub deadlines: Vec<Deadline>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    /// Where the facts come from.
    pub provenance: Provenance,
    /// What it needs, shorthands first, in the order written.
    pub needs: Vec<Dependency>,
}

impl NodeSpec {
    /// A node with nothing but its key, kind and name.
    pub fn new(key: Key, kind: Kind, name: impl Into<String>) -> Self {
        Self {
            key,
            kind,
            name: name.into(),
            agency: None,
            layer: None,
            site_type: None,
            description: None,
            ars: None,
            ags: None,
            leika: None,
            identifiers: BTreeMap::new(),
            labels: BTreeMap::new(),
            population: None,
            stands_for: None,
            cases_per_day: None,
            mtpd: None,
            rto: None,
            rpo: None,
            backup: None,
            reliability: None,
            recovery: Seconds::ZERO,
            deadlines: Vec::new(),
            contacts: Vec::new(),
            provenance: Provenance::default(),
            needs: Vec::new(),
        }
    }
}

/// A checked node. Read its fields through the [`NodeSpec`] it dereferences to.
#[derive(Debug, Clone, PartialEq)]
pub struct Node(NodeSpec);

impl std::ops::Deref for Node {
    type Target = NodeSpec;
    fn deref(&self) -> &NodeSpec {
        &self.0
    }
}

impl Node {
    /// The key of the agency that it belongs to: of an agency itself, of anything else who runs it.
    pub fn owner(&self) -> Option<&str> {
        match self.kind {
            Kind::Agency => Some(self.key.as_str()),
            _ => self.agency.as_ref().map(Key::as_str),
        }
    }

    /// Checks everything a node can say about itself; returns every fault, with places relative to the node.
    ///
    /// Puts the dependencies that are written as shorthands first, as the written form has them; otherwise their
    /// order stays. Places in faults count the order given.
    pub fn new(spec: NodeSpec) -> Result<Self, Vec<Fault>> {
        Self::check(spec).map_err(|(faults, _)| faults)
    }

    /// Like [`new`](Self::new), and gives back what has faults.
    pub fn check(mut spec: NodeSpec) -> Result<Self, (Vec<Fault>, Box<NodeSpec>)> {
        let mut faults = Vec::new();
        check_fields(&spec, &mut faults);
        check_official_keys(&spec, &mut faults);
        check_limits(&spec, &mut faults);
        check_needs(&spec, &mut faults);
        if !faults.is_empty() {
            return Err((faults, Box::new(spec)));
        }
        spec.needs.sort_by_key(|need| need.relation.rank());
        Ok(Self(spec))
    }

    /// A node from fields that were checked when it was stored, or that only have to tell what refers to what.
    pub fn trusted(spec: NodeSpec) -> Self {
        Self(spec)
    }

    /// A node of which nothing is known but its key and kind, so that others can refer to it while problems are looked
    /// for.
    pub fn named(key: Key, kind: Kind) -> Self {
        let name = key.to_string();
        Self(NodeSpec::new(key, kind, name))
    }

    /// The fields again, to change them and check anew.
    pub fn into_spec(self) -> NodeSpec {
        self.0
    }
}

fn check_fields(spec: &NodeSpec, faults: &mut Vec<Fault>) {
    let kind = spec.kind.as_str();
    faults.extend(name::check(&spec.name).err().map(|fault| fault.under("/name")));
    for (i, deadline) in spec.deadlines.iter().enumerate() {
        faults.extend(
            name::check(&deadline.name).err().map(|fault| fault.under(&format!("/deadlines/{i}/name"))),
        );
    }
    for (i, contact) in spec.contacts.iter().enumerate() {
        let name = contact.name.as_deref().filter(|name| !name.is_empty());
        let fault = name.and_then(|name| name::check(name).err());
        faults.extend(fault.map(|fault| fault.under(&format!("/contacts/{i}/name"))));
    }
    let mut presence = |place: &str, present: bool, wanted: Option<bool>| match wanted {
        Some(true) if !present => faults.push(Fault::new(
            place,
            "missing-property",
            message!("problem-without", kind = kind, key = quoted(spec.key.as_str()), name = &place[1..]),
            remedy_without(spec, &place[1..]),
        )),
        Some(false) if present => faults.push(Fault::new(
            place,
            "property-of-another-kind",
            message!("problem-of-another-kind", name = &place[1..], kind = kind),
            message!("remedy-take-out"),
        )),
        _ => {}
    };
    let (agency, service, site) =
        (spec.kind == Kind::Agency, spec.kind == Kind::Service, spec.kind == Kind::Site);
    presence("/agency", spec.agency.is_some(), Some(!agency));
    presence("/layer", spec.layer.is_some(), Some(service));
    presence("/type", spec.site_type.is_some(), (!site).then_some(false));
    presence("/ars", spec.ars.is_some(), service.then_some(false));
    presence("/ags", spec.ags.is_some(), service.then_some(false));
    presence("/leika", spec.leika.is_some(), (!service).then_some(false));
    presence("/population", spec.population.is_some(), (!agency).then_some(false));
    presence("/casesPerDay", spec.cases_per_day.is_some(), (!service).then_some(false));
    check_figures(spec, faults);
}

fn check_figures(spec: &NodeSpec, faults: &mut Vec<Fault>) {
    if spec.cases_per_day.is_some_and(|c| !(c.is_finite() && (0.0..=1e12).contains(&c))) {
        faults.push(Fault::new(
            "/casesPerDay",
            "number-out-of-range",
            message!("problem-cases"),
            message!("remedy-cases"),
        ));
    }
    if spec.population.is_some_and(|p| p > MAX_POPULATION) {
        faults.push(Fault::new(
            "/population",
            "number-out-of-range",
            message!("problem-population", max = MAX_POPULATION),
            message!("remedy-population"),
        ));
    }
    if spec.stands_for.is_some_and(|count| !(1..=MAX_STANDS_FOR).contains(&count)) {
        faults.push(Fault::new(
            "/standsFor",
            "number-out-of-range",
            message!("problem-stands-for", max = MAX_STANDS_FOR),
            message!("remedy-stands-for"),
        ));
    }
    faults.extend(spec.reliability.and_then(Reliability::fault));
    if let (Some(rto), Some(mtpd)) = (spec.rto, spec.mtpd)
        && rto > mtpd
    {
        faults.push(Fault::new(
            "/rto",
            "rto-beyond-mtpd",
            message!("problem-rto", rto = rto, mtpd = mtpd),
            message!("remedy-rto"),
        ));
    }
}

/// What to add, with the words there are.
fn remedy_without(spec: &NodeSpec, name: &str) -> Message {
    match name {
        "agency" if spec.key.as_str().contains('.') => {
            let agency = spec.key.as_str().split('.').next().unwrap_or_default();
            message!("remedy-add-agency", agency = agency)
        }
        "layer" => {
            let layers: Vec<&str> = Layer::ALL.iter().map(|layer| layer.as_str()).collect();
            message!("remedy-add-layer", layers = layers.join(", "))
        }
        _ => message!("remedy-add", name = name),
    }
}

fn check_official_keys(spec: &NodeSpec, faults: &mut Vec<Fault>) {
    let mut digits = |place: &str, value: &Option<String>, lengths: &[usize], example: &str| {
        let Some(value) = value else { return };
        if !(value.bytes().all(|b| b.is_ascii_digit()) && lengths.contains(&value.len())) {
            let lengths: Vec<String> = lengths.iter().map(usize::to_string).collect();
            faults.push(Fault::new(
                place,
                "invalid-identifier",
                message!("problem-identifier", text = quoted(value), lengths = lengths.join(", ")),
                remedy_identifier(&place[1..], value, example),
            ));
        }
    };
    digits("/ars", &spec.ars, &[2, 3, 5, 9, 12], "146120000000");
    digits("/ags", &spec.ags, &[2, 3, 5, 8], "14612000");
    digits("/leika", &spec.leika, &[14], "99036008007000");
}

/// What helps with an official key that has the wrong form.
fn remedy_identifier(name: &str, value: &str, example: &str) -> Message {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if name == "ars" && digits == value && value.len() == 8 {
        return message!("remedy-ags", digits = digits);
    }
    if digits.len() == value.chars().filter(|c| c.is_alphanumeric()).count()
        && digits != value
        && !digits.is_empty()
    {
        return message!("remedy-digits-only", digits = digits);
    }
    message!("remedy-identifier", example = example)
}

fn check_limits(spec: &NodeSpec, faults: &mut Vec<Fault>) {
    let mut long = |place: String, text: &str, max: usize| {
        let length = text.chars().count();
        if length > max {
            faults.push(Fault::new(
                place,
                "text-too-long",
                message!("problem-text-long", length = length, max = max),
                message!("remedy-text-long"),
            ));
        } else if text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{fffe}' | '\u{ffff}'))
        {
            faults.push(Fault::new(
                place,
                "control-character",
                message!("problem-control"),
                message!("remedy-take-out"),
            ));
        }
    };
    long("/name".into(), &spec.name, MAX_NAME);
    let p = &spec.provenance;
    for (place, text) in [
        ("/description", &spec.description),
        ("/provenance/source", &p.source),
        ("/provenance/confirmedBy", &p.confirmed_by),
    ] {
        long(place.into(), text.as_deref().unwrap_or(""), MAX_TEXT);
    }
    for (i, c) in spec.contacts.iter().enumerate() {
        for text in [&c.name, &c.email, &c.phone, &c.fax, &c.url, &c.note] {
            long(format!("/contacts/{i}"), text.as_deref().unwrap_or(""), MAX_NAME);
        }
    }
    for (i, d) in spec.deadlines.iter().enumerate() {
        long(format!("/deadlines/{i}/name"), &d.name, MAX_NAME);
        long(format!("/deadlines/{i}/basis"), d.basis.as_deref().unwrap_or(""), MAX_NAME);
    }
    for (what, map) in [("identifiers", &spec.identifiers), ("labels", &spec.labels)] {
        for (name, value) in map {
            long(format!("/{what}"), name, MAX_NAME);
            long(format!("/{what}/{name}"), value, MAX_NAME);
        }
    }
    for (i, need) in spec.needs.iter().enumerate() {
        let text = need.workaround.as_ref().and_then(|w| w.text.as_deref());
        for text in [need.note.as_deref(), need.source.as_deref(), need.confirmed_by.as_deref(), text] {
            long(format!("/needs/{i}"), text.unwrap_or(""), MAX_TEXT);
        }
    }
    for (place, count, max) in [
        ("/contacts", spec.contacts.len(), MAX_ITEMS),
        ("/deadlines", spec.deadlines.len(), MAX_ITEMS),
        ("/identifiers", spec.identifiers.len(), MAX_ITEMS),
        ("/labels", spec.labels.len(), MAX_ITEMS),
        ("/needs", spec.needs.len(), MAX_NEEDS),
    ] {
        if count > max {
            faults.push(Fault::new(
                place,
                "too-many-items",
                message!("problem-too-many-kept", count = count, max = max),
                message!("remedy-too-many-kept"),
            ));
        }
    }
}

fn check_needs(spec: &NodeSpec, faults: &mut Vec<Fault>) {
    let mut ids: Vec<_> = spec.needs.iter().enumerate().map(|(i, n)| (n.local_id(), i)).collect();
    ids.sort_unstable();
    for pair in ids.windows(2).filter(|w| w[0].0 == w[1].0) {
        faults.push(Fault::new(
            format!("/needs/{}", pair[1].1),
            "duplicate-dependency",
            message!("problem-same-dependency", id = quoted(pair[0].0.as_str())),
            message!("remedy-same-dependency"),
        ));
    }
    for (i, need) in spec.needs.iter().enumerate() {
        if need.providers.iter().chain(&need.fallbacks).any(|p| *p == spec.key) {
            faults.push(Fault::new(
                format!("/needs/{i}"),
                "self-dependence",
                message!("problem-needs-itself", key = quoted(spec.key.as_str())),
                message!("remedy-needs-itself"),
            ));
        }
        let fits = match need.relation {
            Relation::Needs => true,
            Relation::HostedAt | Relation::OfferedAt => spec.kind == Kind::Service,
            Relation::Consumes => spec.kind == Kind::Agency,
        };
        if !fits {
            faults.push(Fault::new(
                format!("/{}", need.relation.as_str()),
                "property-of-another-kind",
                message!("problem-of-another-kind", name = need.relation.as_str(), kind = spec.kind.as_str()),
                message!("remedy-under-needs"),
            ));
        }
    }
}
