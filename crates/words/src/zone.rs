//! Where times are told: zones by their names, and what tells the two passes of a doubled hour in autumn apart.

use crate::Language;
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};
use model::key::quoted;
use model::{Fault, message};
use std::sync::OnceLock;

/// The zone when nothing is said and nothing is set.
const USUAL: &str = "Europe/Berlin";
/// What the operator set.
static SET: OnceLock<TimeZone> = OnceLock::new();
/// Longest name of a zone.
const LONGEST: usize = 60;

/// Tells times in this zone wherever no other one is asked for: once, before anything is told; later calls change nothing.
pub fn set_usual(zone: TimeZone) {
    let _ = SET.set(zone);
}

/// The zone when neither a question nor the map names one: what the operator set, else Europe/Berlin.
pub fn usual() -> TimeZone {
    SET.get().cloned().unwrap_or_else(|| TimeZone::get(USUAL).unwrap_or(TimeZone::UTC))
}

/// The zone that a map names, else the usual one.
pub fn of(map: Option<&TimeZone>) -> TimeZone {
    map.cloned().unwrap_or_else(usual)
}

/// Reads the name of a zone of the IANA database.
///
/// # Errors
/// There is none of that name.
pub fn read(name: &str) -> Result<TimeZone, Fault> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    let plain = (1..=LONGEST).contains(&name.len()) && name.bytes().all(fits) && !name.starts_with('/');
    let found = plain.then(|| TimeZone::get(name).ok()).flatten().filter(|zone| zone.iana_name().is_some());
    found.ok_or_else(|| {
        Fault::new(
            "",
            "unknown-zone",
            message!("problem-unknown-zone", name = quoted(name)),
            message!("remedy-unknown-zone"),
        )
    })
}

/// What a zone is called: `Europe/Berlin`.
pub fn name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

/// What the clock of a zone is called at a time: MESZ or CEST, MEZ or CET, or how far it is from UTC.
pub fn abbreviation(l: Language, time: Timestamp, zone: &TimeZone) -> String {
    let name = time.to_zoned(zone.clone()).strftime("%Z").to_string();
    match name.as_str() {
        "CET" => l.text("zone-cet").to_owned(),
        "CEST" => l.text("zone-cest").to_owned(),
        _ if name.starts_with(['+', '-']) => format!("UTC{name}"),
        _ => name,
    }
}

/// Whether the clock shows this time twice, because it is set back.
pub(crate) fn is_doubled(time: Timestamp, zone: &TimeZone) -> bool {
    let shown = time.to_zoned(zone.clone()).datetime();
    matches!(zone.to_ambiguous_timestamp(shown).offset(), AmbiguousOffset::Fold { .. })
}
