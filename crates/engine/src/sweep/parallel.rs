//! One failure after the other on all cores, each core with memory of its own.
//!
//! By threads of its own: a sweep takes seconds, and what others share between cores for a moment must not wait for it.

use crate::watch::Stopped;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Failures that a core takes at a time when there are many: few, because some take a thousand times as long as others.
const TAKEN: usize = 64;
/// Shares that few are cut into.
const SHARES: usize = 512;

/// Does `work` for every number below `total` and returns what the cores have gathered, in no particular order.
/// It ends as soon as one of them is stopped.
pub(super) fn each<S: Send>(
    total: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<(), Stopped> + Sync,
) -> Result<Vec<S>, Stopped> {
    let next = AtomicUsize::new(0);
    let taken = total.div_ceil(SHARES).clamp(1, TAKEN);
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(total.div_ceil(taken));
    let work_on = || {
        let mut state = start();
        loop {
            let from = next.fetch_add(taken, Ordering::Relaxed);
            let to = total.min(from.saturating_add(taken));
            if from >= to {
                return Ok(state);
            }
            for number in from..to {
                work(&mut state, number)?;
            }
        }
    };
    thread::scope(|scope| {
        // Where the system gives no thread, those that there are do it all.
        let others: Vec<_> =
            (1..cores).filter_map(|_| thread::Builder::new().spawn_scoped(scope, work_on).ok()).collect();
        let own = work_on();
        let gathered = others.into_iter().map(|other| match other.join() {
            Ok(state) => state,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        std::iter::once(own).chain(gathered).collect()
    })
}
