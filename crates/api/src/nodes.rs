//! Nodes: find, read, create, replace, patch, delete.

use super::params::Params;
use super::problem::Problem;
use super::request::{Change, decoded, json, key, node_tag, not_modified, patch};
use super::respond::{self, Json};
use super::state::Api;
use app::Target;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use map::{Filter, Map};
use model::{Key, Node};
use std::sync::Arc;
use utoipa::IntoParams;
use wire::node_decode::decode_node_keyed;
use wire::pages::NodePage;
use wire::words::{KINDS, LAYERS};
use wire::{ChangeRequest, NodeDoc, Place, Tree};

/// What nodes to list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(super) struct ListParams {
    /// Words that must all occur in key or name; upper and lower case are alike, and so are ä and ae.
    q: Option<String>,
    /// Only nodes of this kind.
    #[param(value_type = Option<wire::words::NodeKind>)]
    kind: Option<String>,
    /// Only nodes that this agency runs.
    #[param(value_type = Option<wire::words::NodeKey>)]
    agency: Option<String>,
    /// Only services of this layer.
    #[param(value_type = Option<wire::words::ServiceLayer>)]
    layer: Option<String>,
    /// Only where the regional key of the node or of its agency begins with these digits.
    #[param(pattern = "^[0-9]{1,12}$")]
    area: Option<String>,
    /// Only nodes with this label: `name` or `name=value`.
    label: Option<String>,
    /// Most entries of one part.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// Where to go on, from `next` of the part before.
    #[param(min_length = 1, max_length = 2_000)]
    cursor: Option<String>,
    /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
    #[param(value_type = Option<crate::texts::MapMoment>)]
    as_of: Option<String>,
}

/// List nodes, with search and filters.
#[utoipa::path(get, path = "/v1/nodes", operation_id = "listNodes", tag = "Nodes", params(ListParams), responses(
    (status = 200, description = "A part of the list", body = NodePage<'static>, example = json!({
        "revision": 17,
        "items": [{"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "agency": "zwickau",
                   "layer": "public", "needs": ["dresden.kfz-verfahren"]}]
    })),
))]
pub(super) async fn list(State(api): State<Api>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let known = [FILTERS, &["limit", "cursor", "asOf"]].concat();
    let mut params = Params::new(query.as_deref(), &known);
    let filters = Filters::read(&mut params);
    let (limit, as_of) = (params.page(), params.as_of());
    params.check()?;
    let filter_text = query_without_place(&params, &known);
    let cursor = params.text("cursor").map(|c| respond::read_cursor(c, &filter_text)).transpose()?;
    let map = api.map(as_of, cursor.as_ref()).await?;
    let filter = filters.find(&map)?;
    api.off_the_loop(move || {
        let page = map.page(&filter, cursor.as_ref().map(|c| c.position.as_str()), limit);
        let nodes: Vec<Arc<Node>> = page.nodes.iter().filter_map(|&n| map.node(n)).collect();
        let last = page.nodes.last().filter(|_| page.more);
        let next = last.map(|&n| respond::cursor(map.revision(), &filter_text, map.key(n)));
        let items = nodes.iter().map(|n| NodeDoc::new(n)).collect();
        Json::ok(&NodePage { revision: map.revision(), items, next })
    })
    .await
}

/// The parameters that choose nodes.
pub(super) const FILTERS: &[&str] = &["q", "kind", "agency", "layer", "area", "label"];

/// What they say; the agency is still a key.
pub(super) struct Filters {
    agency: Option<Key>,
    filter: Filter,
}

impl Filters {
    /// Reads them.
    pub(super) fn read(params: &mut Params) -> Self {
        let agency = params.key("agency");
        let filter = Filter {
            text: params.text("q").map(String::from),
            kind: params.word("kind", KINDS),
            agency: None,
            layer: params.word("layer", LAYERS),
            area: params.read("area", super::request::area),
            label: params.text("label").map(super::request::label),
        };
        Self { agency, filter }
    }

    /// The filter on this map.
    ///
    /// # Errors
    /// There is no such agency.
    pub(super) fn find(self, map: &Map) -> Result<Filter, Problem> {
        let agency = self.agency.map(|key| super::request::find(map, "agency", &key)).transpose()?;
        Ok(Filter { agency, ..self.filter })
    }
}

/// The filters as one text, to which a cursor is bound.
pub(super) fn query_without_place(params: &Params, known: &[&str]) -> String {
    let named = known.iter().filter(|name| !matches!(**name, "limit" | "cursor"));
    let parts = named.filter_map(|name| params.text(name).map(|value| format!("{name}={value:?}")));
    parts.collect::<Vec<_>>().join("&")
}

/// Read a node.
#[utoipa::path(get, path = "/v1/nodes/{key}", operation_id = "readNode", tag = "Nodes", params(super::request::KeyParam, super::request::AsOfParam), responses(
    (status = 200, description = "The node; `ETag` is the revision in which it last changed", body = NodeDoc<'static>, example = json!({
        "key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "agency": "zwickau",
        "layer": "public", "mtpd": "P1D", "needs": ["dresden.kfz-verfahren"]
    })),
    (status = 304, description = "It has not changed since `If-None-Match`"),
))]
pub(super) async fn read(
    State(api): State<Api>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut params = Params::new(query.as_deref(), &["asOf"]);
    let as_of = params.as_of();
    params.check()?;
    let key = key(&path)?;
    let map = api.map(as_of, None).await?;
    answer(&map, &key, &headers, StatusCode::OK)
}

fn answer(map: &Map, key: &Key, headers: &HeaderMap, status: StatusCode) -> Result<Response, Problem> {
    let missing = || Problem::not_found("node", key.as_str());
    let ix = map.find(key.as_str()).ok_or_else(missing)?;
    let tag = node_tag(map, ix);
    if status == StatusCode::OK && not_modified(headers, &tag)? {
        return Ok(respond::not_modified(&tag));
    }
    let node = map.node(ix).ok_or_else(missing)?;
    Ok(Json::new(status, &NodeDoc::new(&node)).map(map.revision()).tag(&tag).into())
}

/// Create or replace a node.
///
/// With `If-None-Match: *` it must not exist yet; with `If-Match` it must not have changed. One of them is required.
#[utoipa::path(put, path = "/v1/nodes/{key}", operation_id = "putNode", tag = "Nodes", params(super::request::KeyParam, super::request::PutHeaders),
    request_body(content = NodeDoc<'static>, example = json!({
        "name": "Kfz-Zulassung", "kind": "service", "agency": "zwickau", "layer": "public", "needs": ["dresden.kfz-verfahren"]
    })),
    responses(
    (status = 200, description = "Replaced", body = NodeDoc<'static>),
    (status = 201, description = "Created", body = NodeDoc<'static>),
))]
pub(super) async fn put(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let key = key(&path)?;
    let change = Change::put(&headers, Target::Node(key.clone()))?;
    let tree = json(&headers, &body)?;
    let node = decoded(&tree, |t, p| decode_node_keyed(t, &key, &Place::ROOT, p))?;
    let done = api.change(vec![ChangeRequest::Put(Box::new(node))], change).await?;
    let created = done.before.find(key.as_str()).is_none();
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    answer(&done.after, &key, &HeaderMap::new(), status)
}

/// Change some properties of a node (JSON Merge Patch, RFC 7396): `null` removes, lists are replaced whole.
#[utoipa::path(patch, path = "/v1/nodes/{key}", operation_id = "patchNode", tag = "Nodes", params(super::request::KeyParam, super::request::IfMatchHeader),
    request_body(content = Object, content_type = "application/merge-patch+json", example = json!({"recovery": "PT4H", "mtpd": null})),
    responses((status = 200, description = "The node after the change", body = NodeDoc<'static>)))]
pub(super) async fn change(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let key = key(&path)?;
    let change = Change::matching(&headers, Target::Node(key.clone()))?;
    let patch: Tree = patch(&headers, &body)?;
    let done = api.change(vec![ChangeRequest::Patch { key: key.clone(), patch }], change).await?;
    answer(&done.after, &key, &HeaderMap::new(), StatusCode::OK)
}

/// Remove a node. Refused while others need it or are run by it.
#[utoipa::path(delete, path = "/v1/nodes/{key}", operation_id = "deleteNode", tag = "Nodes", params(super::request::KeyParam, super::request::IfMatchHeader),
    responses((status = 204, description = "Removed")))]
pub(super) async fn delete(
    State(api): State<Api>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let key = key(&path)?;
    let change = Change::matching(&headers, Target::Node(key.clone()))?;
    let done = api.change(vec![ChangeRequest::Delete(key)], change).await?;
    Ok(respond::no_content(done.after.revision()))
}
