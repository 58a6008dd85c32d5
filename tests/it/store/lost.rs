//! A database that is no longer what was opened, while it is in use: nothing more is written, and readiness says so.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tragweite::store::{RowChange, Store, StoreError};

use super::{by, load, put};
use crate::support::database::{Database, Kind};

/// A store with a map of some size, all of it in the file itself.
async fn used() -> (Database, Store) {
    let database = Kind::Sqlite.fresh().await;
    let store = Store::open(&database.url).await.unwrap();
    let body = "x".repeat(1_000);
    let rows = (0..2_000).map(|row| RowChange { key: format!("k{row}"), body: Some(body.clone()) });
    store.commit(0, by("x", 1), rows).await.unwrap();
    store.close().await;
    let store = Store::open(&database.url).await.unwrap();
    store.ping().await.unwrap();
    (database, store)
}

fn beside(database: &Database, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", database.file().display()))
}

/// Writes over a part of the file, and sees to it that this can be told by the time.
fn write_over(file: &Path, at: u64, bytes: &[u8]) {
    let mut file = File::options().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
}

async fn writes(store: &Store) -> Result<(), StoreError> {
    let head = store.head().await.unwrap_or(1);
    store.commit(head, by("x", 2), [put("a", "1")].into_iter()).await.map(|_| ())
}

/// Every way to write, at least one of each table's family.
async fn refuses_all(store: &Store, is_it: impl Fn(&StoreError) -> bool) {
    let error = store.ping().await.unwrap_err();
    assert!(is_it(&error), "{error:?}");
    let failures = [
        writes(store).await.unwrap_err(),
        store.save_snapshot(1, 1, b"x").await.unwrap_err(),
        store.lease("post", "me", 1, 2).await.unwrap_err(),
        store.forget_events(1, 10).await.unwrap_err(),
        store.disable_subscription("x", "y").await.unwrap_err(),
        store.forget_job(1).await.map(|_| ()).unwrap_err(),
    ];
    for error in failures {
        assert!(is_it(&error), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_gone_or_another_one_takes_no_writes() {
    for what in ["deleted", "moved away", "replaced", "log deleted", "folder moved"] {
        let (database, store) = used().await;
        let (file, log) = (database.file(), beside(&database, "-wal"));
        let copy = beside(&database, ".copy");
        fs::copy(&file, &copy).unwrap();
        let folder = file.parent().unwrap().to_owned();
        match what {
            "deleted" => fs::remove_file(&file).unwrap(),
            "moved away" => fs::rename(&file, beside(&database, ".old")).unwrap(),
            "replaced" => fs::rename(&copy, &file).unwrap(),
            "log deleted" => fs::remove_file(&log).unwrap(),
            _ => fs::rename(&folder, folder.with_extension("old")).unwrap(),
        }
        refuses_all(&store, |error| matches!(error, StoreError::Replaced)).await;
        assert_eq!(file.exists(), matches!(what, "replaced" | "log deleted"), "{what}: no empty one is made");
        match what {
            "moved away" => fs::rename(beside(&database, ".old"), &file).unwrap(),
            "folder moved" => fs::rename(folder.with_extension("old"), &folder).unwrap(),
            _ => continue,
        }
        store.ping().await.unwrap();
        writes(&store).await.unwrap();
    }
}

#[tokio::test]
async fn content_that_was_written_over_is_found_by_looking() {
    type IsIt = fn(&StoreError) -> bool;
    let damaged: IsIt = |error| matches!(error, StoreError::Damaged { .. });
    let replaced: IsIt = |error| matches!(error, StoreError::Replaced);
    for (what, is_it) in
        [("start", damaged), ("middle", damaged), ("emptied", damaged), ("another", replaced)]
    {
        let (database, store) = used().await;
        let file = database.file();
        assert!(!store.was_written_to(), "{what}");
        match what {
            "start" => write_over(&file, 0, &[0xa5; 8_192]),
            "middle" => {
                let half = fs::metadata(&file).unwrap().len() / 2;
                write_over(&file, half, &[0xa5; 65_536]);
            }
            "emptied" => {
                File::options().write(true).open(&file).unwrap().set_len(0).unwrap();
                write_over(&file, 0, &[]);
            }
            _ => {
                let (other, _) = used().await;
                write_over(&file, 0, &fs::read(other.file()).unwrap());
            }
        }
        assert!(store.was_written_to(), "{what}");
        let error = store.look_at_content().await.unwrap_err();
        assert!(is_it(&error), "{what}: {error:?}");
        refuses_all(&store, is_it).await;
    }
}

#[tokio::test]
async fn what_we_write_ourselves_is_looked_at_and_found_good() {
    let (database, store) = used().await;
    writes(&store).await.unwrap();
    write_over(&database.file(), 0, b"SQLite format 3");
    assert!(store.was_written_to());
    store.look_at_content().await.unwrap();
    assert!(!store.was_written_to(), "until it is written to again");
    writes(&store).await.unwrap();
}

#[tokio::test]
async fn a_disk_without_space_is_not_ready_until_there_is_some() {
    let database = Kind::Sqlite.fresh().await;
    let store = Store::open(&format!("{}?max_page_count=300", database.url)).await.unwrap();
    let body = "x".repeat(20_000);
    let mut head = 0;
    let error = loop {
        match store.commit(head, by("x", 1), [put("a", &body)].into_iter()).await {
            Ok(next) => head = next.number,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full { .. }) && head > 1, "{error:?}");
    for _ in 0..3 {
        let error = store.ping().await.unwrap_err();
        assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    }
    assert_eq!(load(&store).await.0, head, "reading goes on");
    // Somebody else makes room.
    database
        .execute("delete from changes where revision < 5; delete from change_sets where revision < 5")
        .await;
    store.ping().await.unwrap();
    let small = store.commit(head, by("x", 1), [put("b", "1")].into_iter()).await.unwrap();
    assert_eq!(small, head + 1);
    let left = store.idempotent("\u{1}room", 0).await.unwrap();
    assert_eq!(left, None, "what was written to try it is gone");
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (database, store) = used().await;
    writes(&store).await.unwrap();
    for ending in ["", "-wal", "-shm"] {
        let mode = fs::metadata(beside(&database, ending)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{ending}");
    }
}
