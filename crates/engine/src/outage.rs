//! Whether an outage lasts as long as something allows, as far as a timeline tells.

use super::outcome::Span;
use model::{Level, Seconds};

/// What a timeline says about a limit that outages of a node have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every outage is short enough.
    Kept,
    /// The limit is reached at this second for the first time.
    Broken(u32),
    /// The node is unavailable at the horizon, and not for long enough until then.
    Open,
}

impl Verdict {
    /// When the limit is reached.
    pub fn broken(self) -> Option<u32> {
        if let Self::Broken(at) = self { Some(at) } else { None }
    }
}

/// Is the node unavailable without a break for longer than so many seconds? An outage that is exactly as long is kept.
pub fn longer(spans: &[Span], seconds: u32, horizon: Option<u32>) -> Verdict {
    judge(spans, seconds, horizon, |lasts| lasts > u64::from(seconds))
}

/// The same for at least so many seconds.
pub fn as_long(spans: &[Span], seconds: u32, horizon: Option<u32>) -> Verdict {
    judge(spans, seconds, horizon, |lasts| lasts >= u64::from(seconds))
}

/// Is the node unavailable at the first second that `next` tells from the beginning of an outage on?
pub fn at(spans: &[Span], next: impl Fn(u32) -> Option<u32>, horizon: Option<u32>) -> Verdict {
    for span in spans.iter().filter(|span| span.level == Level::Unavailable) {
        let Some(at) = next(span.from) else { continue };
        if span.until.or(horizon).is_none_or(|end| at < end) {
            return Verdict::Broken(at);
        }
        if span.until.is_none() {
            return Verdict::Open;
        }
    }
    Verdict::Kept
}

fn judge(spans: &[Span], seconds: u32, horizon: Option<u32>, breaks: impl Fn(u64) -> bool) -> Verdict {
    let down = spans.iter().filter(|span| span.level == Level::Unavailable);
    for span in down {
        let end = span.until.or(horizon);
        let at = span.from.checked_add(seconds).filter(|&at| at <= Seconds::MAX.get());
        // Without horizon and end it lasts for ever, but what cannot be written down counts as never.
        if let Some(at) = at
            && end.is_none_or(|end| breaks(u64::from(end - span.from)))
        {
            return Verdict::Broken(at);
        }
        if span.until.is_none() && horizon.is_some() {
            return Verdict::Open;
        }
    }
    Verdict::Kept
}
