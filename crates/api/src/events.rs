//! Changes of the situation as they happen: Server-Sent Events that go on where a reader left off.

use super::params::Params;
use super::problem::Problem;
use super::respond::stream;
use super::state::Api;
use app::events::{Part, told};
use app::{App, AppError};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::response::sse::Event;
use futures_util::stream::unfold;
use model::subscription::MAX_FILTER;
use model::{EventFilter, Fault, Key, LoggedChange, TextLanguage};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::IntoParams;
use wire::decode::word;
use wire::event::{CloudEventDoc, NODE_CHANGED};
use wire::subscription::district;
use wire::words::{LANGUAGES, LAYERS, LEVELS};

/// How long a reader waits before it comes back.
const RETRY: Duration = Duration::from_secs(5);
/// Events that wait in memory for one reader. The others wait in the log.
const QUEUE: usize = 64;

/// What to listen to.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(super) struct EventsParams {
    /// Go on after this event; absent (and no `Last-Event-ID`) = only what happens from now on; 0 = everything that is
    /// kept.
    #[param(minimum = 0)]
    after: Option<u64>,
    /// Only these agencies and what they run, separated by commas.
    agencies: Option<String>,
    /// Only these nodes, separated by commas.
    nodes: Option<String>,
    /// Only these layers, separated by commas.
    layers: Option<String>,
    /// Only nodes that come to or leave one of these levels, separated by commas.
    levels: Option<String>,
    /// Only these districts (the first two to five digits of the regional key of the agency), separated by commas.
    districts: Option<String>,
    /// What happens in exercises, too; no when absent. It is marked.
    exercises: Option<bool>,
    /// The language of the sentence in each event; German when absent.
    #[param(value_type = Option<wire::words::LanguageWord>)]
    language: Option<String>,
}

/// Where a reader left off.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("Last-Event-ID"))]
#[expect(dead_code, reason = "describes the header")]
pub(super) struct LastEventHeader(
    /// The `id` of the last event that was read; browsers send it by themselves. It wins over `after`.
    Option<String>,
);

/// Listen to changes of the situation (Server-Sent Events).
///
/// `id` is the number of an event, `event` its type, `data` a CloudEvent in one line; a comment comes every 15 seconds.
/// Whoever comes back is told what happened meanwhile, in order and without gaps. When that is not kept any more, or the
/// id is not one of this service, the event `reset` comes first: read `/v1/situation` again then. Events are kept for 30
/// days. A reader that does not read is cut off, and can come back.
#[utoipa::path(get, path = "/v1/events", operation_id = "followEvents", tag = "Events", params(EventsParams, LastEventHeader), responses(
    (status = 200, description = "A stream without end. The data of each `situation.node-changed` is a CloudEvent", content(
        (CloudEventDoc<'static> = "text/event-stream", example = json!(
            "id: 4711\nevent: situation.node-changed\ndata: {\"specversion\":\"1.0\",\"id\":\"evt-4711\"}\n\n"))))))]
pub(super) async fn listen(
    State(api): State<Api>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    const KNOWN: &[&str] =
        &["after", "agencies", "nodes", "layers", "levels", "districts", "exercises", "language"];
    let mut params = Params::new(query.as_deref(), KNOWN);
    let filter = EventFilter {
        agencies: list(&mut params, "agencies", Key::new),
        nodes: list(&mut params, "nodes", Key::new),
        layers: list(&mut params, "layers", |text| word(text, LAYERS)),
        levels: list(&mut params, "levels", |text| word(text, LEVELS)),
        districts: list(&mut params, "districts", district),
        exercises: params.flag("exercises"),
    };
    let language = params.word("language", LANGUAGES).unwrap_or_default();
    let after = params.read("after", number);
    params.check()?;
    let last = match headers.get("last-event-id").map(|id| id.to_str().unwrap_or_default()) {
        None | Some("") => None,
        // An id that is none of ours is one that is not there: the reader is told so.
        Some(id) => Some(id.parse().unwrap_or(u64::MAX)),
    };
    let place = api.place_to_listen()?;
    let newest = api.app.events.newest();
    let after = last.or(after).unwrap_or(*newest.borrow());
    let reader = Reader {
        app: Arc::clone(&api.app),
        newest,
        after,
        queue: VecDeque::from([Event::default().retry(RETRY)]),
        filter,
        language,
        _place: place,
    };
    let events = unfold(reader, async |mut reader| {
        let event = reader.next().await?;
        Some((Ok::<_, Infallible>(event), reader))
    });
    Ok(stream(events))
}

fn number(text: &str) -> Result<u64, Fault> {
    text.parse().map_err(|_| {
        Fault::new(
            "",
            "number-out-of-range",
            "this is not the number of an event",
            "write the id of an event, or 0",
        )
    })
}

fn list<T>(params: &mut Params, name: &str, read: impl Fn(&str) -> Result<T, Fault>) -> Vec<T> {
    let all = params.read(name, |text| match text.split(',').count() {
        count if count <= MAX_FILTER => text.split(',').map(read).collect(),
        _ => Err(Fault::new("", "too-many", format!("there are more than {MAX_FILTER}"), "ask for fewer")),
    });
    all.unwrap_or_default()
}

/// Somebody who listens.
struct Reader {
    app: Arc<App>,
    newest: watch::Receiver<u64>,
    /// The last event that was looked at.
    after: u64,
    queue: VecDeque<Event>,
    filter: EventFilter,
    language: TextLanguage,
    _place: OwnedSemaphorePermit,
}

impl Reader {
    /// What is sent next; nothing more when the service ends, or the database fails: the reader then comes back.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Some(event);
            }
            let waited = tokio::select! {
                waited = self.newest.wait_for(|&newest| newest != self.after) => waited.is_ok(),
                () = self.app.events.ended() => false,
            };
            if !waited {
                return None;
            }
            if let Err(error) = self.fill().await {
                tracing::warn!(%error, "a reader of events is cut off");
                return None;
            }
        }
    }

    async fn fill(&mut self) -> Result<(), AppError> {
        match self.app.events.after(self.after, QUEUE).await? {
            Part::Next(events) => {
                let Some(last) = events.last() else { return Ok(()) };
                self.after = last.seq;
                let fitting = events.iter().filter(|event| self.filter.matches(&event.change));
                self.queue
                    .extend(fitting.map(|event| written(event, self.app.events.source(), self.language)));
                if self.queue.is_empty() {
                    // Moves the place to come back to, and is not shown to anybody.
                    self.queue.push_back(Event::default().id(self.after.to_string()));
                }
            }
            Part::Lost { oldest, newest } => {
                self.after = newest;
                let data = format!("{{\"oldest\":{oldest},\"newest\":{newest}}}");
                self.queue.push_back(Event::default().id(newest.to_string()).event("reset").data(data));
            }
        }
        Ok(())
    }
}

fn written(event: &LoggedChange, source: &str, language: TextLanguage) -> Event {
    Event::default().id(event.seq.to_string()).event(NODE_CHANGED).data(told(event, source, language))
}
