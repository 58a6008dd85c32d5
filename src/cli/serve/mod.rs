//! `serve`: the map over HTTP, until it is told to stop.

pub(super) mod args;
mod log;

pub(super) use args::ServeArgs;

use super::certificate::{self, Certificate};
use super::database::shown;
use super::failure::{Failure, plain};
use super::identity::{identity, public};
use super::notify::{allow_mail, allow_webhooks, mailer};
use super::secret::{Secret, Secrets, secret};
use api::connections::{Connections, serve_within};
use api::{Api, MIN_TOKEN, Policy, Proxies, Token, router};
use app::{App, clock};
use model::message;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

/// Where the token may stand instead of in a file.
pub(super) const TOKEN: &str = "TRAGWEITE_TOKEN";
/// How long an address that is in use is waited for: a little more than the usual lame-duck phase.
const HANDED_OVER: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

pub(super) async fn run(args: Box<ServeArgs>) -> Result<(), Failure> {
    log::begin(&args.log)?;
    let database = args.database.url()?;
    let token = token(args.token_file.as_deref())?;
    let proxies = Proxies::new(args.trusted_proxy);
    let mailer = mailer(args.mail)?;
    let certificate = Certificate::read(args.tls_certificate, args.tls_key)?;
    args.zone.into_iter().for_each(words::zone::set_usual);
    let listener = listen(args.listen).await?;
    // Before anybody is told that the service runs, so that no signal is missed.
    let mut asked = Signals::listen().map_err(|e| Failure::Refused(plain(&e)))?;
    let address = listener.local_addr().map_err(|e| Failure::Refused(plain(&e)))?;
    let public_url = args.identity.public_url.clone().map(public).transpose()?;
    let identity = identity(args.identity, address, certificate.is_some())?;
    let app = App::open(Store::open(&database).await?).await?;
    if let Some(identity) = identity {
        app.access.allow_identity(identity).await?;
    }
    public_url.into_iter().for_each(|address| app.access.reached_at(address));
    let keys = !app.access.is_empty();
    let policy = Policy::with_keys(args.listen, token, keys).and_then(|policy| policy.named(&args.host));
    let policy = match policy {
        Ok(policy) => policy.behind(proxies.clone()).with_quotas(args.quota, args.quota_address),
        Err(why) => {
            app.close().await;
            return Err(Failure::Usage(why.into()));
        }
    };
    clock::begin(app.events.last_written().await);
    tell(&database, &policy);
    allow_webhooks(&app, args.webhook_allow)?;
    allow_mail(&app, mailer);
    app.retain(args.keep.retention());
    let (stop, stopped) = watch::channel(false);
    let told = || {
        let mut stopped = stopped.clone();
        async move {
            let _ = stopped.wait_for(|&stop| stop).await;
        }
    };
    let background = [
        tokio::spawn(Arc::clone(&app).follow(told())),
        tokio::spawn(Arc::clone(&app.maps).keep_compact(told())),
        tokio::spawn(Arc::clone(&app.alerts).keep(told())),
        tokio::spawn(Arc::clone(&app.events).keep_log(told())),
        tokio::spawn(Arc::clone(&app.events).post(told())),
        tokio::spawn(Arc::clone(&app.jobs).keep(told())),
        tokio::spawn(Arc::clone(&app.audit).keep(told())),
        tokio::spawn(Arc::clone(&app).keep_reviews(told())),
        tokio::spawn(Arc::clone(&app.access).keep_identity(told())),
        tokio::spawn(certificate::keep(certificate.clone(), asked.reloads(), told())),
    ];
    let router = web::router(router(Api::new(Arc::clone(&app), args.map_limit), policy), Arc::clone(&app));
    let (tls, scheme) = match &certificate {
        Some(certificate) => (Some(certificate.tls()), "https"),
        None => (None, "http"),
    };
    tracing::info!("listening: look at {scheme}://{address}/");
    let limits = Connections { proxies, tls, ..Connections::default() };
    let served = serve_within(limits, listener, router, until_asked(&app, &mut asked, args.lame_duck)).await;
    let _ = stop.send(true);
    for task in background {
        let _ = task.await;
    }
    app.close().await;
    tracing::info!("stopped");
    served.map_err(|e| Failure::Refused(message!("service-failed", why = plain(&e))))
}

/// Takes the address, as soon as one that is just ending lets go of it: that one still answers for its lame-duck phase.
async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    let started = Instant::now();
    let mut told = false;
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(e) if e.kind() == ErrorKind::AddrInUse && started.elapsed() < HANDED_OVER => {
                if !std::mem::replace(&mut told, true) {
                    tracing::warn!("{address} is in use; waiting for a moment");
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            Err(e) => {
                let why = plain(&e);
                return Err(Failure::Refused(message!(
                    "cannot-listen",
                    address = address.to_string(),
                    why = why
                )));
            }
        }
    }
}

/// Says what is served and to whom.
fn tell(database: &str, policy: &Policy) {
    tracing::info!("database: {}", shown(database));
    tracing::info!("{}", policy.describe());
    if policy.has_token() {
        tracing::warn!(
            "one token for everything is in use (--token-file, TRAGWEITE_TOKEN): whoever has it may do all; make keys \
             with roles instead (tragweite key create)"
        );
    }
}

/// Waits until somebody wants the service to end, and then as long as balancers need to notice.
async fn until_asked(app: &App, asked: &mut Signals, lame_duck: Duration) {
    if asked.next().await == Asked::ToLeave && !lame_duck.is_zero() {
        app.leave();
        tracing::info!("stopping soon: not ready any more, so that balancers send nobody here");
        tokio::select! {
            () = tokio::time::sleep(lame_duck) => {}
            // Whoever asks again does not want to wait.
            _ = asked.next() => {}
        }
    }
    tracing::info!("stopping: requests that are running may end");
    app.leave();
    app.events.end();
}

/// The token out of the file or, without one, the environment; never out of an argument, which others can see.
fn token(file: Option<&Path>) -> Result<Option<Token>, Failure> {
    let Some(Secret { from, text }) = secret(Secrets::Token, file, TOKEN)? else { return Ok(None) };
    if text.is_empty() {
        return Err(Failure::Usage(message!("token-empty", from = from, least = MIN_TOKEN)));
    }
    Token::new(&text).map(Some).map_err(|why| Failure::Usage(message!("of-setting", from = from, why = why)))
}

/// What somebody wants of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// To end in good order: whoever sends others here is told first.
    ToLeave,
    /// To end now.
    ToStop,
}

/// The signals from now on. One that asks to read the settings again ends nothing.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    reload: tokio::signal::unix::Signal,
    reloads: Arc<Notify>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            reload: signal(SignalKind::hangup())?,
            reloads: Arc::default(),
        })
    }

    /// Waits for the next one that ends the process.
    async fn next(&mut self) -> Asked {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return Asked::ToLeave,
                _ = self.interrupt.recv() => return Asked::ToStop,
                _ = self.reload.recv() => {
                    tracing::info!("asked to read again what can be read again (SIGHUP)");
                    self.reloads.notify_one();
                }
            }
        }
    }

    /// Notified when somebody wants files to be read again.
    fn reloads(&self) -> Arc<Notify> {
        Arc::clone(&self.reloads)
    }
}

/// The interruption of the program.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Asked {
        let _ = tokio::signal::ctrl_c().await;
        Asked::ToStop
    }

    fn reloads(&self) -> Arc<Notify> {
        Arc::default()
    }
}
