//! What can be found wrong or weak on a map, and how grave it is.

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Mend it when you come by.
    Low,
    /// Mend it.
    Medium,
    /// Mend it first.
    High,
}

super::kind::words!(Severity { High = "high", Medium = "medium", Low = "low" });

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// One failure defeats all alternatives at once.
    FalseRedundancy,
    /// A fallback hangs on what it is to replace.
    HollowFallback,
    /// Its failure alone takes time-critical services down.
    SinglePointOfFailure,
    /// A circle that holds itself up after its feed is cut.
    SelfHoldingCircle,
    /// An objective that cannot be kept.
    ObjectiveGap,
    /// Somebody disputes a dependency.
    DisputedDependency,
    /// Nodes that need each other: once down, they may not restart by themselves.
    Circle,
    /// It is one of several providers, and nobody knows which.
    OpenQuestion,
    /// Alternatives that nobody confirmed.
    UnconfirmedRedundancy,
    /// Time-critical, but without a recovery time objective.
    NoObjective,
    /// An agency that runs something, and nobody can be called.
    NoContact,
    /// The recovery time objective leaves no reserve.
    NoReserve,
    /// Dependencies that nobody confirmed.
    UnconfirmedDependencies,
    /// Dependencies that were confirmed long ago.
    StaleConfirmation,
    /// A public service without an office.
    NoOffice,
    /// A workaround for a need that can do no more than reduce.
    IdleWorkaround,
}

super::kind::written!(FindingKind);

impl FindingKind {
    /// All of them, the gravest first.
    pub const ALL: [Self; 16] = [
        Self::FalseRedundancy,
        Self::HollowFallback,
        Self::SinglePointOfFailure,
        Self::SelfHoldingCircle,
        Self::ObjectiveGap,
        Self::DisputedDependency,
        Self::Circle,
        Self::OpenQuestion,
        Self::UnconfirmedRedundancy,
        Self::NoObjective,
        Self::NoContact,
        Self::NoReserve,
        Self::UnconfirmedDependencies,
        Self::StaleConfirmation,
        Self::NoOffice,
        Self::IdleWorkaround,
    ];

    /// The stable word for it; ids of findings begin with it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FalseRedundancy => "false-redundancy",
            Self::HollowFallback => "hollow-fallback",
            Self::SinglePointOfFailure => "single-point-of-failure",
            Self::SelfHoldingCircle => "self-holding-circle",
            Self::ObjectiveGap => "objective-gap",
            Self::DisputedDependency => "disputed-dependency",
            Self::Circle => "circle",
            Self::OpenQuestion => "open-question",
            Self::UnconfirmedRedundancy => "unconfirmed-redundancy",
            Self::NoObjective => "no-objective",
            Self::NoContact => "no-contact",
            Self::NoReserve => "no-reserve",
            Self::UnconfirmedDependencies => "unconfirmed-dependencies",
            Self::StaleConfirmation => "stale-confirmation",
            Self::NoOffice => "no-office",
            Self::IdleWorkaround => "idle-workaround",
        }
    }

    /// How much it matters.
    pub const fn severity(self) -> Severity {
        match self {
            Self::FalseRedundancy
            | Self::HollowFallback
            | Self::SinglePointOfFailure
            | Self::SelfHoldingCircle => Severity::High,
            Self::ObjectiveGap
            | Self::DisputedDependency
            | Self::Circle
            | Self::OpenQuestion
            | Self::UnconfirmedRedundancy
            | Self::NoObjective
            | Self::NoContact => Severity::Medium,
            Self::NoReserve
            | Self::UnconfirmedDependencies
            | Self::StaleConfirmation
            | Self::NoOffice
            | Self::IdleWorkaround => Severity::Low,
        }
    }
}

/// Which of the findings are asked for, by whether somebody has accepted them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FindingState {
    /// Those that nobody has accepted, or not for this day.
    #[default]
    Open,
    /// Those that somebody has accepted.
    Accepted,
    /// All.
    All,
}

impl FindingState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Accepted, Self::All];

    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::All => "all",
        }
    }
}
