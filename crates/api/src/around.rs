//! What a node depends on, and what depends on it.

use super::params::Params;
use super::present::{Choice, Offer, PresentParams};
use super::problem::Problem;
use super::request::key;
use super::respond::Json;
use super::state::Api;
use app::piece::of_surroundings;
use app::present::{Wanted, diagram};
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use engine::NodeIx;
use map::{Direction, Map, Reached};
use std::sync::Arc;
use utoipa::IntoParams;
use wire::pages::{Neighbour, NeighbourList, Surroundings};

/// Steps that are followed at most.
const MAX_DEPTH: usize = 1_000;

/// How far to go.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(super) struct AroundParams {
    /// How many steps to go.
    #[param(minimum = 1, maximum = 1000, default = 1)]
    depth: Option<u32>,
    /// Most nodes to list; `truncated` tells when there are more.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
    #[param(value_type = Option<crate::texts::MapMoment>)]
    as_of: Option<String>,
}

/// What a list of neighbours is beside its data.
const OFFER: Offer = Offer { data: &[("json", "application/json")], impact: false };

/// What a node depends on, nearest first.
///
/// As a picture or a file (`format`) it is the node with them, without the limit.
#[utoipa::path(get, path = "/v1/nodes/{key}/dependencies", operation_id = "listNodeDependencies", tag = "Nodes", params(super::request::KeyParam, AroundParams, PresentParams), responses(
    (status = 200, description = "The nodes it needs", body = NeighbourList<'static>, example = json!({
        "revision": 17, "node": "zwickau.kfz-zulassung", "truncated": false,
        "items": [{"key": "dresden.kfz-verfahren", "kind": "service", "name": "Kfz-Verfahren", "agency": "dresden",
                   "depth": 1, "through": ["zwickau.kfz-zulassung~4be9d4ba7c10"]}]
    })),
))]
pub(super) async fn dependencies(
    state: State<Api>,
    path: Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    around(state, path, query, headers, Direction::Dependencies).await
}

/// What depends on a node, nearest first.
///
/// As a picture or a file (`format`) it is the node with them, without the limit.
#[utoipa::path(get, path = "/v1/nodes/{key}/dependents", operation_id = "listNodeDependents", tag = "Nodes", params(super::request::KeyParam, AroundParams, PresentParams), responses(
    (status = 200, description = "The nodes that need it", body = NeighbourList<'static>, example = json!({
        "revision": 17, "node": "dresden.kfz-verfahren", "truncated": false,
        "items": [{"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "agency": "zwickau",
                   "depth": 1, "through": ["zwickau.kfz-zulassung~4be9d4ba7c10"]}]
    })),
))]
pub(super) async fn dependents(
    state: State<Api>,
    path: Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    around(state, path, query, headers, Direction::Dependents).await
}

async fn around(
    State(api): State<Api>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    direction: Direction,
) -> Result<Response, Problem> {
    let known = [&["depth", "limit", "asOf"][..], &super::present::KNOWN].concat();
    let mut params = Params::new(query.as_deref(), &known);
    let depth = params.number("depth", 1, MAX_DEPTH).unwrap_or(1) as u32;
    let (limit, as_of) = (params.page(), params.as_of());
    let choice = OFFER.choose(&mut params, &headers)?;
    params.check()?;
    let key = key(&path)?;
    let map = api.map(as_of, None).await?;
    let node = map.find(key.as_str()).ok_or_else(|| Problem::not_found("node", key.as_str()))?;
    if let Choice::Presented(wanted) = choice {
        let steps = match direction {
            Direction::Dependencies => (depth, 0),
            Direction::Dependents => (0, depth),
        };
        return surroundings_presented(&api, map, node, *wanted, steps).await;
    }
    api.off_the_loop(move || {
        let found = map.neighbours(node, direction, depth, limit);
        Json::ok(&NeighbourList {
            revision: map.revision(),
            node: map.key(node),
            items: found.items.iter().map(|r| neighbour(&map, r)).collect(),
            truncated: found.truncated,
        })
    })
    .await
}

/// How far to go to either side.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the parameters; they are read strictly, all problems at once")]
pub(super) struct SurroundingsParams {
    /// How many steps to go towards what it needs; 0 = none.
    #[param(minimum = 0, maximum = 1000, default = 1)]
    dependencies: Option<u32>,
    /// How many steps to go towards what needs it; 0 = none.
    #[param(minimum = 0, maximum = 1000, default = 1)]
    dependents: Option<u32>,
    /// Most nodes to list on either side; `truncated` tells when there are more.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
    #[param(value_type = Option<crate::texts::MapMoment>)]
    as_of: Option<String>,
}

/// What stands around a node, to both sides.
///
/// As a picture or a file (`format`) it is the node with them, without the limit.
#[utoipa::path(get, path = "/v1/nodes/{key}/surroundings", operation_id = "readNodeSurroundings", tag = "Nodes",
    params(super::request::KeyParam, SurroundingsParams, PresentParams), responses(
    (status = 200, description = "The node's neighbours", body = Surroundings<'static>, example = json!({
        "revision": 17, "node": "dresden.kfz-verfahren", "truncated": false,
        "dependencies": [{"key": "dresden.storage", "kind": "service", "name": "Gespiegelter Datenspeicher", "agency": "dresden",
                          "depth": 1, "through": ["dresden.kfz-verfahren~99d375165cdc"]}],
        "dependents": [{"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "agency": "zwickau",
                        "depth": 1, "through": ["zwickau.kfz-zulassung~4be9d4ba7c10"]}]
    })),
))]
pub(super) async fn surroundings(
    State(api): State<Api>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known = [&["dependencies", "dependents", "limit", "asOf"][..], &super::present::KNOWN].concat();
    let mut params = Params::new(query.as_deref(), &known);
    let mut steps = |name| params.number(name, 0, MAX_DEPTH).unwrap_or(1) as u32;
    let steps = (steps("dependencies"), steps("dependents"));
    let (limit, as_of) = (params.page(), params.as_of());
    let choice = OFFER.choose(&mut params, &headers)?;
    params.check()?;
    let key = key(&path)?;
    let map = api.map(as_of, None).await?;
    let node = map.find(key.as_str()).ok_or_else(|| Problem::not_found("node", key.as_str()))?;
    if let Choice::Presented(wanted) = choice {
        return surroundings_presented(&api, map, node, *wanted, steps).await;
    }
    api.off_the_loop(move || {
        let below = map.neighbours(node, Direction::Dependencies, steps.0, limit);
        let above = map.neighbours(node, Direction::Dependents, steps.1, limit);
        Json::ok(&Surroundings {
            revision: map.revision(),
            node: map.key(node),
            dependencies: below.items.iter().map(|r| neighbour(&map, r)).collect(),
            dependents: above.items.iter().map(|r| neighbour(&map, r)).collect(),
            truncated: below.truncated || above.truncated,
        })
    })
    .await
}

async fn surroundings_presented(
    api: &Api,
    map: Arc<Map>,
    node: NodeIx,
    wanted: Wanted,
    (dependencies, dependents): (u32, u32),
) -> Result<Response, Problem> {
    let name = format!("surroundings-{}", map.key(node));
    let of = Arc::clone(&map);
    let work =
        move |wanted: &Wanted| Ok(diagram(&of_surroundings(&of, node, dependencies, dependents), wanted)?);
    api.present(&map, wanted, &name, work).await
}

fn neighbour<'a>(map: &'a Map, reached: &Reached) -> Neighbour<'a> {
    Neighbour {
        key: map.key(reached.node),
        kind: map.kind(reached.node).as_str(),
        name: map.name(reached.node),
        agency: map.agency(reached.node).map(|a| map.key(a)),
        depth: reached.depth,
        through: reached.through.iter().map(|&d| map.dependency_address(d)).collect(),
    }
}
