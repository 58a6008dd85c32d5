//! Map and scenario files in by name, with - for standard input; problems with file and line.

use super::failure::{Failure, plain};
use super::output::progress;
use formats::{MAX_FILE, Places, Refused, Source, read_map};
use model::Node;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wire::{Place, Problem, Problems};

/// Does the name mean standard input or output?
pub(super) fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// The map files that are meant: folders stand for the map files directly in them, without hidden ones, in which editors
/// and other systems keep what is theirs.
fn expand(files: &[PathBuf], problems: &mut Problems) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for file in files {
        if is_standard(file) || !file.is_dir() {
            all.push(file.clone());
            continue;
        }
        match inside(file) {
            Ok(inside) if inside.is_empty() => {
                let detail = "the folder holds no .yaml, .yml or .json file";
                problems.push(about(file, detail, "name another folder, or the files themselves"));
            }
            Ok(inside) => all.extend(inside),
            Err(error) => problems.push(unreadable(file, "folder", &error)),
        }
    }
    all
}

fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut inside = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let kind = path.extension().and_then(|e| e.to_str());
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden && matches!(kind, Some("yaml" | "yml" | "json")) && path.is_file() {
            inside.push(path);
        }
    }
    inside.sort();
    Ok(inside)
}

/// A problem of a whole file.
fn about(path: &Path, detail: impl Into<String>, remedy: &'static str) -> Problem {
    let mut problem = Problem::new(&Place::ROOT, "unreadable", detail, remedy);
    problem.file = Some(name(path));
    problem
}

fn unreadable(path: &Path, what: &str, error: &io::Error) -> Problem {
    about(path, format!("the {what} cannot be read: {}", plain(error)), "check its name and its rights")
}

/// How messages call a file.
pub(super) fn name(path: &Path) -> Arc<str> {
    if is_standard(path) { "standard input".into() } else { path.display().to_string().into() }
}

fn load(path: &Path) -> io::Result<Source<'static>> {
    let mut bytes = Vec::new();
    // One byte more than allowed is enough for the reader to refuse it.
    if is_standard(path) {
        io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    } else {
        let file = File::open(path)?;
        bytes.reserve(usize::try_from(file.metadata()?.len().min(MAX_FILE)).unwrap_or_default());
        file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    }
    Ok(Source::new(name(path), bytes))
}

/// A file as it is, or standard input for -.
pub(super) fn source(path: &Path) -> Result<Source<'static>, Failure> {
    load(path).map_err(|error| Failure::Wrong(unreadable(path, "file", &error).to_string()))
}

/// Reads map files and hands every node on, those that are not right as far as they could be read. All problems of all
/// files come back at once.
pub(super) fn read(files: &[PathBuf], sink: &mut impl FnMut(Node)) -> Result<Places, Box<Refused>> {
    let mut problems = Problems::default();
    let paths = expand(files, &mut problems);
    let mut loaded = 0;
    let sources = paths.iter().filter_map(|path| match load(path) {
        Ok(source) => {
            loaded += 1;
            Some(source)
        }
        Err(error) => {
            problems.push(unreadable(path, "file", &error));
            None
        }
    });
    let bar = progress("reading");
    let read = read_map(sources, &mut |node, _| {
        bar.inc(1);
        sink(node);
    });
    bar.finish_and_clear();
    if problems.is_empty() {
        return read;
    }
    let (found, places) = match read {
        Ok(places) => (Problems::default(), places),
        Err(refused) if loaded > 0 => (refused.problems, refused.places),
        // Nothing could be read at all, and why has been told.
        Err(refused) => (Problems::default(), refused.places),
    };
    found.list().iter().for_each(|problem| problems.push(problem.clone()));
    problems.count(found.more());
    // Nobody knows what the files that are missing would have held.
    Err(Box::new(Refused { problems, places, keys_missing: true }))
}
