//! The schedule of deliveries.

use tragweite::model::delivery::{Next, PAUSES, Verdict, next};

const FAILED: Verdict = Verdict::Failed { retry_after: None };

#[test]
fn at_first_it_is_tried_every_minute_and_then_ever_more_rarely() {
    let minutes = |s: u32| i64::from(s) * 1_000;
    let (mut now, mut pauses) = (0, vec![]);
    for attempts in 1.. {
        match next(&FAILED, attempts, 0, now, 0) {
            Next::Again(at) => {
                pauses.push((at - now) / 1_000);
                now = at;
            }
            Next::GiveUp => break,
            Next::Done => unreachable!(),
        }
    }
    assert_eq!(pauses[..11], [5, 15, 30, 60, 60, 60, 60, 60, 60, 60, 60]);
    assert_eq!(pauses[11..], [300, 900, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    assert_eq!(pauses.len() + 1, PAUSES.len());
    // Jitter only makes pauses longer, by a fifth at most, and does not take attempts away.
    assert_eq!(next(&FAILED, 1, 0, 0, 1_000), Next::Again(minutes(6)));
    let mut now = 0;
    let mut attempts = 1;
    while let Next::Again(at) = next(&FAILED, attempts, 0, now, 1_000) {
        (now, attempts) = (at + 15_000, attempts + 1);
    }
    assert_eq!(attempts as usize, PAUSES.len());
}

#[test]
fn receivers_are_heeded() {
    let asks = |seconds| Verdict::Failed { retry_after: Some(seconds) };
    assert_eq!(next(&asks(60), 1, 0, 0, 0), Next::Again(60_000));
    assert_eq!(next(&asks(1), 1, 0, 0, 0), Next::Again(5_000));
    assert_eq!(next(&asks(u32::MAX), 1, 0, 0, 0), Next::Again(86_400_000));
    assert_eq!(next(&Verdict::Delivered, 1, 0, 0, 0), Next::Done);
    assert_eq!(next(&Verdict::Gone, 1, 0, 0, 0), Next::GiveUp);
    // What waited behind others for longer than the whole schedule gets one attempt.
    assert_eq!(next(&FAILED, 1, 0, 5 * 86_400_000, 0), Next::GiveUp);
}
