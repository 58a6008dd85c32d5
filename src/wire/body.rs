//! An impact answer as JSON bytes: the one way it is written, for HTTP and for the command line.

use super::impact::ImpactAnswer;
use super::json;
use super::situation::SituationAnswer;
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

/// The JSON of a situation: what is known of the moment, then the answer as [`json`] writes it.
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

/// The entries of a part of a list, separated by commas; each is written as soon as it is made.
pub fn entries<T: Serialize>(list: impl ExactSizeIterator<Item = T>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1_280 * list.len());
    for (i, entry) in list.enumerate() {
        bytes.extend(Some(b',').filter(|_| i > 0));
        write(&mut bytes, &entry);
    }
    bytes
}

/// Puts the parts of `affected`, `agencies` and `sites` into the frame: an answer in which these lists are empty.
pub fn join(frame: &ImpactAnswer<'_>, parts: [Vec<Vec<u8>>; 3]) -> Vec<Vec<u8>> {
    let frame = json(frame, 0);
    let mut rest = frame.as_slice();
    let mut pieces = Vec::with_capacity(4 + 2 * parts.iter().map(Vec::len).sum::<usize>());
    for (begin, parts) in LISTS.into_iter().zip(parts) {
        let at = rest.windows(begin.len()).position(|w| w == begin).map_or(rest.len(), |at| at + begin.len());
        pieces.push(rest[..at].to_vec());
        rest = &rest[at..];
        let last = parts.len().saturating_sub(1);
        for (i, mut part) in parts.into_iter().enumerate() {
            part.extend(Some(b',').filter(|_| i < last));
            pieces.push(part);
        }
    }
    pieces.push(rest.to_vec());
    pieces
}

fn write(bytes: &mut Vec<u8>, value: &impl Serialize) {
    json::write(bytes, value).unwrap_or_else(|_| unreachable!("an answer is made of what can be written"));
}
