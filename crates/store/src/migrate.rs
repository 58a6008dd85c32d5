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
