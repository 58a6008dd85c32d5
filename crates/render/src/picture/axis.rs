//! The time axis: how far it reaches, where its marks are, what they say.

use super::View;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use model::Seconds;

const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;
/// Distances of marks, in seconds.
const STEPS: [u32; 16] = [
    HOUR / 4,
    HOUR / 2,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    91 * DAY,
    364 * DAY,
    1_820 * DAY,
    7_280 * DAY,
];
/// Most marks.
const TICKS: u32 = 8;

/// A mark of the axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tick {
    /// Seconds after the start.
    pub(super) at: u32,
    /// The time of day, or the offset.
    pub(super) text: String,
    /// The day, where one begins.
    pub(super) day: Option<String>,
}

/// From the start of the scenario to a little after the last thing that happens.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    /// Seconds after the start at which it ends.
    pub(super) end: u32,
    /// Marks in order.
    pub(super) ticks: Vec<Tick>,
}

impl Axis {
    /// An axis on which everything up to `last` can be seen, with room for what has no end.
    pub(super) fn new(view: &View, starts_at: Option<Timestamp>, last: u32, open: bool) -> Self {
        let last = last.max(HOUR);
        let end = last.saturating_add(if open { last / 5 } else { last / 50 }).min(Seconds::MAX.get());
        let step = STEPS.into_iter().find(|step| end / step <= TICKS).unwrap_or(end / TICKS);
        let ticks = match starts_at {
            Some(start) => calendar(view, start, step, end),
            None => (0..=end / step).map(|n| offset(view, n * step)).collect(),
        };
        Self { end, ticks }
    }
}

fn offset(view: &View, at: u32) -> Tick {
    let text = Seconds::new(at).map(|offset| view.moment(None, offset)).unwrap_or_default();
    Tick { at, text, day: None }
}

/// Marks at full hours or midnights where the reader is.
fn calendar(view: &View, start: Timestamp, step: u32, end: u32) -> Vec<Tick> {
    let zone = &view.zone;
    let last = start.checked_add(SignedDuration::from_secs(end.into())).unwrap_or(Timestamp::MAX);
    let Ok(midnight) = start.to_zoned(zone.clone()).start_of_day() else { return Vec::new() };
    let years = year(start, zone) != year(last, zone);
    let clock = |time: Timestamp| view.language.clock(time, zone);
    let first = view.language.day(start, zone, years);
    let mut ticks = vec![Tick { at: 0, text: clock(start), day: Some(first) }];
    // From the midnight before the start: at most a day of short steps comes to nothing.
    for n in 0..=i64::from(DAY / STEPS[0] + TICKS + 2) {
        let time = match step % DAY {
            0 => midnight.checked_add((n * i64::from(step / DAY)).days()),
            _ => midnight.checked_add((n * i64::from(step)).seconds()),
        };
        let Ok(time) = time.map(|zoned| zoned.timestamp()) else { break };
        if time > last {
            break;
        }
        // Beside the start there must be room for its own time.
        let Some(at) = u32::try_from(time.as_second() - start.as_second()).ok().filter(|at| *at >= end / 10)
        else {
            continue;
        };
        let day = view.language.day(time, zone, years);
        if step.is_multiple_of(DAY) {
            ticks.push(Tick { at, text: day, day: None });
            continue;
        }
        let new = ticks.iter().rev().find_map(|tick| tick.day.as_ref()) != Some(&day);
        ticks.push(Tick { at, text: clock(time), day: new.then_some(day) });
    }
    ticks
}

fn year(time: Timestamp, zone: &TimeZone) -> i16 {
    time.to_zoned(zone.clone()).year()
}
