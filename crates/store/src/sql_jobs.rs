//! The SQL texts of jobs and of accepted findings. The same words serve both databases.

/// The newest number.
pub(super) const JOB_HEAD: &str = "select coalesce(max(number), 0) from jobs";

/// How many jobs wait or are worked on.
pub(super) const JOBS_OPEN: &str = "select count(*) from jobs where state in ('queued', 'running')";

/// A new job.
pub(super) const INSERT_JOB: &str = "insert into jobs (number, analysis, question, revision, author, state, \
     created_at, started_at, ended_at, seen_at, owner, attempts, done, total, result, problem) \
     values ($1, $2, $3, $4, $5, 'queued', $6, 0, 0, 0, '', 0, 0, 0, null, null)";

/// One job.
pub(super) const JOB: &str = "select number, analysis, question, revision, author, state, created_at, started_at, \
     ended_at, attempts, done, total, problem from jobs where number = $1";

/// A part of the jobs, the newest first.
pub(super) const JOBS_BEFORE: &str = "select number, analysis, question, revision, author, state, created_at, \
     started_at, ended_at, attempts, done, total, problem from jobs where number < $1 order by number desc limit $2";

/// What came of a job.
pub(super) const JOB_RESULT: &str = "select result from jobs where number = $1 and state = 'done'";

/// The job that has waited longest.
pub(super) const NEXT_JOB: &str = "select number, analysis, question, revision, author, state, created_at, \
     started_at, ended_at, attempts, done, total, problem from jobs where state = 'queued' order by number limit 1";

/// Takes a job, unless somebody else has.
pub(super) const CLAIM_JOB: &str = "update jobs set state = 'running', owner = $2, seen_at = $3, started_at = $3, \
     attempts = attempts + 1, done = 0, total = 0 where number = $1 and state = 'queued'";

/// Says that a job is worked on and how far it has come, unless it is not wanted any more.
pub(super) const TOUCH_JOB: &str = "update jobs set seen_at = $3, done = $4, total = $5 \
     where number = $1 and owner = $2 and state = 'running'";

/// Ends a job, unless it is not wanted any more.
pub(super) const END_JOB: &str = "update jobs set state = $3, ended_at = $4, done = $5, total = $6, result = $7, \
     problem = $8 where number = $1 and owner = $2 and state = 'running'";

/// Gives a job back, to be begun anew.
pub(super) const RELEASE_JOB: &str =
    "update jobs set state = 'queued', owner = '' where number = $1 and owner = $2 and state = 'running'";

/// A job is not wanted any more.
pub(super) const CANCEL_JOB: &str = "update jobs set state = 'cancelled', ended_at = $2 \
     where number = $1 and state in ('queued', 'running')";

/// Gives up jobs that nobody works on any more and that were begun often enough.
pub(super) const INTERRUPT_JOBS: &str = "update jobs set state = 'interrupted', ended_at = $1 \
     where state = 'running' and seen_at < $2 and attempts >= $3";

/// Lets jobs that nobody works on any more be begun anew.
pub(super) const REQUEUE_JOBS: &str =
    "update jobs set state = 'queued', owner = '' where state = 'running' and seen_at < $1";

/// Forgets a job that is over.
pub(super) const FORGET_JOB: &str =
    "delete from jobs where number = $1 and state not in ('queued', 'running')";

/// Forgets jobs that have been over for long, a few at a time.
pub(super) const FORGET_JOBS: &str = "delete from jobs where number in (select number from jobs \
     where state not in ('queued', 'running') and ended_at < $1 order by number limit $2)";

/// All accepted findings.
pub(super) const ACCEPTED: &str =
    "select id, reason, author, accepted_at, until, revision from accepted_findings order by id";

/// Accepts a finding for the first time.
pub(super) const INSERT_ACCEPTED: &str = "insert into accepted_findings (id, reason, author, accepted_at, until, \
     revision) values ($1, $2, $3, $4, $5, 1)";

/// Accepts it in another way, unless somebody else has.
pub(super) const UPDATE_ACCEPTED: &str = "update accepted_findings set reason = $2, author = $3, accepted_at = $4, \
     until = $5, revision = revision + 1 where id = $1 and revision = $6";

/// Takes back that a finding was accepted, unless somebody else has.
pub(super) const DELETE_ACCEPTED: &str = "delete from accepted_findings where id = $1 and revision = $2";

/// The statements that both databases must be able to prepare, by name.
pub(super) fn statements() -> impl Iterator<Item = (&'static str, String)> {
    let fixed = [
        ("job head", JOB_HEAD),
        ("jobs open", JOBS_OPEN),
        ("insert job", INSERT_JOB),
        ("job", JOB),
        ("jobs before", JOBS_BEFORE),
        ("job result", JOB_RESULT),
        ("next job", NEXT_JOB),
        ("claim job", CLAIM_JOB),
        ("touch job", TOUCH_JOB),
        ("end job", END_JOB),
        ("release job", RELEASE_JOB),
        ("cancel job", CANCEL_JOB),
        ("interrupt jobs", INTERRUPT_JOBS),
        ("requeue jobs", REQUEUE_JOBS),
        ("forget job", FORGET_JOB),
        ("forget jobs", FORGET_JOBS),
        ("accepted", ACCEPTED),
        ("insert accepted", INSERT_ACCEPTED),
        ("update accepted", UPDATE_ACCEPTED),
        ("delete accepted", DELETE_ACCEPTED),
    ];
    fixed.into_iter().map(|(name, sql)| (name, sql.to_owned()))
}
