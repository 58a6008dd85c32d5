//! What only a document tells beside the tables: whom to inform, how sure it is, which districts, duties and incidents.

use model::{Confirmation, Level};

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
    /// What it is called: the name of the agency whose area it is, else the official one.
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
    /// The same as a point in time, when it has one.
    pub due_at: Option<jiff::Timestamp>,
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
