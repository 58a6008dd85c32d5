//! The answer to "what is affected": shapes only, the same for HTTP and the command line.
//!
//! Offsets are ISO 8601 durations from the start of the scenario; the properties ending in `At` repeat them as
//! UTC times when the scenario has a start on the calendar. Lists are in a useful order and cut at `limit`;
//! `totals` always counts everything.

mod beside;

pub use beside::*;

use super::words::{
    Duration, ImpactLevel, IncludeDependencies, IsoDuration, NodeKey, NodeKind, ServiceLayer, SharedText,
    Text,
};
use model::DeadlineEnd;
use serde::Serialize;
use utoipa::ToSchema;

/// A point in time, RFC 3339 in UTC.
pub type Time = Text<jiff::Timestamp>;

/// What is affected, since when, until when, why; what still works; what is only one failure away.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImpactAnswer<'a> {
    /// The map revision the answer was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// What the scenario is called, when it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'a str>,
    /// The calendar time of offset zero, when the scenario has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub starts_at: Option<Time>,
    /// How much is affected, over the whole map.
    pub totals: Totals,
    /// The affected nodes: worst first, then earliest, then by key.
    pub affected: Vec<AffectedNode<'a>>,
    /// Nodes that still work but have lost a provider and could lose no more.
    pub at_risk: Vec<AtRisk<'a>>,
    /// What nobody knows and on which the state of a node hangs; absent when there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open_questions: Vec<OpenQuestionDoc<'a>>,
    /// Nodes that stay unavailable although every failure has been repaired.
    pub deadlocked: Vec<NodeRef<'a>>,
    /// The agencies that run something affected, with what is down, reduced and still working.
    pub agencies: Vec<AgencyImpact<'a>>,
    /// The sites where something affected is offered, or that are affected themselves.
    pub sites: Vec<SiteImpact<'a>>,
    /// How many entries the limit left out of each list.
    pub omitted: Omitted,
    /// How many affected nodes are in no list because whoever asks may not see them; `totals` and `agencies` count them.
    #[serde(skip_serializing_if = "is_none_at_all")]
    #[schema(required = false)]
    pub restricted: u64,
    /// Ask again with this cursor for the next part of `affected`; absent on the last part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// For each of two to twenty nodes whose failures have no end: what stands better, when nothing moves any more, if
    /// only it is repaired then; the most first, then by key. Absent when that was too much work.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<RepairDoc<'a>>,
    /// How the nodes fare that were asked about, in the order asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<AboutNode<'a>>,
    /// What the answer rests on.
    pub assumptions: Assumptions,
}

fn is_none_at_all(number: &u64) -> bool {
    *number == 0
}

/// Counts over everything that is affected, whatever the limit shows. A node counts as many as it stands for.
#[derive(Debug, Default, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Nodes whose worst level is unavailable.
    pub unavailable: u64,
    /// Nodes whose worst level is degraded.
    pub degraded: u64,
    /// Affected services.
    pub services: u64,
    /// Affected services of the layer `public`.
    pub public_services: u64,
    /// Sites that are affected themselves or where something affected is offered.
    pub sites: u64,
    /// Of `sites`, those that are affected themselves. With `services` and `affectedAgencies` all that is unavailable or
    /// degraded.
    pub affected_sites: u64,
    /// Agencies that are affected themselves or run something that is.
    pub agencies: u64,
    /// Of `agencies`, those that are affected themselves.
    pub affected_agencies: u64,
    /// Districts of `agencies`: distinct first five digits of their regional keys.
    pub districts: u64,
    /// Inhabitants of the areas of agencies that run an affected service of the layer `public`; an area inside another one
    /// is counted once. Absent when the map knows it of none of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<u64>,
    /// Of those agencies, how many have an area of which the map does not know how many people live there.
    pub people_unknown: u64,
    /// Cases per day of the affected services.
    pub cases_per_day: f64,
    /// Affected services of the layer `public` of which the map does not know the cases per day.
    pub cases_unknown: u64,
    /// Nodes unavailable for longer than their maximum tolerable period of disruption, within the horizon.
    pub mtpd_breached: u64,
    /// Nodes still unavailable at the horizon of which it is not decided within it whether that is too long.
    pub mtpd_undecided: u64,
    /// Affected nodes that are affected only through dependencies that nobody confirmed.
    pub uncertain: u64,
    /// Nodes that lost their redundancy.
    pub at_risk: u64,
    /// Nodes that cannot restart by themselves.
    pub deadlocked: u64,
}

/// How many entries are not in this answer, list by list.
#[derive(Debug, Default, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Omitted {
    /// Of `affected`, before and after this part.
    pub affected: u64,
    /// Of `atRisk`.
    pub at_risk: u64,
    /// Of `openQuestions`.
    #[serde(skip_serializing_if = "is_none")]
    pub open_questions: u64,
    /// Of `deadlocked`.
    pub deadlocked: u64,
    /// Of `agencies`.
    pub agencies: u64,
    /// Of `sites`.
    pub sites: u64,
}

/// One affected node.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AffectedNode<'a> {
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
    /// Where in the stack it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ServiceLayer>)]
    pub layer: Option<model::Layer>,
    /// It stands for so many of its kind, and counts as many; absent = for itself alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stands_for: Option<u64>,
    /// Its worst level.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// When it is at which level.
    pub spans: Vec<SpanDoc>,
    /// It gets that bad even if only confirmed dependencies count.
    pub certain: bool,
    /// Its maximum tolerable period of disruption.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub mtpd: Option<Duration>,
    /// When it has been unavailable for that long without a break, and still is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub mtpd_breach: Option<Duration>,
    /// The same on the calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub mtpd_breach_at: Option<Time>,
    /// Not decided within the horizon: it is unavailable then, and not for too long until then.
    #[serde(skip_serializing_if = "is_false")]
    pub mtpd_undecided: bool,
    /// How people carry on by other means where a need is not met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub workarounds: Vec<WorkaroundUse>,
    /// Fallbacks that stand in while it is not unavailable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fallbacks: Vec<FallbackUse<'a>>,
    /// Needs of a node that is only degraded which have lost providers and take it away when they lose one more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub last_legs: Vec<LostRedundancy<'a>>,
    /// What is lost and how it comes back, when the map or the scenario says so; only of a node that is unavailable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<DataAtStake>,
    /// Statutory deadlines that go on running.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<RunningDeadline>,
    /// The offices where it is offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<NodeKey>)]
    pub offered_at: Vec<&'a str>,
    /// The chain of causes from this node back to a failure, each no later than the one before.
    pub why: Vec<HopDoc<'a>>,
    /// Hops left out before the last one because the chain is long.
    #[serde(skip_serializing_if = "is_zero")]
    pub why_omitted: u32,
    /// Everything that alone keeps it at its worst level: whoever repairs one of them only changes nothing. Absent when
    /// that is only what the first hop of `why` names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<CauseDoc<'a>>,
}

/// Something that alone keeps a node at its worst level.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CauseDoc<'a> {
    /// Through which of its dependencies: the local id. Absent = the node fails by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "4be9d4ba7c10")]
    pub dependency: Option<SharedText>,
    /// Where the fact comes from that it has this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The remark on this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Since when, while the node is at its worst level.
    #[schema(value_type = IsoDuration)]
    pub from: Duration,
    /// Until when; absent = without end within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub until: Option<Duration>,
    /// It did not take the node down, but keeps it from starting.
    #[serde(skip_serializing_if = "is_false")]
    pub holds_back: bool,
    /// What the dependency lacks then, primaries first; at most fifty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<LostProvider<'a>>,
    /// Providers left out of `lost`.
    #[serde(skip_serializing_if = "is_zero")]
    pub lost_omitted: u32,
}

/// A provider that a dependency lacks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LostProvider<'a> {
    /// The provider.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// Its level then.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// It is a fallback that cannot help: one that is degraded stands in only where degraded providers are tolerated.
    #[serde(skip_serializing_if = "is_false")]
    pub fallback: bool,
}

/// What comes back when one failed node only is repaired.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RepairDoc<'a> {
    /// The failed node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// How many nodes stand better in the end than without the repair, itself included.
    pub better: u64,
    /// Those, unavailable ones first, then by key; at most fifty.
    #[schema(value_type = Vec<NodeKey>)]
    pub nodes: Vec<&'a str>,
    /// Nodes left out of `nodes`.
    #[serde(skip_serializing_if = "is_none")]
    pub omitted: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none(n: &u64) -> bool {
    *n == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(is: &bool) -> bool {
    !*is
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// A stretch of time at one level: from `from` up to, but without, `until`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpanDoc {
    /// Degraded or unavailable.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// Its start.
    #[schema(value_type = IsoDuration)]
    pub from: Duration,
    /// Its end; absent = no end within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub until: Option<Duration>,
    /// Its start on the calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub from_at: Option<Time>,
    /// Its end on the calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until_at: Option<Time>,
}

/// One step of a why-chain. Its nodes are affected themselves, so `affected` tells more about them.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HopDoc<'a> {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub node: &'a str,
    /// The level it reached.
    #[schema(value_type = ImpactLevel)]
    pub level: model::Level,
    /// When it did.
    #[schema(value_type = IsoDuration)]
    pub from: Duration,
    /// Through which of its dependencies: the local id, so that the address is `node~dependency`. Absent on the
    /// failure at the end of the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "4be9d4ba7c10")]
    pub dependency: Option<SharedText>,
    /// Where the fact comes from that it has this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The remark on this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What people call the failed node at the end of the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// The node may not be seen by whoever asks, and has a name that is good for this answer only: whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Landeshauptstadt Dresden")]
    pub restricted_of: Option<&'a str>,
}

/// A workaround that is needed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkaroundUse {
    /// What people do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Fax 0351 4886303")]
    pub text: Option<String>,
    /// The dependency that is not met.
    #[schema(value_type = String)]
    pub dependency: SharedText,
    /// Where the fact comes from that it has this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The remark on this dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When the need was first not met.
    #[schema(value_type = IsoDuration)]
    pub from: Duration,
    /// How long the workaround can be kept up; absent = without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub lasts: Option<Duration>,
}

/// A statutory deadline.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunningDeadline {
    /// What must be done in time.
    pub name: String,
    /// How long there is; exactly one of this and the next two.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub period: Option<Duration>,
    /// The day with which it ends, where the map tells times.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub date: Option<String>,
    /// The day of each month with which it ends; in a shorter month the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 31)]
    pub day_of_month: Option<u8>,
    /// When that is from the beginning of the outage on: of a date or a day of the month only with `startsAt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub due: Option<Duration>,
    /// The same as a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Time>,
    /// The law or rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// The service is unavailable for at least as long, or when its day ends, so that whoever depends on it can miss the
    /// deadline.
    pub at_risk: bool,
    /// Not decided: within the horizon it is unavailable until the end and the deadline lies behind; or nobody says when on
    /// the calendar the failure begins (`startsAt`).
    #[serde(skip_serializing_if = "is_false")]
    pub undecided: bool,
}

impl RunningDeadline {
    /// When the time ends.
    pub fn end(&self) -> Option<DeadlineEnd> {
        match (&self.period, &self.date, self.day_of_month) {
            (Some(period), ..) => Some(DeadlineEnd::Within(period.0)),
            (_, Some(date), _) => DeadlineEnd::date(date).ok(),
            (.., day) => day.map(DeadlineEnd::EachMonth),
        }
    }
}

/// What the answer rests on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Assumptions {
    /// Which dependencies counted.
    #[schema(value_type = IncludeDependencies)]
    pub include: model::Include,
    /// How far was looked; absent = until nothing changes any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub horizon: Option<Duration>,
    /// Something could still happen at or after the horizon.
    pub cut_by_horizon: bool,
    /// Failures whose repair is not known and therefore never comes.
    pub failures_without_end: u64,
    /// Hypothetical changes that were laid over the map.
    pub hypothetical_changes: u64,
    /// Dependencies on the way that nobody confirmed.
    pub unconfirmed_dependencies: u64,
    /// Nodes of the map.
    pub nodes: u64,
    /// Dependencies of the map.
    pub dependencies: u64,
    /// How many of them are confirmed, and not longer ago than the review period.
    pub confirmed_dependencies: u64,
}
