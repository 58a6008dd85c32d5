//! `plan`: the planners' questions, with or without a database, for people or as JSON.
//!
//! The flags of a question are put together into the document that the API takes, so that both are read by one reader.

mod availability;
mod circles;
mod comparison;
mod cut_sets;
mod diagnosis;
mod findings;
mod objectives;
mod restart;
mod shared_ground;
mod sweeps;
mod ways;

use super::args::{Include, Language, MapSource, Output as To};
use super::failure::Failure;
use super::files::source;
use super::look::language;
use super::output::{Output, steps};
use super::target::load_with;
use app::planning::{Finished, Posed, Print, analyse, kind, pose::Kind, print};
use app::pool::Pool;
use clap::{Args, Subcommand, ValueEnum};
use engine::Watch;
use formats::read_document;
use map::Map as Graph;
use outside::weasyprint::Printer;
use render::Language as Spoken;
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

/// A planner's question.
#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(subcommand)]
    question: Question,
}

#[derive(Debug, Subcommand)]
enum Question {
    /// Which nodes need each other in a circle?
    Circles(circles::CirclesArgs),
    /// Which nodes, failing together, take a node down?
    CutSets(cut_sets::CutSetsArgs),
    /// How much of the time is a node down, and which part matters how much?
    Availability(availability::AvailabilityArgs),
    /// Which single failure makes chosen nodes unavailable, or degraded?
    SinglePointsOfFailure(sweeps::SinglePointsArgs),
    /// Which alternatives does one failure defeat?
    FalseRedundancy(sweeps::FalseRedundancyArgs),
    /// Which failure takes most?
    Ranking(sweeps::RankingArgs),
    /// What do consumers require, what can be achieved, what promise cannot be kept?
    Objectives(objectives::ObjectivesArgs),
    /// What comes back when after a failure, what must be started by hand, who is too late?
    RestartPlan(restart::RestartArgs),
    /// What is wrong or weak on the map?
    Findings(findings::FindingsArgs),
    /// What differs between two scenarios, two maps, or with and without changes?
    Comparison(comparison::ComparisonArgs),
    /// What has failed, given what is seen down and what is seen working?
    Diagnosis(diagnosis::DiagnosisArgs),
    /// What do these nodes have in common below them, and what does only one of them need?
    SharedGround(shared_ground::SharedGroundArgs),
    /// By which ways does one node need another?
    Ways(ways::WaysArgs),
}

impl Question {
    /// The name of the kind of question, what all of them share, and its own part of the document.
    fn parts(&self) -> (&'static str, &Shared, Value) {
        match self {
            Self::Circles(args) => ("circles", &args.shared, args.document()),
            Self::CutSets(args) => ("cut-sets", &args.shared, args.document()),
            Self::Availability(args) => ("availability", &args.shared, args.document()),
            Self::SinglePointsOfFailure(args) => ("single-points-of-failure", &args.shared, args.document()),
            Self::FalseRedundancy(args) => ("false-redundancy", &args.shared, args.document()),
            Self::Ranking(args) => ("ranking", &args.shared, args.document()),
            Self::Objectives(args) => ("objectives", &args.shared, args.document()),
            Self::RestartPlan(args) => ("restart-plan", &args.shared, args.document()),
            Self::Findings(args) => ("findings", &args.shared, args.document()),
            Self::Comparison(args) => ("comparison", &args.shared, args.document()),
            Self::Diagnosis(args) => ("diagnosis", &args.shared, args.document()),
            Self::SharedGround(args) => ("shared-ground", &args.shared, args.document()),
            Self::Ways(args) => ("ways", &args.shared, args.document()),
        }
    }
}

/// What every question takes.
#[derive(Debug, Args)]
pub(super) struct Shared {
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

/// Which dependencies are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Along {
    /// Those along which a failure can reach a running node
    Effects,
    /// All of them
    All,
}

impl Along {
    const fn word(self) -> &'static str {
        match self {
            Self::Effects => "effects",
            Self::All => "all",
        }
    }
}

/// Which nodes a question is about; all that is given must hold.
#[derive(Debug, Args)]
pub(super) struct SelectionArgs {
    /// These nodes; may be repeated
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    of: Vec<String>,
    /// What this agency runs, and the agency itself
    #[arg(long, value_name = "KEY")]
    agency: Option<String>,
    /// Nodes of this kind (agency, site, service)
    #[arg(long)]
    kind: Option<String>,
    /// Services of this layer (public, application, platform, ...)
    #[arg(long)]
    layer: Option<String>,
    /// Nodes whose official regional key begins with this
    #[arg(long, value_name = "ARS")]
    area: Option<String>,
    /// Nodes with this label
    #[arg(long, value_name = "NAME[=VALUE]")]
    label: Option<String>,
}

impl SelectionArgs {
    /// The selection as it is written; `None` when nothing is said.
    pub(super) fn document(&self) -> Option<Value> {
        let mut document = Map::new();
        if !self.of.is_empty() {
            document.insert("nodes".into(), json!(self.of));
        }
        let texts = [
            ("agency", &self.agency),
            ("kind", &self.kind),
            ("layer", &self.layer),
            ("area", &self.area),
            ("label", &self.label),
        ];
        for (name, text) in texts {
            document.extend(text.iter().map(|text| (name.to_owned(), json!(text))));
        }
        (!document.is_empty()).then_some(Value::Object(document))
    }
}

pub(super) async fn run(args: PlanArgs) -> Result<(), Failure> {
    let (name, shared, own) = args.question.parts();
    let kind =
        kind(name).unwrap_or_else(|| unreachable!("every question of the command line has its analysis"));
    let posed = read(kind, shared, own)?;
    let (map, others) = load_with(&shared.source, shared.as_of.as_deref(), &posed.others()).await?;
    let spoken = language(shared.language);
    let paper = (shared.format != Form::Json).then_some(spoken);
    let finished = computed(posed, map, others, paper).await?;
    let to = shared.output.output.as_deref();
    let printer = Printer::default();
    let terminal = to.is_none() && std::io::stdout().is_terminal();
    let bytes = match (shared.format, finished.paper) {
        (Form::Table, Some(paper)) => print(paper, spoken, Print::Text(width()), None, &printer).await?,
        (Form::Html, Some(paper)) => {
            print(paper, spoken, Print::Html, Some(jiff::Timestamp::now()), &printer).await?
        }
        (Form::Pdf, Some(_)) if terminal => {
            return Err(Failure::Usage("pdf is not for a terminal: give -o FILE".into()));
        }
        (Form::Pdf, Some(paper)) => {
            print(paper, spoken, Print::Pdf, Some(jiff::Timestamp::now()), &printer).await?
        }
        _ => finished.json,
    };
    let mut out = Output::open(to)?;
    out.write_all(&bytes).map_err(Failure::output)?;
    if shared.format == Form::Json && terminal {
        out.write_all(b"\n").map_err(Failure::output)?;
    }
    out.finish().map_err(Failure::output)
}

/// Computes the answer and shows on a terminal how far it has come.
async fn computed(
    posed: Box<dyn Posed>,
    map: Arc<Graph>,
    others: Vec<Arc<Graph>>,
    paper: Option<Spoken>,
) -> Result<Finished, Failure> {
    let watch = Arc::new(Watch::default());
    let work = {
        let watch = Arc::clone(&watch);
        move || analyse(posed.as_ref(), &map, &others, &Pool::default(), &watch, paper)
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
    let done = done.map_err(|error| Failure::Refused(format!("the work broke off: {error}")))?;
    Ok(done?)
}

/// Reads the question: the file, if there is one, with the flags on top.
fn read(kind: &Kind, shared: &Shared, own: Value) -> Result<Box<dyn Posed>, Failure> {
    let mut flags = Tree::of(&flags(shared, own)).map_err(|error| Failure::Usage(error.to_string()))?;
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
    match problems.into() {
        Failure::Wrong(told) => Failure::Wrong(format!(
            "{told}; a question is given by flags (tragweite plan {} --help) or as a file with --question FILE",
            kind.name
        )),
        other => other,
    }
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
fn flags(shared: &Shared, own: Value) -> Value {
    let mut properties = if let Value::Object(own) = own { own } else { Map::new() };
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
