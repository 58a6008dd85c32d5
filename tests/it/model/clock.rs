//! The time that counts, whatever the host's clock does.

use tragweite::model::clock::{Reckoning, not_before};
use tragweite::model::incident::Millis;

const T: Millis = 1_800_000_000_000;
const SECOND: Millis = 1_000;
const HOUR: Millis = 3_600 * SECOND;
const YEAR: Millis = 365 * 24 * HOUR;

/// The times that are read a second apart while the host's clock is off by so much, and the reckoning then.
fn read(reckoning: &mut Reckoning, from: i64, seconds: i64, off: Millis) -> Vec<Millis> {
    let one = |at: i64| reckoning.read(T + at * SECOND + off, SECOND);
    (from + 1..=from + seconds).map(one).collect()
}

fn right(from: i64, seconds: i64) -> Vec<Millis> {
    (from + 1..=from + seconds).map(|at| T + at * SECOND).collect()
}

#[test]
fn some_seconds_in_a_wrong_time_are_not_believed() {
    for off in [-20 * YEAR, -YEAR, -HOUR, -3 * SECOND, 3 * SECOND, HOUR, YEAR, 10 * YEAR] {
        let mut clock = Reckoning::new(T, Millis::MIN);
        assert_eq!(read(&mut clock, 0, 5, 0), right(0, 5));
        assert_eq!(clock.left(), None);
        assert_eq!(read(&mut clock, 5, 30, off), right(5, 30), "{off}");
        assert_eq!(clock.left(), Some(off), "it is told meanwhile");
        assert_eq!(read(&mut clock, 35, 5, 0), right(35, 5), "{off}");
        assert_eq!(clock.left(), None);
    }
}

#[test]
fn what_lasts_is_believed_and_time_never_goes_back_by_little() {
    for off in [3 * SECOND, HOUR, YEAR] {
        let mut clock = Reckoning::new(T, Millis::MIN);
        read(&mut clock, 0, 100, off);
        assert_eq!(
            (clock.read(T + 101 * SECOND + off, SECOND), clock.left()),
            (T + 101 * SECOND + off, None)
        );
    }
    // Set back by an hour for good: every reading is later than the one before until both are together again.
    let mut clock = Reckoning::new(T, Millis::MIN);
    let times = read(&mut clock, 0, 3 * 3_600, -HOUR);
    assert!(times.is_sorted() && times.windows(2).all(|pair| pair[1] - pair[0] <= SECOND));
    assert_eq!((*times.last().unwrap(), clock.left()), (T + 3 * HOUR - HOUR, None));
    // It had been in a wrong year from the beginning.
    let mut clock = Reckoning::new(T + 10 * YEAR, Millis::MIN);
    read(&mut clock, 0, 100, 0);
    assert_eq!((clock.read(T + 101 * SECOND, SECOND), clock.left()), (T + 101 * SECOND, None));
}

#[test]
fn small_steps_are_followed_and_a_sleep_of_the_machine_is_caught_up() {
    let mut clock = Reckoning::new(T, Millis::MIN);
    assert_eq!(clock.read(T + SECOND + 500, SECOND), T + SECOND + 500);
    assert_eq!(clock.read(T + SECOND, 0), T + SECOND + 500, "not back");
    // Nothing has passed for the other clock while the machine slept.
    let asleep = read(&mut clock, 2 * 3_600, 120, 0);
    assert_eq!(*asleep.last().unwrap(), T + 2 * HOUR + 120 * SECOND);
}

#[test]
fn a_start_begins_after_what_was_told_unless_that_was_a_wrong_year() {
    assert_eq!(Reckoning::new(T, T + HOUR).read(T, 0), T + HOUR);
    assert_eq!(Reckoning::new(T, T + YEAR).read(T, 0), T);
    assert_eq!((not_before(T, T - 1), not_before(T, T + HOUR), not_before(T, T + YEAR)), (T, T + HOUR, T));
}
