//! `apply`: map files into a database, as one change set.

use super::args::ApplyArgs;
use super::failure::Failure;
use super::files::read;
use super::output::{Output, progress};
use super::target::{failed, missing_file};
use app::maps::change::faults_as_problems;
use app::maps::import::{differences, problems_of_import};
use app::maps::plan::summary;
use app::{App, AppError, Author, Mode, Precondition};
use map::{Map, MapFault};
use model::{Key, Node};
use std::io::{self, Write};
use std::sync::Arc;
use store::Store;
use wire::Problems;
use wire::plan::{ChangeSetAnswer, ImpactCount};

/// From so many changed nodes on the compiled snapshot is renewed at once, so that the next start is quick.
const MANY: usize = 1_000;
/// Most changed nodes that are listed.
const SHOWN: usize = 50;

pub(super) async fn run(args: ApplyArgs) -> Result<(), Failure> {
    // The files first: a database must not come into being for a map that is wrong.
    let mut nodes = Vec::new();
    let mode = if args.replace { Mode::Replace } else { Mode::Merge };
    let places = match read(&args.files, &mut |node| nodes.push(Arc::new(node))) {
        Ok(places) => places,
        Err(refused) => return Err(refused.with(&problems_in_the_map(&args, &nodes, mode).await).into()),
    };
    if args.dry_run && missing_file(&args.database).is_some() {
        // Not even the file comes into being.
        let plan = plan_on_nothing(&nodes).map_err(|faults| failed(faults_as_problems(faults), &places))?;
        return print(&plan);
    }
    let app = App::open(Store::open(&args.database).await?).await?;
    let done = if args.dry_run {
        app.maps.plan_import(&nodes, mode, &Precondition::None).map_err(|e| failed(e, &places))
    } else {
        match import(&app, nodes, mode, &args).await {
            Ok(done) => Ok(done),
            Err(error) => Err(failed(error, &places)),
        }
    };
    app.close().await;
    print(&done?)
}

fn print(answer: &ChangeSetAnswer) -> Result<(), Failure> {
    let mut out = Output::stdout();
    write(answer, &mut out).and_then(|()| out.finish()).map_err(Failure::output)
}

/// What the map in the database, if there is one, shows to be wrong with nodes from files that have problems already.
async fn problems_in_the_map(args: &ApplyArgs, nodes: &[Arc<Node>], mode: Mode) -> Problems {
    if missing_file(&args.database).is_some() {
        return problems_of_import(&Map::empty(0), nodes, mode);
    }
    // A database that cannot be read is told when there is something to write into it.
    let Ok(store) = Store::open(&args.database).await else { return Problems::default() };
    let Ok(app) = App::open(store).await else { return Problems::default() };
    let problems = app.maps.problems_of_import(nodes, mode);
    app.close().await;
    problems
}

/// What a database that does not exist yet would hold.
fn plan_on_nothing(nodes: &[Arc<Node>]) -> Result<ChangeSetAnswer, Vec<MapFault>> {
    let before = Map::empty(0);
    let edits = differences(&before, nodes, Mode::Merge);
    let after = before.with(&edits, 0)?;
    let keys: Vec<Key> = edits.into_iter().map(|edit| edit.key).collect();
    Ok(ChangeSetAnswer { dry_run: true, ..summary(&before, &after, &keys) })
}

async fn import(
    app: &Arc<App>,
    nodes: Vec<Arc<Node>>,
    mode: Mode,
    args: &ApplyArgs,
) -> Result<ChangeSetAnswer, AppError> {
    let author = Author {
        name: args.author.clone(),
        message: args.message.clone(),
        at_ms: jiff::Timestamp::now().as_millisecond(),
        idempotency: None,
    };
    let bar = progress("writing");
    bar.set_position(nodes.len() as u64);
    let done = app.maps.import(nodes, mode, Precondition::None, author).await?;
    if done.keys.len() >= MANY {
        bar.set_message("compiling");
        let compacted = app.maps.compact().await?;
        app.maps.save_snapshot(&compacted).await?;
    }
    bar.finish_and_clear();
    Ok(summary(&done.before, &done.after, &done.keys))
}

fn write(answer: &ChangeSetAnswer, out: &mut impl Write) -> io::Result<()> {
    let revision = answer.revision;
    if answer.added + answer.changed + answer.removed == 0 {
        return writeln!(out, "nothing to change: the map says all of it already (revision {revision})");
    }
    let numbers = format!("{} added, {} changed, {} removed", answer.added, answer.changed, answer.removed);
    if answer.dry_run {
        writeln!(out, "would be {numbers}; this was a dry run, revision {revision} stays as it is")?;
    } else {
        writeln!(out, "{numbers}; the map is at revision {revision} now")?;
    }
    for node in answer.nodes.iter().take(SHOWN) {
        let properties = match node.properties.as_slice() {
            [] => String::new(),
            properties => format!(": {}", properties.join(", ")),
        };
        writeln!(out, "  {:7} {} ({}){properties}", node.change, node.key, node.name)?;
    }
    let more = answer.omitted + answer.nodes.len().saturating_sub(SHOWN) as u64;
    if more > 0 {
        writeln!(out, "  and {more} more")?;
    }
    write_impact(answer, out)
}

/// Whose failure would hit others than before.
fn write_impact(answer: &ChangeSetAnswer, out: &mut impl Write) -> io::Result<()> {
    let Some(changes) = &answer.impact_changes else { return Ok(()) };
    let count = |c: Option<ImpactCount>| {
        c.map_or("nothing known".into(), |c| {
            format!("{} unavailable, {} degraded", c.unavailable, c.degraded)
        })
    };
    match changes.len() {
        0 => writeln!(out, "no failure would hit others than before")?,
        n => writeln!(out, "the impact of {n} failures would change:")?,
    }
    for change in changes.iter().take(SHOWN) {
        writeln!(out, "  if {} fails: {} -> {}", change.key, count(change.before), count(change.after))?;
    }
    if changes.len() > SHOWN {
        writeln!(out, "  and {} more", changes.len() - SHOWN)?;
    }
    match answer.impact_not_compared {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(out, "the impact of {more} more nodes was not compared: there are too many"),
    }
}
