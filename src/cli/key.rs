//! `key`: makes, lists, exchanges and takes back keys, in the database of a service that may be running.

use super::database::DatabaseArgs;
use super::failure::Failure;
use super::output::Output;
use super::spoken::messages;
use access::{Grant, Right};
use app::{App, AppError, Author};
use clap::{Args, Subcommand};
use model::{Fault, Seconds};
use std::io::{self, Write};
use store::Store;
use wire::access::{GrantDoc, KeyDoc, KeyRequest, checked_lasts, checked_name, parse_grant, parse_right};
use words::{Language, say};

/// Who may use the service.
#[derive(Debug, Args)]
pub(super) struct KeyArgs {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a key and write it to standard output, this once
    Create(CreateArgs),
    /// List keys, never the keys themselves
    List(ListArgs),
    /// Make another key of the same holder, and let the one before count for a while
    Rotate(RotateArgs),
    /// Take a key back, or forget one that counts no more
    Revoke(RevokeArgs),
}

#[derive(Debug, Args)]
struct Source {
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Debug, Args)]
struct CreateArgs {
    #[command(flatten)]
    source: Source,
    /// Whose it is, or what for
    #[arg(long, value_parser = name)]
    name: String,
    /// What its holder is: viewer, editor, incidentManager or coordinator of agencies (editor:dresden,zwickau), or of all
    /// of them (viewer); auditor or operator; may be repeated
    #[arg(long, value_name = "ROLE[:AGENCIES]", required = true, value_parser = grant)]
    role: Vec<Grant>,
    /// What it is limited to, of all that its roles may, such as read or deliver; may be repeated
    #[arg(long, value_name = "RIGHT", value_parser = right)]
    right: Vec<Right>,
    /// How long it counts
    #[arg(long, value_name = "DURATION", default_value = "P365D", value_parser = lasts)]
    lasts: Seconds,
    /// For emergencies, to be kept in a safe: it opens one session in a browser, loudly, and is used up by that
    #[arg(long)]
    sealed: bool,
    /// Take back all other keys of this name
    #[arg(long)]
    instead: bool,
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    source: Source,
}

#[derive(Debug, Args)]
struct RotateArgs {
    #[command(flatten)]
    source: Source,
    /// Id of the key
    id: String,
    /// How long the key before counts on
    #[arg(long, value_name = "DURATION", default_value = "P1D", value_parser = lasts)]
    overlap: Seconds,
}

#[derive(Debug, Args)]
struct RevokeArgs {
    #[command(flatten)]
    source: Source,
    /// Id of the key
    id: String,
}

fn told(fault: &Fault) -> String {
    let l = messages();
    format!("{}; {}", l.told(&fault.detail), l.told(&fault.remedy))
}

fn name(text: &str) -> Result<String, String> {
    checked_name(text).map_err(|fault| told(&fault))
}

fn grant(text: &str) -> Result<Grant, String> {
    parse_grant(text).map_err(|fault| told(&fault))
}

fn right(text: &str) -> Result<Right, String> {
    parse_right(text).map_err(|fault| told(&fault))
}

fn lasts(text: &str) -> Result<Seconds, String> {
    checked_lasts(text).map_err(|fault| told(&fault))
}

pub(super) async fn run(args: KeyArgs) -> Result<(), Failure> {
    let source = match &args.command {
        KeyCommand::Create(args) => &args.source,
        KeyCommand::List(args) => &args.source,
        KeyCommand::Rotate(args) => &args.source,
        KeyCommand::Revoke(args) => &args.source,
    };
    let app = App::open(Store::open(&source.database.url()?).await?).await?;
    let done = carried_out(&app, args.command).await;
    app.close().await;
    done
}

async fn carried_out(app: &App, command: KeyCommand) -> Result<(), Failure> {
    let (by, now) = (Author::operator(), app::clock::now());
    match command {
        KeyCommand::Create(args) => {
            if args.instead {
                for key in app.access.keys(now).await?.iter().filter(|key| key.name == args.name) {
                    app.access.revoke_key(&key.id, now).await?;
                }
            }
            let rights = Some(args.right).filter(|rights| !rights.is_empty());
            let asked = KeyRequest {
                name: args.name,
                grants: args.role,
                rights,
                lasts: args.lasts,
                sealed: args.sealed,
            };
            show(&app.access.make_key(asked, &by, now).await?)
        }
        KeyCommand::List(_) => {
            let keys = app.access.keys(now).await?;
            let mut out = Output::stdout();
            let written = write(&keys, messages(), &mut out);
            written.and_then(|()| out.finish()).map_err(Failure::output)
        }
        KeyCommand::Rotate(args) => show(&app.access.rotate_key(&args.id, args.overlap, &by, now).await?),
        KeyCommand::Revoke(args) => {
            Ok::<_, AppError>(app.access.revoke_key(&args.id, now).await?).map_err(Failure::from)
        }
    }
}

/// The key alone to standard output, so that it can go into a file; what is known of it to whoever looks.
fn show(key: &KeyDoc) -> Result<(), Failure> {
    let l = messages();
    let roles = roles(key).join(", ");
    let until = key.expires_at.0.to_string();
    let _ = writeln!(
        io::stderr(),
        "{}",
        say!(l, "key-made", id = &*key.id, name = &*key.name, roles = roles, until = until)
    );
    let mut out = Output::stdout();
    let written = writeln!(out, "{}", key.key.as_deref().unwrap_or_default());
    written.and_then(|()| out.finish()).map_err(Failure::output)
}

fn roles(key: &KeyDoc) -> Vec<String> {
    let role = |grant: &GrantDoc| match &grant.agencies {
        None => grant.role.to_owned(),
        Some(agencies) => format!("{}:{}", grant.role, agencies.join(",")),
    };
    let limit = key.rights.iter().map(|rights| format!("[{}]", rights.join(",")));
    key.roles.iter().map(role).chain(limit).collect()
}

fn write(keys: &[KeyDoc], l: Language, out: &mut impl Write) -> io::Result<()> {
    if keys.is_empty() {
        return writeln!(out, "{}", l.text("key-none"));
    }
    for key in keys {
        let state = l.text(match key.state {
            "active" => "key-active",
            "expired" => "key-expired",
            "sealed" => "key-sealed",
            "opened" => "key-opened",
            _ => "key-revoked",
        });
        let used = key
            .last_used_at
            .as_ref()
            .map_or_else(|| l.text("planning-never").to_owned(), |at| at.0.to_string());
        let (id, name, roles) = (&key.id, &key.name, roles(key).join(" "));
        let times = say!(l, "key-times", until = key.expires_at.0.to_string(), used = used);
        writeln!(out, "{id}  {state:10}  {name}: {roles}; {times}")?;
    }
    Ok(())
}
