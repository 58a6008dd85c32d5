//! Imports of what agencies have already: what is asked for, and what would come of it.

use super::decode::Object;
use super::impact::Time;
use super::place::Place;
use super::plan::ChangeSetAnswer;
use super::problem::Problems;
use super::tree::Tree;
use super::words::NodeKey;
use model::{Key, message};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Most files of one import.
pub const MAX_IMPORT_FILES: usize = 1_000;
/// Most answers or columns that are told at once.
const MAX_SAID: usize = 10_000;

/// A file of an import.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ImportFile)]
pub struct ImportFileDoc {
    /// Its name, without folders; places are told by it.
    #[schema(example = "bia.csv", min_length = 1, max_length = 300)]
    pub name: String,
    /// What it holds, as text; or `base64`.
    pub text: Option<String>,
    /// What it holds, in base64: for everything that is not UTF-8.
    #[schema(content_encoding = "base64")]
    pub base64: Option<String>,
}

/// What people say about an import: everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportSaid {
    /// What columns mean, by their heads: `name`, `needs`, `rto`, `label`, `ignore` and so on.
    pub columns: Option<BTreeMap<String, String>>,
    /// Answers, by the ids of questions.
    pub answers: Option<BTreeMap<String, String>>,
    /// Dependencies are the other way round.
    pub turned: Option<bool>,
    /// The encoding of the files, when somebody knows it: `utf-8`, `windows-1252`, `iso-8859-1`, `macintosh`, `utf-16le`, `utf-16be`.
    pub encoding: Option<String>,
}

/// What is to be imported.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportRequest {
    /// The word of the format.
    #[schema(example = "table")]
    pub format: String,
    /// The files.
    #[schema(min_items = 1, max_items = 1_000)]
    pub files: Vec<ImportFileDoc>,
    /// The agency that runs what the source gives to nobody; it is made when it is not there.
    #[schema(value_type = Option<NodeKey>)]
    pub into: Option<String>,
    /// Under which name it is kept what people say about this source; that of agency and format when left out.
    #[schema(value_type = Option<NodeKey>)]
    pub profile: Option<String>,
    /// What columns mean, by their heads.
    pub columns: Option<BTreeMap<String, String>>,
    /// Answers, by the ids of questions.
    pub answers: Option<BTreeMap<String, String>>,
    /// Dependencies are the other way round.
    pub turned: Option<bool>,
    /// The encoding of the files, when somebody knows it.
    pub encoding: Option<String>,
}

/// What is to be applied of a preview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportApply {
    /// The tag of the preview that was looked at: when the import would do something else now, nothing is done.
    pub tag: Option<String>,
    /// Which of the nodes that are proposed to be removed are removed; none when left out.
    #[schema(value_type = Option<Vec<NodeKey>>, max_items = 10_000)]
    pub remove: Option<Vec<String>>,
}

/// The parts of a request that was read.
#[derive(Debug, Default)]
pub struct ReadImport {
    /// The word of the format.
    pub format: String,
    /// Name and content.
    pub files: Vec<(String, Content)>,
    /// The agency.
    pub into: Option<Key>,
    /// The profile.
    pub profile: Option<Key>,
    /// What people say.
    pub said: ImportSaid,
}

/// What a file holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Text(String),
    /// Bytes in base64, not yet read.
    Base64(String),
}

const SAID: [&str; 4] = ["columns", "answers", "turned", "encoding"];

/// Reads what is to be imported.
pub fn decode_import(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<ReadImport> {
    let known = ["format", "files", "into", "profile", "columns", "answers", "turned", "encoding"];
    let object = Object::open(tree, place, &known, problems)?;
    if object.get("format").is_none() {
        object.missing("format", message!("import-give-format"), problems);
    }
    let format = object.string("format", problems);
    let files = decode_import_files(&object, problems);
    let into = object.key("into", problems);
    let profile = object.key("profile", problems);
    let said = decode_said(&object, problems);
    Some(ReadImport { format: format?, files, into, profile, said })
}

/// Reads the files of a request.
pub(super) fn decode_import_files(object: &Object<'_>, problems: &mut Problems) -> Vec<(String, Content)> {
    let inside = object.place().name("files");
    let mut files = Vec::new();
    match object.list("files", MAX_IMPORT_FILES, problems) {
        Some([]) | None => object.missing("files", message!("import-files-remedy"), problems),
        Some(list) => {
            for (at, item) in list.iter().enumerate() {
                files.extend(decode_file(item, &inside.index(at), problems));
            }
        }
    }
    files
}

fn decode_file(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<(String, Content)> {
    let object = Object::open(tree, place, &["name", "text", "base64"], problems)?;
    if object.get("name").is_none() {
        object.missing("name", message!("import-file-name"), problems);
    }
    let name = object.string("name", problems);
    let content = match (object.string("text", problems), object.string("base64", problems)) {
        (Some(text), None) => Some(Content::Text(text)),
        (None, Some(text)) => Some(Content::Base64(text)),
        _ => {
            let (detail, remedy) = (message!("import-file-content"), message!("import-file-content-remedy"));
            problems.report(place, tree.at, "no-content", detail, remedy);
            None
        }
    };
    // Folders of somebody's machine are nobody's business.
    let name = name?.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(300).collect::<String>();
    if name.is_empty() {
        object.missing("name", message!("import-file-name"), problems);
    }
    Some((name, content?))
}

fn decode_said(object: &Object<'_>, problems: &mut Problems) -> ImportSaid {
    ImportSaid {
        columns: object.texts("columns", MAX_SAID, problems),
        answers: object.texts("answers", MAX_SAID, problems),
        turned: object.bool("turned", problems),
        encoding: object.string("encoding", problems),
    }
}

/// Reads what people say about an import that is kept.
pub fn decode_import_said(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<ImportSaid> {
    let object = Object::open(tree, place, &SAID, problems)?;
    Some(decode_said(&object, problems))
}

/// Reads what is to be applied.
pub fn decode_import_apply(
    tree: &Tree,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<(Option<String>, Vec<Key>)> {
    let object = Object::open(tree, place, &["tag", "remove"], problems)?;
    let tag = object.string("tag", problems);
    let remove = object.keys("remove", MAX_SAID, problems).unwrap_or_default();
    Some((tag, remove))
}

/// What an import would do. It is kept under its id until it is applied or thrown away.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportAnswer {
    /// Its id.
    #[schema(example = "3f0c9a7be5d21480")]
    pub id: String,
    /// The word of the format.
    pub format: String,
    /// The names of the files.
    pub files: Vec<String>,
    /// The agency that it goes into.
    pub into: Option<String>,
    /// Under which name it is kept what people say about this source.
    pub profile: String,
    /// Tells two previews that would do something else apart: to be given when it is applied.
    pub tag: String,
    /// How many questions have no answer, with the values that somebody must correct.
    pub open: u64,
    /// How many lines of each kind the report has.
    pub counts: Vec<ImportCount>,
    /// Nodes of the source that are in the map as the source says.
    pub unchanged: u64,
    /// Three dependencies in words: are they the right way round?
    pub sentences: Vec<ImportSentence>,
    /// What only people can answer, with the answers that are known.
    pub questions: Vec<ImportQuestion>,
    /// What the columns of tables were taken for.
    pub columns: Vec<ImportColumn>,
    /// The report; at most 2,000 lines.
    pub lines: Vec<ImportLine>,
    /// Lines that are left out here.
    pub omitted: u64,
    /// What stays as people made it although the source says something else.
    pub kept: Vec<ImportKept>,
    /// What the source does not hold any more: proposed, done only when somebody says so.
    pub removals: Vec<ImportRemoval>,
    /// Ids of answers that fit no question.
    pub unfit: Vec<String>,
    /// What would change, and whose impact.
    pub plan: ChangeSetAnswer,
}

/// How many lines of one kind a report has.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportCount {
    /// `read`, `made`, `label`, `flagged`, `left-out` or `refused`.
    #[schema(example = "made")]
    pub what: &'static str,
    /// How many.
    pub count: u64,
}

/// A line of the report.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportLine {
    /// `read`, `made`, `label`, `flagged`, `left-out` or `refused`.
    pub what: &'static str,
    /// File, sheet, row, cell or element.
    #[schema(example = "bia.xlsx!Prozesse!C7")]
    pub place: String,
    /// What happened, in the language of the reader.
    pub text: String,
}

/// A dependency in words.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportSentence {
    /// What needs.
    pub dependent: String,
    /// What is needed.
    pub provider: String,
    /// The same as a sentence in the language of the reader.
    pub text: String,
    /// Where it was read.
    pub place: String,
}

/// Something that only people can answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportQuestion {
    /// The same in every import of the source.
    pub id: String,
    /// What is asked, in the language of the reader.
    pub text: String,
    /// The answers there are; the first holds until somebody answers.
    pub choices: Vec<ImportChoice>,
    /// The word of the answer, when there is one.
    pub answer: Option<&'static str>,
    /// The first places that it is about.
    pub places: Vec<String>,
}

/// An answer that can be given.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportChoice {
    /// Its word.
    pub word: &'static str,
    /// What it means, in the language of the reader.
    pub text: String,
}

/// What a column was taken for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportColumn {
    /// Its head.
    pub place: String,
    /// The words of its head.
    pub head: String,
    /// What it is taken for.
    pub role: &'static str,
    /// Somebody said so; else it was guessed.
    pub said: bool,
}

/// A node that stays in part as people made it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportKept {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub key: String,
    /// The properties that stay.
    pub properties: Vec<&'static str>,
}

/// What the source does not hold any more.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRemoval {
    /// The node.
    #[schema(value_type = NodeKey)]
    pub key: String,
    /// What it is called.
    pub name: String,
    /// The local id of the need that is not named any more; null = the node itself.
    pub need: Option<String>,
}

/// The previews that are kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportList {
    /// Newest first.
    pub items: Vec<ImportHead>,
}

/// A preview that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportHead {
    /// Its id.
    pub id: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}
