//! Alerts as they are kept and answered: single ones, lists, what a delivery did. Shapes, and reading what was kept.

use super::alert_receiver::ReceiverDoc;
use super::decode::{Object, word};
use super::place::Place;
use super::problem::Problems;
use super::tree::Tree;
use super::words::{ImpactLevel, NodeKey, word_schemas};
use model::{Alert, Flag, Status, alert_rule::Effect};
use serde::Serialize;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

/// Where an alert stands, or which alerts to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It says that something is wrong.
    Firing,
    /// It is over.
    Resolved,
    /// It fired and was not told again for longer than its receiver waits.
    Expired,
    /// No rule leads from it to a node.
    Unmatched,
    /// It fires, and only shows what other failures explain.
    Explained,
}

/// The states that alerts are listed by.
pub const STATES: &[(&str, State)] = &[
    ("firing", State::Firing),
    ("resolved", State::Resolved),
    ("expired", State::Expired),
    ("unmatched", State::Unmatched),
    ("explained", State::Explained),
];
/// Where an alert can stand.
pub const STATUSES: &[(&str, State)] =
    &[("firing", State::Firing), ("resolved", State::Resolved), ("expired", State::Expired)];
const RESULTS: &[(&str, ())] = &[("new", ()), ("duplicate", ()), ("resolved", ()), ("stale", ())];
const EFFECTS: &[(&str, ())] = &[("failure", ()), ("recovery", ())];
const FLAGS: &[(&str, Flag)] = &{
    let mut words = [("", Flag::ALL[0]); Flag::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = (Flag::ALL[at].as_str(), Flag::ALL[at]);
        at += 1;
    }
    words
};

word_schemas! {
    /// Where an alert stands.
    AlertStatus = STATUSES;
    /// Which alerts to list: by where they stand, those that no rule leads to a node, or those that only show what
    /// other failures explain.
    AlertState = STATES;
    /// What a delivery told of an alert: it fires and that is new; known already; it is over and that is new; settled
    /// by newer news, or the end of something that was never told.
    AlertResult = RESULTS;
    /// What follows for a node.
    AlertEffectKind = EFFECTS;
    /// What was odd about an alert or a delivery that was kept all the same.
    AlertFlag = FLAGS;
}

impl State {
    /// The word used in answers.
    pub fn as_str(self) -> &'static str {
        STATES.iter().find(|(_, state)| *state == self).map_or("", |(word, _)| word)
    }
}

/// What is kept of an alert as it was last told: secrets are masked, long texts cut.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertBody<'a> {
    /// What it is about.
    pub labels: &'a BTreeMap<String, String>,
    /// What is said about it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: &'a BTreeMap<String, String>,
    /// In one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<&'a str>,
    /// How bad the sender finds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<&'a str>,
    /// Where to read more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    /// The sender's own name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<&'a str>,
    /// What was odd about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<AlertFlag>)]
    pub flags: Vec<&'static str>,
}

impl<'a> AlertBody<'a> {
    /// The written form.
    pub fn new(alert: &'a Alert) -> Self {
        Self {
            labels: &alert.labels,
            annotations: &alert.annotations,
            summary: alert.summary.as_deref(),
            severity: alert.severity.as_deref(),
            url: alert.url.as_deref(),
            source_id: alert.source_id.as_deref(),
            flags: alert.flags.iter().map(|flag| flag.as_str()).collect(),
        }
    }

    /// As JSON text.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("an alert has only texts"))
    }
}

/// A name or value in the one way in which it is compared (Unicode NFC): some systems write ü as u and two dots.
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Reads what was kept; of status and times nothing is in it.
pub fn decode_alert_body(tree: &Tree, fingerprint: &str) -> Option<Alert> {
    let (place, problems) = (Place::ROOT, &mut Problems::default());
    let known = ["labels", "annotations", "summary", "severity", "url", "sourceId", "flags"];
    let object = Object::open(tree, &place, &known, problems)?;
    let flags = object.list("flags", FLAGS.len(), problems).unwrap_or_default();
    let flag =
        |tree: &Tree| super::decode::parsed(tree, &place, |t| word(t, FLAGS), &mut Problems::default());
    Some(Alert {
        fingerprint: fingerprint.to_owned(),
        source_id: object.string("sourceId", problems),
        status: Status::Firing,
        labels: object.texts("labels", usize::MAX, problems).unwrap_or_default(),
        annotations: object.texts("annotations", usize::MAX, problems).unwrap_or_default(),
        starts_ms: None,
        ends_ms: None,
        once: false,
        severity: object.string("severity", problems),
        url: object.string("url", problems),
        summary: object.string("summary", problems),
        flags: flags.iter().filter_map(flag).collect(),
    })
}

/// An alert that is kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Alert)]
pub struct AlertDoc {
    /// Who sent it.
    #[schema(example = "rechenzentrum")]
    pub receiver: String,
    /// What tells it from others of the same receiver.
    pub fingerprint: String,
    /// Where it stands.
    #[schema(value_type = AlertStatus)]
    pub status: String,
    /// Its newest start; absent when only its end was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<String>,
    /// Up to when it is known to be over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over_until: Option<String>,
    /// When it was last told.
    pub last_seen: String,
    /// The node it speaks of; absent when no rule leads to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub node: Option<String>,
    /// How badly the node is hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<model::Level>,
    /// Why no rule leads to a node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmatched: Option<String>,
    /// It only shows what other failures explain, and is no cause of its own.
    pub explained: bool,
    /// What was told last.
    #[schema(value_type = AlertBody)]
    pub alert: Tree,
}

/// Alerts, by receiver and fingerprint.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertPage {
    /// This part.
    pub items: Vec<AlertDoc>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A receiver in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertReceiverItem<'a> {
    /// Its entity tag, for `If-Match`.
    #[schema(example = "\"1\"")]
    pub tag: String,
    /// Deliveries taken so far.
    pub deliveries: u64,
    /// The receiver.
    #[schema(value_type = ReceiverDoc<'static>)]
    pub receiver: ReceiverDoc<'a>,
}

/// All receivers, by id.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertReceiverList<'a> {
    /// The receivers.
    pub items: Vec<AlertReceiverItem<'a>>,
}

/// What a delivery did or, with `dryRun`, would do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryOutcome {
    /// Nothing was kept: this is only what would happen.
    pub dry_run: bool,
    /// Alerts read.
    pub received: u64,
    /// Alerts that fire and are new.
    pub new: u64,
    /// Alerts that were known to fire.
    pub duplicate: u64,
    /// Alerts that are over and were not known to be.
    pub resolved: u64,
    /// Alerts that newer news has settled.
    pub stale: u64,
    /// Alerts that no rule leads to a node; they are kept and listed.
    pub unmatched: u64,
    /// Alerts that the sender left out, or that are beyond the limit: nothing is known of them, and they stay as they
    /// are.
    pub truncated: u64,
    /// What was odd about the delivery as a whole.
    #[schema(value_type = Vec<AlertFlag>)]
    pub flags: Vec<&'static str>,
    /// The alerts, in their order; at most a thousand are listed.
    pub alerts: Vec<AlertOutcome>,
    /// Alerts that are not listed.
    pub omitted: u64,
    /// What follows for nodes, by key; at most a thousand are listed.
    pub effects: Vec<AlertEffect>,
}

/// What a delivery told of one alert.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertOutcome {
    /// Which alert.
    pub fingerprint: String,
    /// The same for people: in one line, or what its rule is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The rule of the receiver that led to the node, from 1; absent when the alert itself names it, or none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub rule: Option<usize>,
    /// What was told of it.
    #[schema(value_type = AlertResult)]
    pub result: &'static str,
    /// Where it stands now.
    #[schema(value_type = AlertStatus)]
    pub status: &'static str,
    /// The node it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub node: Option<String>,
    /// How badly the node is hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<model::Level>,
    /// Why no rule leads to a node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmatched: Option<String>,
    /// It only shows what other failures explain.
    pub explained: bool,
    /// What was odd about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<AlertFlag>)]
    pub flags: Vec<&'static str>,
}

/// What follows for a node.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertEffect {
    /// It fails, or fails no longer.
    #[schema(value_type = AlertEffectKind)]
    pub effect: &'static str,
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: String,
    /// How badly; only of a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<model::Level>,
    /// Since when.
    #[schema(example = "2018-11-14T13:30:00Z")]
    pub at: String,
}

impl AlertEffect {
    /// The written form.
    pub fn new(effect: &Effect) -> Self {
        let (word, node, level, at_ms) = match effect {
            Effect::FailureReported { node, level, at_ms } => ("failure", node, Some(*level), *at_ms),
            Effect::Recovered { node, at_ms } => ("recovery", node, None, *at_ms),
        };
        Self { effect: word, node: node.to_string(), level, at: time(at_ms) }
    }
}

/// A time in Unix milliseconds as RFC 3339.
pub fn time(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).map_or_else(|_| at_ms.to_string(), |t| t.to_string())
}
