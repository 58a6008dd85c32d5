//! What can be said on the command line.

use super::database::DatabaseArgs;
use super::fail::FailArg;
use super::serve::ServeArgs;
use super::spoken::messages;
use app::present::{Format, ViewKind};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::tz::TimeZone;
use model::{Fault, Key, Layer, Seconds};
use render::picture::Paper;
use std::path::PathBuf;
use wire::words::LAYERS;

/// If this fails, who is affected?
#[derive(Debug, Parser)]
#[command(
    name = "tragweite",
    version,
    max_term_width = 110,
    after_help = "\
Exit codes:
  0  done
  1  something is wrong with what was given: a map, a scenario, a key, a revision (the message says what and where)
  2  the command line or a setting is wrong
  3  a database, an address or an output cannot be reached, or refuses
  4  an import is done or shown, and questions are open"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read map files and tell everything that is wrong with them
    Check(CheckArgs),
    /// Bring map files into a database
    Apply(ApplyArgs),
    /// Bring into a database what an agency has already: tables, inventories, models
    Import(super::import::ImportArgs),
    /// Hold traffic that was really seen against the map
    Traffic(super::traffic::TrafficArgs),
    /// Answer: if this fails, what is affected?
    Impact(ImpactArgs),
    /// Answer a planner's question
    Plan(super::plan::PlanArgs),
    /// Play a script of incidents again: as people would have seen it, or as an exercise in a running service
    Replay(ReplayArgs),
    /// Find keys by words of names
    Find(FindArgs),
    /// Write a small town as a map file, to begin from
    Init(InitArgs),
    /// Write the description of the map file: as a JSON Schema for editors, or as tables
    Schema(SchemaArgs),
    /// Write the whole map as one file
    Export(ExportArgs),
    /// Make a synthetic national map, for trying and measuring
    Generate(GenerateArgs),
    /// Who may use the service: make, list, exchange and take back keys
    Key(super::key::KeyArgs),
    /// Whether dependencies are as they are written: what waits to be confirmed, and what is said of it
    Confirm(super::confirm::ConfirmArgs),
    /// Who did what: follow the chain of entries, or write them out
    Audit(super::audit::AuditArgs),
    /// Serve the map over HTTP
    Serve(Box<ServeArgs>),
    /// Show each setting of the service, and where its value comes from
    Settings(Box<SettingsArgs>),
    /// Look whether everything around the service is as it must be, and say what helps where it is not
    Doctor(Box<DoctorArgs>),
    /// Keep everything that a database holds in a file, also while it is served, and check the file
    Backup(super::keep::BackupArgs),
    /// Bring a backup back into an empty database
    Restore(super::keep::RestoreArgs),
    /// Copy everything into an empty database of the same or of the other kind
    Copy(super::keep::CopyArgs),
    /// Check that a database holds what it was given: every revision, every event of an incident, the current state
    Verify(super::keep::VerifyArgs),
    /// Bring the tables of a database up to date, as a user who may change them
    Migrate(super::keep::MigrateArgs),
    /// Write the OpenAPI document
    Openapi(Output),
    /// Write the manual pages (man)
    Manual(ManualArgs),
    /// Write completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Map files, folders with them, or - for standard input
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ApplyArgs {
    #[command(flatten)]
    pub(super) database: DatabaseArgs,
    /// Remove what the files do not mention
    #[arg(long)]
    pub(super) replace: bool,
    /// Only tell what would change, and whose impact
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Who makes the change, for the journal
    #[arg(long, env = "USER", hide_env_values = true, default_value = "command line")]
    pub(super) author: String,
    /// Why, for the journal
    #[arg(long, default_value = "")]
    pub(super) message: String,
    /// Map files, folders with them, or - for standard input
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct FindArgs {
    #[command(flatten)]
    pub(super) source: MapSource,
    /// Words that all occur in the key or the name
    #[arg(required = true)]
    pub(super) words: Vec<String>,
    /// Most nodes that are listed
    #[arg(long, default_value_t = 50)]
    pub(super) limit: usize,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    pub(super) language: Option<Language>,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder for the file; it comes into being when it is not there
    pub(super) folder: PathBuf,
    /// As a workbook, to be filled in a spreadsheet
    #[arg(long)]
    pub(super) xlsx: bool,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    pub(super) language: Option<Language>,
}

#[derive(Debug, Args)]
pub(super) struct ManualArgs {
    /// The folder for the pages; it comes into being when it is not there
    pub(super) folder: PathBuf,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    pub(super) language: Option<Language>,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// How it is written
    #[arg(long, value_enum, default_value = "json")]
    pub(super) format: SchemaFormat,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    pub(super) language: Option<Language>,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaFormat {
    Json,
    Markdown,
}

/// Where the map comes from.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct MapSource {
    /// Map files or folders with them; no database needed
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub(super) map: Vec<PathBuf>,
    /// sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE; or in the variable TRAGWEITE_DATABASE
    // Not read from the environment here: a variable that is set must not contradict --map.
    #[arg(long, value_name = "URL")]
    pub(super) database: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ImpactArgs {
    #[command(flatten)]
    pub(super) source: MapSource,
    /// What fails: KEY, KEY=degraded, KEY@PT2H (from), KEY@PT2H..P1D (from and until); may be repeated
    #[arg(long, value_name = "KEY[=LEVEL][@FROM[..UNTIL]]", required_unless_present = "scenario")]
    pub(super) fail: Vec<FailArg>,
    /// A scenario file (YAML or JSON), or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fail", "horizon", "include"])]
    pub(super) scenario: Option<PathBuf>,
    /// List what still works instead, of every agency that is hit; as table, json or csv
    #[arg(long, conflicts_with_all = ["about", "view", "aware_at"])]
    pub(super) working: bool,
    /// Tell of this node whether it works; may be repeated
    #[arg(long, value_name = "KEY")]
    pub(super) about: Vec<String>,
    /// Look no further than this
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    pub(super) horizon: Option<Seconds>,
    /// Which dependencies count
    #[arg(long, value_enum)]
    pub(super) include: Option<Include>,
    /// Most entries of each list
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(super) limit: Option<u32>,
    /// An earlier map: a revision or a time (with --database)
    #[arg(long, value_name = "REVISION|TIME", conflicts_with = "map")]
    pub(super) as_of: Option<String>,
    /// Since when the failure is known to those who must report it: a report then tells what is to be reported by when
    #[arg(long, value_name = "TIME", value_parser = awareness)]
    pub(super) aware_at: Option<jiff::Timestamp>,
    /// A table for people, exactly the body of POST /v1/impact, or a picture, a report, a file for another tool
    #[arg(long, default_value = "table", value_parser = answer_formats())]
    pub(super) format: AnswerFormat,
    #[command(flatten)]
    pub(super) look: Look,
    #[command(flatten)]
    pub(super) output: Output,
}

/// How pictures, reports and tables look.
#[derive(Debug, Args)]
pub(super) struct Look {
    /// The language of tables, pictures and reports; German unless the environment says otherwise
    #[arg(long, value_enum)]
    pub(super) language: Option<Language>,
    /// What is shown of an impact: picture (svg, png, pdf, dot), timeline (svg, png, pdf), report (html, pdf)
    #[arg(long, value_parser = words(ViewKind::WORDS))]
    pub(super) view: Option<ViewKind>,
    /// Where times are told, by a name of the IANA database such as Europe/Vienna; when absent that of the map, else Europe/Berlin
    #[arg(long, value_name = "ZONE", env = "TRAGWEITE_ZONE", value_parser = zone)]
    pub(super) zone: Option<TimeZone>,
    /// For paper: white areas with strong borders
    #[arg(long)]
    pub(super) print: bool,
    /// Groups of a large picture to open, by the ids that stand in them
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub(super) open: Vec<String>,
    /// The paper of pictures that are printed; on A4 and A3 large ones take several sheets that can be read
    #[arg(long, value_parser = words(Paper::WORDS), default_value = "a4")]
    pub(super) paper: Paper,
    #[command(flatten)]
    pub(super) head: HeadArgs,
}

/// What stands at the head of documents.
#[derive(Debug, Args)]
pub(super) struct HeadArgs {
    /// How it is to be handled, for example TLP:AMBER; stands on every page and picture
    #[arg(long, value_name = "TEXT", value_parser = marking)]
    pub(super) marking: Option<String>,
    /// The letterhead of documents; lines separated by |
    #[arg(long, value_name = "TEXT", value_parser = letterhead)]
    pub(super) letterhead: Option<Parts>,
    /// Who writes, for documents
    #[arg(long, value_name = "TEXT", value_parser = writer)]
    pub(super) writer: Option<Parts>,
    /// Who gets the document, separated by ;
    #[arg(long, value_name = "NAMES", value_parser = distribution)]
    pub(super) distribution: Option<Parts>,
}

/// Lines or names of the head of a document.
#[derive(Debug, Clone)]
pub(super) struct Parts(pub(super) Vec<String>);

fn letterhead(text: &str) -> Result<Parts, String> {
    app::present::head(text, '|').map(Parts).map_err(|fault| wording(&fault))
}

fn writer(text: &str) -> Result<Parts, String> {
    app::present::head(text, '\n').map(|parts| Parts(vec![parts.join(", ")])).map_err(|fault| wording(&fault))
}

fn distribution(text: &str) -> Result<Parts, String> {
    app::present::head(text, ';').map(Parts).map_err(|fault| wording(&fault))
}

pub(super) fn zone(text: &str) -> Result<TimeZone, String> {
    words::zone::read(text).map_err(|fault| wording(&fault))
}

fn marking(text: &str) -> Result<String, String> {
    app::present::marking(text).map_err(|fault| wording(&fault))
}

/// Since when a failure is known: a time that is not in the future.
fn awareness(text: &str) -> Result<jiff::Timestamp, String> {
    app::present::awareness(text, jiff::Timestamp::now()).map_err(|fault| wording(&fault))
}

fn wording(fault: &Fault) -> String {
    let l = messages();
    format!("{}; {}", l.told(&fault.detail), l.told(&fault.remedy))
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Include {
    All,
    Confirmed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerFormat {
    Table,
    Json,
    Presented(Format),
}

/// How a map is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExportFormat {
    Map(MapFormat),
    /// A workbook that is edited in a spreadsheet and imported again.
    Template,
    Presented(Format),
}

fn answer_formats() -> impl TypedValueParser<Value = AnswerFormat> {
    let own = [("table", AnswerFormat::Table), ("json", AnswerFormat::Json)];
    let others = Format::all().map(|format| (format.as_str(), AnswerFormat::Presented(format)));
    words(&own.into_iter().chain(others).collect::<Vec<_>>())
}

fn export_formats() -> impl TypedValueParser<Value = ExportFormat> {
    let own = [("yaml", MapFormat::Yaml), ("json", MapFormat::Json)].map(|(w, f)| (w, ExportFormat::Map(f)));
    let pieces = Format::all().filter(|&format| format != Format::Html);
    let others = pieces.map(|format| (format.as_str(), ExportFormat::Presented(format)));
    let others = std::iter::once(("template", ExportFormat::Template)).chain(others);
    words(&own.into_iter().chain(others).collect::<Vec<_>>())
}

/// One of some words.
pub(super) fn words<T: Copy + Send + Sync + 'static>(
    words: &[(&'static str, T)],
) -> impl TypedValueParser<Value = T> + use<T> {
    let words = words.to_vec();
    let named = PossibleValuesParser::new(words.iter().map(|&(word, _)| word));
    named.try_map(move |said: String| {
        words.iter().find(|(word, _)| *word == said).map(|&(_, meant)| meant).ok_or("unknown word")
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    De,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MapFormat {
    Yaml,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Output {
    /// The file to write; absent or - = standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    pub(super) source: MapSource,
    /// How it is written: a map file, a picture, or a file for another tool
    #[arg(long, default_value = "yaml", value_parser = export_formats())]
    pub(super) format: ExportFormat,
    /// Only what this agency runs (pictures and files for other tools)
    #[arg(long, value_name = "KEY", value_parser = key)]
    pub(super) agency: Option<Key>,
    /// Only services of this layer (pictures and files for other tools)
    #[arg(long, value_parser = words(LAYERS))]
    pub(super) layer: Option<Layer>,
    /// Only this node and what stands around it (pictures and files for other tools)
    #[arg(long, value_name = "KEY", value_parser = key, conflicts_with_all = ["agency", "layer"])]
    pub(super) around: Option<Key>,
    /// How many steps around it
    #[arg(long, default_value_t = 1, requires = "around", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) depth: u32,
    #[command(flatten)]
    pub(super) look: Look,
    /// An earlier map: a revision or a time (with --database)
    #[arg(long, value_name = "REVISION|TIME", conflicts_with = "map")]
    pub(super) as_of: Option<String>,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Args)]
pub(super) struct ReplayArgs {
    /// The script (YAML or JSON), or - for standard input
    #[arg(long, value_name = "FILE")]
    pub(super) script: PathBuf,
    #[command(flatten)]
    pub(super) source: MapSource,
    /// Play it in this service as an exercise, with the times of the script at the speed; the recovery times of its map
    /// stay as they are
    #[arg(long, value_name = "URL", conflicts_with_all = ["map", "database", "limit"])]
    pub(super) service: Option<String>,
    /// A file that holds the token of the service (or give it in the environment variable TRAGWEITE_TOKEN)
    #[arg(long, value_name = "FILE", env = "TRAGWEITE_TOKEN_FILE")]
    pub(super) token_file: Option<PathBuf>,
    /// How many times faster than it was, or max for without waiting; max on a map, 3600 in a service when absent
    #[arg(long, value_name = "TIMES", value_parser = pace)]
    pub(super) speed: Option<Pace>,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    pub(super) language: Option<Language>,
    /// Where times are told, by a name of the IANA database such as Europe/Vienna; when absent that of the map, else Europe/Berlin
    #[arg(long, value_name = "ZONE", env = "TRAGWEITE_ZONE", value_parser = zone)]
    pub(super) zone: Option<TimeZone>,
    /// Most changes that are listed at each step
    #[arg(long, default_value_t = 8)]
    pub(super) limit: usize,
}

/// How fast a script is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// So many times faster than it was.
    Times(u32),
    /// Without waiting.
    Max,
}

#[derive(Debug, Args)]
pub(super) struct SettingsArgs {
    /// How it is written: a table of the values, the same as JSON, or all settings with what they mean
    #[arg(long, value_enum, default_value = "table")]
    pub(super) format: SettingsFormat,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    pub(super) language: Option<Language>,
    #[command(flatten)]
    pub(super) output: Output,
    // What is said here counts as it would for the service.
    #[command(flatten)]
    _serve: Box<ServeArgs>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SettingsFormat {
    Table,
    Json,
    Markdown,
}

#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// Connect to the receivers of all subscriptions, too; nothing is sent to them
    #[arg(long)]
    pub(super) reach: bool,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: DoctorFormat,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    pub(super) language: Option<Language>,
    #[command(flatten)]
    pub(super) output: Output,
    // The settings are those of the service.
    #[command(flatten)]
    pub(super) serve: Box<ServeArgs>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DoctorFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct GenerateArgs {
    /// How large: s about 10,000 nodes, m 100,000, l 1,000,000, xl 5,000,000
    #[arg(long, value_enum, default_value = "s", conflicts_with = "municipalities")]
    pub(super) size: Size,
    /// How many municipalities instead (about 60 nodes each)
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=99_999))]
    pub(super) municipalities: Option<u32>,
    /// Another seed, another map
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// How it is written
    #[arg(long, value_enum, default_value = "yaml")]
    pub(super) format: MapFormat,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Size {
    S,
    M,
    L,
    Xl,
}

pub(super) fn key(text: &str) -> Result<Key, String> {
    Key::new(text).map_err(|fault| wording(&fault))
}

fn seconds(text: &str) -> Result<Seconds, String> {
    Seconds::parse(text).map_err(|fault| wording(&fault))
}

fn pace(text: &str) -> Result<Pace, String> {
    match text.parse() {
        _ if text == "max" => Ok(Pace::Max),
        Ok(times @ 1..) => Ok(Pace::Times(times)),
        _ => Err(messages().text("write-pace").to_owned()),
    }
}
