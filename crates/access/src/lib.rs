//! Who may do what: roles over agencies, one policy, and the keys by which machines and people show who they are. Pure:
//! no clock, no database, no request.
//!
//! Reading order: [`right`] (what can be done), [`role`] (who usually may), [`principal`] (somebody with grants), [`policy`]
//! (the one question, denied unless something allows it), [`key`] (keys as they are written), [`directory`] (all of
//! them in memory), [`session`] (who has signed in with a browser),
//! [`rule`] (who gets which role by what an identity provider says), [`quota`] (how often somebody may ask), [`audit`] (the chain of what was done).
//!
//! The policy is forty lines of Rust and not a policy language (`cedar-policy` was looked at): there are six roles and a
//! dozen rights, all of them known when the program is compiled, and one relation between a person and a thing, that one is
//! over the agency of the other. A language would add some eighty crates and a parser to what has to be trusted, would be
//! asked for every node of an answer, and could say nothing that the table of [`role`] does not say shorter. Where an
//! operator needs rules of his own, they lead groups of a directory to these roles, and nothing else.

pub mod audit;
pub mod directory;
pub mod key;
pub mod policy;
pub mod principal;
pub mod quota;
pub mod right;
pub mod role;
pub mod rule;
pub mod session;

pub use directory::{Directory, Entry, Refused};
pub use key::{KeyText, NewKey};
pub use policy::{Denied, Thing, allow};
pub use principal::{Grant, Kind, Over, Principal, Reach};
pub use quota::{Quota, Rate};
pub use right::{Right, Rights};
pub use role::Role;
pub use rule::{Rule, RuleOver, Rules};
pub use session::{Session, SessionText};
