//! A program that reads standard input and writes standard output: within a time, and within a size.

use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

/// Bytes of what a failed program says that go into the log.
const SAID: u64 = 4_000;

/// What becomes the program with nothing of our environment but where programs, fonts and temporary files are: it holds
/// secrets. And below everything else: no picture may hold up a question of an incident tool.
const CLEAN: &str = r#"
exec env -i PATH="$PATH" LC_ALL=C.UTF-8 \
    ${HOME:+"HOME=$HOME"} ${TMPDIR:+"TMPDIR=$TMPDIR"} ${LD_LIBRARY_PATH:+"LD_LIBRARY_PATH=$LD_LIBRARY_PATH"} \
    ${FONTCONFIG_FILE:+"FONTCONFIG_FILE=$FONTCONFIG_FILE"} ${FONTCONFIG_PATH:+"FONTCONFIG_PATH=$FONTCONFIG_PATH"} \
    ${XDG_CACHE_HOME:+"XDG_CACHE_HOME=$XDG_CACHE_HOME"} ${XDG_DATA_DIRS:+"XDG_DATA_DIRS=$XDG_DATA_DIRS"} \
    nice -n 10 "$@"
"#;

/// The exit code of `env` and of shells when there is no such program.
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

/// A program that has started and waits for its input; dropping it ends the program.
#[derive(Debug)]
pub(super) struct Running {
    tool: Tool,
    child: Child,
}

impl Tool {
    /// Runs the program on `input` and gives what it wrote. Dropping the future ends the program.
    ///
    /// # Errors
    /// See [`ToolError`].
    pub(super) async fn run(self, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, ToolError> {
        let command = [&[self.program], arguments].concat();
        self.start(&command)?.finish(input).await
    }

    /// Starts a command that is or becomes the program, as [`CLEAN`] says. An exit with code 127 says that the program is
    /// missing.
    ///
    /// # Errors
    /// See [`ToolError`].
    pub(super) fn start(self, command: &[&str]) -> Result<Running, ToolError> {
        let child = Command::new("/bin/sh")
            .args(["-c", CLEAN, "sh"])
            .args(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => ToolError::Missing { program: "/bin/sh", package: "dash" },
                _ => self.failed(error.to_string()),
            })?;
        Ok(Running { tool: self, child })
    }

    fn failed(self, said: String) -> ToolError {
        ToolError::Failed { program: self.program, said }
    }
}

impl Running {
    /// Whether it still waits.
    pub(super) fn is_there(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Gives it all its input and takes what it writes, within the time of the tool from now on.
    ///
    /// # Errors
    /// See [`ToolError`].
    pub(super) async fn finish(self, input: Vec<u8>) -> Result<Vec<u8>, ToolError> {
        let Self { tool, mut child } = self;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
            return Err(tool.failed("its streams could not be opened".into()));
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
                .take(tool.size + 1)
                .read_to_end(&mut written)
                .await
                .map_err(|error| tool.failed(error.to_string()))?;
            match written.len() as u64 > tool.size {
                true => Err(ToolError::TooLarge { program: tool.program, limit: tool.size }),
                false => Ok(written),
            }
        };
        let ((), said, written) =
            tokio::time::timeout(tool.time, async { tokio::try_join!(feed, hear, read) })
                .await
                .map_err(|_| ToolError::TooSlow { program: tool.program, limit: tool.time })??;
        let status = child.wait().await.map_err(|error| tool.failed(error.to_string()))?;
        if status.code() == Some(NOT_FOUND) {
            return Err(ToolError::Missing { program: tool.program, package: tool.package });
        }
        if status.success() && !written.is_empty() {
            Ok(written)
        } else {
            Err(tool.failed(format!("{status}: {}", String::from_utf8_lossy(&said).trim())))
        }
    }
}
