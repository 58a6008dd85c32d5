//! The migrations in the program, and what a failed one means.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};

use super::backend::{Backend, failed};
use super::error::StoreError;

/// The files of `migrations/` by name (`0001_journal`) and text.
pub(super) mod files {
    include!(concat!(env!("OUT_DIR"), "/migrations.rs"));
}

/// Steps from files whose names begin with their number. The macro of sqlx does the same, and costs a second build of
/// all drivers and of their encryption.
pub(super) fn migrator(files: &[(&'static str, &'static str)]) -> Migrator {
    let steps = files.iter().map(|&(name, text)| {
        let (version, description) = name.split_once('_').unwrap_or((name, ""));
        // A name without a number is refused by the database as a step twice, and by a test before that.
        let version = version.parse().unwrap_or_default();
        let description = description.replace('_', " ").into();
        Migration::new(version, description, MigrationType::Simple, text.into_sql_str(), false)
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
