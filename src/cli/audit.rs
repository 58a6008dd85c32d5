//! `audit`: follows the chain of what was done, or writes it out.

use super::database::DatabaseArgs;
use super::failure::Failure;
use super::output::Output;
use super::spoken::messages;
use access::audit::{Broken, Chain};
use clap::{Args, Subcommand};
use model::message;
use std::io::Write;
use std::path::PathBuf;
use store::{AuditRow, Store};
use words::say;

/// Entries that are read at once.
const PART: usize = 1_000;

/// What is wanted of the audit log.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Tell whether every entry follows the one before and is as it was written
    Verify(VerifyArgs),
    /// Write all entries as JSON lines
    Export(ExportAuditArgs),
}

#[derive(Debug, Args)]
struct VerifyArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The newest digest that was written down elsewhere: it must be in the log
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
}

#[derive(Debug, Args)]
struct ExportAuditArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The file to write; absent or - = standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn run(args: AuditArgs) -> Result<(), Failure> {
    match args.command {
        AuditCommand::Verify(args) => verify(args).await,
        AuditCommand::Export(args) => export(args).await,
    }
}

/// Shows every entry to `see`, in order.
async fn each(store: &Store, mut see: impl FnMut(&AuditRow) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut last = 0;
    loop {
        let part = store.audit_after(last, PART).await?;
        part.iter().try_for_each(&mut see)?;
        match part.last() {
            Some(row) => last = row.seq,
            None => return Ok(()),
        }
    }
}

async fn verify(args: VerifyArgs) -> Result<(), Failure> {
    let store = Store::open(&args.database.url()?).await?;
    let (mut chain, mut count) = (Chain::default(), 0_u64);
    let mut has_head = args.head.is_none();
    let followed = each(&store, |row| {
        count += 1;
        has_head |= args.head.as_deref() == Some(&row.hash);
        chain.next(row.seq, row.at_ms, &row.body, &row.hash).map_err(|broken| {
            Failure::Wrong(match broken {
                Broken::Missing(seq) => message!("audit-missing", seq = seq),
                Broken::Changed(seq) => message!("audit-changed", seq = seq),
            })
        })
    });
    followed.await?;
    let (seq, hash) = store.audit_head().await?;
    store.close().await;
    if (seq, &hash) != (chain.seq, &chain.hash) {
        return Err(Failure::Wrong(message!("audit-missing", seq = chain.seq + 1)));
    }
    if !has_head {
        return Err(Failure::Wrong(message!("audit-no-head")));
    }
    let mut out = Output::stdout();
    let written = writeln!(out, "{}", say!(messages(), "audit-whole", entries = count, hash = hash));
    written.and_then(|()| out.finish()).map_err(Failure::output)
}

async fn export(args: ExportAuditArgs) -> Result<(), Failure> {
    let store = Store::open(&args.database.url()?).await?;
    let mut out = Output::open(args.output.as_deref())?;
    let written = each(&store, |row| {
        let line = serde_json::json!({"seq": row.seq, "at": row.at_ms, "entry": row.body, "hash": row.hash});
        writeln!(out, "{line}").map_err(Failure::output)
    });
    written.await?;
    store.close().await;
    out.finish().map_err(Failure::output)
}
