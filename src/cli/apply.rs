//! `apply`: map files into a database, as one change set.

use super::args::ApplyArgs;
use super::failure::{Failure, warn};
use super::files::read;
use super::output::{Output, progress};
use super::refused;
use super::spoken::messages;
use super::target::{failed, missing_file};
use app::maps::change::faults_as_problems;
use app::maps::import::{Stated, differences, problems_of_import};
use app::maps::plan::summary;
use app::{App, AppError, Author, Mode, Precondition};
use map::Map;
use model::{Key, Node, message};
use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;
use store::Store;
use wire::Problems;
use wire::plan::{ChangeSetAnswer, ImpactCount};
use words::{Language, say};

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
    let stated = Stated { nodes, zone: places.zone().cloned() };
    let database = args.database.url()?;
    if args.dry_run && missing_file(&database).is_some() {
        // Not even the file comes into being.
        let plan = plan_on_nothing(&stated).map_err(|error| failed(error, &places))?;
        return print(&plan, None);
    }
    let app = App::open(Store::open(&database).await?).await?;
    let left = (!args.replace).then(|| Left::of(&app.maps.current(), &stated.nodes));
    let done = if args.dry_run {
        app.maps.plan_import(&stated, mode, &Precondition::None).map_err(|e| failed(e, &places))
    } else {
        match import(&app, stated, mode, &args).await {
            Ok(done) => Ok(done),
            Err(error) => Err(failed(error, &places)),
        }
    };
    app.close().await;
    print(&done?, left)
}

fn print(answer: &ChangeSetAnswer, left: Option<Left>) -> Result<(), Failure> {
    let (mut out, l) = (Output::stdout(), messages());
    write(answer, l, &mut out)
        .and_then(|()| left.map_or(Ok(()), |left| left.write(l, &mut out)))
        .and_then(|()| out.finish())
        .map_err(Failure::output)
}

/// What the map holds of the agencies in the files, but the files do not: it stays unless the map is replaced.
struct Left {
    /// The first of them.
    keys: Vec<String>,
    of_these: usize,
    /// All nodes of the map that are not in the files.
    all: usize,
}

impl Left {
    fn of(map: &Map, nodes: &[Arc<Node>]) -> Self {
        let stated: HashSet<&str> = nodes.iter().map(|node| node.key.as_str()).collect();
        let agency = |node: &Arc<Node>| node.agency.as_ref().unwrap_or(&node.key).clone();
        let agencies: HashSet<Key> = nodes.iter().map(agency).collect();
        let mut left = Self { keys: Vec::new(), of_these: 0, all: 0 };
        for node in map.iter().filter(|&node| !stated.contains(map.key(node))) {
            left.all += 1;
            let runs = map.agency(node).map_or(map.key(node), |agency| map.key(agency));
            if agencies.contains(runs) {
                left.of_these += 1;
                if left.keys.len() < SHOWN {
                    left.keys.push(map.key(node).to_owned());
                }
            }
        }
        left.keys.sort();
        left
    }

    fn write(&self, l: Language, out: &mut impl Write) -> io::Result<()> {
        if self.of_these == 0 {
            return Ok(());
        }
        writeln!(out, "{}", say!(l, "apply-left", nodes = self.of_these))?;
        self.keys.iter().try_for_each(|key| writeln!(out, "  {key}"))?;
        let more = self.of_these - self.keys.len();
        if more > 0 {
            writeln!(out, "  {}", say!(l, "problem-and-more", more = more))?;
        }
        writeln!(out, "{}", say!(l, "apply-left-remedy", nodes = self.all))
    }
}

/// What the map in the database, if there is one, shows to be wrong with nodes from files that have problems already.
async fn problems_in_the_map(args: &ApplyArgs, nodes: &[Arc<Node>], mode: Mode) -> Problems {
    let Ok(database) = args.database.url() else { return Problems::default() };
    if missing_file(&database).is_some() {
        return problems_of_import(&Map::empty(0), nodes, mode);
    }
    // A database that cannot be read is told when there is something to write into it.
    let Ok(store) = Store::open(&database).await else { return Problems::default() };
    let Ok(app) = App::open(store).await else { return Problems::default() };
    let problems = app.maps.problems_of_import(nodes, mode);
    app.close().await;
    problems
}

/// What a database that does not exist yet would hold.
fn plan_on_nothing(stated: &Stated) -> Result<ChangeSetAnswer, AppError> {
    let before = Map::empty(0);
    let (after, keys) =
        differences(&before, stated, Mode::Merge).made(&before).map_err(faults_as_problems)?;
    Ok(ChangeSetAnswer { dry_run: true, ..summary(&before, &after, &keys) })
}

async fn import(
    app: &Arc<App>,
    stated: Stated,
    mode: Mode,
    args: &ApplyArgs,
) -> Result<ChangeSetAnswer, AppError> {
    let author = Author {
        name: args.author.clone(),
        message: args.message.clone(),
        at_ms: app::clock::now(),
        idempotency: None,
        by: Author::operator(),
    };
    let bar = progress("writing");
    bar.set_position(stated.nodes.len() as u64);
    let done = app.maps.import(stated, mode, Precondition::None, author).await?;
    if done.keys.len() >= MANY {
        bar.set_message("compiling");
        // The change is made; without a snapshot only the next start takes longer.
        if let Err(error) = compile(app).await {
            warn(&message!("no-snapshot", why = refused::app(&error)));
        }
    }
    bar.finish_and_clear();
    Ok(summary(&done.before, &done.after, &done.keys))
}

async fn compile(app: &Arc<App>) -> Result<(), AppError> {
    let compacted = app.maps.compact().await?;
    app.maps.save_snapshot(&compacted).await
}

fn write(answer: &ChangeSetAnswer, l: Language, out: &mut impl Write) -> io::Result<()> {
    let revision = answer.revision.to_string();
    if answer.added + answer.changed + answer.removed == 0 && answer.zone.is_none() {
        return writeln!(out, "{}", say!(l, "apply-nothing", revision = revision));
    }
    let (added, changed, removed) = (answer.added, answer.changed, answer.removed);
    let numbers = say!(l, "apply-numbers", added = added, changed = changed, removed = removed);
    let done = match answer.dry_run {
        true => say!(l, "apply-would", numbers = numbers, revision = revision),
        false => say!(l, "apply-done", numbers = numbers, revision = revision),
    };
    writeln!(out, "{done}")?;
    if let Some(zone) = &answer.zone {
        let zone = zone.as_deref().unwrap_or(l.text("apply-zone-unsaid"));
        writeln!(out, "  {}", say!(l, "apply-zone", zone = zone))?;
    }
    for node in answer.nodes.iter().take(SHOWN) {
        let properties = match node.properties.as_slice() {
            [] => String::new(),
            properties => format!(": {}", properties.join(", ")),
        };
        let change = l.text(match node.change {
            "added" => "apply-added",
            "removed" => "apply-removed",
            _ => "apply-changed",
        });
        writeln!(out, "  {change:7} {} ({}){properties}", node.key, node.name)?;
    }
    let more = answer.omitted + answer.nodes.len().saturating_sub(SHOWN) as u64;
    if more > 0 {
        writeln!(out, "  {}", say!(l, "problem-and-more", more = more))?;
    }
    write_impact(answer, l, out)
}

/// Whose failure would hit others than before.
fn write_impact(answer: &ChangeSetAnswer, l: Language, out: &mut impl Write) -> io::Result<()> {
    let Some(changes) = &answer.impact_changes else { return Ok(()) };
    let count = |c: Option<ImpactCount>| match c {
        None => l.text("apply-unknown").to_owned(),
        Some(c) => say!(l, "apply-levels", unavailable = c.unavailable, degraded = c.degraded),
    };
    match changes.len() {
        0 => writeln!(out, "{}", l.text("apply-same-impact"))?,
        failures => writeln!(out, "{}", say!(l, "apply-impact", failures = failures))?,
    }
    for change in changes.iter().take(SHOWN) {
        let (before, after) = (count(change.before), count(change.after));
        writeln!(out, "  {}", say!(l, "apply-if-fails", key = change.key, before = before, after = after))?;
    }
    if changes.len() > SHOWN {
        writeln!(out, "  {}", say!(l, "problem-and-more", more = changes.len() - SHOWN))?;
    }
    match answer.impact_not_compared {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(out, "{}", say!(l, "apply-not-compared", nodes = more)),
    }
}
