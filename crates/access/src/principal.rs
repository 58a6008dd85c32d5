//! Somebody who asks for something: who it is, and over which agencies he may do what.

use super::right::{Right, Rights};
use super::role::Role;
use model::Key;
use std::sync::Arc;

/// Most agencies of one grant.
pub const MAX_AGENCIES: usize = 1_000;
/// Most grants of one principal.
pub const MAX_GRANTS: usize = 100;

/// Over what something is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Over {
    /// All agencies, also those that come later, and what belongs to none.
    Everything,
    /// These agencies.
    Agencies(Vec<Key>),
}

/// A role over agencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Over what.
    pub over: Over,
}

/// How far a right reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Nowhere.
    Nothing,
    /// These agencies, sorted.
    Agencies(Arc<[Key]>),
    /// Everywhere.
    Everything,
}

impl Reach {
    /// Whether it covers what belongs to this agency; `None` = to none.
    pub fn covers(&self, agency: Option<&str>) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Agencies(keys) => {
                agency.is_some_and(|agency| keys.binary_search_by(|key| key.as_str().cmp(agency)).is_ok())
            }
        }
    }
}

/// How somebody has shown who he is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Not at all.
    Nobody,
    /// By being on this machine.
    Here,
    /// By the one token of the service.
    Token,
    /// By an API key.
    Key,
    /// Through an identity provider.
    Person,
    /// By a sealed account for emergencies.
    Sealed,
}

/// Somebody who asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    kind: Kind,
    /// Tells it from others for good: `key:...`, `person:...`.
    id: Arc<str>,
    /// What people call it.
    name: Arc<str>,
    grants: Arc<[Grant]>,
    /// How far each right reaches, by its number.
    reach: Arc<[Reach]>,
}

impl Principal {
    /// Somebody with these grants, of which only the rights count that are among `limit`.
    pub fn new(kind: Kind, id: &str, name: &str, grants: Vec<Grant>, limit: Rights) -> Self {
        let reach = Right::ALL.map(|(right, ..)| reach(&grants, limit, right)).to_vec();
        Self { kind, id: id.into(), name: name.into(), grants: grants.into(), reach: reach.into() }
    }

    /// Somebody who has not said who he is and is not on this machine.
    pub fn nobody() -> Self {
        Self::new(Kind::Nobody, "nobody", "nobody", Vec::new(), Rights::NONE)
    }

    /// Whoever asks from this machine where nobody shares the service: may look at everything.
    pub fn here() -> Self {
        let looks = Rights::of(&[Right::Know, Right::Read, Right::Ask, Right::Survey, Right::Observe]);
        Self::new(Kind::Here, "here", "this machine", vec![Grant::operator()], looks)
    }

    /// Whoever has the one token of the service, or works on its database directly.
    pub fn operator(kind: Kind, id: &str) -> Self {
        Self::new(kind, id, id, vec![Grant::operator()], Rights::ALL)
    }

    /// How it has shown who it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Tells it from others for good.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its roles.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// How far a right reaches.
    pub fn reach(&self, right: Right) -> &Reach {
        &self.reach[right as usize]
    }

    /// Whether it sees all of the map.
    pub fn sees_everything(&self) -> bool {
        *self.reach(Right::Read) == Reach::Everything
    }

    /// Whether it has said who it is.
    pub fn is_known(&self) -> bool {
        !matches!(self.kind, Kind::Nobody | Kind::Here)
    }
}

impl Grant {
    /// The role that may do everything.
    pub fn operator() -> Self {
        Self { role: Role::Operator, over: Over::Everything }
    }
}

fn reach(grants: &[Grant], limit: Rights, right: Right) -> Reach {
    if !limit.has(right) {
        return Reach::Nothing;
    }
    let mut agencies = Vec::new();
    for grant in grants.iter().filter(|grant| grant.role.rights().has(right)) {
        match &grant.over {
            Over::Everything => return Reach::Everything,
            Over::Agencies(keys) => agencies.extend(keys.iter().cloned()),
        }
    }
    agencies.sort_unstable();
    agencies.dedup();
    if agencies.is_empty() { Reach::Nothing } else { Reach::Agencies(agencies.into()) }
}
