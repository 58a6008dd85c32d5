//! Whether the database is still the one that was opened and can still be written: what is found once is kept here, and
//! every write asks first. SQLite goes on writing into a file that was deleted or replaced, and tells nobody.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::error::StoreError;

/// What is known of the database of one store.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// The files of SQLite.
    pub(super) files: Option<Files>,
    /// It is damaged. Only a restart, on a mended database, forgets that.
    damaged: AtomicBool,
    /// Its content is that of another database. Only a restart forgets that.
    other: AtomicBool,
    /// The last write found no space.
    full: AtomicBool,
}

impl Health {
    /// Whether anything may be written.
    pub(super) fn may_write(&self) -> Result<(), StoreError> {
        if self.files.as_ref().is_some_and(|files| !files.are_there()) || self.other.load(Ordering::Relaxed) {
            return Err(StoreError::Replaced);
        }
        if self.damaged.load(Ordering::Relaxed) {
            return Err(StoreError::Damaged { source: "the database was found damaged".into() });
        }
        Ok(())
    }

    /// Keeps what a failure says of the database.
    pub(super) fn note(&self, error: &StoreError) {
        match error {
            StoreError::Damaged { .. } => self.damaged.store(true, Ordering::Relaxed),
            StoreError::Full { .. } => self.full.store(true, Ordering::Relaxed),
            _ => {}
        }
    }

    /// Whether the last write found no space.
    pub(super) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// The content is that of another database, or of an earlier state of this one.
    pub(super) fn is_other(&self) {
        self.other.store(true, Ordering::Relaxed);
    }

    /// There is space again.
    pub(super) fn has_room(&self) {
        self.full.store(false, Ordering::Relaxed);
    }
}

/// The files of a SQLite database as they were when it was opened.
#[derive(Debug)]
pub(super) struct Files {
    /// The database, its write-ahead log and the index of that: each with what tells it from another file of the name.
    parts: Vec<(PathBuf, Option<Identity>)>,
    /// Tells this database from others.
    pub(super) identity: String,
    /// When the file was last written to, as far as its content was looked at since.
    looked_at: Mutex<Option<SystemTime>>,
}

/// Device and number of a file.
type Identity = (u64, u64);

impl Files {
    /// Remembers the files of an open database.
    pub(super) fn of(file: &Path, identity: String) -> Self {
        let beside = |ending: &str| {
            let mut name = file.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let all = [file.to_owned(), beside("-wal"), beside("-shm")];
        let there = all.into_iter().filter_map(|path| Some((std::fs::metadata(&path).ok()?, path)));
        let parts = there.map(|(file, path)| (path, identity_of(&file))).collect();
        Self { parts, identity, looked_at: Mutex::new(modified(file)) }
    }

    /// Whether all of them are where they were, and the same.
    fn are_there(&self) -> bool {
        self.parts.iter().all(|(path, before)| {
            let now = std::fs::metadata(path);
            now.is_ok_and(|file| identity_of(&file) == *before)
        })
    }

    /// When the database file was written to, when nobody has looked at its content since.
    pub(super) fn written_since(&self) -> Option<SystemTime> {
        let now = modified(&self.parts.first()?.0);
        let looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
        now.filter(|_| now != *looked_at)
    }

    /// The content was looked at as it was at that time.
    pub(super) fn looked_at(&self, written: SystemTime) {
        *self.looked_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(written);
    }
}

fn modified(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|file| file.modified()).ok()
}

#[cfg(unix)]
fn identity_of(file: &std::fs::Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    Some((file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity_of(_: &std::fs::Metadata) -> Option<Identity> {
    None
}

/// Bytes that must be free beside a database file.
#[cfg(unix)]
const ROOM: u64 = 1 << 20;

/// Whether the disk of a file has next to no space left for us.
#[cfg(unix)]
pub(super) fn no_room_beside(file: &Path) -> bool {
    let Some(folder) = file.parent() else { return false };
    rustix::fs::statvfs(folder).is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM)
}

#[cfg(not(unix))]
pub(super) fn no_room_beside(_: &Path) -> bool {
    false
}

impl Files {
    /// The database file.
    pub(super) fn file(&self) -> Option<&Path> {
        self.parts.first().map(|(path, _)| path.as_path())
    }
}
