//! What is wrong with input: file, line, place, key, rule, remedy. All problems are kept, up to a limit.

use super::place::{Mark, Place};
use model::{Fault, Message};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use words::{Language, say};

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
    pub detail: Message,
    /// What to do about it, in one sentence.
    pub remedy: Message,
}

impl Problem {
    /// A problem at `place`; file and line are filled in by [`Problems::report`].
    pub fn new(
        place: &Place<'_>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Message>,
        remedy: impl Into<Message>,
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

impl Problem {
    /// For people: `dresden.yaml:12: services.dresden.mail.needs[2]: what is wrong; what to do`.
    pub fn told(&self, l: Language) -> String {
        let place = match (&self.file, self.line) {
            (Some(file), Some(line)) => format!("{file}:{line}: "),
            (Some(file), None) => format!("{file}: "),
            (None, Some(line)) => say!(l, "problem-line", line = line.to_string()),
            (None, None) => String::new(),
        };
        let path = if self.pointer.is_empty() { String::new() } else { self.path() + ": " };
        format!("{place}{path}{}; {}", l.told(&self.detail), l.told(&self.remedy))
    }
}

impl fmt::Display for Problem {
    /// In English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Language::En))
    }
}

/// The problems of one or several documents, in the order found; at most [`MAX_PROBLEMS`] are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems {
    list: Vec<Problem>,
    found: usize,
    warnings: Vec<Problem>,
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
        detail: impl Into<Message>,
        remedy: impl Into<Message>,
    ) {
        if !self.is_full() {
            self.report_problem(Problem::new(place, code, detail, remedy), at);
        } else {
            self.found += 1;
        }
    }

    /// Notes what is allowed, but hardly meant.
    pub fn warn(
        &mut self,
        place: &Place<'_>,
        at: Mark,
        code: &'static str,
        detail: impl Into<Message>,
        remedy: impl Into<Message>,
    ) {
        if self.warnings.len() < MAX_PROBLEMS {
            let mut warning = Problem::new(place, code, detail, remedy);
            warning.line = (at.line > 0).then_some(at.line);
            warning.file.clone_from(&self.file);
            self.warnings.push(warning);
        }
    }

    /// What is allowed, but hardly meant; no more than [`MAX_PROBLEMS`] are kept.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Takes the warnings out.
    pub fn take_warnings(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.warnings)
    }

    /// Has a problem with this code been told at this place already?
    pub(super) fn has(&self, place: &Place<'_>, code: &str) -> bool {
        let same = |p: &Problem| p.code == code && p.file == self.file && p.pointer == place.pointer();
        self.list.iter().rev().take(16).any(same)
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

    /// Changes each of those that were kept.
    pub fn each(&mut self, change: impl FnMut(&mut Problem)) {
        self.list.iter_mut().for_each(change);
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

impl Problems {
    /// For people: one line per problem, then how many more there are.
    pub fn told(&self, l: Language) -> String {
        let mut lines: Vec<String> = self.list.iter().map(|problem| problem.told(l)).collect();
        if self.more() > 0 {
            lines.push(say!(l, "problem-and-more", more = self.more()));
        }
        lines.join("\n")
    }
}

impl fmt::Display for Problems {
    /// In English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Language::En))
    }
}

impl std::error::Error for Problems {}
