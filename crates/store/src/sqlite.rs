//! SQLite: one file, one writer, a few readers. WAL, so that readers never wait for the writer.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use sqlx::Arguments;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor, Pool, Row, SqlStr, Sqlite, SqliteConnection};
use tokio::time::sleep;

use super::backend::{Backend, Fault, Value, driver_access, failed};
use super::error::{Cause, StoreError};
use super::health::{Files, Health, no_room_beside};
use super::migrate::{Step, Tables, applied, files, migration_failed, migrator, missing};
use super::read::{SqlStore, head};
use super::url::SqliteUrl;
use super::{sql, sql_copy};

static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| migrator(files::SQLITE));

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
    const COLUMNS: &'static str = sql_copy::COLUMNS_SQLITE;
    const REFERENCES: &'static str = sql_copy::REFERENCES_SQLITE;

    fn fault(code: &str) -> Fault {
        // The low byte is the class, the rest says more: https://www.sqlite.org/rescode.html
        match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Fault::Busy,
            Ok(8) => Fault::ReadOnly,
            Ok(13) => Fault::Full,
            Ok(10 | 11 | 26) => Fault::Damaged,
            // No file handle is free, or a file beside it cannot be opened: that passes, or is noticed otherwise.
            Ok(14) => Fault::Lost,
            _ => Fault::Other,
        }
    }

    fn alive(readers: &Pool<Self>) -> BoxFuture<'_, Result<Option<i64>, StoreError>> {
        Box::pin(async move {
            let alive = sqlx::raw_sql(sql::PING_SQLITE).execute(readers).await;
            alive.map(|_| None).map_err(failed::<Sqlite>)
        })
    }

    fn allow_long(_: &mut SqliteConnection) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn announce<'p>(_: &'p Pool<Self>, _: &'static str) -> BoxFuture<'p, ()> {
        Box::pin(std::future::ready(()))
    }

    driver_access!();
}

/// Opens the file, creates it when missing, and brings its tables up to date.
pub(super) async fn open(url: SqliteUrl, tables: Tables) -> Result<SqlStore<Sqlite>, StoreError> {
    let file = std::path::absolute(&url.path).map_err(|error| cannot_open(&url.path, &error))?;
    probe(&file, url.read_only)?;
    let mut options = SqliteConnectOptions::new()
        .filename(&file)
        // It exists by now; whatever is deleted later must not come back as an empty one.
        .create_if_missing(false)
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
    let mut prepared = prepare(pool(1, ACQUIRE_WRITER), &options, tables).await;
    if url.read_only && prepared.as_ref().is_err_and(cannot_look) && log_is_folded_in(&file) {
        // In a folder that cannot be written to there is nobody who could change the file while we look.
        options = options.immutable(true);
        prepared = prepare(pool(1, ACQUIRE_WRITER), &options, tables).await;
    }
    let writer = prepared.map_err(|error| match error {
        Unprepared::Connection(error) => opened(error),
        Unprepared::Tables(StoreError::ConnectionLost { source }) if url.read_only => {
            tracing::debug!(source, "the file cannot be looked at");
            StoreError::CannotOpen { file: file.clone(), reason: LOG_LEFT.to_owned() }
        }
        Unprepared::Tables(error) => error,
    })?;
    let readers = pool(READERS, ACQUIRE).connect_with(options.clone().read_only(true));
    let readers = readers.await.map_err(opened)?;
    let mut health = Health::default();
    if !url.read_only {
        let mut connection = readers.acquire().await.map_err(failed::<Sqlite>)?;
        health.files = Some(Files::of(&file, identity(&mut connection).await?));
    }
    Ok(SqlStore { writer, readers, health: Arc::new(health), servers: Arc::default() })
}

impl SqlStore<Sqlite> {
    pub(super) async fn steps_to_make(&self) -> Result<Vec<Step>, StoreError> {
        missing(&MIGRATIONS, &applied(&MIGRATIONS, &mut *self.reader().await?).await?)
    }
}

/// What a file needs that can only be read while its write-ahead log holds something.
const LOG_LEFT: &str = "its folder must be writable, because the write-ahead log beside it (-wal) was not folded in: stop \
     the program that writes it in good order, or copy it with the files beside it into a folder of your own";

/// Why a file could not be prepared.
enum Unprepared {
    Connection(sqlx::Error),
    Tables(StoreError),
}

/// Connects and brings the tables up to date.
async fn prepare(
    pool: SqlitePoolOptions,
    options: &SqliteConnectOptions,
    tables: Tables,
) -> Result<sqlx::SqlitePool, Unprepared> {
    let writer = connect_in_turn(pool, options).await.map_err(Unprepared::Connection)?;
    if tables == Tables::UpToDate {
        migrate(&writer).await.map_err(Unprepared::Tables)?;
    }
    Ok(writer)
}

/// Whether a file is there but could not be read for want of the files beside it.
fn cannot_look(error: &Unprepared) -> bool {
    match error {
        Unprepared::Connection(error) => {
            let code = error.as_database_error().and_then(|database| database.code());
            code.is_some_and(|code| matches!(code.parse::<u32>().map(|code| code & 0xff), Ok(8 | 14)))
        }
        Unprepared::Tables(error) => {
            matches!(error, StoreError::ConnectionLost { .. } | StoreError::ReadOnly { .. })
        }
    }
}

/// Whether all that was written stands in the file itself.
fn log_is_folded_in(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).map_or(true, |log| log.len() == 0)
}

/// What tells a database from others: which migrations it has, and how long each has taken.
async fn identity(connection: &mut SqliteConnection) -> Result<String, StoreError> {
    let encoding = one_text(connection, sql::ENCODING_SQLITE).await?;
    if encoding != "UTF-8" {
        return Err(StoreError::WrongEncoding { encoding });
    }
    one_text(connection, sql::IDENTITY_SQLITE).await
}

async fn one_text(connection: &mut SqliteConnection, sql: &'static str) -> Result<String, StoreError> {
    let row = sqlx::raw_sql(sql).fetch_one(connection).await.map_err(failed::<Sqlite>)?;
    row.try_get(0).map_err(failed::<Sqlite>)
}

/// Whether there is space beside the file.
pub(super) fn room(store: &SqlStore<Sqlite>) -> Result<(), StoreError> {
    match store.health.files.as_ref().and_then(Files::file) {
        Some(file) if no_room_beside(file) => {
            Err(StoreError::Full { source: "the disk of the database file has no space left".into() })
        }
        _ => Ok(()),
    }
}

/// Reads the file as it lies on the disk, with a connection that has nothing of it in memory.
pub(super) async fn look_at_content(store: &SqlStore<Sqlite>) -> Result<(), StoreError> {
    let Some(files) = &store.health.files else { return Ok(()) };
    let (Some(file), Some(written)) = (files.file(), files.written_since()) else { return Ok(()) };
    store.health.may_write()?;
    let options = SqliteConnectOptions::new().filename(file).read_only(true).create_if_missing(false);
    let options = options.busy_timeout(BUSY).disable_statement_logging();
    let mut fresh = options.connect().await.map_err(failed::<Sqlite>)?;
    let looked = async {
        // Before the file is looked at: it may hold more by then, but never less.
        let known = store.head().await?;
        // A file that is none of ours any more has no such table, or cannot be read at all.
        if identity(&mut fresh).await? != files.identity {
            store.health.is_other();
            return Err(StoreError::Replaced);
        }
        let head = head::<Sqlite>(&mut fresh).await?.0.number;
        if head < known {
            store.health.is_other();
            return Err(StoreError::Behind { head, known });
        }
        let said = one_text(&mut fresh, sql::CHECK_SQLITE).await?;
        if said == "ok" { Ok(()) } else { Err(StoreError::Damaged { source: said.into() }) }
    };
    let looked = looked.await.map_err(|error| match error {
        // Reading asks for nothing of that of a file that is whole.
        StoreError::ReadOnly { source } | StoreError::Failed { source } => StoreError::Damaged { source },
        other => other,
    });
    // Not waited for: whoever asked has the answer.
    drop(fresh);
    looked?;
    files.looked_at(written);
    Ok(())
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
    let mut options = std::fs::OpenOptions::new();
    options.read(true).append(write).create(write);
    // Nobody else may read it; SQLite gives the files beside it the same rights.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(file)?;
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
            let reason = "its folder must be writable as well (SQLite keeps two files beside it); with ?mode=ro it is \
                 only read"
                .to_owned();
            StoreError::CannotOpen { file, reason }
        }
        _ => failed::<Sqlite>(error),
    }
}
