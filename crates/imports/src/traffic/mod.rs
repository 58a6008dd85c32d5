//! Traffic that was really seen, held against a map: what is in both, what is only in the map, what is only seen. It never
//! changes a map: traffic shows that something speaks with something, not how much that matters.
//!
//! Reading order: [`watch`] (who spoke with whom), one file a format, [`mod@compare`].

pub mod compare;
mod flows;
mod graphs;
mod sockets;
pub mod watch;

pub use compare::{Compared, Mapped, Names, Pair, compare};
use model::{Fault, Message, message};
use std::io::BufRead;
pub use watch::Watch;

/// A format in which traffic is told.
pub trait TrafficFormat: Sync {
    /// Its word on the command line and in the API.
    fn word(&self) -> &'static str;

    /// What it is, for people.
    fn about(&self) -> Message;

    /// Adds what a file tells, line by line where it has lines.
    ///
    /// # Errors
    /// It is not what it should be, or cannot be read.
    fn read(&self, file: &str, input: &mut dyn BufRead, watch: &mut Watch) -> Result<(), Fault>;
}

/// All formats.
pub const FORMATS: &[&dyn TrafficFormat] = &[
    &graphs::ServiceGraph,
    &graphs::Jaeger,
    &graphs::Zipkin,
    &graphs::Kiali,
    &flows::Hubble,
    &flows::Zeek,
    &flows::Nfdump,
    &sockets::Ss,
];

/// The format of this word.
pub fn format(word: &str) -> Option<&'static dyn TrafficFormat> {
    FORMATS.iter().copied().find(|format| format.word() == word)
}

/// That a file is not what it should be.
fn foreign(file: &str, form: &'static str, missing: &str) -> Fault {
    crate::common::foreign(file, form, missing)
}

fn unreadable(file: &str, form: &'static str, why: impl ToString) -> Fault {
    let detail = message!("import-broken", form = form, why = why.to_string());
    Fault::new(file, "broken-file", detail, message!("import-broken-remedy", form = form))
}

/// Largest document of a format that has no lines, in bytes.
const MAX_DOCUMENT: u64 = 256 << 20;
/// Longest line, in bytes.
const MAX_LINE: usize = 1 << 20;

/// A whole document of JSON.
fn document(file: &str, form: &'static str, input: &mut dyn BufRead) -> Result<serde_json::Value, Fault> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let read = input
        .take(MAX_DOCUMENT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(file, form, error))?;
    if read as u64 > MAX_DOCUMENT {
        let detail = message!("problem-file-large", size = read, max = MAX_DOCUMENT);
        return Err(Fault::new(file, "file-too-large", detail, message!("import-split")));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice(bytes).map_err(|error| unreadable(file, form, error))
}

/// Calls `line` with each line in turn, in memory for one; bad bytes are replaced.
fn lines(
    file: &str,
    form: &'static str,
    input: &mut dyn BufRead,
    mut line: impl FnMut(&str),
) -> Result<(), Fault> {
    use std::io::Read;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let read = input
            .take(MAX_LINE as u64)
            .read_until(b'\n', &mut buffer)
            .map_err(|error| unreadable(file, form, error))?;
        if read == 0 {
            return Ok(());
        }
        if read == MAX_LINE {
            return Err(unreadable(file, form, format!("a line of more than {MAX_LINE} bytes")));
        }
        line(String::from_utf8_lossy(&buffer).trim_end_matches(['\n', '\r']));
    }
}
