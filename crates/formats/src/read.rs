//! Map files and scenario files in. A map is read entry by entry: what is held is one entry at a time, and where
//! the nodes stand.

use super::VERSION;
use super::around::{Around, read_defaults, read_zone};
use super::events::{Broken, Token, Tokens};
use super::places::{Places, Refused, SECTIONS};
use super::scalar::resolve;
use model::key::quoted;
use model::script::Script;
use model::{Key, Kind, Node, message};
use std::borrow::Cow;
use std::sync::Arc;
use wire::decode::{suggest, wrong_type};
use wire::defaults::Defaults;
use wire::meant::{is_odd_blank, translated};
use wire::problem::Problems;
use wire::{Mark, Place, ScenarioRequest, Tree, Value, decode_node_placed, decode_scenario, decode_script};

/// Largest file that is read, in bytes.
pub const MAX_FILE: u64 = 2 << 30;
/// Largest script that is read, in bytes.
pub const MAX_SCRIPT: u64 = 16 << 20;
/// Most files of one map.
pub const MAX_FILES: usize = 10_000;
/// The properties at the top of a map file.
const TOP: [&str; 6] = ["tragweite", "zone", "defaults", "agencies", "sites", "services"];
const KINDS: [Kind; 3] = [Kind::Agency, Kind::Site, Kind::Service];

/// A file with the name by which problems call it.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// Its name.
    pub name: Arc<str>,
    /// What it holds.
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> Source<'a> {
    /// A file with this name and content.
    pub fn new(name: impl Into<Arc<str>>, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }
}

/// Where a node was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: Arc<str>,
    /// The line of its key, from 1.
    pub line: u32,
}

/// Reads several files (YAML or JSON) as one map and gives every node to `sink`, in the order written.
///
/// All problems of all files come back at once; what was given to `sink` is good for nothing then but looking for more
/// problems: a node that is not right comes as far as it could be read.
/// Whether the nodes fit together (does that provider exist?) is not checked here; [`Places`] tells where to
/// report it. Each file is dropped as soon as it has been read.
pub fn read_map<'a>(
    sources: impl IntoIterator<Item = Source<'a>>,
    sink: &mut impl FnMut(Node, Origin),
) -> Result<Places, Box<Refused>> {
    read_map_limited(sources, MAX_FILE, sink)
}

/// Like [`read_map`], with a limit of `max_bytes` per file.
pub fn read_map_limited<'a>(
    sources: impl IntoIterator<Item = Source<'a>>,
    max_bytes: u64,
    sink: &mut impl FnMut(Node, Origin),
) -> Result<Places, Box<Refused>> {
    let mut problems = Problems::default();
    let mut places = Places::default();
    let mut defaults = Around::default();
    let (mut count, mut keys_missing) = (0, false);
    for source in sources {
        count += 1;
        problems.enter_file(Some(source.name.clone()));
        if count > MAX_FILES {
            let detail = message!("problem-many-files", max = MAX_FILES);
            let remedy = message!("remedy-many-files");
            problems.report(&Place::ROOT, Mark::default(), "too-many-files", detail, remedy);
            keys_missing = true;
            break;
        }
        places.enter_file(source.name.clone());
        // What is broken has been told; the other files may hold problems, too.
        keys_missing |= !fits(&source, max_bytes, &mut problems)
            || !matches!(read_file(&source, &mut places, &mut defaults, &mut problems, sink), Ok(Keys::All));
    }
    problems.enter_file(None);
    if count == 0 {
        let detail = message!("problem-no-files");
        problems.report(&Place::ROOT, Mark::default(), "no-files", detail, message!("remedy-no-files"));
    }
    places.finish(&mut problems);
    places.warnings = problems.take_warnings();
    if problems.is_empty() { Ok(places) } else { Err(Box::new(Refused { problems, places, keys_missing })) }
}

/// Reads one scenario (YAML or JSON).
///
/// # Errors
/// Every problem, with file and line.
pub fn read_scenario(source: &Source<'_>) -> Result<ScenarioRequest, Problems> {
    read_document(source, |tree, problems| decode_scenario(tree, &Place::ROOT, problems))
}

/// Reads one document (YAML or JSON) that `decode` makes into something.
///
/// # Errors
/// Every problem, with file and line.
pub fn read_document<T>(
    source: &Source<'_>,
    decode: impl FnOnce(&Tree, &mut Problems) -> Option<T>,
) -> Result<T, Problems> {
    let mut problems = Problems::new(Some(source.name.clone()));
    let mut request = None;
    if fits(source, MAX_FILE, &mut problems)
        && let Ok(tree) = read_tree(&source.bytes, &mut problems)
    {
        request = decode(&tree, &mut problems);
    }
    problems.sort(std::slice::from_ref(&source.name));
    match request {
        Some(request) => problems.or(request),
        None => Err(problems),
    }
}

/// Reads one script (YAML or JSON).
pub fn read_script(source: &Source<'_>) -> Result<Script, Problems> {
    let mut problems = Problems::new(Some(source.name.clone()));
    let mut script = None;
    if fits(source, MAX_SCRIPT, &mut problems)
        && let Ok(tree) = read_tree(&source.bytes, &mut problems)
    {
        script = decode_script(&tree, &Place::ROOT, &mut problems);
    }
    problems.sort(std::slice::from_ref(&source.name));
    match script {
        Some(script) => problems.or(script),
        None => Err(problems),
    }
}

pub(super) fn fits(source: &Source<'_>, max_bytes: u64, problems: &mut Problems) -> bool {
    let size = source.bytes.len() as u64;
    if size > max_bytes {
        problems.report(
            &Place::ROOT,
            Mark::default(),
            "file-too-large",
            message!("problem-file-large", size = size, max = max_bytes),
            message!("remedy-file-large"),
        );
    }
    size <= max_bytes
}

/// Whether the keys of all the nodes that were written are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    All,
    Some,
}

/// The whole document as one tree.
pub(super) fn read_tree(bytes: &[u8], problems: &mut Problems) -> Result<Tree, Broken> {
    let mut tokens = Tokens::new(bytes, problems)?;
    let first = first_token(&mut tokens)?;
    let tree = tokens.tree(first)?;
    end_of_file(&mut tokens)?;
    if tokens.spoilt { Err(Broken) } else { Ok(tree) }
}

fn first_token<'s>(tokens: &mut Tokens<'s, '_>) -> Result<(Token<'s>, Mark), Broken> {
    match tokens.next()? {
        (Token::End, at) => Err(empty(tokens, at)),
        (Token::Scalar(text, true), at) if resolve(&text) == Value::Null => Err(empty(tokens, at)),
        first => Ok(first),
    }
}

fn empty(tokens: &mut Tokens<'_, '_>, at: Mark) -> Broken {
    // What stood there was refused, and that was told.
    if tokens.spoilt {
        return Broken;
    }
    tokens.fail(at, "empty-file", message!("problem-empty-file"), message!("remedy-empty-file"))
}

fn end_of_file(tokens: &mut Tokens<'_, '_>) -> Result<(), Broken> {
    // The end of the document, then the end of the file or another document, which is refused.
    tokens.next()?;
    tokens.next()?;
    Ok(())
}

fn read_file(
    source: &Source<'_>,
    places: &mut Places,
    defaults: &mut Around,
    problems: &mut Problems,
    sink: &mut impl FnMut(Node, Origin),
) -> Result<Keys, Broken> {
    let mut keys = Keys::All;
    defaults.file = Defaults::default();
    let mut tokens = Tokens::new(&source.bytes, problems)?;
    let (first, at) = first_token(&mut tokens)?;
    if !matches!(first, Token::MapStart) {
        let (detail, remedy) = (message!("problem-not-a-map"), message!("remedy-not-a-map"));
        return Err(tokens.fail(at, "not-a-map", detail, remedy));
    }
    let mut seen: Vec<(String, Mark)> = Vec::new();
    loop {
        let (name, at) = match tokens.next()? {
            (Token::Scalar(name, _), at) => (name, at),
            (Token::MapEnd, _) => break,
            (_, at) => return Err(tokens.complex_key(at)),
        };
        if let Some((_, before)) = seen.iter().find(|(n, _)| *n == name) {
            tokens.problems.report(
                &Place::ROOT.name(&name),
                at,
                "duplicate-property",
                message!("problem-twice-first", name = quoted(&name), line = before.line),
                message!("remedy-one-section"),
            );
        }
        let read = match SECTIONS.iter().position(|s| *s == name) {
            Some(section) => read_section(section, &mut tokens, source, (places, defaults), sink)?,
            None if name == "defaults" => {
                let late = seen.iter().any(|(name, _)| SECTIONS.contains(&name.as_str()));
                read_defaults(at, late, &mut tokens, defaults)?;
                Keys::All
            }
            None if name == "zone" => {
                read_zone(at, &mut tokens, places)?;
                Keys::All
            }
            None => read_other(&name, at, &mut tokens)?,
        };
        if read == Keys::Some {
            keys = Keys::Some;
        }
        if TOP.contains(&&*name) {
            seen.push((name.into_owned(), at));
        }
    }
    if !seen.iter().any(|(name, _)| name == "tragweite") {
        tokens.problems.report(
            &Place::ROOT.name("tragweite"),
            at,
            "missing-header",
            message!("problem-no-header"),
            message!("remedy-header", version = VERSION),
        );
    }
    end_of_file(&mut tokens)?;
    Ok(keys)
}

/// The header, or a property that does not belong here.
fn read_other(name: &str, at: Mark, tokens: &mut Tokens<'_, '_>) -> Result<Keys, Broken> {
    let first = tokens.next()?;
    let tree = tokens.tree(first)?;
    let place = Place::ROOT.name(name);
    if name != "tragweite" {
        if name.starts_with(is_odd_blank) {
            let (detail, remedy) = (message!("problem-odd-indentation"), message!("remedy-odd-indentation"));
            tokens.problems.report(&Place::ROOT, at, "odd-blank", detail, remedy);
            return Ok(Keys::Some);
        }
        let remedy = if name == "failures" {
            message!("remedy-scenario")
        } else if let Some(meant) = translated(name, &TOP) {
            message!("remedy-read-name", name = meant)
        } else {
            suggest(name, &TOP).unwrap_or_else(|| message!("remedy-sections", list = TOP.join(", ")))
        };
        let detail = message!("problem-unknown-section", name = quoted(name));
        tokens.problems.report(&place, at, "unknown-property", detail, remedy);
        // Perhaps a section whose name is misspelt.
        return Ok(Keys::Some);
    }
    match tree.value {
        Value::Int(VERSION) => {}
        Value::Int(other) => tokens.problems.report(
            &place,
            at,
            "unknown-version",
            message!("problem-version", other = other, version = VERSION),
            message!("remedy-version", other = other, version = VERSION),
        ),
        _ => {
            wrong_type::<()>(&tree, &place, message!("found-number", value = VERSION), tokens.problems);
        }
    }
    Ok(Keys::All)
}

/// All the entries of one section.
fn read_section(
    section: usize,
    tokens: &mut Tokens<'_, '_>,
    source: &Source<'_>,
    (places, defaults): (&mut Places, &mut Around),
    sink: &mut impl FnMut(Node, Origin),
) -> Result<Keys, Broken> {
    let place = Place::ROOT.name(SECTIONS[section]);
    match tokens.next()? {
        (Token::MapStart, _) => {}
        first => {
            let tree = tokens.tree(first)?;
            if matches!(tree.value, Value::Null) {
                return Ok(Keys::All);
            }
            wrong_type::<()>(&tree, &place, message!("form-entries"), tokens.problems);
            return Ok(Keys::Some);
        }
    }
    loop {
        let (text, at) = match tokens.next()? {
            (Token::Scalar(text, _), at) => (text, at),
            (Token::MapEnd, _) => return Ok(Keys::All),
            (_, at) => return Err(tokens.complex_key(at)),
        };
        tokens.spoilt = false;
        let first = tokens.next()?;
        let mut tree = tokens.tree(first)?;
        tree.at = at;
        let place = place.name(&text);
        let key = match Key::new(&text) {
            Ok(key) => key,
            Err(fault) => {
                tokens.problems.report_fault(&place, at, fault);
                // The entry is read all the same, to tell what else is wrong with it.
                let stand_in = Key::new("unknown").map_err(|_| Broken)?;
                decode_node_placed(
                    &tree,
                    Some((&stand_in, KINDS[section])),
                    &defaults.file,
                    &place,
                    tokens.problems,
                );
                continue;
            }
        };
        places.add(key.as_str(), section, at.line, tree.entry("agency").map(|e| e.at.line));
        let mut unsaid = Problems::default();
        // What is spoilt has been told; more about it would only follow from that.
        let problems = if tokens.spoilt { &mut unsaid } else { &mut *tokens.problems };
        let around = defaults.of(&tree);
        let node = match decode_node_placed(&tree, Some((&key, KINDS[section])), &around, &place, problems) {
            Some(found) => {
                places.add_needs(&found.needs);
                if KINDS[section] == Kind::Agency && found.defaults != Defaults::default() {
                    defaults.agency(&key, found.defaults.or(&defaults.file), &tree, &place, problems);
                }
                found.node
            }
            // Others may refer to it.
            None => Node::named(key, KINDS[section]),
        };
        sink(node, Origin { file: source.name.clone(), line: at.line });
    }
}
