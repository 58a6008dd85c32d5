//! The program as benches run it: its commands, and the service in a process of its own.

use super::load::{self, Request};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tragweite::map::{Builder, Map};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tragweite");
/// The token of the service.
pub const TOKEN: &str = "a-token-for-benches-only";

/// How long a command takes, which must go well.
pub fn timed(arguments: &[&str]) -> Duration {
    let begin = Instant::now();
    let status = Command::new(PROGRAM).args(arguments).stdout(Stdio::null()).status();
    assert!(status.is_ok_and(|s| s.success()), "{arguments:?} failed");
    begin.elapsed()
}

/// The map of a file.
pub fn read(file: &Path) -> Map {
    let mut builder = Builder::new();
    let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{e}"));
    let source = tragweite::formats::Source::new("map", bytes);
    tragweite::formats::read_map([source], &mut |node, _| builder.add(&node, 1))
        .unwrap_or_else(|p| panic!("{p}"));
    Map::new(builder.finish().unwrap_or_else(|f| panic!("{:?}", f.first())), 1)
}

/// A running service, killed at the end.
pub struct Service {
    child: Child,
    address: SocketAddr,
}

impl Service {
    /// Starts it, and waits until it is ready.
    pub fn start(database: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .args(arguments)
            .env("TRAGWEITE_TOKEN", TOKEN)
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{e}"));
        let stderr = child.stderr.take().unwrap_or_else(|| panic!("no log"));
        let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
        let address = lines
            .find_map(|line| line.split("http://").nth(1)?.split('/').next()?.parse().ok())
            .unwrap_or_else(|| panic!("the service did not say where to look"));
        std::thread::spawn(move || lines.for_each(drop));
        load::once(address, &Request::get("/readyz"));
        Self { child, address }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Resident megabytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1_000
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
