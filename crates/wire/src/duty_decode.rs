//! Reporting profiles and questions about them, out of untrusted trees with every problem told at its place.

use super::change::title;
use super::decode::{Object, at_most, parsed, repeats, text, word, wrong_type};
use super::place::Place;
use super::problem::Problems;
use super::scenario::{ScenarioRequest, decode_scenario, whole_seconds};
use super::tree::{Tree, Value};
use super::words::{CLOCKS, CONTENTS, SUSPICIONS};
use model::Key;
use model::duty::{After, Content, Due, Facts, MAX_STEPS, ProfileSpec, ReportStep, ReportingProfile, Texts};
use model::key::quoted;
use model::period::Period;
use model::{Fault, Stamp};
use std::collections::BTreeMap;

/// Longest text of a profile or of a fact, in characters.
pub const MAX_TEXT: usize = 4_000;
/// The properties of a profile that must be there, with what to write.
const REQUIRED: [(&str, &str); 9] = [
    ("id", "give it a short name, for example bsig-32"),
    ("authority", "say in de and en whom to report to"),
    ("legalBasis", "say in de and en which law or rule"),
    ("appliesTo", "say in de and en which bodies it concerns"),
    ("trigger", "say in de and en what must be reported"),
    ("clockStart", "write awareness or occurrence"),
    ("steps", "list the reports in their order"),
    ("sourceUrl", "write where the rule can be read"),
    ("disclaimer", "say in de and en what must be checked"),
];

/// A question about a profile: the facts of an incident, and the scenario that tells its impact.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DutyRequest {
    /// The facts.
    pub facts: Facts,
    /// What fails.
    pub scenario: ScenarioRequest,
    /// The step whose report is drafted; `None` = the next one.
    pub step: Option<Key>,
    /// The moment at which it is looked; `None` = the present.
    pub now: Option<jiff::Timestamp>,
}

/// Reads a profile.
pub fn decode_profile(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<ReportingProfile> {
    const OPTIONAL: [&str; 2] = ["land", "validFrom"];
    let found = problems.found();
    let known: Vec<&str> = REQUIRED.iter().map(|r| r.0).chain(OPTIONAL).collect();
    let object = Object::open(tree, place, &known, problems)?;
    demand(&object, &REQUIRED, problems);
    let (id, authority) = (object.key("id", problems), names(&object, "authority", problems));
    let (basis, applies_to) = (texts(&object, "legalBasis", problems), texts(&object, "appliesTo", problems));
    let (trigger, disclaimer) = (texts(&object, "trigger", problems), texts(&object, "disclaimer", problems));
    let clock_start = object.word("clockStart", CLOCKS, problems);
    let land = object.string("land", problems);
    let valid_from = object.read("validFrom", day, problems);
    let source_url = limited(&object, "sourceUrl", problems);
    let steps_place = place.name("steps");
    let items = object.list("steps", MAX_STEPS, problems).unwrap_or_default();
    let read = |(i, item)| decode_step(item, &steps_place.index(i), problems);
    let steps = items.iter().enumerate().filter_map(read).collect();
    if problems.found() > found {
        return None;
    }
    let spec = ProfileSpec {
        id: id?,
        authority: authority?,
        legal_basis: basis?,
        land,
        applies_to: applies_to?,
        trigger: trigger?,
        clock_start: clock_start?,
        steps,
        valid_from,
        source_url: source_url?,
        disclaimer: disclaimer?,
    };
    let faults = match ReportingProfile::new(spec) {
        Ok(profile) => return Some(profile),
        Err(faults) => faults,
    };
    faults.into_iter().for_each(|fault| problems.report_fault(place, tree.locate(&fault.place), fault));
    None
}

fn decode_step(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<ReportStep> {
    const REQUIRED: [(&str, &str); 4] = [
        ("id", "give the step a short name, for example early"),
        ("name", "say in de and en what the report is called"),
        ("due", "write a period such as PT24H or P1M, or immediately, onRequest or whileOngoing"),
        ("requiredFields", "list what the report must say"),
    ];
    const PROPERTIES: &[&str] = &["id", "name", "due", "after", "requiredFields", "ifOngoing"];
    let object = Object::open(tree, place, PROPERTIES, problems)?;
    demand(&object, &REQUIRED, problems);
    let (id, name) = (object.key("id", problems), names(&object, "name", problems));
    let due = object.read("due", due, problems);
    let after = object.read("after", after, problems);
    let fields_place = place.name("requiredFields");
    let items = object.list("requiredFields", CONTENTS.len(), problems).unwrap_or_default();
    let mut field = |(i, item)| parsed(item, &fields_place.index(i), |t| word(t, CONTENTS), problems);
    let required_fields: Vec<Content> = items.iter().enumerate().filter_map(&mut field).collect();
    let if_ongoing = texts(&object, "ifOngoing", problems);
    Some(ReportStep {
        id: id?,
        name: name?,
        due: due?,
        after: after.unwrap_or_default(),
        required_fields,
        if_ongoing,
    })
}

/// Reads a question.
pub fn decode_duty_request(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<DutyRequest> {
    const PROPERTIES: &[&str] = &["facts", "scenario", "step", "now"];
    let found = problems.found();
    let object = Object::open(tree, place, PROPERTIES, problems)?;
    demand(
        &object,
        &[("facts", "give what is known, for example {awareAt: ...}"), ("scenario", "say what fails")],
        problems,
    );
    let facts = object.get("facts").map(|tree| decode_facts(tree, &place.name("facts"), problems));
    let scenario =
        object.get("scenario").and_then(|tree| decode_scenario(tree, &place.name("scenario"), problems));
    let request = DutyRequest {
        facts: facts.unwrap_or_default(),
        scenario: scenario.unwrap_or_default(),
        step: object.key("step", problems),
        now: object.read("now", whole_seconds, problems),
    };
    (problems.found() == found).then_some(request)
}

/// Reads the facts; what is wrong is told and left out.
fn decode_facts(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Facts {
    const PROPERTIES: &[&str] = &[
        "title",
        "occurredAt",
        "awareAt",
        "endedAt",
        "expectedEndAt",
        "cause",
        "causeSuspected",
        "suspectedMalicious",
        "told",
        "reported",
    ];
    let Some(object) = Object::open(tree, place, PROPERTIES, problems) else { return Facts::default() };
    let mut time = |name| object.read(name, whole_seconds, problems);
    let (occurred_at, aware_at) = (time("occurredAt"), time("awareAt"));
    let (ended_at, expected_end_at) = (time("endedAt"), time("expectedEndAt"));
    let facts = Facts {
        title: name(&object, "title", problems),
        occurred_at,
        aware_at,
        ended_at,
        expected_end_at,
        cause: limited(&object, "cause", problems),
        cause_suspected: object.bool("causeSuspected", problems).unwrap_or(false),
        suspected_malicious: object.word("suspectedMalicious", SUSPICIONS, problems).unwrap_or_default(),
        told: pairs(&object, "told", |t| word(t, CONTENTS), some_text, problems),
        reported: pairs(&object, "reported", Key::new, whole_seconds, problems),
    };
    if let Err(faults) = facts.check() {
        faults.into_iter().for_each(|fault| problems.report_fault(place, tree.locate(&fault.place), fault));
    }
    facts
}

/// An object whose names are one kind of thing and whose values are another.
pub(super) fn pairs<K: Ord, V>(
    object: &Object<'_>,
    name: &str,
    key: impl Fn(&str) -> Result<K, Fault>,
    value: impl Fn(&str) -> Result<V, Fault>,
    problems: &mut Problems,
) -> BTreeMap<K, V> {
    let Some(tree) = object.get(name) else { return BTreeMap::new() };
    let place = object.place().name(name);
    let Value::Map(entries) = &tree.value else {
        wrong_type::<()>(tree, &place, "an object", problems);
        return BTreeMap::new();
    };
    if !at_most(entries, CONTENTS.len(), &place, tree.at, problems) {
        return BTreeMap::new();
    }
    repeats(entries, &place, problems);
    let mut found = BTreeMap::new();
    for entry in entries {
        let place = place.name(&entry.key);
        let value = parsed(&entry.value, &place, &value, problems);
        match key(&entry.key) {
            Ok(key) => found.extend(value.map(|value| (key, value))),
            Err(fault) => problems.report_fault(&place, entry.at, fault),
        }
    }
    found
}

fn demand(object: &Object<'_>, required: &[(&str, &'static str)], problems: &mut Problems) {
    for (name, remedy) in required.iter().filter(|(name, _)| object.get(name).is_none()) {
        object.missing(name, *remedy, problems);
    }
}

/// The same text in both languages.
fn texts(object: &Object<'_>, name: &str, problems: &mut Problems) -> Option<Texts> {
    both(object, name, limited, problems)
}

/// The same of what something is called.
fn names(object: &Object<'_>, property: &str, problems: &mut Problems) -> Option<Texts> {
    both(object, property, name, problems)
}

fn name(object: &Object<'_>, property: &str, problems: &mut Problems) -> Option<String> {
    let text = limited(object, property, problems)?;
    title(object, property, MAX_TEXT, problems).map(|_| text)
}

fn both(
    object: &Object<'_>,
    name: &str,
    one: impl Fn(&Object<'_>, &str, &mut Problems) -> Option<String>,
    problems: &mut Problems,
) -> Option<Texts> {
    let tree = object.get(name)?;
    let place = object.place().name(name);
    let both = Object::open(tree, &place, &["de", "en"], problems)?;
    demand(&both, &[("de", "write it in German"), ("en", "write it in English")], problems);
    let (de, en) = (one(&both, "de", problems), one(&both, "en", problems));
    Some(Texts { de: de?, en: en? })
}

fn limited(object: &Object<'_>, name: &str, problems: &mut Problems) -> Option<String> {
    let tree = object.get(name)?;
    let place = object.place().name(name);
    text(tree, &place, problems)?;
    parsed(tree, &place, some_text, problems)
}

pub(super) fn some_text(text: &str) -> Result<String, Fault> {
    if text.trim().is_empty() || text.chars().count() > MAX_TEXT {
        return Err(Fault::new(
            "",
            "invalid-text",
            format!("the text is empty or longer than {MAX_TEXT} characters"),
            "write something short, or leave it out",
        ));
    }
    Ok(text.trim().replace("\r\n", "\n"))
}

fn day(text: &str) -> Result<jiff::civil::Date, Fault> {
    Stamp::new(text)?;
    text.parse().map_err(|_| {
        let detail = format!("{} is not a day", quoted(text));
        Fault::new("", "invalid-time", detail, "write a day such as 2026-05-01")
    })
}

fn due(text: &str) -> Result<Due, Fault> {
    match text {
        "immediately" => Ok(Due::Immediately),
        "onRequest" => Ok(Due::OnRequest),
        "whileOngoing" => Ok(Due::WhileOngoing),
        period => Period::parse(period).map(Due::Within).map_err(|mut fault| {
            fault.remedy =
                "write ISO 8601, for example PT24H, P14D or P1M, or one of the words immediately, \
                            onRequest, whileOngoing"
                    .into();
            fault
        }),
    }
}

fn after(text: &str) -> Result<After, Fault> {
    match text {
        "clockStart" => Ok(After::ClockStart),
        "previous" => Ok(After::Previous),
        id => Key::new(id).map(After::Step),
    }
}
