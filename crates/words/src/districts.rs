//! What the districts of Germany are called, by the first five digits of official municipality keys.
//!
//! Keys and names as of 2021: © GeoBasis-DE / BKG 2021 (data changed), dl-de/by-2-0.

/// One line for each district, in the order of the keys: the key, a blank, the name.
const DISTRICTS: &str = include_str!("districts.txt");

/// Characters of a key.
const KEY: usize = 5;

/// The name of a district or of a city that is one; `None` when no district has that key.
pub fn name(key: &str) -> Option<&'static str> {
    let lines: Vec<&'static str> = DISTRICTS.lines().collect();
    let found = lines.binary_search_by(|line| line.get(..KEY).unwrap_or_default().cmp(key)).ok()?;
    lines[found].get(KEY + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_names_that_people_use() {
        assert_eq!(name("05562"), Some("Kreis Recklinghausen"));
        assert_eq!(name("05962"), Some("Märkischer Kreis"));
        assert_eq!(name("14524"), Some("Landkreis Zwickau"));
        assert_eq!(name("14612"), Some("Dresden"));
        assert_eq!(name("05334"), Some("Städteregion Aachen"));
        for unknown in ["", "0556", "99999", "055621", "ä"] {
            assert_eq!(name(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn every_line_is_found_by_its_key() {
        for line in DISTRICTS.lines() {
            assert_eq!(name(&line[..KEY]), Some(&line[KEY + 1..]));
        }
        assert!(DISTRICTS.lines().count() > 390);
    }
}
