//! The command line: the only place that reads settings, files by name and the clock.
//!
//! Reading order: [`args`] (what can be said), [`failure`] (what can go wrong, and the exit codes), then one file a
//! command; [`files`], [`output`], [`fail`], [`look`] and [`target`] are what they stand on.

mod apply;
mod args;
mod check;
mod export;
mod fail;
mod failure;
mod files;
mod generate;
mod impact;
mod look;
mod output;
mod plan;
mod replay;
mod secret;
mod serve;
mod target;
mod told;

use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
use failure::Failure;
use std::io::Write;
use std::process::ExitCode;

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.command) {
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
        Command::Generate(args) => generate::run(&args),
        Command::Serve(args) => on_runtime(serve::run(args)),
        Command::Openapi(args) => openapi(&args),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "tragweite", &mut text);
            let mut out = output::Output::stdout();
            out.write_all(&text).and_then(|()| out.finish()).map_err(Failure::output)
        }
    }
}

fn on_runtime(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|e| Failure::Refused(format!("cannot start: {e}")))?.block_on(work)
}

fn openapi(args: &args::Output) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&api::document())
        .map_err(|e| Failure::Refused(format!("cannot write the document: {e}")))?;
    let mut out = output::Output::open(args.output.as_deref())?;
    writeln!(out, "{text}").and_then(|()| out.finish()).map_err(Failure::output)
}
