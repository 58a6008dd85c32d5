//! `export`: the whole map as one file; all or a part of it as a picture or a file for another tool.

use super::args::{ExportArgs, ExportFormat, MapFormat};
use super::failure::Failure;
use super::look::{language, wanted, write};
use super::output::{Output, progress};
use super::target::load;
use app::present::{Format as Presented, ViewKind, diagram};
use app::subgraph::{of_nodes, of_surroundings};
use formats::{Format, write_map};
use map::{Filter, Map};
use model::key::quoted;
use model::{Key, Node, message};
use std::io::Write;
use std::sync::Arc;

pub(super) async fn run(args: ExportArgs) -> Result<(), Failure> {
    let (map, from_files) = load(&args.source, args.as_of.as_deref()).await?;
    let format = match args.format {
        ExportFormat::Presented(format) => return piece(&args, &map, format, from_files).await,
        ExportFormat::Template => return template(&args, &map),
        ExportFormat::Map(format)
            if args.agency.is_none() && args.layer.is_none() && args.around.is_none() =>
        {
            format
        }
        ExportFormat::Map(_) => {
            return Err(Failure::Usage(message!("map-file-whole")));
        }
    };
    let mut out = Output::open(args.output.output.as_deref())?;
    let bar = progress("writing");
    let of_kind = |kind| {
        let (map, bar) = (&map, &bar);
        let of_it = map.iter().filter(move |&n| map.kind(n) == kind).filter_map(move |n| map.node(n));
        of_it.inspect(move |_| bar.inc(1))
    };
    let written = write_map::<Arc<Node>, _>(format.into(), map.zone(), of_kind, &mut out);
    bar.finish_and_clear();
    written.and_then(|()| out.finish()).map_err(Failure::output)
}

/// The map as a workbook that comes back by `import table`.
fn template(args: &ExportArgs, map: &Map) -> Result<(), Failure> {
    let nodes: Vec<Arc<Node>> = map.iter().filter_map(|node| map.node(node)).collect();
    let nodes: Vec<&Node> = nodes.iter().map(AsRef::as_ref).collect();
    let bytes =
        imports::template::write(&nodes, language(args.look.language)).written().map_err(Failure::output)?;
    let mut out = Output::open(args.output.output.as_deref())?;
    out.write_all(&bytes).and_then(|()| out.finish()).map_err(Failure::output)
}

/// A part of the map, or all of it, as a picture or a file for another tool.
async fn piece(args: &ExportArgs, map: &Map, format: Presented, from_files: bool) -> Result<(), Failure> {
    let find = |key: &Key| {
        map.find(key.as_str())
            .ok_or_else(|| Failure::Wrong(message!("problem-unknown-key", key = quoted(key.as_str()))))
    };
    let wanted = wanted(&args.look, format, ViewKind::Picture, from_files)?.of(map);
    if wanted.view != ViewKind::Picture {
        return Err(Failure::Usage(message!("map-no-view")));
    }
    let drawn = match &args.around {
        Some(key) => of_surroundings(map, find(key)?, args.depth, args.depth),
        None => {
            let agency = args.agency.as_ref().map(find).transpose()?;
            let filter = Filter { agency, layer: args.layer, ..Filter::default() };
            let mut said = Vec::new();
            said.extend(args.agency.as_ref().map(|key| ("agency", key.as_str().to_owned())));
            said.extend(args.layer.map(|layer| ("layer", layer.as_str().to_owned())));
            of_nodes(map, said, map.page(&filter, None, usize::MAX).nodes)
        }
    };
    write(diagram(&drawn, &wanted)?, format, args.output.output.as_deref()).await
}

impl From<MapFormat> for Format {
    fn from(format: MapFormat) -> Self {
        match format {
            MapFormat::Yaml => Self::Yaml,
            MapFormat::Json => Self::Json,
        }
    }
}
