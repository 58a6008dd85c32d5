//! What is told about an impact: plain data, already chosen and named, not yet worded.

use crate::model::{Confirmation, Kind, Layer, Level, Seconds};

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
    /// Names of stand-ins of its providers that are in operation.
    pub stand_ins: Vec<String>,
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
}

impl Affected {
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
    /// A statutory deadline goes on running.
    Deadline {
        /// What must be done in time.
        name: String,
        /// How long there is.
        period: Seconds,
        /// The law or rule.
        basis: Option<String>,
        /// It can be missed.
        at_risk: bool,
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
    /// Names of what it has lost.
    pub lost: Vec<String>,
}

/// Public services of an agency that do not notice anything.
#[derive(Debug, Clone)]
pub struct Working {
    /// Key of the agency.
    pub key: String,
    /// Name of the agency.
    pub agency: String,
    /// Names of the services.
    pub services: Vec<String>,
    /// How many more there are.
    pub omitted: u64,
}

/// Whom to inform at one agency.
#[derive(Debug, Clone)]
pub struct Inform {
    /// Name of the agency.
    pub agency: String,
    /// It runs something that fails.
    pub is_cause: bool,
    /// How it can be reached; may be empty.
    pub addresses: Vec<Address>,
    /// How many more there are.
    pub omitted: u64,
}

/// A functional mailbox, a number, a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Who answers.
    pub name: String,
    /// The worst level of the node that it belongs to.
    pub level: Level,
    /// Telephone number.
    pub phone: Option<String>,
    /// Fax number.
    pub fax: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web page.
    pub url: Option<String>,
    /// When to use it.
    pub note: Option<String>,
}

/// A dependency on the way of the outage that is not known for sure.
#[derive(Debug, Clone)]
pub struct Doubt {
    /// Name of who needs something.
    pub dependent: String,
    /// Names of what it needs.
    pub providers: Vec<String>,
    /// How sure it is; `Confirmed` = but long ago.
    pub confirmation: Confirmation,
    /// When it was confirmed, as it was written.
    pub confirmed_at: Option<String>,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
}

/// A district that is hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    /// The first five digits of its regional keys.
    pub key: String,
    /// What it is called: the name of the agency whose area it is.
    pub name: Option<String>,
    /// Its affected agencies.
    pub agencies: u64,
    /// Nodes of theirs that are unavailable, and degraded.
    pub nodes: [u64; 2],
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

/// A duty to report the incident to an authority. Nothing was sent.
#[derive(Debug, Clone)]
pub struct Duty {
    /// To whom.
    pub authority: Both,
    /// By which rule.
    pub legal_basis: Both,
    /// Whom it concerns.
    pub applies_to: Both,
    /// The reports, in their order.
    pub steps: Vec<DutyStep>,
}

/// One report of a duty.
#[derive(Debug, Clone)]
pub struct DutyStep {
    /// What it is called.
    pub name: Both,
    /// By when, and how that was counted.
    pub due: Both,
    /// The time has passed.
    pub overdue: bool,
    /// What it must say and nobody has said yet.
    pub missing: Vec<Both>,
}

/// What somebody said about an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: jiff::Timestamp,
    /// Who.
    pub by: String,
    /// A name or what was said, in their words.
    pub text: String,
}

/// When something is expected to be over, as somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// Who said it when; the text is the name of what is meant, empty = the whole incident.
    pub said: Said,
    /// The expected end; `None` = nobody knows.
    pub until: Option<jiff::Timestamp>,
}

/// What somebody saw that differs from what was computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Who saw it when; the text is the name of the node.
    pub said: Said,
    /// In their words.
    pub remark: Option<String>,
    /// How well it works, as they saw.
    pub observed: Level,
    /// How well it works, as was computed.
    pub computed: Level,
}

/// An open incident.
#[derive(Debug, Clone)]
pub struct IncidentTold {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// It was planned.
    pub maintenance: bool,
    /// It has not begun.
    pub planned: bool,
    /// When it was opened.
    pub opened_at: jiff::Timestamp,
    /// Forecasts, the newest last.
    pub forecasts: Vec<Forecast>,
    /// Notes, the newest last.
    pub notes: Vec<Said>,
    /// Earlier forecasts and notes that are not told.
    pub omitted: [u64; 2],
}

/// What a document about running incidents tells beside their impact.
#[derive(Debug, Clone)]
pub struct SituationTold {
    /// The moment it speaks of.
    pub at: jiff::Timestamp,
    /// Nodes that are unavailable and degraded at that moment, and those that are hit later.
    pub now: [u64; 3],
    /// The open incidents, the oldest first.
    pub incidents: Vec<IncidentTold>,
    /// Incidents that are not told.
    pub omitted: u64,
    /// Where people see something else.
    pub differences: Vec<Difference>,
    /// Differences that are not told.
    pub differences_omitted: u64,
}

impl SituationTold {
    /// Whether somebody said when something will be over.
    pub fn has_forecasts(&self) -> bool {
        self.incidents.iter().any(|incident| !incident.forecasts.is_empty())
    }
}

/// What only a document tells, not a table; empty for a table.
#[derive(Debug, Clone, Default)]
pub struct Background {
    /// What still works, by affected agency.
    pub working: Vec<Working>,
    /// The districts that are hit, by key.
    pub districts: Vec<District>,
    /// Whom to inform.
    pub inform: Vec<Inform>,
    /// Duties to report; empty when nobody said since when the failure is known.
    pub duties: Vec<Duty>,
    /// Since when the failure is known to those who must report it.
    pub aware_at: Option<jiff::Timestamp>,
    /// The incidents behind the question; `None` = it is a scenario.
    pub situation: Option<SituationTold>,
    /// Dependencies that should be looked after.
    pub doubts: Vec<Doubt>,
    /// Districts left out of `districts`.
    pub districts_omitted: u64,
    /// Agencies left out of `working`.
    pub working_omitted: u64,
    /// Agencies left out of `inform`.
    pub inform_omitted: u64,
    /// Dependencies left out of `doubts`.
    pub doubts_omitted: u64,
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
    /// Sites that are affected or where something affected is offered.
    pub sites: u64,
    /// Agencies.
    pub agencies: u64,
    /// Districts.
    pub districts: u64,
    /// Inhabitants.
    pub people: u64,
    /// Cases per day, rounded.
    pub cases: u64,
    /// Nodes unavailable for longer than is tolerable.
    pub breached: u64,
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
    /// What lost its redundancy.
    pub at_risk: Vec<AtRisk>,
    /// What cannot restart by itself, with who runs it.
    pub deadlocked: Vec<(String, Option<String>)>,
    /// By agency.
    pub agencies: Vec<Agency>,
    /// By site.
    pub sites: Vec<Site>,
    /// What is not shown.
    pub omitted: Omitted,
    /// What the answer rests on.
    pub assumptions: Assumptions,
    /// What only a document tells.
    pub background: Background,
}
