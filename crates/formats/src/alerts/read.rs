//! What the forms of all tools share: lenient texts, times and labels, the frame of a delivery.

use super::secrets::masked;
use super::shown;
use super::{MAX_ALERTS, MAX_LABELS, MAX_VALUE};
use model::fnv::Fnv;
use model::{Alert, Delivery, Flag, Status, message};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use wire::alert::composed;
use wire::utf8::mended;
use wire::{Place, Problems, Tree, Value};
use words::Language;

/// Times before this one mean "not known": the year 1, and zero. Unix milliseconds of 1971-01-01.
const FIRST_MS: i64 = 31_536_000_000;
/// From here on a bare number counts milliseconds, not seconds.
const MILLISECONDS_FROM: f64 = 1e11;

/// Flags in the making.
pub type Flags = BTreeSet<Flag>;

/// A property that is there and not null.
pub fn get<'t>(tree: &'t Tree, name: &str) -> Option<&'t Tree> {
    tree.entry(name).map(|e| &e.value).filter(|t| !matches!(t.value, Value::Null))
}

/// A text as rules see it: without control characters that a database refuses, and cut.
pub fn clean(text: &str, flags: &mut Flags) -> String {
    let mut end = text.len().min(MAX_VALUE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if end < text.len() {
        flags.insert(Flag::Cut);
    }
    text[..end].replace('\0', "\u{fffd}")
}

/// The words of a scalar; `None` for lists, objects and nothing.
fn scalar(tree: &Tree) -> Option<String> {
    match &tree.value {
        Value::Str(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Seq(_) | Value::Map(_) => None,
    }
}

/// A text; numbers and truth values are taken as their words. Empty is absent.
pub fn text(tree: &Tree, name: &str, flags: &mut Flags) -> Option<String> {
    let value = get(tree, name)?;
    match scalar(value) {
        Some(text) if text.is_empty() => None,
        Some(text) => Some(clean(&text, flags)),
        None => {
            flags.insert(Flag::Unreadable);
            None
        }
    }
}

/// A time in Unix milliseconds: RFC 3339, or Unix seconds or milliseconds as a number. Times before 1971 are none.
pub fn time(tree: &Tree, name: &str, flags: &mut Flags) -> Option<i64> {
    let text = text(tree, name, flags)?;
    let read = match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number < MILLISECONDS_FROM => Some((number * 1000.0) as i64),
        Ok(number) if number.is_finite() => Some(number as i64),
        Ok(_) => None,
        Err(_) => text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond),
    };
    let latest = jiff::Timestamp::MAX.as_millisecond();
    match read.filter(|&ms| ms <= latest) {
        Some(ms) if ms >= FIRST_MS => Some(ms),
        Some(_) => None,
        None => {
            flags.insert(Flag::Unreadable);
            None
        }
    }
}

/// What a sender calls something, as it is: neither cut nor masked, in composed Unicode. Empty is absent. For telling one
/// from the other only; what is kept of it is [`kept_name`].
pub fn raw(tree: &Tree, name: &str) -> Option<String> {
    get(tree, name).and_then(scalar).filter(|text| !text.is_empty()).map(|text| composed(&text))
}

/// The raw values of labels by name, without those that are empty, which says the same as being absent.
pub fn raw_labels(tree: Option<&Tree>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in tree.map(Tree::entries).unwrap_or_default() {
        if let Some(value) = scalar(&entry.value).filter(|value| !value.is_empty()) {
            found.entry(composed(&entry.key)).or_insert_with(|| composed(&value));
        }
    }
    found
}

/// A name under which something can be kept: the raw one, or a digest of it where that is too long or holds a secret, so
/// that two names that differ anywhere stay two.
pub fn kept_name(raw: String, flags: &mut Flags) -> String {
    let whole = clean(&raw, flags) == raw;
    flags.extend(matches!(masked(&raw, !whole), Cow::Owned(_)).then_some(Flag::Masked));
    flags.extend(matches!(mended(&raw), Cow::Owned(_)).then_some(Flag::BytesReplaced));
    if whole && matches!(shown::text(&raw), Cow::Borrowed(_)) {
        return raw;
    }
    let digest = Sha256::digest(raw.as_bytes());
    digest.iter().fold("sha256-".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// Names with values; what is not an object of scalars is flagged and left out.
pub fn labels(tree: Option<&Tree>, flags: &mut Flags) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let Some(tree) = tree.filter(|t| !matches!(t.value, Value::Null)) else { return found };
    if !matches!(tree.value, Value::Map(_)) {
        flags.insert(Flag::Unreadable);
    }
    for entry in tree.entries() {
        if matches!(entry.value.value, Value::Null) {
            continue;
        }
        match scalar(&entry.value) {
            // An empty label says the same as none.
            Some(value) if value.is_empty() => {}
            Some(value) => add_label(&mut found, &entry.key, &value, flags),
            None => drop(flags.insert(Flag::Unreadable)),
        }
    }
    found
}

/// Adds a label unless there are too many; the first of a name stays.
pub fn add_label(labels: &mut BTreeMap<String, String>, name: &str, value: &str, flags: &mut Flags) {
    let (name, value) = (clean(&composed(name), flags), clean(&composed(value), flags));
    if labels.len() >= MAX_LABELS && !labels.contains_key(&name) {
        flags.insert(Flag::LabelsDropped);
        return;
    }
    labels.entry(name).or_insert(value);
}

/// The fingerprint that was sent, or one made of these parts. Both raw: what is kept of them may be the same of two.
pub fn fingerprint(sent: Option<String>, parts: &BTreeMap<String, String>, flags: &mut Flags) -> String {
    if let Some(sent) = sent {
        return kept_name(sent, flags);
    }
    flags.insert(Flag::FingerprintMade);
    let mut sum = Fnv::default();
    for (name, value) in parts {
        sum.eat(name.as_bytes());
        sum.eat(value.as_bytes());
    }
    format!("{:016x}", sum.value())
}

/// An alert of which nothing is known but that it could not be read. It is kept, so that somebody sees it.
pub fn unreadable(tree: &Tree) -> Alert {
    let mut flags = Flags::from([Flag::Unreadable, Flag::StatusUnknown, Flag::StartUnknown]);
    let summary = clean(
        &format!("an alert that could not be read: {}", Language::En.told(&tree.describe())),
        &mut flags,
    );
    Alert {
        fingerprint: fingerprint(None, &BTreeMap::from([(String::new(), summary.clone())]), &mut flags),
        source_id: None,
        status: Status::Firing,
        labels: BTreeMap::new(),
        annotations: BTreeMap::new(),
        starts_ms: None,
        ends_ms: None,
        once: false,
        severity: None,
        url: None,
        summary: Some(summary),
        flags,
    }
}

/// Reads the items of a delivery; those beyond the limit count as truncated.
pub fn delivery(
    group: String,
    items: &[Tree],
    truncated: u64,
    flags: Flags,
    read: impl Fn(&Tree) -> Alert,
) -> Delivery {
    let mut delivery = Delivery { group, alerts: Vec::new(), truncated, flags };
    let (taken, rest) = items.split_at(items.len().min(MAX_ALERTS));
    if !rest.is_empty() {
        delivery.truncated = delivery.truncated.saturating_add(rest.len() as u64);
        delivery.flags.insert(Flag::TooMany);
    }
    let one = |item: &Tree| if matches!(item.value, Value::Map(_)) { read(item) } else { unreadable(item) };
    delivery.alerts.extend(taken.iter().map(one));
    delivery
}

/// The list `alerts` of a body; tells when it is missing or no list.
pub fn alerts<'t>(body: &'t Tree, remedy: &str, problems: &mut Problems) -> Option<&'t [Tree]> {
    if !matches!(body.value, Value::Map(_)) {
        return wire::decode::wrong_type(body, &Place::ROOT, "an object", problems);
    }
    let place = Place::ROOT.name("alerts");
    match get(body, "alerts").map(|t| (t, &t.value)) {
        Some((_, Value::Seq(items))) => Some(items),
        Some((tree, _)) => wire::decode::wrong_type(tree, &place, "a list", problems),
        None => {
            problems.report(&place, body.at, "missing-property", "alerts is missing", remedy.to_owned());
            None
        }
    }
}

/// A delivery in the frame that Alertmanager and Grafana share; the two differ in `version` and in what `finish` adds.
pub fn webhook(
    body: &Tree,
    version: &str,
    other: &str,
    finish: impl Fn(&Tree, &mut Alert),
) -> Result<Delivery, Problems> {
    let mut problems = Problems::default();
    let mut flags = Flags::new();
    let remedy = "send the tool's own body, not one of an own template";
    let items = alerts(body, remedy, &mut problems);
    let place = Place::ROOT.name("version");
    match get(body, "version") {
        None if items.is_some() => {
            problems.report(&place, body.at, "missing-property", "version is missing", remedy);
        }
        Some(found) if scalar(found).as_deref() != Some(version) => {
            let detail = message!("problem-delivery-version", version = version, found = found.describe());
            problems.report(&place, found.at, "unknown-version", detail, other.to_owned());
        }
        _ => {}
    }
    let items = problems.or(items)?.unwrap_or_default();
    let truncated = match get(body, "truncatedAlerts").map(|t| &t.value) {
        None => 0,
        Some(Value::Int(number)) => u64::try_from(*number).unwrap_or(0),
        Some(_) => {
            // Some may be missing, and nobody knows how many.
            flags.insert(Flag::Unreadable);
            1
        }
    };
    let group = raw(body, "groupKey").map(|key| kept_name(key, &mut Flags::new())).unwrap_or_default();
    let one = |item: &Tree| {
        let mut alert = webhook_alert(item);
        finish(item, &mut alert);
        alert
    };
    Ok(delivery(group, items, truncated, flags, one))
}

fn webhook_alert(item: &Tree) -> Alert {
    let mut flags = Flags::new();
    let labels = labels(get(item, "labels"), &mut flags);
    let annotations = self::labels(get(item, "annotations"), &mut flags);
    let ends_ms = time(item, "endsAt", &mut flags);
    let status = match text(item, "status", &mut flags).as_deref() {
        Some("firing") => Status::Firing,
        Some("resolved") => Status::Resolved,
        _ => {
            flags.insert(Flag::StatusUnknown);
            Status::Firing
        }
    };
    let starts_ms = time(item, "startsAt", &mut flags);
    if starts_ms.is_none() {
        flags.insert(Flag::StartUnknown);
    }
    let parts = raw_labels(get(item, "labels"));
    let fingerprint = fingerprint(raw(item, "fingerprint"), &parts, &mut flags);
    let said = ["summary", "description", "message"].iter().find_map(|name| annotations.get(*name));
    Alert {
        fingerprint,
        source_id: None,
        status,
        summary: said.or_else(|| labels.get("alertname")).cloned(),
        severity: labels.get("severity").cloned(),
        url: text(item, "generatorURL", &mut flags),
        // The end of a firing alert is when the sender would forget it.
        ends_ms: ends_ms.filter(|_| status == Status::Resolved),
        labels,
        annotations,
        starts_ms,
        once: false,
        flags,
    }
}
