//! What can go wrong with the store, in words of its user. The driver's own words are kept in `source()`, for logs.

use std::path::PathBuf;

/// The cause underneath, for logs only.
pub type Cause = Box<dyn std::error::Error + Send + Sync + 'static>;

/// Why the store could not do what it was asked for. Nothing is ever half done: a failed change set left no trace
/// (only after [`StoreError::ConnectionLost`] it may have been committed completely; ask for the head).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database URL has a scheme that is none of ours.
    #[error(
        "unknown kind of database{}: use sqlite:PATH, or postgres://USER:PASSWORD@HOST/DATABASE",
        scheme.as_ref().map(|scheme| format!(" \"{scheme}:\"")).unwrap_or_default()
    )]
    UnknownUrl {
        /// The scheme, when the URL has one.
        scheme: Option<String>,
    },
    /// The database URL has the right scheme, but the rest is wrong.
    #[error("the database URL is not valid: {reason}")]
    BadUrl {
        /// What is wrong, without the URL itself (it may hold a password).
        reason: String,
    },
    /// The folder of the database file does not exist.
    #[error("the folder {} does not exist: create it, or choose another place for the database file", folder.display())]
    MissingFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The database file cannot be opened.
    #[error("cannot open the database file {}: {reason}", file.display())]
    CannotOpen {
        /// The file.
        file: PathBuf,
        /// What the operating system or the database says, and what helps.
        reason: String,
    },
    /// The file is something else, or damaged at its very start.
    #[error("{} is not a SQLite database: choose another file, or restore this one from a backup", file.display())]
    NotADatabase {
        /// The file.
        file: PathBuf,
    },
    /// A newer program has changed the tables.
    #[error(
        "the database is newer than this program: it has schema version {database}, this program knows up to {program}; \
         run the newer program, or restore a backup made before the update"
    )]
    Newer {
        /// Version of the schema in the database.
        database: i64,
        /// Newest version that this program knows.
        program: i64,
    },
    /// The tables were made by another variant of this program.
    #[error(
        "the tables of the database were made by a different build of this program (schema version {version}): \
         use the program that made them, or an empty database"
    )]
    ForeignSchema {
        /// The version that differs.
        version: i64,
    },
    /// No database server answers.
    #[error(
        "no database server answers at {server}: check the address, and that the server runs and may be reached"
    )]
    Unreachable {
        /// Host and port, or socket; never user or password.
        server: String,
        /// The cause, for logs.
        #[source]
        source: Cause,
    },
    /// The server answers, but does not let us work.
    #[error(
        "the database server refuses: check user, password, the name of the database and the rights of the user in it"
    )]
    Refused {
        /// The cause, for logs.
        #[source]
        source: Cause,
    },
    /// The database may only be read.
    #[error("the database is read-only: make the disk, the file and its folder (or the server) writable")]
    ReadOnly {
        /// The cause, for logs.
        #[source]
        source: Cause,
    },
    /// No space is left.
    #[error(
        "no space is left for the database: free some disk space or raise its limit; nothing was changed"
    )]
    Full {
        /// The cause, for logs.
        #[source]
        source: Cause,
    },
    /// Someone else holds what we need, or the server is overloaded.
    #[error("the database is busy: try again shortly")]
    Busy {
        /// The cause, for logs.
        #[source]
        source: Cause,
    },
    /// Others changed the same rows at the same time: what was to be done is to be done again.
    #[error("the database is busy: try again shortly")]
    Again {
        /// The cause, for logs.
        #[source]
        source: Cause,
    },
    /// The tables are of an earlier version, and this user may not change them.
    #[error(
        "the tables of the database have version {database}, this program needs {program}, and its user may not change \
         tables: run `tragweite migrate` as the owner of the database, then start again"
    )]
    Outdated {
        /// Version of the schema in the database; 0 = there are no tables.
        database: i64,
        /// The version that this program needs.
        program: i64,
    },
    /// The connection broke, or nothing was heard in time.
    #[error(
        "the connection to the database was lost: try again when it answers, and look which revision is the newest"
    )]
    ConnectionLost {
        /// The cause, for logs.
        #[source]
        source: Cause,
    },
    /// The disk or the file is damaged.
    #[error("the database is damaged or its disk fails: check the disk and restore from a backup")]
    Damaged {
        /// The cause, for logs.
        #[source]
        source: Cause,
    },
    /// The file was deleted, or another one was put in its place.
    #[error(
        "the file of the database was deleted or replaced while it was in use: nothing is written any more; put the \
         file back with the files beside it, or restore a backup, and start the program again"
    )]
    Replaced,
    /// An earlier state of the database was put in its place.
    #[error(
        "the database holds less than was read from it before (its newest number is {head}, {known} was known): it was \
         replaced by an earlier state; start the program again when that is meant"
    )]
    Behind {
        /// The newest number in the database.
        head: u64,
        /// The newest number that was known.
        known: u64,
    },
    /// The journal was put back and written anew.
    #[error(
        "the journal of the database is not the one that was read before: another entry stands under number {number}; \
         it was put back to an earlier state and written anew"
    )]
    Diverged {
        /// The newest number that was known.
        number: u64,
    },
    /// A database that is to be filled holds something already.
    #[error(
        "the database that is to be filled is not empty: name an empty one, or say --replace, and all that it holds goes"
    )]
    NotEmpty,
    /// The database cannot hold every text.
    #[error(
        "the database keeps text as {encoding} and cannot hold every character: it must be UTF8; make one with \
         createdb --encoding=UTF8 --template=template0 NAME"
    )]
    WrongEncoding {
        /// What the database says.
        encoding: String,
    },
    /// The server gives the sessions of its clients away between their transactions.
    #[error(
        "a pooler between here and the database shares sessions between transactions, so that locks and limits get \
         lost: name the database server itself, or let the pooler keep sessions (PgBouncer: pool_mode = session)"
    )]
    SharedSessions,
    /// Someone else committed first.
    #[error("the journal has grown in the meantime: its newest number is {head}")]
    Conflict {
        /// The newest revision, or the newest event of the incidents.
        head: u64,
    },
    /// The idempotency key was used within the last 24 hours.
    #[error("this idempotency key was used already, for revision {revision}")]
    AlreadyCommitted {
        /// Fingerprint of the request that used it.
        fingerprint: String,
        /// The revision that it made.
        revision: u64,
    },
    /// A change set names a key more than once.
    #[error("a change set must name each key only once")]
    DuplicateKey,
    /// A text contains the character U+0000, which databases cannot keep.
    #[error("{field} contains the character U+0000: remove it")]
    NulCharacter {
        /// Which text.
        field: &'static str,
    },
    /// The answer would have more rows than the caller allows.
    #[error("more than {limit} changes")]
    TooMany {
        /// The limit that the caller gave.
        limit: usize,
    },
    /// Something that none of the above describes; the log knows more.
    #[error("the database failed unexpectedly; the log says why")]
    Failed {
        /// The cause, for logs.
        #[source]
        source: Cause,
    },
}
