//! One failure after the other on all cores, each core with memory of its own.

use crate::engine::watch::Stopped;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Failures that a core takes at a time: few, because some take a thousand times as long as others.
const TAKEN: usize = 64;

/// Does `work` for every number below `total` and returns what the cores have gathered, in no particular order.
/// It ends as soon as one of them is stopped.
pub(super) fn each<S: Send>(
    total: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<(), Stopped> + Sync,
) -> Result<Vec<S>, Stopped> {
    let next = AtomicUsize::new(0);
    let cores = rayon::current_num_threads().min(total.div_ceil(TAKEN)).max(1);
    (0..cores)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
            let mut state = start();
            loop {
                let from = next.fetch_add(TAKEN, Ordering::Relaxed);
                let to = total.min(from.saturating_add(TAKEN));
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
