//! After an incident: what the map predicted against what people observed. Shapes only.

use super::words::{NodeKey, NodeLevel};
use serde::Serialize;
use utoipa::ToSchema;

/// An incident held against the map.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IncidentReview {
    /// The revision of the map as it was when the incident was opened.
    pub revision: u64,
    /// The part of what was hit that was predicted, from 0 to 1; null when nobody observed anything that was hit.
    pub score: Option<f64>,
    /// Hit, and predicted.
    #[schema(value_type = Vec<NodeKey>)]
    pub right: Vec<String>,
    /// Hit, and not predicted.
    pub missed: Vec<MissedNode>,
    /// Predicted, and observed to work.
    #[schema(value_type = Vec<NodeKey>)]
    pub too_much: Vec<String>,
    /// Predicted, and never observed: nothing can be said of so many nodes.
    pub unobserved: u64,
}

/// A node that was hit although the map did not say so.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MissedNode {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: String,
    /// How well it worked.
    #[schema(value_type = NodeLevel)]
    pub level: model::Level,
    /// What it probably needs, the likeliest first; empty when another node that was missed explains it.
    pub proposals: Vec<ReviewProposal>,
}

/// A dependency that is probably missing or wrong.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewProposal {
    /// What is needed.
    #[schema(value_type = NodeKey)]
    pub provider: String,
    /// The map names it already, but not as something that matters so much: the dependency is wrong, not missing.
    pub wrong: bool,
    /// How many nodes of the same role need the same.
    pub like: u32,
    /// The body for `POST /v1/dependencies` that accepts it, unconfirmed.
    #[schema(value_type = Object)]
    pub dependency: serde_json::Value,
}

/// How well the map has predicted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MapScore {
    /// How many incidents it is counted over: the last ones in which somebody observed something that was hit.
    pub incidents: u64,
    /// How many nodes were hit in them.
    pub hit: u64,
    /// How many of these were predicted.
    pub predicted: u64,
    /// The part that was predicted, from 0 to 1; null without incidents.
    pub score: Option<f64>,
}
