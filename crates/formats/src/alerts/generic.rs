//! The plain form, for whatever can send JSON; perhaps inside of a CloudEvent.

use super::read::{
    Flags, add_label, alerts, delivery, fingerprint, get, labels, raw, raw_labels, text, time,
};
use model::{Alert, Delivery, Flag, Receiver, Status};
use wire::{Problems, Tree};

const REMEDY: &str = "send {\"alerts\": [{\"key\": \"...\", \"state\": \"firing\", \"nodeRef\": \"...\"}]}";

/// Reads a delivery.
///
/// # Errors
/// There is no list of alerts.
pub fn read(body: &Tree) -> Result<Delivery, Problems> {
    read_with(body, alert)
}

/// The same with another reader of the single alert.
pub(super) fn read_with(body: &Tree, one: impl Fn(&Tree) -> Alert) -> Result<Delivery, Problems> {
    let body = match get(body, "specversion") {
        Some(_) => get(body, "data").unwrap_or(body),
        None => body,
    };
    let mut problems = Problems::default();
    let items = alerts(body, REMEDY, &mut problems);
    let items = problems.or(items)?.unwrap_or_default();
    Ok(delivery(String::new(), items, 0, Flags::new(), one))
}

/// Reads one alert.
pub(super) fn alert(item: &Tree) -> Alert {
    let mut flags = Flags::new();
    let told = get(item, "labels").or_else(|| get(item, "matchers"));
    let mut labels = labels(told, &mut flags);
    let annotations = super::read::labels(get(item, "annotations"), &mut flags);
    if let Some(node) = text(item, Receiver::NODE, &mut flags) {
        labels.remove(Receiver::NODE);
        add_label(&mut labels, Receiver::NODE, &node, &mut flags);
    }
    let status = status(text(item, "state", &mut flags).as_deref(), &mut flags);
    let starts_ms = time(item, "startsAt", &mut flags);
    if starts_ms.is_none() && status == Status::Firing {
        flags.insert(Flag::StartUnknown);
    }
    let ends_ms = time(item, "endsAt", &mut flags).filter(|_| status == Status::Resolved);
    let mut parts = raw_labels(told);
    parts.extend(raw(item, Receiver::NODE).map(|node| (Receiver::NODE.to_owned(), node)));
    let fingerprint = fingerprint(raw(item, "key"), &parts, &mut flags);
    Alert {
        fingerprint,
        source_id: text(item, "sourceId", &mut flags),
        status,
        starts_ms,
        ends_ms,
        once: false,
        severity: text(item, "severity", &mut flags).or_else(|| labels.get("severity").cloned()),
        url: text(item, "url", &mut flags),
        summary: text(item, "summary", &mut flags),
        labels,
        annotations,
        flags,
    }
}

/// The words that tools use for the two states; anything else counts as firing and is flagged.
pub(super) fn status(word: Option<&str>, flags: &mut Flags) -> Status {
    match word.map(str::to_ascii_lowercase).as_deref() {
        Some("resolved" | "ok" | "up" | "recovery" | "normal") => Status::Resolved,
        Some(
            "firing" | "problem" | "alerting" | "critical" | "warning" | "unknown" | "down" | "unreachable",
        ) => Status::Firing,
        _ => {
            flags.insert(Flag::StatusUnknown);
            Status::Firing
        }
    }
}
