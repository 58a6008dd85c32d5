//! Checksums by which people see whether two papers say the same.

use sha2::{Digest, Sha256};

/// SHA-256 of these pieces one after the other, in hexadecimal digits.
pub fn sha256(pieces: &[Vec<u8>]) -> String {
    let mut hasher = Sha256::new();
    pieces.iter().for_each(|piece| hasher.update(piece));
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
