//! What follows from every single failure: single points of failure, false redundancy, ranking.

use super::ask::{PlanParams, ask};
use crate::problem::Problem;
use crate::state::Api;
use app::planning::false_redundancy::{
    FalseRedundancyAnswer, FalseRedundancyQuestion, FalseRedundancyRequest,
};
use app::planning::ranking::{RankingAnswer, RankingQuestion, RankingRequest};
use app::planning::single_points::{SinglePointsAnswer, SinglePointsQuestion, SinglePointsRequest};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// Which single failure makes chosen nodes unavailable, or degraded.
///
/// Every node is tried on which one of the chosen ones depends, directly or by others. What counts is what it comes to when
/// nothing is repaired. A node is not a single point of itself.
#[utoipa::path(post, path = "/v1/analyses/single-points-of-failure", operation_id = "findSinglePointsOfFailure", tag = "Planning", params(PlanParams),
    request_body(content = SinglePointsRequest<'static>, example = json!({"of": "zwickau.kfz-zulassung"})),
    responses((status = 200, description = "The single points, nearest first", body = SinglePointsAnswer, example = json!({
        "revision": 17, "level": "unavailable", "chosen": 1, "without": 0, "points": 4, "shared": [],
        "nodes": [{"node": {"key": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung im Landkreis Zwickau",
            "agency": "zwickau", "agencyName": "Landkreis Zwickau", "layer": "public"}, "total": 4, "omitted": 3, "points": [
            {"node": {"key": "dresden.kfz-verfahren", "kind": "service", "name": "Fachverfahren Kfz-Zulassung",
              "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "application"},
             "level": "unavailable", "steps": 1, "wayOmitted": 0, "way": [
              {"node": "zwickau.kfz-zulassung", "kind": "service", "name": "Kfz-Zulassung im Landkreis Zwickau",
               "level": "unavailable", "dependency": "dresden.kfz-verfahren"},
              {"node": "dresden.kfz-verfahren", "kind": "service", "name": "Fachverfahren Kfz-Zulassung", "level": "unavailable"}]}]}],
        "omitted": {"shared": 0, "nodes": 0},
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["A node does not count as its own single point."]}
    }))))]
pub(super) async fn single_points(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<SinglePointsQuestion>(state, query, headers, body).await
}

/// Which alternatives one failure defeats: redundancy that is none.
///
/// A dependency *promises redundancy* when it still has enough providers after any one of them has failed. One single failure
/// other than that of the dependent itself can break the promise in these ways:
///
/// - `shared`: it takes down so many of the alternatives that too few are left. They share something they need, or some of
///   them need another one of them.
/// - `beside`: it defeats another dependency of the same dependent, which promises no redundancy itself and takes the dependent
///   as far down as the loss of the whole list would; and it is of the kind and layer of one of the alternatives. Four mirrored stores and one synchronisation that all of them
///   need are found in either way of drawing it: as a need of each store (`shared`), or of the storage service that stands
///   on them (`beside`).
/// - `fallback`: it takes down a primary together with a fallback. Other providers carry on, but the fallback does not
///   replace that primary.
/// - `otherNeed`: as `beside`, but of another kind or layer, such as the application of a service that is offered at several
///   offices. Only counted, unless `how` asks for it.
///
/// Fallbacks that hang on what they are to replace are found as `shared` or `fallback`. Workarounds in words do not say what
/// they need, so that they are not checked.
#[utoipa::path(post, path = "/v1/analyses/false-redundancy", operation_id = "findFalseRedundancy", tag = "Planning", params(PlanParams),
    request_body(content = FalseRedundancyRequest<'static>, example = json!({"limit": 10})),
    responses((status = 200, description = "The defeated alternatives, the gravest first", body = FalseRedundancyAnswer,
        example = json!({
        "revision": 17, "timeCritical": "P1D", "promises": 10, "kept": 9,
        "byWay": {"shared": 0, "beside": 1, "fallback": 0, "otherNeed": 5},
        "lists": [{"dependency": "dresden.storage~systeme", "dependent": {"key": "dresden.storage", "kind": "service",
              "name": "Gespiegelter Datenspeicher", "agency": "dresden", "agencyName": "Landeshauptstadt Dresden",
              "layer": "infrastructure"}, "how": "beside", "min": 1,
            "alternatives": [{"node": {"key": "dresden.storage-a", "kind": "service", "name": "Speichersystem A",
              "agency": "dresden", "agencyName": "Landeshauptstadt Dresden", "layer": "infrastructure"},
              "fallback": false, "wayOmitted": 0}],
            "alternativesOmitted": 0,
            "causes": [{"node": {"key": "dresden.storage-sync", "kind": "service",
              "name": "Abgleich der Speichersysteme (Synchronisation)", "agency": "dresden",
              "agencyName": "Landeshauptstadt Dresden", "layer": "infrastructure"}, "isAlternative": false, "through": "abgleich"}],
            "causesTotal": 1, "level": "unavailable",
            "consequence": {"unavailable": 23, "degraded": 11, "services": 30, "publicServices": 15, "timeCritical": 0,
              "sites": 0, "agencies": 4, "districts": 2, "people": 551072, "casesPerDay": 0.0}}],
        "omitted": 0,
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["Only providers are checked."]}
    }))))]
pub(super) async fn false_redundancy(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<FalseRedundancyQuestion>(state, query, headers, body).await
}

/// Which single failure takes most: every node is tried, or the chosen ones.
///
/// The figures are the totals that `POST /v1/impact` gives for the same failure without an end. With `pairs` every pair of the
/// chosen nodes is tried, too, and ranked by what only both together affect.
#[utoipa::path(post, path = "/v1/analyses/ranking", operation_id = "rankFailures", tag = "Planning", params(PlanParams),
    request_body(content = RankingRequest<'static>, example = json!({"by": "people", "of": {"kind": "site"}, "limit": 10})),
    responses((status = 200, description = "The failures that take most", body = RankingAnswer, example = json!({
        "revision": 17, "by": "people", "level": "unavailable", "timeCritical": "P1D", "failures": 64, "harmless": 31,
        "ranking": [{"node": {"key": "dresden.storage-sync", "kind": "service",
              "name": "Abgleich der Speichersysteme (Synchronisation)", "agency": "dresden",
              "agencyName": "Landeshauptstadt Dresden", "layer": "infrastructure"},
            "figures": {"unavailable": 24, "degraded": 11, "services": 31, "publicServices": 15, "timeCritical": 0,
              "sites": 0, "agencies": 4, "districts": 2, "people": 551072, "casesPerDay": 0.0}}],
        "omitted": 63,
        "assumptions": {"include": "all", "hypotheticalChanges": 0, "nodes": 64, "dependencies": 65,
                        "unconfirmedDependencies": 45, "notes": ["Each failure by itself and never repaired."]}
    }))))]
pub(super) async fn ranking(
    state: State<Api>,
    query: RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    ask::<RankingQuestion>(state, query, headers, body).await
}
