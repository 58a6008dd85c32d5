//! Two scenarios side by side, on one map or on two.

use serde::Serialize;
use utoipa::ToSchema;
use wire::impact::{SpanDoc, Totals};
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::{Duration, ImpactLevel, IsoDuration, NodeKey};

/// The comparison. Each affected node whose course differs stands in exactly one of the six lists: the first rule that
/// tells the two courses apart decides.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonAnswer {
    /// The map revision that was asked.
    #[schema(example = 17)]
    pub revision: u64,
    /// The first side.
    pub before: SideAnswer,
    /// The second side.
    pub after: SideAnswer,
    /// How many nodes stand in each list, whatever the limit shows.
    pub counts: ComparisonCounts,
    /// Affected only after.
    pub newly_affected: Vec<ComparedNode>,
    /// Affected only before.
    pub no_longer_affected: Vec<ComparedNode>,
    /// The worst level is worse after (`level`); or worst level and begin are the same, but it lasts longer (`lasting`: at
    /// the worst level, then at any); or there is a first moment at which it stands worse (`course`).
    pub worse: Vec<ComparedNode>,
    /// The opposite.
    pub better: Vec<ComparedNode>,
    /// Equally bad at its worst, but that level is reached `by` earlier; or then, but it is first affected `by` earlier.
    pub earlier: Vec<ComparedNode>,
    /// The opposite.
    pub later: Vec<ComparedNode>,
    /// Still working on both sides, but only after with no reserve left.
    pub newly_at_risk: Vec<PlanNode>,
    /// Without reserve only before; affected after or not.
    pub no_longer_at_risk: Vec<PlanNode>,
    /// Agencies with other numbers on the two sides, those with most newly unavailable first.
    pub agencies: Vec<ComparedAgency>,
    /// How many entries the limit left out of each list.
    pub omitted: ComparisonCounts,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
    /// The second side as a graph for `dot` with what has changed, in German and in English.
    #[serde(skip)]
    pub pictures: [String; 2],
}

/// One side of a comparison.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SideAnswer {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The revision of its map.
    pub revision: u64,
    /// How many hypothetical changes that has.
    pub hypothetical_changes: u64,
    /// What fails, in the order given, within the limit.
    pub failures: Vec<PlanNode>,
    /// How many failures there are.
    pub failures_total: u64,
    /// How much is affected.
    pub totals: Totals,
}

/// A number for each list of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonCounts {
    /// Of `newlyAffected`.
    pub newly_affected: u64,
    /// Of `noLongerAffected`.
    pub no_longer_affected: u64,
    /// Of `worse`.
    pub worse: u64,
    /// Of `better`.
    pub better: u64,
    /// Of `earlier`.
    pub earlier: u64,
    /// Of `later`.
    pub later: u64,
    /// Affected on both sides in the same way; these are not listed.
    pub unchanged: u64,
    /// Of `newlyAtRisk`.
    pub newly_at_risk: u64,
    /// Of `noLongerAtRisk`.
    pub no_longer_at_risk: u64,
    /// Of `agencies`.
    pub agencies: u64,
}

/// A node whose course differs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedNode {
    /// The node.
    pub node: PlanNode,
    /// How it stands before; absent when it is not affected there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Course>,
    /// How it stands after; absent when it is not affected there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Course>,
    /// Which rule told worse from better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
    /// How much earlier or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub by: Option<Duration>,
    /// It exists on one side only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists_only: Option<OneSide>,
    /// It lost its reserve on the side on which it is not affected.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub at_risk: bool,
}

/// How a node stands over time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Course {
    /// Its worst level.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// When it is at which level.
    pub spans: Vec<SpanDoc>,
}

/// Which rule told worse from better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Because {
    /// The worst level.
    Level,
    /// How long it lasts.
    Lasting,
    /// The first moment at which the levels differ.
    Course,
}

/// A side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum OneSide {
    /// The first.
    Before,
    /// The second.
    After,
}

/// An agency on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedAgency {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: String,
    /// What people call it.
    pub name: String,
    /// How many of the nodes it runs are unavailable before.
    pub unavailable_before: u64,
    /// And after.
    pub unavailable_after: u64,
    /// How many are degraded before.
    pub degraded_before: u64,
    /// And after.
    pub degraded_after: u64,
}
