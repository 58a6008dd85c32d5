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
            if wanted.len() > 4 {
                word.contains(wanted)
            } else {
                word.trim_end_matches(|c: char| c.is_ascii_digit()) == *wanted
            }
        })
    };
    WORDS.iter().find(|(_, list)| list.iter().any(has)).map_or(Layer::Application, |(layer, _)| *layer)
}
