//! What is told about an impact: plain data, already chosen and named, not yet worded. What only a
//! document tells is in [`background`].

mod background;

pub use background::{
    Address, Background, Both, Difference, District, Doubt, Duty, DutyStep, Forecast, IncidentTold, Inform,
    Said, SituationTold, Working,
};

use model::{DeadlineEnd, Kind, Layer, Level, Seconds};

/// A stretch of time at one level; no end = not within what was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Degraded or unavailable.
    pub level: Level,
    /// Its start.
    pub from: Seconds,
    /// Its end.
    pub until: Option<Seconds>,
}

/// A failure that is supposed.
#[derive(Debug, Clone)]
pub struct Failed {
    /// Name of the node.
    pub name: String,
    /// Name of who runs it.
    pub agency: Option<String>,
    /// How badly, from when until when.
    pub span: Span,
}

/// A node of a chain of causes.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Its name.
    pub name: String,
    /// The level it reached.
    pub level: Level,
}

/// An affected node.
#[derive(Debug, Clone)]
pub struct Affected {
    /// Its name.
    pub name: String,
    /// Name of who runs it.
    pub agency: Option<String>,
    /// Key of who runs it, or its own if it is an agency: what belongs together has the same.
    pub group: String,
    /// What it is.
    pub kind: Kind,
    /// Where in the stack a service stands.
    pub layer: Option<Layer>,
    /// The beginning of its description.
    pub description: Option<String>,
    /// Names of the offices where it is offered.
    pub offices: Vec<String>,
    /// Maximum tolerable period of disruption.
    pub mtpd: Option<Seconds>,
    /// Recovery time objective.
    pub rto: Option<Seconds>,
    /// Its worst level.
    pub level: Level,
    /// When it is at which level.
    pub spans: Vec<Span>,
    /// It gets that bad even if only confirmed dependencies count.
    pub certain: bool,
    /// What else there is to know.
    pub remarks: Vec<Remark>,
    /// From the node itself back to a failure.
    pub why: Vec<Cause>,
    /// Causes left out before the last one.
    pub why_omitted: u32,
    /// What else keeps it down, beside the first cause in `why`.
    pub others: Vec<OtherCause>,
}

/// A cause beside the one that a chain tells.
#[derive(Debug, Clone)]
pub struct OtherCause {
    /// How it matters.
    pub how: Matters,
    /// The cause.
    pub cause: Cause,
}

/// How a further cause matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matters {
    /// It alone keeps the node down.
    Alone,
    /// It is missing together with the one that is told.
    Together,
    /// It is a fallback that cannot help.
    NoHelp,
}

/// What stands better when one failed node only is repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The failed node.
    pub name: String,
    /// What stands better, the first of it.
    pub better: Vec<String>,
    /// How much more does.
    pub more: u64,
}

impl Affected {
    /// Its name where it stands by itself: told apart from others of the same name.
    pub fn telling(&self) -> &str {
        self.why.first().map_or(&self.name, |itself| &itself.name)
    }

    /// It is a service for citizens or businesses.
    pub fn is_public(&self) -> bool {
        self.layer == Some(Layer::Public)
    }
}

/// Something to know about an affected node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// People carry on by other means.
    Workaround {
        /// What they do.
        text: Option<String>,
        /// How long they can; `None` = without end.
        lasts: Option<Seconds>,
    },
    /// A fallback stands in.
    Fallback {
        /// Its name.
        name: String,
        /// Name of who runs it.
        agency: Option<String>,
        /// How to reach it, or who runs it.
        contact: Option<String>,
        /// Since when.
        from: Seconds,
        /// Until when; `None` = no end within what was looked at.
        until: Option<Seconds>,
    },
    /// A need that takes it away when it loses one more provider.
    LastLeg {
        /// Names of what it is met by.
        left: Vec<String>,
    },
    /// What becomes of its data.
    Data {
        /// How old the last good copy is.
        last_copy: Option<Seconds>,
        /// That is known, and not only how old it is at most.
        known: bool,
        /// How old restored data may be.
        rpo: Option<Seconds>,
        /// The copy can be older.
        exceeds: bool,
        /// How long a restoration takes.
        restore: Option<Seconds>,
        /// How it is done.
        text: Option<String>,
    },
    /// A statutory deadline goes on running.
    Deadline {
        /// What must be done in time.
        name: String,
        /// When the time ends.
        end: DeadlineEnd,
        /// The same from the start on, as far as it is known.
        due: Option<Seconds>,
        /// The law or rule.
        basis: Option<String>,
        /// It can be missed.
        at_risk: bool,
        /// Whether it can is not decided within the horizon.
        undecided: bool,
    },
    /// Unavailable for longer than is tolerable.
    Breach {
        /// How long is tolerable.
        mtpd: Seconds,
        /// From when on it is too long.
        at: Seconds,
    },
}

/// What the scenario means for one agency.
#[derive(Debug, Clone)]
pub struct Agency {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How many of its nodes are unavailable, degraded, and still working.
    pub nodes: [u64; 3],
    /// Names of other agencies where the cause lies.
    pub causes: Vec<String>,
}

/// What the scenario means at one site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Name of who runs it.
    pub agency: Option<String>,
    /// Its own level, when it is affected itself.
    pub level: Option<Level>,
    /// The affected services that are offered there.
    pub services: Vec<(String, Level)>,
    /// How many more there are.
    pub omitted: u64,
}

/// What lost its redundancy.
#[derive(Debug, Clone)]
pub struct AtRisk {
    /// Its name.
    pub name: String,
    /// Name of who runs it.
    pub agency: Option<String>,
    /// Names of its providers that are unavailable.
    pub lost: Vec<String>,
    /// Names of its providers that are degraded.
    pub reduced: Vec<String>,
    /// Names of those that it is met by.
    pub left: Vec<String>,
    /// What one more failure among them does to it.
    pub next: Level,
}

/// How a node fares that was asked about.
#[derive(Debug, Clone)]
pub struct About {
    /// Its name.
    pub name: String,
    /// Name of who runs it.
    pub agency: Option<String>,
    /// Its worst level.
    pub level: Level,
    /// When it is at which level.
    pub spans: Vec<Span>,
    /// What it could lose no more of, when it works.
    pub left: Vec<String>,
}

/// A node whose state hangs on which of several providers it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    /// Its name.
    pub name: String,
    /// Name of who runs it.
    pub agency: Option<String>,
    /// What it comes to, worst first, and for which of the providers.
    pub each: Vec<(Level, Vec<String>)>,
    /// Providers that are not named.
    pub omitted: u64,
}

/// How much is affected, whatever is listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    /// Nodes unavailable.
    pub unavailable: u64,
    /// Nodes degraded.
    pub degraded: u64,
    /// Services, all and those for the public.
    pub services: u64,
    /// See `services`.
    pub public_services: u64,
    /// Sites that are affected or where something affected is offered, and those that are affected themselves.
    pub sites: u64,
    /// See `sites`.
    pub affected_sites: u64,
    /// Agencies that are affected or run something affected, and those that are affected themselves.
    pub agencies: u64,
    /// See `agencies`.
    pub affected_agencies: u64,
    /// Districts.
    pub districts: u64,
    /// Inhabitants behind affected public services; `None` = not known.
    pub people: Option<u64>,
    /// Agencies with affected public services whose inhabitants are not known.
    pub people_unknown: u64,
    /// Cases per day, rounded.
    pub cases: u64,
    /// Affected public services whose cases are not known.
    pub cases_unknown: u64,
    /// Nodes unavailable for longer than is tolerable.
    pub breached: u64,
    /// Nodes of which that is not decided within the horizon.
    pub undecided: u64,
    /// Nodes affected only through unconfirmed dependencies.
    pub uncertain: u64,
}

/// How many entries of each list are not shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Omitted {
    /// Failures.
    pub failed: u64,
    /// Affected nodes.
    pub affected: u64,
    /// What lost its redundancy.
    pub at_risk: u64,
    /// Open questions.
    pub open_questions: u64,
    /// What cannot restart.
    pub deadlocked: u64,
    /// Agencies.
    pub agencies: u64,
    /// Sites.
    pub sites: u64,
}

/// What the answer rests on.
#[derive(Debug, Clone, Copy)]
pub struct Assumptions {
    /// The map revision; `None` when the map came from files.
    pub revision: Option<u64>,
    /// Nodes of the map.
    pub nodes: u64,
    /// Dependencies of the map.
    pub dependencies: u64,
    /// How many of them are confirmed, and not too long ago.
    pub confirmed: u64,
    /// Only confirmed dependencies counted.
    pub only_confirmed: bool,
    /// Dependencies on the way that nobody confirmed.
    pub unconfirmed: u64,
    /// How far was looked.
    pub horizon: Option<Seconds>,
    /// Something can still happen after that.
    pub cut_by_horizon: bool,
    /// Failures whose repair is not known.
    pub without_end: u64,
    /// Hypothetical changes that were laid over the map.
    pub changes: u64,
}

/// All that is told.
#[derive(Debug, Clone)]
pub struct Report {
    /// Title of the scenario.
    pub title: Option<String>,
    /// Calendar time of offset zero.
    pub starts_at: Option<jiff::Timestamp>,
    /// What fails.
    pub failed: Vec<Failed>,
    /// How much is affected.
    pub totals: Totals,
    /// What is affected, in order.
    pub affected: Vec<Affected>,
    /// How the nodes fare that were asked about.
    pub about: Vec<About>,
    /// What lost its redundancy.
    pub at_risk: Vec<AtRisk>,
    /// What hangs on something that nobody knows.
    pub open_questions: Vec<OpenQuestion>,
    /// What cannot restart by itself, with who runs it.
    pub deadlocked: Vec<(String, Option<String>)>,
    /// By agency.
    pub agencies: Vec<Agency>,
    /// By site.
    pub sites: Vec<Site>,
    /// What comes back if only one of several failed nodes is repaired.
    pub repairs: Vec<Repair>,
    /// What is not shown.
    pub omitted: Omitted,
    /// What the answer rests on.
    pub assumptions: Assumptions,
    /// What only a document tells.
    pub background: Background,
}
