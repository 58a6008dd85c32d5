//! The log of the service.

use super::super::failure::Failure;
use super::args::LogFormat;
use model::message;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Logs to standard error from now on.
pub(super) fn begin(format: LogFormat) -> Result<(), Failure> {
    let wanted = std::env::var("RUST_LOG").ok().filter(|wanted| !wanted.is_empty());
    let wanted = wanted.as_deref().unwrap_or("info,sqlx=warn");
    // The protocol of agents logs whole messages and answers: only for whoever names it.
    let filter = EnvFilter::try_new(format!("rmcp=warn,{wanted}"))
        .map_err(|e| Failure::Usage(message!("bad-log-filter", why = e.to_string())))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    // It fails only when a log is set up already.
    let _ = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    Ok(())
}
