//! The map that a command works on: from files, or from a database.

use super::args::MapSource;
use super::database;
use super::failure::Failure;
use super::files::read;
use app::maps::change::whole_map_problems;
use app::maps::history::AsOf;
use app::{App, AppError};
use formats::Places;
use map::{Builder, Map};
use model::message;
use model::time::parse_time;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Store;

/// Compiles map files; whole-map faults are told with file and line.
pub(super) fn compile(files: &[PathBuf]) -> Result<Map, Failure> {
    let mut builder = Builder::new();
    match read(files, &mut |node| builder.add(&node, 0)) {
        Ok(places) => match builder.finish() {
            Ok(base) => Ok(Map::new(base.in_zone(places.zone().cloned()), 0)),
            Err(faults) => Err(places.located(&whole_map_problems(faults)).into()),
        },
        Err(refused) => Err(refused.with(&whole_map_problems(builder.faults())).into()),
    }
}

/// An error with the places of files put in.
pub(super) fn failed(error: AppError, places: &Places) -> Failure {
    match error {
        AppError::Invalid(problems) => places.located(&problems).into(),
        other => other.into(),
    }
}

/// The map that is meant, and whether it came from files.
pub(super) async fn load(source: &MapSource, as_of: Option<&str>) -> Result<(Arc<Map>, bool), Failure> {
    let (map, _) = load_with(source, as_of, &[]).await?;
    Ok((map, !source.map.is_empty()))
}

/// The map that is meant, and others of the same database.
pub(super) async fn load_with(
    source: &MapSource,
    as_of: Option<&str>,
    others: &[AsOf],
) -> Result<(Arc<Map>, Vec<Arc<Map>>), Failure> {
    if !source.map.is_empty() {
        if !others.is_empty() {
            return Err(Failure::Usage(message!("files-no-revisions")));
        }
        return Ok((Arc::new(compile(&source.map)?), Vec::new()));
    }
    let as_of = as_of.map(read_as_of).transpose()?;
    let url = database::named(source.database.as_deref())?;
    let url = url.ok_or_else(|| Failure::Usage(message!("which-map")))?;
    must_exist(&url)?;
    let app = App::open(Store::open(&url).await?).await?;
    let maps = async {
        let map = app.maps.as_of(as_of).await?;
        let mut earlier = Vec::with_capacity(others.len());
        for &of in others {
            earlier.push(app.maps.as_of(Some(of)).await?);
        }
        Ok::<_, AppError>((map, earlier))
    };
    let maps = maps.await;
    app.close().await;
    Ok(maps?)
}

/// To open a SQLite file creates it; whoever only asks has mistyped its name then.
fn must_exist(url: &str) -> Result<(), Failure> {
    match missing_file(url) {
        None => Ok(()),
        Some(path) => {
            Err(Failure::Refused(message!("no-database-file", file = path.display().to_string(), url = url)))
        }
    }
}

/// The file of a SQLite database that does not exist yet, but could be made.
pub(super) fn missing_file(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite:")?.split('?').next()?;
    let path = Path::new(path.strip_prefix("//").unwrap_or(path));
    let folder = path.parent()?;
    let could_be_made = folder == Path::new("") || folder.is_dir();
    (could_be_made && path != Path::new(":memory:") && !path.exists()).then_some(path)
}

fn read_as_of(text: &str) -> Result<AsOf, Failure> {
    match text.parse() {
        Ok(revision) => Ok(AsOf::Revision(revision)),
        Err(_) => parse_time(text)
            .map(|t| AsOf::Time(t.as_millisecond()))
            .map_err(|_| Failure::Usage(message!("bad-as-of", text = format!("{text:?}")))),
    }
}
