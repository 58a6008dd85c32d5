//! The answer to what comes back when: what waits for what, what must be started by hand, who misses an objective.

use serde::Serialize;
use utoipa::ToSchema;
use wire::impact::Time;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::{Duration, IsoDuration, NodeKey};

/// What comes back when, what waits for what, what must be started by hand, who misses an objective.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RestartPlanAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The calendar time of offset zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub starts_at: Option<Time>,
    /// How far the plan looks; absent = until nothing changes any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub horizon: Option<Duration>,
    /// Counts of everything, whatever the limit shows.
    pub totals: RestartTotals,
    /// What is to be started by hand, in the order of time. The plan rests on it.
    pub by_hand: Vec<HandStartDoc>,
    /// Nodes that wait for each other.
    pub deadlocks: Vec<DeadlockDoc>,
    /// What comes back when: by wave, within a wave the most urgent first, then by key.
    pub steps: Vec<RestartStep>,
    /// The waves.
    pub waves: Vec<Wave>,
    /// The longest way: from the repair (or start by hand) to what is back last, each step waiting for the one before.
    pub critical_path: Vec<PathStep>,
    /// Who misses an objective, the most missed first.
    pub missed: Vec<Missed>,
    /// What is still unavailable in the end: deadlocked without starts by hand, or the horizon was too near.
    pub not_back: Vec<PlanNode>,
    /// What is still degraded in the end though every failure is repaired: degraded nodes that need each other in a
    /// circle keep each other degraded.
    pub still_degraded: Vec<PlanNode>,
    /// These circles, each degraded by no others: fully back is all of it only when one of them is brought back in full
    /// without the next.
    pub degraded_circles: Vec<DegradedCircleDoc>,
    /// What the limit left out of each list.
    pub omitted: RestartOmitted,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// Counts of a restart plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RestartTotals {
    /// Nodes that were unavailable and come back.
    pub steps: u64,
    /// Waves.
    pub waves: u64,
    /// Nodes that do not come back by themselves without a start by hand, in circles.
    pub deadlocked: u64,
    /// Groups of nodes that wait for each other.
    pub deadlocks: u64,
    /// Starts by hand.
    pub by_hand: u64,
    /// Nodes that are unavailable for longer than their RTO.
    pub rto_missed: u64,
    /// Nodes that are unavailable for longer than their MTPD.
    pub mtpd_missed: u64,
    /// Objectives that are not decided within the horizon: the node is unavailable then, and not for too long until then.
    pub undecided: u64,
    /// Steps whose node states no recovery time: they count as back at once.
    pub without_recovery: u64,
    /// Nodes that are still unavailable in the end.
    pub not_back: u64,
    /// Nodes that are still degraded in the end.
    pub still_degraded: u64,
}

/// What the limit left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RestartOmitted {
    /// Starts by hand.
    pub by_hand: u64,
    /// Groups of nodes that wait for each other.
    pub deadlocks: u64,
    /// Steps.
    pub steps: u64,
    /// Waves.
    pub waves: u64,
    /// Steps in the middle of the longest way.
    pub critical_path: u64,
    /// Missed objectives.
    pub missed: u64,
    /// Nodes still unavailable.
    pub not_back: u64,
    /// Nodes still degraded.
    pub still_degraded: u64,
    /// Circles that stay degraded.
    pub degraded_circles: u64,
}

/// A moment of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanMoment {
    /// Offset from the start of the scenario.
    #[schema(value_type = IsoDuration)]
    pub after: Duration,
    /// The time, when the scenario has `startsAt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Time>,
}

/// One node that was unavailable and comes back.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RestartStep {
    /// The node.
    pub node: PlanNode,
    /// 1 = waits for no other node of the plan; else one more than the highest wave of those it needs to start. A node
    /// that fell again after it was waited for (`times` above 1) stands in the wave of its last comeback.
    pub wave: u32,
    /// When it became unavailable.
    pub failed: PlanMoment,
    /// The earliest start: its own failure is repaired and all it needs is there (or it is started by hand).
    pub start: PlanMoment,
    /// When it is back.
    pub back: PlanMoment,
    /// Its level then.
    #[schema(value_type = wire::words::NodeLevel)]
    pub level: model::Level,
    /// How often it was unavailable until then; more than once = it fell again.
    pub times: u32,
    /// What it waited for last.
    pub waited_for: WaitedFor,
    /// How late it may be before the first objective that hangs on it is missed. Absent = no objective, or missed already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub slack: Option<Duration>,
    /// By how much the objective that hangs on it is missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub late: Option<Duration>,
    /// Whose objective that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent_for: Option<PlanNode>,
}

/// What a node waited for last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum WaitedFor {
    /// For its own repair.
    Repair,
    /// For a start by hand.
    ByHand,
    /// For a provider.
    Provider {
        /// The provider.
        #[schema(value_type = NodeKey)]
        node: String,
        /// Its name.
        name: String,
        /// Through which dependency.
        dependency: String,
    },
}

/// One wave.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Wave {
    /// Its number, from 1.
    pub wave: u32,
    /// How many nodes come back in it.
    pub nodes: u64,
    /// The first start in it.
    pub start: PlanMoment,
    /// When all of it is back.
    pub back: PlanMoment,
}

/// One step of a way along which things came back; the first one waited for its repair or a start by hand.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PathStep {
    /// The node.
    pub node: PlanNode,
    /// When it could start.
    pub start: PlanMoment,
    /// When it was back (or fully operational, where that was waited for).
    pub back: PlanMoment,
    /// It was started by hand.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

/// An objective that is missed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Missed {
    /// The node.
    pub node: PlanNode,
    /// `rto` or `mtpd`.
    #[schema(example = "mtpd")]
    pub objective: &'static str,
    /// How long it may be unavailable.
    #[schema(value_type = IsoDuration)]
    pub allowed: Duration,
    /// How long it is unavailable without a break; absent = without end within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub took: Option<Duration>,
    /// By how much it is missed; absent = without end within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub by: Option<Duration>,
    /// When it is missed.
    pub missed_at: PlanMoment,
    /// From the repair to its comeback, each step waiting for the one before; of a long one the middle is left out.
    pub chain: Vec<PathStep>,
    /// Steps left out of the middle.
    pub chain_omitted: u64,
}

/// A start by hand that the plan rests on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandStartDoc {
    /// The node.
    pub node: PlanNode,
    /// When it is started.
    pub start: PlanMoment,
    /// What it is started without.
    pub without: Vec<BridgedNeed>,
}

/// A need that must be bridged by other means from a start by hand on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BridgedNeed {
    /// The dependency.
    pub dependency: String,
    /// Its providers.
    pub providers: Vec<PlanNode>,
    /// When it is fully met again; absent = not within the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<PlanMoment>,
}

/// Nodes that wait for each other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeadlockDoc {
    /// How many nodes it has.
    pub size: u64,
    /// They, in the order of their keys.
    pub nodes: Vec<PlanNode>,
    /// Nodes that the limit left out.
    pub omitted: u64,
    /// A circle among them: each waits for the next, the last one for the first.
    pub circle: Vec<CircleStep>,
    /// Nodes that the limit left out of the circle.
    pub circle_omitted: u64,
    /// There is no shorter circle among them.
    pub shortest: bool,
    /// What is to be started by hand so that it comes back.
    #[schema(value_type = Vec<NodeKey>)]
    pub start: Vec<String>,
    /// It is proven that fewer starts by hand do not suffice: one has to be among these nodes, whatever else is started;
    /// or every smaller choice of all nodes that were unavailable, each started at any of the moments at which something
    /// changes, was played through and leaves something unavailable. `false` = not proven, or fewer suffice when they are
    /// started earlier, while more than this circle is missing.
    pub fewest: bool,
    /// They have to be started at once, when nothing moves any more: one after the other they would not suffice.
    pub at_once: bool,
    /// How many other nodes wait behind it.
    pub behind: u64,
}

/// Nodes that keep each other degraded.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DegradedCircleDoc {
    /// How many nodes it has.
    pub size: u64,
    /// They, in the order of their keys.
    pub nodes: Vec<PlanNode>,
    /// Nodes that the limit left out.
    pub omitted: u64,
    /// A circle among them: each is degraded because of the next, the last one because of the first.
    pub circle: Vec<CircleStep>,
    /// Nodes that the limit left out of the circle.
    pub circle_omitted: u64,
}

/// One node of a circle.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CircleStep {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: String,
    /// Its name.
    pub name: String,
    /// The dependency through which it waits for the next one.
    pub dependency: String,
}
