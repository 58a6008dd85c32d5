//! Sources that change their minds too often: a node is held in its worst state until its source is quiet, so that it
//! neither floods the journal nor hides. Pure: the time comes along.

use super::Level;
use super::incident::Millis;
use std::collections::VecDeque;

/// Changes within [`WINDOW`] beyond which a source is flapping.
pub const CHANGES: usize = 5;
/// Milliseconds in which changes are counted: ten minutes.
pub const WINDOW: Millis = 10 * 60_000;
/// Milliseconds for which a flapping source must be quiet: five minutes.
pub const HOLD: Millis = 5 * 60_000;

/// What is to be told of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The node is at this level since then.
    Level(Level, Millis),
    /// The source is flapping; the node is held at this level, and has been that bad since then.
    Flapping(Level, Millis),
}

/// What one source says of one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Recent changes, the newest last: when they arrived, and to which level. Never more than [`CHANGES`] + 1.
    changes: VecDeque<(Millis, Level)>,
    /// What it said last, and since when.
    says: (Level, Millis),
    /// What was told of it last.
    told: Level,
    /// Since when it is held: the arrival of its last change.
    held: Option<Millis>,
}

impl Source {
    /// A source of which this was told last.
    pub fn new(told: Level, since: Millis) -> Self {
        Self { changes: VecDeque::new(), says: (told, since), told, held: None }
    }

    /// A source that was flapping when it was last heard of.
    pub fn flapping(told: Level, since: Millis, heard: Millis) -> Self {
        Self { held: Some(heard), ..Self::new(told, since) }
    }

    /// Is it held?
    pub fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Nothing would be lost if it were forgotten.
    pub fn is_idle(&self, now: Millis) -> bool {
        let quiet = self.changes.back().is_none_or(|(at, _)| now - at > WINDOW);
        quiet && self.held.is_none() && self.told == Level::Operational
    }

    /// The source says that the node is at a level since then. Returns what is to be told, if anything.
    pub fn report(&mut self, level: Level, since: Millis, now: Millis) -> Option<Told> {
        if level == self.says.0 {
            return None;
        }
        self.says = (level, since);
        self.count(level, now);
        let worst = self.changes.iter().map(|(_, level)| *level).fold(self.told, Level::max);
        if self.held.is_none() && self.changes.len() <= CHANGES {
            self.told = level;
            return Some(Told::Level(level, since));
        }
        let news = self.held.replace(now).is_none() || worst > self.told;
        self.told = worst;
        news.then_some(Told::Flapping(worst, since))
    }

    fn count(&mut self, level: Level, now: Millis) {
        while self.changes.front().is_some_and(|(at, _)| now - at > WINDOW) || self.changes.len() > CHANGES {
            self.changes.pop_front();
        }
        self.changes.push_back((now, level));
    }

    /// Somebody else has told this at a time: it counts like a report that was told.
    pub fn absorb(&mut self, told: Told, at: Millis) {
        match told {
            Told::Level(level, since) => {
                if self.held.take().is_some() {
                    self.changes.clear();
                } else if level != self.says.0 {
                    self.count(level, at);
                }
                (self.says, self.told) = ((level, since), level);
            }
            Told::Flapping(level, since) => {
                (self.says, self.told, self.held) = ((level, since), level, Some(at));
            }
        }
    }

    /// Time has passed. Returns what is to be told when the source has been quiet for long enough.
    pub fn settle(&mut self, now: Millis) -> Option<Told> {
        self.held.filter(|heard| now - heard >= HOLD)?;
        self.held = None;
        self.changes.clear();
        self.told = self.says.0;
        Some(Told::Level(self.says.0, self.says.1))
    }
}
