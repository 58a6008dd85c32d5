//! For agents: the Model Context Protocol at `/mcp`. Every message is one POST that stands by itself, without sessions.
//!
//! Reading order: [`tools`] (which there are; a new one joins there), [`arguments`] and [`answer`] (what goes in and
//! what comes out of all of them), then one file for each: [`find`], [`situation`], [`impact`], [`explain`], [`working`],
//! [`diagnose`], [`points`], [`restart`].

mod answer;
mod arguments;
mod diagnose;
mod explain;
mod find;
mod impact;
mod points;
mod restart;
mod situation;
mod tools;
mod working;

use super::problem::Problem;
use super::state::Api;
use access::Principal;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::post;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, ErrorData, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{RoleServer, ServerHandler};
use std::sync::Arc;

/// The address.
pub(super) const PATH: &str = "/mcp";
/// Largest message, in bytes: a hundred failures with everything that can be said of them are a tenth of it.
pub(super) const BODY: usize = 256 << 10;

/// What an agent reads before it sees the tools.
const INSTRUCTIONS: &str = "A map of agencies, sites and services and of what they need from each other. Ask what \
    goes on (situation), what a failure affects, why, what still works, and which single failures are enough to take \
    something down; what comes back when after a repair; or, the other way round, what failure explains what is seen down. Nodes have keys such as \
    dresden.storage-sync: look them up with find_nodes, never guess them. Times are ISO 8601 durations from the start of \
    the scenario, in the situation times of the calendar. All tools only read; failures are supposed, nothing is changed. \
    What is not `certain` rests on dependencies that nobody confirmed: say so.";

type Messages = Arc<StreamableHttpService<Server, NeverSessionManager>>;

/// The address of the agents. The guard around the whole service looks at Host and Origin.
pub(super) fn router(api: Api) -> Router {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .disable_allowed_hosts();
    let server = move || Ok(Server { api: api.clone() });
    let service: Messages = Arc::new(StreamableHttpService::new(server, Arc::default(), config));
    Router::new().route(PATH, post(message)).layer(DefaultBodyLimit::max(BODY)).with_state(service)
}

/// Reads the whole body like any other of the service, so that one that is too large or ends early is told alike. The
/// token, which the guard has seen, goes no further: what is behind may write all of a request to a detailed log.
async fn message(State(messages): State<Messages>, request: Request) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(header::AUTHORIZATION);
    if !takes_json(&parts.headers) {
        return Err(no_message(StatusCode::NOT_ACCEPTABLE));
    }
    // Answers are JSON and never a stream: whoever takes JSON takes all there is. The SDK wants both named.
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
    let named_json = is_json(&parts.headers);
    let body = match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(body) => body,
        Err(refused) if refused.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Err(Problem::too_large(BODY));
        }
        Err(refused) => return Err(Problem::body(refused)),
    };
    let body = body.strip_prefix(b"\xef\xbb\xbf").map_or_else(|| body.clone(), |bare| body.slice_ref(bare));
    let answer = messages.handle(Request::from_parts(parts, Body::from(body))).await;
    match answer.status() {
        // The SDK says so of what is no message, too.
        StatusCode::UNSUPPORTED_MEDIA_TYPE if named_json => Err(no_message(StatusCode::BAD_REQUEST)),
        _ => Ok(answer.map(Body::new)),
    }
}

/// Whether the client takes JSON: it says so, or says nothing.
fn takes_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::ACCEPT).into_iter().peekable();
    let says_nothing = values.peek().is_none();
    let takes = |range: &str| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.trim().parse::<f32>().ok());
        matches!(&*kind, "*/*" | "application/*" | "application/json") && weight.is_none_or(|q| q > 0.0)
    };
    says_nothing || values.any(|value| value.to_str().unwrap_or_default().split(',').any(takes))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// What the protocol refuses before it knows to whom to answer.
pub(super) fn no_message(status: StatusCode) -> Problem {
    Problem::new(
        status,
        "no-message",
        "This is no message of an agent",
        "send one whole JSON-RPC message of the Model Context Protocol with Content-Type: application/json, an Accept that \
         takes application/json and, if any, a known MCP-Protocol-Version",
    )
}

/// Answers one message.
struct Server {
    api: Api,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let itself = Implementation::new("tragweite", env!("CARGO_PKG_VERSION")).with_title("Tragweite");
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(itself)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools::all().to_vec()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::all().iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let who =
            context.extensions.get::<Parts>().and_then(|parts| parts.extensions.get::<Arc<Principal>>());
        let api = self.api.asked_by(who.cloned());
        Ok(tools::call(&api, &request.name, &arguments).await?.into())
    }
}
