//! What a delivery changes in what is known of its alerts: no database, no clock.

use model::alert_rule::explained;
use model::{Alert, Computed, Flag, Key, Level, Receiver, Standing, Status, Told};
use std::collections::{BTreeMap, BTreeSet};
use store::AlertRow;
use wire::alert::{AlertBody, AlertOutcome};

/// A clock that runs ahead by more than this is flagged, in milliseconds.
const AHEAD_MS: i64 = 60_000;
/// A start that lies further ahead is not believed: it would make everything that follows look old. A wrong time zone
/// stays within it, in milliseconds.
const BELIEVED_MS: i64 = 14 * 60 * 60 * 1_000;

/// Of a node that is hit by what *others* lack: how badly and since when. A node's own failure does not count, or an
/// alert would explain itself.
pub type Hit<'a> = &'a (dyn Fn(&str) -> Option<Computed> + Sync);

/// An alert with the node that the rules lead it to, or why there is none.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The alert.
    pub alert: Alert,
    /// Node and level.
    pub found: Result<(Key, Level), String>,
    /// The rule that led there, from 1.
    pub rule: Option<usize>,
    /// What is kept of the alert, JSON text.
    pub body: String,
}

impl Placed {
    /// Looks for the node among those that exist, and at the times as they are at `now_ms`.
    pub fn new(mut alert: Alert, receiver: &Receiver, exists: impl Fn(&Key) -> bool, now_ms: i64) -> Self {
        let latest = now_ms.saturating_add(AHEAD_MS);
        if alert.starts_ms.max(alert.ends_ms).is_some_and(|at| at > latest) {
            alert.flags.insert(Flag::ClockAhead);
        }
        if alert.starts_ms.is_some_and(|start| start > now_ms.saturating_add(BELIEVED_MS)) {
            alert.starts_ms = None;
            alert.flags.insert(Flag::StartUnknown);
        }
        if alert.starts_ms.zip(alert.ends_ms).is_some_and(|(start, end)| end < start) {
            alert.flags.insert(Flag::EndBeforeStart);
        }
        let found = receiver.find_by(&alert, exists);
        let rule = found.as_ref().ok().and_then(|(_, _, rule)| *rule);
        let found = found.map(|(key, level, _)| (key, level));
        let body = serde_json::to_string(&AlertBody::new(&alert))
            .unwrap_or_else(|_| unreachable!("an alert has only texts"));
        Self { alert, found, rule, body }
    }
}

/// What a delivery changed.
#[derive(Debug, Default)]
pub struct Merged {
    /// Alerts that are to be written, by fingerprint.
    pub rows: Vec<AlertRow>,
    /// What was told of each alert, in the order of the delivery.
    pub told: Vec<(Told, AlertOutcome)>,
    /// When the alerts of a node ended, Unix milliseconds: the latest end.
    pub ended_ms: BTreeMap<String, i64>,
}

/// Lays a delivery over what is known of its alerts.
pub fn merge(
    receiver: &str,
    group: &str,
    known: Vec<AlertRow>,
    delivered: &[Placed],
    hit: Hit<'_>,
    now_ms: i64,
) -> Merged {
    let mut merged = Merged::default();
    let mut known: BTreeMap<String, AlertRow> =
        known.into_iter().map(|row| (row.fingerprint.clone(), row)).collect();
    let mut changed = BTreeSet::new();
    for placed in delivered {
        let name = &placed.alert.fingerprint;
        let before = known.remove(name);
        let fired = before.as_ref().is_some_and(|row| row.status == "firing");
        let (mut row, mut told) = one(before, receiver, placed, now_ms);
        group.clone_into(&mut row.group);
        assess(&mut row, hit, now_ms);
        // Nobody told of it for so long that it counted as over: it is news again.
        if told == Told::Duplicate && !fired {
            told = Told::New;
        }
        if let (true, "resolved", Some(node)) = (fired, row.status, &row.node) {
            let end = row.over_ms.unwrap_or(now_ms);
            merged.ended_ms.entry(node.clone()).and_modify(|at| *at = end.max(*at)).or_insert(end);
        }
        merged.told.push((told, outcome(&row, told, placed)));
        changed.insert(name.clone());
        known.insert(name.clone(), row);
    }
    merged.rows = known.into_values().filter(|row| changed.contains(&row.fingerprint)).collect();
    merged
}

fn outcome(row: &AlertRow, told: Told, placed: &Placed) -> AlertOutcome {
    let alert = &placed.alert;
    AlertOutcome {
        fingerprint: row.fingerprint.clone(),
        summary: alert.summary.clone().or_else(|| alert.labels.get("alertname").cloned()),
        rule: placed.rule.filter(|_| row.node.is_some()),
        result: told.as_str(),
        status: row.status,
        node: row.node.clone(),
        level: row.node.as_ref().map(|_| Level::from_number(row.level)),
        unmatched: row.why.clone(),
        explained: row.explained,
        flags: alert.flags.iter().map(|flag| flag.as_str()).collect(),
    }
}

/// What is known of an alert after it was told once more. What is kept of an outage is the worst that was told of it,
/// so that repetitions in any order lead to the same.
fn one(before: Option<AlertRow>, receiver: &str, placed: &Placed, now_ms: i64) -> (AlertRow, Told) {
    let alert = &placed.alert;
    let standing = before.as_ref().map(|row| Standing {
        starts_ms: row.starts_ms,
        over_ms: row.over_ms,
        seen_ms: row.seen_ms,
    });
    let (standing, told) = Standing::after(standing.as_ref(), alert, now_ms);
    let newer = match &before {
        None => true,
        Some(_) if alert.once => false,
        Some(row) => told == Told::New || alert.starts_ms > row.starts_ms,
    };
    // An end without a start says nothing of how bad a known one is.
    let timeless = alert.starts_ms.is_none() && alert.status == Status::Firing;
    let same = alert.once || timeless || alert.starts_ms == standing.starts_ms;
    let mut row = before.unwrap_or_else(|| AlertRow {
        receiver: receiver.to_owned(),
        fingerprint: alert.fingerprint.clone(),
        group: String::new(),
        starts_ms: None,
        over_ms: None,
        seen_ms: now_ms,
        status: "resolved",
        node: None,
        level: 0,
        explained: false,
        why: None,
        body: placed.body.clone(),
    });
    let worse = match &placed.found {
        Ok((_, level)) => row.node.is_none() || *level as u8 > row.level,
        Err(_) => false,
    };
    if newer || same && worse {
        put_found(&mut row, placed.found.clone());
    }
    if newer || told == Told::Resolved || same && told != Told::Stale {
        row.body.clone_from(&placed.body);
    }
    (row.starts_ms, row.over_ms, row.seen_ms) = (standing.starts_ms, standing.over_ms, standing.seen_ms);
    if !standing.fires(alert.once) {
        row.status = "resolved";
    } else if alert.status == Status::Firing || row.status == "resolved" {
        row.status = "firing";
    }
    (row, told)
}

/// Notes the node, or why there is none.
pub(super) fn put_found(row: &mut AlertRow, found: Result<(Key, Level), String>) {
    match found {
        Ok((node, level)) => {
            (row.node, row.level, row.why) = (Some(node.as_str().to_owned()), level as u8, None);
        }
        Err(why) => (row.node, row.level, row.why) = (None, 0, Some(why)),
    }
}

/// Notes whether the alert only shows what other failures explain.
pub(super) fn assess(row: &mut AlertRow, hit: Hit<'_>, now_ms: i64) {
    let computed = row.node.as_deref().and_then(hit);
    let start = row.starts_ms.unwrap_or(now_ms).min(now_ms);
    row.explained = row.status == "firing" && explained(Level::from_number(row.level), start, computed);
}
