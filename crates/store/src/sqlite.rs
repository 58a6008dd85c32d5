//! SQLite: one file, one writer, a few readers. WAL, so that readers never wait for the writer.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::Arguments;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor, Pool, Row, SqlStr, Sqlite};
use tokio::time::sleep;

use super::backend::{Backend, Fault, Value, driver_access, failed};
use super::error::{Cause, StoreError};
use super::migrate::migration_failed;
use super::read::SqlStore;
use super::sql;
use super::url::SqliteUrl;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// Connections that read at the same time. Graph questions are answered in memory; these only serve history.
const READERS: u32 = 4;
/// How long to wait for a free connection.
const ACQUIRE: Duration = Duration::from_secs(10);
/// How long a write waits for its turn: another change set may be a large import.
const ACQUIRE_WRITER: Duration = Duration::from_secs(60);
/// How long SQLite waits for another process that holds the file.
const BUSY: Duration = Duration::from_secs(10);
/// How long to wait before trying again what SQLite does not wait for.
const TURN: Duration = Duration::from_millis(10);
/// How every SQLite file begins, unless it is empty.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// Rows that the driver reads ahead of us.
const ROWS_AHEAD: usize = 500;

impl Backend for Sqlite {
    const BEGIN_WRITE: &'static str = sql::BEGIN_WRITE_SQLITE;
    const BEGIN_READ: &'static str = sql::BEGIN_READ_SQLITE;

    fn fault(code: &str) -> Fault {
        // The low byte is the class, the rest says more: https://www.sqlite.org/rescode.html
        match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Fault::Busy,
            Ok(8) => Fault::ReadOnly,
            Ok(13) => Fault::Full,
            Ok(10 | 11 | 14 | 26) => Fault::Damaged,
            _ => Fault::Other,
        }
    }

    fn announce(_: &Pool<Self>, _: u64) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    driver_access!();
}

/// Opens the file, creates it when missing, and brings its tables up to date.
pub(super) async fn open(url: SqliteUrl) -> Result<SqlStore<Sqlite>, StoreError> {
    let file = std::path::absolute(&url.path).map_err(|error| cannot_open(&url.path, &error))?;
    probe(&file, url.read_only)?;
    let mut options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(!url.read_only)
        .read_only(url.read_only)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .row_buffer_size(ROWS_AHEAD)
        .disable_statement_logging();
    if !url.read_only {
        // FULL: an acknowledged change set survives a power cut, not only a killed process.
        options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    }
    if let Some(pages) = url.max_page_count {
        options = options.pragma("max_page_count", pages.to_string());
    }
    let opened = |error: sqlx::Error| open_failed(&file, error);
    // Connections live as long as the store: there is no server that could drop them.
    let pool = |size: u32, acquire: Duration| {
        SqlitePoolOptions::new()
            .max_connections(size)
            .acquire_timeout(acquire)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            // After some errors (a full disk) SQLite has rolled back by itself; the driver then believes for ever that
            // a transaction is open. Such a connection is replaced.
            .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
    };
    let writer = connect_in_turn(pool(1, ACQUIRE_WRITER), &options).await.map_err(opened)?;
    migrate(&writer).await?;
    let readers = pool(READERS, ACQUIRE).connect_with(options.read_only(true)).await.map_err(opened)?;
    Ok(SqlStore { writer, readers })
}

/// Connects for the first time. Of those that turn a new file to the write-ahead log at the same moment SQLite refuses all
/// but one at once, where it waits for its turn with everything else.
async fn connect_in_turn(
    pool: SqlitePoolOptions,
    options: &SqliteConnectOptions,
) -> Result<sqlx::SqlitePool, sqlx::Error> {
    let mut late = pin!(sleep(BUSY));
    loop {
        match pool.clone().connect_with(options.clone()).await {
            Err(error) if is_busy(&error) => tokio::select! {
                () = &mut late => return Err(error),
                () = sleep(TURN) => {}
            },
            done => return done,
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    code.is_some_and(|code| matches!(Sqlite::fault(&code), Fault::Busy))
}

/// Brings the tables up to date in one transaction that takes the write lock first, so that two processes that start
/// at the same time do not get in each other's way.
async fn migrate(writer: &sqlx::SqlitePool) -> Result<(), StoreError> {
    let mut transaction = writer.begin_with(Sqlite::BEGIN_WRITE).await.map_err(failed::<Sqlite>)?;
    if let Err(error) = MIGRATIONS.run_direct(None, &mut *transaction, false).await {
        return Err(migration_failed(&MIGRATIONS, &mut *transaction, error).await);
    }
    transaction.commit().await.map_err(failed::<Sqlite>)
}

/// Opens the file once by ourselves: the operating system says better than SQLite why it cannot be done, and SQLite
/// notices late when it is something else.
fn probe(file: &Path, read_only: bool) -> Result<(), StoreError> {
    let folder = file.parent().unwrap_or(Path::new("/"));
    if !folder.is_dir() {
        return Err(StoreError::MissingFolder { folder: folder.to_owned() });
    }
    match first_bytes(file, read_only) {
        Ok(head) if head.is_empty() || head == MAGIC => Ok(()),
        Ok(_) => Err(StoreError::NotADatabase { file: file.to_owned() }),
        Err(error) if error.kind() == ErrorKind::ReadOnlyFilesystem => {
            Err(StoreError::ReadOnly { source: Box::new(error) })
        }
        Err(error) => Err(cannot_open(file, &error)),
    }
}

/// Reads the first bytes of a file, creating it when it is to be written.
fn first_bytes(file: &Path, read_only: bool) -> std::io::Result<Vec<u8>> {
    let write = !read_only;
    let file = std::fs::OpenOptions::new().read(true).append(write).create(write).open(file)?;
    if file.metadata()?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    let mut head = Vec::new();
    file.take(MAGIC.len() as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn cannot_open(file: &Path, error: &std::io::Error) -> StoreError {
    let reason = match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::IsADirectory => "it is a folder: name a file in it".to_owned(),
        ErrorKind::PermissionDenied => {
            "this user may not read and write it: change its owner or rights".to_owned()
        }
        _ => error.to_string(),
    };
    StoreError::CannotOpen { file: file.to_owned(), reason }
}

fn open_failed(file: &Path, error: sqlx::Error) -> StoreError {
    let code = error.as_database_error().and_then(|database| database.code()).unwrap_or_default();
    let file = PathBuf::from(file);
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(26) => StoreError::NotADatabase { file },
        Ok(14) => {
            let reason = "its folder must be writable as well (SQLite keeps two files beside it)".to_owned();
            StoreError::CannotOpen { file, reason }
        }
        _ => failed::<Sqlite>(error),
    }
}
