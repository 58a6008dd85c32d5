//! `export`: the whole map as one file.

use super::args::{ExportArgs, MapFormat};
use super::failure::Failure;
use super::output::{Output, progress};
use super::target::load;
use crate::formats::{Format, write_map};
use crate::model::Node;
use std::sync::Arc;

pub(super) async fn run(args: ExportArgs) -> Result<(), Failure> {
    let (map, _) = load(&args.source, args.as_of.as_deref()).await?;
    let mut out = Output::open(args.output.output.as_deref())?;
    let bar = progress("writing");
    let of_kind = |kind| {
        let (map, bar) = (&map, &bar);
        let of_it = map.iter().filter(move |&n| map.kind(n) == kind).filter_map(move |n| map.node(n));
        of_it.inspect(move |_| bar.inc(1))
    };
    let written = write_map::<Arc<Node>, _>(args.format.into(), of_kind, &mut out);
    bar.finish_and_clear();
    written.and_then(|()| out.finish()).map_err(Failure::output)
}

impl From<MapFormat> for Format {
    fn from(format: MapFormat) -> Self {
        match format {
            MapFormat::Yaml => Self::Yaml,
            MapFormat::Json => Self::Json,
        }
    }
}
