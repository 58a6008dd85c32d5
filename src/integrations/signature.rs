//! Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over id, time and body, with a secret written `whsec_<base64>`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of a new secret.
pub const SECRET_BYTES: usize = 32;

/// A secret as people see it.
pub fn secret(bytes: [u8; SECRET_BYTES]) -> String {
    format!("whsec_{}", STANDARD.encode(bytes))
}

/// The value of the header `webhook-signature`: one signature for each secret. `at` in Unix seconds. A secret that
/// cannot be read signs nothing.
pub fn signatures(secrets: &[&str], id: &str, at: i64, body: &str) -> String {
    let signed = format!("{id}.{at}.{body}");
    let one = |secret: &&str| {
        let key = STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.update(signed.as_bytes());
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    };
    let all: Vec<String> = secrets.iter().filter_map(one).collect();
    all.join(" ")
}
