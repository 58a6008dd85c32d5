//! Keys from names: transliterated, under the agency; the same each time, also where names collide.

use model::Key;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest part of a key that is made of one name.
const PART: usize = 60;

/// A name in the letters of keys: `Bürgeramt Süd/Ost` is `buergeramt-sued-ost`. Empty when nothing of it can be said so.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.nfc().flat_map(char::to_lowercase) {
        match c {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' | 'œ' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            _ => {
                for c in std::iter::once(c).nfkd().filter(|&c| !is_combining_mark(c)) {
                    match c.is_ascii_alphanumeric() {
                        true => out.push(c.to_ascii_lowercase()),
                        false if !out.is_empty() && !out.ends_with('-') => out.push('-'),
                        false => {}
                    }
                }
            }
        }
    }
    out.truncate(PART);
    out.trim_end_matches('-').to_owned()
}

/// The keys that are given out.
#[derive(Debug, Default)]
pub(crate) struct Given {
    by: HashMap<Key, usize>,
}

impl Given {
    /// Whose key it is.
    pub(crate) fn owner(&self, key: &Key) -> Option<usize> {
        self.by.get(key).copied()
    }

    /// Gives this key to `owner`, unless it is another's.
    pub(crate) fn take(&mut self, key: Key, owner: usize) -> bool {
        *self.by.entry(key).or_insert(owner) == owner
    }

    /// The first free key: the plain one, with the word of what it is, then with a number.
    pub(crate) fn free(&self, stem: &str, class: &str, taken: impl Fn(&Key) -> bool) -> Key {
        let numbered = (2..).map(|number: u32| format!("{stem}-{class}-{number}"));
        let names = [stem.to_owned(), format!("{stem}-{class}")].into_iter().chain(numbered);
        let mut keys = names.filter_map(|name| Key::new(&name).ok());
        // Numbers do not end before keys do.
        keys.find(|key| !self.by.contains_key(key) && !taken(key)).unwrap_or_else(|| Key::trusted("unnamed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_keys_that_can_be_read() {
        for (name, key) in [
            ("Bürgeramt Süd/Ost", "buergeramt-sued-ost"),
            ("Kfz-Zulassung; „Straße“ – €", "kfz-zulassung-strasse"),
            ("  Élysée №5 ", "elysee-no5"),
            ("Größe", "groesse"),
            ("Gro\u{308}ße", "groesse"),
            ("SRV_DB01.stadt.example", "srv-db01-stadt-example"),
            ("ΩΩ", ""),
        ] {
            assert_eq!(slug(name), key, "{name}");
        }
        assert!(slug(&"ä".repeat(300)).len() <= PART);
    }

    #[test]
    fn collisions_get_the_class_and_then_a_number() {
        let mut given = Given::default();
        for (owner, key) in ["a.oracle", "a.oracle-platform", "a.oracle-platform-2"].into_iter().enumerate() {
            let free = given.free("a.oracle", "platform", |_| false);
            assert_eq!(free.as_str(), key);
            assert!(given.take(free, owner));
        }
    }
}
