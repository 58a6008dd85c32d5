//! Files in and out by name, with - for the standard streams.

use super::failure::Failure;
use crate::formats::{MAX_FILE, Places, Source, read_map};
use crate::model::Node;
use crate::wire::{Problem, Problems};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The map files that are meant: folders stand for the map files directly in them.
fn expand(files: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut all = Vec::new();
    for file in files {
        if !file.is_dir() {
            all.push(file.clone());
            continue;
        }
        let unreadable =
            |e: io::Error| Failure::Refused(format!("cannot read the folder {}: {e}", file.display()));
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(file).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let kind = path.extension().and_then(|e| e.to_str());
            if path.is_file() && matches!(kind, Some("yaml" | "yml" | "json")) {
                inside.push(path);
            }
        }
        if inside.is_empty() {
            return Err(Failure::Wrong(format!(
                "the folder {} holds no .yaml, .yml or .json file",
                file.display()
            )));
        }
        inside.sort();
        all.extend(inside);
    }
    Ok(all)
}

/// A file as it is, or standard input for -.
pub(super) fn source(path: &Path) -> Result<Source<'static>, Failure> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        let read = io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes);
        read.map_err(|e| Failure::Refused(format!("cannot read standard input: {e}")))?;
        return Ok(Source::new("standard input", bytes));
    }
    let name = path.display().to_string();
    let unreadable = |e: io::Error| Failure::Refused(format!("cannot read {name}: {e}"));
    let file = File::open(path).map_err(unreadable)?;
    // One byte more than allowed is enough for the reader to refuse it.
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(Source::new(name, bytes))
}

/// Reads map files and hands every node on. All problems of all files come back at once.
pub(super) fn read(files: &[PathBuf], sink: &mut impl FnMut(Node)) -> Result<Places, Failure> {
    let bar = progress("reading", None);
    let paths = expand(files)?;
    let mut unreadable = None;
    let sources = paths.iter().map_while(|path| match source(path) {
        Ok(source) => Some(source),
        Err(failure) => {
            unreadable = Some(failure);
            None
        }
    });
    let read = read_map(sources, &mut |node, _| {
        bar.inc(1);
        sink(node);
    });
    bar.finish_and_clear();
    match unreadable {
        Some(failure) => Err(failure),
        None => Ok(read?),
    }
}

/// Says in which file and line the faults are that only the whole map shows.
pub(super) fn located(problems: &Problems, places: &Places) -> Problems {
    let mut located = Problems::default();
    for problem in problems.list() {
        let mut problem: Problem = problem.clone();
        let key = problem.key.clone().unwrap_or_default();
        let inside = problem.pointer.strip_prefix(&format!("/{key}")).unwrap_or(&problem.pointer).to_owned();
        if let Some(at) = places.locate(&key, &inside) {
            problem.file = Some(at.file);
            problem.line = Some(at.line);
            problem.pointer = at.pointer;
        }
        located.push(problem);
    }
    located
}

/// A bar on a terminal, nothing elsewhere.
pub(super) fn progress(what: &'static str, total: Option<u64>) -> ProgressBar {
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let form = match total {
        Some(_) => "{msg} {wide_bar} {human_pos}/{human_len} {eta}",
        None => "{spinner} {msg} {human_pos} nodes, {elapsed}",
    };
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.with_message(what)
}

/// A file or standard output, buffered. A file is complete only after [`Output::finish`].
pub(super) struct Output(BufWriter<Box<dyn Write>>);

impl Output {
    /// Standard output.
    pub(super) fn stdout() -> Self {
        Self(BufWriter::new(Box::new(io::stdout().lock())))
    }

    /// The named file; standard output without a name or for -.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        match path.filter(|&p| p != Path::new("-")) {
            None => Ok(Self::stdout()),
            Some(path) => {
                let file = File::create(path)
                    .map_err(|e| Failure::Refused(format!("cannot write {}: {e}", path.display())))?;
                Ok(Self(BufWriter::with_capacity(1 << 20, Box::new(file))))
            }
        }
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
