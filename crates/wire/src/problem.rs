//! What is wrong with input: file, line, place, key, rule, remedy. All problems are kept, up to a limit.

use super::place::{Mark, Place};
use model::Fault;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Most problems kept; the rest is counted.
pub const MAX_PROBLEMS: usize = 200;

/// One problem in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, for map and scenario files.
    pub file: Option<Arc<str>>,
    /// The line, from 1, where it is known.
    pub line: Option<u32>,
    /// JSON pointer to the value in the document.
    pub pointer: String,
    /// The key of the node concerned, where there is one.
    pub key: Option<String>,
    /// JSON pointer to where that node is used, for a problem about that.
    pub used_at: Option<String>,
    /// Stable kebab-case code.
    pub code: Cow<'static, str>,
    /// What is wrong, in one sentence.
    pub detail: String,
    /// What to do about it, in one sentence.
    pub remedy: Cow<'static, str>,
}

impl Problem {
    /// A problem at `place`; file and line are filled in by [`Problems::report`].
    pub fn new(
        place: &Place<'_>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
        remedy: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            file: None,
            line: None,
            pointer: place.pointer(),
            key: None,
            used_at: None,
            code: code.into(),
            detail: detail.into(),
            remedy: remedy.into(),
        }
    }

    /// The same thing said by the domain: `fault.place` is taken relative to `place`.
    pub fn from_fault(place: &Place<'_>, fault: Fault) -> Self {
        let mut problem = Self::new(place, fault.code, fault.detail, fault.remedy);
        problem.pointer.push_str(&fault.place);
        problem
    }

    /// The place for people: `services.dresden.mail.needs[2]`.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            if step.bytes().all(|b| b.is_ascii_digit()) && !step.is_empty() && !path.is_empty() {
                path.push_str(&format!("[{step}]"));
            } else {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&step);
            }
        }
        path
    }
}

impl fmt::Display for Problem {
    /// `dresden.yaml:12: services.dresden.mail.needs[2]: what is wrong; what to do`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, "{file}:{line}: ")?,
            (Some(file), None) => write!(f, "{file}: ")?,
            (None, Some(line)) => write!(f, "line {line}: ")?,
            (None, None) => {}
        }
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        write!(f, "{}; {}", self.detail, self.remedy)
    }
}

/// The problems of one or several documents, in the order found; at most [`MAX_PROBLEMS`] are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems {
    list: Vec<Problem>,
    found: usize,
    file: Option<Arc<str>>,
}

impl Problems {
    /// None yet; `file` is the document that is read now.
    pub fn new(file: Option<Arc<str>>) -> Self {
        Self { file, ..Self::default() }
    }

    /// From here on problems belong to this file.
    pub fn enter_file(&mut self, file: Option<Arc<str>>) {
        self.file = file;
    }

    /// Says that the problems kept since there were `start` of them ([`Problems::list`]) concern this node.
    pub fn concern(&mut self, start: usize, key: &str) {
        for problem in self.list.iter_mut().skip(start).filter(|p| p.key.is_none()) {
            problem.key = Some(key.to_owned());
        }
    }

    /// Notes a problem at a place of the current document.
    pub fn report(
        &mut self,
        place: &Place<'_>,
        at: Mark,
        code: &'static str,
        detail: impl Into<String>,
        remedy: impl Into<Cow<'static, str>>,
    ) {
        if !self.is_full() {
            self.report_problem(Problem::new(place, code, detail, remedy), at);
        } else {
            self.found += 1;
        }
    }

    /// Notes a fault found by the domain; `fault.place` is relative to `place`.
    pub fn report_fault(&mut self, place: &Place<'_>, at: Mark, fault: Fault) {
        self.report_problem(Problem::from_fault(place, fault), at);
    }

    /// Tells a problem with its line, in the file that is read now.
    pub fn report_problem(&mut self, mut problem: Problem, at: Mark) {
        problem.line = (at.line > 0).then_some(at.line);
        problem.file.clone_from(&self.file);
        self.push(problem);
    }

    /// Adds a finished problem.
    pub fn push(&mut self, problem: Problem) {
        self.found += 1;
        if self.list.len() < MAX_PROBLEMS {
            self.list.push(problem);
        }
    }

    /// Counts problems that were found but not kept.
    pub fn count(&mut self, more: usize) {
        self.found += more;
    }

    /// Puts those that were kept in the order of these files and their lines.
    pub fn sort(&mut self, files: &[Arc<str>]) {
        let rank = |p: &Problem| p.file.as_ref().and_then(|file| files.iter().position(|f| f == file));
        self.list.sort_by_cached_key(|p| (rank(p), p.line));
    }

    /// How many were found, kept or not.
    pub fn found(&self) -> usize {
        self.found
    }

    /// True when nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found == 0
    }

    /// True when no more are kept, only counted: then their words need not be looked for.
    pub fn is_full(&self) -> bool {
        self.found >= MAX_PROBLEMS
    }

    /// Those that were kept.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// How many were found beyond those kept.
    pub fn more(&self) -> usize {
        self.found - self.list.len()
    }

    /// `Ok(value)` when nothing was found, else all the problems.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Problems {
    /// One line per problem, then how many more there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.list.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        match self.more() {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl std::error::Error for Problems {}
