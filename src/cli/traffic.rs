//! `traffic`: what was really seen on the network, held against the map. Changes nothing.

use super::args::{Language, MapSource, Output as To, words};
use super::failure::{Failure, plain};
use super::files::name;
use super::look::language;
use super::output::Output;
use super::target::load;
use app::imports::paper::html;
use app::imports::traffic::{held, paper};
use clap::Args;
use clap::builder::TypedValueParser;
use imports::traffic::{FORMATS, Names, TrafficFormat, Watch};
use model::message;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct TrafficArgs {
    /// The form of the files
    #[arg(value_name = "FORMAT", value_parser = forms())]
    form: &'static str,
    /// Files with traffic, plain or packed by gzip
    #[arg(required = true, value_name = "FILES")]
    sources: Vec<PathBuf>,
    #[command(flatten)]
    source: MapSource,
    /// A list of names of addresses: ADDRESS;NAME in each line
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// The report: text, a page, or the body of POST /v1/traffic-comparisons
    #[arg(long, default_value = "text", value_parser = words(&REPORTS))]
    report: Report,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    language: Option<Language>,
    #[command(flatten)]
    output: To,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Report {
    Text,
    Html,
    Json,
}

const REPORTS: [(&str, Report); 3] = [("text", Report::Text), ("html", Report::Html), ("json", Report::Json)];

fn forms() -> impl TypedValueParser<Value = &'static str> {
    let all: Vec<(&'static str, &'static str)> =
        FORMATS.iter().map(|form: &&dyn TrafficFormat| (form.word(), form.word())).collect();
    words(&all)
}

pub(super) async fn run(args: TrafficArgs) -> Result<(), Failure> {
    let table = args.names.as_deref().map(names).transpose()?.unwrap_or_default();
    let mut watch = Watch::default();
    for path in &args.sources {
        let form = imports::traffic::format(args.form).ok_or(Failure::NobodyListens)?;
        let told = name(path);
        let read = form.read(&told, &mut *opened(path)?, &mut watch);
        read.map_err(|fault| {
            let file = fault.place.clone();
            Failure::Wrong(message!("of-file", file = file, detail = fault.detail, remedy = fault.remedy))
        })?;
    }
    let (map, _) = load(&args.source, None).await?;
    let files: Vec<String> = args.sources.iter().map(|path| name(path).to_string()).collect();
    let answer = held(&map, &watch, &table, &files.join(", "));
    let l = language(args.language);
    let text = match args.report {
        Report::Text => render::paper::text(&paper(&answer, &map, l), l, "", 110),
        Report::Html => html(&paper(&answer, &map, l), l),
        Report::Json => serde_json::to_string_pretty(&answer).unwrap_or_default() + "\n",
    };
    let mut out = Output::open(args.output.output.as_deref())?;
    out.write_all(text.as_bytes()).and_then(|()| out.finish()).map_err(Failure::output)
}

/// A file, unpacked when it is packed.
fn opened(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    let refused = |error: std::io::Error| {
        let (file, detail) = (name(path), message!("file-unreadable", why = plain(&error)));
        Failure::Wrong(message!("of-file", file = &*file, detail = detail, remedy = message!("check-name")))
    };
    let mut file = BufReader::with_capacity(1 << 20, File::open(path).map_err(refused)?);
    let packed = file.fill_buf().map_err(refused)?.starts_with(&[0x1f, 0x8b]);
    if packed {
        return Ok(Box::new(BufReader::with_capacity(1 << 20, imports::unpacked(file))));
    }
    Ok(Box::new(file))
}

/// `ADDRESS;NAME`, with a comma or a tab, too.
fn names(path: &Path) -> Result<Names, Failure> {
    Ok(Names::read(&String::from_utf8_lossy(&super::files::source(path)?.bytes)))
}
