//! A connection whose peer must go on reading, and not too slowly: an answer that nobody takes does not hold memory for
//! ever, nor one that is taken byte by byte.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// Bytes that earn a second of waiting.
const RATE: usize = 32 << 10;

/// Fails a write that keeps waiting: all waiting together may take as long as the limit, and what is read earns more.
#[derive(Debug)]
pub(crate) struct Stall<T> {
    inner: T,
    /// The longest wait.
    limit: Duration,
    /// How long may still be waited.
    credit: Duration,
    timer: Pin<Box<Sleep>>,
    waiting: Option<Instant>,
    /// Set while it waits, for others to see.
    stuck: Arc<AtomicBool>,
}

impl<T> Stall<T> {
    pub(crate) fn new(inner: T, limit: Duration, stuck: Arc<AtomicBool>) -> Self {
        Self { inner, limit, credit: limit, timer: Box::pin(sleep(limit)), waiting: None, stuck }
    }

    /// Passes a result on; the clock runs while something waits. `bytes` are those that a success has moved.
    fn watch<R>(
        &mut self,
        cx: &mut Context<'_>,
        result: Poll<io::Result<R>>,
        bytes: impl FnOnce(&R) -> usize,
    ) -> Poll<io::Result<R>> {
        if let Poll::Ready(done) = &result {
            if let Some(since) = self.waiting.take() {
                self.credit = self.credit.saturating_sub(since.elapsed());
                self.stuck.store(false, Ordering::Relaxed);
            }
            let earned = done.as_ref().map_or(0, bytes).saturating_mul(1_000) / RATE;
            self.credit = (self.credit + Duration::from_millis(earned as u64)).min(self.limit);
            return result;
        }
        if self.waiting.is_none() {
            let now = Instant::now();
            self.waiting = Some(now);
            self.stuck.store(true, Ordering::Relaxed);
            self.timer.as_mut().reset(now + self.credit);
        }
        match self.timer.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Stall<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Stall<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.watch(cx, result, |&bytes| bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.watch(cx, result, |&bytes| bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.inner).poll_flush(cx);
        self.watch(cx, result, |()| 0)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.watch(cx, result, |()| 0)
    }
}
