//! Official keys of areas, made comparable: an area lies inside another one when its key begins with the other's.
//!
//! The regional key (ARS) has Land, Regierungsbezirk, Kreis, association of municipalities and municipality in 12 digits;
//! the municipality key (AGS) leaves the association out and has 8. Up to the Kreis both are the same.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Digits up to the Kreis.
const DISTRICT: usize = 5;

/// Which municipalities belong to which association, as far as regional keys tell.
#[derive(Debug, Default)]
pub struct Municipalities(BTreeMap<String, String>);

impl Municipalities {
    /// Reads it from all keys that are known.
    pub fn of<'a>(areas: impl IntoIterator<Item = &'a str>) -> Self {
        let whole = areas.into_iter().filter(|area| area.len() == 12);
        Self(whole.filter_map(|area| Some((ags(area)?, area.to_owned()))).collect())
    }

    /// The key as a regional key. A municipality of which nobody says in which association it is counts as being in none.
    pub fn key<'a>(&self, area: &'a str) -> Cow<'a, str> {
        let Some((district, rest)) = area.split_at_checked(DISTRICT) else { return area.into() };
        let municipality = match (rest.len(), rest.as_bytes().first()) {
            (3, _) => rest,
            // An association that is one municipality.
            (4, Some(b'0')) => &rest[1..],
            _ => return area.into(),
        };
        let known = self.0.get(&format!("{district}{municipality}"));
        known.cloned().unwrap_or_else(|| format!("{district}0{municipality}{municipality}")).into()
    }
}

/// The municipality key that belongs to a regional key of 12 digits.
fn ags(area: &str) -> Option<String> {
    Some(format!("{}{}", area.get(..DISTRICT)?, area.get(9..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_keys_of_a_municipality_are_the_same_area() {
        let known = Municipalities::of(["146120000000", "145245107030", "14"]);
        for (area, key) in [
            ("14612000", "146120000000"),
            ("146120000", "146120000000"),
            ("14524030", "145245107030"),
            ("145245107", "145245107"),
            ("14729270", "147290270270"),
            ("14729", "14729"),
            ("14", "14"),
        ] {
            assert_eq!(known.key(area), key, "{area}");
        }
    }
}
