//! Review campaigns as they are written: who is asked about what until when, and what came of it.

use super::decode::Object;
use super::impact::Time;
use super::need::DependencyDoc;
use super::place::Place;
use super::planning::SelectionDoc;
use super::planning::selection::read_selection;
use super::problem::{Problem, Problems};
use super::tree::Tree;
use super::words::{IsoStamp, LANGUAGES, LanguageWord, NodeKey};
use jiff::civil::Date;
use model::{Fault, Selection, TextLanguage};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest title, in characters.
const MAX_TITLE: usize = 200;

/// Which dependencies of the selected nodes are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What they need.
    Needs,
    /// What needs them.
    Provides,
}

/// A campaign that is to be started, for the document.
#[derive(Debug, ToSchema)]
#[schema(as = NewCampaign, rename_all = "camelCase")]
#[serde(deny_unknown_fields)]
pub struct NewCampaignDoc {
    /// What it is about, for those who are asked.
    #[schema(example = "Jährliche Prüfung 2026", min_length = 1, max_length = 200)]
    pub title: String,
    /// Which nodes; only those of agencies for which one may confirm.
    #[schema(value_type = SelectionDoc<'static>)]
    pub of: Selection,
    /// `needs` (the usual): what they need; `provides`: what needs them.
    #[schema(value_type = Option<String>, example = "needs", max_length = 60)]
    pub side: Option<Side>,
    /// The last day on which answers count.
    #[schema(value_type = IsoStamp, example = "2026-12-31")]
    pub until: Date,
    /// The language of the mails; German when absent.
    #[schema(value_type = Option<LanguageWord>)]
    pub language: Option<TextLanguage>,
}

/// The same as it was read.
#[derive(Debug, Clone)]
pub struct CampaignRequest {
    /// What it is about.
    pub title: String,
    /// Which nodes.
    pub of: Selection,
    /// Which of their dependencies.
    pub side: Side,
    /// The last day.
    pub until: Date,
    /// The language of the mails.
    pub language: TextLanguage,
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CampaignAnswer)]
pub enum Answer {
    /// It is as it is written.
    Yes,
    /// It is no longer.
    NoLonger,
    /// It is otherwise, or was changed.
    Changed,
}

/// How much was answered of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CampaignCounts)]
pub struct Counted {
    /// Dependencies of the list.
    pub dependencies: u64,
    /// Those that are as they are written.
    pub yes: u64,
    /// Those that are no longer.
    pub no_longer: u64,
    /// Those that are otherwise.
    pub changed: u64,
    /// Those of which nothing was said.
    pub open: u64,
}

/// The list of an agency.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CampaignListOfAgency)]
pub struct AgencyListDoc {
    /// The agency.
    #[schema(value_type = NodeKey)]
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// When it was told by mail; absent = not yet, or there is no way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub mailed_at: Option<Time>,
    /// What was answered.
    pub counted: Counted,
}

/// A campaign, as far as it concerns who asks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Campaign)]
pub struct CampaignDoc {
    /// Its id.
    #[schema(example = "c-000001")]
    pub id: String,
    /// What it is about.
    pub title: String,
    /// When it was started.
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Time,
    /// Who started it; for himself and for who sees everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_by: Option<String>,
    /// The last day on which answers count.
    #[schema(example = "2026-12-31")]
    pub until: String,
    /// `running` or `ended`.
    #[schema(example = "running")]
    pub state: &'static str,
    /// The lists, by key of the agency: those that one looks after; all, for who started it.
    pub lists: Vec<AgencyListDoc>,
    /// Once it is over: the digest of what came of it, which stands in the chain of the audit log, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
}

/// Campaigns, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignPage)]
pub struct CampaignList {
    /// Those that concern who asks.
    pub items: Vec<CampaignDoc>,
}

/// A dependency of a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignQuestion<'a> {
    /// The dependency.
    pub dependency: DependencyDoc<'a>,
    /// Its `ETag`, for what is said of it.
    #[schema(example = "\"17\"")]
    pub tag: String,
    /// What was answered; absent = nothing yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// What an agency is asked: yes (`confirmed`), no longer (`ended`) or changed (`corrected`), said of each dependency.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignQuestions<'a> {
    /// The dependencies that are still there.
    pub items: Vec<CampaignQuestion<'a>>,
}

/// Reads what a campaign shall be; `today` is the first day that it may end on.
pub fn decode_campaign(
    tree: &Tree,
    today: Date,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<CampaignRequest> {
    let found = problems.found();
    let object = Object::open(tree, place, &["title", "of", "side", "until", "language"], problems)?;
    for (name, remedy) in [
        ("title", "say what it is about"),
        ("of", "say which nodes, such as {agency: dresden}"),
        ("until", "say the last day, such as 2026-12-31"),
    ] {
        if object.get(name).is_none() {
            object.missing(name, remedy, problems);
        }
    }
    let title = object.read("title", checked_title, problems);
    let of = read_selection(&object, "of", problems);
    let side = object.word("side", &[("needs", Side::Needs), ("provides", Side::Provides)], problems);
    let language = object.word("language", LANGUAGES, problems).unwrap_or_default();
    let until = object.stamp("until", problems);
    let until = until.and_then(|until| until.as_str().get(..10)?.parse::<Date>().ok());
    if until.is_some_and(|until| until < today) {
        let (detail, remedy) = ("this day is over", "name a day that is still to come");
        problems.push(Problem::new(&place.name("until"), "out-of-range", detail, remedy));
    }
    (problems.found() == found).then_some(())?;
    Some(CampaignRequest {
        title: title?,
        of: of?,
        side: side.unwrap_or(Side::Needs),
        until: until?,
        language,
    })
}

fn checked_title(text: &str) -> Result<String, Fault> {
    let bare = text.trim();
    match !bare.is_empty() && bare.chars().count() <= MAX_TITLE && !bare.chars().any(char::is_control) {
        true => Ok(bare.to_owned()),
        false => Err(Fault::new(
            "",
            "invalid-name",
            format!("a title has one to {MAX_TITLE} characters in one line"),
            "say what it is about",
        )),
    }
}
