//! Programs that run beside a test: in the foreground, with their log at hand, and gone with the test however it ends.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Runs the program, and at the end of its own input, which only the test holds open, kills all that has come of it.
const WATCHDOG: &str = r#"
"$@" </dev/null 2>&1 &
trap '' TERM
exec >/dev/null 2>&1
cat
kill -KILL 0
"#;

/// Longest wait for a word of a program.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program.
pub(crate) struct Beside {
    name: String,
    watchdog: Child,
    input: Option<ChildStdin>,
    lines: UnboundedReceiver<String>,
    said: String,
}

/// The program of this name; fails the test with what to do when it is missing.
fn find(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Where programs of the administrator are, too.
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let found = folders.map(|folder| folder.join(name)).find(|program| program.is_file());
    found.unwrap_or_else(|| panic!("{name} is missing: run scripts/install-tools.sh test"))
}

impl Beside {
    /// Starts it in a folder.
    pub(crate) fn start(name: &str, folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", WATCHDOG, "watchdog"]).arg(find(name)).args(arguments).current_dir(folder);
        // A group of its own, so that the end of the one is the end of the other, and Ctrl-C reaches only the tests.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut watchdog = command.spawn().expect("sh is missing");
        let (tell, lines) = unbounded_channel();
        let output = BufReader::new(watchdog.stdout.take().unwrap());
        // Read to the end, or the program would wait for its reader.
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let input = watchdog.stdin.take();
        Self { name: name.to_owned(), watchdog, input, lines, said: String::new() }
    }

    /// Waits until the program says this; gives the rest of the line.
    pub(crate) async fn says(&mut self, words: &str) -> String {
        loop {
            let line = tokio::time::timeout(PATIENCE, self.lines.recv()).await;
            let Ok(Some(line)) = line else {
                let how = if line.is_err() { "does not say" } else { "ended before it said" };
                panic!("{} {how} {words:?}:\n{}", self.name, self.said);
            };
            self.said.push_str(&line);
            self.said.push('\n');
            if let Some((_, rest)) = line.split_once(words) {
                return rest.to_owned();
            }
        }
    }
}

impl Beside {
    /// Sends a signal to the program and whatever has come of it.
    pub(crate) fn signal(&self, signal: &str) {
        let group = format!("-{}", self.watchdog.id());
        assert!(Command::new("kill").args([signal, "--", &group]).status().unwrap().success());
    }

    /// Asks the program to end (SIGTERM) and waits until it has said its last word.
    pub(crate) async fn end(mut self) {
        self.signal("-TERM");
        while let Ok(Some(line)) = tokio::time::timeout(PATIENCE, self.lines.recv()).await {
            self.said.push_str(&line);
            self.said.push('\n');
        }
    }

    /// What the program has said so far.
    pub(crate) fn said(&mut self) -> String {
        while let Ok(line) = self.lines.try_recv() {
            self.said.push_str(&line);
            self.said.push('\n');
        }
        self.said.clone()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.watchdog.wait();
        if std::thread::panicking() {
            let said = self.said();
            println!("{} said:\n{said}", self.name);
        }
    }
}
