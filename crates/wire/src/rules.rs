//! Rules that lead groups of an identity provider to roles, as they are written in a file.

use super::access::{ROLES, check_grant, parse_grant};
use super::decode::word;
use access::{Grant, Over, Rule, RuleOver, Rules};
use model::{Fault, Key, Message, message};

/// Most rules of a file.
const MAX_RULES: usize = 10_000;

/// Reads rules that lead groups of an identity provider to roles: `GROUP -> ROLE` or `GROUP -> ROLE:AGENCY,AGENCY` in each
/// line, with `#` before remarks; `client:` and `scope:` before names mean programs that speak for themselves. A star in the
/// name of a group stands for the key of an agency, which a star behind the role means.
///
/// # Errors
/// The lines that are something else, each with its number and why.
pub fn parse_rules(text: &str) -> Result<Rules, Vec<(usize, Fault)>> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (mut rules, mut wrong) = (Vec::new(), Vec::new());
    for (at, line) in lines.take(MAX_RULES + 1) {
        match parse_rule(line) {
            Ok(rule) if rules.len() < MAX_RULES => rules.push(rule),
            Ok(_) => wrong.push((
                at + 1,
                Fault::new(
                    "",
                    "too-many",
                    message!("rules-many", most = MAX_RULES),
                    message!("rules-many-remedy"),
                ),
            )),
            Err(fault) => wrong.push((at + 1, fault)),
        }
    }
    if wrong.is_empty() { Ok(Rules::new(rules)) } else { Err(wrong) }
}

fn parse_rule(line: &str) -> Result<Rule, Fault> {
    let (whose, grant) = line.rsplit_once("->").ok_or_else(|| fault(message!("rule-no-arrow")))?;
    let (whose, grant) = (whose.trim(), grant.trim());
    if whose.is_empty() {
        return Err(fault(message!("rule-of-nobody")));
    }
    let kind = ["group:", "client:", "scope:"].into_iter().any(|kind| whose.starts_with(kind));
    let whose = if kind { whose.to_owned() } else { format!("group:{whose}") };
    let (before, after) = match whose.split_once('*') {
        Some((_, after)) if after.contains('*') => return Err(fault(message!("rule-stars"))),
        Some((before, after)) => (before.to_owned(), Some(after.to_owned())),
        None => (whose, None),
    };
    let named = grant.split_once(':').filter(|(_, agencies)| agencies.trim() == "*");
    let (role, over) = match (named, &after) {
        (Some((role, _)), Some(_)) => {
            let role = word(role.trim(), ROLES)?;
            // Whether the role can be over an agency at all.
            check_grant(role, &Over::Agencies(vec![Key::trusted("x")]))?;
            (role, RuleOver::Named)
        }
        (Some(_), None) => return Err(fault(message!("rule-star-behind"))),
        // A star that means no agency would give the role to groups that nobody thought of.
        (None, Some(_)) => return Err(fault(message!("rule-star-before"))),
        (None, None) => {
            let Grant { role, over } = parse_grant(grant)?;
            let over = match over {
                Over::Everything => RuleOver::Everything,
                Over::Agencies(keys) => RuleOver::Agencies(keys),
            };
            (role, over)
        }
    };
    Ok(Rule { before, after, role, over })
}

fn fault(why: Message) -> Fault {
    Fault::new("", "invalid-rule", why, message!("rule-remedy"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_line_by_line() {
        let text = "# Leitstelle\n\nleitstelle -> incidentManager:dresden, zwickau\r\n\
                    CN=Pflege * Karte,OU=x -> editor:*\nclient:kfz -> editor:dresden\nscope:x->viewer\nA -> B -> auditor\n";
        let rules = parse_rules(text).unwrap();
        let agencies = |fact: &str| match rules.grants([fact]).pop().map(|grant| grant.over) {
            Some(Over::Agencies(keys)) => keys.iter().map(ToString::to_string).collect(),
            Some(Over::Everything) => vec!["*".to_owned()],
            None => Vec::new(),
        };
        assert_eq!(agencies("group:leitstelle"), ["dresden", "zwickau"]);
        assert_eq!(agencies("group:CN=Pflege dresden.it Karte,OU=x"), ["dresden.it"]);
        assert_eq!(agencies("client:kfz"), ["dresden"]);
        assert_eq!(agencies("scope:x"), ["*"]);
        assert_eq!(agencies("group:A -> B"), ["*"]);
        assert!(agencies("group:kfz").is_empty());
    }

    #[test]
    fn every_line_that_is_wrong_is_told() {
        let text = "leitstelle\n-> viewer\na -> boss\na* -> viewer\na -> viewer:*\na** -> viewer:*\na* -> operator:*\n\
                    a -> operator:dresden\na -> viewer:\na -> viewer:Ä b\nfein -> viewer";
        let lines: Vec<_> = parse_rules(text).unwrap_err().into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
}
