//! Receivers of alerts as they are written: the sender, the expiry, the rules.

use super::alert::composed;
use super::decode::{Object, parsed, word, wrong_type};
use super::place::Place;
use super::problem::Problems;
use super::tree::{Entry, Tree, Value};
use super::words::{Duration, FAILURE_LEVELS, ImpactLevel, IsoDuration, Text, word_schemas};
use model::alert_rule::{Condition, Test};
use model::alert_signature::{HEADER, MAX_SECRET, MIN_SECRET, TOLERANCE, is_header};
use model::{AlertSignature, Fault, Level, LocalId, Receiver, Rule, Seconds, Sender, Template};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Most rules of a receiver.
pub const MAX_RULES: usize = 1_000;
/// Most conditions of a rule, and most severities of its levels.
pub const MAX_CONDITIONS: usize = 50;

/// Kinds of senders.
pub const SENDERS: &[(&str, Sender)] = &[
    (Sender::Alertmanager.as_str(), Sender::Alertmanager),
    (Sender::Grafana.as_str(), Sender::Grafana),
    (Sender::Icinga.as_str(), Sender::Icinga),
    (Sender::Zabbix.as_str(), Sender::Zabbix),
    (Sender::Generic.as_str(), Sender::Generic),
];

word_schemas! {
    /// What sends the alerts, and so which form its deliveries have.
    AlertSender = SENDERS;
}

/// Someone who sends alerts, with the rules that say which nodes they speak of.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AlertReceiver)]
pub struct ReceiverDoc<'a> {
    /// Its name in the address; may be left out when writing.
    #[schema(
        required = false,
        example = "rechenzentrum",
        max_length = 60,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"
    )]
    pub id: &'a str,
    /// What sends here.
    #[serde(rename = "type")]
    #[schema(value_type = AlertSender)]
    pub sender: &'static str,
    /// A firing alert that was not told again for so long counts as over; left out: only when it is told so.
    /// Needed for senders that do not tell when an alert is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub expiry: Option<Duration>,
    /// Deliveries must be signed so; left out: they need not be. Grafana calls it HMAC signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureDoc<'a>>,
    /// In their order: the first that holds and leads to a node decides.
    #[schema(max_items = 1_000)]
    pub rules: Vec<RuleDoc<'a>>,
}

/// How deliveries are signed: HMAC-SHA256 in small hexadecimal letters, of the body, or of the time, a colon and the body.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AlertSignature)]
pub struct SignatureDoc<'a> {
    /// The shared secret. Written only, never answered; left out when writing: the one before stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 16, max_length = 500, write_only)]
    pub secret: Option<&'a str>,
    /// The header with the signature; `x-grafana-alerting-signature` when left out.
    #[schema(required = false, example = "x-grafana-alerting-signature")]
    pub header: &'a str,
    /// The header with the time in Unix seconds; left out: only the body is signed, and a delivery that somebody else
    /// repeats cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "x-grafana-alerting-timestamp")]
    pub timestamp_header: Option<&'a str>,
    /// How far that time may lie from ours; five minutes when left out.
    #[schema(value_type = Option<IsoDuration>)]
    pub tolerance: Duration,
}

impl<'a> SignatureDoc<'a> {
    /// As it is answered, or kept with its secret.
    fn new(signature: &'a AlertSignature, kept: bool) -> Self {
        Self {
            secret: signature.secret.as_deref().filter(|_| kept),
            header: &signature.header,
            timestamp_header: signature.timestamp_header.as_deref(),
            tolerance: Text(signature.tolerance),
        }
    }
}

/// Which alerts speak of which node.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AlertRule)]
pub struct RuleDoc<'a> {
    /// All of them must hold; left out: for every alert.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub when: Vec<ConditionDoc<'a>>,
    /// Key of the node, or labels in braces that make one: in small letters, with `-` for what no key may hold.
    #[schema(value_type = String, example = "{agency}.{service}")]
    pub node: Text<&'a Template>,
    /// How badly the node is hit; `unavailable` when left out.
    #[schema(value_type = ImpactLevel, required = false)]
    pub level: model::Level,
    /// How badly by the severity of the alert in small letters; `level` for all others.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, ImpactLevel>)]
    pub levels: BTreeMap<&'a str, model::Level>,
}

/// A condition on one label: `is`, `startsWith`, or neither when it must only be there.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AlertCondition)]
pub struct ConditionDoc<'a> {
    /// Name of the label.
    #[schema(example = "job")]
    pub label: &'a str,
    /// Exactly this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<&'a str>,
    /// Beginning with this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_with: Option<&'a str>,
}

impl<'a> ReceiverDoc<'a> {
    /// The written form as it is answered: without the secret.
    pub fn new(receiver: &'a Receiver) -> Self {
        Self::written(receiver, false)
    }

    /// The written form as it is kept; reading it gives the same receiver.
    pub fn kept(receiver: &'a Receiver) -> Self {
        Self::written(receiver, true)
    }

    fn written(receiver: &'a Receiver, kept: bool) -> Self {
        Self {
            id: receiver.id.as_str(),
            sender: receiver.sender.as_str(),
            expiry: receiver.expiry.map(Text),
            signature: receiver.signature.as_ref().map(|signature| SignatureDoc::new(signature, kept)),
            rules: receiver.rules.iter().map(RuleDoc::new).collect(),
        }
    }
}

impl<'a> RuleDoc<'a> {
    fn new(rule: &'a Rule) -> Self {
        Self {
            when: rule.when.iter().map(ConditionDoc::new).collect(),
            node: Text(&rule.node),
            level: rule.level,
            levels: rule.levels.iter().map(|(word, level)| (word.as_str(), *level)).collect(),
        }
    }
}

impl<'a> ConditionDoc<'a> {
    fn new(condition: &'a Condition) -> Self {
        let (is, starts_with) = match &condition.test {
            Test::Is(value) => (Some(value.as_str()), None),
            Test::StartsWith(value) => (None, Some(value.as_str())),
            Test::Present => (None, None),
        };
        Self { label: &condition.label, is, starts_with }
    }
}

/// Reads a receiver whose id stands in the address; in the body it may be left out.
pub fn decode_receiver(tree: &Tree, id: &LocalId, problems: &mut Problems) -> Option<Receiver> {
    let found = problems.found();
    let place = Place::ROOT;
    let object = Object::open(tree, &place, &["id", "type", "expiry", "signature", "rules"], problems)?;
    if object.text("id", problems).is_some_and(|written| written != id.as_str()) {
        let detail = format!("the path says {id}");
        problems.report(&place.name("id"), tree.at, "differs-from-path", detail, "leave it out of the body");
    }
    if object.get("type").is_none() {
        object.missing("type", "say what sends: alertmanager, grafana, icinga, zabbix or generic", problems);
    }
    let sender = object.word("type", SENDERS, problems);
    let expiry = object.seconds("expiry", problems);
    if expiry.is_some_and(|expiry| expiry.get() == 0) {
        let remedy = "write for example PT4H, or leave it out";
        problems.report(
            &place.name("expiry"),
            tree.at,
            "expiry-zero",
            "an alert would be over at once",
            remedy,
        );
    }
    let signed = place.name("signature");
    let signature = object.get("signature").and_then(|tree| decode_signature(tree, &signed, problems));
    let inner = place.name("rules");
    let mut rules = Vec::new();
    for (i, item) in object.list("rules", MAX_RULES, problems).unwrap_or_default().iter().enumerate() {
        rules.extend(decode_rule(item, &inner.index(i), problems));
    }
    let receiver = Receiver { id: id.clone(), sender: sender?, rules, expiry, signature };
    (problems.found() == found).then_some(receiver)
}

fn decode_signature(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<AlertSignature> {
    const PROPERTIES: &[&str] = &["secret", "header", "timestampHeader", "tolerance"];
    let object = Object::open(tree, place, PROPERTIES, problems)?;
    let secret = |text: &str| {
        if (MIN_SECRET..=MAX_SECRET).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
            return Ok(text.to_owned());
        }
        let detail =
            format!("the secret must have {MIN_SECRET} to {MAX_SECRET} characters, no control characters");
        Err(Fault::new("", "invalid-secret", detail, "make one with: head -c 32 /dev/urandom | base64"))
    };
    let header = |text: &str| {
        let name = text.to_ascii_lowercase();
        if is_header(&name) && name != "authorization" {
            return Ok(name);
        }
        let remedy = "write for example x-grafana-alerting-signature";
        Err(Fault::new("", "invalid-header", "this cannot be the name of that header", remedy))
    };
    Some(AlertSignature {
        secret: object.read("secret", secret, problems),
        header: object.read("header", header, problems).unwrap_or_else(|| HEADER.to_owned()),
        timestamp_header: object.read("timestampHeader", header, problems),
        tolerance: object.seconds("tolerance", problems).or_else(|| Seconds::new(TOLERANCE).ok())?,
    })
}

fn decode_rule(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Rule> {
    let object = Object::open(tree, place, &["when", "node", "level", "levels"], problems)?;
    if object.get("node").is_none() {
        object.missing("node", "name the node, or a template such as {agency}.{service}", problems);
    }
    let node = object.read("node", |text| Template::new(&composed(text)), problems);
    let level = object.word("level", FAILURE_LEVELS, problems).unwrap_or(Level::Unavailable);
    let inner = place.name("when");
    let mut when = Vec::new();
    for (i, item) in object.list("when", MAX_CONDITIONS, problems).unwrap_or_default().iter().enumerate() {
        when.extend(decode_condition(item, &inner.index(i), problems));
    }
    let levels = object.get("levels").map(|levels| decode_levels(levels, &place.name("levels"), problems));
    Some(Rule { when, node: node?, level, levels: levels.unwrap_or_default() })
}

fn decode_condition(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Condition> {
    let object = Object::open(tree, place, &["label", "is", "startsWith"], problems)?;
    if object.get("label").is_none() {
        object.missing("label", "name the label", problems);
    }
    let label = object.string("label", problems);
    let test = match (object.string("is", problems), object.string("startsWith", problems)) {
        (Some(_), Some(_)) => {
            let detail = "is and startsWith exclude each other";
            problems.report(place, tree.at, "two-tests", detail, "keep one of them");
            return None;
        }
        (Some(value), None) => Test::Is(composed(&value)),
        (None, Some(value)) => Test::StartsWith(composed(&value)),
        (None, None) => Test::Present,
    };
    Some(Condition { label: composed(&label?), test })
}

fn decode_levels(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> BTreeMap<String, Level> {
    let Value::Map(entries) = &tree.value else {
        return wrong_type(tree, place, "an object of levels", problems).unwrap_or_default();
    };
    if !super::decode::at_most(entries, MAX_CONDITIONS, place, tree.at, problems) {
        return BTreeMap::new();
    }
    super::decode::repeats(entries, place, problems);
    let one = |e: &Entry, problems: &mut Problems| {
        let level = parsed(&e.value, &place.name(&e.key), |text| word(text, FAILURE_LEVELS), problems);
        level.map(|level| (composed(&e.key).to_lowercase(), level))
    };
    entries.iter().filter_map(|e| one(e, problems)).collect()
}
