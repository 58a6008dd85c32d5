//! A piece of a map, and what a scenario does to it: plain data for pictures, time lines and other tools.

use super::report::Span;
use model::{Confirmation, DeadlineEnd, Kind, Layer, Level, Relation, Seconds, SiteType};
use std::collections::BTreeMap;

/// What a diagram is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject<'a> {
    /// The whole map, or what filters select of it: names and values, such as `agency` and `dresden`.
    Map(Vec<(&'static str, String)>),
    /// What stands around a node.
    Surroundings {
        /// Index of the node.
        node: u32,
        /// How many steps towards what it needs; 0 = none.
        dependencies: u32,
        /// How many steps towards what needs it; 0 = none.
        dependents: u32,
    },
    /// What a scenario affects; its title, when it has one.
    Impact(Option<&'a str>),
    /// What a scenario affects, with what is otherwise than in another one; its title, when it has one.
    Comparison(Option<&'a str>),
}

/// What is otherwise with a node than on the other side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// It is affected, and was not.
    New,
    /// It is worse than it was.
    Worse,
    /// It is affected earlier.
    Earlier,
    /// It is affected later.
    Later,
    /// It is better than it was.
    Better,
    /// It was affected, and is not any more.
    Gone,
}

impl Mark {
    /// All of them, from bad to good.
    pub const ALL: [Self; 6] = [Self::New, Self::Worse, Self::Earlier, Self::Later, Self::Better, Self::Gone];
}

/// How a node stands at its worst, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It works, or nothing was supposed to fail.
    Operational,
    /// It works with nothing left to lose.
    AtRisk,
    /// It is degraded at some time.
    Degraded,
    /// It is unavailable at some time.
    Unavailable,
}

impl State {
    /// All of them, from best to worst.
    pub const ALL: [Self; 4] = [Self::Operational, Self::AtRisk, Self::Degraded, Self::Unavailable];

    /// The stable word in data for other tools.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operational => "operational",
            Self::AtRisk => "atRisk",
            Self::Degraded => "degraded",
            Self::Unavailable => "unavailable",
        }
    }
}

impl From<Level> for State {
    fn from(level: Level) -> Self {
        match level {
            Level::Operational => Self::Operational,
            Level::Degraded => Self::Degraded,
            Level::Unavailable => Self::Unavailable,
        }
    }
}

/// An agency that runs a node of the diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency<'a> {
    /// Its key.
    pub key: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// The first five digits of its regional key: the district.
    pub district: Option<&'a str>,
}

/// A statutory deadline of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// What must be done in time.
    pub name: String,
    /// When the time ends.
    pub end: DeadlineEnd,
    /// The same from the start on, as far as it is known.
    pub at: Option<Seconds>,
    /// It can be missed.
    pub at_risk: bool,
}

/// A node of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// For how many of its kind it stands; 1 = for itself alone.
    pub stands_for: u64,
    /// Its key.
    pub key: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// What it is.
    pub kind: Kind,
    /// Where a service stands in the stack.
    pub layer: Option<Layer>,
    /// What sort of site it is.
    pub site_type: Option<SiteType>,
    /// Who runs it: an index into the agencies of the diagram. An agency belongs to itself.
    pub agency: Option<u32>,
    /// How it stands at its worst.
    pub state: State,
    /// When it is at which level; empty unless it is affected.
    pub spans: Vec<Span>,
    /// The scenario itself fails it.
    pub failed: bool,
    /// It gets that bad even if only confirmed dependencies count.
    pub certain: bool,
    /// It cannot restart by itself.
    pub deadlocked: bool,
    /// A hypothetical change added or altered it.
    pub hypothetical: bool,
    /// What is otherwise than on the other side of a comparison.
    pub mark: Option<Mark>,
    /// Its maximum tolerable period of disruption.
    pub mtpd: Option<Seconds>,
    /// When that has passed while the node was unavailable.
    pub mtpd_breach: Option<Seconds>,
    /// Deadlines that go on running while it is affected.
    pub deadlines: Vec<Deadline>,
}

/// A dependency of a diagram. Its providers are indices of nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The dependent.
    pub dependent: u32,
    /// Its id within the dependent.
    pub id: String,
    /// What the relation is.
    pub relation: Relation,
    /// The primaries of which `min` must work, and `full` for full quality.
    pub primaries: Vec<u32>,
    /// Providers that step in.
    pub fallbacks: Vec<u32>,
    /// Primaries that it has but the diagram does not show.
    pub hidden_primaries: u32,
    /// Fallbacks that it has but the diagram does not show.
    pub hidden_fallbacks: u32,
    /// See `primaries`.
    pub min: u32,
    /// See `primaries`.
    pub full: u32,
    /// A degraded primary is as good as none.
    pub whole: bool,
    /// It is one of the primaries, but nobody knows which.
    pub one_of_unknown: bool,
    /// Needed only to start.
    pub start_only: bool,
    /// Who stands behind it.
    pub confirmation: Confirmation,
    /// When it was first not met in the scenario.
    pub unmet: Option<Seconds>,
    /// It is met by its last leg.
    pub at_risk: bool,
    /// The provider whose failure tipped the dependent into its worst level: the step of the why-chain.
    pub cause: Option<u32>,
    /// A hypothetical change added or altered it.
    pub hypothetical: bool,
}

impl Need {
    /// How many primaries it has, shown or not.
    pub fn primaries_in_all(&self) -> u32 {
        self.primaries.len() as u32 + self.hidden_primaries
    }
}

/// A piece of a map. Nodes, agencies and needs are in the order of keys, so that the same piece is the same diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram<'a> {
    /// What it is about.
    pub subject: Subject<'a>,
    /// The map revision; `None` when the map came from files.
    pub revision: Option<u64>,
    /// Calendar time of offset zero of a scenario.
    pub starts_at: Option<jiff::Timestamp>,
    /// How many hypothetical changes were laid over the map.
    pub changes: u32,
    /// The scenario counted only confirmed dependencies.
    pub only_confirmed: bool,
    /// Who runs the nodes.
    pub agencies: Vec<Agency<'a>>,
    /// What the districts of these agencies are called, by key, as far as the map knows it.
    pub districts: BTreeMap<&'a str, &'a str>,
    /// The nodes.
    pub nodes: Vec<Item<'a>>,
    /// The dependencies between them: those of which the dependent and at least one provider is shown.
    pub needs: Vec<Need>,
    /// Nodes that belong to the subject but are beyond the limit of a diagram.
    pub omitted: u64,
}
