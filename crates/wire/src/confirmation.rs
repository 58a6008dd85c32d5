//! What those who are concerned say of a dependency, what waits for whom, and how much is confirmed.

use super::decode::{Object, word};
use super::impact::Time;
use super::need::{DependencyDoc, FORMS};
use super::need_decode::decode_dependency;
use super::place::Place;
use super::problem::{Problem, Problems};
use super::tree::{Tree, Value, merge_patch};
use super::words::{Duration, IsoDuration, NodeKey, VERDICTS, VerdictWord};
use model::node::MAX_TEXT;
use model::{Dependency, Fault, Key, Seconds, Verdict};
use serde::Serialize;
use utoipa::ToSchema;

/// What a correction may say beside the forms.
const REST: [&str; 7] = ["of", "min", "full", "fallback", "toleratesDegraded", "degradedWorks", "needed"];
/// Longest review period: ten years, in days.
pub const MAX_PERIOD: u32 = 3_653;

/// What somebody says of a dependency, for the document.
#[derive(Debug, Clone, ToSchema)]
#[schema(as = NewStatement, rename_all = "camelCase")]
#[serde(deny_unknown_fields)]
pub struct NewStatementDoc {
    /// In whose name; may be left out by who speaks for one of those who are concerned only.
    #[schema(value_type = Option<NodeKey>)]
    pub agency: Option<Key>,
    /// `confirmed`, `disputed`, `corrected` or `ended`; by who needs it also `accepted` or `rejected`.
    #[schema(value_type = VerdictWord)]
    pub verdict: Verdict,
    /// Why; needed for all but `confirmed` and `accepted`.
    #[schema(example = "Es müssen zwei der drei Knoten laufen", max_length = 4_000)]
    pub reason: Option<String>,
    /// How it is instead, with `corrected`: the form with its providers, thresholds, fallbacks as in a dependency; `rto` is
    /// within what time that comes back which one provides.
    #[schema(value_type = Option<Object>, example = json!({"atLeast": 2, "of": ["dresden.server-a", "dresden.server-b"], "rto": "PT4H"}))]
    pub correction: Option<Tree>,
    /// The number of the statement that is accepted or rejected.
    #[schema(minimum = 1)]
    pub answers: Option<u64>,
}

/// The same as it was read.
#[derive(Debug, Clone)]
pub struct StatementRequest {
    /// In whose name.
    pub agency: Option<Key>,
    /// What.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<String>,
    /// How it is instead.
    pub correction: Option<Correction>,
    /// Which statement it answers.
    pub answers: Option<u64>,
}

/// How a dependency is instead.
#[derive(Debug, Clone)]
pub struct Correction {
    /// What the dependency says otherwise; may be an empty object.
    pub need: Tree,
    /// Within what time comes back what one provides.
    pub rto: Option<Seconds>,
}

/// A statement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Statement)]
pub struct StatementDoc {
    /// Its number.
    #[schema(example = 7)]
    pub number: u64,
    /// In whose name.
    #[schema(value_type = NodeKey)]
    pub agency: String,
    /// What was said.
    #[schema(value_type = VerdictWord)]
    pub verdict: Verdict,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// Who said it; only for those who look after that agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why; only for that agency and for who needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How it is instead; only for that agency and for who needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub correction: Option<serde_json::Value>,
    /// Within what time comes back what that agency provides.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IsoDuration>)]
    pub rto: Option<Duration>,
    /// The statement that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<u64>,
    /// The dependency says now what it said then.
    pub current: bool,
}

/// What was said of a dependency, the oldest first, and for whom it waits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatementList {
    /// What was said.
    pub items: Vec<StatementDoc>,
    /// For whom it waits.
    pub waits: Vec<WaitDoc>,
}

/// That a dependency waits for somebody.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Wait)]
pub struct WaitDoc {
    /// For which agency.
    #[schema(value_type = NodeKey)]
    pub agency: String,
    /// Why: `neverConfirmed`, `oneSideOnly` (only who needs it says so), `changed`, `expired`; `disputed`, `corrected`, `ended`
    /// (to be answered by who needs it), `rejected` (who provides it is not believed).
    #[schema(example = "neverConfirmed", max_length = 60)]
    pub because: &'static str,
    /// The statement that is to be answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<u64>,
}

/// A dependency that waits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaitingDependency<'a> {
    /// The dependency.
    pub dependency: DependencyDoc<'a>,
    /// Its `ETag`, for what is said of it.
    #[schema(example = "\"17\"")]
    pub tag: String,
    /// For whom, and why.
    pub wait: WaitDoc,
}

/// What waits, by the key of the dependent and then as written.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmationQueue<'a> {
    /// The map revision that the whole walk shows.
    #[schema(example = 17)]
    pub revision: u64,
    /// This part.
    pub items: Vec<WaitingDependency<'a>>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// How many dependencies are confirmed within the review period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmedShare {
    /// All dependencies.
    pub dependencies: u64,
    /// Those that are confirmed, and not too long ago.
    pub confirmed: u64,
    /// The share of them, from 0 to 1; null when there are none.
    pub share: Option<f64>,
}

impl ConfirmedShare {
    /// So many of so many.
    pub fn new(confirmed: u64, dependencies: u64) -> Self {
        let share = (dependencies > 0).then(|| confirmed as f64 / dependencies as f64);
        Self { dependencies, confirmed, share }
    }
}

/// The share of one agency.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgencyShare {
    /// The agency.
    #[schema(value_type = NodeKey)]
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// Of what its nodes need.
    pub needs: ConfirmedShare,
}

/// How much of the map is confirmed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmationFigures {
    /// The map revision.
    #[schema(example = 17)]
    pub revision: u64,
    /// How long a confirmation counts.
    #[schema(value_type = IsoDuration, example = "P365D")]
    pub period: Duration,
    /// On the whole map.
    pub map: ConfirmedShare,
    /// By who needs it, by key; agencies without dependencies are left out.
    pub agencies: Vec<AgencyShare>,
}

/// How long confirmations count.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewPeriod {
    /// How long a confirmation counts: whole days, up to ten years.
    #[schema(value_type = IsoDuration, example = "P365D")]
    pub period: Duration,
}

/// Reads what somebody says of a dependency.
pub fn decode_statement(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<StatementRequest> {
    let found = problems.found();
    let known = ["agency", "verdict", "reason", "correction", "answers"];
    let object = Object::open(tree, place, &known, problems)?;
    if object.get("verdict").is_none() {
        object.missing("verdict", "write one, such as confirmed", problems);
    }
    let agency = object.key("agency", problems);
    let verdict = object.word("verdict", VERDICTS, problems);
    let reason = object.read("reason", checked_reason, problems);
    let correction = object.get("correction");
    let correction = correction.and_then(|tree| decode_correction(tree, &place.name("correction"), problems));
    let answers = object.integer("answers", 1, i64::MAX, problems).and_then(|n| u64::try_from(n).ok());
    let verdict = verdict.filter(|_| problems.found() == found)?;
    let mut refuse = |name: &str, code, detail: &'static str, remedy: &'static str| {
        problems.push(Problem::new(&place.name(name), code, detail, remedy));
    };
    let gives_reason = reason.is_some() || correction.is_some();
    if !gives_reason && !matches!(verdict, Verdict::Confirmed | Verdict::Accepted) {
        refuse("reason", "missing-property", "nobody can answer this without a reason", "say why");
    }
    if correction.is_some() && verdict != Verdict::Corrected {
        refuse(
            "correction",
            "not-corrected",
            "only what is corrected has a correction",
            "say corrected, or leave it out",
        );
    }
    if answers.is_some() != verdict.is_answer() {
        refuse(
            "answers",
            "answers-nothing",
            "only what is accepted or rejected answers a statement, and it must name one",
            "give its number, or leave it out",
        );
    }
    (problems.found() == found).then_some(StatementRequest { agency, verdict, reason, correction, answers })
}

fn checked_reason(text: &str) -> Result<String, Fault> {
    let bare = text.trim();
    match !bare.is_empty() && bare.chars().count() <= MAX_TEXT {
        true => Ok(bare.to_owned()),
        false => Err(Fault::new(
            "",
            "text-length",
            format!("a reason has 1 to {MAX_TEXT} characters"),
            "say shortly why",
        )),
    }
}

fn decode_correction(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Correction> {
    let known: Vec<&str> = FORMS.iter().copied().chain(REST).chain(["rto"]).collect();
    let object = Object::open(tree, place, &known, problems)?;
    let rto = object.seconds("rto", problems);
    super::decode::refuse_repeats(tree, place, problems);
    let Value::Map(entries) = &tree.value else { return None };
    let entries = entries.iter().filter(|entry| entry.key != "rto").cloned().collect();
    Some(Correction { need: Tree { at: tree.at, value: Value::Map(entries) }, rto })
}

/// A dependency as a correction has it: its remarks stay, and a form takes the place of the one before.
pub fn corrected(
    dependent: &Key,
    dependency: &Dependency,
    correction: &Tree,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Dependency> {
    let mut doc = Tree::of(&DependencyDoc::new(dependent, dependency)).ok()?;
    let is_form = |name: &str| FORMS.contains(&name) || ["of", "min", "full", "fallback"].contains(&name);
    if correction.entries().iter().any(|entry| FORMS.contains(&entry.key.as_str()) || entry.key == "of")
        && let Value::Map(entries) = &mut doc.value
    {
        entries.retain(|entry| !is_form(&entry.key));
    }
    decode_dependency(&merge_patch(doc, correction.clone()), place, problems)
        .map(|(_, dependency)| dependency)
}

/// Reads how long confirmations count, in days.
pub fn decode_period(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<u32> {
    let object = Object::open(tree, place, &["period"], problems)?;
    if object.get("period").is_none() {
        object.missing("period", "write for example P365D", problems);
    }
    object.read("period", checked_period, problems)
}

/// How long confirmations count, in days.
///
/// # Errors
/// It is no duration, none of whole days, or too long.
pub fn checked_period(text: &str) -> Result<u32, Fault> {
    let seconds = Seconds::parse(text)?.get();
    let days = seconds / 86_400;
    match seconds.is_multiple_of(86_400) && (1..=MAX_PERIOD).contains(&days) {
        true => Ok(days),
        false => Err(Fault::new(
            "",
            "out-of-range",
            format!("the review period is 1 to {MAX_PERIOD} whole days"),
            "write for example P365D",
        )),
    }
}

/// A verdict by its word, as the command line takes it.
///
/// # Errors
/// There is no such word.
pub fn parse_verdict(text: &str) -> Result<Verdict, Fault> {
    word(text, VERDICTS)
}
