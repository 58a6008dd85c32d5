//! What a node depends on, and what depends on it.

use super::params::{At, Unchecked, params};
use super::present::{Choice, Offer, PresentParams};
use super::problem::Problem;
use super::request::KeyParam;
use super::respond::Json;
use super::state::Api;
use super::values::{MAX_PAGE, Whole};
use app::maps::history::AsOf;
use app::present::{Wanted, diagram};
use app::subgraph::of_surroundings;
use axum::http::HeaderMap;
use axum::response::Response;
use engine::NodeIx;
use map::{Direction, Map, Reached};
use std::sync::Arc;
use wire::pages::{Neighbour, NeighbourList, Surroundings};

/// Steps that are followed at most.
const MAX_DEPTH: usize = 1_000;

params! {
    /// How far to go.
    pub(super) struct AroundParams in Query {
        /// How many steps to go.
        depth "depth": Whole<1, MAX_DEPTH> = 1,
        /// Most nodes to list; `truncated` tells when there are more.
        limit "limit": Whole<1, MAX_PAGE> = 100,
        /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
        as_of "asOf": AsOf,
    }
}

/// What a list of neighbours is beside its data.
const OFFER: Offer = Offer { data: &[("json", "application/json")], impact: false };

/// What a node depends on, nearest first.
///
/// As a picture or a file (`format`) it is the node with them, without the limit.
#[utoipa::path(get, path = "/v1/nodes/{key}/dependencies", operation_id = "listNodeDependencies", tag = "Nodes", params(KeyParam, AroundParams, PresentParams), responses(
    (status = 200, description = "The nodes it needs", body = NeighbourList<'static>, example = json!({
        "revision": 17, "node": "zwickau.kfz-zulassung", "truncated": false,
        "items": [{"key": "dresden.kfz-verfahren", "kind": "service", "name": "Kfz-Verfahren", "agency": "dresden",
                   "depth": 1, "through": ["zwickau.kfz-zulassung~4be9d4ba7c10"]}]
    })),
))]
pub(super) async fn dependencies(
    api: Api,
    query: Unchecked<(AroundParams, PresentParams)>,
    at: At<KeyParam>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    around(api, query, at, headers, Direction::Dependencies).await
}

/// What depends on a node, nearest first.
///
/// As a picture or a file (`format`) it is the node with them, without the limit.
#[utoipa::path(get, path = "/v1/nodes/{key}/dependents", operation_id = "listNodeDependents", tag = "Nodes", params(KeyParam, AroundParams, PresentParams), responses(
    (status = 200, description = "The nodes that need it", body = NeighbourList<'static>, example = json!({
        "revision": 17, "node": "dresden.kfz-verfahren", "truncated": false,
        "items": [{"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "agency": "zwickau",
                   "depth": 1, "through": ["zwickau.kfz-zulassung~4be9d4ba7c10"]}]
    })),
))]
pub(super) async fn dependents(
    api: Api,
    query: Unchecked<(AroundParams, PresentParams)>,
    at: At<KeyParam>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    around(api, query, at, headers, Direction::Dependents).await
}

async fn around(
    api: Api,
    query: Unchecked<(AroundParams, PresentParams)>,
    At(KeyParam { key }): At<KeyParam>,
    headers: HeaderMap,
    direction: Direction,
) -> Result<Response, Problem> {
    let (AroundParams { depth, limit, as_of }, choice) = OFFER.choose(query, &headers)?;
    let depth = depth.0 as u32;
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
        let found = map.neighbours(node, direction, depth, limit.0);
        Json::ok(&NeighbourList {
            revision: map.revision(),
            node: map.key(node),
            items: found.items.iter().map(|r| neighbour(&map, r)).collect(),
            truncated: found.truncated,
        })
    })
    .await
}

params! {
    /// How far to go to either side.
    pub(super) struct SurroundingsParams in Query {
        /// How many steps to go towards what it needs; 0 = none.
        dependencies "dependencies": Whole<0, MAX_DEPTH> = 1,
        /// How many steps to go towards what needs it; 0 = none.
        dependents "dependents": Whole<0, MAX_DEPTH> = 1,
        /// Most nodes to list on either side; `truncated` tells when there are more.
        limit "limit": Whole<1, MAX_PAGE> = 100,
        /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
        as_of "asOf": AsOf,
    }
}

/// What stands around a node, to both sides.
///
/// As a picture or a file (`format`) it is the node with them, without the limit.
#[utoipa::path(get, path = "/v1/nodes/{key}/surroundings", operation_id = "readNodeSurroundings", tag = "Nodes",
    params(KeyParam, SurroundingsParams, PresentParams), responses(
    (status = 200, description = "The node's neighbours", body = Surroundings<'static>, example = json!({
        "revision": 17, "node": "dresden.kfz-verfahren", "truncated": false,
        "dependencies": [{"key": "dresden.storage", "kind": "service", "name": "Gespiegelter Datenspeicher", "agency": "dresden",
                          "depth": 1, "through": ["dresden.kfz-verfahren~99d375165cdc"]}],
        "dependents": [{"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "agency": "zwickau",
                        "depth": 1, "through": ["zwickau.kfz-zulassung~4be9d4ba7c10"]}]
    })),
))]
pub(super) async fn surroundings(
    api: Api,
    query: Unchecked<(SurroundingsParams, PresentParams)>,
    At(KeyParam { key }): At<KeyParam>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (SurroundingsParams { dependencies, dependents, limit, as_of }, choice) =
        OFFER.choose(query, &headers)?;
    let (steps, limit) = ((dependencies.0 as u32, dependents.0 as u32), limit.0);
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
        kind: map.kind(reached.node),
        name: map.name(reached.node),
        agency: map.agency(reached.node).map(|a| map.key(a)),
        depth: reached.depth,
        through: reached.through.iter().map(|&d| map.dependency_address(d)).collect(),
    }
}
