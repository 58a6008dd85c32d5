//! What a node depends on, and what depends on it.

use super::params::Params;
use super::problem::Problem;
use super::request::key;
use super::respond::Json;
use super::state::Api;
use crate::map::{Direction, Map, Reached};
use crate::wire::pages::{Neighbour, NeighbourList};
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use utoipa::IntoParams;

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
    /// An earlier map: a revision or a time.
    #[param(example = "17")]
    as_of: Option<String>,
}

/// What a node depends on, nearest first.
#[utoipa::path(get, path = "/v1/nodes/{key}/dependencies", tag = "Nodes", params(super::request::KeyParam, AroundParams), responses(
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
) -> Result<Response, Problem> {
    around(state, path, query, Direction::Dependencies).await
}

/// What depends on a node, nearest first.
#[utoipa::path(get, path = "/v1/nodes/{key}/dependents", tag = "Nodes", params(super::request::KeyParam, AroundParams), responses(
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
) -> Result<Response, Problem> {
    around(state, path, query, Direction::Dependents).await
}

async fn around(
    State(api): State<Api>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    direction: Direction,
) -> Result<Response, Problem> {
    let mut params = Params::new(query.as_deref(), &["depth", "limit", "asOf"]);
    let depth = params.number("depth", 1, MAX_DEPTH).unwrap_or(1) as u32;
    let (limit, as_of) = (params.page(), params.as_of());
    params.check()?;
    let key = key(&path)?;
    let map = api.map(as_of, None).await?;
    let node = map.find(key.as_str()).ok_or_else(|| Problem::not_found("node", key.as_str()))?;
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
