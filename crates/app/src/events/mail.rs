//! Changes as a mail: what it is in the subject, everything in plain words, one thread for each incident.

use super::words::{language, mark};
use jiff::tz::TimeZone;
use map::Map;
use model::incident::Millis;
use model::{Incident, Layer, Level, LoggedChange, NodeChange, TextLanguage};
use outside::mail::Mail;
use render::Language;
use render::words::shortened;
use std::fmt::Write;
use std::sync::Arc;
use wire::event::event_id;
use wire::incident::{incident_id, time};
use words::{say, zone};

/// Most changes in one mail; what is more comes in the next one.
pub(super) const MOST: usize = 100;
/// Longest subject, in characters.
const SUBJECT: usize = 180;
/// The levels in the order in which people are told.
const LEVELS: [Level; 3] = [Level::Unavailable, Level::Degraded, Level::Operational];

/// What stands around the changes.
pub(super) struct Around<'a> {
    /// The subscription.
    pub(super) subscription: &'a str,
    /// The address.
    pub(super) to: &'a str,
    /// The identity of the database.
    pub(super) source: &'a str,
    /// The language.
    pub(super) language: TextLanguage,
    /// The incidents that the changes come from.
    pub(super) incidents: &'a [Arc<Incident>],
    /// For the names of agencies.
    pub(super) map: &'a Map,
    /// Where times are told.
    pub(super) zone: &'a TimeZone,
    /// The time of this attempt.
    pub(super) now: Millis,
}

/// Whether a change belongs into the same mail as the first: noticed at the same moment, of the same incidents, and not partly of
/// an exercise.
pub(super) fn belongs(first: &LoggedChange, other: &LoggedChange) -> bool {
    let (one, two) = (&first.change.after, &other.change.after);
    first.at == other.at && one.incidents == two.incidents && one.exercise == two.exercise
}

/// The mail about these changes, of which there is at least one. The same changes make the same id, so that who gets
/// it twice can tell.
pub(super) fn compose(changes: &[LoggedChange], around: &Around<'_>) -> Mail {
    let l = language(around.language);
    let place = format!("{}.{}", around.subscription, around.source.rsplit(':').next().unwrap_or_default());
    let numbers = changes.first().zip(changes.last()).map_or((0, 0), |(first, last)| (first.seq, last.seq));
    let thread = |incident: &Arc<Incident>| format!("{}.{place}", incident_id(incident.id));
    Mail {
        to: around.to.to_owned(),
        id: format!("evt-{}-{}-{}.{place}", numbers.0, numbers.1, changes.len()),
        threads: around.incidents.iter().map(thread).collect(),
        at: around.now.div_euclid(1_000),
        language: around.language.as_str(),
        subject: subject(changes, around, l),
        text: text(changes, around, l),
    }
}

/// What a node has come to, for people: that it works, only as news.
fn became(level: Level, l: Language) -> &'static str {
    match level {
        Level::Operational => l.text("level-operational-again"),
        level => l.level(level),
    }
}

/// "Tragweite i-000042: 12 ausgefallen, 3 eingeschränkt: Kfz-Zulassung u. a.".
fn subject(changes: &[LoggedChange], around: &Around<'_>, l: Language) -> String {
    let at = |level: Level| changes.iter().filter(move |c| c.change.after.level == level);
    let counts = LEVELS.iter().map(|level| (at(*level).count(), became(*level, l)));
    let counts: Vec<(usize, &str)> = counts.filter(|(count, _)| *count > 0).collect();
    let what = match counts.as_slice() {
        [(1, word)] => (*word).to_owned(),
        several => {
            let told = several.iter().map(|(count, word)| format!("{} {word}", l.number(*count as u64)));
            told.collect::<Vec<_>>().join(", ")
        }
    };
    // People know a service for the public better than what stands behind it.
    let public = |c: &&LoggedChange| (c.change.after.layer == Some(Layer::Public), c.change.after.level);
    let most = LEVELS.iter().flat_map(|level| at(*level)).rev().max_by_key(public);
    let name = most.map_or("", |c| c.change.after.name.as_str());
    let more = if changes.len() > 1 { l.text("events-others") } else { "" };
    let incident = around.incidents.first().map(|i| format!(" {}", incident_id(i.id))).unwrap_or_default();
    let mark = changes.first().map(|c| mark(&c.change, l)).unwrap_or_default();
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let subject: String =
        format!("{mark}Tragweite{incident}: {what}: {name}{more}").chars().map(plain).collect();
    shortened(&subject, SUBJECT)
}

fn text(changes: &[LoggedChange], around: &Around<'_>, l: Language) -> String {
    let exercise = changes.iter().any(|c| c.change.after.exercise);
    let mut text = if exercise { l.text("events-exercise").to_owned() + "\n\n" } else { String::new() };
    let _ = writeln!(text, "{} {}", l.text("report-times"), zone::name(around.zone));
    for incident in around.incidents {
        let (word, title) = (l.text("events-incident"), &incident.title);
        let _ = writeln!(text, "{word} {}: {title}", incident_id(incident.id));
        let end = incident.expected_end().filter(|end| incident.closed_at.is_none() && *end > around.now);
        if let Some(end) = end.map(|end| moment(end, around.zone, l)) {
            let _ = writeln!(text, "{} {end}", l.text("events-expected-over"));
        }
    }
    for level in LEVELS {
        let of_level: Vec<&NodeChange> =
            changes.iter().map(|c| &c.change).filter(|c| c.after.level == level).collect();
        if !of_level.is_empty() {
            let _ = writeln!(text, "\n{} ({})", became(level, l).to_uppercase(), of_level.len());
        }
        for change in of_level {
            text.push_str(&line(change, around, l));
        }
    }
    text.push_str(&footer(changes, around, l));
    text
}

/// A node, who runs it, since when, and what it was before.
fn line(change: &NodeChange, around: &Around<'_>, l: Language) -> String {
    let state = &change.after;
    let agency = state.agency.as_ref().filter(|agency| **agency != state.node);
    let agency =
        agency.map(|key| around.map.find(key.as_str()).map_or(key.as_str(), |at| around.map.name(at)));
    let agency = agency.map(|name| format!(", {name}")).unwrap_or_default();
    let (since, before) = (moment(state.since, around.zone, l), l.level(change.before));
    format!(
        "- {}{agency} ({})\n  {} {since}, {} {before}\n",
        state.name,
        state.node,
        l.text("alerts-since"),
        l.text("events-before"),
    )
}

/// A time with its weekday and its zone.
fn moment(at: Millis, zone: &TimeZone, l: Language) -> String {
    l.zoned_time(time(at).0, zone)
}

fn footer(changes: &[LoggedChange], around: &Around<'_>, l: Language) -> String {
    let ends = changes.first().zip(changes.last());
    let events = ends.map(|(first, last)| match (event_id(first.seq), event_id(last.seq)) {
        (first, last) if first == last => first,
        (first, last) => format!("{first} {} {last}", l.text("events-to")),
    });
    let events = events.unwrap_or_default();
    let revision = ends.map_or(0, |(_, last)| last.revision);
    let subscription = around.subscription;
    say!(
        l,
        "events-u000a-u000a-computed-from-map-revision",
        revision = revision,
        events = events,
        subscription = subscription
    )
}
