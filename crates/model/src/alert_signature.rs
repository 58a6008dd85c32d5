//! How the deliveries of a sender of alerts are signed: HMAC-SHA256 with a shared secret, in a header.

use super::Seconds;

/// Header in which Grafana sends the signature when nothing else is set.
pub const HEADER: &str = "x-grafana-alerting-signature";
/// How far the time of a signature may lie from ours when nothing is said, in seconds: five minutes.
pub const TOLERANCE: u32 = 300;
/// Shortest secret, in characters.
pub const MIN_SECRET: usize = 16;
/// Longest secret, and longest name of a header, in characters.
pub const MAX_SECRET: usize = 500;

/// How deliveries are signed.
#[derive(Clone, PartialEq, Eq)]
pub struct AlertSignature {
    /// The shared secret; `None` = the one that is kept already.
    pub secret: Option<String>,
    /// The header with the signature, in small letters.
    pub header: String,
    /// The header with the time that is signed, too, in small letters; `None` = only the body is signed.
    pub timestamp_header: Option<String>,
    /// How far that time may lie from ours: what is older may be a repetition by somebody else.
    pub tolerance: Seconds,
}

impl std::fmt::Debug for AlertSignature {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AlertSignature")
            .field("header", &self.header)
            .field("timestamp_header", &self.timestamp_header)
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

/// Whether this can be the name of a header, in small letters.
pub fn is_header(name: &str) -> bool {
    let token = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
    (1..=MAX_SECRET).contains(&name.len()) && name.bytes().all(token)
}
