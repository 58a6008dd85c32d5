//! Where the nodes of a map and their dependencies stand in the files, kept small: about 30 bytes a node
//! beside its key, so that problems which only the whole map shows can still name file and line.

use jiff::tz::TimeZone;
use model::{Relation, message};
use std::fmt;
use std::sync::Arc;
use wire::need_decode::NeedPlace;
use wire::{Problem, Problems};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// JSON pointer in the file.
    pub pointer: String,
}

/// Where nodes and dependencies stand.
#[derive(Debug, Default)]
pub struct Places {
    files: Vec<Arc<str>>,
    /// All the keys, one behind the other.
    keys: String,
    nodes: Vec<Place>,
    /// Lines of the dependencies, node by node, each with its relation in the upper two bits.
    needs: Vec<u32>,
    /// Positions in `nodes`, sorted by key.
    sorted: Vec<u32>,
    /// Where the files tell times, and which of them says so first.
    zone: Option<(TimeZone, Arc<str>, u32)>,
    /// What is allowed in the files, but hardly meant.
    pub warnings: Vec<Problem>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    key: usize,
    needs: u32,
    file: u32,
    line: u32,
    /// How many lines below the property `agency` stands.
    agency: u16,
    key_len: u8,
    section: u8,
}

/// The sections of a map file, in the order of the kinds.
pub(super) const SECTIONS: [&str; 3] = ["agencies", "sites", "services"];
const LINE_BITS: u32 = 30;
const LINE: u32 = (1 << LINE_BITS) - 1;

impl Places {
    /// From here on nodes stand in this file.
    pub(super) fn enter_file(&mut self, name: Arc<str>) {
        self.files.push(name);
    }

    /// Takes where times are told, unless it was said before: then what was, in which file and line.
    pub(super) fn tell_times_in(&mut self, zone: &TimeZone, line: u32) -> Option<(TimeZone, Arc<str>, u32)> {
        if self.zone.is_none() {
            let file = self.files.last().cloned().unwrap_or_default();
            self.zone = Some((zone.clone(), file, line));
            return None;
        }
        self.zone.clone()
    }

    /// Where the files tell times, when they say so.
    pub fn zone(&self) -> Option<&TimeZone> {
        self.zone.as_ref().map(|(zone, ..)| zone)
    }

    /// Notes a node (whose key is valid, so at most 200 bytes long), and in which line it names its agency.
    pub(super) fn add(&mut self, key: &str, section: usize, line: u32, agency: Option<u32>) {
        let below = agency.and_then(|at| u16::try_from(at.checked_sub(line)?).ok());
        self.nodes.push(Place {
            key: self.keys.len(),
            needs: u32::try_from(self.needs.len()).unwrap_or(u32::MAX),
            file: u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX),
            line,
            agency: below.unwrap_or_default(),
            key_len: u8::try_from(key.len()).unwrap_or(u8::MAX),
            section: u8::try_from(section).unwrap_or_default(),
        });
        self.keys.push_str(key);
    }

    /// Notes the dependencies of the node that was added last.
    pub(super) fn add_needs(&mut self, needs: &[NeedPlace]) {
        let packed = |n: &NeedPlace| (u32::from(n.relation.rank()) << LINE_BITS) | n.at.line.min(LINE);
        self.needs.extend(needs.iter().map(packed));
    }

    /// Makes the places searchable and tells every key that stands twice, with both places.
    pub(super) fn finish(&mut self, problems: &mut Problems) {
        let mut sorted: Vec<u32> = (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).collect();
        // Stable: of two equal keys the one written first stays first.
        sorted.sort_by_key(|&i| self.key(i));
        self.sorted = sorted;
        let mut twice: Vec<(u32, u32)> = self
            .sorted
            .windows(2)
            .filter(|w| self.key(w[0]) == self.key(w[1]))
            .map(|w| (w[1], w[0]))
            .collect();
        twice.sort_unstable();
        for (again, first) in twice {
            let key = self.key(again);
            let (first, at) = (self.location(first, ""), self.location(again, ""));
            let mut problem = Problem::new(
                &wire::Place::ROOT,
                "duplicate-key",
                message!("problem-key-used", key = key, file = &*first.file, line = first.line),
                message!("remedy-key-used"),
            );
            problem.key = Some(key.to_owned());
            (problem.file, problem.line, problem.pointer) = (Some(at.file), Some(at.line), at.pointer);
            problems.push(problem);
        }
        problems.sort(&self.files);
    }

    fn key(&self, node: u32) -> &str {
        self.nodes.get(node as usize).map_or("", |n| &self.keys[n.key..n.key + usize::from(n.key_len)])
    }

    /// How many nodes were read.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True when no node was read.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Where a node stands, or the part of it at this pointer of the written form: `/agency`, `/hostedAt`, `/needs/2`
    /// (the line of anything else is that of the node). `None` when no such node was read.
    pub fn locate(&self, key: &str, pointer: &str) -> Option<Location> {
        // Of several with the same key the first one counts everywhere.
        let found = *self.sorted.get(self.sorted.partition_point(|&i| self.key(i) < key))?;
        (self.key(found) == key).then(|| self.location(found, pointer))
    }

    /// Problems of the whole map at the places of their nodes. A problem about a node that is used elsewhere is told
    /// where it is used, if that was read.
    pub fn located(&self, problems: &Problems) -> Problems {
        let mut located = Problems::default();
        for problem in problems.list() {
            let mut problem = problem.clone();
            if let Some(at) = self.place_of(&problem) {
                (problem.file, problem.line, problem.pointer) = (Some(at.file), Some(at.line), at.pointer);
            }
            located.push(problem);
        }
        located.count(problems.more());
        located.sort(&self.files);
        located
    }

    fn place_of(&self, problem: &Problem) -> Option<Location> {
        let used = problem.used_at.as_deref().unwrap_or_default().strip_prefix('/').unwrap_or_default();
        let (user, inside) = used.split_at(used.find('/').unwrap_or(used.len()));
        let own = || {
            let key = problem.key.as_deref()?;
            let rest = problem.pointer.strip_prefix('/').and_then(|rest| rest.strip_prefix(key));
            self.locate(key, rest.unwrap_or(&problem.pointer))
        };
        self.locate(user, inside).or_else(own)
    }

    fn location(&self, node: u32, pointer: &str) -> Location {
        let Some(place) = self.nodes.get(node as usize) else {
            return Location { file: "".into(), line: 0, pointer: pointer.to_owned() };
        };
        let section = SECTIONS[usize::from(place.section)];
        Location {
            file: self.files.get(place.file as usize).cloned().unwrap_or_else(|| "".into()),
            line: self.line_of(node, pointer).unwrap_or(place.line),
            pointer: format!("/{section}/{}{pointer}", self.key(node)),
        }
    }

    /// The line of a part of a node, if it is known.
    fn line_of(&self, node: u32, pointer: &str) -> Option<u32> {
        let place = self.nodes.get(node as usize)?;
        let mut steps = pointer.split('/').skip(1);
        let property = steps.next()?;
        if property == "agency" {
            return Some(place.line + u32::from(place.agency));
        }
        let relation = Relation::from_word(property)?;
        let entry = match relation {
            Relation::Needs => steps.next()?.parse().ok()?,
            _ => 0,
        };
        let end = self.nodes.get(node as usize + 1).map_or(self.needs.len(), |n| n.needs as usize);
        let packed = self.needs.get(place.needs as usize..end)?;
        let mut of_it = packed.iter().filter(|&&p| p >> LINE_BITS == u32::from(relation.rank()));
        of_it.nth(entry).map(|p| p & LINE)
    }
}

/// Map files with problems, and where the nodes in them stand: enough to look for what only the whole map shows.
#[derive(Debug)]
pub struct Refused {
    /// What is wrong with the files by themselves.
    pub problems: Problems,
    /// Where the nodes stand.
    pub places: Places,
    /// Some of what was written could not be read so far as to know the keys in it.
    pub keys_missing: bool,
}

impl Refused {
    /// All the problems: those of the files, and those that the whole map shows with the nodes as far as they could be
    /// read. What only follows from the former is left out.
    pub fn with(self, whole_map: &Problems) -> Problems {
        let Self { mut problems, places, keys_missing } = self;
        let follows = |p: &Problem| match &*p.code {
            "duplicate-key" => true,
            "unknown-key" | "still-needed" | "still-runs" => keys_missing,
            _ => false,
        };
        let located = places.located(whole_map);
        located.list().iter().filter(|p| !follows(p)).for_each(|problem| problems.push(problem.clone()));
        if !keys_missing {
            problems.count(located.more());
        }
        problems.sort(&places.files);
        problems
    }
}

impl From<Box<Refused>> for Problems {
    fn from(refused: Box<Refused>) -> Self {
        refused.problems
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problems.fmt(f)
    }
}

impl std::error::Error for Refused {}
