//! `serve`: the map over HTTP, until it is told to stop.

use super::args::{LogFormat, ServeArgs};
use super::failure::Failure;
use crate::api::{Api, Policy, Token, router, serve};
use crate::app::App;
use crate::store::Store;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// Where the token may stand instead of in a file.
const TOKEN: &str = "TRAGWEITE_TOKEN";

pub(super) async fn run(args: ServeArgs) -> Result<(), Failure> {
    log(args.log_format);
    let policy = Policy::new(args.listen, token(args.token_file.as_deref())?).map_err(Failure::Wrong)?;
    let listener = TcpListener::bind(args.listen).await.map_err(|e| {
        Failure::Refused(format!("cannot listen on {}: {e}; choose another port with --listen", args.listen))
    })?;
    let address = listener.local_addr().map_err(|e| Failure::Refused(e.to_string()))?;
    let app = App::open(Store::open(&args.database).await?).await?;
    tracing::info!("{}", policy.describe());
    tracing::info!("look at http://{address}/docs");
    let (stop, stopped) = watch::channel(false);
    let told = || {
        let mut stopped = stopped.clone();
        async move {
            let _ = stopped.wait_for(|&stop| stop).await;
        }
    };
    let background =
        [tokio::spawn(Arc::clone(&app).follow(told())), tokio::spawn(Arc::clone(&app).keep_compact(told()))];
    let router = router(Api::new(Arc::clone(&app), args.map_limit), policy);
    let served = serve(listener, router, async move {
        asked_to_stop().await;
        tracing::info!("stopping");
        let _ = stop.send(true);
    })
    .await;
    for task in background {
        let _ = task.await;
    }
    app.close().await;
    served.map_err(|e| Failure::Refused(format!("the service failed: {e}")))
}

fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // It fails only when a log is set up already.
    let _ = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
}

fn token(file: Option<&Path>) -> Result<Option<Token>, Failure> {
    let text = match file {
        Some(file) => std::fs::read_to_string(file)
            .map(Some)
            .map_err(|e| Failure::Refused(format!("cannot read the token file {}: {e}", file.display())))?,
        None => std::env::var(TOKEN).ok(),
    };
    text.map(|text| Token::new(text.trim())).transpose().map_err(Failure::Wrong)
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}
