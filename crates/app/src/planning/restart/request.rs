//! The restart plan: the question here, its answer in [`answer`].

use model::{Key, Scenario, Seconds};
use serde::Serialize;
use utoipa::ToSchema;
use wire::change::{ChangeDoc, short};
use wire::decode::Object;
use wire::planning::Question;
use wire::problem::{Problem, Problems};
use wire::scenario::{FailureDoc, decode_failures, offset, whole_seconds};
use wire::words::{IncludeDependencies, IsoDuration, NodeKey};

/// Most starts by hand that a question gives.
pub const MAX_STARTS: usize = 10_000;

/// A failed set, when it is repaired, and what is known to be started by hand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RestartQuestion {
    /// What people call it.
    pub title: Option<String>,
    /// The failures, the start on the calendar, the horizon.
    pub scenario: Scenario,
    /// The end of the failures that have none of their own.
    pub repaired_at: Option<Seconds>,
    /// Starts by hand that are given.
    pub started_by_hand: Vec<GivenStart>,
    /// Starts by hand are proposed for what is deadlocked.
    pub propose: bool,
}

/// A start by hand that is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenStart {
    /// The node.
    pub node: Key,
    /// Not before this.
    pub from: Seconds,
}

/// The question as it is written. A scenario is one, too, when its failures have an end.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestartPlanRequest<'a> {
    /// What people call it.
    #[schema(example = "Storage replication fails", max_length = 300)]
    pub title: Option<&'a str>,
    /// The calendar time of offset zero; with it, answers carry times beside offsets.
    #[schema(example = "2018-11-14T14:30:00+01:00", format = DateTime)]
    pub starts_at: Option<&'a str>,
    /// Look no further than this; absent = until nothing changes any more.
    #[schema(value_type = Option<IsoDuration>)]
    pub horizon: Option<String>,
    /// What fails. Each needs an end, its own or `repairedAt`.
    #[schema(max_items = 10_000)]
    pub failures: Vec<FailureDoc<'a>>,
    /// When failures without an end of their own are repaired: an offset, or a time when `startsAt` is given.
    #[schema(example = "P1DT10H")]
    pub repaired_at: Option<String>,
    /// Starts by hand that are given: at that moment, or at the first one after it at which the node is down, has not
    /// failed by itself and lacks something, it is started all the same.
    #[schema(max_items = 10_000)]
    pub started_by_hand: Vec<GivenStartDoc<'a>>,
    /// Propose starts by hand for what does not come back by itself; absent = true.
    pub propose_starts: Option<bool>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most entries of each list of the answer.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

/// A start by hand as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GivenStartDoc<'a> {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// Offset or time; absent = PT0S, that is as soon as it makes sense.
    #[schema(example = "P1DT12H")]
    pub from: Option<String>,
}

impl Question for RestartQuestion {
    const NAME: &'static str = "restart-plan";
    const PROPERTIES: &'static [&'static str] =
        &["title", "startsAt", "horizon", "failures", "repairedAt", "startedByHand", "proposeStarts"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        let starts_at = object.read("startsAt", whole_seconds, problems);
        let calendar = object.get("startsAt").is_some().then_some(starts_at);
        if object.get("failures").is_none() {
            object.missing("failures", "list what fails, for example [{node: dresden.storage}]", problems);
        }
        let read = |text: &str| offset(text, calendar);
        let question = Self {
            title: short(object, "title", 300, problems),
            scenario: Scenario {
                failures: decode_failures(object, starts_at, problems),
                horizon: object.seconds("horizon", problems),
                starts_at,
                ..Scenario::default()
            },
            repaired_at: object.read("repairedAt", read, problems).flatten(),
            started_by_hand: starts(object, calendar, problems),
            propose: object.bool("proposeStarts", problems).unwrap_or(true),
        };
        question.check_ends(object, problems);
        Some(question)
    }
}

fn starts(
    object: &Object<'_>,
    calendar: Option<Option<jiff::Timestamp>>,
    problems: &mut Problems,
) -> Vec<GivenStart> {
    let place = object.place().name("startedByHand");
    let items = object.list("startedByHand", MAX_STARTS, problems).unwrap_or_default();
    let mut starts = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let place = place.index(at);
        let Some(object) = Object::open(item, &place, &["node", "from"], problems) else { continue };
        if object.get("node").is_none() {
            object.missing("node", "say which node is started by hand", problems);
        }
        let node = object.key("node", problems);
        let from = object.read("from", |text| offset(text, calendar), problems).flatten();
        starts.extend(node.map(|node| GivenStart { node, from: from.unwrap_or_default() }));
    }
    starts
}

impl RestartQuestion {
    /// A plan needs an end for every failure.
    fn check_ends(&self, object: &Object<'_>, problems: &mut Problems) {
        let place = object.place().name("failures");
        for (at, failure) in self.scenario.failures.iter().enumerate() {
            let place = place.index(at);
            match self.repaired_at.filter(|_| failure.until().is_none()) {
                Some(repaired) if repaired <= failure.from() => problems.push(Problem::new(
                    &place.name("from"),
                    "ends-before-start",
                    format!("the failure begins at {}, not before repairedAt ({repaired})", failure.from()),
                    "give it an end of its own, or a later repairedAt",
                )),
                None if failure.until().is_none() && object.get("repairedAt").is_none() => {
                    problems.push(Problem::new(
                        &place.name("until"),
                        "no-repair",
                        "a restart plan needs to know when the failure is repaired",
                        "give until, or repairedAt for all failures without one; when nobody knows, try several",
                    ));
                }
                _ => {}
            }
        }
    }
}
