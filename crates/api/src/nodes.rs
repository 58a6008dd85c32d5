//! Nodes: find, read, create, replace, patch, delete.

use super::params::{At, Headers, Query, params};
use super::problem::Problem;
use super::request::{
    AuthorHeaders, Change, KeyParam, MatchHeader, PutConditions, decoded, json, node_tag, not_modified, patch,
};
use super::respond::{self, Json};
use super::state::Api;
use super::values::{Area, AsOfParam, Label, PageParams};
use app::Resource;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use map::{Filter, Map};
use model::{Key, Kind, Layer, Node};
use std::sync::Arc;
use wire::node_decode::decode_node_keyed;
use wire::pages::NodePage;
use wire::{ChangeRequest, NodeDoc, Place, Tree};

params! {
    /// Which nodes are meant.
    #[derive(Debug)]
    pub(super) struct FilterParams in Query {
        /// Words that must all occur in key or name; upper and lower case are alike, and so are ä and ae.
        q "q": String,
        /// Only nodes of this kind.
        kind "kind": Kind,
        /// Only nodes that this agency runs.
        agency "agency": Key,
        /// Only services of this layer.
        layer "layer": Layer,
        /// Only where the regional key of the node or of its agency begins with these digits.
        area "area": Area,
        /// Only nodes with this label: `name` or `name=value`.
        label "label": Label,
    }
}

/// List nodes, with search and filters.
#[utoipa::path(get, path = "/v1/nodes", operation_id = "listNodes", tag = "Nodes", params(FilterParams, PageParams, AsOfParam), responses(
    (status = 200, description = "A part of the list", body = NodePage<'static>, example = json!({
        "revision": 17,
        "items": [{"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "agency": "zwickau",
                   "layer": "public", "needs": ["dresden.kfz-verfahren"]}]
    })),
))]
pub(super) async fn list(
    api: Api,
    Query((filters, page, AsOfParam { as_of })): Query<(FilterParams, PageParams, AsOfParam)>,
) -> Result<Response, Problem> {
    let filter_text = format!("{filters:?}{as_of:?}");
    let (limit, cursor) = page.read(&filter_text)?;
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

impl FilterParams {
    /// The filter on this map.
    ///
    /// # Errors
    /// There is no such agency.
    pub(super) fn find(self, map: &Map) -> Result<Filter, Problem> {
        Ok(Filter {
            text: self.q,
            kind: self.kind,
            agency: self.agency.map(|key| super::request::find(map, "agency", &key)).transpose()?,
            layer: self.layer,
            area: self.area.map(|area| area.0),
            label: self.label.map(|Label(name, value)| (name, value)),
        })
    }
}

/// Read a node.
#[utoipa::path(get, path = "/v1/nodes/{key}", operation_id = "readNode", tag = "Nodes", params(KeyParam, AsOfParam), responses(
    (status = 200, description = "The node; `ETag` is the revision in which it last changed", body = NodeDoc<'static>, example = json!({
        "key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "agency": "zwickau",
        "layer": "public", "mtpd": "P1D", "needs": ["dresden.kfz-verfahren"]
    })),
    (status = 304, description = "It has not changed since `If-None-Match`"),
))]
pub(super) async fn read(
    api: Api,
    Query(AsOfParam { as_of }): Query<AsOfParam>,
    At(KeyParam { key }): At<KeyParam>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
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
#[utoipa::path(put, path = "/v1/nodes/{key}", operation_id = "putNode", tag = "Nodes", params(KeyParam, PutConditions, AuthorHeaders),
    request_body(content = NodeDoc<'static>, example = json!({
        "name": "Kfz-Zulassung", "kind": "service", "agency": "zwickau", "layer": "public", "needs": ["dresden.kfz-verfahren"]
    })),
    responses(
    (status = 200, description = "Replaced", body = NodeDoc<'static>),
    (status = 201, description = "Created", body = NodeDoc<'static>),
))]
pub(super) async fn put(
    api: Api,
    At(KeyParam { key }): At<KeyParam>,
    Headers((conditions, by)): Headers<(PutConditions, AuthorHeaders)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let change = Change::put(conditions, by, Resource::Node(key.clone()))?;
    let tree = json(&headers, &body)?;
    let node = decoded(&tree, |t, p| decode_node_keyed(t, &key, &Place::ROOT, p))?;
    let done = api.change(vec![ChangeRequest::Put(Box::new(node))], change).await?;
    let created = done.before.find(key.as_str()).is_none();
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    answer(&api.seen(&done.after), &key, &HeaderMap::new(), status)
}

/// Change some properties of a node (JSON Merge Patch, RFC 7396): `null` removes, lists are replaced whole.
#[utoipa::path(patch, path = "/v1/nodes/{key}", operation_id = "patchNode", tag = "Nodes", params(KeyParam, MatchHeader, AuthorHeaders),
    request_body(content = Object, content_type = "application/merge-patch+json", example = json!({"recovery": "PT4H", "mtpd": null})),
    responses((status = 200, description = "The node after the change", body = NodeDoc<'static>)))]
pub(super) async fn change(
    api: Api,
    At(KeyParam { key }): At<KeyParam>,
    Headers((condition, by)): Headers<(MatchHeader, AuthorHeaders)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let change = Change::matching(condition, by, Resource::Node(key.clone()));
    let patch: Tree = patch(&headers, &body)?;
    let done = api.change(vec![ChangeRequest::Patch { key: key.clone(), patch }], change).await?;
    answer(&api.seen(&done.after), &key, &HeaderMap::new(), StatusCode::OK)
}

/// Remove a node. Refused while others need it or are run by it.
#[utoipa::path(delete, path = "/v1/nodes/{key}", operation_id = "deleteNode", tag = "Nodes", params(KeyParam, MatchHeader, AuthorHeaders),
    responses((status = 204, description = "Removed")))]
pub(super) async fn delete(
    api: Api,
    At(KeyParam { key }): At<KeyParam>,
    Headers((condition, by)): Headers<(MatchHeader, AuthorHeaders)>,
) -> Result<Response, Problem> {
    let change = Change::matching(condition, by, Resource::Node(key.clone()));
    let done = api.change(vec![ChangeRequest::Delete(key)], change).await?;
    Ok(respond::no_content(done.after.revision()))
}
