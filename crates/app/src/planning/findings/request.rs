//! Which findings are asked for, and that somebody accepts one.

use model::finding::{FindingKind, Severity};
use model::{Selection, Stamp};
use serde::Serialize;
use utoipa::ToSchema;
use wire::decode::Object;
use wire::planning::SelectionDoc;
use wire::problem::Problems;
use wire::words::{FindingSeverity, FindingWords, IsoStamp};

wire::question! {
    /// The question as it is written.
    #[derive(Default)]
    pub struct FindingsRequest {
        /// Only findings at these nodes; absent = on the whole map.
        #[schema(value_type = Option<SelectionDoc<'static>>)]
        of "of": Option<Selection>;
        /// Only these kinds, or only this one; absent = all.
        #[schema(value_type = Option<FindingWords>)]
        kinds "kinds": Vec<FindingKind> = Vec::new(), as "finding";
        /// At least as grave.
        #[schema(value_type = Option<FindingSeverity>)]
        severity "severity": Option<Severity>;
        /// What was confirmed before this day is stale; absent = what is older than the review period, and of a map in files nothing.
        #[schema(value_type = Option<IsoStamp>)]
        stale_before "staleBefore": Option<Stamp>;
    }
    limit "Most findings that are listed.";
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

/// Reads an acceptance: why, and up to which day.
pub fn decode_acceptance(
    tree: &wire::Tree,
    place: &wire::Place<'_>,
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
