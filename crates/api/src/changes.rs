//! Change sets and the journal.

use super::dependencies::fingerprint;
use super::params::{At, Headers, Query, params};
use super::problem::Problem;
use super::request::{AuthorHeaders, Change, MapTagHeader, RepeatHeader, decoded, json};
use super::respond::{self, Json};
use super::state::Api;
use super::values::{DryRunParam, Number, PageParams};
use app::maps::edits::zone_in;
use app::maps::plan::summary;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use store::ChangeSet;
use wire::change::ChangeSetDoc;
use wire::pages::{RevisionDetail, RevisionPage};
use wire::plan::{ChangeSetAnswer, RevisionChange, RevisionDoc};
use wire::words::Text;
use wire::{Place, decode_change_set};

/// Change several nodes and dependencies at once: all of it or nothing.
#[utoipa::path(post, path = "/v1/change-sets", operation_id = "applyChangeSet", tag = "Changes", params(DryRunParam, RepeatHeader, AuthorHeaders, MapTagHeader),
    request_body(content = ChangeSetDoc<'static>, example = json!({
        "message": "Second line for Zwickau", "author": "planning@example.org",
        "changes": [
            {"op": "put", "node": {"key": "zwickau.leitung-b", "kind": "service", "name": "Zweite Leitung", "agency": "zwickau", "layer": "network"}},
            {"op": "patch", "key": "zwickau.kfz-zulassung", "patch": {"needs": [{"anyOf": ["zwickau.leitung-a", "zwickau.leitung-b"]}]}}
        ]
    })),
    responses(
    (status = 200, description = "The plan of a dry run, or a change set that changed nothing", body = ChangeSetAnswer),
    (status = 201, description = "Done; `Location` is the revision", body = ChangeSetAnswer, example = json!({
        "revision": 18, "dryRun": false, "added": 1, "changed": 1, "removed": 0, "omitted": 0,
        "nodes": [{"key": "zwickau.leitung-b", "kind": "service", "name": "Zweite Leitung", "change": "added"},
                  {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung", "change": "changed", "properties": ["needs"]}]
    })),
))]
pub(super) async fn apply(
    api: Api,
    Query(DryRunParam { dry_run }): Query<DryRunParam>,
    Headers((repeat, by, tag)): Headers<(RepeatHeader, AuthorHeaders, MapTagHeader)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let tree = json(&headers, &body)?;
    let request = decoded(&tree, |t, p| decode_change_set(t, &Place::ROOT, p))?;
    let digest = || fingerprint("POST /v1/change-sets", &body);
    let mut change = Change::post(repeat, by, digest).of_map(tag.if_match);
    if dry_run {
        let (app, who) = (api.app.clone(), api.who());
        let plan = move || Ok(app.maps.plan_changes(&request.changes, &change.precondition, &who)?);
        return Json::ok(&api.off_the_loop(plan).await?);
    }
    change.author = request.author.or(change.author);
    change.message = request.message.or(change.message);
    let done = api.change(request.changes, change).await?;
    Ok(finished(&done))
}

/// The answer to a change set that was made.
pub(super) fn finished(done: &app::maps::change::Done) -> Response {
    let answer = summary(&done.before, &done.after, &done.keys);
    let revision = answer.revision;
    if done.keys.is_empty() && answer.zone.is_none() && done.repeated.is_none() {
        return Json::new(StatusCode::OK, &answer).map(revision).into();
    }
    Json::new(StatusCode::CREATED, &answer)
        .map(revision)
        .location(&format!("/v1/revisions/{revision}"))
        .into()
}

/// List the revisions of the map, newest first.
#[utoipa::path(get, path = "/v1/revisions", operation_id = "listRevisions", tag = "Changes", params(PageParams), responses(
    (status = 200, description = "A part of the journal", body = RevisionPage, example = json!({
        "items": [{"revision": 18, "at": "2026-11-23T10:00:00Z", "author": "planning@example.org", "message": "Second line", "changes": 2}]
    })),
))]
pub(super) async fn revisions(api: Api, Query(page): Query<PageParams>) -> Result<Response, Problem> {
    let (limit, cursor) = page.read("revisions")?;
    let mut found = api.app.maps.revisions(cursor.map(|c| c.revision), limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| respond::cursor(last.revision, "revisions", ""));
    let items = found.into_iter().map(revision_doc).collect::<Result<_, _>>()?;
    Json::ok(&RevisionPage { items, next })
}

fn revision_doc(set: ChangeSet) -> Result<RevisionDoc, Problem> {
    let at = jiff::Timestamp::from_millisecond(set.at_ms).map_err(|e| Problem::internal(&e))?;
    let ChangeSet { revision, author, message, changes, .. } = set;
    Ok(RevisionDoc { revision, at: Text(at), author, message, changes })
}

params! {
    /// The revision in the address.
    pub(super) struct RevisionParam in Path {
        /// Number of the revision.
        revision "revision": Number => 1,
    }
}

/// Read a revision with what it changed.
#[utoipa::path(get, path = "/v1/revisions/{revision}", operation_id = "readRevision", tag = "Changes", params(RevisionParam, PageParams), responses(
    (status = 200, description = "The revision and a part of its changes", body = RevisionDetail, example = json!({
        "revision": {"revision": 18, "at": "2026-11-23T10:00:00Z", "author": "planning@example.org", "message": "Second line", "changes": 1},
        "items": [{"key": "zwickau.leitung-b", "node": {"key": "zwickau.leitung-b", "kind": "service", "name": "Zweite Leitung", "agency": "zwickau", "layer": "network"}}]
    })),
))]
pub(super) async fn revision(
    api: Api,
    Query(page): Query<PageParams>,
    At(RevisionParam { revision }): At<RevisionParam>,
) -> Result<Response, Problem> {
    let number = revision.of("revision")?;
    let filter = format!("revision {number}");
    let (limit, cursor) = page.read(&filter)?;
    let set = api.app.maps.revision(number).await?;
    let mut found =
        api.app.maps.changes_of(number, cursor.as_ref().map(|c| c.position.as_str()), limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| respond::cursor(number, &filter, &last.key));
    let zone = found.first().and_then(zone_in);
    let nodes = found.into_iter().filter(|change| zone_in(change).is_none());
    let change = |c: store::Change| {
        let node = c.body.as_deref().map(serde_json::from_str).transpose();
        node.map(|node| RevisionChange { key: c.key, node }).map_err(|e| Problem::internal(&e))
    };
    let items = nodes.map(change).collect::<Result<_, _>>()?;
    Json::ok(&RevisionDetail { revision: revision_doc(set)?, zone, items, next })
}
