//! What a change set does or would do: shapes only.

use super::words::{NodeKey, NodeKind, Text};
use serde::Serialize;
use utoipa::ToSchema;

/// The result of a change set, or with `dryRun` what it would be.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeSetAnswer {
    /// The revision after the change; with a dry run the one it was computed on.
    #[schema(example = 18)]
    pub revision: u64,
    /// Nothing was changed: this is only the plan.
    pub dry_run: bool,
    /// Number of nodes added.
    pub added: u64,
    /// Number of nodes changed.
    pub changed: u64,
    /// Number of nodes removed.
    pub removed: u64,
    /// The nodes concerned, by key; at most a thousand are listed.
    pub nodes: Vec<PlannedChange>,
    /// Nodes concerned that are not listed.
    pub omitted: u64,
    /// The zone in which the map tells times from then on; null when it does not say any more; absent when that stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Europe/Berlin")]
    pub zone: Option<Option<String>>,
    /// Dry run only: nodes whose failure would hit others than before, nearest to the change first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact_changes: Option<Vec<ImpactChange>>,
    /// Dry run only: nodes further up whose impact was not compared because there are too many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact_not_compared: Option<u64>,
}

/// What happens to one node.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlannedChange {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: String,
    /// What it is (or was).
    #[schema(value_type = NodeKind)]
    pub kind: model::Kind,
    /// What people call it (or called it).
    pub name: String,
    /// `added`, `changed` or `removed`.
    #[schema(example = "changed")]
    pub change: &'static str,
    /// The properties that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<String>,
}

/// How the impact of one node's failure would change.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImpactChange {
    /// The node that is supposed to fail.
    #[schema(value_type = NodeKey)]
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Its impact today; absent when it does not exist yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<ImpactCount>,
    /// Its impact after the change; absent when it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<ImpactCount>,
    /// Nodes that would be hit worse than today, by key; at most twenty are listed.
    #[schema(value_type = Vec<NodeKey>)]
    pub worse: Vec<String>,
    /// Nodes that would be hit less than today, by key; at most twenty are listed.
    #[schema(value_type = Vec<NodeKey>)]
    pub better: Vec<String>,
}

/// How many nodes a failure hits in the end, itself included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImpactCount {
    /// Nodes unavailable in the end.
    pub unavailable: u64,
    /// Nodes degraded in the end.
    pub degraded: u64,
}

/// A change set of the journal.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevisionDoc {
    /// Its number, from 1 without gaps.
    #[schema(example = 18)]
    pub revision: u64,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub at: Text<jiff::Timestamp>,
    /// Who made it.
    pub author: String,
    /// Why.
    pub message: String,
    /// How many nodes it added, changed or removed; a new zone of the map counts as one, too.
    pub changes: u64,
}

/// What one revision did to one node.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevisionChange {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: String,
    /// The node from this revision on; absent when it was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub node: Option<serde_json::Value>,
}
