//! What is compared: two sides, on one map or on two.

use jiff::Timestamp;
use model::time::parse_time;
use model::{Failure, Fault, Include, Seconds};
use utoipa::ToSchema;
use wire::change::{ChangeDoc, ChangeRequest};
use wire::decode::{Object, wrong_type};
use wire::planning::request::{Form, Property, Request};
use wire::planning::{CHANGES, INCLUDE, Limit, Premise, limited, read_premise};
use wire::problem::Problems;
use wire::scenario::{FailureDoc, decode_scenario};
use wire::tree::{Entry, Tree, Value};
use wire::words::{EarlierMap, IncludeDependencies, IsoDuration};

/// What both sides have unless they say otherwise.
const COMMON: [&str; 3] = ["failures", "startsAt", "horizon"];

/// An earlier map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Past {
    /// This revision.
    Revision(u64),
    /// What was the newest at this time, in Unix milliseconds.
    Time(i64),
}

/// The question as it is written: the same failures with and without hypothetical changes, two scenarios, or two revisions of
/// the map. It is read by hand because the sides take what they do not say from the whole.
#[derive(Debug, Clone, PartialEq, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComparisonRequest {
    /// What fails on both sides, unless a side says otherwise.
    #[schema(value_type = Option<Vec<FailureDoc<'static>>>, max_items = 100_000)]
    pub failures: Option<Vec<Failure>>,
    /// The calendar time of offset zero.
    #[schema(value_type = Option<String>, example = "2018-11-14T14:30:00+01:00", format = DateTime)]
    pub starts_at: Option<Timestamp>,
    /// Look no further than this.
    #[schema(value_type = Option<IsoDuration>)]
    pub horizon: Option<Seconds>,
    /// The first side; absent = the map as it is, with `failures`.
    #[schema(value_type = Option<Side>)]
    pub before: Side,
    /// The second side; absent = the map with `changes`, with `failures`.
    #[schema(value_type = Option<Side>)]
    pub after: Side,
    /// Hypothetical changes of the map of the second side.
    #[schema(value_type = Option<Vec<ChangeDoc<'static>>>, max_items = 10_000)]
    pub changes: Vec<ChangeRequest>,
    /// Which dependencies count.
    #[schema(value_type = Option<IncludeDependencies>)]
    pub include: Include,
    /// Most entries of each list.
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Limit,
}

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Default, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ComparisonSide)]
pub struct Side {
    /// What people call it.
    #[schema(example = "With a second line", max_length = 300)]
    pub title: Option<String>,
    /// What fails; absent = the `failures` of the whole question.
    #[schema(value_type = Option<Vec<FailureDoc<'static>>>, max_items = 100_000)]
    pub failures: Vec<Failure>,
    /// The side says itself what fails.
    #[serde(skip)]
    pub own_failures: bool,
    /// Hypothetical changes of its map.
    #[schema(value_type = Option<Vec<ChangeDoc<'static>>>, max_items = 10_000)]
    pub changes: Vec<ChangeRequest>,
    /// Its map: a revision (a number), or a time; absent = the map that is asked.
    #[schema(value_type = Option<EarlierMap>, example = "2026-01-31T12:00:00+01:00")]
    pub as_of: Option<Past>,
}

const fn property(name: &'static str, about: &'static str, form: Form) -> Property {
    Property { name, about, form, flag: None }
}

impl Request for ComparisonRequest {
    const PROPERTIES: &'static [Property] = &[
        Property {
            flag: Some("fail"),
            ..property("failures", "What fails on both sides, unless a side says otherwise.", Form::Failures)
        },
        property("startsAt", "The calendar time of offset zero.", Form::File),
        property("horizon", "Look no further than this.", Form::Text("DURATION")),
        property("before", "the first side", Form::Side),
        property("after", "the second side", Form::Side),
        CHANGES,
        INCLUDE,
        limited("Most entries of each list."),
    ];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        let (changes, include, limit) = read_premise(object, problems);
        let picked = |names: &[&str]| -> Vec<Entry> {
            names.iter().filter_map(|name| object.entry(name)).cloned().collect()
        };
        let common = decode_scenario(&with_failures(picked(&COMMON), object), object.place(), problems);
        // What is wrong there is told once.
        let inherited = if common.is_some() { picked(&COMMON[1..]) } else { Vec::new() };
        let common = common.map(|request| request.scenario).unwrap_or_default();
        let failures = object.get("failures").map(|_| common.failures);
        let mut side = |name| read_side(object, name, &inherited, failures.as_deref(), problems);
        let (before, after) = (side("before"), side("after"));
        let (before, after) = (before?, after?);
        let (starts_at, horizon) = (common.starts_at, common.horizon);
        Some(Self { failures, starts_at, horizon, before, after, changes, include, limit })
    }

    fn premise(&self) -> Premise<'_> {
        Premise { changes: &self.changes, include: self.include, limit: self.limit }
    }
}

/// These entries as a scenario; nothing fails unless they say so.
fn with_failures(mut entries: Vec<Entry>, object: &Object<'_>) -> Tree {
    if entries.iter().all(|entry| entry.key != "failures") {
        let none = Tree { value: Value::Seq(Vec::new()), at: object.at() };
        entries.push(Entry { key: "failures".into(), at: object.at(), value: none });
    }
    Tree { value: Value::Map(entries), at: object.at() }
}

fn read_side(
    object: &Object<'_>,
    name: &str,
    inherited: &[Entry],
    failures: Option<&[Failure]>,
    problems: &mut Problems,
) -> Option<Side> {
    const PROPERTIES: &[&str] = &["title", "failures", "changes", "asOf"];
    let place = object.place().name(name);
    let Some(tree) = object.get(name) else {
        let Some(failures) = failures else {
            missing(object, problems);
            return None;
        };
        return Some(Side { failures: failures.to_vec(), ..Side::default() });
    };
    let own = Object::open(tree, &place, PROPERTIES, problems)?;
    let as_of = own.get("asOf").and_then(|tree| past(tree, &own, problems));
    if name == "after" && as_of.is_some() && object.get("changes").is_some() {
        problems.report(
            &place.name("asOf"),
            own.at(),
            "changes-of-another-map",
            "the changes of the whole question are made on the map that is asked, but this side has another one",
            "move the changes into this side",
        );
    }
    let mut entries: Vec<Entry> = tree.entries().iter().filter(|e| e.key != "asOf").cloned().collect();
    entries.retain(|entry| PROPERTIES.contains(&entry.key.as_str()));
    entries.extend(inherited.iter().cloned());
    let request = decode_scenario(&with_failures(entries, &own), &place, problems)?;
    let own_failures = own.get("failures").is_some();
    let failures = match (own_failures, failures) {
        (true, _) => request.scenario.failures,
        (false, Some(common)) => common.to_vec(),
        (false, None) => {
            missing(object, problems);
            return None;
        }
    };
    Some(Side { title: request.title, failures, own_failures, changes: request.changes, as_of })
}

/// Told once for both sides, because it is at the same place.
fn missing(object: &Object<'_>, problems: &mut Problems) {
    let told = problems.list().iter().any(|problem| problem.code == "missing-property");
    if !told {
        object.missing("failures", "list what fails, here for both sides or in each of them", problems);
    }
}

fn past(tree: &Tree, side: &Object<'_>, problems: &mut Problems) -> Option<Past> {
    let place = side.place().name("asOf");
    match &tree.value {
        Value::Int(revision) if *revision >= 0 => Some(Past::Revision(revision.unsigned_abs())),
        Value::Str(text) => match text.parse() {
            Ok(revision) => Some(Past::Revision(revision)),
            Err(_) => parse_time(text)
                .map(|time| Past::Time(time.as_millisecond()))
                .map_err(|fault| {
                    let remedy = "write a revision such as 17, or a time such as 2026-01-31T12:00:00+01:00";
                    problems.report_fault(&place, tree.at, Fault { remedy: remedy.into(), ..fault });
                })
                .ok(),
        },
        _ => wrong_type(tree, &place, "a revision or a time", problems),
    }
}
