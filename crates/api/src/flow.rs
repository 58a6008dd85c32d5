//! Bytes on their way, in and out: within budgets that hold for all requests together, and never slower than a minimum.

use super::crowd::Seat;
use super::deliveries::DELIVERY;
use super::inflate::{Sent, inflate, is_compressed};
use super::mcp;
use super::problem::Problem;
use super::request::BODY;
use super::rights::Need;
use access::Right;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::StreamExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// Budgets are counted in pieces of so many bytes.
const PIECE: usize = 64 << 10;
/// Bytes of bodies at once, beside one whole map.
const BODIES: usize = 64 << 20;
/// Bytes of deliveries of alerts at once: nobody else can use these up.
const DELIVERIES: usize = 3 * DELIVERY;
/// Bytes of answers at once.
const ANSWERS: usize = 256 << 20;
/// What an answer counts that is written while it is read.
const STREAMED: usize = 2 << 20;
/// How long a body may take whatever its length.
const GRACE: Duration = Duration::from_secs(10);
/// Bytes a second that a body must come with, beyond that.
const RATE: u64 = 256 << 10;

/// The budgets of all requests.
#[derive(Debug)]
pub(super) struct Flow {
    bodies: Arc<Semaphore>,
    deliveries: Arc<Semaphore>,
    answers: Arc<Semaphore>,
    map_limit: usize,
}

/// Bytes of a budget; given back when it is dropped.
type Share = Option<OwnedSemaphorePermit>;

fn budget(bytes: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new((bytes / PIECE).min(Semaphore::MAX_PERMITS)))
}

fn claim(budget: &Arc<Semaphore>, bytes: usize) -> Option<OwnedSemaphorePermit> {
    let pieces = u32::try_from(bytes.div_ceil(PIECE)).ok()?;
    Arc::clone(budget).try_acquire_many_owned(pieces).ok()
}

impl Flow {
    pub(super) fn new(map_limit: usize) -> Self {
        Self {
            bodies: budget(BODIES.saturating_add(map_limit)),
            deliveries: budget(DELIVERIES),
            answers: budget(ANSWERS),
            map_limit,
        }
    }

    /// Takes the whole body of a request before any work is done for it; the share is to be kept as long as the body is.
    /// One that is too large is handed on with its rest, to be refused where its limit is known.
    pub(super) async fn take(&self, request: Request, need: Need) -> Result<(Request, Share), Problem> {
        if request.body().is_end_stream() {
            return Ok((request, None));
        }
        let path = request.uri().path();
        let (budget, limit) = match path {
            "/v1/map" => (&self.bodies, self.map_limit),
            mcp::PATH => (&self.bodies, mcp::BODY),
            _ if need.right == Right::Deliver => (&self.deliveries, DELIVERY),
            _ => (&self.bodies, BODY),
        };
        let compressed = is_compressed(request.headers())?;
        let (parts, body) = request.into_parts();
        let mut rest = body.into_data_stream();
        let (mut pieces, mut piece) = (Vec::new(), Vec::new());
        let (mut came, mut share) = (0, Share::None);
        let begin = Instant::now();
        while came <= limit {
            let late = begin + GRACE + Duration::from_millis(came as u64 * 1_000 / RATE);
            let Ok(next) = timeout_at(late, rest.next()).await else { return Err(Problem::too_slow()) };
            let Some(next) = next else { break };
            let next = next.map_err(|_| Problem::broken_off())?;
            came += next.len();
            piece.extend_from_slice(&next);
            if piece.len() >= PIECE {
                claim_more(&mut share, budget, piece.len())?;
                pieces.push(Bytes::from(std::mem::take(&mut piece)));
            }
        }
        if let Some(seat) = parts.extensions.get::<Seat>() {
            seat.asks();
        }
        pieces.push(Bytes::from(piece));
        if compressed {
            if came > limit {
                return Err(Problem::too_large(limit));
            }
            return unpacked(parts, pieces, share, Arc::clone(budget), limit).await;
        }
        let body = match <[Bytes; 1]>::try_from(pieces) {
            Ok([all]) if came <= limit => Body::from(all),
            Ok([all]) => Body::from_stream(futures_util::stream::iter([Ok(all)]).chain(rest)),
            Err(pieces) => {
                Body::from_stream(futures_util::stream::iter(pieces.into_iter().map(Ok)).chain(rest))
            }
        };
        Ok((Request::from_parts(parts, body), share))
    }

    /// Lets an answer out when the budget allows it.
    pub(super) fn give(&self, response: Response) -> Result<Response, Problem> {
        let size = match response.body().size_hint().exact() {
            Some(size) => usize::try_from(size).unwrap_or(usize::MAX),
            None if is_events(&response) => return Ok(response),
            None => STREAMED,
        };
        if size <= PIECE {
            return Ok(response);
        }
        let share = claim(&self.answers, size.min(ANSWERS)).ok_or_else(Problem::overloaded)?;
        Ok(response.map(|inner| Body::new(Given { inner, left: Bytes::new(), _share: share })))
    }
}

/// Claims some more of a budget.
fn claim_more(share: &mut Share, budget: &Arc<Semaphore>, bytes: usize) -> Result<(), Problem> {
    let more = claim(budget, bytes).ok_or_else(Problem::overloaded)?;
    match share {
        Some(share) => share.merge(more),
        none => *none = Some(more),
    }
    Ok(())
}

/// The request with what its compressed body holds; both count as long as it is worked on.
async fn unpacked(
    mut parts: Parts,
    packed: Vec<Bytes>,
    mut share: Share,
    budget: Arc<Semaphore>,
    limit: usize,
) -> Result<(Request, Share), Problem> {
    let sent = Bytes::from(packed.concat());
    parts.extensions.insert(Sent(sent.clone()));
    let work = move || {
        let mut pieces = Vec::new();
        inflate(sent.as_ref(), limit, PIECE, |piece| {
            claim_more(&mut share, &budget, piece.len())?;
            pieces.push(Ok::<_, axum::Error>(piece));
            Ok(())
        })?;
        Ok::<_, Problem>((pieces, share))
    };
    let worked = tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error))?;
    let (pieces, share) = worked?;
    parts.headers.remove(header::CONTENT_ENCODING);
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok((Request::from_parts(parts, Body::from_stream(futures_util::stream::iter(pieces))), share))
}

/// Events hold next to nothing and never end.
fn is_events(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

/// An answer that counts until it has gone out, in small pieces: what is handed over at once would count no more.
struct Given {
    inner: Body,
    left: Bytes,
    _share: OwnedSemaphorePermit,
}

impl HttpBody for Given {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.left.is_empty() {
            match ready!(Pin::new(&mut self.inner).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.left = data,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                end => return Poll::Ready(end),
            }
        }
        let piece = self.left.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, left) = (self.inner.size_hint(), self.left.len() as u64);
        match inner.exact() {
            Some(exact) => SizeHint::with_exact(exact + left),
            None => SizeHint::default(),
        }
    }
}
