//! Where the nodes of a map and their dependencies stand in the files, kept small: about 30 bytes a node
//! beside its key, so that problems which only the whole map shows can still name file and line.

use crate::model::{Fault, Relation};
use crate::wire::need_decode::NeedPlace;
use crate::wire::node_decode::document_pointer;
use crate::wire::{Mark, Problem, Problems};
use std::borrow::Cow;
use std::sync::Arc;

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
}

#[derive(Debug, Clone, Copy)]
struct Place {
    key: usize,
    needs: u32,
    file: u32,
    line: u32,
    key_len: u8,
    section: u8,
}

/// The sections of a map file, in the order of the kinds.
pub(super) const SECTIONS: [&str; 3] = ["agencies", "sites", "services"];
const LINE: u32 = (1 << 30) - 1;
const RELATIONS: [Relation; 4] =
    [Relation::HostedAt, Relation::OfferedAt, Relation::Consumes, Relation::Needs];

impl Places {
    /// From here on nodes stand in this file.
    pub(super) fn enter_file(&mut self, name: Arc<str>) {
        self.files.push(name);
    }

    /// Notes a node (whose key is valid, so at most 200 bytes long).
    pub(super) fn add(&mut self, key: &str, section: usize, line: u32) {
        self.nodes.push(Place {
            key: self.keys.len(),
            needs: u32::try_from(self.needs.len()).unwrap_or(u32::MAX),
            file: u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX),
            line,
            key_len: u8::try_from(key.len()).unwrap_or(u8::MAX),
            section: u8::try_from(section).unwrap_or_default(),
        });
        self.keys.push_str(key);
    }

    /// Notes the dependencies of the node that was added last.
    pub(super) fn add_needs(&mut self, needs: &[NeedPlace]) {
        let packed = |n: &NeedPlace| (u32::from(n.relation.rank()) << 30) | n.at.line.min(LINE);
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
                &crate::wire::Place::ROOT,
                "duplicate-key",
                format!("the key {key:?} is already used in {}:{}", first.file, first.line),
                "keep one of the two, or give one of them another key; keys are unique over all kinds and files",
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

    /// Where a fault of the whole map stands, which counts the entries of `needs` alone and calls shorthands by
    /// their name, while the places count all dependencies.
    pub fn locate_fault(&self, key: &str, inside: &str) -> Option<Location> {
        /// Properties that stand before `needs` in that count, with room for several objects each.
        const BEFORE: usize = 300;
        let node = self.locate(key, "")?;
        let first =
            inside.strip_prefix("/needs/").and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        let shorthand = ["/hostedAt", "/offeredAt", "/consumes"].contains(&inside);
        if first.is_none() && !shorthand {
            return self.locate(key, inside);
        }
        let wanted = format!("{}{inside}", node.pointer);
        let first = first.unwrap_or_default();
        let found = (first..first + BEFORE)
            .map_while(|i| self.locate(key, &format!("/needs/{i}")))
            .find(|at| at.pointer == wanted || shorthand && at.pointer.starts_with(&format!("{wanted}/")));
        Some(found.unwrap_or(node))
    }

    /// Where a node stands, or the part of it at this pointer (`/needs/2` counts all its dependencies in their
    /// order). `None` when no such node was read.
    pub fn locate(&self, key: &str, pointer: &str) -> Option<Location> {
        let found = self.sorted.binary_search_by(|&i| self.key(i).cmp(key)).ok()?;
        Some(self.location(*self.sorted.get(found)?, pointer))
    }

    /// A fault that only the whole map shows, told at the place of its node. `fault.place` is relative to the node.
    pub fn problem(&self, key: &str, fault: Fault) -> Problem {
        let location = self.locate(key, &fault.place);
        Problem {
            file: location.as_ref().map(|l| l.file.clone()),
            line: location.as_ref().map(|l| l.line),
            pointer: location.map_or(fault.place, |l| l.pointer),
            key: Some(key.to_owned()),
            code: Cow::Borrowed(fault.code),
            detail: fault.detail,
            remedy: fault.remedy,
        }
    }

    fn location(&self, node: u32, pointer: &str) -> Location {
        let Some(place) = self.nodes.get(node as usize) else {
            return Location { file: "".into(), line: 0, pointer: pointer.to_owned() };
        };
        let end = self.nodes.get(node as usize + 1).map_or(self.needs.len(), |n| n.needs as usize);
        let packed = self.needs.get(place.needs as usize..end).unwrap_or_default();
        let needs = unpack(packed);
        let index = pointer.strip_prefix("/needs/").and_then(|p| p.split('/').next()?.parse::<usize>().ok());
        let line = index.and_then(|i| needs.get(i)).map_or(place.line, |n| n.at.line);
        let section = SECTIONS[usize::from(place.section)];
        Location {
            file: self.files.get(place.file as usize).cloned().unwrap_or_else(|| "".into()),
            line,
            pointer: format!("/{section}/{}{}", self.key(node), document_pointer(pointer, &needs)),
        }
    }
}

/// The places of one node's dependencies. Several of one relation were written as a list.
fn unpack(packed: &[u32]) -> Vec<NeedPlace> {
    let relation = |p: u32| RELATIONS[(p >> 30) as usize];
    let mut index = [0_u32; 4];
    packed
        .iter()
        .map(|&p| {
            let relation = relation(p);
            let of_it = packed.iter().filter(|&&q| q >> 30 == p >> 30).count();
            let i = &mut index[usize::from(relation.rank())];
            *i += 1;
            NeedPlace {
                relation,
                index: (relation == Relation::Needs || of_it > 1).then_some(*i - 1),
                at: Mark { line: p & LINE, column: 0 },
            }
        })
        .collect()
}
