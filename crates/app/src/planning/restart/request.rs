//! What failed, when it is repaired, and what is known to be started by hand.

use jiff::Timestamp;
use model::{Failure, Key, Seconds};
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::request::{Form, Item, Offset, calendar};
use wire::problem::{Problem, Problems};
use wire::scenario::{FailureDoc, offset};
use wire::words::{IsoDuration, NodeKey};
use wire::{Place, Tree};

wire::question! {
    /// The question as it is written. A scenario is one, too, when its failures have an end.
    pub struct RestartPlanRequest {
        /// What people call it.
        #[schema(example = "Storage replication fails", max_length = 300)]
        title "title": Option<String>;
        /// The calendar time of offset zero; with it, answers carry times beside offsets.
        #[schema(value_type = Option<String>, example = "2018-11-14T14:30:00+01:00", format = DateTime)]
        starts_at "startsAt": Option<Timestamp>;
        /// Look no further than this; absent = until nothing changes any more.
        #[schema(value_type = Option<IsoDuration>)]
        horizon "horizon": Option<Seconds>;
        /// What fails. Each needs an end, its own or `repairedAt`.
        #[schema(value_type = Vec<FailureDoc<'static>>, max_items = 100_000)]
        failures "failures": Vec<Failure> => "list what fails, for example [{node: dresden.storage}]", as "fail";
        /// When failures without an end of their own are repaired: an offset, or a time when `startsAt` is given.
        #[schema(value_type = Option<String>, example = "P1DT10H")]
        repaired_at "repairedAt": Option<Offset>;
        /// Starts by hand that are given: at that moment, or at the first one after it at which the node is down, has not
        /// failed by itself and lacks something, it is started all the same.
        #[schema(value_type = Option<Vec<GivenStart>>, max_items = 10_000)]
        started_by_hand "startedByHand": Vec<GivenStart> = Vec::new(), as "by-hand";
        /// Propose starts by hand for what does not come back by itself; absent = true.
        #[schema(value_type = Option<bool>)]
        propose_starts "proposeStarts": bool = true, as "no-proposals";
    }
    limit "Most entries of each list of the answer.";
    check RestartPlanRequest::check;
}

/// A start by hand that is given.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = GivenStartDoc)]
pub struct GivenStart {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: Key,
    /// Offset or time; absent = PT0S, that is as soon as it makes sense.
    #[schema(value_type = Option<String>, example = "P1DT12H")]
    pub from: Seconds,
}

impl Item for GivenStart {
    const FORM: Form = Form::Starts;
    const MOST: usize = 10_000;

    fn read(tree: &Tree, place: &Place<'_>, of: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        let object = Object::open(tree, place, &["node", "from"], problems)?;
        if object.get("node").is_none() {
            object.missing("node", "say which node is started by hand", problems);
        }
        let node = object.key("node", problems);
        let from = object.read("from", |text| offset(text, calendar(of)), problems).flatten();
        node.map(|node| Self { node, from: from.unwrap_or_default() })
    }
}

impl RestartPlanRequest {
    /// A plan needs an end for every failure.
    fn check(&self, object: &Object<'_>, problems: &mut Problems) {
        let place = object.place().name("failures");
        for (at, failure) in self.failures.iter().enumerate() {
            let place = place.index(at);
            match self.repaired_at.map(|at| at.0).filter(|_| failure.until().is_none()) {
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
