//! Work that several want done at the same time is done by one of them for all: one transaction instead of many.

use std::future::Future;
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// Those who wait, with what they want done.
#[derive(Debug)]
pub struct Coalesce<I, O> {
    waiting: Mutex<Vec<(I, oneshot::Sender<O>)>>,
    turn: tokio::sync::Mutex<()>,
}

impl<I, O> Default for Coalesce<I, O> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }
}

impl<I, O> Coalesce<I, O> {
    /// Has it done, by `work` for all who wait, which gives a result for each, in their order, or none at all when it
    /// failed. `None`: it failed, or whoever did it gave up in the middle; then each has to do it alone.
    pub async fn run<F>(&self, item: I, work: impl FnOnce(Vec<I>) -> F) -> Option<O>
    where
        F: Future<Output = Vec<O>>,
    {
        let (tell, mut told) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((item, tell));
        let _turn = self.turn.lock().await;
        // Whoever had the turn before may have done it.
        if let Ok(result) = told.try_recv() {
            return Some(result);
        }
        let all = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let (items, tellers): (Vec<I>, Vec<_>) = all.into_iter().unzip();
        for (result, tell) in work(items).await.into_iter().zip(tellers) {
            // It may have gone.
            let _ = tell.send(result);
        }
        told.try_recv().ok()
    }
}
