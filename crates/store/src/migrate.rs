//! The migrations in the program, and what a failed one means.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};

use super::backend::{Backend, failed};
use super::error::StoreError;

/// The files of `migrations/`: number, what for, text.
pub(super) mod files {
    include!(concat!(env!("OUT_DIR"), "/migrations.rs"));
}

/// Steps from files. The macro of sqlx does the same, and costs a second build of all drivers and of their encryption.
pub(super) fn migrator(files: &[(i64, &'static str, &'static str)]) -> Migrator {
    let steps = files.iter().map(|&(version, description, text)| {
        Migration::new(version, description.into(), MigrationType::Simple, text.into_sql_str(), false)
    });
    Migrator::with_migrations(steps.collect())
}

/// What is done with the tables of a database that is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tables {
    /// They are brought up to date.
    UpToDate,
    /// They are left as they are.
    AsTheyAre,
}

/// A step by which tables are brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub number: i64,
    /// What it is for.
    pub purpose: String,
    /// The statements.
    pub sql: String,
}

/// The steps that are missing.
pub(super) fn missing(migrations: &Migrator, applied: &[i64]) -> Result<Vec<Step>, StoreError> {
    let program = migrations.iter().map(|step| step.version).max().unwrap_or(0);
    if let Some(&database) = applied.iter().max().filter(|&&newest| newest > program) {
        return Err(StoreError::Newer { database, program });
    }
    let missing = migrations.iter().filter(|step| !applied.contains(&step.version));
    let step = |step: &Migration| Step {
        number: step.version,
        purpose: step.description.to_string(),
        sql: step.sql.as_str().to_owned(),
    };
    Ok(missing.map(step).collect())
}

/// The steps that a database has, by number; none when it has no tables yet.
pub(super) async fn applied<C>(migrations: &Migrator, connection: &mut C) -> Result<Vec<i64>, StoreError>
where
    C: Migrate + sqlx::Connection<Database: Backend>,
{
    match connection.list_applied_migrations(&migrations.table_name).await {
        Ok(steps) => {
            for step in &steps {
                let ours = migrations.iter().find(|ours| ours.version == step.version);
                if ours.is_some_and(|ours| ours.checksum != step.checksum) {
                    return Err(StoreError::ForeignSchema { version: step.version });
                }
            }
            Ok(steps.into_iter().map(|step| step.version).collect())
        }
        // There is no such table, or it is told when the steps are made.
        Err(_) => Ok(Vec::new()),
    }
}

/// Whether a database has every step, and none that is newer.
pub(super) fn is_complete(migrations: &Migrator, applied: &[i64]) -> bool {
    migrations.iter().map(|step| step.version).eq(applied.iter().copied())
}

/// That whoever starts the program may not make the steps that are missing.
pub(super) fn outdated(migrations: &Migrator, applied: &[i64]) -> StoreError {
    StoreError::Outdated {
        database: applied.iter().copied().max().unwrap_or(0),
        program: migrations.iter().map(|step| step.version).max().unwrap_or(0),
    }
}

/// Translates; asks the database for its newest version when that is the matter.
pub(super) async fn migration_failed<C>(
    migrations: &Migrator,
    connection: &mut C,
    error: MigrateError,
) -> StoreError
where
    C: Migrate + sqlx::Connection<Database: Backend>,
{
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            failed::<C::Database>(error)
        }
        MigrateError::VersionMissing(missing) => {
            let applied =
                connection.list_applied_migrations(&migrations.table_name).await.unwrap_or_default();
            StoreError::Newer {
                database: applied.iter().map(|step| step.version).fold(missing, i64::max),
                program: migrations.iter().map(|step| step.version).max().unwrap_or(0),
            }
        }
        MigrateError::VersionMismatch(version) => StoreError::ForeignSchema { version },
        other => StoreError::Failed { source: Box::new(other) },
    }
}
