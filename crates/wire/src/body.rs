//! An impact answer as JSON bytes: as a whole, and the frame into which `app` writes the long lists.

use super::impact::ImpactAnswer;
use super::json;
use super::situation::SituationAnswer;
use memchr::memmem;
use serde::Serialize;

/// Where the long lists begin in a frame that was written without their entries. Found nowhere else: inside a text the
/// quotes would be escaped.
const LISTS: [&[u8]; 3] = [b"\"affected\":[", b"\"agencies\":[", b"\"sites\":["];

/// The JSON of an answer with about so many entries.
pub fn json(answer: &ImpactAnswer<'_>, entries: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2_048 + 800 * entries);
    write(&mut bytes, answer);
    bytes
}

/// The JSON of a situation: what is known of the moment, then the answer as [`json()`] writes it.
pub fn situation(answer: &SituationAnswer<'_>) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(&answer.moment)
        .unwrap_or_else(|_| unreachable!("what is known of a moment has only text keys and finite numbers"));
    // Two objects become one.
    bytes.pop();
    bytes.push(b',');
    let entries = answer.impact.affected.len() + answer.impact.sites.len();
    bytes.extend_from_slice(&json(&answer.impact, entries)[1..]);
    bytes
}

/// An answer whose long lists are empty, cut where their entries belong.
pub struct Frame {
    bytes: Vec<u8>,
    cuts: [usize; 3],
}

impl Frame {
    /// Writes the answer down.
    pub fn new(answer: &ImpactAnswer<'_>) -> Self {
        let bytes = json(answer, 0);
        let mut from = 0;
        let cuts = LISTS.map(|begin| {
            from += memmem::find(&bytes[from..], begin).map_or(0, |at| at + begin.len());
            from
        });
        Self { bytes, cuts }
    }

    /// What stands before the entries of each list, and after the last.
    pub fn parts(&self) -> [&[u8]; 4] {
        let [a, b, c] = self.cuts;
        [&self.bytes[..a], &self.bytes[a..b], &self.bytes[b..c], &self.bytes[c..]]
    }

    /// Puts the parts of `affected`, `agencies` and `sites` in; each is entries separated by commas.
    pub fn join(&self, lists: [Vec<Vec<u8>>; 3]) -> Vec<Vec<u8>> {
        let [before, rest @ ..] = self.parts();
        let mut pieces = vec![before.to_vec()];
        for (parts, after) in lists.into_iter().zip(rest) {
            let last = parts.len().saturating_sub(1);
            for (i, mut part) in parts.into_iter().enumerate() {
                part.extend(Some(b',').filter(|_| i < last));
                pieces.push(part);
            }
            pieces.push(after.to_vec());
        }
        pieces
    }
}

fn write(bytes: &mut Vec<u8>, value: &impl Serialize) {
    json::write(bytes, value).unwrap_or_else(|_| unreachable!("an answer is made of what can be written"));
}
