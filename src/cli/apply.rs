//! `apply`: map files into a database, as one change set.

use super::args::ApplyArgs;
use super::failure::Failure;
use super::files::{Output, progress, read};
use super::target::failed;
use crate::app::plan::summary;
use crate::app::{App, Author, Mode, Precondition};
use crate::store::Store;
use crate::wire::plan::ChangeSetAnswer;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

/// From so many changed nodes on the compiled snapshot is renewed at once, so that the next start is quick.
const MANY: usize = 1_000;

pub(super) async fn run(args: ApplyArgs) -> Result<(), Failure> {
    let app = App::open(Store::open(&args.database).await?).await?;
    let done = apply(&app, &args).await;
    app.close().await;
    done
}

async fn apply(app: &Arc<App>, args: &ApplyArgs) -> Result<(), Failure> {
    let mut nodes = Vec::new();
    let places = read(&args.files, &mut |node| nodes.push(Arc::new(node)))?;
    let mode = if args.replace { Mode::Replace } else { Mode::Merge };
    if args.dry_run {
        let plan = app.plan_import(&nodes, mode, &Precondition::None).map_err(|e| failed(e, &places))?;
        return print(&plan).map_err(Failure::output);
    }
    let author = Author {
        name: args.author.clone(),
        message: args.message.clone(),
        at_ms: jiff::Timestamp::now().as_millisecond(),
        idempotency: None,
    };
    let bar = progress("writing", None);
    bar.set_position(nodes.len() as u64);
    bar.enable_steady_tick(Duration::from_millis(200));
    let done = app.import(nodes, mode, Precondition::None, author).await.map_err(|e| failed(e, &places))?;
    if done.keys.len() >= MANY {
        bar.set_message("compiling");
        let compacted = app.compact().await?;
        app.save_snapshot(&compacted).await?;
    }
    bar.finish_and_clear();
    print(&summary(&done.before, &done.after, &done.keys)).map_err(Failure::output)
}

fn print(answer: &ChangeSetAnswer) -> io::Result<()> {
    const SHOWN: usize = 20;
    let mut out = Output::stdout();
    let what = if answer.dry_run { "would be" } else { "were" };
    let total = answer.added + answer.changed + answer.removed;
    if total == 0 {
        writeln!(out, "nothing to change: the map says all of it already (revision {})", answer.revision)?;
        return out.finish();
    }
    writeln!(
        out,
        "{} nodes {what} added, {} changed, {} removed (revision {}{})",
        answer.added,
        answer.changed,
        answer.removed,
        answer.revision,
        if answer.dry_run { ", nothing was changed" } else { "" }
    )?;
    for node in answer.nodes.iter().take(SHOWN) {
        let properties = if node.properties.is_empty() {
            String::new()
        } else {
            format!(": {}", node.properties.join(", "))
        };
        writeln!(out, "  {:8} {} ({}){properties}", node.change, node.key, node.name)?;
    }
    if total > SHOWN as u64 {
        writeln!(out, "  and {} more", total - SHOWN as u64)?;
    }
    for change in answer.impact_changes.iter().flatten() {
        let count = |c: Option<crate::wire::plan::ImpactCount>| {
            c.map_or("-".into(), |c| format!("{} unavailable, {} degraded", c.unavailable, c.degraded))
        };
        writeln!(out, "  if {} fails: {} -> {}", change.key, count(change.before), count(change.after))?;
    }
    if let Some(more) = answer.impact_not_compared.filter(|&n| n > 0) {
        writeln!(out, "  the impact of {more} more nodes was not compared")?;
    }
    out.finish()
}
