//! Scripts in, and their steps as requests to a service. The events are written as the API takes them.

use super::change::{short, title};
use super::decode::{Object, repeats, text};
use super::incident::decode::{MAX_NAME, decode_event, decode_opening};
use super::incident::{EventRequestDoc, NewFailureDoc, OpeningDoc};
use super::place::Place;
use super::problem::Problems;
use super::scenario::whole_seconds;
use super::tree::{Entry, Tree, Value};
use model::incident::Millis;
use model::node::MAX_TEXT;
use model::script::{Script, ScriptStep};
use model::{IncidentEvent, IncidentKind, LocalId};
use std::collections::BTreeSet;

/// The version of the form of scripts.
const VERSION: i64 = 1;
/// Most steps of a script.
pub const MAX_STEPS: usize = 10_000;
/// Most sources of a script, and of a step.
const MAX_SOURCES: usize = 1_000;
/// What a step has beside the event.
const OWN: [&str; 3] = ["incident", "source", "remark"];
/// The incident of steps that do not say which.
const USUAL: &str = "main";

/// Reads a script.
pub fn decode_script(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Script> {
    let found = problems.found();
    let object = Object::open(tree, place, &["replay", "title", "sources", "steps"], problems)?;
    if object.get("replay").is_none() {
        object.missing("replay", "begin the file with replay: 1", problems);
    }
    object.integer("replay", VERSION, VERSION, problems);
    let title = title(&object, "title", MAX_NAME, problems);
    let sources = object.texts("sources", MAX_SOURCES, problems).unwrap_or_default();
    if object.get("steps").is_none() {
        object.missing("steps", "list what happened, for example [{at: ..., type: opened, ...}]", problems);
    }
    let list = place.name("steps");
    let items = object.list("steps", MAX_STEPS, problems).unwrap_or_default();
    if items.is_empty() && object.get("steps").is_some() {
        problems.report(&list, object.at(), "empty-list", "there are no steps", "say what happened");
    }
    let mut order = Order { opened: BTreeSet::new(), last: Millis::MIN };
    let mut steps = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let place = list.index(i);
        let Some(step) = decode_step(item, &place, problems) else { continue };
        order.check(&step, item, &place, problems);
        for name in step.sources.iter().filter(|name| !sources.contains_key(*name)) {
            let detail = format!("the source {name:?} is not among the sources");
            let remedy = "say at the top, under sources, where it is found";
            problems.report(&place.name("source"), item.at, "unknown-source", detail, remedy);
        }
        steps.push(step);
    }
    (problems.found() == found).then(|| Script { title: title.unwrap_or_default(), sources, steps })
}

/// What earlier steps demand of later ones.
struct Order {
    opened: BTreeSet<LocalId>,
    last: Millis,
}

impl Order {
    fn check(&mut self, step: &ScriptStep, item: &Tree, place: &Place<'_>, problems: &mut Problems) {
        if step.at < self.last {
            let (detail, remedy) = ("the step before became known later", "put the steps in their order");
            problems.report(&place.name("at"), item.at, "wrong-order", detail, remedy);
        }
        self.last = self.last.max(step.at);
        let opens = matches!(step.events.first(), Some(IncidentEvent::Opened { .. }));
        let fits = if opens {
            self.opened.insert(step.incident.clone())
        } else {
            self.opened.contains(&step.incident)
        };
        if !fits {
            let (detail, remedy) = if opens {
                ("it has been opened already", "give each incident a name of its own: incident: NAME")
            } else {
                ("the incident has not been opened", "begin with a step of the type opened")
            };
            problems.report(&place.name("type"), item.at, "wrong-order", detail, remedy);
        }
    }
}

fn decode_step(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<ScriptStep> {
    let names: Vec<&str> = tree.entries().iter().map(|entry| entry.key.as_str()).collect();
    // What is said twice in the event is told with the event.
    let mut of_event = Problems::default();
    let is_object = matches!(tree.value, Value::Map(_));
    let object = Object::open(tree, place, &names, if is_object { &mut of_event } else { problems })?;
    let own = |entry: &&Entry| OWN.contains(&entry.key.as_str());
    let of_step: Vec<Entry> = tree.entries().iter().filter(own).cloned().collect();
    repeats(&of_step, place, problems);
    let incident = object.read("incident", LocalId::new, problems);
    let sources = sources(&object, problems);
    let remark = short(&object, "remark", MAX_TEXT, problems);
    if object.get("at").is_none() {
        object.missing("at", "say when it was known, for example 2018-11-14T14:30:00+01:00", problems);
    }
    let at = object.read("at", |text| Ok(whole_seconds(text)?.as_millisecond()), problems);
    let opens = object.get("type").is_some_and(|kind| kind.value == Value::Str("opened".into()));
    let rest = tree.entries().iter().filter(|entry| {
        let name = entry.key.as_str();
        !OWN.contains(&name) && name != "at" && !(opens && name == "type")
    });
    let event = Tree { at: tree.at, value: Value::Map(rest.cloned().collect()) };
    // Without a time the rest is looked through all the same.
    let known = at.unwrap_or(0);
    let events = if opens {
        decode_opening(&event, known, place, problems)?.events
    } else {
        vec![decode_event(&event, known, place, problems)?.1]
    };
    if let [event @ (IncidentEvent::Assessed(_) | IncidentEvent::Reported { .. })] = &events[..] {
        let detail = format!("a script does not tell what was {}", event.kind());
        let remedy = "take it out, or write it as a step of the type noted";
        problems.report(&place.name("type"), tree.at, "unknown-word", detail, remedy);
        return None;
    }
    let usual = || LocalId::new(USUAL).ok();
    Some(ScriptStep {
        at: at?,
        incident: incident.or_else(usual)?,
        events,
        sources: sources?,
        remark,
        line: tree.at.line,
    })
}

/// One source or several.
fn sources(object: &Object<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    match object.get("source") {
        None => {
            object.missing("source", "name the source that says so", problems);
            None
        }
        Some(Tree { value: Value::Seq(_), .. }) => {
            let place = object.place().name("source");
            let items = object.list("source", MAX_SOURCES, problems)?;
            let read = |(i, item)| text(item, &place.index(i), problems).map(str::to_owned);
            Some(items.iter().enumerate().filter_map(read).collect())
        }
        Some(_) => object.string("source", problems).map(|name| vec![name]),
    }
}

/// The body of the request that does the same as a step: to open an incident, or to add an event to one. Its times are
/// told by `time`; it is known when it arrives. What it opens is an exercise.
pub fn request_body(step: &ScriptStep, time: impl Fn(Millis) -> String) -> String {
    let written = |body: serde_json::Result<String>| {
        body.unwrap_or_else(|_| unreachable!("a request has only text keys"))
    };
    if let [IncidentEvent::Opened { title, kind, .. }, failures @ ..] = &step.events[..] {
        let kind = (*kind != IncidentKind::Fault).then_some(*kind);
        let times: Vec<_> = failures.iter().map(|event| times(event, &time)).collect();
        let failure = |(event, (from, until)): (&'_ IncidentEvent, &'_ Times)| match event {
            IncidentEvent::FailureSet { node, level, .. } => {
                Some((node.as_str().to_owned(), *level, from.clone(), until.clone()))
            }
            _ => None,
        };
        let owned: Vec<_> = failures.iter().zip(&times).filter_map(failure).collect();
        let failures = owned.iter().map(|(node, level, from, until)| NewFailureDoc {
            node,
            level: Some(*level),
            from: from.as_deref(),
            until: until.as_deref(),
        });
        return written(serde_json::to_string(&OpeningDoc {
            title,
            kind,
            exercise: Some(true),
            at: None,
            failures: failures.collect(),
        }));
    }
    let Some(event) = step.events.first() else { return String::new() };
    let (from, until) = times(event, &time);
    written(serde_json::to_string(&event_request(event, from.as_deref(), until.as_deref())))
}

type Times = (Option<String>, Option<String>);

/// Start and end of what an event speaks of.
fn times(event: &IncidentEvent, time: impl Fn(Millis) -> String) -> Times {
    match event {
        IncidentEvent::FailureSet { from, until, .. } => (Some(time(*from)), until.map(time)),
        IncidentEvent::FailureCleared { until, .. } => (None, Some(time(*until))),
        IncidentEvent::Forecast { until, .. } => (None, until.map(time)),
        _ => (None, None),
    }
}

fn event_request<'a>(
    event: &'a IncidentEvent,
    from: Option<&'a str>,
    until: Option<&'a str>,
) -> EventRequestDoc<'a> {
    let at = None;
    match event {
        IncidentEvent::FailureSet { node, level, .. } | IncidentEvent::SourceFlapping { node, level, .. } => {
            EventRequestDoc::FailureSet { at, node: node.as_str(), level: Some(*level), from, until }
        }
        IncidentEvent::FailureCleared { node, .. } => {
            EventRequestDoc::FailureCleared { at, node: node.as_str(), until }
        }
        IncidentEvent::Forecast { node, .. } => {
            EventRequestDoc::Forecast { at, node: node.as_ref().map(|node| node.as_str()), until }
        }
        IncidentEvent::Observed { node, level, by, text } => EventRequestDoc::Observed {
            at,
            node: node.as_str(),
            level: *level,
            by: by.as_deref(),
            text: text.as_deref(),
        },
        IncidentEvent::Noted { text } => EventRequestDoc::Noted { at, text },
        IncidentEvent::Assessed(_) | IncidentEvent::Reported { .. } => {
            unreachable!("it was refused when the script was read")
        }
        IncidentEvent::Opened { title, .. } => EventRequestDoc::Noted { at, text: title },
        IncidentEvent::Closed { text } => EventRequestDoc::Closed { at, text: text.as_deref() },
        IncidentEvent::Reopened { text } => EventRequestDoc::Reopened { at, text: text.as_deref() },
    }
}
