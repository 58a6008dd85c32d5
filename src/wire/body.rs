//! An impact answer as JSON bytes: the one way it is written, for HTTP and for the command line.

use super::impact::ImpactAnswer;
use super::situation::SituationAnswer;
use rayon::prelude::*;
use serde::Serialize;

/// From so many entries on an answer is written on all cores.
const LONG: usize = 1_024;
/// Entries that one core writes in one go.
const PART: usize = 256;

/// The JSON of an answer.
pub fn json(mut answer: ImpactAnswer<'_>) -> Vec<u8> {
    let entries = answer.affected.len() + answer.agencies.len() + answer.sites.len();
    if entries < LONG {
        let mut bytes = Vec::with_capacity(2_048 + 800 * entries);
        write(&mut bytes, &answer);
        return bytes;
    }
    let affected = std::mem::take(&mut answer.affected);
    let agencies = std::mem::take(&mut answer.agencies);
    let sites = std::mem::take(&mut answer.sites);
    let mut frame = Vec::new();
    write(&mut frame, &answer);
    let lists = [
        (&b"\"affected\":["[..], parts(&affected)),
        (&b"\"agencies\":["[..], parts(&agencies)),
        (&b"\"sites\":["[..], parts(&sites)),
    ];
    let length: usize = lists.iter().flat_map(|(_, parts)| parts).map(|part| part.len() + 1).sum();
    let mut bytes = Vec::with_capacity(frame.len() + length);
    let mut rest = frame.as_slice();
    for (begin, parts) in &lists {
        // Found nowhere else: inside a text the quotes would be escaped.
        let at =
            rest.windows(begin.len()).position(|w| w == *begin).map_or(rest.len(), |at| at + begin.len());
        bytes.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        for (i, part) in parts.iter().enumerate() {
            bytes.extend(Some(b',').filter(|_| i > 0));
            bytes.extend_from_slice(part);
        }
    }
    bytes.extend_from_slice(rest);
    bytes
}

/// The JSON of a situation: what is known of the moment, then the answer as [`json`] writes it.
pub fn situation(answer: SituationAnswer<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes, &answer.moment);
    // Two objects become one.
    bytes.pop();
    bytes.push(b',');
    bytes.extend_from_slice(&json(answer.impact)[1..]);
    bytes
}

/// The entries of a list without its brackets, in pieces.
fn parts<T: Serialize + Sync>(list: &[T]) -> Vec<Vec<u8>> {
    let part = |entries: &[T]| {
        let mut bytes = Vec::with_capacity(1_024 * PART);
        for (i, entry) in entries.iter().enumerate() {
            bytes.extend(Some(b',').filter(|_| i > 0));
            write(&mut bytes, entry);
        }
        bytes
    };
    list.par_chunks(PART).map(part).collect()
}

fn write(bytes: &mut Vec<u8>, value: &impl Serialize) {
    sonic_rs::to_writer(bytes, value)
        .unwrap_or_else(|_| unreachable!("an answer has only text keys and finite numbers"));
}
