//! Accepts connections and serves them: so many at once, impatient with slow clients, and able to end in good order.

use super::crowd::{Crowd, Seat};
use super::proxy::Proxies;
use super::stall::Stall;
use super::tls::Tls;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;
use tower_http::timeout::TimeoutBody;

/// How long to wait when the system has no connection to give, for example because no file handle is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Limits on connections.
#[derive(Debug, Clone)]
pub struct Connections {
    /// How many are open at once. When one more comes, the one goes that has been unused for longest.
    pub max: usize,
    /// How many more may be open while all others are busy: they get answers about the health of the service, and may
    /// deliver alerts.
    pub reserve: usize,
    /// How many may come from one address that is not on this machine and no proxy; how many requests a proxy may have
    /// under way for one.
    pub by_peer: usize,
    /// The proxies that are believed when they say for whom they speak.
    pub proxies: Proxies,
    /// How connections are secured; none: a proxy in front does it, or nobody.
    pub tls: Option<Tls>,
    /// How long the head of a request may take; also how long an unused connection stays open.
    pub head_timeout: Duration,
    /// Most bytes of the head of a request; at least 8 KiB.
    pub head_bytes: usize,
    /// Most headers of a request.
    pub headers: usize,
    /// How long a client may leave an answer unread; whoever reads only a little at a time has less.
    pub write_stall: Duration,
    /// How long the next part of a body may take.
    pub body_stall: Duration,
    /// How long requests may go on after the service was told to end.
    pub drain: Duration,
}

impl Default for Connections {
    /// 1024 connections, 128 more, 512 from one address, 15 s, 32 KiB, 64 headers, 30 s, 30 s, 20 s.
    fn default() -> Self {
        Self {
            max: 1024,
            reserve: 128,
            by_peer: 512,
            proxies: Proxies::default(),
            tls: None,
            head_timeout: Duration::from_secs(15),
            head_bytes: 32 * 1024,
            headers: 64,
            write_stall: Duration::from_secs(30),
            body_stall: Duration::from_secs(30),
            drain: Duration::from_secs(20),
        }
    }
}

/// Serves with the usual limits; see [`serve_within`].
///
/// # Errors
/// The listener itself is unusable.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_within(Connections::default(), listener, router, shutdown).await
}

/// Serves until `shutdown` is done, then lets running requests end within [`Connections::drain`]. Speaks HTTP/1.1,
/// with [`Connections::tls`] over TLS; HTTP/2 is the work of a proxy in front.
///
/// # Errors
/// The listener itself is unusable.
pub async fn serve_within(
    limits: Connections,
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.local_addr()?;
    let crowd = Crowd::new(limits.max, limits.reserve, limits.by_peer, limits.proxies.clone());
    let (ending, end) = watch::channel(());
    let mut open = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(ended) = open.join_next() => note(ended),
            accepted = listener.accept() => match accepted {
                // Whoever finds no seat is sent away at once: better than to be left waiting.
                Ok((stream, peer)) => if let Some(seat) = crowd.enter(peer.ip().to_canonical()) {
                    open.spawn(accepted_connection(stream, peer, seat, router.clone(), limits.clone(), end.clone()));
                },
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    // Whoever connects now is refused by the system at once instead of being left waiting.
    drop(listener);
    drop((ending, end));
    let all = async {
        while let Some(ended) = open.join_next().await {
            note(ended);
        }
    };
    if timeout(limits.drain, all).await.is_err() {
        tracing::warn!(connections = open.len(), "breaking off connections that did not end in time");
        open.shutdown().await;
    }
    Ok(())
}

/// An answer on its way; when it has gone, the connection is unused.
struct Answering {
    inner: Body,
    seat: Seat,
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.seat.has_asked();
    }
}

impl HttpBody for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Secures a connection where that is wanted, and serves it.
async fn accepted_connection(
    stream: TcpStream,
    peer: SocketAddr,
    seat: Seat,
    router: Router,
    limits: Connections,
    end: watch::Receiver<()>,
) {
    // Answers go out whole; waiting for more to send would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY");
    }
    let Some(tls) = &limits.tls else { return connection(stream, peer, seat, router, limits, end).await };
    let secured = tokio::select! {
        secured = timeout(limits.head_timeout, tls.acceptor().accept(stream)) => secured,
        () = seat.given_away() => return,
    };
    match secured {
        Ok(Ok(stream)) => connection(stream, peer, seat, router, limits, end).await,
        Ok(Err(error)) => tracing::debug!(%error, "a connection could not be secured"),
        Err(_) => tracing::debug!("a connection was not secured in time"),
    }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    seat: Seat,
    router: Router,
    limits: Connections,
    mut end: watch::Receiver<()>,
) {
    let (asking, answering) = (seat.clone(), seat.clone());
    let service = router
        .map_request(move |request: hyper::Request<Incoming>| {
            asking.begins(!request.body().is_end_stream());
            let mut request = request.map(|body| Body::new(TimeoutBody::new(limits.body_stall, body)));
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(asking.clone());
            request
        })
        .map_response(move |response: Response| {
            response.map(|inner| Body::new(Answering { inner, seat: answering.clone() }))
        });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .max_buf_size(limits.head_bytes.max(8 * 1024))
        .max_headers(limits.headers);
    let io = TokioIo::new(Stall::new(stream, limits.write_stall, seat.stuck()));
    let mut served = pin!(builder.serve_connection(io, TowerToHyperService::new(service)));
    let mut ending = false;
    let result = loop {
        tokio::select! {
            result = served.as_mut() => break result,
            () = seat.given_away() => break Ok(()),
            // The sender only ever goes away, which is the signal.
            _ = end.changed(), if !ending => {
                ending = true;
                served.as_mut().graceful_shutdown();
            }
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}

fn note(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "a connection panicked");
    }
}
