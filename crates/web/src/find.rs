//! Finding nodes by what somebody writes: the API's search, and what is nearly that when it finds nothing.

use crate::ask::Refusal;
use crate::form::encoded;
use crate::json::Json;
use crate::site::Site;
use crate::visitor::Visitor;
use serde_json::{Value, json};
use strsim::normalized_damerau_levenshtein;

/// Nodes that are looked through for what is nearly meant.
const NEAR: usize = 200;
/// How alike a word of a name must be, of one.
const ALIKE: f64 = 0.65;

/// At most `limit` nodes; `nearly` says that none of them has exactly what was written.
pub(crate) async fn nodes(
    site: &Site,
    visitor: &Visitor,
    written: &str,
    limit: usize,
) -> Result<Value, Refusal> {
    let found = site.get(visitor, format!("/v1/nodes?limit={limit}&q={}", encoded(written))).await?;
    let Some(word) = written.split_whitespace().max_by_key(|word| word.chars().count()) else {
        return Ok(found);
    };
    let letters: Vec<char> = word.chars().collect();
    if found.has("items") || letters.len() < 4 {
        return Ok(found);
    }
    // A single slip leaves one half of the word as it is; one in the middle leaves its beginning.
    let half = letters.len() / 2;
    let pieces = [&letters[..half.max(3)], &letters[letters.len() - half.max(3)..], &letters[..3]];
    let mut near: Vec<(f64, Value)> = Vec::new();
    for piece in pieces {
        let piece: String = piece.iter().collect();
        let more = site.get(visitor, format!("/v1/nodes?limit={NEAR}&q={}", encoded(&piece))).await?;
        for node in more.a("items") {
            let known = near.iter().any(|(_, other)| other.s("key") == node.s("key"));
            let alike = likeness(word, node);
            if !known && alike >= ALIKE {
                near.push((alike, node.clone()));
            }
        }
    }
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.s("key").cmp(b.1.s("key"))));
    let items: Vec<Value> = near.into_iter().take(limit).map(|(_, node)| node).collect();
    Ok(json!({"items": items, "nearly": true}))
}

/// How alike the word is to the likest one of key and name, from 0 to 1.
fn likeness(word: &str, node: &Value) -> f64 {
    let word = word.to_lowercase();
    let all = format!("{} {}", node.s("name"), node.s("key")).to_lowercase();
    let words = all.split(|c: char| !c.is_alphanumeric()).filter(|other| !other.is_empty());
    let alike = words.map(|other| {
        // Long words of German names are several in one: their beginning may be meant.
        let begin: String = other.chars().take(word.chars().count()).collect();
        normalized_damerau_levenshtein(&word, other).max(normalized_damerau_levenshtein(&word, &begin) * 0.98)
    });
    alike.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_nearly_the_word() {
        let node = json!({"key": "dresden.storage-sync", "name": "Gespiegelter Datenspeicher"});
        for (word, alike) in
            [("storge", true), ("Datenspecher", true), ("gespeigelter", true), ("Wasserwerk", false)]
        {
            assert_eq!(likeness(word, &node) >= ALIKE, alike, "{word}");
        }
    }
}
