//! Example maps and questions without a server.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tragweite::app::AppError;
use tragweite::app::impact::{MAX_LINKS, ask as ask_map};
use tragweite::app::pool::Pool;
use tragweite::formats::{Source, read_map};
use tragweite::map::{Builder, Map};
use tragweite::model::Node;
use tragweite::wire::ScenarioRequest;

/// The folder of the example maps.
pub(crate) fn graphs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("graphs")
}

/// The map files that lie directly in a folder, by name.
pub(crate) fn files(folder: &Path) -> Vec<Source<'static>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "yaml"));
    paths.sort();
    let source = |p: &PathBuf| Source::new(p.display().to_string(), std::fs::read(p).unwrap());
    paths.iter().map(source).collect()
}

/// The nodes of a folder.
pub(crate) fn nodes(folder: &Path) -> Vec<Arc<Node>> {
    let mut nodes = Vec::new();
    read_map(files(folder), &mut |node, _| nodes.push(Arc::new(node))).unwrap_or_else(|p| panic!("{p}"));
    nodes
}

/// The map of a folder.
pub(crate) fn load(folder: &Path) -> Map {
    let mut builder = Builder::new();
    for node in nodes(folder) {
        builder.add(&node, 0);
    }
    Map::new(builder.finish().unwrap_or_else(|faults| panic!("{faults:#?}")), 0)
}

/// The answer as JSON.
pub(crate) fn try_ask(map: &Map, request: &ScenarioRequest) -> Result<Value, AppError> {
    ask_map(map, request, &Pool::default(), MAX_LINKS, |answer| serde_json::to_value(answer).unwrap())
}

/// The answer as JSON.
pub(crate) fn ask(map: &Map, request: &ScenarioRequest) -> Value {
    try_ask(map, request).unwrap_or_else(|e| panic!("{e}"))
}
