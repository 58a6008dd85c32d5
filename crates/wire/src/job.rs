//! Jobs as they are written: planners' questions that are answered in the background.

use super::decode::Object;
use super::impact::Time;
use super::place::Place;
use super::problem::Problems;
use super::tree::Tree;
use serde::Serialize;
use utoipa::ToSchema;

/// A question that is to be answered in the background.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewJob)]
pub struct NewJobDoc<'a> {
    /// Which question: the last part of an address below `/v1/analyses/`.
    #[schema(example = "ranking", max_length = 60)]
    pub analysis: &'a str,
    /// The question itself, as that address takes it; absent = nothing is said.
    #[schema(value_type = Option<Object>)]
    pub question: Option<&'a str>,
}

/// Reads which analysis is asked for, and with which question.
pub fn decode_job(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<(String, Option<Tree>)> {
    let found = problems.found();
    let object = Object::open(tree, place, &["analysis", "question"], problems)?;
    if object.get("analysis").is_none() {
        object.missing("analysis", "name one, such as ranking", problems);
    }
    let analysis = object.string("analysis", problems);
    (problems.found() == found).then_some((analysis?, object.get("question").cloned()))
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Job)]
pub struct JobDoc {
    /// Its id.
    #[schema(example = "j-000042")]
    pub id: String,
    /// Which question.
    #[schema(example = "ranking")]
    pub analysis: String,
    /// The revision of the map that it is asked of.
    #[schema(example = 17)]
    pub revision: u64,
    /// `queued`, `running`, `done`, `failed`, `cancelled`, or `interrupted`: begun several times, and every time the process
    /// ended before it was done.
    #[schema(example = "running")]
    pub state: String,
    /// Who asked.
    pub author: String,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was begun last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Time>,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Time>,
    /// How often it was begun.
    pub attempts: u64,
    /// How far it has come.
    pub progress: JobProgress,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<JobProblem>,
    /// Where the answer is, when it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/v1/jobs/j-000042/result")]
    pub result: Option<String>,
}

/// How far a job has come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobProgress {
    /// Steps done.
    pub done: u64,
    /// Steps in all; absent = nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// Why a job failed.
#[derive(Debug, Default, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct JobProblem {
    /// A stable word.
    #[schema(example = "too-much")]
    pub code: String,
    /// What is wrong, and what to do.
    pub detail: String,
}

/// A part of the jobs, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = JobPage)]
pub struct JobPage {
    /// The jobs.
    pub items: Vec<JobDoc>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
