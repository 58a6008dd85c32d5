//! Randomness of the operating system: for secrets, for identities, and for spreading repetitions in time.

/// Random bytes; none when the system has none to give.
#[expect(
    clippy::disallowed_methods,
    reason = "secrets must not be guessed; no answer about the map depends on them"
)]
pub fn bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

/// A random number below 65,536; 0 when the system has none to give.
pub fn number() -> u16 {
    bytes().map_or(0, u16::from_le_bytes)
}
