//! Rules that lead what an identity provider says of somebody to roles over agencies.

use super::principal::{Grant, Over};
use super::role::Role;
use model::Key;
use std::collections::BTreeMap;

/// What a rule gives a role over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleOver {
    /// All agencies.
    Everything,
    /// These agencies.
    Agencies(Vec<Key>),
    /// The agency whose key stands in the place of the star.
    Named,
}

/// A rule: whoever has this gets that role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What somebody must have, in full: `group:NAME`, `client:NAME` or `scope:NAME`; with a star, what stands before it.
    pub before: String,
    /// What stands behind the star; none = there is no star.
    pub after: Option<String>,
    /// The role.
    pub role: Role,
    /// Over what.
    pub over: RuleOver,
}

impl Rule {
    /// Whether it is about this; the agency that stands in the place of the star, if there is one.
    fn is_about<'f>(&self, fact: &'f str) -> Option<&'f str> {
        match &self.after {
            None => (fact == self.before).then_some(""),
            Some(after) => fact.strip_prefix(&*self.before)?.strip_suffix(&**after),
        }
    }
}

/// All rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// These rules.
    pub fn new(rules: Vec<Rule>) -> Self {
        Self(rules)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any rule is about this.
    pub fn know(&self, fact: &str) -> bool {
        self.0.iter().any(|rule| rule.is_about(fact).is_some())
    }

    /// The roles of somebody of whom this is said, at most one grant for each role.
    pub fn grants<'f>(&self, facts: impl IntoIterator<Item = &'f str>) -> Vec<Grant> {
        let mut given: BTreeMap<Role, Option<Vec<Key>>> = BTreeMap::new();
        for fact in facts {
            for rule in &self.0 {
                let Some(named) = rule.is_about(fact) else { continue };
                let keys = match &rule.over {
                    RuleOver::Everything => {
                        given.insert(rule.role, None);
                        continue;
                    }
                    RuleOver::Agencies(keys) => keys.clone(),
                    RuleOver::Named => Key::new(named).into_iter().collect(),
                };
                if let (false, Some(known)) =
                    (keys.is_empty(), given.entry(rule.role).or_insert(Some(Vec::new())))
                {
                    known.extend(keys);
                }
            }
        }
        let grant = |(role, keys): (Role, Option<Vec<Key>>)| {
            let over = match keys {
                None => Over::Everything,
                Some(mut keys) => {
                    keys.sort_unstable();
                    keys.dedup();
                    Over::Agencies(keys)
                }
            };
            Grant { role, over }
        };
        let nothing = |grant: &Grant| grant.over == Over::Agencies(Vec::new());
        given.into_iter().map(grant).filter(|grant| !nothing(grant)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(before: &str, after: Option<&str>, role: Role, over: RuleOver) -> Rule {
        Rule { before: before.to_owned(), after: after.map(str::to_owned), role, over }
    }

    fn over(keys: &[&str]) -> Over {
        Over::Agencies(keys.iter().map(|key| Key::trusted(key)).collect())
    }

    #[test]
    fn what_is_said_of_somebody_leads_to_roles() {
        let dresden = || RuleOver::Agencies(vec![Key::trusted("dresden")]);
        let rules = Rules::new(vec![
            rule("group:leitstelle", None, Role::IncidentManager, dresden()),
            rule("group:pflege/", Some("/schreibt"), Role::Editor, RuleOver::Named),
            rule("group:pflege", None, Role::Editor, dresden()),
            rule("group:betrieb", None, Role::Operator, RuleOver::Everything),
        ]);
        assert!(
            rules.grants(["group:Leitstelle", "client:leitstelle", "group:leitstelle2", "group:"]).is_empty()
        );
        let grants =
            rules.grants(["group:pflege/zwickau/schreibt", "group:pflege", "group:pflege/chemnitz/schreibt"]);
        assert_eq!(grants, [Grant { role: Role::Editor, over: over(&["chemnitz", "dresden", "zwickau"]) }]);
        // What stands in the place of the star must be a key, and all of it.
        for wrong in [
            "group:pflege//schreibt",
            "group:pflege/a b/schreibt",
            "group:pflege/schreibt",
            "group:x/pflege/a/schreibt",
        ] {
            assert!(rules.grants([wrong]).is_empty(), "{wrong}");
        }
        assert_eq!(rules.grants(["group:betrieb"]), [Grant::operator()]);
        assert_eq!(rules.grants(["group:betrieb", "group:leitstelle"]).len(), 2);
        assert!(rules.know("group:betrieb") && !rules.know("group:alle"));
    }

    /// Of a role over everything and over some agencies the former remains, in whatever order.
    #[test]
    fn over_everything_takes_the_rest_in() {
        let some = rule("group:a", None, Role::Viewer, RuleOver::Agencies(vec![Key::trusted("dresden")]));
        let all = rule("group:b", None, Role::Viewer, RuleOver::Everything);
        let rules = Rules::new(vec![some, all]);
        for facts in [["group:a", "group:b"], ["group:b", "group:a"]] {
            assert_eq!(rules.grants(facts), [Grant { role: Role::Viewer, over: Over::Everything }]);
        }
    }
}
