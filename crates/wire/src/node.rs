//! A node as it is written: in a map file (key and kind stand around it) and in an HTTP body (inside it).

use super::need::{NeedEntry, ShorthandDoc, WorkaroundDoc};
use super::words::{
    ConfirmationState, Duration, IsoDuration, IsoStamp, NodeKey, NodeKind, PlaceType, ServiceLayer, Text,
};
use model::{Backup, Contact, Deadline, DeadlineEnd, Node, Provenance, Relation, Reliability, Seconds};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An agency, a site or a service. Absent properties are the same as null.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Node)]
pub struct NodeDoc<'a> {
    /// Unique over all kinds, never changed. Given by the path where there is one; in map files it stands in front.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub key: Option<&'a str>,
    /// What it is. In map files the section says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = NodeKind, required = true)]
    pub kind: Option<model::Kind>,
    /// What people call it.
    #[schema(example = "Kfz-Zulassung", min_length = 1, max_length = 300)]
    pub name: &'a str,
    /// The agency that runs it; required for sites and services.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub agency: Option<&'a str>,
    /// Where in the stack it stands; services only, and required there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ServiceLayer>)]
    pub layer: Option<model::Layer>,
    /// What the site is; sites only.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PlaceType>)]
    pub site_type: Option<model::SiteType>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000)]
    pub description: Option<&'a str>,
    /// Amtlicher Regionalschlüssel of an agency or a site: 2, 3, 5, 9 or 12 digits, always text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "146120000000", pattern = "^([0-9]{2,3}|[0-9]{5}|[0-9]{9}|[0-9]{12})$")]
    pub ars: Option<&'a str>,
    /// Amtlicher Gemeindeschlüssel of an agency or a site: 2, 3, 5 or 8 digits, always text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "14612000", pattern = "^([0-9]{2,3}|[0-9]{5}|[0-9]{8})$")]
    pub ags: Option<&'a str>,
    /// FIM/LeiKa key of a public service: 14 digits, always text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "99036008007000", pattern = "^[0-9]{14}$")]
    pub leika: Option<&'a str>,
    /// Other identifiers by scheme.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub identifiers: &'a BTreeMap<String, String>,
    /// For matching alerts of monitoring tools.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub labels: &'a BTreeMap<String, String>,
    /// Inhabitants; agencies only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10_000_000_000u64)]
    pub population: Option<u64>,
    /// It stands for so many of its kind (offices, municipalities), and counts as many; absent = for itself alone.
    /// Inhabitants and cases are those of all of them together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_000_000, example = 430)]
    pub stands_for: Option<u32>,
    /// Cases on a usual day; services only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1_000_000_000_000.0)]
    pub cases_per_day: Option<Number>,
    /// Maximum tolerable period of disruption.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub mtpd: Option<Duration>,
    /// Recovery time objective.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub rto: Option<Duration>,
    /// Recovery point objective: how old restored data may be at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub rpo: Option<Duration>,
    /// How its data are copied and brought back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BackupDoc>)]
    pub backup: Option<BackupDoc<'a>>,
    /// How often it fails by itself, for availability and importance.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ReliabilityDoc>)]
    pub reliability: Option<ReliabilityDoc>,
    /// How long it needs to come back once everything it needs is back; absent = no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub recovery: Option<Duration>,
    /// Statutory deadlines that run on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<DeadlineDoc>>)]
    pub deadlines: Vec<DeadlineDoc<'a>>,
    /// Functional mailboxes and numbers, never those of private persons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<ContactDoc>>)]
    pub contacts: Vec<ContactDoc<'a>>,
    /// Where the facts come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProvenanceDoc>)]
    pub provenance: Option<ProvenanceDoc<'a>>,
    /// The sites that keep a service up; any one is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ShorthandDoc>)]
    pub hosted_at: Option<ShorthandDoc<'a>>,
    /// The offices where a service is offered; each one that fails costs some of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ShorthandDoc>)]
    pub offered_at: Option<ShorthandDoc<'a>>,
    /// The services that an agency uses; without one of them its work is degraded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ShorthandDoc>)]
    pub consumes: Option<ShorthandDoc<'a>>,
    /// How it carries on degraded, whichever of the needs is missing without which it would be unavailable. Only
    /// read: it is kept with each of its needs that says no workaround of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<WorkaroundDoc>)]
    pub workaround: Option<WorkaroundDoc<'a>>,
    /// What holds for its needs that say nothing themselves; in a map file of an agency also for the needs of what it
    /// runs. Only read: it is kept with each need.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DefaultsDoc>)]
    pub defaults: Option<DefaultsDoc<'a>>,
    /// What else it needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<NeedEntry>>)]
    pub needs: Vec<NeedEntry<'a>>,
}

/// What needs say when they say nothing themselves.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Defaults)]
pub struct DefaultsDoc<'a> {
    /// How sure they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ConfirmationState>)]
    pub confirmation: Option<model::Confirmation>,
    /// Where the facts come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000)]
    pub source: Option<&'a str>,
}

/// How often a node fails by itself: either `unavailability`, or `mtbf` and `mttr`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Reliability)]
pub struct ReliabilityDoc {
    /// The share of time in which it is down by its own fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.001)]
    pub unavailability: Option<f64>,
    /// Mean time between failures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub mtbf: Option<Duration>,
    /// Mean time to repair.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub mttr: Option<Duration>,
}

/// How the data of a node are copied and brought back.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Backup)]
pub struct BackupDoc<'a> {
    /// How far copies are apart: the last good one is at most so old.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub every: Option<Duration>,
    /// How long a restoration takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub restore: Option<Duration>,
    /// Where the copies are and how they are brought back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
}

/// A statutory deadline that runs whether or not the service works: a period, a date or a day of each month.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Deadline)]
pub struct DeadlineDoc<'a> {
    /// What must be done in time.
    #[schema(example = "Versammlungsanzeige")]
    pub name: &'a str,
    /// How long there is, from any moment on; exactly one of this and the next two.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub period: Option<Duration>,
    /// The day with which it ends, where the map tells times.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub date: Option<String>,
    /// The day of each month with which it ends, where the map tells times; in a shorter month the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 31)]
    pub day_of_month: Option<u8>,
    /// The law or rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "§ 14 SächsVersG")]
    pub basis: Option<&'a str>,
}

/// A functional mailbox, a telephone or fax number, a page.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Contact)]
pub struct ContactDoc<'a> {
    /// Who answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<&'a str>,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<&'a str>,
    /// Fax number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fax: Option<&'a str>,
    /// Web page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    /// When to use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'a str>,
}

/// Where a node's facts come from.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Provenance)]
pub struct ProvenanceDoc<'a> {
    /// Document, system or office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
    /// The day or time when somebody last confirmed them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoStamp>)]
    pub confirmed_at: Option<&'a str>,
    /// Who did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<&'a str>,
}

/// A number that is written without a fraction when it has none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Below 2^53 every whole number is exact.
        if self.0.fract() == 0.0 && self.0.abs() < 9_007_199_254_740_992.0 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl<'a> NodeDoc<'a> {
    /// The written form with key and kind inside, as in HTTP bodies and the journal.
    pub fn new(node: &'a Node) -> Self {
        Self {
            key: Some(node.key.as_str()),
            kind: Some(node.kind),
            name: &node.name,
            agency: node.agency.as_ref().map(|k| k.as_str()),
            layer: node.layer,
            site_type: node.site_type,
            description: node.description.as_deref(),
            ars: node.ars.as_deref(),
            ags: node.ags.as_deref(),
            leika: node.leika.as_deref(),
            identifiers: &node.identifiers,
            labels: &node.labels,
            population: node.population,
            stands_for: node.stands_for,
            cases_per_day: node.cases_per_day.map(Number),
            mtpd: node.mtpd.map(Text),
            rto: node.rto.map(Text),
            rpo: node.rpo.map(Text),
            backup: node.backup.as_ref().map(BackupDoc::new),
            reliability: node.reliability.map(ReliabilityDoc::new),
            recovery: (node.recovery != Seconds::ZERO).then_some(Text(node.recovery)),
            deadlines: node.deadlines.iter().map(DeadlineDoc::new).collect(),
            contacts: node.contacts.iter().map(ContactDoc::new).collect(),
            provenance: ProvenanceDoc::new(&node.provenance),
            hosted_at: ShorthandDoc::new(Relation::HostedAt, &node.needs),
            offered_at: ShorthandDoc::new(Relation::OfferedAt, &node.needs),
            consumes: ShorthandDoc::new(Relation::Consumes, &node.needs),
            workaround: None,
            defaults: None,
            needs: node.needs.iter().filter(|n| n.relation == Relation::Needs).map(NeedEntry::new).collect(),
        }
    }

    /// The written form of an entry of a map file, whose key and kind stand around it.
    pub fn entry(node: &'a Node) -> Self {
        Self { key: None, kind: None, ..Self::new(node) }
    }
}

impl ReliabilityDoc {
    /// The written form.
    pub fn new(reliability: Reliability) -> Self {
        match reliability {
            Reliability::Unavailability(share) => {
                Self { unavailability: Some(share), mtbf: None, mttr: None }
            }
            Reliability::Rates { mtbf, mttr } => {
                Self { unavailability: None, mtbf: Some(Text(mtbf)), mttr: Some(Text(mttr)) }
            }
        }
    }
}

impl<'a> BackupDoc<'a> {
    /// The written form.
    pub fn new(backup: &'a Backup) -> Self {
        Self {
            every: backup.every.map(Text),
            restore: backup.restore.map(Text),
            text: backup.text.as_deref(),
        }
    }
}

impl<'a> DeadlineDoc<'a> {
    /// The written form.
    pub fn new(deadline: &'a Deadline) -> Self {
        let (period, date, day_of_month) = deadline_end(deadline.end);
        Self { name: &deadline.name, period, date, day_of_month, basis: deadline.basis.as_deref() }
    }
}

/// When a deadline ends, in the one of three fields that says it.
pub fn deadline_end(end: DeadlineEnd) -> (Option<Duration>, Option<String>, Option<u8>) {
    match end {
        DeadlineEnd::Within(period) => (Some(Text(period)), None, None),
        DeadlineEnd::On(date) => (None, Some(date.to_string()), None),
        DeadlineEnd::EachMonth(day) => (None, None, Some(day)),
    }
}

impl<'a> ContactDoc<'a> {
    /// The written form.
    pub fn new(contact: &'a Contact) -> Self {
        Self {
            name: contact.name.as_deref(),
            email: contact.email.as_deref(),
            phone: contact.phone.as_deref(),
            fax: contact.fax.as_deref(),
            url: contact.url.as_deref(),
            note: contact.note.as_deref(),
        }
    }
}

impl<'a> ProvenanceDoc<'a> {
    /// The written form; `None` when nothing is known.
    pub fn new(provenance: &'a Provenance) -> Option<Self> {
        (*provenance != Provenance::default()).then_some(Self {
            source: provenance.source.as_deref(),
            confirmed_at: provenance.confirmed_at.as_ref().map(|s| s.as_str()),
            confirmed_by: provenance.confirmed_by.as_deref(),
        })
    }
}
