//! Words of the planners' questions: what failures are ranked by, and how redundancy turns out to be false.

/// What failures are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Criterion {
    /// Inhabitants of the affected agencies' areas.
    #[default]
    People,
    /// Affected public services.
    PublicServices,
    /// Time-critical services that are unavailable.
    TimeCritical,
    /// Cases on a usual day of the affected services.
    CasesPerDay,
    /// Affected agencies.
    Agencies,
    /// Affected districts.
    Districts,
    /// Affected nodes.
    Nodes,
}

impl Criterion {
    /// All, in the order in which they decide between equals.
    pub const ALL: [Self; 7] = [
        Self::People,
        Self::PublicServices,
        Self::TimeCritical,
        Self::CasesPerDay,
        Self::Agencies,
        Self::Districts,
        Self::Nodes,
    ];

    /// The word used in questions and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::PublicServices => "publicServices",
            Self::TimeCritical => "timeCritical",
            Self::CasesPerDay => "casesPerDay",
            Self::Agencies => "agencies",
            Self::Districts => "districts",
            Self::Nodes => "nodes",
        }
    }
}

/// How one failure defeats alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Defeat {
    /// It takes down so many of the alternatives that too few are left: they share it.
    Shared,
    /// It defeats another need of the same dependent, which has no alternatives itself and takes the dependent as far
    /// down as the loss of the whole list would: nothing is gained by the list. It is of the kind and layer of one of
    /// the alternatives, so that it belongs to what they are.
    Beside,
    /// It takes down a primary and a fallback. Enough others are left, but the fallback does not replace that one.
    Fallback,
    /// As [`Beside`](Self::Beside), but of another kind or layer: the dependent simply needs something else, too, such as
    /// a service that is offered at several offices and needs one application.
    OtherNeed,
}

impl Defeat {
    /// All, the plainest first.
    pub const ALL: [Self; 4] = [Self::Shared, Self::Beside, Self::Fallback, Self::OtherNeed];

    /// The word used in questions and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Beside => "beside",
            Self::Fallback => "fallback",
            Self::OtherNeed => "otherNeed",
        }
    }
}
