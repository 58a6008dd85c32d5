//! The one question: may this one do that to this? No, unless a grant says so.

use super::principal::{Principal, Reach};
use super::right::Right;

/// What something is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing<'a> {
    /// What it will be is not known yet, or it is no part of the map: whoever has the right over anything may begin.
    Any,
    /// What belongs to an agency; `None` = to none, which only who is over everything may touch.
    Of(Option<&'a str>),
}

/// That it is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denied {
    /// The right that is missing, or does not reach so far.
    pub right: Right,
    /// He has it, but not over this.
    pub elsewhere: bool,
}

/// Whether somebody may do something to a thing.
///
/// # Errors
/// He may not.
pub fn allow(who: &Principal, right: Right, thing: Thing<'_>) -> Result<(), Denied> {
    if right.is_open() {
        return Ok(());
    }
    let reach = who.reach(right);
    let allowed = match thing {
        Thing::Any => *reach != Reach::Nothing,
        Thing::Of(agency) => reach.covers(agency),
    };
    if allowed { Ok(()) } else { Err(Denied { right, elsewhere: *reach != Reach::Nothing }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::principal::{Grant, Kind, Over};
    use crate::right::Rights;
    use crate::role::Role;
    use model::Key;

    fn one(role: Role, agencies: &[&str], limit: Rights) -> Principal {
        let over = match agencies {
            ["*"] => Over::Everything,
            list => Over::Agencies(list.iter().map(|key| Key::trusted(key)).collect()),
        };
        Principal::new(Kind::Key, "key:x", "x", vec![Grant { role, over }], limit)
    }

    #[test]
    fn a_right_reaches_as_far_as_its_grants() {
        let rights = || Right::ALL.into_iter().map(|(right, ..)| right);
        for (role, ..) in Role::ALL {
            let own = one(role, &["dresden"], Rights::ALL);
            let all = one(role, &["*"], Rights::ALL);
            for right in rights() {
                let may = role.rights().has(right) || right.is_open();
                assert_eq!(allow(&own, right, Thing::Any).is_ok(), may, "{role:?} {right:?}");
                assert_eq!(allow(&own, right, Thing::Of(Some("dresden"))).is_ok(), may);
                assert_eq!(allow(&own, right, Thing::Of(Some("dresden-2"))).is_ok(), right.is_open());
                assert_eq!(allow(&own, right, Thing::Of(None)).is_ok(), right.is_open());
                assert_eq!(allow(&all, right, Thing::Of(None)).is_ok(), may);
            }
        }
    }

    #[test]
    fn what_a_key_is_limited_to_is_all_that_it_may() {
        let limited = one(Role::Operator, &["*"], Rights::of(&[Right::Observe]));
        for (right, ..) in Right::ALL {
            let may = right.is_open() || right == Right::Observe;
            assert_eq!(allow(&limited, right, Thing::Any).is_ok(), may, "{right:?}");
        }
        let nobody = Principal::nobody();
        assert!(
            Right::ALL
                .iter()
                .all(|(right, ..)| allow(&nobody, *right, Thing::Any).is_ok() == right.is_open())
        );
        let here = Principal::here();
        let looks = |right: Right| right.is_question() && right != Right::Audit;
        assert!(
            Right::ALL
                .iter()
                .all(|(right, ..)| allow(&here, *right, Thing::Of(None)).is_ok() == looks(*right))
        );
    }

    #[test]
    fn several_grants_add_up() {
        let over = |agency| Over::Agencies(vec![Key::trusted(agency)]);
        let grants = vec![
            Grant { role: Role::Editor, over: over("zwickau") },
            Grant { role: Role::Viewer, over: over("dresden") },
        ];
        let both = Principal::new(Kind::Key, "key:x", "x", grants, Rights::ALL);
        assert!(allow(&both, Right::Read, Thing::Of(Some("dresden"))).is_ok());
        assert!(allow(&both, Right::Read, Thing::Of(Some("zwickau"))).is_ok());
        assert!(allow(&both, Right::Change, Thing::Of(Some("zwickau"))).is_ok());
        let denied = allow(&both, Right::Change, Thing::Of(Some("dresden")));
        assert_eq!(denied, Err(Denied { right: Right::Change, elsewhere: true }));
    }
}
