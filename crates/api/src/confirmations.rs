//! Both sides confirm: what is said of dependencies, what waits for whom, and how much is confirmed.

use super::params::{At, Query, params};
use super::problem::Problem;
use super::request::{IdParam, MatchHeader, decoded, json, node_tag};
use super::respond::{self, Json};
use super::state::Api;
use super::values::PageParams;
use crate::params::Headers;
use app::confirmations::lists::{Ours, Queue};
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use model::{DependencyId, Key};
use wire::confirmation::{
    ConfirmationFigures, ConfirmationQueue, NewStatementDoc, ReviewPeriod, StatementDoc, StatementList,
    WaitingDependency, decode_period, decode_statement,
};
use wire::words::Text;
use wire::{DependencyDoc, Place};

params! {
    /// What waits for whom.
    #[derive(Debug)]
    pub(super) struct QueueParams in Query {
        /// `toConfirm`: what waits for us; `waiting`: what waits for others and concerns us.
        queue "queue": Queue = "toConfirm",
        /// For this agency; absent = for all that one looks after.
        agency "agency": Key,
    }
}

/// How much is confirmed within the review period: on the whole map, and by agency.
#[utoipa::path(get, path = "/v1/confirmations", operation_id = "readConfirmations", tag = "Confirmations", responses(
    (status = 200, description = "How much is confirmed", body = ConfirmationFigures, example = json!({
        "revision": 17, "period": "P365D", "map": {"dependencies": 4, "confirmed": 3, "share": 0.75},
        "agencies": [{"agency": "zwickau", "name": "Landkreis Zwickau",
                      "needs": {"dependencies": 4, "confirmed": 3, "share": 0.75}}]}))))]
pub(super) async fn figures(api: Api) -> Result<Response, Problem> {
    let map = api.app.maps.in_force();
    let (seen, app) = (api.seen(&map), std::sync::Arc::clone(&api.app));
    api.off_the_loop(move || {
        let figures = app.confirmations.figures(&map, &seen);
        Ok(Json::new(StatusCode::OK, &figures).map(map.revision()).into())
    })
    .await
}

/// Say how long a confirmation counts; after that it counts as if nobody had confirmed it.
#[utoipa::path(put, path = "/v1/confirmations/period", operation_id = "putReviewPeriod", tag = "Confirmations",
    request_body(content = ReviewPeriod, example = json!({"period": "P365D"})),
    responses((status = 200, description = "Counts from now on, at all processes within two seconds", body = ReviewPeriod)))]
pub(super) async fn period(api: Api, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let tree = json(&headers, &body)?;
    let days = decoded(&tree, |tree, problems| decode_period(tree, &Place::ROOT, problems))?;
    api.app.confirmations.set_period(days).await?;
    let period = model::Seconds::new(days.saturating_mul(86_400)).unwrap_or(model::Seconds::MAX);
    Json::ok(&ReviewPeriod { period: Text(period) })
}

/// List what is to be confirmed, or what waits for others.
///
/// What one's agency provides waits until it says whether it is as others say; what others dispute or correct waits for who
/// needs it. A confirmation counts for the review period, and only of what it was said of.
#[utoipa::path(get, path = "/v1/confirmations/queue", operation_id = "listWaiting", tag = "Confirmations", params(QueueParams, PageParams), responses(
    (status = 200, description = "A part of the queue", body = ConfirmationQueue, example = json!({
        "revision": 17, "items": [{"dependency": {"id": "zwickau.kfz-zulassung~d1", "dependent": "zwickau.kfz-zulassung",
            "relation": "needs", "on": "dresden.kfz-verfahren"}, "tag": "\"12\"",
            "wait": {"agency": "dresden", "because": "neverConfirmed"}}]}))))]
pub(super) async fn queue(
    api: Api,
    Query((of, page)): Query<(QueueParams, PageParams)>,
) -> Result<Response, Problem> {
    let filter = format!("{of:?}");
    let (limit, cursor) = page.read(&filter)?;
    api.app.confirmations.catch_up().await?;
    // What is said follows the newest map only.
    let whole = api.app.maps.current();
    let (seen, now, app) = (api.seen(&whole), app::clock::now(), std::sync::Arc::clone(&api.app));
    let ours = Ours::new(&api.who(), of.agency);
    api.off_the_loop(move || {
        let after = cursor.map(|c| DependencyId::parse(&c.position)).transpose();
        let after = after.map_err(|_| Problem::invalid_cursor())?;
        let asked = (of.queue, &ours);
        let mut found = app.confirmations.queue(&whole, &seen, asked, after.as_ref(), (limit + 1, now));
        let more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().filter(|_| more);
        let next = last.map(|(d, _)| respond::cursor(seen.revision(), &filter, &seen.dependency_address(*d)));
        let owned: Vec<_> = found
            .into_iter()
            .map(|(d, wait)| (seen.key_of(seen.graph().dependent(d)), seen.dependency(d), d, wait))
            .collect();
        let items = owned.iter().map(|(key, dependency, d, wait)| WaitingDependency {
            dependency: DependencyDoc::new(key, dependency),
            tag: node_tag(&seen, seen.graph().dependent(*d)),
            wait: wait.clone(),
        });
        Json::ok(&ConfirmationQueue { revision: seen.revision(), items: items.collect(), next })
    })
    .await
}

/// List what was said of a dependency.
#[utoipa::path(get, path = "/v1/dependencies/{id}/statements", operation_id = "listStatements", tag = "Confirmations", params(IdParam), responses(
    (status = 200, description = "What was said, the oldest first, and for whom it waits", body = StatementList, example = json!({
        "items": [{"number": 7, "agency": "dresden", "verdict": "confirmed", "at": "2026-05-01T08:00:00Z", "by": "Rechenzentrum",
                   "current": true}], "waits": []}))))]
pub(super) async fn said(api: Api, At(IdParam { id }): At<IdParam>) -> Result<Response, Problem> {
    Json::ok(&api.app.confirmations.statements(&api.who(), &id, app::clock::now()).await?)
}

/// Say whether a dependency is as it is written: confirm, dispute or correct it.
///
/// In the name of an agency that provides something, or of the one that needs it. Nothing of the dependency is overwritten: a
/// correction counts when who needs it accepts it. The map says `confirmed` when all other agencies that provide have
/// confirmed it (of what is only one's own: oneself), and `disputed` as long as somebody says otherwise.
#[utoipa::path(post, path = "/v1/dependencies/{id}/statements", operation_id = "addStatement", tag = "Confirmations", params(IdParam, MatchHeader),
    request_body(content = NewStatementDoc, example = json!({"verdict": "confirmed"})),
    responses((status = 201, description = "What was said", body = StatementDoc, example = json!({
        "number": 7, "agency": "dresden", "verdict": "confirmed", "at": "2026-05-01T08:00:00Z", "by": "Rechenzentrum",
        "current": true}))))]
pub(super) async fn say(
    api: Api,
    At(IdParam { id }): At<IdParam>,
    Headers(MatchHeader { if_match }): Headers<MatchHeader>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let tree = json(&headers, &body)?;
    let asked = decoded(&tree, |tree, problems| decode_statement(tree, &Place::ROOT, problems))?;
    let (who, now) = (api.who(), app::clock::now());
    let (of, said) = api.app.confirmations.say(&who, &id, if_match.0, asked, now).await?;
    api.app.audit.note(&who, "STATEMENT", &said.audited(&of), 201, "");
    Ok(Json::new(StatusCode::CREATED, &api.app.confirmations.told(&who, &of, &said)).into())
}
