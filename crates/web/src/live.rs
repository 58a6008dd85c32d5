//! What pages that are open are told: that something has changed. What it is, each asks for itself, and gets what it may see.

use crate::ask::Refusal;
use crate::site::Site;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How often is looked whether something is new; looking costs two loads from memory.
const LOOK: Duration = Duration::from_millis(250);
/// How often a sign of life is sent.
const ALIVE: Duration = Duration::from_secs(15);
/// "changed", whenever an incident or the map has changed. Whoever may not read the situation hears nothing.
pub(crate) async fn listen(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    site.get(&visitor, "/v1/incidents?limit=1").await?;
    let place = Arc::clone(&site.listening).try_acquire_owned();
    let place = place.map_err(|_| Refusal::of(StatusCode::SERVICE_UNAVAILABLE))?;
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let known = site.app.news();
    let news = unfold((site, look, known, place), async |(site, mut look, known, place)| {
        loop {
            tokio::select! {
                _ = look.tick() => {}
                () = site.app.events.ended() => return None,
            }
            let now = site.app.news();
            if now != known {
                let event = Event::default().event("changed").data(format!("{}-{}", now.0, now.1));
                return Some((Ok::<_, Infallible>(event), (site, look, now, place)));
            }
        }
    });
    let stream = Sse::new(news).keep_alive(KeepAlive::new().interval(ALIVE));
    Ok(([("cache-control", "no-store"), ("x-accel-buffering", "no")], stream).into_response())
}
