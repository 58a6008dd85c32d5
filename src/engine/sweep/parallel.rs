//! One failure after the other on all cores, each core with memory of its own.

use crate::engine::watch::Stopped;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    let cores = rayon::current_num_threads().min(total.div_ceil(taken)).max(1);
    (0..cores)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
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
        })
        .collect()
}
