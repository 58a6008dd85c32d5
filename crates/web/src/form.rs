//! Forms and parameters as browsers send them, and addresses as they are written.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Largest form, in bytes.
const FORM: usize = 4 << 20;

/// The fields of a form or of an address, in their order; one name may come several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=b&c=d`.
    pub(crate) fn read(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(n, v)| (decoded(n), decoded(v)))
                .collect(),
        )
    }

    /// The trimmed value of a field; empty when it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether the form had such a field.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The same, or nothing when it is empty.
    pub(crate) fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// All values of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// Every field.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Adds a field.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// As they stand in an address.
    pub(crate) fn query(&self) -> String {
        let pair = |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(value));
        self.0.iter().map(pair).collect::<Vec<_>>().join("&")
    }
}

/// What stands behind the `?` of an address.
pub(crate) struct Asked(pub(crate) Fields);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Fields::read(parts.uri.query().unwrap_or_default())))
    }
}

impl<S: Sync> FromRequest<S> for Fields {
    type Rejection = StatusCode;

    async fn from_request(request: Request, _: &S) -> Result<Self, StatusCode> {
        let body: Bytes =
            to_bytes(request.into_body(), FORM).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        Ok(Self::read(&String::from_utf8_lossy(&body)))
    }
}

/// A text that stood in an address.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let hex = |at: usize| behind.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        let (byte, after) = match (first, hex(0).zip(hex(1))) {
            (b'%', Some((high, low))) => ((high * 16 + low) as u8, &behind[2..]),
            (b'+', _) => (b' ', behind),
            _ => (first, behind),
        };
        rest = after;
        bytes.push(byte);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => written.push(byte.into()),
            _ => {
                written.push('%');
                written.extend(
                    [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])),
                );
            }
        }
    }
    written
}

/// An address within this site that somebody is to be led to; anything else is the start.
pub(crate) fn within(address: &str) -> &str {
    let inside = address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if inside { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let fields = Fields::read("a=b+c&d=%C3%A4%26&a=2&e&%zz=%");
        assert_eq!((fields.get("a"), fields.get("d"), fields.get("e")), ("b c", "ä&", ""));
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["b c", "2"]);
        assert_eq!(Fields::read(&fields.query()), fields);
    }

    #[test]
    fn nobody_is_led_elsewhere() {
        for inside in ["/", "/nodes/a.b?x=1#y", "/%2F%2Fevil.example"] {
            assert_eq!(within(inside), inside);
        }
        for outside in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:x",
            "/\t/evil",
            "/ä",
        ] {
            assert_eq!(within(outside), "/", "{outside}");
        }
    }
}
