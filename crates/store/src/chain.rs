//! What binds the journal together: each revision has a hash of what it did and of the hash before. Two journals that
//! went apart have different hashes from there on, whatever numbers they have.

use sha2::{Digest, Sha256};

/// A place in a journal: a number, and what stands there and before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Position {
    /// The revision, or the number of an event of the incidents; 0 = nothing yet.
    pub number: u64,
    /// What binds it to everything before; empty: whatever stands there is meant.
    pub chain: String,
}

impl From<u64> for Position {
    /// The place of a number, whatever stands there.
    fn from(number: u64) -> Self {
        Self { number, chain: String::new() }
    }
}

impl PartialEq<u64> for Position {
    fn eq(&self, number: &u64) -> bool {
        self.number == *number
    }
}

impl Position {
    /// A row of a journal; what was written before there were chains is told apart by its time.
    pub(super) fn of(number: u64, chain: &str, at_ms: i64) -> Self {
        let chain = if chain.is_empty() { format!("at:{at_ms}") } else { chain.to_owned() };
        Self { number, chain }
    }

    /// Whether this place, as somebody knows it, is that one, as it is.
    pub(super) fn is(&self, there: &Self) -> bool {
        self.number == there.number && (self.chain.is_empty() || self.chain == there.chain)
    }
}

/// The hash of an entry that follows others.
pub(super) struct Link {
    head: Sha256,
    /// The sum of the hashes of its rows, whose order is not kept.
    rows: [u64; 4],
}

impl Link {
    /// After this place.
    pub(super) fn after(before: &Position) -> Self {
        let mut link = Self { head: Sha256::new(), rows: [0; 4] };
        link.text(&before.chain);
        link
    }

    /// A number of the entry.
    pub(super) fn number(&mut self, number: i64) {
        self.head.update(number.to_be_bytes());
    }

    /// A text of the entry.
    pub(super) fn text(&mut self, text: &str) {
        put(&mut self.head, text);
    }

    /// A row of the entry: a document under its key, or that it is deleted.
    pub(super) fn row(&mut self, key: &str, body: Option<&str>) {
        let mut row = Sha256::new();
        put(&mut row, key);
        row.update([u8::from(body.is_some())]);
        put(&mut row, body.unwrap_or_default());
        for (sum, part) in self.rows.iter_mut().zip(row.finalize().chunks_exact(8)) {
            *sum = sum.wrapping_add(part.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)));
        }
    }

    /// The hash so far.
    pub(super) fn end(&self) -> String {
        let mut all = self.head.clone();
        self.rows.iter().for_each(|sum| all.update(sum.to_be_bytes()));
        hex(&all.finalize())
    }
}

/// A text with its length, so that no two lists of texts look the same.
fn put(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text);
}

/// Bytes as text.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
