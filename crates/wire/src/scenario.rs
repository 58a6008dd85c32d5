//! A question: what fails, from when until when, and how much of the answer is wanted.

use super::change::{ChangeDoc, ChangeRequest, decode_changes, title};
use super::decode::Object;
use super::place::Place;
use super::problem::Problems;
use super::tree::{Mark, Tree};
use super::words::{
    FAILURE_LEVELS, INCLUDES, ImpactLevel, IncludeDependencies, IsoDuration, IsoMoment, NodeKey,
};
use model::time::parse_time;
use model::{Failure, Fault, Key, Level, Scenario, Seconds, message};
use serde::Serialize;
use utoipa::ToSchema;

/// Most failures of one scenario.
pub const MAX_FAILURES: usize = 100_000;
/// Most nodes that are asked about.
pub const MAX_ABOUT: usize = 1_000;
/// Most affected nodes that one answer lists.
pub const MAX_LIMIT: u32 = 100_000;

/// A scenario that was asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScenarioRequest {
    /// What people call it.
    pub title: Option<String>,
    /// The question to the engine.
    pub scenario: Scenario,
    /// Hypothetical changes of the map, in their order.
    pub changes: Vec<ChangeRequest>,
    /// Nodes of which the answer tells how they fare, affected or not.
    pub about: Vec<Key>,
    /// Most entries of each list of the answer; `None` = as the service has it.
    pub limit: Option<u32>,
    /// Where to go on in a long answer.
    pub cursor: Option<String>,
}

/// A scenario as it is written.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Scenario)]
pub struct ScenarioDoc<'a> {
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Storage replication fails", max_length = 300)]
    pub title: Option<&'a str>,
    /// The calendar time of offset zero; with it, answers carry times beside offsets.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2018-11-14T14:30:00+01:00", format = DateTime)]
    pub starts_at: Option<&'a str>,
    /// Look no further than this; absent = until nothing changes any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub horizon: Option<String>,
    /// Which dependencies count; absent = all, and what hangs on unconfirmed ones is marked as not certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IncludeDependencies>)]
    pub include: Option<model::Include>,
    /// What fails.
    #[schema(max_items = 100_000)]
    pub failures: Vec<FailureDoc<'a>>,
    /// Hypothetical changes: the question is answered as if they had been made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<ChangeDoc<'a>>,
    /// Nodes that are asked about: the answer tells of each whether it works.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<NodeKey>>, max_items = 1_000)]
    pub about: Vec<&'a str>,
    /// Most entries of each list of the answer; totals are always complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100_000)]
    pub limit: Option<u32>,
    /// `next` of the answer before, to go on behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<&'a str>,
}

/// A failure of one node by itself: an agency and a site can fail like a service.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Failure)]
pub struct FailureDoc<'a> {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// How badly; absent = unavailable.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<model::Level>,
    /// Offset of the start as an ISO 8601 duration, or a time when the scenario has `startsAt`; absent = PT0S.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoMoment>)]
    pub from: Option<String>,
    /// Offset or time of the repair; absent = unknown, treated as never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoMoment>)]
    pub until: Option<String>,
    /// When its data are lost: how old the last good copy of them is at the start. It changes no level; the answer tells
    /// what is lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub last_copy: Option<String>,
}

impl<'a> FailureDoc<'a> {
    /// The written form, with offsets.
    pub fn new(failure: &'a Failure) -> Self {
        Self {
            node: failure.node().as_str(),
            level: (failure.level() != Level::Unavailable).then_some(failure.level()),
            from: (failure.from() != Seconds::ZERO).then(|| failure.from().to_string()),
            until: failure.until().map(|u| u.to_string()),
            last_copy: failure.last_copy().map(|age| age.to_string()),
        }
    }
}

/// Reads a scenario.
pub fn decode_scenario(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<ScenarioRequest> {
    const PROPERTIES: &[&str] =
        &["title", "startsAt", "horizon", "include", "failures", "changes", "about", "limit", "cursor"];
    let found = problems.found();
    let object = Object::open(tree, place, PROPERTIES, problems)?;
    let starts_at = object.read("startsAt", whole_seconds, problems);
    if object.get("failures").is_none() {
        object.missing("failures", message!("remedy-failures"), problems);
    }
    let request = ScenarioRequest {
        title: title(&object, "title", 300, problems),
        scenario: Scenario {
            failures: decode_failures(&object, starts_at, problems),
            horizon: object.seconds("horizon", problems),
            starts_at,
            include: object.word("include", INCLUDES, problems).unwrap_or_default(),
        },
        changes: decode_changes(&object, problems),
        about: object.keys("about", MAX_ABOUT, problems).unwrap_or_default(),
        limit: object
            .integer("limit", 1, i64::from(MAX_LIMIT), problems)
            .and_then(|limit| u32::try_from(limit).ok()),
        cursor: object.string("cursor", problems),
    };
    (problems.found() == found).then_some(request)
}

/// Reads the list of failures; without a start no time of day can be an offset.
fn decode_failures(
    object: &Object<'_>,
    starts_at: Option<jiff::Timestamp>,
    problems: &mut Problems,
) -> Vec<Failure> {
    let place = object.place().name("failures");
    let items = object.list("failures", MAX_FAILURES, problems).unwrap_or_default();
    let calendar = if object.get("startsAt").is_some() { Some(starts_at) } else { None };
    let read = |(i, item)| decode_failure(item, calendar, &place.index(i), problems);
    items.iter().enumerate().filter_map(read).collect()
}

/// `calendar`: `None` without `startsAt`, `Some(None)` when that was given but could not be read.
pub fn decode_failure(
    tree: &Tree,
    calendar: Option<Option<jiff::Timestamp>>,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Failure> {
    let (found, kept) = (problems.found(), problems.list().len());
    let object = Object::open(tree, place, &["node", "level", "from", "until", "lastCopy"], problems)?;
    if object.get("node").is_none() {
        object.missing("node", message!("remedy-failing-node"), problems);
    }
    let node = object.key("node", problems);
    let level = object.word("level", FAILURE_LEVELS, problems).unwrap_or(Level::Unavailable);
    let mut moment = |name| object.read(name, |text| offset(text, calendar), problems).flatten();
    let (from, until) = (moment("from").unwrap_or_default(), moment("until"));
    let last_copy = object.seconds("lastCopy", problems);
    if let Some(node) = &node {
        problems.concern(kept, node.as_str());
    }
    if problems.found() > found {
        return None;
    }
    match Failure::new(node?, level, from, until) {
        Ok(failure) => Some(failure.with_last_copy(last_copy)),
        Err(fault) => {
            let at: Mark = tree.locate(&fault.place);
            problems.report_fault(place, at, fault);
            None
        }
    }
}

/// A duration, or a time counted from the start. `Ok(None)`: cannot be told because `startsAt` is broken.
pub fn offset(text: &str, calendar: Option<Option<jiff::Timestamp>>) -> Result<Option<Seconds>, Fault> {
    if text.starts_with('P') {
        return Seconds::parse(text).map(Some);
    }
    if parse_time(text).is_err() {
        return Err(Fault::new(
            "",
            "invalid-moment",
            message!("problem-moment", text = model::key::quoted(text)),
            model::time::meant(text).unwrap_or_else(|| message!("remedy-moment")),
        ));
    }
    let time = whole_seconds(text)?;
    let Some(start) = calendar else {
        return Err(Fault::new(
            "",
            "time-without-start",
            message!("problem-time-without-start"),
            message!("remedy-time-without-start"),
        ));
    };
    let Some(start) = start else { return Ok(None) };
    match u32::try_from(time.as_second() - start.as_second()) {
        Ok(seconds) => Seconds::new(seconds).map(Some),
        Err(_) if time < start => Err(Fault::new(
            "",
            "before-start",
            message!("problem-before-start"),
            message!("remedy-before-start"),
        )),
        Err(_) => Seconds::new(u32::MAX).map(Some),
    }
}

/// A time; times here are whole seconds, and what is beyond is cut.
pub fn whole_seconds(text: &str) -> Result<jiff::Timestamp, Fault> {
    let time = parse_time(text)?;
    Ok(time
        .round(jiff::TimestampRound::new().smallest(jiff::Unit::Second).mode(jiff::RoundMode::Floor))
        .unwrap_or(time))
}
