//! `init`: a small town as a map file, to begin from.

use super::args::InitArgs;
use super::failure::{Failure, plain};
use super::look::language;
use super::output::Output;
use formats::{Source, read_map};
use model::{Node, message};
use std::fs;
use std::io::Write;
use words::{Language, say};

pub(super) fn run(args: &InitArgs) -> Result<(), Failure> {
    let l = language(args.language);
    let (name, town) = match l {
        Language::De => ("karte.yaml", include_str!("start/de.yaml")),
        Language::En => ("map.yaml", include_str!("start/en.yaml")),
    };
    let folder = args.folder.display().to_string();
    let refused = |error: std::io::Error| {
        Failure::Refused(message!("cannot-write-file", file = &folder, why = plain(&error)))
    };
    fs::create_dir_all(&args.folder).map_err(refused)?;
    let file = args.folder.join(name).with_extension(if args.xlsx { "xlsx" } else { "yaml" });
    if fs::symlink_metadata(&file).is_ok() {
        let file = file.display().to_string();
        return Err(Failure::Wrong(message!("init-there", file = file)));
    }
    let town = town.replace(l.text("init-folder"), &folder);
    let bytes = if args.xlsx { workbook(&town, l)? } else { town.into_bytes() };
    let mut out = Output::open(Some(&file))?;
    out.write_all(&bytes).and_then(|()| out.finish()).map_err(Failure::output)?;
    let mut told = Output::stdout();
    writeln!(told, "{}", say!(l, "init-done", file = file.display().to_string(), folder = folder))
        .and_then(|()| told.finish())
        .map_err(Failure::output)
}

/// The same town as a workbook, without what has no column there.
fn workbook(town: &str, l: Language) -> Result<Vec<u8>, Failure> {
    let mut nodes = Vec::new();
    let source = Source::new("town", town.as_bytes());
    read_map([source], &mut |node, _| nodes.push(node)).map_err(|refused| refused.problems)?;
    let nodes: Vec<&Node> = nodes.iter().collect();
    imports::template::write(&nodes, l).written().map_err(Failure::output)
}
