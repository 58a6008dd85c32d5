//! Changes of the situation as they happen: Server-Sent Events that go on where a reader left off.

use super::params::{Headers, Query, params};
use super::problem::Problem;
use super::respond::stream;
use super::state::Api;
use super::values::{EventNumber, Several};
use access::{Principal, Right};
use app::events::{FeedPart, told};
use app::{App, AppError};
use axum::response::Response;
use axum::response::sse::Event;
use futures_util::stream::unfold;
use model::{EventFilter, Key, Layer, Level, LoggedChange, TextLanguage};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::Interval;
use wire::event::{CloudEventDoc, NODE_CHANGED};

/// How long a reader waits before it comes back.
const RETRY: Duration = Duration::from_secs(5);
/// How often it is looked whether there is an event that a reader knows and this process does not.
const AHEAD: Duration = Duration::from_millis(100);
/// How often it is looked whether a reader may still be told.
const RIGHTS: Duration = Duration::from_secs(1);
/// Events that wait in memory for one reader. The others wait in the log.
const QUEUE: usize = 64;

params! {
    /// What to listen to.
    pub(super) struct EventsParams in Query {
        /// Go on after this event; absent (and no `Last-Event-ID`) = only what happens from now on; 0 = everything that is
        /// kept.
        after "after": EventNumber,
        /// Only these agencies and what they run, separated by commas.
        agencies "agencies": Several<Key>,
        /// Only these nodes, separated by commas.
        nodes "nodes": Several<Key>,
        /// Only these layers, separated by commas.
        layers "layers": Several<Layer>,
        /// Only nodes that come to or leave one of these levels, separated by commas.
        levels "levels": Several<Level>,
        /// Only these districts (the first two to five digits of the regional key of the agency), separated by commas.
        districts "districts": Several<String>,
        /// What happens in exercises, too; no when absent. It is marked.
        exercises "exercises": bool = false,
        /// The language of the sentence in each event; German when absent.
        language "language": TextLanguage,
    }
}

params! {
    /// Where a reader left off.
    pub(super) struct LastEventHeader in Header {
        /// The `id` of the last event that was read; browsers send it by themselves. It wins over `after`.
        last "Last-Event-ID": String,
    }
}

/// Listen to changes of the situation (Server-Sent Events).
///
/// `id` is the number of an event, `event` its type, `data` a CloudEvent in one line; a comment comes every 15 seconds.
/// Whoever comes back is told what happened meanwhile, in order and without gaps, by whichever process of the service.
/// When that is not kept any more, the id is not one of this service, or the database was put back to an earlier state,
/// the event `reset` comes: read `/v1/situation` again then. Events are kept for 30
/// days. A reader that does not read is cut off, and can come back. Each is told of what he may see, and the stream ends with
/// his right.
#[utoipa::path(get, path = "/v1/events", operation_id = "followEvents", tag = "Events", params(EventsParams, LastEventHeader), responses(
    (status = 200, description = "A stream without end. The data of each `situation.node-changed` is a CloudEvent", content(
        (CloudEventDoc<'static> = "text/event-stream", example = json!(
            "id: 4711\nevent: situation.node-changed\ndata: {\"specversion\":\"1.0\",\"id\":\"evt-4711\"}\n\n"))))))]
pub(super) async fn listen(
    api: Api,
    Query(said): Query<EventsParams>,
    Headers(LastEventHeader { last }): Headers<LastEventHeader>,
) -> Result<Response, Problem> {
    let filter = EventFilter {
        agencies: all(said.agencies),
        nodes: all(said.nodes),
        layers: all(said.layers),
        levels: all(said.levels),
        districts: all(said.districts),
        exercises: said.exercises,
    };
    // An id that is none of ours is one that is not there: the reader is told so.
    let last = last.filter(|id| !id.is_empty()).map(|id| id.parse().unwrap_or(u64::MAX));
    let place = api.place_to_listen()?;
    let (newest, turns) = (api.app.events.newest(), api.app.events.turns());
    let after = last.or(said.after.map(|after| after.0)).unwrap_or(*newest.borrow());
    let reader = Reader {
        app: Arc::clone(&api.app),
        newest,
        turns,
        after,
        queue: VecDeque::from([Event::default().retry(RETRY)]),
        filter,
        language: said.language.unwrap_or_default(),
        who: api.who(),
        rights: tokio::time::interval(RIGHTS),
        _place: place,
    };
    let events = unfold(reader, async |mut reader| {
        let event = reader.next().await?;
        Some((Ok::<_, Infallible>(event), reader))
    });
    Ok(stream(events))
}

fn all<T>(list: Option<Several<T>>) -> Vec<T> {
    list.map_or_else(Vec::new, |list| list.0)
}

/// What a reader waited for.
enum Waited {
    /// There are more events.
    News,
    /// The log was put back to an earlier state.
    Turned,
    /// Nothing yet, though the reader knows more than this process.
    Ahead,
    /// Nothing; it is time to look whether he may still be told.
    Nothing,
}

/// Somebody who listens.
struct Reader {
    app: Arc<App>,
    newest: watch::Receiver<u64>,
    /// Changes when the log was put back to an earlier state.
    turns: watch::Receiver<u64>,
    /// The last event that was looked at.
    after: u64,
    queue: VecDeque<Event>,
    filter: EventFilter,
    language: TextLanguage,
    who: Arc<Principal>,
    /// When it is looked next whether he may still be told.
    rights: Interval,
    _place: OwnedSemaphorePermit,
}

impl Reader {
    /// What is sent next; nothing more when the service ends, or the database fails: the reader then comes back.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if !self.app.access.is_still(&self.who) {
                return None;
            }
            if let Some(event) = self.queue.pop_front() {
                return Some(event);
            }
            let filled = match self.wait().await? {
                Waited::News => self.fill().await,
                Waited::Turned => self.reset().await,
                Waited::Ahead => self.look_ahead().await,
                Waited::Nothing => Ok(()),
            };
            if let Err(error) = filled {
                tracing::warn!(%error, "a reader of events is cut off");
                return None;
            }
        }
    }

    /// Waits for something to happen; nothing: the service ends.
    async fn wait(&mut self) -> Option<Waited> {
        let ahead = *self.newest.borrow() < self.after;
        tokio::select! {
            changed = self.turns.changed() => changed.is_ok().then_some(Waited::Turned),
            waited = self.newest.wait_for(|&newest| newest > self.after) => waited.is_ok().then_some(Waited::News),
            () = tokio::time::sleep(AHEAD), if ahead => Some(Waited::Ahead),
            _ = self.rights.tick() => Some(Waited::Nothing),
            () = self.app.events.ended() => None,
        }
    }

    /// The reader knows an event that this process does not: another one has written it, or there is none.
    async fn look_ahead(&mut self) -> Result<(), AppError> {
        match self.app.events.reaches(self.after).await? {
            true => Ok(()),
            false => self.reset().await,
        }
    }

    /// Goes on after the newest event and says so.
    async fn reset(&mut self) -> Result<(), AppError> {
        let newest = *self.newest.borrow();
        let oldest = self.app.events.oldest().await?;
        self.after = newest;
        let data = format!("{{\"oldest\":{oldest},\"newest\":{newest}}}");
        self.queue.push_back(Event::default().id(newest.to_string()).event("reset").data(data));
        Ok(())
    }

    async fn fill(&mut self) -> Result<(), AppError> {
        match self.app.events.after(self.after, QUEUE).await? {
            FeedPart::Next(events) => {
                let Some(last) = events.last() else { return Ok(()) };
                self.after = last.seq;
                let Some(map) = self.app.events.map_of(&self.who, Right::Read) else { return Ok(()) };
                for event in events.iter().filter(|event| self.filter.matches(&event.change)) {
                    if let Some(event) = self.app.events.seen(event, &map).await? {
                        self.queue.push_back(written(&event, self.app.events.source(), self.language));
                    }
                }
                if self.queue.is_empty() {
                    // Moves the place to come back to, and is not shown to anybody.
                    self.queue.push_back(Event::default().id(self.after.to_string()));
                }
            }
            FeedPart::Lost { .. } => self.reset().await?,
        }
        Ok(())
    }
}

fn written(event: &LoggedChange, source: &str, language: TextLanguage) -> Event {
    Event::default().id(event.seq.to_string()).event(NODE_CHANGED).data(told(event, source, language))
}
