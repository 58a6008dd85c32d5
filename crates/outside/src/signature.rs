//! Signatures with HMAC-SHA256: ours of Standard Webhooks 1.0.0 over id, time and body, with a secret written
//! `whsec_<base64>`; and those of Grafana, which we check.

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

/// Whether `sent` is the signature of a body, or of a time, a colon and the body, as Grafana writes it: small hexadecimal
/// letters. Compares in constant time.
pub fn is_hex_signature(sent: &str, secret: &str, time: Option<&str>, body: &[u8]) -> bool {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let pair = |pair: &[u8]| Some(digit(*pair.first()?)? * 16 + digit(*pair.get(1)?)?);
    let Some(sent) = sent.as_bytes().chunks(2).map(pair).collect::<Option<Vec<u8>>>() else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    if let Some(time) = time {
        mac.update(time.as_bytes());
        mac.update(b":");
    }
    mac.update(body);
    mac.verify_slice(&sent).is_ok()
}
