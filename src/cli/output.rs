//! What comes out: standard output or a file that is there as a whole or not at all, and progress on a terminal.

use super::failure::{Failure, plain};
use super::files::is_standard;
use indicatif::{ProgressBar, ProgressStyle};
use model::{Message, message};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Bytes that are written at once.
const AT_ONCE: usize = 1 << 18;

/// A spinner with a count on a terminal, nothing elsewhere.
pub(super) fn progress(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {human_pos} nodes, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar.with_message(what)
}

/// How far long work has come, on a terminal; nothing elsewhere.
pub(super) fn steps(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {wide_bar} {percent} % {elapsed}") {
        bar.set_style(style);
    }
    bar.with_message(what)
}

/// A file or standard output, buffered. A file takes its name only with [`Output::finish`]: whatever happens before,
/// an earlier file of that name stays as it was.
pub(super) struct Output {
    to: BufWriter<Box<dyn Write>>,
    pending: Option<Pending>,
}

fn cannot_write(path: &Path, error: &io::Error) -> Message {
    message!("cannot-write-file", file = path.display().to_string(), why = plain(error))
}

struct Pending {
    written: PathBuf,
    named: PathBuf,
}

impl Drop for Pending {
    fn drop(&mut self) {
        // It is gone already when it has taken its name.
        let _ = fs::remove_file(&self.written);
    }
}

impl Output {
    /// Standard output.
    pub(super) fn stdout() -> Self {
        Self { to: BufWriter::with_capacity(AT_ONCE, Box::new(io::stdout().lock())), pending: None }
    }

    /// The named file; standard output without a name or for -.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        match path.filter(|path| !is_standard(path)) {
            None => Ok(Self::stdout()),
            Some(path) => Self::file(path).map_err(|e| Failure::Refused(cannot_write(path, &e))),
        }
    }

    fn file(path: &Path) -> io::Result<Self> {
        let (named, before) = match fs::metadata(path) {
            // A pipe or a device is written to as it is.
            Ok(there) if !there.is_file() => {
                let to = BufWriter::with_capacity(AT_ONCE, Box::new(File::create(path)?) as Box<dyn Write>);
                return Ok(Self { to, pending: None });
            }
            Ok(there) => (fs::canonicalize(path)?, Some(there.permissions())),
            Err(_) => (path.to_owned(), None),
        };
        let mut name = named.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let written = named.with_file_name(name);
        let mut options = File::options();
        options.write(true).create_new(true);
        // It tells of weak points: a new file is for its owner alone.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&written)?;
        let pending = Some(Pending { written, named });
        if let Some(permissions) = before {
            file.set_permissions(permissions)?;
        }
        Ok(Self { to: BufWriter::with_capacity(AT_ONCE, Box::new(file)), pending })
    }

    /// Writes what is left; a file takes its name.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.to.flush()?;
        match self.pending.take() {
            Some(pending) => fs::rename(&pending.written, &pending.named),
            None => Ok(()),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
