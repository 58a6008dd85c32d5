//! What a failure comes to, in numbers: the same ones as the totals of an impact.

use serde::Serialize;
use utoipa::ToSchema;

/// What is affected, counted; a node counts as many as it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Nodes that become unavailable, the failed ones included.
    pub unavailable: u64,
    /// Nodes that become degraded.
    pub degraded: u64,
    /// Services among both.
    pub services: u64,
    /// Services of the layer `public` among them.
    pub public_services: u64,
    /// Services that become unavailable and tolerate no longer disruption than the question says is time-critical.
    pub time_critical: u64,
    /// Sites among the affected nodes.
    pub affected_sites: u64,
    /// Agencies that are affected themselves or run something that is.
    pub agencies: u64,
    /// Districts of those agencies: distinct first five digits of their regional keys.
    pub districts: u64,
    /// Inhabitants of the areas of agencies that run an affected service of the layer `public`; an area inside another one
    /// is counted once. Absent when the map knows it of none of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<u64>,
    /// Of those agencies, how many have an area of which the map does not know how many people live there.
    pub people_unknown: u64,
    /// Cases per day of the affected services, to the millionth.
    pub cases_per_day: f64,
}
