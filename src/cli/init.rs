//! `init`: a small town as a map file, to begin from.

use super::args::InitArgs;
use super::failure::{Failure, plain};
use super::look::language;
use super::output::Output;
use model::message;
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
    let file = args.folder.join(name);
    if fs::symlink_metadata(&file).is_ok() {
        let file = file.display().to_string();
        return Err(Failure::Wrong(message!("init-there", file = file)));
    }
    let mut out = Output::open(Some(&file))?;
    out.write_all(town.replace(l.text("init-folder"), &folder).as_bytes())
        .and_then(|()| out.finish())
        .map_err(Failure::output)?;
    let mut told = Output::stdout();
    writeln!(told, "{}", say!(l, "init-done", file = file.display().to_string(), folder = folder))
        .and_then(|()| told.finish())
        .map_err(Failure::output)
}
