//! Objectives: what is promised, what consumers require of it, what can be achieved, and where that does not fit.

use serde::Serialize;
use utoipa::ToSchema;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::{Duration, IsoDuration, NodeKey};

/// What is promised, required and achievable, and where that does not fit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObjectivesAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// Counts of everything asked for, whatever the limit shows.
    pub totals: ObjectiveTotals,
    /// What does not fit: the gravest kinds first, then by how much, then by key.
    pub findings: Vec<ObjectiveFinding>,
    /// Nodes that state or inherit an objective: the strictest required recovery time first, then by key.
    pub nodes: Vec<NodeObjectives>,
    /// Findings that the limit left out.
    pub findings_omitted: u64,
    /// Nodes that the limit left out.
    pub nodes_omitted: u64,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// Counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObjectiveTotals {
    /// Nodes that state an RTO.
    pub stated_rto: u64,
    /// Nodes that state an MTPD.
    pub stated_mtpd: u64,
    /// Nodes that state an RPO.
    pub stated_rpo: u64,
    /// Nodes of which consumers require a recovery time.
    pub required_rto: u64,
    /// Nodes of which consumers require a tolerable disruption.
    pub required_mtpd: u64,
    /// Nodes of which consumers require a limit of lost data.
    pub required_rpo: u64,
    /// Nodes that wait for themselves in a circle when everything is down.
    pub never_by_themselves: u64,
    /// Findings.
    pub findings: u64,
    /// Nodes that state no recovery time: it counts as none.
    pub without_recovery: u64,
}

/// Where something does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectiveGap {
    /// When everything is down, the node never comes back by itself: it waits for itself in a circle.
    NeverByItself,
    /// What is required of the node is negative: even if it were back at once, the consumer would be too late.
    Infeasible,
    /// The node cannot keep its own RTO: its recovery and what it waits for take longer.
    RtoUnachievable,
    /// The node cannot be back as soon as its consumers require.
    RequiredRtoUnachievable,
    /// The node cannot be back before its MTPD, its own or the required one, is over.
    MtpdUnachievable,
    /// The node promises an RTO that is longer than what its consumers require.
    RtoTooLong,
    /// The node states an MTPD that is longer than what its consumers require.
    MtpdTooLong,
    /// The node promises an RPO that is longer than what its consumers require.
    RpoTooLong,
    /// The node's RTO leaves no time before its MTPD.
    RtoNotBelowMtpd,
}

/// A finding.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObjectiveFinding {
    /// What does not fit.
    pub kind: ObjectiveGap,
    /// The node.
    pub node: PlanNode,
    /// What is promised or possible; absent = never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub actual: Option<Duration>,
    /// What is stated or required; PT0S when it is negative.
    #[schema(value_type = IsoDuration)]
    pub target: Duration,
    /// By how much it does not fit; absent = without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub by: Option<Duration>,
    /// Who requires it: from the node by its consumers to the one whose own objective it is. Empty when it is the
    /// node's own.
    pub required_by: Vec<PlanNode>,
    /// What takes so long: from the node to the provider that it waits for longest, and so on to the first to start.
    pub waits_for: Vec<PlanNode>,
    /// Consumers and providers left out of the middle of long chains.
    pub omitted: u64,
}

/// The objectives of one node.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeObjectives {
    /// The node.
    pub node: PlanNode,
    /// Its own RTO.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub rto: Option<Duration>,
    /// The RTO that its consumers require; PT0S when it is negative.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub required_rto: Option<Duration>,
    /// When it is back after everything was down (RTA); absent = never by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub achievable: Option<Duration>,
    /// Its own MTPD.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub mtpd: Option<Duration>,
    /// The MTPD that its consumers require.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub required_mtpd: Option<Duration>,
    /// Its own RPO.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub rpo: Option<Duration>,
    /// The RPO that its consumers require.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub required_rpo: Option<Duration>,
    /// The consumer whose own objective the required recovery time is (or, without one, the required MTPD).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub required_by: Option<String>,
}
