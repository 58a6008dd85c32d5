//! What comes back when: the restart plan, with what must be started by hand and who is too late.

use super::super::planning::compute;
use super::super::problem::Problem;
use super::super::state::Api;
use super::answer::{Node, Told, listed};
use super::arguments::{NODES, checked, key, limit, object, open, plan_limit, reading, with_scenario};
use app::planning::ask;
use app::planning::restart::{
    BridgedNeed, DeadlockDoc, DegradedCircleDoc, HandStartDoc, Missed, PathStep, PlanMoment,
    RestartPlanAnswer, RestartPlanRequest, RestartStep, WaitedFor,
};
use render::Language;
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;
use serde_json::json;
use wire::planning::request::Request;
use wire::{Problems, Tree};

/// How it is called.
pub(super) const NAME: &str = "restart_plan";

/// The arguments that are read as a question.
const OWN: [&str; 6] = ["failures", "startsAt", "horizon", "repairedAt", "startedByHand", "proposeStarts"];

/// What it answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    /// The map revision it was computed from.
    revision: u64,
    /// Nodes that were unavailable and come back.
    coming_back: u64,
    /// In how many waves.
    waves: u64,
    /// When the last one is back; absent when nothing comes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_back: Option<When>,
    /// Nodes for which no recovery time is stated; they count as back at once.
    without_recovery: u64,
    /// What must be started by hand because it waits for itself in a circle, in the order of time.
    by_hand: Vec<ByHand>,
    /// The circles.
    deadlocks: Vec<Deadlock>,
    /// What comes back when: by wave, the most urgent first.
    steps: Vec<Step>,
    /// Steps that the limit left out.
    steps_omitted: u64,
    /// The longest way: each waits for the one before.
    longest_way: Vec<WayStep>,
    /// Who misses an objective, the most missed first.
    missed: Vec<Late>,
    /// Missed objectives that the limit left out.
    missed_omitted: u64,
    /// What is still unavailable in the end.
    not_back: Vec<Node>,
    /// Nodes still unavailable that the limit left out.
    not_back_omitted: u64,
    /// What is still degraded in the end.
    still_degraded: Vec<Node>,
    /// Nodes still degraded that the limit left out.
    still_degraded_omitted: u64,
    /// Circles of nodes that keep each other degraded: only when one of them is brought back in full without the next, all are.
    degraded_circles: Vec<DegradedCircle>,
    /// Circles that the limit left out.
    degraded_circles_omitted: u64,
}

/// A moment.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct When {
    /// ISO 8601 duration from the start of the scenario.
    after: String,
    /// On the calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

impl From<&PlanMoment> for When {
    fn from(moment: &PlanMoment) -> Self {
        Self { after: moment.after.0.to_string(), at: moment.at.map(|at| at.0.to_string()) }
    }
}

/// A start by hand.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ByHand {
    #[serde(flatten)]
    node: Node,
    /// When.
    start: When,
    /// Names of the providers that are missing then and must be bridged by other means.
    without: Vec<String>,
}

/// Nodes that wait for each other.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Deadlock {
    /// How many there are.
    size: u64,
    /// Keys of a short circle among them: each waits for the next, the last for the first.
    circle: Vec<String>,
    /// Keys of what is to be started by hand.
    start: Vec<String>,
    /// It is proven that fewer starts do not suffice.
    fewest: bool,
    /// They have to be started at once: one after the other they would not suffice.
    at_once: bool,
    /// How many other nodes wait behind them.
    behind: u64,
}

/// Nodes that keep each other degraded.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DegradedCircle {
    /// How many there are.
    size: u64,
    /// Keys of a circle among them: each is degraded because of the next, the last because of the first.
    circle: Vec<String>,
}

/// One node that comes back.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Step {
    #[serde(flatten)]
    node: Node,
    /// Its wave.
    wave: u32,
    /// When it can start.
    start: When,
    /// When it is back.
    back: When,
    /// Its level then: operational or degraded.
    #[schemars(with = "&str")]
    level: model::Level,
    /// What it waits for last: `repair`, `by-hand`, or the key of a provider.
    waits_for: String,
}

/// A step of the longest way.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WayStep {
    #[serde(flatten)]
    node: Node,
    /// When it can start.
    start: When,
    /// When it is back.
    back: When,
}

/// A missed objective.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Late {
    #[serde(flatten)]
    node: Node,
    /// rto or mtpd.
    objective: &'static str,
    /// How long it may be unavailable.
    allowed: String,
    /// How long it is; absent = without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    took: Option<String>,
    /// Keys from the repair to the node: each waits for the one before.
    chain: Vec<String>,
}

/// How it is described.
pub(super) fn describe() -> Tool {
    let start = object(
        json!({
            "node": key("Key of the node that is started by hand."),
            "from": {"type": "string", "description": "Offset or time; as soon as it makes sense when absent."},
        }),
        &["node"],
    );
    let own = json!({
        "repairedAt": {"type": "string", "description": "Offset such as P1D, or a time when startsAt is given: when the \
            failures without an end of their own are repaired. Every failure needs an end; when nobody knows, try several."},
        "startedByHand": {"type": "array", "items": start, "maxItems": NODES, "description": "Starts by hand that are \
            known already."},
        "proposeStarts": {"type": "boolean", "description": "Propose starts by hand for what does not come back by \
            itself; true when absent."},
        "limit": limit(),
    });
    reading::<Output>(
        NAME,
        "What comes back when",
        "Supposes failures and their repair and tells the order in which everything comes back: when each node can start \
         and is back, what it waits for, which circles must be broken by a start by hand, who misses RTO or MTPD.",
        object(with_scenario(own), &["failures"]),
    )
}

/// Makes the plan on the current map.
pub(super) async fn answer(api: &Api, arguments: &Tree) -> Result<Told, Problem> {
    let mut problems = Problems::default();
    let opened = open(arguments, &[&OWN[..], &["limit"]].concat(), &mut problems);
    let read = opened.and_then(|object| {
        let limit = plan_limit(&object, &mut problems);
        RestartPlanRequest::read(&object, &mut problems)
            .map(|question| RestartPlanRequest { limit, ..question })
    });
    let question = checked(read, &problems)?;
    let (told, _) = compute(api, None, Vec::new(), move |map, others, pool, watch| {
        Ok(tell(&ask(&question, map, others, pool, watch)?))
    })
    .await?;
    told
}

fn tell(answer: &RestartPlanAnswer) -> Result<Told, Problem> {
    let totals = &answer.totals;
    let output = Output {
        revision: answer.revision,
        coming_back: totals.steps,
        waves: totals.waves,
        last_back: answer.critical_path.last().map(|last| When::from(&last.back)),
        without_recovery: totals.without_recovery,
        by_hand: answer.by_hand.iter().map(by_hand).collect(),
        deadlocks: answer.deadlocks.iter().map(deadlock).collect(),
        steps: answer.steps.iter().map(step).collect(),
        steps_omitted: answer.omitted.steps,
        longest_way: answer.critical_path.iter().map(way_step).collect(),
        missed: answer.missed.iter().map(late).collect(),
        missed_omitted: answer.omitted.missed,
        not_back: answer.not_back.iter().map(Node::from).collect(),
        not_back_omitted: answer.omitted.not_back,
        still_degraded: answer.still_degraded.iter().map(Node::from).collect(),
        still_degraded_omitted: answer.omitted.still_degraded,
        degraded_circles: answer.degraded_circles.iter().map(degraded_circle).collect(),
        degraded_circles_omitted: answer.omitted.degraded_circles,
    };
    let mut text = format!("Map revision {}. ", answer.revision);
    match answer.critical_path.last() {
        Some(last) => text.push_str(&format!(
            "{} nodes come back in {} waves, the last one {}.",
            totals.steps,
            totals.waves,
            moment(&last.back)
        )),
        None => text.push_str("Nothing has to come back."),
    }
    if totals.without_recovery > 0 {
        text.push_str(&format!(
            " No recovery time is known for {} of them: they count as back at once.",
            totals.without_recovery
        ));
    }
    let lines = |lines: Vec<String>| lines.into_iter().map(Into::into);
    let started = output.by_hand.iter().zip(&answer.by_hand).map(|(by_hand, doc)| {
        format!("{}: {}, without {}", by_hand.node.line(), moment(&doc.start), by_hand.without.join(", "))
    });
    listed(&mut text, "To start by hand", lines(started.collect()), answer.omitted.by_hand);
    let steps =
        output.steps.iter().zip(&answer.steps).map(|(step, doc)| {
            format!("wave {}, {}: back {}", step.wave, step.node.line(), moment(&doc.back))
        });
    listed(&mut text, "Order", lines(steps.collect()), output.steps_omitted);
    let missed = output.missed.iter().zip(&answer.missed).map(|(late, doc)| {
        let open = if answer.horizon.is_some() { "is not back at the horizon" } else { "takes without end" };
        let took =
            doc.took.map_or_else(|| open.into(), |took| format!("takes {}", Language::En.duration(took.0)));
        let allowed = Language::En.duration(doc.allowed.0);
        format!("{}: {} is {allowed}, {took}", late.node.line(), late.objective.to_uppercase())
    });
    listed(&mut text, "Too late", lines(missed.collect()), output.missed_omitted);
    let not_back = output.not_back.iter().map(|node| node.line());
    listed(&mut text, "Not back", lines(not_back.collect()), output.not_back_omitted);
    let still_degraded = output.still_degraded.iter().map(|node| node.line());
    listed(&mut text, "Still degraded", lines(still_degraded.collect()), output.still_degraded_omitted);
    let circles = output.degraded_circles.iter().map(|found| found.circle.join(" because of "));
    listed(
        &mut text,
        "Degraded by each other until one is brought back in full without the next",
        lines(circles.collect()),
        output.degraded_circles_omitted,
    );
    Told::new(text, &output)
}

fn moment(moment: &PlanMoment) -> String {
    match moment.at {
        Some(at) => format!("at {}", at.0),
        None => Language::En.after(moment.after.0),
    }
}

fn by_hand(start: &HandStartDoc) -> ByHand {
    let names = |need: &BridgedNeed| need.providers.iter().map(|node| node.name.clone()).collect::<Vec<_>>();
    ByHand {
        node: Node::from(&start.node),
        start: When::from(&start.start),
        without: start.without.iter().flat_map(names).collect(),
    }
}

fn deadlock(deadlock: &DeadlockDoc) -> Deadlock {
    Deadlock {
        size: deadlock.size,
        circle: deadlock.circle.iter().map(|step| step.node.clone()).collect(),
        start: deadlock.start.clone(),
        fewest: deadlock.fewest,
        at_once: deadlock.at_once,
        behind: deadlock.behind,
    }
}

fn degraded_circle(found: &DegradedCircleDoc) -> DegradedCircle {
    let circle = found.circle.iter().map(|step| step.node.clone()).collect();
    DegradedCircle { size: found.size, circle }
}

fn step(step: &RestartStep) -> Step {
    Step {
        node: Node::from(&step.node),
        wave: step.wave,
        start: When::from(&step.start),
        back: When::from(&step.back),
        level: step.level,
        waits_for: match &step.waited_for {
            WaitedFor::Repair => "repair".to_owned(),
            WaitedFor::ByHand => "by-hand".to_owned(),
            WaitedFor::Provider { node, .. } => node.clone(),
        },
    }
}

fn way_step(step: &PathStep) -> WayStep {
    WayStep { node: Node::from(&step.node), start: When::from(&step.start), back: When::from(&step.back) }
}

fn late(missed: &Missed) -> Late {
    Late {
        node: Node::from(&missed.node),
        objective: missed.objective,
        allowed: missed.allowed.0.to_string(),
        took: missed.took.map(|took| took.0.to_string()),
        chain: missed.chain.iter().map(|step| step.node.key.clone()).collect(),
    }
}
