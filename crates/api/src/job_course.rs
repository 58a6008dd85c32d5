//! How a job gets on, as it happens.

use super::jobs::{JobParam, doc};
use super::params::At;
use super::problem::Problem;
use super::respond::stream;
use super::state::Api;
use app::{App, AppError};
use axum::response::Response;
use axum::response::sse::Event;
use futures_util::stream::unfold;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::JobRow;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Interval, MissedTickBehavior, interval};
use wire::job::JobDoc;

/// How often it is looked how far the job has come: as often as whoever works on it says so.
const LOOK: Duration = Duration::from_millis(500);

/// Follow a job (Server-Sent Events).
///
/// Each event is named `job`, its data is the job: at once, then whenever it stands otherwise or has come further. The
/// stream ends with the job (`done`, `failed`, `cancelled`); a reader that would come back by itself ends it then.
#[utoipa::path(get, path = "/v1/jobs/{id}/events", operation_id = "followJob", tag = "Planning", params(JobParam), responses(
    (status = 200, description = "A stream that ends when the job is over. The data of each `job` is the job", content(
        (JobDoc = "text/event-stream", example = json!(
            "event: job\ndata: {\"id\":\"j-000042\",\"state\":\"running\",\"progress\":{\"done\":12,\"total\":64}}\n\n"))))))]
pub(super) async fn follow(api: Api, At(JobParam { id }): At<JobParam>) -> Result<Response, Problem> {
    let place = api.place_to_listen()?;
    let number = id.0;
    // One that is not there is told as such, and not by a stream that ends.
    let first = api.app.jobs.read(number).await?;
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let follower = Follower {
        app: Arc::clone(&api.app),
        number,
        next: Some(first),
        told: String::new(),
        look,
        _place: place,
    };
    let events = unfold(follower, async |mut follower| {
        let event = follower.next().await?;
        Some((Ok::<_, Infallible>(event), follower))
    });
    Ok(stream(events))
}

/// Somebody who follows a job.
struct Follower {
    app: Arc<App>,
    number: u64,
    /// How it stands, when that is known already; nothing more once it is over.
    next: Option<JobRow>,
    told: String,
    look: Interval,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    /// What is sent next; nothing more when the job is over or forgotten, or the service ends.
    async fn next(&mut self) -> Option<Event> {
        let mut job = self.next.take()?;
        loop {
            let doc = doc(&job);
            let is_over = !matches!(doc.state.as_str(), "queued" | "running");
            let text = serde_json::to_string(&doc).unwrap_or_default();
            if text != self.told {
                let event = Event::default().event("job").data(&text);
                self.told = text;
                self.next = (!is_over).then_some(job);
                return Some(event);
            }
            tokio::select! {
                _ = self.look.tick() => {}
                () = self.app.events.ended() => return None,
            }
            job = match self.app.jobs.read(self.number).await {
                Ok(job) => job,
                Err(AppError::NotFound { .. }) => return None,
                Err(error) => {
                    tracing::warn!(%error, "a reader of a job is cut off");
                    return None;
                }
            };
        }
    }
}
