//! The map that a command works on: from files, or from a database.

use super::args::MapSource;
use super::failure::Failure;
use super::files::{located, read};
use crate::app::App;
use crate::app::change::faults_as_problems;
use crate::app::history::AsOf;
use crate::formats::Places;
use crate::map::{Builder, Map};
use crate::model::time::parse_time;
use crate::store::Store;
use std::path::PathBuf;
use std::sync::Arc;

/// Compiles map files; whole-map faults are told with file and line.
pub(super) fn compile(files: &[PathBuf]) -> Result<(Map, Places), Failure> {
    let mut builder = Builder::new();
    let places = read(files, &mut |node| builder.add(&node, 0))?;
    match builder.finish() {
        Ok(base) => Ok((Map::new(base, 0), places)),
        Err(faults) => Err(failed(faults_as_problems(faults), &places)),
    }
}

/// An error with the places of files put in.
pub(super) fn failed(error: crate::app::AppError, places: &Places) -> Failure {
    match error {
        crate::app::AppError::Invalid(problems) => located(&problems, places).into(),
        other => other.into(),
    }
}

/// The map that is meant.
pub(super) async fn load(source: &MapSource, as_of: Option<&str>) -> Result<Arc<Map>, Failure> {
    let Some(url) = &source.database else {
        return Ok(Arc::new(compile(&source.map)?.0));
    };
    let as_of = as_of.map(read_as_of).transpose()?;
    let app = App::open(Store::open(url).await?).await?;
    let map = app.map_as_of(as_of).await;
    app.close().await;
    Ok(map?)
}

fn read_as_of(text: &str) -> Result<AsOf, Failure> {
    match text.parse() {
        Ok(revision) => Ok(AsOf::Revision(revision)),
        Err(_) => parse_time(text).map(|t| AsOf::Time(t.as_millisecond())).map_err(|_| {
            Failure::Wrong(format!(
                "--as-of {text:?} is neither a revision such as 17 nor a time such as 2026-05-01T08:00:00Z"
            ))
        }),
    }
}
