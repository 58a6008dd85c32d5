//! Icinga, in two forms: what `scripts/icinga-notification.sh` sends, and the webhook body of Icinga Notifications.

use super::generic::status;
use super::read::{Flags, add_label, clean, delivery, fingerprint, get, labels, raw, raw_labels, text, time};
use model::{Alert, Delivery, Flag, Status};
use std::collections::BTreeMap;
use wire::{Place, Problems, Tree, Value};

/// Reads a delivery: always one alert.
///
/// # Errors
/// The body is neither of the two forms.
pub fn read(body: &Tree) -> Result<Delivery, Problems> {
    let one: fn(&Tree) -> Alert = if get(body, "incident").is_some() && get(body, "object").is_some() {
        incident
    } else if get(body, "host").is_some() {
        notification
    } else {
        let mut problems = Problems::default();
        let place = Place::ROOT;
        if matches!(body.value, Value::Map(_)) {
            let remedy = "let scripts/icinga-notification.sh send, or the webhook channel with its own template {{json .}}";
            let detail = "neither host, nor object and incident are there";
            problems.report(&place.name("host"), body.at, "missing-property", detail, remedy);
        } else {
            wire::decode::wrong_type::<()>(body, &place, "an object", &mut problems);
        }
        return Err(problems);
    };
    Ok(delivery(String::new(), std::slice::from_ref(body), 0, Flags::new(), one))
}

/// `{host, service?, state, since?, notificationType?, output?, url?}`; `since` is when the state began.
fn notification(body: &Tree) -> Alert {
    let mut flags = Flags::new();
    let mut labels = BTreeMap::new();
    for name in ["host", "service", "state"] {
        if let Some(value) = text(body, name, &mut flags) {
            add_label(&mut labels, name, &value, &mut flags);
        }
    }
    let mut annotations = BTreeMap::new();
    for name in ["notificationType", "author", "comment"] {
        annotations.extend(text(body, name, &mut flags).map(|value| (name.to_owned(), value)));
    }
    let status = status(labels.get("state").map(String::as_str), &mut flags);
    let since = time(body, "since", &mut flags);
    if since.is_none() {
        flags.insert(Flag::StartUnknown);
    }
    let name = raw(body, "host").map(|host| match raw(body, "service") {
        Some(service) => format!("{}!{}", named(&host), named(&service)),
        None => named(&host),
    });
    let source_id = name.as_ref().map(|name| clean(name, &mut flags));
    let severity = labels.get("state").map(|state| match state.to_ascii_lowercase().as_str() {
        "down" | "unreachable" => "critical".to_owned(),
        other => other.to_owned(),
    });
    Alert {
        fingerprint: fingerprint(name, &BTreeMap::new(), &mut flags),
        source_id,
        status,
        annotations,
        starts_ms: since.filter(|_| status == Status::Firing),
        ends_ms: since.filter(|_| status == Status::Resolved),
        once: false,
        severity: severity.filter(|_| status == Status::Firing),
        url: text(body, "url", &mut flags),
        summary: text(body, "output", &mut flags),
        labels,
        flags,
    }
}

/// A name before or after the `!` that joins the two: one of its own is marked, or `a!b` and `c` would be `a` and `b!c`.
fn named(name: &str) -> String {
    name.replace('\\', "\\\\").replace('!', "\\!")
}

/// `{object: {name, url, tags}, incident: {id, url, severity}, event: {time, message}}`; an incident is one outage.
fn incident(body: &Tree) -> Alert {
    let mut flags = Flags::new();
    let nothing = Tree::default();
    let part = |name: &str| get(body, name).unwrap_or(&nothing);
    let (object, incident, event) = (part("object"), part("incident"), part("event"));
    let mut labels = labels(get(object, "tags"), &mut flags);
    let name = text(object, "name", &mut flags);
    if let Some(name) = &name {
        add_label(&mut labels, "object", name, &mut flags);
    }
    let severity = text(incident, "severity", &mut flags).map(|word| word.to_ascii_lowercase());
    let status = match severity.as_deref() {
        Some("ok") => Status::Resolved,
        Some(_) => Status::Firing,
        None => {
            flags.insert(Flag::StatusUnknown);
            Status::Firing
        }
    };
    let id = text(incident, "id", &mut flags);
    let at = time(event, "time", &mut flags);
    let mut annotations = BTreeMap::new();
    annotations.extend(text(event, "type", &mut flags).map(|value| ("eventType".to_owned(), value)));
    let mut parts = raw_labels(get(object, "tags"));
    parts.extend(raw(object, "name").map(|name| ("object".to_owned(), name)));
    let sent = raw(incident, "id").map(|id| format!("incident {id}"));
    Alert {
        fingerprint: fingerprint(sent, &parts, &mut flags),
        once: id.is_some(),
        source_id: id,
        status,
        annotations,
        starts_ms: at.filter(|_| status == Status::Firing),
        ends_ms: at.filter(|_| status == Status::Resolved),
        severity: severity.filter(|_| status == Status::Firing),
        url: text(incident, "url", &mut flags).or_else(|| text(object, "url", &mut flags)),
        summary: text(event, "message", &mut flags).or(name),
        labels,
        flags,
    }
}
