//! What a failed migration means.

use sqlx::migrate::{Migrate, MigrateError, Migrator};

use super::backend::{Backend, failed};
use super::error::StoreError;

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
