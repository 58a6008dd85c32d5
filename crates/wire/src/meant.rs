//! What was probably meant by what is not right: a German name, a comma inside a text, a property beside its place, a
//! number with separators.

use super::tree::{Entry, Tree, Value};
use model::{Message, message};

/// Names that people write, without blanks and in small letters, for those that are read. Where several fit, the one
/// counts that is read at the place.
#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("behörden", "agencies"), ("ämter", "agencies"), ("dienststellen", "agencies"), ("organisationen", "agencies"),
    ("stellen", "agencies"), ("einrichtungen", "agencies"), ("organisations", "agencies"), ("organizations", "agencies"),
    ("standorte", "sites"), ("orte", "sites"), ("liegenschaften", "sites"), ("gebäude", "sites"), ("räume", "sites"),
    ("locations", "sites"), ("buildings", "sites"), ("places", "sites"),
    ("dienste", "services"), ("leistungen", "services"), ("verfahren", "services"), ("systeme", "services"),
    ("anwendungen", "services"), ("dienstleistungen", "services"), ("systems", "services"),
    ("bezeichnung", "name"), ("titel", "name"), ("titel", "title"), ("title", "name"),
    ("behörde", "agency"), ("amt", "agency"), ("betreiber", "agency"), ("dienststelle", "agency"), ("stelle", "agency"),
    ("owner", "agency"), ("zuständig", "agency"), ("organisation", "agency"),
    ("ebene", "layer"), ("schicht", "layer"), ("art", "type"), ("typ", "type"), ("standortart", "type"),
    ("beschreibung", "description"), ("einwohner", "population"), ("einwohnerzahl", "population"),
    ("inhabitants", "population"), ("fälleprotag", "casesPerDay"), ("fälle", "casesPerDay"), ("fallzahl", "casesPerDay"),
    ("cases", "casesPerDay"), ("mta", "mtpd"), ("mtd", "mtpd"), ("maximaltolerierbareausfallzeit", "mtpd"),
    ("tolerierbareausfallzeit", "mtpd"), ("ausfallzeit", "mtpd"), ("waz", "rto"), ("wiederanlaufzeit", "rto"),
    ("wiederherstellungsdauer", "recovery"), ("wiederherstellung", "recovery"), ("wiederanlauf", "recovery"),
    ("recoverytime", "recovery"), ("datenverlust", "rpo"), ("zuverlässigkeit", "reliability"),
    ("verfügbarkeit", "reliability"), ("availability", "reliability"), ("fristen", "deadlines"), ("frist", "deadlines"),
    ("datum", "date"), ("stichtag", "date"), ("monatstag", "dayOfMonth"), ("rechtsgrundlage", "basis"),
    ("kontakte", "contacts"), ("kontakt", "contacts"), ("ansprechpartner", "contacts"), ("contact", "contacts"),
    ("herkunft", "provenance"), ("quelle", "source"), ("quelle", "provenance"), ("stand", "confirmedAt"),
    ("standort", "hostedAt"), ("stehtin", "hostedAt"), ("betriebenin", "hostedAt"), ("stehtan", "hostedAt"),
    ("location", "hostedAt"), ("site", "hostedAt"), ("angebotenin", "offeredAt"), ("angebotenan", "offeredAt"),
    ("büros", "offeredAt"), ("offices", "offeredAt"), ("nutzt", "consumes"), ("verwendet", "consumes"), ("uses", "consumes"),
    ("benötigt", "needs"), ("braucht", "needs"), ("bedarf", "needs"), ("abhängigkeiten", "needs"),
    ("abhängigvon", "needs"), ("hängtabvon", "needs"), ("dependson", "needs"), ("dependencies", "needs"),
    ("requires", "needs"), ("einervon", "anyOf"), ("einevon", "anyOf"), ("einesvon", "anyOf"), ("oneof", "anyOf"),
    ("mindestens", "atLeast"), ("von", "of"), ("unterstütztdurch", "supportedBy"), ("unterstütztvon", "supportedBy"),
    ("geteiltdurch", "sharedBy"), ("informiertdurch", "informedBy"), ("rückfallebene", "fallback"),
    ("ersatz", "fallback"), ("fallbacks", "fallback"), ("backup", "fallback"), ("toleranz", "tolerance"),
    ("ersatzverfahren", "workaround"), ("notverfahren", "workaround"), ("notbetrieb", "workaround"),
    ("umgehung", "workaround"), ("bemerkung", "note"), ("hinweis", "note"), ("anmerkung", "note"), ("notiz", "note"),
    ("kommentar", "note"), ("comment", "note"), ("bestätigung", "confirmation"), ("confirmed", "confirmation"),
    ("bestätigt", "confirmation"), ("bestätigtam", "confirmedAt"), ("bestätigtvon", "confirmedBy"), ("dauer", "lasts"),
    ("hält", "lasts"), ("reicht", "lasts"), ("duration", "lasts"), ("telefon", "phone"), ("tel", "phone"),
    ("telefonnummer", "phone"), ("telephone", "phone"), ("mail", "email"), ("adresse", "url"), ("webseite", "url"),
    ("zeitraum", "period"), ("grundlage", "basis"), ("rechtsgrundlage", "basis"), ("schlüssel", "key"),
    ("kennungen", "identifiers"), ("kennzeichen", "labels"), ("ausfälle", "failures"), ("ausfall", "failures"),
    ("beginn", "startsAt"), ("beginn", "from"), ("ab", "from"), ("seit", "from"), ("start", "startsAt"),
    ("start", "from"), ("ende", "until"), ("bis", "until"), ("knoten", "node"), ("dienst", "node"), ("key", "node"),
    ("stufe", "level"), ("schwere", "level"), ("änderungen", "changes"),
];

/// Words that people write for those that are read.
#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    ("öffentlich", "public"), ("bürgerdienst", "public"), ("leistung", "public"), ("verwaltungsleistung", "public"),
    ("kanal", "channel"), ("zugang", "channel"), ("zugangskanal", "channel"), ("anwendung", "application"),
    ("fachverfahren", "application"), ("verfahren", "application"), ("app", "application"), ("plattform", "platform"),
    ("basisdienst", "platform"), ("infrastruktur", "infrastructure"), ("server", "infrastructure"), ("netz", "network"),
    ("netzwerk", "network"), ("versorgung", "utility"), ("strom", "utility"), ("büro", "office"), ("amt", "office"),
    ("dienststelle", "office"), ("bürgerbüro", "office"), ("rechenzentrum", "data-centre"), ("rz", "data-centre"),
    ("datacenter", "data-centre"), ("datacentre", "data-centre"), ("serverraum", "room"), ("gebäude", "building"),
    ("rathaus", "building"), ("verwaltungsgebäude", "building"), ("raum", "room"), ("sonstiges", "other"),
    ("sonstige", "other"), ("andere", "other"), ("angenommen", "assumed"), ("vermutet", "assumed"),
    ("unbestätigt", "assumed"), ("unconfirmed", "assumed"), ("nein", "assumed"), ("no", "assumed"), ("false", "assumed"),
    ("bestätigt", "confirmed"), ("ja", "confirmed"), ("yes", "confirmed"), ("true", "confirmed"),
    ("bestritten", "disputed"), ("strittig", "disputed"), ("immer", "always"), ("anlauf", "start"), ("beimstart", "start"),
    ("zumstart", "start"), ("ausgefallen", "unavailable"), ("down", "unavailable"), ("ausfall", "unavailable"),
    ("eingeschränkt", "degraded"), ("gestört", "degraded"), ("inbetrieb", "operational"), ("alle", "all"),
    ("bestätigte", "confirmed"), ("behörde", "agency"), ("standort", "site"), ("dienst", "service"),
];

/// Properties that take keys.
const KEYS: &[&str] = &[
    "needs",
    "hostedAt",
    "offeredAt",
    "consumes",
    "on",
    "anyOf",
    "of",
    "sharedBy",
    "supportedBy",
    "informedBy",
    "providers",
    "fallback",
    "oneOfUnknown",
    "whole",
];

/// Properties of an object inside, with its name and its form.
#[rustfmt::skip]
const INSIDE: &[(&[&str], &str, &str)] = &[
    (&["text", "lasts"], "workaround", "workaround: { text: ..., lasts: P3D }"),
    (&["email", "phone", "fax", "url"], "contacts", "contacts: [{ phone: \"...\" }]"),
    (&["source", "confirmedAt", "confirmedBy"], "provenance", "provenance: { source: ..., confirmedAt: 2026-05-01 }"),
    (&["period", "date", "dayOfMonth", "basis"], "deadlines", "deadlines: [{ name: ..., period: PT48H }]"),
    (&["unavailability", "mtbf", "mttr"], "reliability", "reliability: { mtbf: P90D, mttr: PT8H }"),
    (&["on", "anyOf", "atLeast", "of", "sharedBy", "supportedBy", "informedBy", "providers", "fallback", "tolerance",
       "toleratesDegraded", "workaround", "needed", "note", "confirmation"], "needs", "needs: [{ on: ..., fallback: ... }]"),
];

/// A name as it is compared: in small letters, without blanks and marks, umlauts written out.
fn folded(name: &str) -> String {
    let letter = |c: char| match c {
        'ä' => "ae".to_owned(),
        'ö' => "oe".to_owned(),
        'ü' => "ue".to_owned(),
        'ß' => "ss".to_owned(),
        c if c.is_alphanumeric() => c.to_string(),
        _ => String::new(),
    };
    name.to_lowercase().chars().map(letter).collect()
}

/// The name among `known` that was meant by one in German or with other marks.
pub fn translated<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    chosen(name, known, NAMES)
}

/// The same of a word of a fixed list.
pub(super) fn translated_word<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    chosen(word, known, WORDS)
}

fn chosen<'k>(name: &str, known: &[&'k str], table: &[(&str, &str)]) -> Option<&'k str> {
    if name.len() > 60 {
        return None;
    }
    let name = folded(name);
    let same = known.iter().find(|known| folded(known) == name && !name.is_empty());
    let meant = || {
        let mut found = table.iter().filter(|(said, _)| folded(said) == name);
        found.find_map(|(_, read)| known.iter().find(|known| *known == read))
    };
    same.or_else(meant).copied()
}

/// What to do about the property at `at`, which is not one here; `offered` are those that may stand here.
pub(super) fn remedy(entries: &[Entry], at: usize, known: &[&str], offered: &[&str]) -> Message {
    let name = entries.get(at).map_or("", |entry| entry.key.as_str());
    if let Some((head, rest)) = name.split_once(':')
        && let Some(head) = nearest(head.trim(), known)
    {
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace());
        return message!("remedy-blank-behind-colon", name = head, rest = rest);
    }
    if name.contains(is_odd_blank) && known.contains(&name.trim_matches(is_odd_blank).trim()) {
        return message!("remedy-odd-blank");
    }
    if let Some(meant) = translated(name, offered).or_else(|| translated(name, known)) {
        return message!("remedy-read-name", name = meant);
    }
    if let Some(near) = nearest(name, offered) {
        return message!("remedy-did-you-mean", word = near);
    }
    let inner: Vec<&str> = INSIDE.iter().flat_map(|(names, ..)| names.iter().copied()).collect();
    let name = translated(name, &inner).unwrap_or(name);
    let home = INSIDE.iter().find(|(names, home, _)| names.contains(&name) && known.contains(home));
    match home {
        Some((_, home, form)) => message!("remedy-belongs-into", home = *home, form = *form),
        None => perhaps_torn(entries, at)
            .unwrap_or_else(|| message!("remedy-properties", list = offered.join(", "))),
    }
}

/// Blanks that look like blanks and are none in YAML.
pub fn is_odd_blank(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}')
}

/// Where text has ended at a comma inside `{ }`: the property before, and what belongs to it.
pub(super) struct Torn<'t> {
    /// The property whose value was torn apart.
    pub(super) whole: &'t Entry,
    /// How many entries from the one that was looked at are pieces of it.
    pub(super) pieces: usize,
    pub(super) remedy: Message,
}

/// Is the entry at `at`, which is not a property, the rest of the text before it?
pub(super) fn torn<'t>(entries: &'t [Entry], at: usize, known: &[&str]) -> Option<Torn<'t>> {
    let whole = entries.get(at.checked_sub(1)?)?;
    let in_line = |e: &Entry| e.at.line > 0 && e.at.line == whole.at.line;
    let piece =
        |e: &&Entry| matches!(e.value.value, Value::Null) && !known.contains(&e.key.as_str()) && in_line(e);
    let pieces: Vec<&str> = entries[at..].iter().take_while(piece).map(|e| e.key.as_str()).collect();
    if pieces.is_empty() || !known.contains(&whole.key.as_str()) || whole.value.at.line != whole.at.line {
        return None;
    }
    let (name, rest) = (whole.key.as_str(), pieces.join(", "));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let remedy = match &whole.value.value {
        Value::Int(number) if pieces.iter().all(|p| digits(p) && p.len() == 3) => {
            message!("remedy-number-without", name = name, number = format!("{number}{}", pieces.concat()))
        }
        Value::Int(number) if pieces.len() == 1 && digits(&rest) => {
            message!("remedy-number-without", name = name, number = format!("{number}.{rest}"))
        }
        Value::Str(text) if KEYS.contains(&name) => {
            message!("remedy-brackets", list = format!("{text}, {rest}"))
        }
        Value::Str(text) => message!("remedy-quotes", name = name, text = format!("{text}, {rest}")),
        _ => return None,
    };
    Some(Torn { whole, pieces: pieces.len(), remedy })
}

/// The rest of a text that has a comma and a colon in it, perhaps: what to write then.
fn perhaps_torn(entries: &[Entry], at: usize) -> Option<Message> {
    let (before, entry) = (entries.get(at.checked_sub(1)?)?, entries.get(at)?);
    let Value::Str(text) = &before.value.value else { return None };
    let looks_like_text = entry.key.contains(|c: char| c.is_uppercase() || c.is_whitespace());
    (looks_like_text && entry.at.line > 0 && entry.at.line == before.value.at.line).then(|| {
        let behind = match &entry.value.value {
            Value::Str(behind) => behind.as_str(),
            _ => "...",
        };
        message!(
            "remedy-quotes",
            name = before.key.as_str(),
            text = format!("{text}, {}: {behind}", entry.key)
        )
    })
}

/// The number that was meant by a text or by a number with a point for thousands.
pub(super) fn whole_number(tree: &Tree, high: i64) -> Option<Message> {
    match &tree.value {
        Value::Str(text) => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let separator = |c: char| {
                c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ',' | '\'' | '_' | '’')
            };
            let number = !digits.is_empty() && digits.len() < 16 && text.chars().all(separator);
            number.then(|| message!("remedy-write", text = digits))
        }
        // 24.000 has been read as 24 already.
        Value::Float(f)
            if high > i64::from(u32::MAX) && (1.0..1e3).contains(f) && (f * 1000.0).fract().abs() < 1e-6 =>
        {
            message!("remedy-thousands", number = format!("{:.0}", f * 1000.0)).into()
        }
        _ => None,
    }
}

/// The number that was meant by a text with a comma, or with a point that may stand between thousands.
pub(super) fn decimal(tree: &Tree) -> Option<Message> {
    let Value::Str(text) = &tree.value else { return None };
    if let Ok(number) = text.parse::<f64>()
        && number.is_finite()
    {
        let thousands = text.replace('.', "");
        return Some(message!("remedy-point", thousands = thousands, number = number));
    }
    let number = text.trim().replace(',', ".");
    number.parse::<f64>().ok().filter(|n| n.is_finite()).map(|_| message!("remedy-write", text = number))
}

/// `true` or `false`, as it is said elsewhere.
pub(super) fn truth(tree: &Tree) -> Option<Message> {
    let Value::Str(text) = &tree.value else { return None };
    let truth = match text.to_lowercase().as_str() {
        "ja" | "yes" | "wahr" | "on" | "true" | "an" | "1" | "x" => "true",
        "nein" | "no" | "falsch" | "off" | "false" | "aus" | "0" => "false",
        _ => return None,
    };
    Some(message!("remedy-write", text = truth))
}

/// A list that was written as something else.
pub(super) fn list(name: &str, tree: &Tree) -> Option<Message> {
    match &tree.value {
        Value::Map(_) => Some(message!("remedy-list-of-object", name = name)),
        Value::Str(text) => {
            let form = match name {
                "contacts" => format!("{name}: [{{ {} }}]", contact(text)),
                "deadlines" => format!("{name}: [{{ name: \"{text}\", period: PT48H }}]"),
                "failures" => format!("{name}: [{{ node: {text} }}]"),
                _ => {
                    let keys = text.split([',', ' ', '\n']).map(|key| key.trim().trim_start_matches("- "));
                    let keys: Vec<&str> = keys.filter(|key| !key.is_empty()).collect();
                    format!("{name}: [{}]", keys.join(", "))
                }
            };
            Some(message!("remedy-write", text = form))
        }
        _ => None,
    }
}

/// An object that was written as a text or a number.
pub(super) fn object(name: &str, tree: &Tree) -> Option<Message> {
    if let Value::Str(text) = &tree.value
        && let Some((head, rest)) = text.split_once(':')
        && !head.is_empty()
        && head.chars().all(char::is_alphanumeric)
    {
        return Some(message!("remedy-blank-behind-colon", name = head, rest = rest));
    }
    let form = match (name, &tree.value) {
        ("workaround", Value::Str(text)) => format!("workaround: {{ text: \"{text}\" }}"),
        ("provenance", Value::Str(text)) => format!("provenance: {{ source: \"{text}\" }}"),
        ("reliability", Value::Float(share)) => format!("reliability: {{ unavailability: {share} }}"),
        ("contacts", Value::Str(text)) => format!("- {{ {} }}", contact(text)),
        ("deadlines", Value::Str(text)) => format!("- {{ name: \"{text}\", period: PT48H }}"),
        ("failures", Value::Str(text)) => format!("- {{ node: {text} }}"),
        _ => return None,
    };
    Some(message!("remedy-write", text = form))
}

fn contact(text: &str) -> String {
    let number = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '/' | '(' | ')' | ' '));
    let name = match text {
        _ if number => "phone",
        _ if text.contains('@') => "email",
        _ => "name",
    };
    format!("{name}: \"{text}\"")
}

/// `needs: [anyOf: a, b]`: the brackets around the keys were forgotten, so that only the first one belongs to the form.
/// Gives the form, its only key, and what stands beside it.
pub(super) fn without_brackets<'t>(
    items: &'t [Tree],
    at: usize,
    forms: &[&str],
) -> Option<(&'t str, String, String)> {
    let item = items.get(at)?;
    let [entry] = item.entries() else { return None };
    let Value::Str(first) = &entry.value.value else { return None };
    // Written without braces, it begins where its only property begins.
    if item.at.line == 0 || item.at != entry.at || !forms.contains(&entry.key.as_str()) {
        return None;
    }
    let rest = items[at + 1..].iter().take_while(|next| next.at.line == item.at.line);
    let rest: Vec<&str> = rest
        .map_while(|next| match &next.value {
            Value::Str(key) => Some(key.as_str()),
            _ => None,
        })
        .collect();
    (!rest.is_empty()).then(|| (entry.key.as_str(), first.clone(), rest.join(", ")))
}

/// `needs: [on: a, fallback: b]`: the braces around an entry were forgotten, so that its second property has become an
/// entry of its own. Gives that property.
pub(super) fn without_braces(items: &[Tree], at: usize) -> Option<&str> {
    let (before, item) = (items.get(at.checked_sub(1)?)?, items.get(at)?);
    match item.entries() {
        [entry] if item.at.line > 0 && item.at == entry.at && before.at.line == item.at.line => {
            Some(&entry.key)
        }
        _ => None,
    }
}

/// The nearest of the words, when it is near enough.
pub(super) fn nearest<'k>(found: &str, known: &[&'k str]) -> Option<&'k str> {
    // Long input cannot be near a known word, and comparing it would cost its length squared.
    if found.len() > 60 {
        return None;
    }
    let folded = found.to_lowercase();
    known
        .iter()
        .map(|k| (strsim::damerau_levenshtein(&folded, &k.to_lowercase()), *k))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, word)| *distance <= (word.len() / 3).max(1))
        .map(|(_, word)| word)
}
