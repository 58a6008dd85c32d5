//! A fresh, empty database for one test, on either driver.

use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

use super::postgres;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A database that belongs to one test.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    /// The folder of the SQLite file; removed with the test.
    folder: TempDir,
}

impl Kind {
    /// Makes an empty database.
    pub(crate) async fn fresh(self) -> Database {
        let folder = tempfile::tempdir().unwrap();
        let url = match self {
            Kind::Sqlite => format!("sqlite:{}", folder.path().join("map.db").display()),
            Kind::Postgres => postgres::shared().create_database().await,
        };
        Database { kind: self, url, folder }
    }
}

impl Database {
    /// The SQLite file; for PostgreSQL a file that does not exist.
    pub(crate) fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("map.db")
    }

    /// Runs plain SQL past the store, to prepare or damage what it will find.
    pub(crate) async fn execute(&self, sql: &str) {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match self.kind {
            Kind::Sqlite => {
                let mut connection = self.sqlite().await;
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            Kind::Postgres => {
                let mut connection = postgres::connect(&self.url).await;
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }

    /// A connection to the SQLite file past the store.
    pub(crate) async fn sqlite(&self) -> sqlx::SqliteConnection {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.file()).create_if_missing(true);
        options.connect().await.unwrap()
    }
}

/// Runs `async fn name(database: Database)` once on each database, as `sqlite::name` and `postgres::name`.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::support::database::Kind::Sqlite.fresh().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::support::database::Kind::Postgres.fresh().await).await;
            })*
        }
    };
}
pub(crate) use on_both;
