//! Databases on PostgreSQL that could not keep what they are given: another encoding, sessions that are shared.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Stdio};

use tragweite::store::{Store, StoreError};

use super::{by, load, put};
use crate::support::postgres::{self, unprivileged};

/// A PgBouncer in front of one database; it ends with the test.
struct Pooler {
    child: Child,
    _said: BufReader<ChildStderr>,
    folder: tempfile::TempDir,
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Pooler {
    fn start(mode: &str, url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (name, options) = url.strip_prefix("postgres:///").unwrap().split_once('?').unwrap();
        let host = options.split('&').find_map(|option| option.strip_prefix("host=")).unwrap();
        let settings = format!(
            "[databases]\nmap = host={host} dbname={name} user=tragweite\n[pgbouncer]\nlisten_port = 6432\n\
             unix_socket_dir = {}\nauth_type = any\npool_mode = {mode}\n",
            folder.path().display()
        );
        std::fs::write(folder.path().join("settings.ini"), settings).unwrap();
        let mut command = unprivileged(folder.path());
        command.arg("/usr/sbin/pgbouncer").arg(folder.path().join("settings.ini"));
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut all = String::new();
        while !all.contains("process up") {
            assert_ne!(said.read_line(&mut all).unwrap(), 0, "PgBouncer does not start: {all}");
        }
        Self { child, _said: said, folder }
    }

    fn url(&self) -> String {
        format!("postgres:///map?host={}&port=6432&user=any", self.folder.path().display())
    }
}

#[tokio::test]
async fn a_pooler_that_keeps_sessions_works() {
    let direct = postgres::shared().create_database().await;
    let pooler = Pooler::start("session", &direct);
    let store = Store::open(&pooler.url()).await.unwrap();
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    store.ping().await.unwrap();
    assert_eq!(load(&store).await.0, 1);
}

#[tokio::test]
async fn a_pooler_that_shares_sessions_is_refused_with_the_remedy() {
    for mode in ["transaction", "statement"] {
        let direct = postgres::shared().create_database().await;
        let pooler = Pooler::start(mode, &direct);
        let error = Store::open(&pooler.url()).await.unwrap_err();
        assert!(matches!(error, StoreError::SharedSessions), "{mode}: {error:?}");
        assert!(error.to_string().contains("pool_mode = session"), "{error}");
        // Nothing was begun, so that the database itself is as good as new.
        assert_eq!(load(&Store::open(&direct).await.unwrap()).await.0, 0);
    }
}

#[tokio::test]
async fn a_database_that_cannot_hold_every_character_is_refused() {
    for encoding in ["LATIN1", "SQL_ASCII"] {
        let url = postgres::shared().create_database_in(encoding).await;
        let error = Store::open(&url).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::WrongEncoding { encoding: told } if told == encoding),
            "{error:?}"
        );
        let text = error.to_string();
        assert!(text.contains(encoding) && text.contains("UTF8") && text.contains("createdb"), "{text}");
    }
}
