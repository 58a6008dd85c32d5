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

super::kind::words!(Criterion { People = "people", PublicServices = "publicServices", TimeCritical = "timeCritical", CasesPerDay = "casesPerDay", Agencies = "agencies", Districts = "districts", Nodes = "nodes" });

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

super::kind::words!(Defeat { Shared = "shared", Beside = "beside", Fallback = "fallback", OtherNeed = "otherNeed" });
