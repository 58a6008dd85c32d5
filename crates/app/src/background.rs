//! Work that takes longer than a moment, off the event loop.

use super::error::AppError;

/// Runs work that takes longer than a moment where it does not hold up requests.
pub(crate) async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "background work failed");
        AppError::Stopping
    })
}
