//! `confirm`: what waits to be confirmed, what somebody says of a dependency, and how long that counts; in the database of a
//! service that may be running.

use super::database::DatabaseArgs;
use super::failure::Failure;
use super::output::Output;
use super::spoken::messages;
use app::confirmations::lists::{Ours, Queue};
use app::{App, Author};
use clap::{Args, Subcommand};
use model::{DependencyId, Fault, Key, Verdict};
use std::io::{self, Write};
use std::sync::Arc;
use store::Store;
use wire::Tree;
use wire::confirmation::{WaitDoc, checked_period, decode_statement, parse_verdict};
use wire::{Place, Problems};
use words::{Language, say};

/// Whether dependencies are as they are written.
#[derive(Debug, Args)]
pub(super) struct ConfirmArgs {
    #[command(subcommand)]
    command: ConfirmCommand,
}

#[derive(Debug, Subcommand)]
enum ConfirmCommand {
    /// List what is to be confirmed, or what waits for others
    List(ListArgs),
    /// Say in the name of an agency whether a dependency is as it is written
    Say(SayArgs),
    /// Say how long a confirmation counts
    Period(PeriodArgs),
    /// How much is confirmed, and not too long ago: of the map, and by agency
    Share(ShareArgs),
}

#[derive(Debug, Args)]
struct Source {
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    source: Source,
    /// For this agency
    #[arg(long, value_name = "KEY", value_parser = key)]
    agency: Key,
    /// What waits for others and concerns it, in place of what waits for it
    #[arg(long)]
    others: bool,
}

#[derive(Debug, Args)]
struct SayArgs {
    #[command(flatten)]
    source: Source,
    /// The dependency: key of the dependent, ~, id inside it
    #[arg(value_name = "DEPENDENCY", value_parser = dependency)]
    dependency: DependencyId,
    /// confirmed, disputed, corrected or ended; by who needs it also accepted or rejected
    #[arg(value_parser = verdict)]
    verdict: Verdict,
    /// In the name of this agency
    #[arg(long, value_name = "KEY", value_parser = key)]
    agency: Key,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// How it is instead, as JSON: the form with its providers as in a dependency, and rto
    #[arg(long, value_name = "JSON")]
    correction: Option<String>,
    /// The number of the statement that is accepted or rejected
    #[arg(long, value_name = "NUMBER")]
    answers: Option<u64>,
}

#[derive(Debug, Args)]
struct PeriodArgs {
    #[command(flatten)]
    source: Source,
    /// Whole days, such as P365D
    #[arg(value_name = "DURATION", value_parser = period)]
    period: u32,
}

#[derive(Debug, Args)]
struct ShareArgs {
    #[command(flatten)]
    source: Source,
}

fn told(fault: &Fault) -> String {
    let l = messages();
    format!("{}; {}", l.told(&fault.detail), l.told(&fault.remedy))
}

fn key(text: &str) -> Result<Key, String> {
    Key::new(text).map_err(|fault| told(&fault))
}

fn dependency(text: &str) -> Result<DependencyId, String> {
    DependencyId::parse(text).map_err(|fault| told(&fault))
}

fn verdict(text: &str) -> Result<Verdict, String> {
    parse_verdict(text).map_err(|fault| told(&fault))
}

fn period(text: &str) -> Result<u32, String> {
    checked_period(text).map_err(|fault| told(&fault))
}

pub(super) async fn run(args: ConfirmArgs) -> Result<(), Failure> {
    let source = match &args.command {
        ConfirmCommand::List(args) => &args.source,
        ConfirmCommand::Say(args) => &args.source,
        ConfirmCommand::Period(args) => &args.source,
        ConfirmCommand::Share(args) => &args.source,
    };
    let app = App::open(Store::open(&source.database.url()?).await?).await?;
    let done = carried_out(&app, args.command).await;
    app.close().await;
    done
}

async fn carried_out(app: &App, command: ConfirmCommand) -> Result<(), Failure> {
    match command {
        ConfirmCommand::List(args) => list(app, &args),
        ConfirmCommand::Say(args) => say(app, args).await,
        ConfirmCommand::Period(args) => Ok(app.confirmations.set_period(args.period).await?),
        ConfirmCommand::Share(_) => share(app),
    }
}

fn list(app: &App, args: &ListArgs) -> Result<(), Failure> {
    let queue = if args.others { Queue::Waiting } else { Queue::ToConfirm };
    let (map, by) = (app.maps.current(), Author::operator());
    let ours = Ours::new(&by, Some(args.agency.clone()));
    let now = app::clock::now();
    let found = app.confirmations.queue(&map, &map, (queue, &ours), None, (usize::MAX, now));
    let mut out = Output::stdout();
    let l = messages();
    let written = found.into_iter().try_for_each(|(dependency, wait)| {
        let need = map.dependency(dependency);
        let providers = need.providers.iter().map(|key| name(&map, key)).collect::<Vec<_>>().join(", ");
        let dependent = map.name(map.graph().dependent(dependency));
        let (because, for_whom) = (because(&wait, l), name(&map, &Key::trusted(&wait.agency)));
        let number = wait.statement.map(|n| format!(" #{n}")).unwrap_or_default();
        writeln!(
            out,
            "{}  {dependent} <- {providers}: {because}{number} ({for_whom})",
            map.dependency_id(dependency)
        )
    });
    written.and_then(|()| out.finish()).map_err(Failure::output)
}

fn name(map: &map::Map, key: &Key) -> String {
    map.find(key.as_str()).map_or_else(|| key.to_string(), |node| map.name(node).to_owned())
}

fn because(wait: &WaitDoc, l: Language) -> &'static str {
    l.text(match wait.because {
        "neverConfirmed" => "confirm-never",
        "oneSideOnly" => "confirm-one-side",
        "changed" => "confirm-changed",
        "expired" => "confirm-expired",
        "disputed" => "report-disputed",
        "corrected" => "confirm-corrected",
        "ended" => "confirm-ended",
        _ => "confirm-rejected",
    })
}

async fn say(app: &App, args: SayArgs) -> Result<(), Failure> {
    let correction = args.correction.as_deref().map(|text| Tree::from_json(text.as_bytes())).transpose();
    let correction = correction.map_err(app::AppError::Invalid)?;
    // Read like what comes over HTTP.
    let mut written = serde_json::json!({
        "agency": args.agency.as_str(), "verdict": args.verdict.as_str(), "reason": args.reason,
        "correction": correction, "answers": args.answers,
    });
    if let Some(object) = written.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    let tree = Tree::of(&written).unwrap_or_default();
    let mut problems = Problems::default();
    let asked = decode_statement(&tree, &Place::ROOT, &mut problems);
    let asked = asked.ok_or(app::AppError::Invalid(problems))?;
    let by: Arc<_> = Author::operator();
    let (of, said) =
        app.confirmations.say(&by, &args.dependency, Vec::new(), asked, app::clock::now()).await?;
    app.audit.note(&by, "STATEMENT", &said.audited(&of), 201, "");
    let mut out = Output::stdout();
    let written = writeln!(out, "{of}#{}", said.seq);
    written.and_then(|()| out.finish()).map_err(Failure::output)
}

fn share(app: &App) -> Result<(), Failure> {
    let (map, l) = (app.maps.in_force(), messages());
    let figures = app.confirmations.figures(&map, &map);
    let line = |name: &str, share: &wire::confirmation::ConfirmedShare| {
        let percent = (100 * share.confirmed).checked_div(share.dependencies).unwrap_or(0);
        let (confirmed, dependencies) = (share.confirmed, share.dependencies);
        say!(
            l,
            "confirm-share",
            name = name,
            confirmed = confirmed,
            dependencies = dependencies,
            percent = percent
        )
    };
    let mut out = Output::stdout();
    let write = |out: &mut Output| -> io::Result<()> {
        writeln!(out, "{}", line(l.text("confirm-whole-map"), &figures.map))?;
        figures.agencies.iter().try_for_each(|agency| writeln!(out, "{}", line(&agency.name, &agency.needs)))
    };
    write(&mut out).and_then(|()| out.finish()).map_err(Failure::output)
}
