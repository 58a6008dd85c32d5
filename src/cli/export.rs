//! `export`: the whole map as one file.

use super::args::{ExportArgs, MapFormat};
use super::failure::Failure;
use super::files::Output;
use super::target::load;
use crate::formats::{Format, write_map};
use crate::model::Node;
use std::sync::Arc;

pub(super) async fn run(args: ExportArgs) -> Result<(), Failure> {
    let map = load(&args.source, args.as_of.as_deref()).await?;
    let mut out = Output::open(args.output.output.as_deref())?;
    let of_kind = |kind| {
        let map = &map;
        map.iter()
            .filter(move |&n| map.kind(n) == kind)
            .filter_map(move |n| map.node(n))
            .map(Arc::unwrap_or_clone)
    };
    write_map::<Node, _>(args.format.into(), of_kind, &mut out)
        .and_then(|()| out.finish())
        .map_err(Failure::output)
}

impl From<MapFormat> for Format {
    fn from(format: MapFormat) -> Self {
        match format {
            MapFormat::Yaml => Self::Yaml,
            MapFormat::Json => Self::Json,
        }
    }
}
