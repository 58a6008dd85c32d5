//! The whole map in and out, as a map file.

use super::changes::finished;
use super::dependencies::fingerprint;
use super::nodes::FilterParams;
use super::params::{Headers, Parameters, Query, Unchecked};
use super::present::{Choice, Offer, PresentParams, document};
use super::problem::Problem;
use super::request::{
    AuthorHeaders, Change, MapTagHeader, MatchHeader, RepeatHeader, map_body, not_modified,
};
use super::respond::{self, Json, REVISION};
use super::state::Api;
use super::values::{AsOfParam, DryRunParam};
use app::maps::import::Stated;
use app::present::{Format as Presented, Wanted, diagram};
use app::subgraph::of_nodes;
use app::{AppError, Mode};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use formats::{Format, GraphFormat, Places, Source, read_map_limited, write_graph, write_map};
use futures_util::StreamExt;
use map::{Filter, Map};
use model::{Fault, Node};
use std::io::Write;
use std::sync::Arc;
use wire::plan::ChangeSetAnswer;

/// Bytes that are written before they are handed on.
const CHUNK: usize = 256 << 10;

/// What a map is beside a picture or a file for another tool.
const OFFER: Offer = Offer {
    data: &[
        ("yaml", "application/yaml"),
        ("json", "application/json"),
        ("yaml", "application/x-yaml"),
        ("yaml", "text/yaml"),
    ],
    impact: false,
};

/// Export the map: all of it as a map file, or all or a part of it as a picture or a file for another tool.
///
/// `format` is `yaml` or `json` for a map file, YAML when nothing is said. Filters choose for pictures and files of other
/// tools; a map file is always whole.
#[utoipa::path(get, path = "/v1/map", operation_id = "exportMap", tag = "Map", params(FilterParams, AsOfParam, PresentParams), responses(
    (status = 200, description = "The map; `ETag` is its revision", content(
        (String = "application/yaml", example = json!("tragweite: 1\nagencies:\n  zwickau: { name: Landkreis Zwickau }\n")),
        (Object = "application/json", example = json!({"tragweite": 1, "agencies": {"zwickau": {"name": "Landkreis Zwickau"}}})),
    )),
    (status = 304, description = "It has not changed since `If-None-Match`"),
))]
pub(super) async fn export(
    api: Api,
    query: Unchecked<(FilterParams, AsOfParam, PresentParams)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Unchecked(mut params, (filters, AsOfParam { as_of }, present)) = query;
    let choice = OFFER.choice(&mut params, present, &headers)?;
    let said: Vec<(&str, String)> = (FilterParams::names().into_iter())
        .filter_map(|name| Some((name, params.text(name)?.to_owned())))
        .collect();
    let whole = matches!(choice, Choice::Data(_));
    params.refuse_if(whole && !said.is_empty(), said.first().map_or("", |(name, _)| name), || {
        Fault::new(
            "",
            "map-files-are-whole",
            "a map file holds the whole map",
            "leave the filter out, or ask for a picture or a file for another tool, such as format=svg",
        )
    });
    params.check()?;
    let map = api.map(as_of, None).await?;
    let format = match choice {
        Choice::Data("json") => Format::Json,
        Choice::Data(_) => Format::Yaml,
        Choice::Presented(wanted) => {
            let filter = filters.find(&map)?;
            return presented(&api, &map, *wanted, filter, said).await;
        }
    };
    let tag = format!("\"{}\"", map.revision());
    if not_modified(&headers, &tag)? {
        return Ok(respond::not_modified(&tag));
    }
    let revision = map.revision();
    let place = api.place_to_stream()?;
    let mut response = Response::new(streamed(move |out| {
        let _place = place;
        let of_kind = |kind| {
            let map = &map;
            map.iter().filter(move |&n| map.kind(n) == kind).filter_map(move |n| map.node(n)).map(unwrap_node)
        };
        write_map(format, map.zone(), of_kind, out)
    }));
    let kind = if format == Format::Yaml { "application/yaml" } else { "application/json" };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    response.headers_mut().insert(REVISION, revision.into());
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// The map, or what a filter takes of it, as a picture or a file for another tool.
async fn presented(
    api: &Api,
    map: &Arc<Map>,
    wanted: Wanted,
    filter: Filter,
    said: Vec<(&'static str, String)>,
) -> Result<Response, Problem> {
    let of = Arc::clone(map);
    // What can be written piece by piece is never whole in memory.
    if let presented @ Presented::Graph(graph) = wanted.format
        && graph != GraphFormat::Xlsx
    {
        let (place, language) = (api.place_to_stream()?, wanted.language);
        let body = streamed(move |out| {
            let _place = place;
            let nodes = of.page(&filter, None, usize::MAX).nodes;
            write_graph(&of_nodes(&of, said, nodes), graph, language, out)
        });
        return Ok(document(body, map, presented, language, "map"));
    }
    let work = move |wanted: &Wanted| {
        let nodes = of.page(&filter, None, usize::MAX).nodes;
        Ok(diagram(&of_nodes(&of, said, nodes), wanted)?)
    };
    api.present(map, wanted, "map", work).await
}

/// A body that is written while it is read.
fn streamed(write: impl FnOnce(&mut Chunks) -> std::io::Result<()> + Send + 'static) -> Body {
    let (send, receive) = tokio::sync::mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        let mut out = Chunks { send, bytes: Vec::with_capacity(CHUNK + 4096) };
        // It fails only when nobody reads any more.
        let _ = write(&mut out).and_then(|()| out.flush());
    });
    let chunks = futures_util::stream::unfold(receive, |mut receive| async {
        receive.recv().await.map(|chunk| (Ok::<_, std::convert::Infallible>(chunk), receive))
    });
    // Whoever compresses it asks once more after its end.
    Body::from_stream(chunks.fuse())
}

fn unwrap_node(node: Arc<Node>) -> Node {
    Arc::unwrap_or_clone(node)
}

/// Hands bytes on in large pieces and waits when the client is slow.
struct Chunks {
    send: tokio::sync::mpsc::Sender<Bytes>,
    bytes: Vec<u8>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let chunk = Bytes::from(std::mem::replace(&mut self.bytes, Vec::with_capacity(CHUNK + 4096)));
        self.send.blocking_send(chunk).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }
}

/// Replace the whole map: what the file does not mention is removed.
#[utoipa::path(put, path = "/v1/map", operation_id = "replaceMap", tag = "Map", params(DryRunParam, RepeatHeader, AuthorHeaders, MatchHeader),
    request_body(content((String = "application/yaml", example = json!("tragweite: 1\nagencies:\n  zwickau: { name: Landkreis Zwickau }\n")), (Object = "application/json", example = json!({"tragweite": 1})))),
    responses(
    (status = 200, description = "The plan of a dry run, or nothing to change", body = ChangeSetAnswer),
    (status = 201, description = "Replaced; `Location` is the revision", body = ChangeSetAnswer),
))]
pub(super) async fn replace(
    api: Api,
    query: Query<DryRunParam>,
    Headers((repeat, by, tag)): Headers<(RepeatHeader, AuthorHeaders, MatchHeader)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let change = Change::post(repeat, by, || fingerprint("/v1/map", &body)).of_map(Some(tag.if_match));
    import(api, query, change, headers, body, Mode::Replace).await
}

/// Merge a map file into the map: what it does not mention stays.
#[utoipa::path(post, path = "/v1/map", operation_id = "mergeMap", tag = "Map", params(DryRunParam, RepeatHeader, AuthorHeaders, MapTagHeader),
    request_body(content((String = "application/yaml", example = json!("tragweite: 1\nagencies:\n  zwickau: { name: Landkreis Zwickau }\n")), (Object = "application/json", example = json!({"tragweite": 1})))),
    responses(
    (status = 200, description = "The plan of a dry run, or nothing to change", body = ChangeSetAnswer),
    (status = 201, description = "Merged; `Location` is the revision", body = ChangeSetAnswer),
))]
pub(super) async fn merge(
    api: Api,
    query: Query<DryRunParam>,
    Headers((repeat, by, tag)): Headers<(RepeatHeader, AuthorHeaders, MapTagHeader)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let change = Change::post(repeat, by, || fingerprint("/v1/map", &body)).of_map(tag.if_match);
    import(api, query, change, headers, body, Mode::Merge).await
}

async fn import(
    api: Api,
    Query(DryRunParam { dry_run }): Query<DryRunParam>,
    change: Change,
    headers: HeaderMap,
    body: Bytes,
    mode: Mode,
) -> Result<Response, Problem> {
    map_body(&headers)?;
    let (app, limit) = (api.app.clone(), api.map_limit as u64);
    let precondition = change.precondition.clone();
    let (stated, places, plan) = api
        .off_the_loop(move || {
            let mut nodes = Vec::new();
            let source = Source::new("body", Vec::from(body));
            let read = read_map_limited([source], limit, &mut |node, _| nodes.push(Arc::new(node)));
            let places = read.map_err(|refused| {
                Problem::invalid(&refused.with(&app.maps.problems_of_import(&nodes, mode)))
            })?;
            let stated = Stated { nodes, zone: places.zone().cloned() };
            let plan = dry_run.then(|| app.maps.plan_import(&stated, mode, &precondition));
            Ok((stated, places, plan))
        })
        .await?;
    if let Some(plan) = plan {
        return Json::ok(&plan.map_err(|error| located(error, &places))?);
    }
    let precondition = change.precondition.clone();
    let done = api.app.maps.import(stated, mode, precondition, change.author(&api.who())).await;
    Ok(finished(&done.map_err(|error| located(error, &places))?))
}

/// Puts problems that only the whole map could find at their places in the body.
fn located(error: AppError, places: &Places) -> Problem {
    match error {
        AppError::Invalid(problems) => Problem::invalid(&places.located(&problems)),
        other => other.into(),
    }
}
