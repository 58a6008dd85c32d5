//! What an answer tells beside the affected nodes: what they stand on, what is at risk, what nobody knows, agencies, sites,
//! and the nodes that were asked about.

use super::{AffectedNode, Time, is_false, is_none};
use crate::node::ContactDoc;
use crate::words::{Duration, ImpactLevel, IsoDuration, NodeKey, NodeKind, NodeLevel, SharedText};
use serde::Serialize;
use utoipa::ToSchema;

/// A node, shortly.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeRef<'a> {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: &'a str,
    /// What it is.
    #[schema(value_type = NodeKind)]
    pub kind: model::Kind,
    /// What people call it.
    pub name: &'a str,
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub agency: Option<&'a str>,
}

/// A node that still works with nothing left to lose.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AtRisk<'a> {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: &'a str,
    /// What it is.
    #[schema(value_type = NodeKind)]
    pub kind: model::Kind,
    /// What people call it.
    pub name: &'a str,
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub agency: Option<&'a str>,
    /// The needs that have lost their redundancy.
    pub dependencies: Vec<LostRedundancy<'a>>,
}

/// A need that could lose no more, as it stood then.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LostRedundancy<'a> {
    /// The dependency.
    #[schema(value_type = String)]
    pub dependency: SharedText,
    /// Where the fact comes from that it has this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The remark on this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its providers that are unavailable; at most ten are named.
    #[schema(value_type = Vec<NodeKey>)]
    pub lost: Vec<&'a str>,
    /// Its providers that are degraded; at most ten are named.
    #[schema(value_type = Vec<NodeKey>)]
    pub reduced: Vec<&'a str>,
    /// Those that it is met by; at most ten are named.
    #[schema(value_type = Vec<NodeKey>)]
    pub left: Vec<&'a str>,
    /// What one more failure among them does to the node: takes it away, or only reduces it.
    #[schema(value_type = ImpactLevel)]
    pub next: model::Level,
}

/// A fallback that stands in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FallbackUse<'a> {
    /// The dependency in which it stands in.
    #[schema(value_type = String)]
    pub dependency: SharedText,
    /// Where the fact comes from that there is this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The remark on this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The fallback.
    pub node: NodeRef<'a>,
    /// What people call who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency_name: Option<&'a str>,
    /// How the fallback can be reached, or else who runs it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<ContactDoc<'a>>)]
    pub contacts: Vec<ContactText>,
    /// Since when it stands in.
    #[schema(value_type = IsoDuration)]
    pub from: Duration,
    /// Until when; absent = without end within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub until: Option<Duration>,
    /// Since when on the calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub from_at: Option<Time>,
    /// Until when on the calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until_at: Option<Time>,
}

/// What becomes of the data of a node that is unavailable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataAtStake {
    /// How old restored data may be at most: its recovery point objective.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub rpo: Option<Duration>,
    /// How old the last good copy is: what came after it is lost when the data are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub last_copy: Option<Duration>,
    /// The scenario says how old that copy is. Else it is at most so old, because copies are so far apart.
    #[serde(skip_serializing_if = "is_false")]
    pub last_copy_known: bool,
    /// The last good copy can be older than the objective allows.
    #[serde(skip_serializing_if = "is_false")]
    pub exceeds_rpo: bool,
    /// How long a restoration takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub restore: Option<Duration>,
    /// Where the copies are and how they are brought back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A contact, written as in a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactText(pub model::Contact);

impl Serialize for ContactText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ContactDoc::new(&self.0).serialize(serializer)
    }
}

/// How a node that was asked about fares.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AboutNode<'a> {
    /// The node.
    pub node: NodeRef<'a>,
    /// How bad it gets; `operational` = it works all the time.
    #[schema(value_type = NodeLevel)]
    pub level: model::Level,
    /// The needs of a node that works all the time which could lose no more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at_risk: Vec<LostRedundancy<'a>>,
    /// All that `affected` says of it, wherever the limit cuts that list; absent when it works all the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<Box<AffectedNode<'a>>>,
}

/// A node needs one of several providers, but nobody knows which: what it comes to for each of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OpenQuestion)]
pub struct OpenQuestionDoc<'a> {
    /// The node.
    pub node: NodeRef<'a>,
    /// The dependency.
    #[schema(value_type = String)]
    pub dependency: SharedText,
    /// Where the fact comes from that it has this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The remark on this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The providers it may be, as written; at most ten are listed.
    pub providers: Vec<IfOne<'a>>,
    /// Providers that are not listed.
    #[serde(skip_serializing_if = "is_none")]
    pub providers_omitted: u64,
}

/// One provider that may be the one that is needed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IfOne<'a> {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// How bad the node gets when it is this one; absent when it works then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<model::Level>,
}

/// What the scenario means for one agency.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgencyImpact<'a> {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// Its services and sites whose worst level is unavailable.
    pub unavailable: u64,
    /// Its services and sites whose worst level is degraded.
    pub degraded: u64,
    /// Its services and sites that are not affected.
    pub working: u64,
    /// The agencies that run the failed nodes at the root.
    #[schema(value_type = Vec<NodeKey>)]
    pub causes: Vec<&'a str>,
}

/// What the scenario means at one site.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SiteImpact<'a> {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NodeKey>)]
    pub agency: Option<&'a str>,
    /// The worst level of the site itself; absent when it is not affected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ImpactLevel>)]
    pub level: Option<model::Level>,
    /// The affected services that are offered there, worst first; at most fifty are listed.
    pub services: Vec<ServiceAtSite<'a>>,
    /// Affected services there that are not listed.
    pub services_omitted: u64,
}

/// An affected service at a site, shortly: `affected` tells more about it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceAtSite<'a> {
    /// Its key.
    #[schema(value_type = NodeKey)]
    pub key: &'a str,
    /// Its worst level.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
}
