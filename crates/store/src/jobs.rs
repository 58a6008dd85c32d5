//! Jobs and accepted findings. A job is worked on by one process at a time, which says so again and again.

use super::backend::{Backend, Statement, Value, failed, is_duplicate};
use super::error::StoreError;
use super::read::{SqlStore, collect, first, limit_to_db, number, text, to_db};
use super::write::without_nul;
use super::{Store, sql_jobs as sql, with};

/// A job, without what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobRow {
    /// Its number.
    pub number: u64,
    /// The name of the analysis.
    pub analysis: String,
    /// The question, JSON text.
    pub question: String,
    /// The revision of the map that it is asked of.
    pub revision: u64,
    /// Who asked.
    pub author: String,
    /// Where it stands: queued, running, done, failed, cancelled, interrupted.
    pub state: String,
    /// When it was asked for.
    pub created_ms: i64,
    /// When it was begun last; 0 = never.
    pub started_ms: i64,
    /// When it was over; 0 = it is not.
    pub ended_ms: i64,
    /// How often it was begun.
    pub attempts: u64,
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 = nobody knows.
    pub total: u64,
    /// Why it failed, JSON text.
    pub problem: Option<String>,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobEnd {
    /// done, failed or cancelled.
    pub state: &'static str,
    /// When.
    pub at_ms: i64,
    /// Steps done, and steps in all.
    pub progress: (u64, u64),
    /// The answer, JSON text.
    pub result: Option<String>,
    /// Why it failed, JSON text.
    pub problem: Option<String>,
}

/// A finding that somebody has accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedRow {
    /// The finding.
    pub id: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub author: String,
    /// When.
    pub at_ms: i64,
    /// Until which day; empty = for good.
    pub until: String,
    /// Grows with every change.
    pub revision: u64,
}

fn job<B: Backend>(row: &B::Row) -> Result<JobRow, StoreError> {
    let own = |index| Ok::<_, StoreError>(text::<B>(row, index)?.to_owned());
    let int = |index| B::int(row, index).map_err(failed::<B>);
    Ok(JobRow {
        number: number::<B>(row, 0)?,
        analysis: own(1)?,
        question: own(2)?,
        revision: number::<B>(row, 3)?,
        author: own(4)?,
        state: own(5)?,
        created_ms: int(6)?,
        started_ms: int(7)?,
        ended_ms: int(8)?,
        attempts: number::<B>(row, 9)?,
        done: number::<B>(row, 10)?,
        total: number::<B>(row, 11)?,
        problem: B::text(row, 12).map_err(failed::<B>)?.map(str::to_owned),
    })
}

fn accepted<B: Backend>(row: &B::Row) -> Result<AcceptedRow, StoreError> {
    Ok(AcceptedRow {
        id: text::<B>(row, 0)?.to_owned(),
        reason: text::<B>(row, 1)?.to_owned(),
        author: text::<B>(row, 2)?.to_owned(),
        at_ms: B::int(row, 3).map_err(failed::<B>)?,
        until: text::<B>(row, 4)?.to_owned(),
        revision: number::<B>(row, 5)?,
    })
}

impl<B: Backend> SqlStore<B> {
    async fn change(&self, statement: Statement<B>) -> Result<u64, StoreError> {
        statement.execute(&mut *self.write_one().await?).await
    }

    async fn one_job(&self, statement: Statement<B>) -> Result<Option<JobRow>, StoreError> {
        first::<B, _>(&mut *self.reader().await?, statement, job::<B>).await
    }

    async fn some_jobs(&self, statement: Statement<B>) -> Result<Vec<JobRow>, StoreError> {
        collect::<B, _>(&mut *self.reader().await?, statement, job::<B>).await
    }

    async fn one_text(&self, statement: Statement<B>) -> Result<Option<String>, StoreError> {
        let read = |row: &B::Row| Ok(text::<B>(row, 0)?.to_owned());
        first::<B, _>(&mut *self.reader().await?, statement, read).await
    }

    async fn all_accepted(&self) -> Result<Vec<AcceptedRow>, StoreError> {
        let statement = Statement::new(sql::ACCEPTED, [])?;
        collect::<B, _>(&mut *self.reader().await?, statement, accepted::<B>).await
    }

    async fn add_job(&self, new: &JobRow, most: u64) -> Result<Option<u64>, StoreError> {
        without_nul("the question", &new.question)?;
        without_nul("the author", &new.author)?;
        let mut transaction = self.begin_write().await?;
        let count = |row: &B::Row| number::<B>(row, 0);
        let open = first::<B, _>(&mut transaction, Statement::new(sql::JOBS_OPEN, [])?, count).await?;
        if open.unwrap_or(0) >= most {
            transaction.rollback().await.map_err(failed::<B>)?;
            return Ok(None);
        }
        let head = first::<B, _>(&mut transaction, Statement::new(sql::JOB_HEAD, [])?, count).await?;
        let number = head.unwrap_or(0) + 1;
        let values = [
            Value::Int(to_db(number)),
            Value::Text(&new.analysis),
            Value::Text(&new.question),
            Value::Int(to_db(new.revision)),
            Value::Text(&new.author),
            Value::Int(new.created_ms),
        ];
        match Statement::<B>::new(sql::INSERT_JOB, values)?.execute_raw(&mut transaction).await {
            Ok(_) => {}
            // Another process has taken the number in between.
            Err(error) if is_duplicate(&error) => {
                return Err(StoreError::Conflict { head: number });
            }
            Err(error) => return Err(failed::<B>(error)),
        }
        transaction.commit().await.map_err(failed::<B>)?;
        Ok(Some(number))
    }

    async fn end_job(&self, number: u64, owner: &str, end: &JobEnd) -> Result<bool, StoreError> {
        for text in end.result.iter().chain(&end.problem) {
            without_nul("the answer", text)?;
        }
        let values = [
            Value::Int(to_db(number)),
            Value::Text(owner),
            Value::Text(end.state),
            Value::Int(end.at_ms),
            Value::Int(to_db(end.progress.0)),
            Value::Int(to_db(end.progress.1)),
            Value::OptionalText(end.result.as_deref()),
            Value::OptionalText(end.problem.as_deref()),
        ];
        Ok(self.change(Statement::new(sql::END_JOB, values)?).await? > 0)
    }

    async fn accept(&self, row: &AcceptedRow) -> Result<bool, StoreError> {
        without_nul("the reason", &row.reason)?;
        without_nul("the author", &row.author)?;
        let mut values = vec![
            Value::Text(&row.id),
            Value::Text(&row.reason),
            Value::Text(&row.author),
            Value::Int(row.at_ms),
            Value::Text(&row.until),
        ];
        let text = match row.revision {
            0 => sql::INSERT_ACCEPTED,
            before => {
                values.push(Value::Int(to_db(before)));
                sql::UPDATE_ACCEPTED
            }
        };
        let mut connection = self.write_one().await?;
        match Statement::<B>::new(text, values)?.execute_raw(&mut *connection).await {
            Ok(rows) => Ok(rows > 0),
            Err(error) if is_duplicate(&error) => Ok(false),
            Err(error) => Err(failed::<B>(error)),
        }
    }
}

impl Store {
    /// Adds a job (its question, author, revision and time) and says its number; `None` when `most` are open already.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another process took the number: try again. [`StoreError::NulCharacter`];
    /// and the failures of a database.
    pub async fn add_job(&self, new: &JobRow, most: u64) -> Result<Option<u64>, StoreError> {
        with!(self, store => store.add_job(new, most).await)
    }

    /// One job.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn job(&self, number: u64) -> Result<Option<JobRow>, StoreError> {
        let values = [Value::Int(to_db(number))];
        with!(self, store => store.one_job(Statement::new(sql::JOB, values)?).await)
    }

    /// At most `limit` jobs with numbers below `before`, the newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn jobs_before(&self, before: u64, limit: usize) -> Result<Vec<JobRow>, StoreError> {
        let values = [Value::Int(to_db(before)), Value::Int(limit_to_db(limit))];
        with!(self, store => store.some_jobs(Statement::new(sql::JOBS_BEFORE, values)?).await)
    }

    /// What came of a job that is done.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn job_result(&self, number: u64) -> Result<Option<String>, StoreError> {
        let values = [Value::Int(to_db(number))];
        with!(self, store => store.one_text(Statement::new(sql::JOB_RESULT, values)?).await)
    }

    /// The job that has waited longest.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn next_job(&self) -> Result<Option<JobRow>, StoreError> {
        with!(self, store => store.one_job(Statement::new(sql::NEXT_JOB, [])?).await)
    }

    /// Takes a job; false: somebody else has, or it is not wanted any more.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn claim_job(&self, number: u64, owner: &str, now_ms: i64) -> Result<bool, StoreError> {
        let values = [Value::Int(to_db(number)), Value::Text(owner), Value::Int(now_ms)];
        with!(self, store => Ok(store.change(Statement::new(sql::CLAIM_JOB, values)?).await? > 0))
    }

    /// Says that a job is worked on and how far it has come; false: it is not wanted any more.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn touch_job(
        &self,
        number: u64,
        owner: &str,
        now_ms: i64,
        (done, total): (u64, u64),
    ) -> Result<bool, StoreError> {
        let values = [
            Value::Int(to_db(number)),
            Value::Text(owner),
            Value::Int(now_ms),
            Value::Int(to_db(done)),
            Value::Int(to_db(total)),
        ];
        with!(self, store => Ok(store.change(Statement::new(sql::TOUCH_JOB, values)?).await? > 0))
    }

    /// Ends a job; false: it is not wanted any more.
    ///
    /// # Errors
    /// [`StoreError::NulCharacter`]; and the failures of a database.
    pub async fn end_job(&self, number: u64, owner: &str, end: &JobEnd) -> Result<bool, StoreError> {
        with!(self, store => store.end_job(number, owner, end).await)
    }

    /// Gives a job back, to be begun anew.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn release_job(&self, number: u64, owner: &str) -> Result<(), StoreError> {
        let values = [Value::Int(to_db(number)), Value::Text(owner)];
        with!(self, store => store.change(Statement::new(sql::RELEASE_JOB, values)?).await.map(|_| ()))
    }

    /// Cancels a job; false: it was over already.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn cancel_job(&self, number: u64, now_ms: i64) -> Result<bool, StoreError> {
        let values = [Value::Int(to_db(number)), Value::Int(now_ms)];
        with!(self, store => Ok(store.change(Statement::new(sql::CANCEL_JOB, values)?).await? > 0))
    }

    /// Forgets a job that is over; false: it is not over, or there is none.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forget_job(&self, number: u64) -> Result<bool, StoreError> {
        let values = [Value::Int(to_db(number))];
        with!(self, store => Ok(store.change(Statement::new(sql::FORGET_JOB, values)?).await? > 0))
    }

    /// Jobs of which nobody has said since `silent_ms` that they are worked on: those that were begun `attempts` times
    /// are given up, the others wait again.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn tidy_jobs(&self, now_ms: i64, silent_ms: i64, attempts: u64) -> Result<(), StoreError> {
        let interrupt = [Value::Int(now_ms), Value::Int(silent_ms), Value::Int(to_db(attempts))];
        with!(self, store => {
            store.change(Statement::new(sql::INTERRUPT_JOBS, interrupt)?).await?;
            store.change(Statement::new(sql::REQUEUE_JOBS, [Value::Int(silent_ms)])?).await?;
            Ok(())
        })
    }

    /// Forgets jobs that were over before a time, the oldest first and at most so many; says how many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forget_jobs(&self, before_ms: i64, most: usize) -> Result<u64, StoreError> {
        let values = [Value::Int(before_ms), Value::Int(limit_to_db(most))];
        with!(self, store => store.change(Statement::new(sql::FORGET_JOBS, values)?).await)
    }

    /// All accepted findings, in the order of their ids.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn accepted_findings(&self) -> Result<Vec<AcceptedRow>, StoreError> {
        with!(self, store => store.all_accepted().await)
    }

    /// Accepts a finding: for the first time when its revision is 0, else instead of that revision; false: it was
    /// accepted already, or changed.
    ///
    /// # Errors
    /// [`StoreError::NulCharacter`]; and the failures of a database.
    pub async fn accept_finding(&self, row: &AcceptedRow) -> Result<bool, StoreError> {
        with!(self, store => store.accept(row).await)
    }

    /// Takes back that a finding was accepted; false: this is not its revision.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn unaccept_finding(&self, id: &str, revision: u64) -> Result<bool, StoreError> {
        let values = [Value::Text(id), Value::Int(to_db(revision))];
        with!(self, store => Ok(store.change(Statement::new(sql::DELETE_ACCEPTED, values)?).await? > 0))
    }
}
