//! Keeping and moving what a database holds: `backup`, `restore`, `copy`, `verify`, `migrate`. A backup is a SQLite
//! database of its own, whatever it was taken from: it can be looked into, served, and copied anywhere.

use super::database::DatabaseArgs;
use super::failure::{Failure, plain};
use super::output::Output;
use super::spoken::messages;
use super::target::missing_file;
use clap::Args;
use model::message;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::{Copied, Store, Verified};
use words::say;

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The file that is written; one that is there is replaced only when the new one is complete and sound
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Let everything go that the database holds
    #[arg(long)]
    replace: bool,
    /// The backup
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct CopyArgs {
    /// The database that is copied: sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(long, value_name = "URL", env = "TRAGWEITE_COPY_FROM", hide_env_values = true)]
    from: String,
    /// The database that is filled
    #[arg(long, value_name = "URL", env = "TRAGWEITE_COPY_TO", hide_env_values = true)]
    to: String,
    /// Let everything go that it holds
    #[arg(long)]
    replace: bool,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Only tell which steps would be made, with their statements
    #[arg(long)]
    plan: bool,
}

/// A file of SQLite as a database.
fn url_of(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// A database that is only read must be there: opening it would make it.
async fn source(url: &str) -> Result<Store, Failure> {
    if let Some(file) = missing_file(url) {
        let file = file.display().to_string();
        return Err(Failure::Refused(message!("no-database-file", file = file, url = url)));
    }
    Ok(Store::open_as_it_is(url).await?)
}

fn failed(error: &std::io::Error) -> Failure {
    Failure::Refused(message!("cannot-write-output", why = plain(error)))
}

pub(super) async fn backup(args: BackupArgs) -> Result<(), Failure> {
    let from = source(&args.database.url()?).await?;
    let part = beside(&args.file, ".part");
    // What an earlier attempt has left that was broken off.
    discard(&part);
    let taken = into_file(&from, &part).await;
    from.close().await;
    let (copied, verified) = match taken {
        Ok(taken) => taken,
        Err(failure) => {
            discard(&part);
            return Err(failure);
        }
    };
    // On the disk before it gets its name, and its name before anybody is told.
    let named =
        File::open(&part).and_then(|file| file.sync_all()).and_then(|()| fs::rename(&part, &args.file));
    named.and_then(|()| sync_folder(&args.file)).map_err(|error| failed(&error))?;
    tell("backup-done", &args.file.display().to_string(), &copied, &verified)
}

/// Copies into a new file and checks it.
async fn into_file(from: &Store, part: &Path) -> Result<(Copied, Verified), Failure> {
    let to = Store::open(&url_of(part)).await?;
    let done = async {
        let copied = to.take_over(from, false).await?;
        let verified = to.verify().await?;
        Ok::<_, Failure>((copied, verified))
    };
    let done = done.await;
    to.close().await;
    let (copied, verified) = done?;
    sound(&verified)?;
    Ok((copied, verified))
}

pub(super) async fn restore(args: RestoreArgs) -> Result<(), Failure> {
    let copied = filled(&url_of(&args.file), &args.database.url()?, args.replace).await?;
    tell("restore-done", &args.file.display().to_string(), &copied.0, &copied.1)
}

pub(super) async fn copy(args: CopyArgs) -> Result<(), Failure> {
    let copied = filled(&args.from, &args.to, args.replace).await?;
    tell("copy-done", "", &copied.0, &copied.1)
}

/// Fills a database from another one, and checks it.
async fn filled(from: &str, to: &str, replace: bool) -> Result<(Copied, Verified), Failure> {
    let from = source(from).await?;
    let to = Store::open(to).await?;
    let done = async {
        let copied = to.take_over(&from, replace).await?;
        Ok::<_, Failure>((copied, to.verify().await?))
    };
    let done = done.await;
    from.close().await;
    to.close().await;
    let (copied, verified) = done?;
    sound(&verified)?;
    Ok((copied, verified))
}

pub(super) async fn verify(args: VerifyArgs) -> Result<(), Failure> {
    let store = source(&args.database.url()?).await?;
    let newer = store.steps_to_make().await.map(|steps| steps.first().map(|step| step.number));
    let verified = match newer {
        Ok(None) => store.verify().await,
        Ok(Some(step)) => {
            store.close().await;
            return Err(Failure::Refused(message!("verify-outdated", step = step)));
        }
        Err(error) => Err(error),
    };
    store.close().await;
    let verified = verified?;
    sound(&verified)?;
    tell("verify-done", "", &Copied::new(), &verified)
}

/// Nothing is wrong with it.
fn sound(verified: &Verified) -> Result<(), Failure> {
    if verified.faults.is_empty() {
        return Ok(());
    }
    Err(Failure::Wrong(message!("verify-faults", faults = verified.faults.join("\n"))))
}

fn tell(id: &'static str, file: &str, copied: &Copied, verified: &Verified) -> Result<(), Failure> {
    let (mut out, l) = (Output::stdout(), messages());
    let Verified { revisions, changes, incident_events, unbound, .. } = verified;
    let numbers = say!(
        l,
        "kept-numbers",
        revisions = *revisions,
        changes = *changes,
        events = *incident_events,
        unbound = *unbound
    );
    let done = match id {
        "backup-done" => say!(l, "backup-done", file = file),
        "restore-done" => say!(l, "restore-done", file = file),
        "copy-done" => l.text("copy-done").to_owned(),
        _ => l.text("verify-done").to_owned(),
    };
    let mut lines =
        [done, numbers].into_iter().chain(copied.iter().map(|(table, rows)| format!("  {table}: {rows}")));
    let written = lines.try_for_each(|line| writeln!(out, "{line}"));
    written.and_then(|()| out.finish()).map_err(Failure::output)
}

pub(super) async fn migrate(args: MigrateArgs) -> Result<(), Failure> {
    let (mut out, l) = (Output::stdout(), messages());
    // A plan makes nothing: a file that is not there has all steps before it, which are told once there is one.
    let url = args.database.url()?;
    let store = if args.plan { source(&url).await? } else { Store::open(&url).await? };
    let steps = store.steps_to_make().await;
    store.close().await;
    let steps = steps?;
    let written = if steps.is_empty() {
        writeln!(out, "{}", l.text("migrate-up-to-date"))
    } else {
        let told = |step: &store::Step| {
            let head = say!(l, "migrate-step", number = step.number.unsigned_abs(), purpose = &step.purpose);
            format!("{head}\n{}", step.sql)
        };
        steps.iter().try_for_each(|step| writeln!(out, "{}", told(step)))
    };
    written.and_then(|()| out.finish()).map_err(Failure::output)
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a file of SQLite with those beside it.
fn discard(file: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        // There need not be any.
        let _ = fs::remove_file(beside(file, ending));
    }
}

/// Keeps the name of a file, too.
fn sync_folder(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
