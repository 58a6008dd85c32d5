//! A program that reads standard input and writes standard output: within a time, and within a size.

use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

/// Bytes of what a failed program says that go into the log.
const SAID: u64 = 4_000;

/// The exit code of `nice` when there is no such program.
const NOT_FOUND: i32 = 127;

/// A program, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tool {
    /// Its name in the search path.
    pub(super) program: &'static str,
    /// The Debian package that brings it.
    pub(super) package: &'static str,
    /// The longest that it may take.
    pub(super) time: Duration,
    /// The most bytes that it may write.
    pub(super) size: u64,
}

/// Why a program gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// It is not there.
    #[error("the program {program} is missing: install it (Debian: apt-get install {package})")]
    Missing {
        /// Its name.
        program: &'static str,
        /// The package that brings it.
        package: &'static str,
    },
    /// It took too long and was ended.
    #[error("{program} took longer than {} s and was ended", .limit.as_secs())]
    TooSlow {
        /// Its name.
        program: &'static str,
        /// How long it had.
        limit: Duration,
    },
    /// It wrote too much.
    #[error("{program} wrote more than {limit} bytes")]
    TooLarge {
        /// Its name.
        program: &'static str,
        /// How much is allowed.
        limit: u64,
    },
    /// It failed.
    #[error("{program} failed")]
    Failed {
        /// Its name.
        program: &'static str,
        /// What it said, for the log: it may hold names of the map.
        said: String,
    },
}

impl Tool {
    /// Runs the program on `input` and gives what it wrote. Dropping the future ends the program.
    ///
    /// # Errors
    /// See [`ToolError`].
    pub(super) async fn run(self, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, ToolError> {
        let failed = |said: String| ToolError::Failed { program: self.program, said };
        // Below everything else: no picture may hold up a question of an incident tool.
        let mut child = Command::new("nice")
            .args(["-n", "10", self.program])
            .args(arguments)
            .env_remove("TRAGWEITE_TOKEN")
            .env_remove("TRAGWEITE_DATABASE")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => ToolError::Missing { program: "nice", package: "coreutils" },
                _ => failed(error.to_string()),
            })?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
            return Err(failed("its streams could not be opened".into()));
        };
        // All three at once: a program that writes before it has read everything must not wait for us.
        let feed = async move {
            // It may stop reading when it has failed; its exit status tells.
            let _ = stdin.write_all(&input).await;
            Ok(())
        };
        let hear = async move {
            let mut said = Vec::new();
            let mut stderr = stderr.take(SAID);
            let _ = stderr.read_to_end(&mut said).await;
            // What it says beyond that is not kept, but must not hold it up.
            let _ = tokio::io::copy(&mut stderr.into_inner(), &mut tokio::io::sink()).await;
            Ok(said)
        };
        let read = async move {
            let mut written = Vec::new();
            stdout
                .take(self.size + 1)
                .read_to_end(&mut written)
                .await
                .map_err(|error| failed(error.to_string()))?;
            match written.len() as u64 > self.size {
                true => Err(ToolError::TooLarge { program: self.program, limit: self.size }),
                false => Ok(written),
            }
        };
        let ((), said, written) =
            tokio::time::timeout(self.time, async { tokio::try_join!(feed, hear, read) })
                .await
                .map_err(|_| ToolError::TooSlow { program: self.program, limit: self.time })??;
        let status = child.wait().await.map_err(|error| failed(error.to_string()))?;
        if status.code() == Some(NOT_FOUND) {
            return Err(ToolError::Missing { program: self.program, package: self.package });
        }
        if status.success() && !written.is_empty() {
            Ok(written)
        } else {
            Err(failed(format!("{status}: {}", String::from_utf8_lossy(&said).trim())))
        }
    }
}
