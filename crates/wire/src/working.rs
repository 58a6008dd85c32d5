//! What still works, agency by agency: shapes only, the same for HTTP and the command line.

use super::words::{NodeKey, NodeKind, NodeLevel, ServiceLayer};
use serde::Serialize;
use utoipa::ToSchema;

/// What still works of some agencies.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkingAnswer<'a> {
    /// The map revision the answer was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// What the scenario is called, when it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'a str>,
    /// The agencies, by key.
    pub agencies: Vec<AgencyWorking<'a>>,
    /// Agencies that are not listed.
    pub omitted: u64,
}

/// What still works of one agency.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgencyWorking<'a> {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// How bad it gets for the agency itself.
    #[schema(value_type = NodeLevel)]
    pub level: model::Level,
    /// Its services and sites that work all the time. A node counts as many as it stands for.
    pub working: u64,
    /// Its services and sites whose worst level is degraded.
    pub degraded: u64,
    /// Its services and sites whose worst level is unavailable.
    pub unavailable: u64,
    /// Those that work all the time: public services first, then layer by layer down to the sites, by key.
    pub nodes: Vec<WorkingNode<'a>>,
    /// Those that are not listed.
    pub omitted: u64,
}

/// A service or a site that works all the time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkingNode<'a> {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: &'a str,
    /// What it is.
    #[schema(value_type = NodeKind)]
    pub kind: model::Kind,
    /// What people call it.
    pub name: &'a str,
    /// Where in the stack it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ServiceLayer>)]
    pub layer: Option<model::Layer>,
    /// It has lost a provider and could lose no more.
    pub at_risk: bool,
}
