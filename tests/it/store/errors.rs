//! What goes wrong outside: each case has its own clear error, gives nothing away, and nothing is half done.

use std::error::Error;

use tragweite::store::{RowChange, Store, StoreError};

use super::{by, load, put};
use crate::support;
use crate::support::database::{Database, Kind, on_both};

on_both!(
    a_database_newer_than_the_program_is_refused,
    tables_of_another_build_are_refused,
    a_read_only_database_is_told_apart,
    a_full_disk_leaves_nothing_half_done,
);

async fn open_error(url: &str) -> StoreError {
    Store::open(url).await.unwrap_err()
}

/// Commits more than one batch.
async fn commit_much(store: &Store, head: u64) -> Result<u64, StoreError> {
    let body = "x".repeat(1_000);
    let changes = (0..2_000).map(move |row| RowChange { key: format!("k{row}"), body: Some(body.clone()) });
    store.commit(head, by("x", 1), changes).await.map(|position| position.number)
}

#[tokio::test]
async fn an_unknown_url_names_the_accepted_ones() {
    for (url, scheme) in [
        ("mysql://user:geheim@host/db", Some("mysql")),
        ("map.db", None),
        ("", None),
        (":x", None),
        ("us er:geheim@host", None),
        ("SQLITE:map.db", Some("SQLITE")),
    ] {
        let error = open_error(url).await;
        match &error {
            StoreError::UnknownUrl { scheme: found } => assert_eq!(found.as_deref(), scheme, "{url}"),
            other => panic!("{url}: {other:?}"),
        }
        let text = error.to_string();
        assert!(text.contains("sqlite:PATH") && text.contains("postgres://USER"), "{text}");
        assert!(!text.contains("geheim"));
    }
}

#[tokio::test]
async fn a_wrong_url_says_what_is_wrong() {
    for (url, word) in [
        ("sqlite:", "path"),
        ("sqlite://", "path"),
        ("sqlite::memory:", "memory"),
        ("sqlite:a.db?mode=memory", "mode=ro"),
        ("sqlite:a.db?cache=shared", "mode=ro"),
        ("sqlite:a.db?max_page_count=0", "max_page_count"),
        ("sqlite:a.db?max_page_count=many", "max_page_count"),
        ("postgres://user:geheim@host:99999/db", "port"),
        ("postgres://user:geheim@host/db?sslmode=perhaps", "ssl"),
        ("postgres:user:geheim@host/db", "postgres://USER"),
        // What may be the rest of a password is not repeated.
        ("postgres://user:x@host/db?sslmod=geheim", "parameter"),
        ("postgres://user:x@host/db?geheim", "parameter"),
        ("postgres://user:x@host/db?password=x&geheim=1", "parameter"),
        ("postgres://app:geheim@ss/w:rd#1?%x@127.0.0.1:5432/db", "%40"),
        ("postgres://app:1/geheim@127.0.0.1:5432/db", "%2F"),
        ("postgres://app:1?geheim@127.0.0.1:5432/db", "%3F"),
        ("postgres://app:1#geheim@127.0.0.1:5432/db", "%23"),
        ("postgres://app:geheim#1@127.0.0.1:1/db", "%23"),
        ("postgres://app:1@geheim@127.0.0.1:1/db", "%40"),
        ("postgres://app:1:geheim@127.0.0.1:1/db", "%3A"),
        ("postgres://app:geheim%x@127.0.0.1:1/db", "%25"),
        ("postgres://127.0.0.1:1/db#geheim", "%23"),
    ] {
        let error = open_error(url).await;
        assert!(matches!(error, StoreError::BadUrl { .. }), "{url}: {error:?}");
        let text = error.to_string();
        assert!(text.contains(word) && !text.contains("geheim"), "{url}: {text}");
    }
    assert!(!std::path::Path::new("a.db").exists());
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let database = Kind::Sqlite.fresh().await;
    let folder = database.file().with_file_name("no such folder");
    let error = open_error(&format!("sqlite:{}", folder.join("map.db").display())).await;
    assert!(matches!(&error, StoreError::MissingFolder { folder: named } if *named == folder), "{error:?}");
    assert!(error.to_string().contains("no such folder") && !folder.exists());
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let database = Kind::Sqlite.fresh().await;
    let folder = database.file().parent().unwrap().display().to_string();
    let error = open_error(&format!("sqlite:{folder}")).await;
    assert!(matches!(error, StoreError::CannotOpen { .. }), "{error:?}");
    assert!(error.to_string().ends_with("it is a folder: name a file in it"), "{error}");
    let error = open_error(&format!("{}?mode=ro", database.url)).await;
    assert!(error.to_string().ends_with("there is no such file"), "{error}");
    let error = open_error("sqlite:/dev/null").await;
    assert!(error.to_string().ends_with("it is not a regular file"), "{error}");
    assert!(!database.file().exists());
}

#[tokio::test]
async fn a_file_of_another_kind_is_left_alone() {
    let database = Kind::Sqlite.fresh().await;
    let text = "tragweite: 1\nservices: {}\n".repeat(500);
    std::fs::write(database.file(), &text).unwrap();
    for url in [database.url.clone(), format!("{}?mode=ro", database.url)] {
        let error = open_error(&url).await;
        assert!(matches!(&error, StoreError::NotADatabase { file } if *file == database.file()), "{error:?}");
        assert!(error.to_string().contains("not a SQLite database"));
    }
    assert_eq!(std::fs::read_to_string(database.file()).unwrap(), text);
}

#[tokio::test]
async fn an_unreachable_server_is_named_without_its_password() {
    for (url, server) in [
        ("postgres://user:geheim@127.0.0.1:1/map", "127.0.0.1:1"),
        ("postgres:///map?host=/nonexistent/folder&user=user&password=geheim", "/nonexistent/folder"),
        ("postgres://us%40er:ge%2Fheim%23%3A@127.0.0.1:1/map?options[search_path]=x", "127.0.0.1:1"),
        ("postgres://127.0.0.1:1/map?user=somebody@example&sslmode=disable", "127.0.0.1:1"),
    ] {
        let error = open_error(url).await;
        assert!(
            matches!(&error, StoreError::Unreachable { server: named, .. } if named == server),
            "{error:?}"
        );
        let text = error.to_string();
        assert!(text.contains(server) && !text.contains("geheim") && !text.contains("user:"), "{text}");
        assert!(error.source().is_some_and(|cause| !cause.to_string().contains("geheim")));
    }
}

#[tokio::test]
async fn a_server_that_refuses_is_not_unreachable() {
    let error = open_error(&support::postgres::shared().url("no_such_database")).await;
    assert!(matches!(error, StoreError::Refused { .. }), "{error:?}");
    assert!(error.source().unwrap().to_string().contains("no_such_database"), "the log knows more");
    assert!(!error.to_string().contains("no_such_database"));
}

async fn a_database_newer_than_the_program_is_refused(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    store.close().await;
    for _ in 0..2 {
        let step = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)";
        let newest = "select max(version) from _sqlx_migrations";
        database
            .execute(&format!(
                "{step} select ({newest}) + 1, 'later', true, checksum, 0 from _sqlx_migrations where version = 1"
            ))
            .await;
    }
    let error = open_error(&database.url).await;
    let StoreError::Newer { database: newer, program } = error else { panic!("{error:?}") };
    assert_eq!(newer, program + 2);
    let text = error.to_string();
    let (newer, known) = (format!("version {newer}"), format!("up to {program};"));
    assert!(
        text.contains(&newer) && text.contains(&known) && text.contains("run the newer program"),
        "{text}"
    );
    database.execute(&format!("delete from _sqlx_migrations where version > {program}")).await;
    assert_eq!(load(&Store::open(&database.url).await.unwrap()).await.0, 1, "nothing was lost");
}

async fn tables_of_another_build_are_refused(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    store.close().await;
    let checksum = match database.kind {
        Kind::Sqlite => "x'00'",
        Kind::Postgres => r"'\x00'::bytea",
    };
    database.execute(&format!("update _sqlx_migrations set checksum = {checksum}")).await;
    let error = open_error(&database.url).await;
    assert!(matches!(error, StoreError::ForeignSchema { version: 1 }), "{error:?}");
    assert!(error.to_string().contains("use the program that made them"));
}

async fn a_read_only_database_is_told_apart(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    let reader = match database.kind {
        // The owner keeps the file open meanwhile, as `serve` does while somebody looks at the map.
        Kind::Sqlite => Store::open(&format!("{}?mode=ro", database.url)).await.unwrap(),
        Kind::Postgres => {
            let name = database.url.split(['/', '?']).nth(3).unwrap();
            database.execute(&format!("alter database {name} set default_transaction_read_only = on")).await;
            // Whose tables are up to date can be opened, and says that it cannot be written.
            let opened = Store::open(&database.url).await.unwrap();
            assert!(matches!(opened.ping().await, Err(StoreError::ReadOnly { .. })));
            end_connections(&database).await;
            store.clone()
        }
    };
    let error = reader.commit(1, by("x", 1), [put("a", "2")].into_iter()).await.unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error:?}");
    assert!(error.to_string().contains("read-only") && error.source().is_some());
    assert!(matches!(reader.save_snapshot(1, 1, b"x").await, Err(StoreError::ReadOnly { .. })));
    assert_eq!(load(&reader).await.1["a"], ("1".to_owned(), 1), "reading goes on");
    assert_eq!((reader.head().await.unwrap(), reader.load_snapshot(1).await.unwrap()), (1, None));
}

/// A real full disk would need root to make, and would stop the server of all other tests. SQLite's page limit gives
/// the same error from the same place; on PostgreSQL the table reports what a full disk reports.
async fn a_full_disk_leaves_nothing_half_done(database: Database) {
    let url = match database.kind {
        Kind::Sqlite => format!("{}?max_page_count=200", database.url),
        Kind::Postgres => database.url.clone(),
    };
    let store = Store::open(&url).await.unwrap();
    if database.kind == Kind::Postgres {
        let full = "create function full_disk() returns trigger language plpgsql as \
            $$ begin raise exception using errcode = 'disk_full'; end $$; \
            create trigger full_changes before insert on changes for each row \
                when (new.key = 'k1777') execute function full_disk(); \
            create trigger full_parts before insert on snapshot_parts for each row \
                when (new.part = 1) execute function full_disk()";
        database.execute(full).await;
    }
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    store.save_snapshot(1, 1, b"small").await.unwrap();
    let before = load(&store).await;
    let error = commit_much(&store, 1).await.unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    assert!(error.to_string().contains("no space") && error.source().is_some());
    let error = store.save_snapshot(1, 1, &[7; 5 << 20]).await.unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    assert_eq!(load(&store).await, before);
    assert_eq!(store.change_sets(None, 10).await.unwrap().len(), 1);
    assert_eq!(store.changes_since(0, 10).await.unwrap().rows.len(), 1);
    assert_eq!(store.load_snapshot(1).await.unwrap().unwrap().bytes, b"small");
    assert_eq!(
        store.commit(1, by("x", 1), [put("b", "1")].into_iter()).await.unwrap(),
        2,
        "small ones still fit"
    );
    store.close().await;
    if database.kind == Kind::Postgres {
        database.execute("drop function full_disk cascade").await;
    }
    let roomy = Store::open(&database.url).await.unwrap();
    assert_eq!(commit_much(&roomy, 2).await.unwrap(), 3);
    assert_eq!(load(&roomy).await.1.len(), 2_002);
}

/// Ends all connections to a database on PostgreSQL, as a restart of the server does.
async fn end_connections(database: &Database) {
    let end = "select pg_terminate_backend(pid, 10000) from pg_stat_activity \
        where datname = current_database() and pid <> pg_backend_pid()";
    database.execute(end).await;
}

#[tokio::test]
async fn a_lost_connection_heals() {
    let database = Kind::Postgres.fresh().await;
    let store = Store::open(&database.url).await.unwrap();
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    end_connections(&database).await;
    store.ping().await.unwrap();
    assert_eq!(store.commit(1, by("x", 1), [put("a", "2")].into_iter()).await.unwrap(), 2);
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_undoes_the_change_set() {
    let database = Kind::Postgres.fresh().await;
    let store = Store::open(&database.url).await.unwrap();
    let (ask, asked) = std::sync::mpsc::channel::<()>();
    let (answer, answered) = std::sync::mpsc::channel();
    let killer = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        asked.recv().unwrap();
        runtime.block_on(end_connections(&database));
        answer.send(()).unwrap();
        database
    });
    let changes = (0..2_000).map(move |row| {
        if row == 1_300 {
            ask.send(()).unwrap();
            answered.recv().unwrap();
        }
        put(&format!("k{row}"), "1")
    });
    let error = store.commit(0, by("x", 1), changes).await.unwrap_err();
    assert!(matches!(error, StoreError::ConnectionLost { .. }), "{error:?}");
    assert_eq!(load(&store).await, (0, [].into()));
    drop(killer.join().unwrap());
}
