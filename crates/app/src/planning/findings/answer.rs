//! Findings: what is wrong or weak on the whole map.

use serde::Serialize;
use utoipa::ToSchema;
use wire::impact::Time;
use wire::planning::shared::{PlanAssumptions, PlanNode};
use wire::words::{FindingSeverity, FindingWord};

/// What is wrong or weak.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingsAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// How many there are, by kind, the gravest first.
    pub totals: Vec<FindingCount>,
    /// The findings: the gravest kind first, within it what takes most, then by key.
    pub findings: Vec<Finding>,
    /// Findings that the limit left out.
    pub omitted: u64,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// How many findings of a kind there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingCount {
    /// The kind.
    #[schema(value_type = FindingWord)]
    pub kind: model::finding::FindingKind,
    /// How grave it is.
    #[schema(value_type = FindingSeverity)]
    pub severity: model::finding::Severity,
    /// How many.
    pub count: u64,
}

/// One finding.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Stable: the same finding has the same id on every map on which it is found.
    #[schema(example = "no-contact~zwickau")]
    pub id: String,
    /// What was found.
    #[schema(value_type = FindingWord)]
    pub kind: model::finding::FindingKind,
    /// How grave it is.
    #[schema(value_type = FindingSeverity)]
    pub severity: model::finding::Severity,
    /// Where.
    pub node: PlanNode,
    /// The dependency that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "zwickau.kfz-zulassung~verfahren")]
    pub dependency: Option<String>,
    /// Other nodes that it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<PlanNode>,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub remedy: String,
    /// Somebody has accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Acceptance>,
    /// Why and what to do, in German.
    #[serde(skip)]
    pub german: [String; 2],
}

/// That somebody has accepted a finding.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Acceptance {
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// Up to and including which day; absent = for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2027-06-30")]
    pub until: Option<String>,
}

/// Findings, page by page.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingPage {
    /// The map revision that the whole walk shows.
    #[schema(example = 17)]
    pub revision: u64,
    /// How many there are, by kind, accepted ones included.
    pub totals: Vec<FindingCount>,
    /// This part.
    pub items: Vec<Finding>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What the findings rest on.
    pub assumptions: PlanAssumptions,
}
