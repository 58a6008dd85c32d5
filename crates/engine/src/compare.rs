//! How a node's course differs between two timelines: each change has exactly one name, and the other way round it has
//! the opposite one.

use super::outcome::Span;
use model::Level;
use std::cmp::Ordering;

/// How the second course of a node differs from the first. The first rule that tells them apart decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Not affected in the first, affected in the second.
    NewlyAffected,
    /// Affected in the first, not in the second.
    NoLongerAffected,
    /// It stands worse, because of this.
    Worse(Why),
    /// It stands better, because of this.
    Better(Why),
    /// Equally bad at its worst, but that is reached so many seconds earlier; or that at the same time, but it is first
    /// affected so many seconds earlier.
    Earlier(u32),
    /// The same, later.
    Later(u32),
}

/// Which rule told worse from better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The worst level is another one.
    Level,
    /// The worst level and its begin are the same, but it lasts longer or shorter: first the seconds at the worst level
    /// count, then the seconds at any level; without end is longest.
    Lasting,
    /// All that is the same, but there is a first moment at which the node stands worse or better than in the other.
    Course,
}

impl Change {
    /// The same seen from the other side.
    pub const fn mirrored(self) -> Self {
        match self {
            Self::NewlyAffected => Self::NoLongerAffected,
            Self::NoLongerAffected => Self::NewlyAffected,
            Self::Worse(why) => Self::Better(why),
            Self::Better(why) => Self::Worse(why),
            Self::Earlier(seconds) => Self::Later(seconds),
            Self::Later(seconds) => Self::Earlier(seconds),
        }
    }
}

/// Compares the spans of one node, in order and merged as [`Outcome::spans`](super::Outcome::spans) gives them, up to the
/// horizon of both (`None` = they are known for ever); `None` when they are the same.
pub fn compare(before: &[Span], after: &[Span], horizon: Option<u32>) -> Option<Change> {
    if before == after {
        return None;
    }
    if before.is_empty() {
        return Some(Change::NewlyAffected);
    }
    if after.is_empty() {
        return Some(Change::NoLongerAffected);
    }
    let (worst, worst_after) = (worst(before), worst(after));
    if let Some(change) = by(worst.cmp(&worst_after), Why::Level) {
        return Some(change);
    }
    for least in [worst, Level::Degraded] {
        let (begin, begin_after) = (begin(before, least), begin(after, least));
        match begin.cmp(&begin_after) {
            Ordering::Less => return Some(Change::Later(begin_after - begin)),
            Ordering::Greater => return Some(Change::Earlier(begin - begin_after)),
            Ordering::Equal => {}
        }
    }
    for least in [worst, Level::Degraded] {
        let lasts = |spans| lasts(spans, least, horizon);
        if let Some(change) = by(lasts(before).cmp(&lasts(after)), Why::Lasting) {
            return Some(change);
        }
    }
    by(first_difference(before, after), Why::Course)
}

/// The change when the first compares so with the second.
fn by(ordering: Ordering, why: Why) -> Option<Change> {
    match ordering {
        Ordering::Less => Some(Change::Worse(why)),
        Ordering::Greater => Some(Change::Better(why)),
        Ordering::Equal => None,
    }
}

fn worst(spans: &[Span]) -> Level {
    spans.iter().map(|span| span.level).max().unwrap_or_default()
}

fn begin(spans: &[Span], least: Level) -> u32 {
    spans.iter().find(|span| span.level >= least).map_or(u32::MAX, |span| span.from)
}

/// Seconds at this level or a worse one, up to the horizon; without end is the most, whatever comes before.
fn lasts(spans: &[Span], least: Level, horizon: Option<u32>) -> u64 {
    let at = spans.iter().filter(|span| span.level >= least);
    let seconds = at.map(|span| span.until.or(horizon).map(|until| u64::from(until - span.from)));
    seconds.sum::<Option<u64>>().unwrap_or(u64::MAX)
}

/// How the levels compare at the first second at which they differ.
fn first_difference(before: &[Span], after: &[Span]) -> Ordering {
    let mut moments: Vec<u32> =
        before.iter().chain(after).flat_map(|span| [Some(span.from), span.until]).flatten().collect();
    moments.sort_unstable();
    let level = |spans: &[Span], at: u32| {
        let now = spans.iter().find(|span| span.from <= at && span.until.is_none_or(|until| at < until));
        now.map_or(Level::Operational, |span| span.level)
    };
    let compared = moments.into_iter().map(|at| level(before, at).cmp(&level(after, at)));
    compared.into_iter().find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
}
