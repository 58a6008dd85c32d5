//! A private, throw-away PostgreSQL: on a socket in a temporary folder, never as root, gone with the test process.
//!
//! A shell watches over the server and reads from a pipe that only this process holds open. When this process ends,
//! in whatever way, the pipe closes; the shell then stops the server and removes the folder.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

const REMEDY: &str = "these tests need a PostgreSQL server of their own: run scripts/install-postgres.sh \
    (Debian: apt-get install postgresql) and make sure that initdb and pg_ctl are in PATH or in /usr/lib/postgresql/*/bin";

/// Starts, does what words say, and cleans up at the end of its input.
const WATCHDOG: &str = r#"
bin=$1; dir=$2
trap '' INT HUP TERM
cd "$dir" || exit 1
start() {
    "$bin/pg_ctl" -D data -l server.log -w -t 120 -o "-c listen_addresses='' \
        -c unix_socket_directories='$dir' -c max_connections=200 -c shared_buffers=64MB" start \
        </dev/null >>log 2>&1 && echo ready || echo failed
}
stop() { "$bin/pg_ctl" -D data -m immediate -w stop </dev/null >>log 2>&1; }
if "$bin/initdb" -D data -U tragweite -A trust -E UTF8 --locale=C --no-sync </dev/null >>log 2>&1
then start; else echo failed; fi
while read -r word; do
    case "$word" in
        crash) stop; start ;;
        stop) stop; echo ready ;;
        start) start ;;
    esac
done
stop
cd / && rm -rf "$dir"
"#;

/// A running server.
#[derive(Debug)]
pub(crate) struct Cluster {
    folder: PathBuf,
    watchdog: Child,
    words: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// The server that all tests of this process share, each with a database of its own.
pub(crate) fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(Cluster::start)
}

/// Connects past the store.
pub(crate) async fn connect(url: &str) -> PgConnection {
    PgConnectOptions::from_str(url).unwrap().connect().await.unwrap()
}

impl Cluster {
    /// Starts a server; fails the test with what to install when that is not possible.
    pub(crate) fn start() -> Self {
        let Some(programs) = programs() else { panic!("no initdb found; {REMEDY}") };
        let folder = tempfile::Builder::new().prefix("tragweite-pg-").tempdir().unwrap().keep();
        let mut command = unprivileged(&folder);
        command.args(["sh", "-c", WATCHDOG, "watchdog"]).args([&programs, &folder]);
        // Its own process group: Ctrl-C must reach the tests, not the one who cleans up after them.
        command
            .process_group(0)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut watchdog = command.spawn().unwrap_or_else(|error| panic!("cannot run sh: {error}"));
        let words = watchdog.stdin.take();
        let answers = BufReader::new(watchdog.stdout.take().unwrap());
        let mut cluster = Self { folder, watchdog, words, answers };
        cluster.wait_until_ready();
        cluster
    }

    fn wait_until_ready(&mut self) {
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        if answer.trim() != "ready" {
            let read = |name: &str| std::fs::read_to_string(self.folder.join(name)).unwrap_or_default();
            panic!("the test server does not start; {REMEDY}\n{}{}", read("log"), read("server.log"));
        }
    }

    /// Stops the server like a power cut and starts it again.
    pub(crate) fn crash(&mut self) {
        self.told("crash");
    }

    /// Stops the server like a power cut.
    pub(crate) fn stop(&mut self) {
        self.told("stop");
    }

    /// Starts it again.
    pub(crate) fn start_again(&mut self) {
        self.told("start");
    }

    fn told(&mut self, word: &str) {
        self.words.as_mut().unwrap().write_all(format!("{word}\n").as_bytes()).unwrap();
        self.wait_until_ready();
    }

    /// URL of a database on this server.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=tragweite", self.folder.display())
    }

    /// Makes an empty database and returns its URL.
    pub(crate) async fn create_database(&self) -> String {
        self.create_database_in("UTF8").await
    }

    /// The same in another encoding.
    pub(crate) async fn create_database_in(&self, encoding: &str) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut connection = connect(&self.url("postgres")).await;
        let sql = AssertSqlSafe(format!("create database {name} encoding '{encoding}' template template0"));
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        self.url(&name)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.words.take());
        let _ = self.watchdog.wait();
    }
}

/// The folder of `initdb` and `pg_ctl`: from PATH, else the newest version that Debian installed.
fn programs() -> Option<PathBuf> {
    let has_both = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file();
    let path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(folder) = std::env::split_paths(&path).find(has_both) {
        return Some(folder);
    }
    let version = |folder: &PathBuf| folder.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    installed.map(|entry| entry.path().join("bin")).filter(has_both).max_by_key(version)
}

/// A command that runs what follows as somebody who is not root, and owns the folder: PostgreSQL refuses to run as root.
pub(crate) fn unprivileged(folder: &Path) -> Command {
    if std::fs::metadata("/proc/self").map_or(1, |process| process.uid()) != 0 {
        return Command::new("env");
    }
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2).map(str::parse::<u32>);
        Some((ids.next()?.ok()?, ids.next()?.ok()?))
    };
    let Some((user, group)) = find("postgres").or_else(|| find("nobody")) else {
        panic!("neither of the accounts postgres and nobody exists; {REMEDY}");
    };
    chown(folder, Some(user), Some(group)).unwrap();
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={user}")).arg(format!("--regid={group}")).arg("--clear-groups").arg("--");
    command
}
