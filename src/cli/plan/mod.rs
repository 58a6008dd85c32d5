//! `plan`: the planners' questions, with or without a database, for people or as JSON.
//!
//! The flags of a question ([`flags`]) are put together into the document that the API takes, so that both are read by
//! one reader.

mod flags;

use super::args::{HeadArgs, Include, Language, MapSource, Output as To, zone};
use super::failure::Failure;
use super::files::source;
use super::look::{head, language};
use super::output::{Output, steps};
use super::target::load_with;
use app::planning::{Answered, KINDS, Kind, Posed, Print, kind, print};
use app::pool::Pool;
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches, ValueEnum};
use engine::Watch;
use formats::read_document;
use jiff::tz::TimeZone;
use map::Map as Graph;
use model::message;
use outside::weasyprint::Printer;
use render::html::HtmlOptions;
use render::paper::Paper;
use serde_json::{Map, Value, json};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use wire::tree::Entry;
use wire::{Place, Problems, Tree, Value as Node};

/// Width of a table that does not go to a terminal.
const PIPED: u16 = 100;
/// How often the progress is shown.
const TICK: Duration = Duration::from_millis(200);

/// A planner's question: what it is, what is said of any, and its own part of the document.
#[derive(Debug)]
pub(super) struct PlanArgs {
    kind: &'static Kind,
    shared: SharedFlags,
    own: Map<String, Value>,
}

impl Args for PlanArgs {
    fn augment_args(command: Command) -> Command {
        command.subcommand_required(true).arg_required_else_help(true).subcommands(
            KINDS.iter().map(|kind| SharedFlags::augment_args(flags::command(kind)).about(kind.asks)),
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for PlanArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let (name, matches) =
            matches.subcommand().ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
        let kind = kind(name).map_err(|_| clap::Error::new(ErrorKind::InvalidSubcommand))?;
        Ok(Self { kind, shared: SharedFlags::from_arg_matches(matches)?, own: flags::said(kind, matches)? })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// What every question takes.
#[derive(Debug, Args)]
pub(super) struct SharedFlags {
    #[command(flatten)]
    source: MapSource,
    /// An earlier map: a revision or a time (with --database)
    #[arg(long, value_name = "REVISION|TIME", conflicts_with = "map")]
    as_of: Option<String>,
    /// The whole question as a file (YAML or JSON), as the API takes it, or - for standard input; flags come on top
    #[arg(long, value_name = "FILE")]
    question: Option<PathBuf>,
    /// Hypothetical changes: a file (YAML or JSON) with a list of changes, as in the changes of a scenario
    #[arg(long, value_name = "FILE")]
    changes: Option<PathBuf>,
    /// Which dependencies count
    #[arg(long, value_enum)]
    include: Option<Include>,
    /// Most entries of each list
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: Option<u32>,
    /// A table for people, exactly the body of the API, or a document
    #[arg(long, value_enum, default_value = "table")]
    format: Form,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    language: Option<Language>,
    /// Where times are told, by a name of the IANA database such as Europe/Vienna; when absent that of the map, else Europe/Berlin
    #[arg(long, value_name = "ZONE", env = "TRAGWEITE_ZONE", value_parser = zone)]
    zone: Option<TimeZone>,
    #[command(flatten)]
    head: HeadArgs,
    #[command(flatten)]
    output: To,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
    Html,
    Pdf,
}

pub(super) async fn run(args: PlanArgs) -> Result<(), Failure> {
    let PlanArgs { kind, shared, own } = args;
    let posed = read(kind, &shared, own)?;
    let (map, others) = load_with(&shared.source, shared.as_of.as_deref(), &posed.others()).await?;
    let spoken = language(shared.language);
    let zone = shared.zone.clone().unwrap_or_else(|| words::zone::of(map.zone()));
    let (form, told) = (shared.format, zone.clone());
    let answer = computed(posed, map, others, move |answer| match form {
        Form::Json => Answer::Data(answer.json()),
        _ => Answer::Paper(answer.paper(spoken, &told)),
    })
    .await?;
    let to = shared.output.output.as_deref();
    let printer = Printer::default();
    let terminal = to.is_none() && std::io::stdout().is_terminal();
    if form == Form::Pdf && terminal {
        return Err(Failure::Usage(message!("not-for-terminal", format = "pdf")));
    }
    let documents = HtmlOptions {
        made_at: Some(jiff::Timestamp::now()),
        classification: shared.head.marking.clone(),
        head: head(&shared.head),
        ..HtmlOptions::new(spoken, zone)
    };
    let bytes = match answer {
        Answer::Data(bytes) => bytes,
        Answer::Paper(paper) => match form {
            Form::Html => print(paper, documents, Print::Html, &printer).await?,
            Form::Pdf => print(paper, documents, Print::Pdf, &printer).await?,
            Form::Table | Form::Json => print(paper, documents, Print::Text(width()), &printer).await?,
        },
    };
    let mut out = Output::open(to)?;
    out.write_all(&bytes).map_err(Failure::output)?;
    if form == Form::Json && terminal {
        out.write_all(b"\n").map_err(Failure::output)?;
    }
    out.finish().map_err(Failure::output)
}

/// An answer as it was asked for.
enum Answer {
    Data(Vec<u8>),
    Paper(Paper),
}

/// Computes the answer and what is made of it; shows on a terminal how far it has come.
async fn computed<T: Send + 'static>(
    posed: Box<dyn Posed>,
    map: Arc<Graph>,
    others: Vec<Arc<Graph>>,
    finish: impl FnOnce(Box<dyn Answered>) -> T + Send + 'static,
) -> Result<T, Failure> {
    let watch = Arc::new(Watch::default());
    let work = {
        let watch = Arc::clone(&watch);
        move || posed.ask(&map, &others, &Pool::default(), &watch).map(finish)
    };
    let mut working = tokio::task::spawn_blocking(work);
    let (bar, mut tick) = (steps("computing"), tokio::time::interval(TICK));
    let done = loop {
        tokio::select! {
            done = &mut working => break done,
            _ = tick.tick() => {
                let (steps, total) = watch.progress();
                if total > 0 {
                    bar.set_length(total);
                }
                bar.set_position(steps);
            }
        }
    };
    bar.finish_and_clear();
    let done = done.map_err(|error| Failure::Refused(message!("work-broke-off", why = error.to_string())))?;
    Ok(done?)
}

/// Reads the question: the file, if there is one, with the flags on top.
fn read(kind: &Kind, shared: &SharedFlags, own: Map<String, Value>) -> Result<Box<dyn Posed>, Failure> {
    let mut flags =
        Tree::of(&document(shared, own)).map_err(|error| Failure::Usage(error.to_string().into()))?;
    if let (Some(file), Node::Map(entries)) = (&shared.changes, &mut flags.value) {
        let value = read_document(&source(file)?, |tree, _| Some(tree.clone()))?;
        entries.push(Entry { key: "changes".into(), at: value.at, value });
    }
    let Some(file) = &shared.question else {
        let mut problems = Problems::default();
        let posed = kind.decode(&flags, &Place::ROOT, &mut problems);
        return posed.ok_or_else(|| unposed(kind, problems));
    };
    let decode =
        |tree: &Tree, problems: &mut Problems| kind.decode(&laid_over(tree, flags), &Place::ROOT, problems);
    Ok(read_document(&source(file)?, decode)?)
}

/// The problems name properties of the document, which whoever gives flags has not seen.
fn unposed(kind: &Kind, problems: Problems) -> Failure {
    Failure::Problems(Box::new(problems), Some(message!("question-by-flags", kind = kind.name)))
}

/// The document with the flags instead of what it says itself.
fn laid_over(document: &Tree, flags: Tree) -> Tree {
    let mut document = document.clone();
    if let (Node::Map(entries), Node::Map(flags)) = (&mut document.value, flags.value) {
        entries.retain(|entry| flags.iter().all(|flag| flag.key != entry.key));
        entries.extend(flags);
    }
    document
}

/// What the flags say, as it is written.
fn document(shared: &SharedFlags, mut properties: Map<String, Value>) -> Value {
    if let Some(include) = shared.include {
        let word = match include {
            Include::All => "all",
            Include::Confirmed => "confirmed",
        };
        properties.insert("include".into(), json!(word));
    }
    if let Some(limit) = shared.limit {
        properties.insert("limit".into(), json!(limit));
    }
    Value::Object(properties)
}

fn width() -> u16 {
    comfy_table::Table::new().width().unwrap_or(PIPED).clamp(60, 180)
}
