//! Working on jobs: one at a time in each process, with a sign of life, until they are done or not wanted any more.

use super::Jobs;
use super::stored;
use crate::error::AppError;
use engine::Watch;
use model::incident::Millis;
use outside::random;
use std::sync::Arc;
use std::time::Duration;
use store::{JobEnd, JobRow};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// How often others are told how far a job has come, and it is asked whether it is still wanted.
const PULSE: Duration = Duration::from_millis(500);
/// How often it is looked for jobs that others have asked for, and for those that nobody works on any more.
const LOOK: Duration = Duration::from_secs(2);
/// A job of which nothing was heard for so long is begun anew.
const SILENCE: Millis = 30_000;
/// How often a job is begun at most.
const ATTEMPTS: u64 = 3;
/// Longest time for a job.
const TIME: Duration = Duration::from_secs(3_600);
/// Largest answer that is kept, in bytes.
const RESULT: usize = 64 << 20;
/// How often what is older is forgotten, and not before a process has run for so long: by then a wrong clock was noticed.
const TIDY: Duration = Duration::from_secs(3_600);
/// Most jobs that are forgotten at once.
const FORGOTTEN: usize = 200;

fn now() -> Millis {
    crate::clock::now()
}

/// What became of the work on a job.
enum Worked {
    Done(JobEnd),
    /// It is not wanted any more.
    Unwanted,
    /// The service ends; the job is begun anew by whoever comes next.
    Stopped,
}

impl Jobs {
    /// Works on jobs until `stop` is ready. Failures are logged and tried again.
    pub async fn keep(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let owner: String =
            random::bytes::<8>().unwrap_or_default().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut tidied = Instant::now();
        tokio::pin!(stop);
        loop {
            if tidied.elapsed() > TIDY {
                tidied = Instant::now();
                if let Err(error) = self.store.forget_jobs(self.kept.before(now()), FORGOTTEN).await {
                    tracing::warn!(%error, "old jobs could not be forgotten; trying again");
                }
            }
            tokio::select! {
                () = &mut stop => return,
                _ = look.tick() => {}
                () = self.asked.notified() => {}
            }
            loop {
                let next = tokio::select! {
                    () = &mut stop => return,
                    next = self.next_job(&owner) => next,
                };
                match next {
                    Ok(Some(job)) => {
                        let number = job.number;
                        let worked = self.work(job, &owner, &mut stop).await;
                        let ended = matches!(worked, Worked::Stopped);
                        if let Err(error) = self.conclude(number, &owner, worked).await {
                            tracing::warn!(%error, job = number, "what came of a job could not be kept");
                        }
                        if ended {
                            return;
                        }
                    }
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(%error, "jobs could not be looked for; trying again");
                        break;
                    }
                }
            }
        }
    }

    /// Takes the job that has waited longest.
    async fn next_job(&self, owner: &str) -> Result<Option<JobRow>, AppError> {
        let now = now();
        self.store.tidy_jobs(now, now - SILENCE, ATTEMPTS).await?;
        while let Some(job) = self.store.next_job().await? {
            if self.store.claim_job(job.number, owner, now).await? {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }

    async fn work(
        self: &Arc<Self>,
        job: JobRow,
        owner: &str,
        stop: &mut (impl Future<Output = ()> + Unpin),
    ) -> Worked {
        let number = job.number;
        let watch = Arc::new(Watch::default());
        let computing = compute(Arc::clone(self), job, Arc::clone(&watch));
        tokio::pin!(computing);
        let mut pulse = interval(PULSE);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (began, mut unwanted, mut stopped) = (Instant::now(), false, false);
        let answer = loop {
            tokio::select! {
                answer = &mut computing => break answer,
                () = &mut *stop, if !stopped => {
                    stopped = true;
                    watch.stop();
                }
                _ = pulse.tick(), if !stopped && !unwanted => {
                    // A database that does not answer says nothing about whether the job is wanted.
                    unwanted = matches!(self.store.touch_job(number, owner, now(), watch.progress()).await, Ok(false));
                    if unwanted || began.elapsed() > TIME {
                        watch.stop();
                    }
                }
            }
        };
        match answer {
            _ if unwanted => Worked::Unwanted,
            Err(AppError::Stopped(_) | AppError::Stopping) if stopped => Worked::Stopped,
            answer => Worked::Done(ended(answer, watch.progress())),
        }
    }

    async fn conclude(&self, number: u64, owner: &str, worked: Worked) -> Result<(), AppError> {
        match worked {
            Worked::Done(end) => {
                self.store.end_job(number, owner, &end).await?;
            }
            Worked::Unwanted => {}
            Worked::Stopped => {
                // Whoever stops the service does not wait for long; the silence tells it otherwise.
                let _ = timeout(Duration::from_secs(2), self.store.release_job(number, owner)).await;
            }
        }
        Ok(())
    }
}

/// The answer of a job, off the event loop.
async fn compute(jobs: Arc<Jobs>, job: JobRow, watch: Arc<Watch>) -> Result<Vec<u8>, AppError> {
    let posed = stored(&job)?;
    let map = jobs.maps.without_old(&jobs.maps.at(job.revision).await?);
    let mut others = Vec::new();
    for of in posed.others() {
        others.push(jobs.maps.as_of(Some(of)).await?);
    }
    let work = move || Ok(posed.ask(&map, &others, &jobs.pool, &watch)?.json());
    crate::background::off_the_loop(work).await?
}

fn ended(answer: Result<Vec<u8>, AppError>, progress: (u64, u64)) -> JobEnd {
    let failed = |code: &str, detail: String| {
        let problem = serde_json::json!({"code": code, "detail": detail}).to_string();
        JobEnd { state: "failed", at_ms: now(), progress, result: None, problem: Some(problem) }
    };
    match answer {
        Ok(json) if json.len() > RESULT => failed(
            "too-large",
            format!("the answer has {} bytes, at most {RESULT} are kept: give a lower limit", json.len()),
        ),
        Ok(json) => JobEnd {
            state: "done",
            at_ms: now(),
            progress,
            result: Some(String::from_utf8_lossy(&json).into_owned()),
            problem: None,
        },
        Err(AppError::Stopped(_)) => {
            failed("too-much", "it takes longer than an hour: ask for less at once".to_owned())
        }
        Err(AppError::Invalid(problems)) => failed("invalid", problems.to_string()),
        Err(error @ (AppError::NotFound { .. } | AppError::TooMuch { .. })) => {
            failed("too-much", error.to_string())
        }
        Err(error) => {
            tracing::error!(%error, "a job failed");
            failed("internal", "the service failed; its log says why".to_owned())
        }
    }
}
