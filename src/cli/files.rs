//! Map and scenario files in by name, with - for standard input; problems with file and line.

use super::failure::{Failure, plain, warn, warn_of};
use super::output::progress;
use formats::{MAX_FILE, Places, Refused, Source, read_map};
use model::{Key, Message, Node, message};
use std::collections::HashMap;
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
                let remedy = message!("name-other-folder");
                problems.push(about(file, message!("folder-without-maps"), remedy));
            }
            Ok(inside) => all.extend(inside),
            Err(error) => {
                let detail = message!("folder-unreadable", why = plain(&error));
                problems.push(about(file, detail, message!("check-name")));
            }
        }
    }
    all
}

fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut inside, mut skipped) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        // A link that leads nowhere is kept, so that it is told when it is read.
        if is_put_aside(&name) || entry.path().is_dir() {
            continue;
        }
        let (_, kind) = name.rsplit_once('.').unwrap_or_default();
        if ENDINGS.contains(&kind) {
            inside.push(entry.path());
        } else if name.split('.').skip(1).any(|part| ENDINGS.contains(&part)) {
            skipped.push(entry.path());
        }
    }
    inside.sort();
    skipped.sort();
    for file in skipped {
        warn(&message!("file-skipped", file = file.display().to_string()));
    }
    Ok(inside)
}

/// How the names of map files end, in small letters.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// What editors and operating systems put beside files: hidden ones, locks, copies of what was before.
fn is_put_aside(name: &str) -> bool {
    const COPIES: [&str; 9] = ["~", "#", ".bak", ".orig", ".old", ".swp", ".swo", ".tmp", ".part"];
    name.starts_with(['.', '~', '#']) || COPIES.iter().any(|copy| name.ends_with(copy))
}

/// A problem of a whole file.
fn about(path: &Path, detail: Message, remedy: Message) -> Problem {
    let mut problem = Problem::new(&Place::ROOT, "unreadable", detail, remedy);
    problem.file = Some(name(path));
    problem
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    about(path, message!("file-unreadable", why = plain(error)), message!("check-name"))
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
    load(path).map_err(|error| {
        let detail = message!("file-unreadable", why = plain(&error));
        Failure::Wrong(message!(
            "of-file",
            file = &*name(path),
            detail = detail,
            remedy = message!("check-name")
        ))
    })
}

/// Most names of nodes that are kept to find the key of one that stands where its key belongs.
const NAMES: usize = 100_000;

/// Names the key where the name of a node was written instead.
fn key_of_name(problem: &mut Problem, names: &HashMap<String, Key>) {
    let written = problem.detail.argument("text").filter(|_| problem.code == "invalid-key");
    let name = written.and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
    if let Some(key) = name.and_then(|name| names.get(name)) {
        problem.remedy = message!("remedy-key-of-this-name", key = key);
    }
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
            problems.push(unreadable(path, &error));
            None
        }
    });
    let bar = progress("reading");
    let mut names = HashMap::new();
    let mut read = read_map(sources, &mut |node, _| {
        bar.inc(1);
        if names.len() < NAMES {
            names.insert(node.name.clone(), node.key.clone());
        }
        sink(node);
    });
    if let Err(refused) = &mut read {
        refused.problems.each(|problem| key_of_name(problem, &names));
    }
    bar.finish_and_clear();
    if let Ok(places) = &read {
        warn_of(&places.warnings);
    }
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

/// Whether anybody but the owner may read a file.
#[cfg(unix)]
pub(super) fn others_can_read(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|file| file.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
pub(super) fn others_can_read(_: &Path) -> bool {
    false
}
