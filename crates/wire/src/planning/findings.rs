//! Findings: what is wrong or weak on the whole map.

use super::selection::read_selection;
use super::shared::{PlanAssumptions, PlanNode};
use super::{Question, SelectionDoc};
use crate::change::ChangeDoc;
use crate::decode::{Object, at_most, parsed, word, wrong_type};
use crate::impact::Time;
use crate::problem::Problems;
use crate::tree::Value;
use crate::words::{FINDING_KINDS, FindingSeverity, FindingWord, IncludeDependencies, SEVERITIES};
use model::finding::{FindingKind, Severity};
use model::{Selection, Stamp};
use serde::Serialize;
use utoipa::ToSchema;

/// Which findings are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindingsQuestion {
    /// Only findings at these nodes.
    pub of: Option<Selection>,
    /// Only these kinds; empty = all.
    pub kinds: Vec<FindingKind>,
    /// At least as grave.
    pub severity: Option<Severity>,
    /// What was confirmed before this day is stale; absent = nothing is.
    pub stale_before: Option<Stamp>,
}

/// The question as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FindingsRequest<'a> {
    /// Only findings at these nodes; absent = on the whole map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<SelectionDoc<'a>>,
    /// Only these kinds; absent = all.
    #[schema(value_type = Option<Vec<FindingWord>>)]
    pub kinds: Vec<&'static str>,
    /// At least as grave.
    #[schema(value_type = Option<FindingSeverity>)]
    pub severity: Option<&'static str>,
    /// What was confirmed before this day is stale; absent = nothing is.
    #[schema(example = "2025-11-25")]
    pub stale_before: Option<&'a str>,
    /// Hypothetical changes of the map.
    #[schema(value_type = Option<Vec<ChangeDoc>>, max_items = 10_000)]
    pub changes: Vec<ChangeDoc<'a>>,
    /// Which dependencies count.
    #[schema(value_type = Option<IncludeDependencies>)]
    pub include: Option<&'static str>,
    /// Most findings that are listed.
    #[schema(minimum = 1, maximum = 10_000, default = 100)]
    pub limit: Option<u32>,
}

impl Question for FindingsQuestion {
    const NAME: &'static str = "findings";
    const PROPERTIES: &'static [&'static str] = &["of", "kinds", "severity", "staleBefore"];

    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        Some(Self {
            of: read_selection(object, "of", problems),
            kinds: read_kinds(object, problems),
            severity: object.word("severity", SEVERITIES, problems),
            stale_before: object.stamp("staleBefore", problems),
        })
    }
}

/// A word or a list of words.
fn read_kinds(object: &Object<'_>, problems: &mut Problems) -> Vec<FindingKind> {
    let Some(tree) = object.get("kinds") else { return Vec::new() };
    let place = object.place().name("kinds");
    let read = |text: &str| word(text, FINDING_KINDS);
    match &tree.value {
        Value::Str(_) => parsed(tree, &place, read, problems).into_iter().collect(),
        Value::Seq(items) if at_most(items, FINDING_KINDS.len(), &place, tree.at, problems) => {
            let each = items.iter().enumerate();
            each.filter_map(|(at, item)| parsed(item, &place.index(at), read, problems)).collect()
        }
        Value::Seq(_) => Vec::new(),
        _ => wrong_type(tree, &place, "a list of kinds of findings", problems).unwrap_or_default(),
    }
}

/// What is wrong or weak.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingsAnswer {
    /// The map revision it was computed from.
    #[schema(example = 17)]
    pub revision: u64,
    /// How many there are, by kind, the gravest first.
    pub totals: Vec<FindingCount>,
    /// The findings: the gravest kind first, within it what takes most, then by key.
    pub findings: Vec<Finding>,
    /// Findings that the limit left out.
    pub omitted: u64,
    /// What the answer rests on.
    pub assumptions: PlanAssumptions,
}

/// How many findings of a kind there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingCount {
    /// The kind.
    #[schema(value_type = FindingWord)]
    pub kind: &'static str,
    /// How grave it is.
    #[schema(value_type = FindingSeverity)]
    pub severity: &'static str,
    /// How many.
    pub count: u64,
}

/// One finding.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Stable: the same finding has the same id on every map on which it is found.
    #[schema(example = "no-contact~zwickau")]
    pub id: String,
    /// What was found.
    #[schema(value_type = FindingWord)]
    pub kind: &'static str,
    /// How grave it is.
    #[schema(value_type = FindingSeverity)]
    pub severity: &'static str,
    /// Where.
    pub node: PlanNode,
    /// The dependency that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "zwickau.kfz-zulassung~verfahren")]
    pub dependency: Option<String>,
    /// Other nodes that it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<PlanNode>,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub remedy: String,
    /// Somebody has accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Acceptance>,
    /// Why and what to do, in German.
    #[serde(skip)]
    pub german: [String; 2],
}

/// That somebody has accepted a finding.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Acceptance {
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// Up to and including which day; absent = for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2027-06-30")]
    pub until: Option<String>,
}

/// A finding is accepted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewAcceptance)]
pub struct AcceptanceDoc<'a> {
    /// Why it may stay.
    #[schema(example = "Ersatzbeschaffung ist beauftragt", min_length = 1, max_length = 4000)]
    pub reason: &'a str,
    /// Up to and including which day it is accepted; absent = for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2027-06-30")]
    pub until: Option<&'a str>,
}

/// Findings, page by page.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingPage {
    /// The map revision that the whole walk shows.
    #[schema(example = 17)]
    pub revision: u64,
    /// How many there are, by kind, accepted ones included.
    pub totals: Vec<FindingCount>,
    /// This part.
    pub items: Vec<Finding>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What the findings rest on.
    pub assumptions: PlanAssumptions,
}

/// Reads an acceptance: why, and up to which day.
pub fn decode_acceptance(
    tree: &crate::Tree,
    place: &crate::Place<'_>,
    problems: &mut Problems,
) -> Option<(String, Option<Stamp>)> {
    let found = problems.found();
    let object = Object::open(tree, place, &["reason", "until"], problems)?;
    if object.get("reason").is_none() {
        object.missing("reason", "say why the finding may stay", problems);
    }
    let reason = object.string("reason", problems);
    if let Some(entry) = object.entry("reason")
        && reason.as_ref().is_some_and(|r| r.trim().is_empty() || r.chars().count() > 4_000)
    {
        let detail = "a reason has 1 to 4000 characters";
        problems.report(
            &place.name("reason"),
            entry.at,
            "text-length",
            detail,
            "say why the finding may stay",
        );
    }
    let until = object.stamp("until", problems);
    (problems.found() == found).then_some((reason?, until))
}
