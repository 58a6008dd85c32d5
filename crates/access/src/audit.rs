//! The chain of what was done: each entry carries the digest of itself and of the one before, so that nothing can be changed,
//! left out or put in between without its being seen.

use super::key::hex;
use sha2::{Digest, Sha256};

/// The digest of an entry: over the one before, its number, its time in Unix milliseconds and its body.
pub fn link(before: &str, seq: u64, at_ms: i64, body: &str) -> String {
    let mut sum = Sha256::new();
    // Lengths, so that nothing can be moved from one part to the next.
    for part in [before.as_bytes(), &seq.to_be_bytes(), &at_ms.to_be_bytes(), body.as_bytes()] {
        sum.update((part.len() as u64).to_be_bytes());
        sum.update(part);
    }
    hex(&sum.finalize().into())
}

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// An entry is not there.
    Missing(u64),
    /// An entry was changed.
    Changed(u64),
}

/// Follows a chain entry by entry.
#[derive(Debug, Default, Clone)]
pub struct Chain {
    /// The number of the last entry.
    pub seq: u64,
    /// Its digest.
    pub hash: String,
    begun: bool,
}

impl Chain {
    /// The next entry: it must follow the one before and be as it was written. The first one may have any number, since
    /// old entries are forgotten after a while; its own digest cannot be checked then.
    ///
    /// # Errors
    /// It does not follow, or is not.
    pub fn next(&mut self, seq: u64, at_ms: i64, body: &str, hash: &str) -> Result<(), Broken> {
        let first = !std::mem::replace(&mut self.begun, true);
        if first && seq > 1 {
            (self.seq, self.hash) = (seq, hash.to_owned());
            return Ok(());
        }
        if seq != self.seq + 1 {
            return Err(Broken::Missing(self.seq + 1));
        }
        if link(&self.hash, seq, at_ms, body) != hash {
            return Err(Broken::Changed(seq));
        }
        (self.seq, self.hash) = (seq, hash.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Vec<(u64, i64, String, String)> {
        let mut hash = String::new();
        let mut entry = |seq: u64| {
            let body = format!("{{\"n\":{seq}}}");
            hash = link(&hash, seq, 1_000 + seq as i64, &body);
            (seq, 1_000 + seq as i64, body, hash.clone())
        };
        (1..=5).map(&mut entry).collect()
    }

    fn verified(entries: &[(u64, i64, String, String)]) -> Result<u64, Broken> {
        let mut chain = Chain::default();
        entries.iter().try_for_each(|(seq, at, body, hash)| chain.next(*seq, *at, body, hash))?;
        Ok(chain.seq)
    }

    #[test]
    fn whatever_is_done_to_a_chain_is_seen() {
        assert_eq!(verified(&chain()), Ok(5));
        assert_eq!(verified(&chain()[2..]), Ok(5));
        for at in 0..5 {
            let mut changed = chain();
            changed[at].2.push(' ');
            assert_eq!(verified(&changed), Err(Broken::Changed(at as u64 + 1)));
            let mut later = chain();
            later[at].1 += 1;
            assert_eq!(verified(&later), Err(Broken::Changed(at as u64 + 1)));
        }
        let mut short = chain();
        short.remove(2);
        assert_eq!(verified(&short), Err(Broken::Missing(3)));
        let mut swapped = chain();
        swapped.swap(1, 2);
        assert_eq!(verified(&swapped), Err(Broken::Missing(2)));
    }
}
