//! Findings: what is wrong or weak on the whole map.

use model::finding::{FindingKind, Severity};
use model::{Selection, Stamp};
use serde::Serialize;
use utoipa::ToSchema;
use wire::change::ChangeDoc;
use wire::decode::{Object, at_most, parsed, word, wrong_type};
use wire::planning::selection::read_selection;
use wire::planning::{Question, SelectionDoc};
use wire::problem::Problems;
use wire::tree::Value;
use wire::words::{FINDING_KINDS, FindingSeverity, FindingWord, IncludeDependencies, SEVERITIES};

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
