//! `import`: what an agency has already - tables, inventories, models - into a database, after a look at what would come of it.

use super::args::{Language, Output as To, key, words};
use super::database::DatabaseArgs;
use super::failure::{Failure, warn};
use super::files::source;
use super::look::language;
use super::output::Output;
use super::target::missing_file;
use app::imports::preview::{Preview, preview};
use app::imports::profile::Profile;
use app::imports::request::{Request, Sent};
use app::imports::{paper, told};
use app::pool::Pool;
use app::{App, Author};
use clap::Args;
use clap::builder::TypedValueParser;
use imports::MapFormat;
use map::Map;
use model::{Key, message};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use store::Store;
use words::say;

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The format of the files
    #[arg(value_name = "FORMAT", value_parser = formats())]
    word: &'static str,
    /// The files to import, or - for standard input
    #[arg(required = true, value_name = "FILES")]
    sources: Vec<PathBuf>,
    /// Only tell what would change, and whose impact
    #[arg(long, required_unless_present = "apply", conflicts_with = "apply")]
    dry_run: bool,
    /// Bring it into the map
    #[arg(long)]
    apply: bool,
    #[command(flatten)]
    database: DatabaseArgs,
    /// Under which name answers and columns are kept for the next import; that of agency and format when absent
    #[arg(long, value_name = "NAME", value_parser = key)]
    profile: Option<Key>,
    /// The agency that runs what the files give to nobody; it is made when it is not there
    #[arg(long, value_name = "AGENCY", value_parser = key)]
    into: Option<Key>,
    /// What a column means: needs, rto, label, ignore and so on; may be repeated
    #[arg(long, value_name = "HEAD=MEANING")]
    column: Vec<String>,
    /// The answer to a question of an earlier look; may be repeated
    #[arg(long, value_name = "ID=WORD")]
    answer: Vec<String>,
    /// Turn every dependency round
    #[arg(long)]
    turn: bool,
    /// The encoding of the files, when it was guessed wrongly
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Remove what the files held before and do not hold any more
    #[arg(long, requires = "apply")]
    remove: bool,
    /// The report: text, a page, a workbook, or the body of POST /v1/imports
    #[arg(long, default_value = "text", value_parser = words(&REPORTS))]
    report: Report,
    /// Who makes the change, for the journal
    #[arg(long, env = "USER", hide_env_values = true, default_value = "command line")]
    author: String,
    /// Why, for the journal
    #[arg(long, default_value = "")]
    message: String,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    language: Option<Language>,
    #[command(flatten)]
    output: To,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Report {
    Text,
    Html,
    Xlsx,
    Json,
}

const REPORTS: [(&str, Report); 4] =
    [("text", Report::Text), ("html", Report::Html), ("xlsx", Report::Xlsx), ("json", Report::Json)];

fn formats() -> impl TypedValueParser<Value = &'static str> {
    let all: Vec<(&'static str, &'static str)> =
        imports::FORMATS.iter().map(|format: &&dyn MapFormat| (format.word(), format.word())).collect();
    words(&all)
}

pub(super) async fn run(args: ImportArgs) -> Result<(), Failure> {
    let l = language(args.language);
    let request = Arc::new(request(&args)?);
    // A look makes no database where there is none.
    if args.dry_run && missing_file(&args.database.url()?).is_some() {
        let pool = Pool::default();
        let found = preview(&Map::empty(0), &request, &Profile::default(), &pool)?;
        return finish(&args, &request, &found, None, l);
    }
    let app = App::open(Store::open(&args.database.url()?).await?).await?;
    let done = work(&app, &args, Arc::clone(&request)).await;
    app.close().await;
    let (found, done) = done?;
    finish(&args, &request, &found, done, l)
}

async fn work(
    app: &App,
    args: &ImportArgs,
    request: Arc<Request>,
) -> Result<(Preview, Option<wire::plan::ChangeSetAnswer>), Failure> {
    if args.dry_run {
        return Ok((app.imports.preview(request).await?, None));
    }
    let author = Author {
        name: args.author.clone(),
        message: args.message.clone(),
        at_ms: app::clock::now(),
        idempotency: None,
        by: Author::operator(),
    };
    let removing = match args.remove {
        true => app.imports.preview(Arc::clone(&request)).await?.removable(),
        false => Vec::new(),
    };
    let (found, done) = app.imports.apply(request, &removing, None, author).await?;
    let answer = app::maps::plan::summary(&done.before, &done.after, &done.keys);
    Ok((found, Some(answer)))
}

fn request(args: &ImportArgs) -> Result<Request, Failure> {
    let mut files = Vec::new();
    for path in &args.sources {
        let read = source(path)?;
        let name = path
            .file_name()
            .map_or_else(|| read.name.to_string(), |name| name.to_string_lossy().into_owned());
        files.push(Sent { name, bytes: read.bytes.into_owned() });
    }
    Ok(Request {
        format: args.word.to_owned(),
        files,
        into: args.into.as_ref().map(Key::to_string),
        profile: args.profile.as_ref().map(Key::to_string),
        columns: pairs(&args.column)?,
        answers: pairs(&args.answer)?,
        turned: args.turn.then_some(true),
        encoding: args.encoding.clone(),
    })
}

/// `NAME=VALUE`, where the name may hold the sign itself.
fn pairs(said: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let pair = |text: &String| match text.rsplit_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err(Failure::Usage(message!("import-bad-pair", text = format!("{text:?}")))),
    };
    said.iter().map(pair).collect()
}

/// The report, and what was done; open questions have an exit code of their own.
fn finish(
    args: &ImportArgs,
    request: &Request,
    found: &Preview,
    done: Option<wire::plan::ChangeSetAnswer>,
    l: words::Language,
) -> Result<(), Failure> {
    for (id, _) in &found.unfit {
        warn(&message!("import-unfit", id = id));
    }
    let paper = paper::paper(request, found, l);
    let bytes = match args.report {
        Report::Text => {
            let mut text = render::paper::text(&paper, l, "", WIDTH);
            text.extend(done.as_ref().map(|done| format!("\n{}\n", told_done(done, l))));
            text.into_bytes()
        }
        Report::Html => paper::html(&paper, l).into_bytes(),
        Report::Xlsx => paper::workbook(request, found, l).map_err(Failure::output)?,
        Report::Json => {
            let answer = told::told(&request.id(), request, found, l);
            let mut bytes = serde_json::to_vec_pretty(&answer).map_err(|error| {
                Failure::Refused(message!("cannot-write-output", why = error.to_string()))
            })?;
            bytes.push(b'\n');
            bytes
        }
    };
    let mut out = Output::open(args.output.output.as_deref())?;
    out.write_all(&bytes).and_then(|()| out.finish()).map_err(Failure::output)?;
    match found.open() {
        0 => Ok(()),
        open => Err(Failure::Open(message!("import-open-left", open = open.to_string()))),
    }
}

/// Columns of a report in a terminal or a file.
const WIDTH: u16 = 110;

fn told_done(done: &wire::plan::ChangeSetAnswer, l: words::Language) -> String {
    let revision = done.revision.to_string();
    if done.added + done.changed + done.removed == 0 {
        return say!(l, "import-nothing", revision = revision);
    }
    say!(
        l,
        "import-done",
        added = done.added,
        changed = done.changed,
        removed = done.removed,
        revision = revision
    )
}
