//! The log of the service: what is written, how, and how much of it at most.

use super::super::failure::Failure;
use super::args::{AccessLog, LogArgs, LogFormat};
use model::message;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Logs to standard error from now on.
pub(super) fn begin(args: &LogArgs) -> Result<(), Failure> {
    // The protocol of agents logs whole messages and answers: only for whoever names it.
    let requests = match args.access_log {
        AccessLog::Off => "off",
        AccessLog::Errors => "warn",
        AccessLog::All => "info",
    };
    let wanted = format!("rmcp=warn,{},{}={requests}", args.log_filter, api::REQUESTS);
    let filter = EnvFilter::try_new(wanted)
        .map_err(|e| Failure::Usage(message!("bad-log-filter", why = e.to_string())))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Bounded::new(args.log_limit))
        .with_ansi(io::stderr().is_terminal())
        .with_target(false);
    // It fails only when a log is set up already.
    let _ = match args.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    Ok(())
}

/// Standard error, for so many entries in each second; of the others is told how many they were.
struct Bounded {
    limit: u32,
    second: Mutex<Second>,
}

/// What was written since the second began.
struct Second {
    begun: Instant,
    written: u32,
    left_out: u64,
}

impl Bounded {
    fn new(limit: u32) -> Self {
        Self { limit, second: Mutex::new(Second { begun: Instant::now(), written: 0, left_out: 0 }) }
    }

    /// Whether an entry may be written now, and how many were left out before it.
    fn next(&self, now: Instant) -> (bool, u64) {
        let mut second = self.second.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left_out = 0;
        if now.saturating_duration_since(second.begun) >= Duration::from_secs(1) {
            left_out = second.left_out;
            *second = Second { begun: now, written: 0, left_out: 0 };
        }
        let may = second.written < self.limit;
        if may {
            second.written += 1;
        } else {
            second.left_out += 1;
        }
        (may, left_out)
    }
}

impl<'w> MakeWriter<'w> for Bounded {
    type Writer = Box<dyn Write>;

    fn make_writer(&'w self) -> Self::Writer {
        let (may, left_out) = self.next(Instant::now());
        if left_out > 0 {
            // When nobody reads the log, nobody misses it.
            let _ = writeln!(io::stderr(), "{{\"level\":\"WARN\",\"left_out\":{left_out}}}");
        }
        if may { Box::new(io::stderr()) } else { Box::new(io::sink()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_written_in_a_second_than_allowed() {
        let log = Bounded::new(2);
        let begun = log.second.lock().unwrap().begun;
        let next = |milliseconds| log.next(begun + Duration::from_millis(milliseconds));
        assert_eq!([next(1), next(2), next(3), next(999)], [(true, 0), (true, 0), (false, 0), (false, 0)]);
        assert_eq!([next(1_000), next(1_001), next(1_002)], [(true, 2), (true, 0), (false, 0)]);
        assert_eq!(next(5_000), (true, 1));
    }
}
