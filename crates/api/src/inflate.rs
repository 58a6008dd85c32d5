//! Bodies that were compressed on their way: one form is taken, and no more comes out than would have been taken plain.

use super::problem::Problem;
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use flate2::bufread::MultiGzDecoder;
use std::io::{self, Read};

/// The body as it came, of a request that was compressed: signatures are those of what was sent.
#[derive(Debug, Clone)]
pub(super) struct Sent(pub(super) Bytes);

/// Whether the body is compressed.
///
/// # Errors
/// In a form that is not taken.
pub(super) fn is_compressed(headers: &HeaderMap) -> Result<bool, Problem> {
    let mut compressed = false;
    for value in headers.get_all(header::CONTENT_ENCODING) {
        for coding in value.to_str().unwrap_or("?").split(',').map(str::trim) {
            match coding {
                "" => {}
                _ if coding.eq_ignore_ascii_case("identity") => {}
                _ if !compressed
                    && (coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip")) =>
                {
                    compressed = true;
                }
                _ => return Err(Problem::content_encoding()),
            }
        }
    }
    Ok(compressed)
}

/// Unpacks gzip, piece by piece: each is handed to `take`, which may refuse it. Works for as long as there is something to
/// unpack: not on a thread that others wait for.
///
/// # Errors
/// It is damaged or cut off, more than `limit` bytes come out, or a piece is refused.
pub(super) fn inflate(
    packed: impl io::BufRead,
    limit: usize,
    piece: usize,
    mut take: impl FnMut(Bytes) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut plain = MultiGzDecoder::new(packed);
    let mut came = 0;
    loop {
        let mut next = Vec::with_capacity(piece);
        (&mut plain).take(piece as u64).read_to_end(&mut next).map_err(|_| Problem::damaged_gzip())?;
        came += next.len();
        if came > limit {
            return Err(Problem::too_large(limit));
        }
        if next.is_empty() {
            return Ok(());
        }
        take(Bytes::from(next))?;
    }
}
