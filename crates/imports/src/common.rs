//! What several importers say in the same way.

use crate::draft::{Draft, Thing};
use crate::place::Place;
use model::{Contact, Fault, Layer, message};

/// The id of an agency that a source only names; it is made when it is met first.
pub(crate) fn agency(draft: &mut Draft, name: &str, place: &Place) -> String {
    let id = format!("agency:{}", name.trim());
    if draft.thing(&id).is_none() {
        draft.add(Thing::agency(id.clone(), name.trim(), place));
    }
    id
}

/// Whether a text can be taken for an office that people call and not for a person: an address or a number without a name.
pub(crate) fn contact(email: Option<&str>, phone: Option<&str>) -> Option<Contact> {
    let email = email.map(str::trim).filter(|email| email.contains('@') && email.len() < 200);
    let phone = phone.map(str::trim).filter(|phone| phone.chars().any(|c| c.is_ascii_digit()));
    if email.is_none() && phone.is_none() {
        return None;
    }
    Some(Contact { email: email.map(Into::into), phone: phone.map(Into::into), ..Contact::default() })
}

/// That a file is not what it should be.
pub(crate) fn foreign(file: &str, form: &'static str, missing: &str) -> Fault {
    let detail = message!("import-foreign", form = form, missing = missing);
    Fault::new(file, "foreign-file", detail, message!("import-foreign-remedy", form = form))
}

/// How many of `all` have to work when `lost` of them are too many.
pub(crate) fn enough(all: usize, lost: usize) -> u32 {
    u32::try_from((all + 1).saturating_sub(lost.max(1))).unwrap_or(u32::MAX)
}

/// What the words of a name say about what it is.
pub(crate) fn guessed_layer(name: &str) -> Layer {
    const WORDS: [(Layer, &[&str]); 5] = [
        (Layer::Utility, &["strom", "power", "usv", "ups", "kühlung", "klima", "cooling", "netzersatz"]),
        (
            Layer::Network,
            &[
                "netz", "network", "switch", "router", "firewall", "wan", "lan", "vpn", "internet",
                "leitung", "dns",
            ],
        ),
        (Layer::Channel, &["portal", "telefon", "phone", "fax", "schalter", "webseite", "website", "e-post"]),
        (
            Layer::Platform,
            &[
                "datenbank",
                "database",
                "db",
                "sql",
                "oracle",
                "postgres",
                "ldap",
                "verzeichnis",
                "directory",
                "mail",
                "exchange",
                "anmeldung",
                "kafka",
                "queue",
            ],
        ),
        (
            Layer::Infrastructure,
            &[
                "server",
                "srv",
                "vm",
                "host",
                "speicher",
                "storage",
                "cluster",
                "san",
                "nas",
                "hypervisor",
                "esx",
                "rechner",
            ],
        ),
    ];
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .flat_map(|word| std::iter::once(word).chain(word.split('-')))
        .collect();
    // Short ones only as whole words.
    let has = |wanted: &&str| {
        words.iter().any(|word| {
            if wanted.len() >= 4 {
                word.contains(wanted)
            } else {
                word.trim_end_matches(|c: char| c.is_ascii_digit()) == *wanted
            }
        })
    };
    WORDS.iter().find(|(_, list)| list.iter().any(has)).map_or(Layer::Application, |(layer, _)| *layer)
}

/// The names of hosts in a setting: before a port, after `://` or `@`, or the whole value of a variable that is called so.
pub(crate) fn hosts_in<'v>(variable: &str, value: &'v str) -> Vec<&'v str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_';
    let mut found = Vec::new();
    let mut at = 0;
    for part in value.split(|c: char| !is_name(c)) {
        let (before, after) = (&value[..at], &value[at + part.len()..]);
        let port = after.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let named = before.ends_with("://") || before.ends_with('@');
        if !part.is_empty() && (port || named) {
            found.push(part);
        }
        // One separator of one letter stands between the parts.
        at += part.len() + after.chars().next().map_or(0, char::len_utf8);
    }
    let upper = variable.to_uppercase();
    let host = ["HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "URL", "ENDPOINT", "SERVICE"]
        .iter()
        .any(|end| upper.ends_with(end));
    if host && !value.is_empty() && value.chars().all(is_name) && !found.contains(&value) {
        found.push(value);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_where_they_stand() {
        let of = |variable: &str, value: &'static str| hosts_in(variable, value);
        assert_eq!(of("A", "http://db.amt:80, cache:6379"), ["db.amt", "cache"]);
        assert_eq!(of("A", "größe:cache:6379"), ["cache"]);
        assert_eq!(of("DB_HOST", "db"), ["db"]);
        assert_eq!(of("DB_URL", "postgres://user:pw@store/x"), ["user", "store"]);
        assert!(of("OTEL_SERVICE_NAME", "ad").is_empty() && of("GREETING", "hallo welt").is_empty());
    }

    #[test]
    fn names_tell_what_things_are() {
        for (name, layer) in [
            ("SRV-DB01", Layer::Platform),
            ("Server A", Layer::Infrastructure),
            ("Landesnetz", Layer::Network),
            ("USV Keller", Layer::Utility),
            ("Serviceportal", Layer::Channel),
            ("Fachverfahren", Layer::Application),
            ("Planung", Layer::Application),
        ] {
            assert_eq!(guessed_layer(name), layer, "{name}");
        }
        assert_eq!((enough(4, 3), enough(3, 3), enough(2, 9)), (2, 1, 0));
    }
}
