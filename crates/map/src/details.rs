//! What few nodes and dependencies say, as one compact text each: equal ones are kept once, none costs nothing.

use model::{
    Backup, Confirmation, Contact, Deadline, DeadlineEnd, Dependency, DependencySpec, Form, LocalId, Needed,
    NodeSpec, Provenance, Relation, Reliability, Seconds, Stamp, Terms, Workaround,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

type Text = Option<String>;

fn none<T>(value: &Option<T>) -> bool {
    value.is_none()
}

/// The rarely used fields of a node.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Details {
    #[serde(rename = "d", skip_serializing_if = "none")]
    description: Text,
    #[serde(rename = "k", skip_serializing_if = "none")]
    stands_for: Option<u32>,
    #[serde(rename = "r", skip_serializing_if = "none")]
    rto: Option<u32>,
    #[serde(rename = "o", skip_serializing_if = "none")]
    rpo: Option<u32>,
    /// How far copies are apart, how long a restoration takes, how it is done.
    #[serde(rename = "s", skip_serializing_if = "none")]
    backup: Option<(Option<u32>, Option<u32>, Text)>,
    #[serde(rename = "u", skip_serializing_if = "none")]
    unavailability: Option<f64>,
    /// Mean time between failures, mean time to repair.
    #[serde(rename = "f", skip_serializing_if = "none")]
    rates: Option<(u32, u32)>,
    #[serde(rename = "g", skip_serializing_if = "none")]
    ags: Text,
    #[serde(rename = "l", skip_serializing_if = "none")]
    leika: Text,
    #[serde(rename = "i", skip_serializing_if = "BTreeMap::is_empty")]
    identifiers: BTreeMap<String, String>,
    #[serde(rename = "b", skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(rename = "t", skip_serializing_if = "Vec::is_empty")]
    deadlines: Vec<(String, Ends, Text)>,
    #[serde(rename = "c", skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<[Text; 6]>,
    #[serde(rename = "p", skip_serializing_if = "none")]
    provenance: Option<[Text; 3]>,
}

/// When a deadline ends: seconds, a day, or the day of each month.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Ends {
    Within(u32),
    On(String),
    EachMonth([u8; 1]),
}

impl From<DeadlineEnd> for Ends {
    fn from(end: DeadlineEnd) -> Self {
        match end {
            DeadlineEnd::Within(period) => Self::Within(period.get()),
            DeadlineEnd::On(date) => Self::On(date.to_string()),
            DeadlineEnd::EachMonth(day) => Self::EachMonth([day]),
        }
    }
}

impl Ends {
    fn read(self) -> Option<DeadlineEnd> {
        match self {
            Self::Within(period) => Some(DeadlineEnd::Within(seconds(period))),
            Self::On(date) => DeadlineEnd::date(&date).ok(),
            Self::EachMonth([day]) => Some(DeadlineEnd::EachMonth(day)),
        }
    }
}

impl Details {
    /// Stands in the text of nodes with deadlines; in another text, too, when it happens to be quoted there.
    pub(super) const DEADLINES: &str = "\"t\":[";
    /// The same for contacts.
    pub(super) const CONTACTS: &str = "\"c\":[";
    /// The same for nodes that stand for many.
    pub(super) const STANDS_FOR: &str = "\"k\":";
    /// The same for objectives and reliability.
    pub(super) const RTO: &str = "\"r\":";
    /// The same.
    pub(super) const RPO: &str = "\"o\":";
    /// The same for what is said of copies of data.
    pub(super) const BACKUP: &str = "\"s\":[";
    /// The same, by share of time.
    pub(super) const UNAVAILABILITY: &str = "\"u\":";
    /// The same, by mean times.
    pub(super) const RATES: &str = "\"f\":[";

    /// The compact text of a node's rare fields; empty when it has none.
    pub(super) fn encode(node: &NodeSpec) -> String {
        let p = &node.provenance;
        let plain = node.description.is_none()
            && node.stands_for.is_none()
            && node.backup.is_none()
            && (node.rto, node.rpo, node.reliability) == (None, None, None)
            && (&node.ags, &node.leika) == (&None, &None)
            && (node.identifiers.is_empty() && node.labels.is_empty())
            && (node.deadlines.is_empty() && node.contacts.is_empty())
            && *p == Provenance::default();
        if plain {
            return String::new();
        }
        let details = Self {
            description: node.description.clone(),
            stands_for: node.stands_for,
            rto: node.rto.map(Seconds::get),
            rpo: node.rpo.map(Seconds::get),
            backup: node
                .backup
                .as_ref()
                .map(|b| (b.every.map(Seconds::get), b.restore.map(Seconds::get), b.text.clone())),
            unavailability: match node.reliability {
                Some(Reliability::Unavailability(share)) => Some(share),
                _ => None,
            },
            rates: match node.reliability {
                Some(Reliability::Rates { mtbf, mttr }) => Some((mtbf.get(), mttr.get())),
                _ => None,
            },
            ags: node.ags.clone(),
            leika: node.leika.clone(),
            identifiers: node.identifiers.clone(),
            labels: node.labels.clone(),
            deadlines: node
                .deadlines
                .iter()
                .map(|d| (d.name.clone(), d.end.into(), d.basis.clone()))
                .collect(),
            contacts: node
                .contacts
                .iter()
                .map(|c| [&c.name, &c.email, &c.phone, &c.fax, &c.url, &c.note].map(Clone::clone))
                .collect(),
            provenance: (*p != Provenance::default()).then(|| {
                [p.source.clone(), p.confirmed_at.as_ref().map(|s| s.as_str().into()), p.confirmed_by.clone()]
            }),
        };
        // Text, numbers and maps with text as keys can always be written.
        serde_json::to_string(&details).unwrap_or_default()
    }

    /// Reads what [`encode`](Self::encode) wrote; a text that it did not write counts as no details.
    pub(super) fn decode(text: &str) -> Self {
        if text.is_empty() { Self::default() } else { serde_json::from_str(text).unwrap_or_default() }
    }

    /// For how many of its kind a node with these details stands.
    pub(super) fn weight(text: &str) -> u64 {
        match text.contains(Self::STANDS_FOR) {
            true => Self::decode(text).stands_for.unwrap_or(1).into(),
            false => 1,
        }
    }

    /// Puts the fields into a node.
    pub(super) fn fill(self, node: &mut NodeSpec) {
        node.description = self.description;
        node.stands_for = self.stands_for;
        node.rto = self.rto.map(seconds);
        node.rpo = self.rpo.map(seconds);
        node.backup = self.backup.map(|(every, restore, text)| Backup {
            every: every.map(seconds),
            restore: restore.map(seconds),
            text,
        });
        let rates = |(mtbf, mttr)| Reliability::Rates { mtbf: seconds(mtbf), mttr: seconds(mttr) };
        node.reliability = self.unavailability.map(Reliability::Unavailability).or(self.rates.map(rates));
        node.ags = self.ags;
        node.leika = self.leika;
        node.identifiers = self.identifiers;
        node.labels = self.labels;
        node.deadlines = self
            .deadlines
            .into_iter()
            .filter_map(|(name, end, basis)| Some(Deadline { name, end: end.read()?, basis }))
            .collect();
        node.contacts = self
            .contacts
            .into_iter()
            .map(|[name, email, phone, fax, url, note]| Contact { name, email, phone, fax, url, note })
            .collect();
        if let Some([source, confirmed_at, confirmed_by]) = self.provenance {
            let confirmed_at = confirmed_at.and_then(|s| Stamp::new(&s).ok());
            node.provenance = Provenance { source, confirmed_at, confirmed_by };
        }
    }

    /// Labels for matching alerts.
    pub(super) fn into_labels(self) -> BTreeMap<String, String> {
        self.labels
    }
}

/// Seconds that were checked when they were stored.
pub(super) fn seconds(value: u32) -> Seconds {
    Seconds::new(value).unwrap_or(Seconds::MAX)
}

/// The remarks on a dependency.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Remarks {
    #[serde(rename = "w", skip_serializing_if = "none")]
    workaround: Text,
    #[serde(rename = "i", skip_serializing_if = "none")]
    id: Text,
    #[serde(rename = "n", skip_serializing_if = "none")]
    note: Text,
    #[serde(rename = "s", skip_serializing_if = "none")]
    source: Text,
    #[serde(rename = "a", skip_serializing_if = "none")]
    confirmed_at: Text,
    #[serde(rename = "b", skip_serializing_if = "none")]
    confirmed_by: Text,
}

const RELATIONS: [Relation; 4] =
    [Relation::Needs, Relation::HostedAt, Relation::OfferedAt, Relation::Consumes];
const CONFIRMATIONS: [Confirmation; 3] =
    [Confirmation::Assumed, Confirmation::Confirmed, Confirmation::Disputed];

/// By whether a degraded provider works (not written, no, yes), then whether it is tolerated.
const DEGRADED: &[u8; 9] = b"-nyfghtuv";

/// All that a dependency says beyond its [`Terms`] and providers, as a text: four marks, then the remarks.
///
/// The marks are the relation, the form, what was written about degraded providers, and the confirmation (and whether there is a workaround). Thresholds and clocks are in the terms.
pub(super) struct Style;

impl Style {
    /// The style of a dependency.
    pub(super) fn encode(need: &DependencySpec) -> String {
        let form = match need.form {
            Form::On => 'o',
            Form::AnyOf => 'a',
            Form::Whole => 'w',
            Form::OneOfUnknown => 'x',
            Form::AtLeast(_) => 'q',
            Form::SharedBy => 's',
            Form::SupportedBy => 'u',
            Form::InformedBy => 'i',
            Form::Raw { .. } => 'r',
        };
        let said = |is: Option<bool>| is.map_or(0, |is| 1 + usize::from(is));
        let degraded = DEGRADED[3 * said(need.degraded_works) + said(need.tolerates_degraded)] as char;
        let sure = need.confirmation as u8 + if need.workaround.is_some() { 3 } else { 0 };
        let mut style = String::with_capacity(4);
        style.extend([(b'0' + need.relation as u8) as char, form, degraded, (b'0' + sure) as char]);
        let remarks = Remarks {
            workaround: need.workaround.as_ref().and_then(|w| w.text.clone()),
            id: need.id.as_ref().map(|id| id.as_str().into()),
            note: need.note.clone(),
            source: need.source.clone(),
            confirmed_at: need.confirmed_at.as_ref().map(|s| s.as_str().into()),
            confirmed_by: need.confirmed_by.clone(),
        };
        if remarks != Remarks::default() {
            style.push_str(&serde_json::to_string(&remarks).unwrap_or_default());
        }
        style
    }

    /// Could this text be a style?
    pub(super) fn is_sound(style: &str) -> bool {
        matches!(style.as_bytes(), [b'0'..=b'3', form, degraded, b'0'..=b'5', ..]
            if b"oaqsuirwx".contains(form) && DEGRADED.contains(degraded))
    }

    /// What kind of relation it is.
    pub(super) fn relation(style: &str) -> Relation {
        RELATIONS[usize::from(mark(style, 0).wrapping_sub(b'0') & 3)]
    }

    /// How sure it is.
    pub(super) fn confirmation(style: &str) -> Confirmation {
        CONFIRMATIONS[usize::from(mark(style, 3).wrapping_sub(b'0') % 3)]
    }

    /// What people do once the tolerance is used up.
    pub(super) fn workaround_text(style: &str) -> Option<String> {
        if mark(style, 3) < b'3' { None } else { Self::remarks(style).workaround }
    }

    /// Where the fact comes from, and a free remark.
    pub(super) fn source_and_note(style: &str) -> (Option<String>, Option<String>) {
        if !(style.contains("\"s\":\"") || style.contains("\"n\":\"")) {
            return (None, None);
        }
        let Remarks { source, note, .. } = Self::remarks(style);
        (source, note)
    }

    /// When somebody last confirmed it.
    pub(super) fn confirmed_at(style: &str) -> Option<String> {
        // Can be told without reading all of it, and most have none.
        if style.contains("\"a\":\"") { Self::remarks(style).confirmed_at } else { None }
    }

    fn remarks(style: &str) -> Remarks {
        match style.get(4..) {
            None | Some("") => Remarks::default(),
            Some(text) => serde_json::from_str(text).unwrap_or_default(),
        }
    }

    /// The local id that a person gave.
    pub(super) fn id(style: &str) -> Option<String> {
        // Can be told without reading all of it, and most have none.
        if style.contains("\"i\":\"") { Self::remarks(style).id } else { None }
    }

    /// How it was written.
    pub(super) fn form(style: &str, terms: &Terms) -> Form {
        match mark(style, 1) {
            b'o' => Form::On,
            b'a' => Form::AnyOf,
            b'w' => Form::Whole,
            b'x' => Form::OneOfUnknown,
            b'q' => Form::AtLeast(terms.min),
            b's' => Form::SharedBy,
            b'u' => Form::SupportedBy,
            b'i' => Form::InformedBy,
            _ => Form::Raw { min: terms.min, full: terms.full },
        }
    }

    /// The whole dependency again.
    pub(super) fn dependency(
        style: &str,
        terms: &Terms,
        providers: Vec<model::Key>,
        fallbacks: Vec<model::Key>,
    ) -> Dependency {
        let remarks = Self::remarks(style);
        let form = Self::form(style, terms);
        let workaround = (mark(style, 3) >= b'3')
            .then(|| Workaround { text: remarks.workaround, lasts: terms.workaround.map(seconds) });
        let degraded = DEGRADED.iter().position(|&d| d == mark(style, 2)).unwrap_or_default();
        let said = |at: usize| [None, Some(false), Some(true)][at % 3];
        Dependency::trusted(DependencySpec {
            relation: Self::relation(style),
            form,
            providers,
            fallbacks,
            tolerates_degraded: said(degraded),
            degraded_works: said(degraded / 3),
            tolerance: seconds(terms.tolerance),
            workaround,
            needed: if terms.start_only { Needed::Start } else { Needed::Always },
            id: remarks.id.and_then(|id| LocalId::new(&id).ok()),
            note: remarks.note,
            source: remarks.source,
            confirmation: Self::confirmation(style),
            confirmed_at: remarks.confirmed_at.and_then(|s| Stamp::new(&s).ok()),
            confirmed_by: remarks.confirmed_by,
        })
    }
}

fn mark(style: &str, at: usize) -> u8 {
    style.as_bytes().get(at).copied().unwrap_or(0)
}
