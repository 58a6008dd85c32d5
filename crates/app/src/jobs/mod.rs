//! Long work in the background: planners' questions that take longer than a request may, or whose asker does not wait.
//!
//! Reading order: this file (asking, looking, cancelling), [`run`] (working on them, one at a time). A job is bound to the
//! revision of the map that it was asked of, so that beginning it anew after the end of a process gives the same answer.

mod run;

use crate::error::AppError;
use crate::maps::Maps;
use crate::maps::history::AsOf;
use crate::planning::{Posed, kind};
use crate::pool::Pool;
use crate::retention::{Kept, Retention};
use model::incident::Millis;
use std::sync::Arc;
use store::{JobRow, Store, StoreError};
use tokio::sync::Notify;
use wire::{Place, Problems, Tree};

/// Jobs that wait or are worked on; more are turned away.
const OPEN: u64 = 100;
/// How often it is tried again to take a number.
const ATTEMPTS: usize = 8;

/// The jobs, and whoever works on them.
#[derive(Debug)]
pub struct Jobs {
    store: Store,
    maps: Arc<Maps>,
    pool: Pool,
    /// A job was asked for, or is not wanted any more.
    asked: Notify,
    /// How long jobs that are over are kept.
    pub(crate) kept: Kept,
}

impl Jobs {
    pub(crate) fn new(store: Store, maps: Arc<Maps>, pool: Pool) -> Self {
        let kept = Kept::usual(Retention::USUAL.jobs);
        Self { store, maps, pool, asked: Notify::new(), kept }
    }

    /// Asks a question in the background. `question` stands at `place` of the request.
    ///
    /// # Errors
    /// Every problem of the question that can be told without its map; no such analysis or revision;
    /// [`AppError::TooMuch`] when too many jobs are open.
    pub async fn start(
        &self,
        analysis: &str,
        question: &Tree,
        place: &Place<'_>,
        as_of: Option<AsOf>,
        author: &str,
        now: Millis,
    ) -> Result<JobRow, AppError> {
        let mut problems = Problems::default();
        if kind(analysis)?.decode(question, place, &mut problems).is_none() {
            return Err(AppError::Invalid(problems));
        }
        let map = self.maps.as_of(as_of).await?;
        let question = serde_json::to_string(question)
            .unwrap_or_else(|_| unreachable!("what was read from JSON can be written as JSON"));
        let mut row = JobRow {
            analysis: analysis.to_owned(),
            question,
            revision: map.revision(),
            author: author.to_owned(),
            state: "queued".to_owned(),
            created_ms: now,
            ..JobRow::default()
        };
        for _ in 0..ATTEMPTS {
            match self.store.add_job(&row, OPEN).await {
                Ok(Some(number)) => {
                    row.number = number;
                    self.asked.notify_one();
                    return Ok(row);
                }
                Ok(None) => {
                    let detail = format!("{OPEN} jobs wait already: try again when some are done");
                    return Err(AppError::TooMuch { detail });
                }
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(AppError::Contended)
    }

    /// A job.
    ///
    /// # Errors
    /// There is none with this number (any more).
    pub async fn read(&self, number: u64) -> Result<JobRow, AppError> {
        self.store.job(number).await?.ok_or_else(|| no_job(number))
    }

    /// At most `limit` jobs, the newest first, below `before` or from the newest.
    ///
    /// # Errors
    /// The database fails.
    pub async fn list(&self, before: Option<u64>, limit: usize) -> Result<Vec<JobRow>, AppError> {
        Ok(self.store.jobs_before(before.unwrap_or(u64::MAX), limit).await?)
    }

    /// The answer of a job that is done, JSON text.
    ///
    /// # Errors
    /// There is no such job, or it is not done.
    pub async fn result(&self, number: u64) -> Result<String, AppError> {
        if let Some(result) = self.store.job_result(number).await? {
            return Ok(result);
        }
        let job = self.read(number).await?;
        Err(AppError::PreconditionFailed {
            detail: format!(
                "the job has no result: it is {}; look at the job, and come back when it is done",
                job.state
            ),
        })
    }

    /// Cancels a job that is not over; forgets one that is.
    ///
    /// # Errors
    /// There is no such job.
    pub async fn end(&self, number: u64, now: Millis) -> Result<(), AppError> {
        if self.store.cancel_job(number, now).await? || self.store.forget_job(number).await? {
            // Whoever works on it looks at once whether it is still wanted.
            self.asked.notify_waiters();
            return Ok(());
        }
        Err(no_job(number))
    }
}

/// The id of a job as it is written.
pub fn job_id(number: u64) -> String {
    format!("j-{number:06}")
}

fn no_job(number: u64) -> AppError {
    AppError::NotFound { what: "job", name: job_id(number) }
}

/// The question of a job as it was stored.
fn stored(job: &JobRow) -> Result<Box<dyn Posed>, AppError> {
    let tree = Tree::from_json(job.question.as_bytes()).map_err(AppError::Invalid)?;
    kind(&job.analysis)?.read(&tree)
}
