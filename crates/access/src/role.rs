//! Roles: what somebody usually may who has one.

use super::right::{Right, Rights};

/// What somebody is to some agencies, or to all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sees what concerns an agency.
    Viewer,
    /// Keeps what an agency runs and needs.
    Editor,
    /// Says what goes on at an agency.
    IncidentManager,
    /// Looks after a group of agencies.
    Coordinator,
    /// Looks at everything and at who did what, and changes nothing.
    Auditor,
    /// Runs the service.
    Operator,
}

impl Role {
    /// All of them with their words and what they are.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Viewer, "viewer", "sees what concerns the agency"),
        (
            Self::Editor,
            "editor",
            "keeps what the agency runs and what that needs, and confirms what it provides",
        ),
        (Self::IncidentManager, "incidentManager", "says what goes on at the agency"),
        (Self::Coordinator, "coordinator", "looks after a group of agencies and sees all of them in full"),
        (Self::Auditor, "auditor", "sees everything and who did what, and changes nothing"),
        (Self::Operator, "operator", "runs the service and may do everything"),
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The role with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map(|(role, ..)| *role)
    }

    /// What it may, over the agencies that it is given for.
    pub fn rights(self) -> Rights {
        use Right::{Ask, Audit, Change, Confirm, Deliver, Know, Observe, Read, Report, Subscribe, Survey};
        match self {
            Self::Viewer => Rights::of(&[Know, Read, Ask, Subscribe]),
            Self::Editor => Rights::of(&[Know, Read, Ask, Subscribe, Change, Confirm]),
            Self::IncidentManager => Rights::of(&[Know, Read, Ask, Subscribe, Report, Deliver]),
            Self::Coordinator => Rights::of(&[Know, Read, Ask, Subscribe, Survey, Report]),
            Self::Auditor => Rights::of(&[Know, Read, Ask, Survey, Audit, Observe]),
            Self::Operator => Rights::ALL,
        }
    }

    /// Whether it is only given over everything: what it is about has no agency.
    pub const fn is_over_everything(self) -> bool {
        matches!(self, Self::Auditor | Self::Operator)
    }
}
