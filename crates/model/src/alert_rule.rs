//! Who may send alerts, and the rules that say which node an alert speaks of and how badly that is hit.

use super::alert::Alert;
use super::alert_signature::AlertSignature;
use super::key::{MAX_KEY, quoted};
use super::{Fault, Key, Level, LocalId, Seconds};
use std::collections::BTreeMap;

/// What the sender is, and so which form its deliveries have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// Prometheus Alertmanager, payload version 4.
    Alertmanager,
    /// Grafana, payload version 1.
    Grafana,
    /// Icinga: the notification script, or a webhook of Icinga Notifications.
    Icinga,
    /// Zabbix, through the script of this project.
    Zabbix,
    /// Anything that can send JSON.
    Generic,
}

impl Sender {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Alertmanager, Self::Grafana, Self::Icinga, Self::Zabbix, Self::Generic];

    /// The word used in files and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alertmanager => "alertmanager",
            Self::Grafana => "grafana",
            Self::Icinga => "icinga",
            Self::Zabbix => "zabbix",
            Self::Generic => "generic",
        }
    }
}

/// What a label must be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Exactly this.
    Is(String),
    /// Beginning with this.
    StartsWith(String),
    /// Anything, but there.
    Present,
}

/// A condition on one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Name of the label.
    pub label: String,
    /// What its value must be like.
    pub test: Test,
}

impl Condition {
    fn holds(&self, labels: &BTreeMap<String, String>) -> bool {
        labels.get(&self.label).is_some_and(|value| match &self.test {
            Test::Is(wanted) => value == wanted,
            Test::StartsWith(start) => value.starts_with(start.as_str()),
            Test::Present => true,
        })
    }
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.test {
            Test::Is(value) => write!(f, "{} = {value}", self.label),
            Test::StartsWith(start) => write!(f, "{} = {start}…", self.label),
            Test::Present => f.write_str(&self.label),
        }
    }
}

/// A key, or a text with labels in braces that becomes one: `{agency}.{service}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Label(String),
}

impl Template {
    /// Checks and keeps `text`.
    ///
    /// # Errors
    /// Braces do not match, a label has no name, or the text between the braces could never be part of a key.
    pub fn new(text: &str) -> Result<Self, Fault> {
        let bad = |why: &str| {
            Fault::new(
                "",
                "invalid-template",
                format!("{} is not a template of a key: {why}", super::key::quoted(text)),
                "write a key, or labels in braces between parts of a key, for example {agency}.{service}",
            )
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (label, after) = after.split_once('}').ok_or_else(|| bad("a brace is not closed"))?;
            if label.is_empty() || label.contains('{') {
                return Err(bad("a label has no name"));
            }
            parts.push(Piece::Text(before.to_owned()));
            parts.push(Piece::Label(label.to_owned()));
            rest = after;
        }
        parts.push(Piece::Text(rest.to_owned()));
        let fixed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if parts.iter().any(|part| matches!(part, Piece::Text(text) if !text.chars().all(fixed))) {
            return Err(bad("only a-z, 0-9, '-' and '.' may stand outside of braces"));
        }
        // With every label as a single letter it must be a key.
        let sample: String =
            parts.iter().map(|part| if let Piece::Text(text) = part { text } else { "x" }).collect();
        Key::new(&sample).map_err(|_| bad("it could never become a key"))?;
        parts.retain(|part| !matches!(part, Piece::Text(text) if text.is_empty()));
        Ok(Self(parts))
    }

    /// The key that these labels make of it: in small letters, with `-` for what no key may hold.
    ///
    /// # Errors
    /// In words: a label is missing, or nothing of it can be part of a key.
    pub fn fill(&self, labels: &BTreeMap<String, String>) -> Result<Key, String> {
        let mut key = String::new();
        for part in &self.0 {
            match part {
                Piece::Text(text) => key.push_str(text),
                Piece::Label(label) => {
                    let value = labels.get(label).ok_or_else(|| format!("there is no label {label}"))?;
                    let word = word(value);
                    if word.is_empty() {
                        return Err(format!("the label {label} holds nothing that can stand in a key"));
                    }
                    key.push_str(&word);
                }
            }
        }
        Key::new(&key).map_err(|_| format!("{} is not a key", quoted(&key)))
    }
}

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Piece::Text(text) => f.write_str(text),
            Piece::Label(label) => write!(f, "{{{label}}}"),
        })
    }
}

/// The value of a label as part of a key: `Bürger Büro:443` becomes `buerger-buero-443`.
fn word(value: &str) -> String {
    let mut word = String::new();
    for c in value.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => word.push(c),
            'ä' => word.push_str("ae"),
            'ö' => word.push_str("oe"),
            'ü' => word.push_str("ue"),
            'ß' => word.push_str("ss"),
            // A joint never follows another one.
            _ if word.is_empty() || word.ends_with(['-', '.']) => {}
            '.' => word.push('.'),
            _ => word.push('-'),
        }
        if word.len() > MAX_KEY {
            break;
        }
    }
    word.truncate(word.trim_end_matches(['-', '.']).len());
    word
}

/// Which alerts speak of which node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// All of them must hold; none = for every alert.
    pub when: Vec<Condition>,
    /// The node.
    pub node: Template,
    /// How badly the node is hit; never operational.
    pub level: Level,
    /// How badly by the severity of the alert, in small letters; `level` for all others.
    pub levels: BTreeMap<String, Level>,
}

/// Someone who sends alerts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Its name in the address.
    pub id: LocalId,
    /// What sends here.
    pub sender: Sender,
    /// In their order: the first that holds and leads to a node decides.
    pub rules: Vec<Rule>,
    /// A firing alert that was not told again for so long counts as over; `None` = only when it is told so.
    pub expiry: Option<Seconds>,
    /// How deliveries are signed; `None` = they need not be.
    pub signature: Option<AlertSignature>,
}

impl Receiver {
    /// The label that names the node itself, in deliveries of the generic form.
    pub const NODE: &'static str = "nodeRef";

    /// The node that an alert speaks of and how badly it is hit.
    ///
    /// # Errors
    /// In words, why no rule leads to a node that `exists`.
    pub fn find(&self, alert: &Alert, exists: impl Fn(&Key) -> bool) -> Result<(Key, Level), String> {
        self.find_by(alert, exists).map(|(key, level, _)| (key, level))
    }

    /// The same with the rule that decides, from 1; `None` = the alert itself names the node.
    ///
    /// # Errors
    /// Those of [`Receiver::find`].
    pub fn find_by(
        &self,
        alert: &Alert,
        exists: impl Fn(&Key) -> bool,
    ) -> Result<(Key, Level, Option<usize>), String> {
        let mut why = None;
        for (at, rule) in self.rules.iter().enumerate() {
            if !rule.when.iter().all(|condition| condition.holds(&alert.labels)) {
                continue;
            }
            let failed = match rule.node.fill(&alert.labels) {
                Ok(key) if exists(&key) => return Ok((key, rule.level_of(alert), Some(at + 1))),
                Ok(key) => format!("there is no node {key}"),
                Err(words) => words,
            };
            why.get_or_insert_with(|| format!("rule {}: {failed}", at + 1));
        }
        let named = alert.labels.get(Self::NODE).filter(|_| self.sender == Sender::Generic);
        if let Some(named) = named {
            match Key::new(named) {
                Ok(key) if exists(&key) => return Ok((key, Level::Unavailable, None)),
                _ => why = why.or_else(|| Some(format!("{}: there is no node {named}", Self::NODE))),
            }
        }
        Err(why.unwrap_or_else(|| "no rule holds for its labels".into()))
    }
}

impl Rule {
    fn level_of(&self, alert: &Alert) -> Level {
        let severity = alert.severity.as_deref().map(str::to_lowercase);
        severity.and_then(|severity| self.levels.get(&severity).copied()).unwrap_or(self.level)
    }
}

/// How badly a node is hit by the failures of *others*, and since when; computed from the open incidents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Computed {
    /// The level that follows from what others lack.
    pub level: Level,
    /// When the failures behind it began, Unix milliseconds.
    pub since_ms: i64,
}

/// Checks run every few minutes and clocks differ: what hits a node may be noticed so much later than that it is hit, in
/// milliseconds.
pub const NOTICED_LATER_MS: i64 = 5 * 60_000;

/// Whether an alert only shows what is known: its node is computed to be hit at least as badly, by failures that
/// began no later, as far as that can be told. Such an alert is no cause of its own.
pub fn explained(level: Level, starts_ms: i64, computed: Option<Computed>) -> bool {
    computed.is_some_and(|known| {
        known.level >= level && known.since_ms <= starts_ms.saturating_add(NOTICED_LATER_MS)
    })
}

/// What the alerts of all receivers say of one node, all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeAlerts {
    /// The worst level of the alerts that fire and are not explained.
    pub level: Level,
    /// The earliest start of those of that level, Unix milliseconds.
    pub since_ms: i64,
}

/// What follows for a node from a delivery: what incidents are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The node fails by itself, or fails differently from before.
    FailureReported {
        /// The node.
        node: Key,
        /// How badly.
        level: Level,
        /// Since when, Unix milliseconds; never in the future.
        at_ms: i64,
    },
    /// No alert says any longer that the node fails.
    Recovered {
        /// The node.
        node: Key,
        /// Since when, Unix milliseconds; never in the future.
        at_ms: i64,
    },
}

impl Effect {
    /// The node.
    pub fn node(&self) -> &Key {
        match self {
            Self::FailureReported { node, .. } | Self::Recovered { node, .. } => node,
        }
    }

    /// What follows for a node whose alerts said one thing `before` and say another `after`. A level that has become
    /// better counts from `ended_ms`, the end of what made it worse; no time is later than `now_ms`.
    pub fn between(
        node: &Key,
        before: Option<NodeAlerts>,
        after: Option<NodeAlerts>,
        ended_ms: Option<i64>,
        now_ms: i64,
    ) -> Option<Self> {
        let node = node.clone();
        let ended_ms = ended_ms.unwrap_or(now_ms).min(now_ms);
        match (before, after) {
            (Some(before), Some(after)) if before.level == after.level => None,
            (None, None) => None,
            (Some(before), Some(after)) if after.level < before.level => {
                Some(Self::FailureReported { node, level: after.level, at_ms: ended_ms })
            }
            (_, Some(after)) => {
                Some(Self::FailureReported { node, level: after.level, at_ms: after.since_ms.min(now_ms) })
            }
            (Some(_), None) => Some(Self::Recovered { node, at_ms: ended_ms }),
        }
    }
}
