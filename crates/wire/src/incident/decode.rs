//! Reads what is asked of incidents, and what the journal has kept of them.

use super::facts;
use crate::change::{mend_kept, short, title};
use crate::decode::Object;
use crate::place::Place;
use crate::problem::Problems;
use crate::scenario::whole_seconds;
use crate::tree::Tree;
use crate::words::{FAILURE_LEVELS, INCIDENT_KINDS, LEVELS};
use model::incident::Millis;
use model::node::MAX_TEXT;
use model::{Fault, IncidentEvent, IncidentKind, Key, Level};

/// Most failures that an incident is opened with.
pub const MAX_OPENING: usize = 1_000;
/// Longest title, author, source, or name of who reports, in characters.
pub const MAX_NAME: usize = 300;
/// How far from the event that tells of it a failure may begin or end: ten years.
const FAR: Millis = 3_653 * 86_400_000;

/// An incident that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// When it was known.
    pub at: Millis,
    /// Its first event, then its failures.
    pub events: Vec<IncidentEvent>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Opened,
    FailureSet,
    FailureCleared,
    Forecast,
    Observed,
    Noted,
    Assessed,
    Reported,
    SourceFlapping,
    Closed,
    Reopened,
}

/// What people may add, then what only the journal holds.
const TYPES: &[(&str, Type)] = &[
    ("failure-set", Type::FailureSet),
    ("failure-cleared", Type::FailureCleared),
    ("forecast", Type::Forecast),
    ("observed", Type::Observed),
    ("noted", Type::Noted),
    ("assessed", Type::Assessed),
    ("reported", Type::Reported),
    ("closed", Type::Closed),
    ("reopened", Type::Reopened),
    ("opened", Type::Opened),
    ("source-flapping", Type::SourceFlapping),
];
const BY_PEOPLE: usize = 9;

impl Type {
    const fn properties(self) -> &'static [&'static str] {
        match self {
            Self::Opened => &["title", "kind", "exercise"],
            Self::FailureSet => &["node", "level", "from", "until"],
            Self::FailureCleared | Self::Forecast => &["node", "until"],
            Self::Observed => &["node", "level", "by", "text"],
            Self::SourceFlapping => &["node", "level", "from"],
            Self::Assessed => facts::ASSESSED,
            Self::Reported => facts::REPORTED,
            Self::Noted | Self::Closed | Self::Reopened => &["text"],
        }
    }
}

/// Reads an incident that is to be opened.
pub fn decode_opening(
    tree: &Tree,
    now: Millis,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Opening> {
    let found = problems.found();
    let object = Object::open(tree, place, &["title", "kind", "exercise", "at", "failures"], problems)?;
    let at = known_at(&object, now, problems);
    let opened = read(&object, Type::Opened, at, None, problems);
    if object.get("failures").is_none() {
        object.missing("failures", "list what fails, for example [{node: dresden.storage}]", problems);
    }
    let list = place.name("failures");
    let mut events: Vec<IncidentEvent> = opened.into_iter().collect();
    for (i, item) in object.list("failures", MAX_OPENING, problems).unwrap_or_default().iter().enumerate() {
        let place = list.index(i);
        if let Some(failure) = Object::open(item, &place, Type::FailureSet.properties(), problems) {
            events.extend(read(&failure, Type::FailureSet, at, None, problems));
        }
    }
    (problems.found() == found).then_some(Opening { at, events })
}

/// Reads an event that is to be added, and when it was known.
pub fn decode_event(
    tree: &Tree,
    now: Millis,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<(Millis, IncidentEvent)> {
    let found = problems.found();
    let (object, kind) = open(tree, place, &TYPES[..BY_PEOPLE], "at", problems)?;
    let at = known_at(&object, now, problems);
    let event = read(&object, kind, at, None, problems)?;
    (problems.found() == found).then_some((at, event))
}

/// Reads an event of the journal; `at` is when it was known.
///
/// # Errors
/// What is wrong with it.
pub fn decode_stored(body: &str, at: Millis) -> Result<IncidentEvent, Problems> {
    let mut tree = Tree::from_json(body.as_bytes())?;
    mend_kept(&mut tree, "title", "?");
    let mut problems = Problems::default();
    let event = open(&tree, &Place::ROOT, TYPES, "source", &mut problems).and_then(|(object, kind)| {
        let source = short(&object, "source", MAX_NAME, &mut problems);
        read(&object, kind, at, source, &mut problems)
    });
    match event {
        Some(event) => problems.or(event),
        None => Err(problems),
    }
}

/// Opens an event as an object of its type.
fn open<'t>(
    tree: &'t Tree,
    place: &'t Place<'t>,
    types: &[(&str, Type)],
    also: &'static str,
    problems: &mut Problems,
) -> Option<(Object<'t>, Type)> {
    // Its type says which properties it may have.
    let mut any = Problems::default();
    let object = Object::open(tree, place, &[], &mut any);
    let Some(kind) = object.and_then(|object| object.word("type", types, &mut any)) else {
        // Without a type no other property can be judged.
        let names: Vec<&str> = tree.entries().iter().map(|entry| entry.key.as_str()).collect();
        let object = Object::open(tree, place, &names, problems)?;
        required(
            &object,
            "type",
            "say what happened, for example failure-set",
            |o, p| o.word("type", types, p),
            problems,
        );
        return None;
    };
    let properties = [&["type", also][..], kind.properties()].concat();
    Some((Object::open(tree, place, &properties, problems)?, kind))
}

/// When it was known.
fn known_at(object: &Object<'_>, now: Millis, problems: &mut Problems) -> Millis {
    let check = |text: &str| {
        let at = whole_seconds(text)?.as_millisecond();
        let wrong = |detail, remedy| Err(Fault::new("", "time-out-of-range", detail, remedy));
        match at {
            at if at > now => wrong(
                "nobody can know what happens in the future",
                "leave it out; say with from and until what is planned or expected",
            ),
            ..0 => wrong("there were no incidents before 1970", "correct the time"),
            at => Ok(at),
        }
    };
    object.read("at", check, problems).unwrap_or(now)
}

/// A time in the life of a failure: whole seconds, and not too far away.
fn moment(object: &Object<'_>, name: &str, at: Millis, problems: &mut Problems) -> Option<Millis> {
    let check = |text: &str| {
        let time = whole_seconds(text)?.as_millisecond();
        if (time - at).abs() <= FAR {
            return Ok(time);
        }
        Err(Fault::new("", "time-out-of-range", "the time is more than ten years away", "correct it"))
    };
    object.read(name, check, problems)
}

/// The full second that a moment belongs to: failures begin and end with whole seconds.
pub fn full_second(ms: Millis) -> Millis {
    ms - ms.rem_euclid(1_000)
}

fn read(
    object: &Object<'_>,
    kind: Type,
    at: Millis,
    source: Option<String>,
    problems: &mut Problems,
) -> Option<IncidentEvent> {
    Some(match kind {
        Type::Opened => {
            let title = said(object, "title", MAX_NAME, problems)
                .and_then(|_| title(object, "title", MAX_NAME, problems));
            let kind = object.word("kind", INCIDENT_KINDS, problems).unwrap_or(IncidentKind::Fault);
            let exercise = object.bool("exercise", problems).unwrap_or(false);
            IncidentEvent::Opened { title: title?, kind, source, exercise }
        }
        Type::FailureSet => failure(node(object, problems), object, at, source, problems)?,
        Type::FailureCleared => {
            let node = node(object, problems);
            let until = moment(object, "until", at, problems).unwrap_or(full_second(at));
            IncidentEvent::FailureCleared { node: node?, until, source }
        }
        Type::Forecast => IncidentEvent::Forecast {
            node: object.key("node", problems),
            until: moment(object, "until", at, problems),
        },
        Type::Observed => {
            let node = node(object, problems);
            let words = |o: &Object<'_>, p: &mut Problems| o.word("level", LEVELS, p);
            let level =
                required(object, "level", "say how well it works, for example operational", words, problems);
            let by = short(object, "by", MAX_NAME, problems);
            IncidentEvent::Observed {
                node: node?,
                level: level?,
                by,
                text: short(object, "text", MAX_TEXT, problems),
            }
        }
        Type::Assessed => facts::assessed(object, at, problems)?,
        Type::Reported => facts::reported(object, at, problems)?,
        Type::Noted => IncidentEvent::Noted { text: said(object, "text", MAX_TEXT, problems)? },
        Type::SourceFlapping => {
            let level = object.word("level", FAILURE_LEVELS, problems).unwrap_or(Level::Unavailable);
            let from = moment(object, "from", at, problems).unwrap_or(full_second(at));
            let node = node(object, problems)?;
            IncidentEvent::SourceFlapping { node, level, from, source: source.unwrap_or_default() }
        }
        Type::Closed => IncidentEvent::Closed { text: short(object, "text", MAX_TEXT, problems) },
        Type::Reopened => IncidentEvent::Reopened { text: short(object, "text", MAX_TEXT, problems) },
    })
}

fn failure(
    node: Option<Key>,
    object: &Object<'_>,
    at: Millis,
    source: Option<String>,
    problems: &mut Problems,
) -> Option<IncidentEvent> {
    let level = object.word("level", FAILURE_LEVELS, problems).unwrap_or(Level::Unavailable);
    let from = moment(object, "from", at, problems).unwrap_or(full_second(at));
    let until = moment(object, "until", at, problems);
    if until.is_some_and(|until| until <= from) {
        let place = object.place().name("until");
        let remedy = "give a later end, or leave it out when it is unknown";
        problems.report(
            &place,
            object.at(),
            "ends-before-start",
            "the failure ends before it begins",
            remedy,
        );
    }
    Some(IncidentEvent::FailureSet { node: node?, level, from, until, source })
}

fn node(object: &Object<'_>, problems: &mut Problems) -> Option<Key> {
    required(object, "node", "say which node", |o, p| o.key("node", p), problems)
}

/// A property that must be there.
pub(super) fn required<T>(
    object: &Object<'_>,
    name: &str,
    remedy: &'static str,
    read: impl FnOnce(&Object<'_>, &mut Problems) -> Option<T>,
    problems: &mut Problems,
) -> Option<T> {
    if object.get(name).is_none() {
        object.missing(name, remedy, problems);
    }
    read(object, problems)
}

/// Text that says something.
fn said(object: &Object<'_>, name: &str, max: usize, problems: &mut Problems) -> Option<String> {
    let text = required(object, name, "write it in a few words", |o, p| short(o, name, max, p), problems)?;
    if text.trim().is_empty() {
        let place = object.place().name(name);
        problems.report(&place, object.at(), "empty-text", "the text is empty", "write it in a few words");
        return None;
    }
    Some(text)
}
