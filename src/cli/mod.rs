//! The command line: the only place that reads settings, files by name and the clock.
//!
//! Reading order: [`args`] (what can be said), [`spoken`] (in which language), [`failure`] (what can go wrong, and the exit
//! codes; [`refused`] for other floors' errors), then one file a
//! command; [`files`], [`output`], [`fail`], [`look`] and [`target`] are what they stand on.

mod apply;
mod args;
mod audit;
mod certificate;
mod check;
mod confirm;
mod database;
mod doctor;
mod export;
mod fail;
mod failure;
mod filed;
mod files;
mod find;
mod generate;
mod help;
mod identity;
mod impact;
mod import;
mod init;
mod keep;
mod key;
mod look;
mod manual;
mod notify;
mod output;
mod plan;
mod refused;
mod replay;
mod secret;
mod serve;
mod settings;
mod spoken;
mod target;
mod traffic;
mod working;

use args::{Arguments, Command};
use clap::FromArgMatches;
use failure::Failure;
use model::message;
use std::io::Write;
use std::process::ExitCode;

/// Runs the program.
pub fn main() -> ExitCode {
    let l = spoken::messages();
    let commands = match filed::put_behind(help::commands(l)) {
        Ok(commands) => commands,
        Err(failure) => return failure.report(),
    };
    let read = commands.try_get_matches();
    let read = read.and_then(|matches| Ok((Arguments::from_arg_matches(&matches)?.command, matches)));
    let (command, matches) = match read {
        Ok(read) => read,
        Err(error) => return refuse(&error, l),
    };
    // Where a value comes from is asked of one command alone.
    let done = match (&command, matches.subcommand()) {
        (Command::Settings(args), Some((_, matches))) => settings::run(args, matches),
        _ => run(command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Check(args) => check::run(&args),
        Command::Apply(args) => on_runtime(apply::run(args)),
        Command::Impact(args) => on_runtime(impact::run(args)),
        Command::Plan(args) => on_runtime(plan::run(args)),
        Command::Export(args) => on_runtime(export::run(args)),
        Command::Replay(args) => on_runtime(replay::run(args)),
        Command::Import(args) => on_runtime(import::run(args)),
        Command::Traffic(args) => on_runtime(traffic::run(args)),
        Command::Find(args) => on_runtime(find::run(args)),
        Command::Init(args) => init::run(&args),
        Command::Schema(args) => schema(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Key(args) => on_runtime(key::run(args)),
        Command::Confirm(args) => on_runtime(confirm::run(args)),
        Command::Audit(args) => on_runtime(audit::run(args)),
        Command::Serve(args) => on_runtime(serve::run(args)),
        Command::Settings(_) => Ok(()),
        Command::Doctor(args) => on_runtime(doctor::run(args)),
        Command::Backup(args) => on_runtime(keep::backup(args)),
        Command::Restore(args) => on_runtime(keep::restore(args)),
        Command::Copy(args) => on_runtime(keep::copy(args)),
        Command::Verify(args) => on_runtime(keep::verify(args)),
        Command::Migrate(args) => on_runtime(keep::migrate(args)),
        Command::Openapi(args) => openapi(&args),
        Command::Manual(args) => manual::run(&args),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut help::commands(spoken::messages()), "tragweite", &mut text);
            let mut out = output::Output::stdout();
            out.write_all(&text).and_then(|()| out.finish()).map_err(Failure::output)
        }
    }
}

/// Help and version go to standard output; a command line that is wrong is told in the language of the reader.
fn refuse(error: &clap::Error, l: words::Language) -> ExitCode {
    // When nobody reads it, the exit code still tells.
    let _ = match help::complaint(error, l) {
        Some(text) => write!(std::io::stderr(), "{text}"),
        None => error.print(),
    };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn on_runtime(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|e| Failure::Refused(message!("cannot-start", why = e.to_string())))?.block_on(work)
}

/// The description of the map file: for editors, or as the tables of the reference.
fn schema(args: &args::SchemaArgs) -> Result<(), Failure> {
    let l = look::language(args.language);
    let text = match args.format {
        args::SchemaFormat::Json => format!("{:#}\n", formats::schema::schema(l)),
        args::SchemaFormat::Markdown => formats::reference::tables(l),
    };
    let mut out = output::Output::open(args.output.output.as_deref())?;
    out.write_all(text.as_bytes()).and_then(|()| out.finish()).map_err(Failure::output)
}

fn openapi(args: &args::Output) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&api::document())
        .map_err(|e| Failure::Refused(message!("cannot-write-output", why = e.to_string())))?;
    let mut out = output::Output::open(args.output.as_deref())?;
    writeln!(out, "{text}").and_then(|()| out.finish()).map_err(Failure::output)
}
