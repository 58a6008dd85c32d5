//! Jobs: planners' questions that are answered in the background.

use super::incidents::SpeakerHeader;
use super::params::{At, Headers, Parameter, Query, params};
use super::problem::Problem;
use super::request::{Change, decoded, json};
use super::respond::{self, Json, json_bytes};
use super::state::Api;
use super::values::{AsOfParam, PageParams};
use app::jobs::job_id;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use model::Fault;
use store::JobRow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use wire::incident::time;
use wire::job::{JobDoc, JobPage, JobProblem, JobProgress, NewJobDoc, decode_job};
use wire::{Place, Tree, Value};

params! {
    /// The job in the address.
    pub(super) struct JobParam in Path {
        /// Id of the job.
        id "id": JobId => "j-000042",
    }
}

/// The id of a job: its number.
#[derive(Debug)]
pub(super) struct JobId(pub(super) u64);

impl Parameter for JobId {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.pattern(Some("^j-[0-9]*[1-9][0-9]*$")).max_length(Some(20)).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        let number = text.strip_prefix("j-").and_then(|digits| digits.parse().ok());
        number.filter(|&number| number > 0).map(Self).ok_or_else(|| {
            let remedy = "write it as it was answered, such as j-000042";
            Fault::new("", "invalid-id", "this is no id of a job", remedy)
        })
    }
}

fn now() -> i64 {
    app::clock::now()
}

pub(super) fn doc(job: &JobRow) -> JobDoc {
    let at = |ms: i64| (ms > 0).then(|| time(ms));
    JobDoc {
        id: job_id(job.number),
        analysis: job.analysis.clone(),
        revision: job.revision,
        state: job.state.clone(),
        author: job.author.clone(),
        created_at: time(job.created_ms),
        started_at: at(job.started_ms),
        ended_at: at(job.ended_ms),
        attempts: job.attempts,
        progress: JobProgress { done: job.done, total: Some(job.total).filter(|&total| total > 0) },
        problem: job
            .problem
            .as_deref()
            .map(|text| serde_json::from_str::<JobProblem>(text).unwrap_or_default()),
        result: (job.state == "done").then(|| format!("/v1/jobs/{}/result", job_id(job.number))),
    }
}

/// Answer a planner's question in the background.
///
/// For questions that take longer than a request may, or whose asker does not wait. The answer is that of the address
/// below `/v1/analyses/`, of the map as it is now (or `asOf`). After a restart of the service the job is begun anew.
#[utoipa::path(post, path = "/v1/jobs", operation_id = "startJob", tag = "Planning", params(AsOfParam, SpeakerHeader),
    request_body(content = NewJobDoc<'static>, example = json!({"analysis": "circles", "question": {"of": {"agency": "dresden"}}})),
    responses((status = 201, description = "It waits its turn; `Location` is the job", body = JobDoc, example = json!({
        "id": "j-000042", "analysis": "circles", "revision": 17, "state": "queued", "author": "api",
        "createdAt": "2026-05-01T08:00:00Z", "attempts": 0, "progress": {"done": 0}
    }))))]
pub(super) async fn start(
    api: Api,
    Query(AsOfParam { as_of }): Query<AsOfParam>,
    Headers(by): Headers<SpeakerHeader>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let author = Change::new(by.into()).author(&api.who()).name;
    let tree = json(&headers, &body)?;
    let (analysis, question) = decoded(&tree, |tree, problems| decode_job(tree, &Place::ROOT, problems))?;
    let question = question.unwrap_or_else(|| Tree::new(Value::Map(Vec::new())));
    let place = Place::ROOT.name("question");
    let job = api.app.jobs.start(&analysis, &question, &place, as_of, &author, now()).await?;
    Ok(Json::new(StatusCode::CREATED, &doc(&job))
        .location(&format!("/v1/jobs/{}", job_id(job.number)))
        .into())
}

/// List jobs.
#[utoipa::path(get, path = "/v1/jobs", operation_id = "listJobs", tag = "Planning", params(PageParams), responses(
    (status = 200, description = "The jobs, the newest first", body = JobPage, example = json!({"items": [{
        "id": "j-000042", "analysis": "circles", "revision": 17, "state": "done", "author": "api",
        "createdAt": "2026-05-01T08:00:00Z", "startedAt": "2026-05-01T08:00:00Z", "endedAt": "2026-05-01T08:00:01Z",
        "attempts": 1, "progress": {"done": 64, "total": 64}, "result": "/v1/jobs/j-000042/result"}]}))))]
pub(super) async fn list(api: Api, Query(page): Query<PageParams>) -> Result<Response, Problem> {
    let (limit, cursor) = page.read("jobs")?;
    let before = cursor.map(|cursor| cursor.revision);
    let mut found = api.app.jobs.list(before, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| respond::cursor(last.number, "jobs", ""));
    Json::ok(&JobPage { items: found.iter().map(doc).collect(), next })
}

/// Read a job: where it stands, and how far it has come.
#[utoipa::path(get, path = "/v1/jobs/{id}", operation_id = "readJob", tag = "Planning", params(JobParam), responses(
    (status = 200, description = "The job", body = JobDoc, example = json!({
        "id": "j-000042", "analysis": "circles", "revision": 17, "state": "running", "author": "api",
        "createdAt": "2026-05-01T08:00:00Z", "startedAt": "2026-05-01T08:00:00Z", "attempts": 1,
        "progress": {"done": 12, "total": 64}}))))]
pub(super) async fn read(api: Api, At(JobParam { id }): At<JobParam>) -> Result<Response, Problem> {
    Json::ok(&doc(&api.app.jobs.read(id.0).await?))
}

/// The answer of a job that is done.
#[utoipa::path(get, path = "/v1/jobs/{id}/result", operation_id = "readJobResult", tag = "Planning", params(JobParam), responses(
    (status = 200, description = "The answer, as the address of its analysis gives it", body = Object, example = json!({
        "revision": 17, "total": 0, "circles": [], "omitted": 0, "assumptions": {"include": "all", "hypotheticalChanges": 0,
        "nodes": 64, "dependencies": 65, "unconfirmedDependencies": 45, "notes": []}}))))]
pub(super) async fn result(api: Api, At(JobParam { id }): At<JobParam>) -> Result<Response, Problem> {
    Ok(json_bytes(StatusCode::OK, api.app.jobs.result(id.0).await?.into_bytes()))
}

/// Cancel a job that is not over, or forget one that is.
#[utoipa::path(delete, path = "/v1/jobs/{id}", operation_id = "endJob", tag = "Planning", params(JobParam), responses(
    (status = 204, description = "Cancelled, or forgotten")))]
pub(super) async fn end(api: Api, At(JobParam { id }): At<JobParam>) -> Result<Response, Problem> {
    api.app.jobs.end(id.0, now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
