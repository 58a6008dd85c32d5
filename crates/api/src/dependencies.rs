//! Dependencies as resources of their own. Their entity tag is that of the node that has them.

use super::params::{At, Headers, Query, params};
use super::problem::Problem;
use super::request::{
    AuthorHeaders, Change, IdParam, MatchHeader, PutConditions, RepeatHeader, decoded, find, json, node_tag,
    not_modified, patch,
};
use super::respond::{self, Json};
use super::state::Api;
use super::values::{AsOfParam, PageParams};
use app::Resource;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use engine::DependencyIx;
use map::Map;
use model::{Confirmation, Dependency, DependencyId, Key, Relation};
use sha2::{Digest, Sha256};
use wire::need_decode::decode_dependency;
use wire::pages::DependencyPage;
use wire::tree::merge_patch;
use wire::{ChangeRequest, DependencyDoc, Place, Tree};

params! {
    /// Which dependencies to list.
    #[derive(Debug)]
    pub(super) struct ListParams in Query {
        /// Only those of this node.
        dependent "dependent": Key,
        /// Only those that this node takes part in as a provider.
        provider "provider": Key,
        /// Only those that are this sure.
        confirmation "confirmation": Confirmation,
        /// Only those of this relation.
        relation "relation": Relation,
    }
}

/// List dependencies.
#[utoipa::path(get, path = "/v1/dependencies", operation_id = "listDependencies", tag = "Dependencies", params(ListParams, PageParams, AsOfParam), responses(
    (status = 200, description = "A part of the list", body = DependencyPage<'static>, example = json!({
        "revision": 17,
        "items": [{"id": "zwickau.kfz-zulassung~4be9d4ba7c10", "dependent": "zwickau.kfz-zulassung", "relation": "needs",
                   "on": "dresden.kfz-verfahren", "confirmation": "confirmed"}]
    })),
))]
pub(super) async fn list(
    api: Api,
    Query((of, page, AsOfParam { as_of })): Query<(ListParams, PageParams, AsOfParam)>,
) -> Result<Response, Problem> {
    let filter_text = format!("{of:?}{as_of:?}");
    let (limit, cursor) = page.read(&filter_text)?;
    let map = api.map(as_of, cursor.as_ref()).await?;
    let wanted = Wanted {
        dependent: of.dependent.map(|key| find(&map, "dependent", &key)).transpose()?,
        provider: of.provider.map(|key| find(&map, "provider", &key)).transpose()?,
        confirmation: of.confirmation,
        relation: of.relation,
    };
    api.off_the_loop(move || {
        let after = cursor.map(|c| DependencyId::parse(&c.position)).transpose();
        let after = after.map_err(|_| Problem::invalid_cursor())?;
        let mut found = part(&map, &wanted, after.as_ref(), limit + 1);
        let more = found.len() > limit;
        found.truncate(limit);
        let owned: Vec<(Key, Dependency)> =
            found.iter().map(|&d| (map.key_of(map.graph().dependent(d)), map.dependency(d))).collect();
        let last = found.last().filter(|_| more);
        let next = last.map(|&d| respond::cursor(map.revision(), &filter_text, &map.dependency_address(d)));
        let items = owned.iter().map(|(key, d)| DependencyDoc::new(key, d)).collect();
        Json::ok(&DependencyPage { revision: map.revision(), items, next })
    })
    .await
}

struct Wanted {
    dependent: Option<u32>,
    provider: Option<u32>,
    confirmation: Option<Confirmation>,
    relation: Option<Relation>,
}

impl Wanted {
    fn fits(&self, map: &Map, dependency: DependencyIx) -> bool {
        self.confirmation.is_none_or(|c| map.confirmation(dependency) == c)
            && self.relation.is_none_or(|r| map.relation(dependency) == r)
            && self.provider.is_none_or(|p| map.graph().providers(dependency).contains(&p))
    }
}

/// At most `limit` dependencies behind `after`, by dependent and then as written.
fn part(map: &Map, wanted: &Wanted, after: Option<&DependencyId>, limit: usize) -> Vec<DependencyIx> {
    let graph = map.graph();
    let start = after.and_then(|id| map.find_dependency(id));
    let rank = start.map(|d| graph.rank(graph.dependent(d)));
    let mut dependents: Vec<u32> = match (wanted.dependent, wanted.provider) {
        (Some(node), _) => vec![node],
        (None, Some(provider)) => {
            let mut all: Vec<u32> = graph.dependents(provider).collect();
            all.sort_unstable_by_key(|&n| graph.rank(n));
            all.dedup();
            all
        }
        (None, None) => {
            let from = after.map(|id| id.dependent.as_str());
            let own = from.and_then(|key| map.find(key));
            own.into_iter().chain(map.iter_after(from)).collect()
        }
    };
    dependents.retain(|&n| rank.is_none_or(|r| graph.rank(n) >= r));
    let all = dependents.into_iter().flat_map(|n| graph.dependencies(n));
    let behind = |&d: &DependencyIx| start.is_none_or(|s| graph.dependent(s) != graph.dependent(d) || d > s);
    let all = all.filter(|&d| map.is_whole() || map.sees_dependency(d));
    all.filter(behind).filter(|&d| wanted.fits(map, d)).take(limit).collect()
}

/// Read a dependency.
#[utoipa::path(get, path = "/v1/dependencies/{id}", operation_id = "readDependency", tag = "Dependencies", params(IdParam, AsOfParam), responses(
    (status = 200, description = "The dependency; `ETag` is that of its dependent", body = DependencyDoc<'static>, example = json!({
        "id": "zwickau.kfz-zulassung~4be9d4ba7c10", "dependent": "zwickau.kfz-zulassung", "relation": "needs",
        "on": "dresden.kfz-verfahren", "confirmation": "confirmed"
    })),
    (status = 304, description = "It has not changed since `If-None-Match`"),
))]
pub(super) async fn read(
    api: Api,
    Query(AsOfParam { as_of }): Query<AsOfParam>,
    At(IdParam { id }): At<IdParam>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let map = api.map(as_of, None).await?;
    answer(&map, &id, &headers, StatusCode::OK)
}

fn answer(
    map: &Map,
    id: &DependencyId,
    headers: &HeaderMap,
    status: StatusCode,
) -> Result<Response, Problem> {
    let found = map.find_dependency(id).ok_or_else(|| Problem::not_found("dependency", &id.to_string()))?;
    let tag = node_tag(map, map.graph().dependent(found));
    if status == StatusCode::OK && not_modified(headers, &tag)? {
        return Ok(respond::not_modified(&tag));
    }
    let dependency = map.dependency(found);
    let json =
        Json::new(status, &DependencyDoc::new(&id.dependent, &dependency)).map(map.revision()).tag(&tag);
    Ok(match status {
        StatusCode::CREATED => json.location(&format!("/v1/dependencies/{id}")).into(),
        _ => json.into(),
    })
}

/// Add a dependency. One with the same id must not exist yet.
#[utoipa::path(post, path = "/v1/dependencies", operation_id = "createDependency", tag = "Dependencies", params(RepeatHeader, AuthorHeaders),
    request_body(content = DependencyDoc<'static>, example = json!({
        "dependent": "zwickau.kfz-zulassung", "on": "dresden.kfz-verfahren", "tolerance": "PT30M", "confirmation": "confirmed"
    })),
    responses((status = 201, description = "Added; `Location` says where", body = DependencyDoc<'static>)))]
pub(super) async fn create(
    api: Api,
    Headers((repeat, by)): Headers<(RepeatHeader, AuthorHeaders)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let tree = json(&headers, &body)?;
    let (dependent, dependency) = decoded(&tree, |t, p| decode_dependency(t, &Place::ROOT, p))?;
    let mut change = Change::post(repeat, by, || fingerprint("POST /v1/dependencies", &body));
    let id = DependencyId { dependent: dependent.clone(), local: dependency.local_id() };
    change.precondition = app::Precondition::Absent(Resource::Dependency(id.clone()));
    let request = ChangeRequest::PutDependency { dependent, dependency: Box::new(dependency) };
    let done = api.change(vec![request], change).await?;
    answer(&api.seen(&done.after), &id, &HeaderMap::new(), StatusCode::CREATED)
}

/// Digest of a request, for its idempotency key.
pub(super) fn fingerprint(route: &str, body: &[u8]) -> String {
    let digest = Sha256::new().chain_update(route).chain_update([0]).chain_update(body).finalize();
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

/// Create or replace a dependency.
///
/// With `If-None-Match: *` it must not exist yet; with `If-Match` its dependent must not have changed.
#[utoipa::path(put, path = "/v1/dependencies/{id}", operation_id = "putDependency", tag = "Dependencies", params(IdParam, PutConditions, AuthorHeaders),
    request_body(content = DependencyDoc<'static>, example = json!({"anyOf": ["dresden.server-a", "dresden.server-b"]})),
    responses(
    (status = 200, description = "Replaced", body = DependencyDoc<'static>),
    (status = 201, description = "Created", body = DependencyDoc<'static>),
))]
pub(super) async fn put(
    api: Api,
    At(IdParam { id }): At<IdParam>,
    Headers((conditions, by)): Headers<(PutConditions, AuthorHeaders)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let change = Change::put(conditions, by, Resource::Dependency(id.clone()))?;
    store(&api, id, json(&headers, &body)?, change).await
}

async fn store(api: &Api, id: DependencyId, mut tree: Tree, change: Change) -> Result<Response, Problem> {
    respond::fill(&mut tree, "id", &id.to_string())?;
    let (dependent, dependency) = decoded(&tree, |t, p| decode_dependency(t, &Place::ROOT, p))?;
    let request = ChangeRequest::PutDependency { dependent, dependency: Box::new(dependency) };
    let done = api.change(vec![request], change).await?;
    let created = done.before.find_dependency(&id).is_none();
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    answer(&api.seen(&done.after), &id, &HeaderMap::new(), status)
}

/// Change some properties of a dependency (JSON Merge Patch, RFC 7396). Its id stays the same.
#[utoipa::path(patch, path = "/v1/dependencies/{id}", operation_id = "patchDependency", tag = "Dependencies", params(IdParam, MatchHeader, AuthorHeaders),
    request_body(content = Object, content_type = "application/merge-patch+json", example = json!({"confirmation": "confirmed"})),
    responses((status = 200, description = "The dependency after the change", body = DependencyDoc<'static>)))]
pub(super) async fn change(
    api: Api,
    At(IdParam { id }): At<IdParam>,
    Headers((condition, by)): Headers<(MatchHeader, AuthorHeaders)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let mut change = Change::matching(condition, by, Resource::Dependency(id.clone()));
    let patch = patch(&headers, &body)?;
    let map = api.current();
    let found = map.find_dependency(&id).ok_or_else(|| Problem::not_found("dependency", &id.to_string()))?;
    let dependency = map.dependency(found);
    let now = Tree::of(&DependencyDoc::new(&id.dependent, &dependency)).map_err(|e| Problem::internal(&e))?;
    change.precondition.check(&map)?;
    // What was patched is what was read: nobody may have changed it in between.
    change.precondition = app::Precondition::Unchanged(
        Resource::Dependency(id.clone()),
        vec![map.changed_in(map.graph().dependent(found))],
    );
    store(&api, id, merge_patch(now, patch), change).await
}

/// Remove a dependency.
#[utoipa::path(delete, path = "/v1/dependencies/{id}", operation_id = "deleteDependency", tag = "Dependencies", params(IdParam, MatchHeader, AuthorHeaders),
    responses((status = 204, description = "Removed")))]
pub(super) async fn delete(
    api: Api,
    At(IdParam { id }): At<IdParam>,
    Headers((condition, by)): Headers<(MatchHeader, AuthorHeaders)>,
) -> Result<Response, Problem> {
    let change = Change::matching(condition, by, Resource::Dependency(id.clone()));
    let done = api.change(vec![ChangeRequest::DeleteDependency(id)], change).await?;
    Ok(respond::no_content(done.after.revision()))
}
