//! A small checksum that is the same over versions and machines, which the standard hashers do not promise.

/// FNV-1a, 64 bits, over parts of bytes. It tells mistakes apart, not attackers.
#[derive(Debug, Clone, Copy)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds a part; where one part ends and the next begins counts, too.
    pub fn eat(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.add(byte));
        self.add(0);
    }

    fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }

    /// The checksum of all parts so far.
    pub const fn value(self) -> u64 {
        self.0
    }
}
