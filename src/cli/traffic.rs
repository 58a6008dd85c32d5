//! `traffic`: what was really seen, held against a map. Nothing is changed by it.

use super::args::{Language as Spoken, MapSource};
use super::failure::{Failure, plain};
use super::files::is_standard;
use super::look::language;
use super::output::Output;
use super::target::load;
use app::seen::Seen;
use clap::Args;
use clap::builder::PossibleValuesParser;
use imports::traffic::{Compared, FORMATS, Names, Pair, Watch, compare, format};
use model::message;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use words::{Language, say};

#[derive(Debug, Args)]
pub(super) struct TrafficArgs {
    /// What the files are
    #[arg(value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.word())))]
    format: String,
    /// Files with what was seen, or - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    source: MapSource,
    /// A table "address;name": what addresses are called
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Write what is seen and not on the map as a change set (POST /v1/changes takes it), not confirmed
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// Write JSON instead of lists for people
    #[arg(long)]
    json: bool,
    /// Most entries of each list
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// The language; German unless the environment says otherwise
    #[arg(long, value_enum)]
    language: Option<Spoken>,
}

pub(super) async fn run(args: TrafficArgs) -> Result<(), Failure> {
    let Some(format) = format(&args.format) else { return Ok(()) };
    let mut watch = Watch::default();
    for path in &args.files {
        let name = path.display().to_string();
        let read = format.read(&name, &mut *input(path)?, &mut watch);
        read.map_err(|fault| {
            Failure::Wrong(message!("traffic-file", file = name, why = fault.detail, remedy = fault.remedy))
        })?;
    }
    let names = match &args.names {
        Some(path) => Names::read(&fs::read_to_string(path).map_err(|error| cannot_read(path, &error))?),
        None => Names::default(),
    };
    let (map, _) = load(&args.source, None).await?;
    let found = compare(&watch, &names, &Seen::new(&map));
    if let Some(path) = &args.accept {
        let note = |pair: &Pair| format!("seen {} times ({})", pair.tally.count, args.format);
        let changes: Vec<Value> =
            found.unknown.iter().map(|pair| Seen::accepted(pair, &note(pair))).collect();
        let set = json!({ "message": format!("Seen in traffic ({})", args.format), "changes": changes });
        let mut out = Output::open(Some(path))?;
        writeln!(out, "{set:#}").and_then(|()| out.finish()).map_err(Failure::output)?;
    }
    let mut out = Output::stdout();
    let written = match args.json {
        true => writeln!(out, "{:#}", of(&found, &watch, args.limit)),
        false => told(&found, &watch, args.limit, language(args.language), &mut out),
    };
    written.and_then(|()| out.finish()).map_err(Failure::output)
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::Wrong(message!("cannot-read-file", file = path.display().to_string(), why = plain(error)))
}

fn input(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if is_standard(path) {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(path).map_err(|error| cannot_read(path, &error))?;
    Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
}

fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default()
}

fn of(found: &Compared, watch: &Watch, limit: usize) -> Value {
    let pair = |pair: &Pair| {
        json!({
            "dependent": pair.dependent.as_str(),
            "provider": pair.provider.as_str(),
            "count": pair.tally.count,
            "ports": pair.tally.ports,
            "first": pair.tally.first.map(time),
            "last": pair.tally.last.map(time),
            "directory": pair.directory,
        })
    };
    let list = |pairs: &[Pair]| json!({ "total": pairs.len(), "items": pairs.iter().take(limit).map(pair).collect::<Vec<_>>() });
    let strangers =
        found.strangers.iter().take(limit).map(|(name, count)| json!({ "name": name, "count": count }));
    json!({
        "window": found.window.map(|(first, last)| json!({ "from": time(first), "until": time(last) })),
        "seenAndMapped": list(&found.both),
        "mappedNeverSeen": list(&found.unseen),
        "seenNotMapped": list(&found.unknown),
        "strangers": { "total": found.strangers.len(), "items": strangers.collect::<Vec<_>>() },
        "dropped": watch.dropped,
    })
}

fn told(found: &Compared, watch: &Watch, limit: usize, l: Language, out: &mut impl Write) -> io::Result<()> {
    if let Some((first, last)) = found.window {
        writeln!(out, "{}", say!(l, "traffic-window", first = time(first), last = time(last)))?;
    }
    let lists = [
        ("traffic-both", &found.both),
        ("traffic-unseen", &found.unseen),
        ("traffic-unknown", &found.unknown),
    ];
    for (title, pairs) in lists {
        let title = match title {
            "traffic-both" => say!(l, "traffic-both", count = pairs.len()),
            "traffic-unseen" => say!(l, "traffic-unseen", count = pairs.len()),
            _ => say!(l, "traffic-unknown", count = pairs.len()),
        };
        writeln!(out, "\n{title}")?;
        for pair in pairs.iter().take(limit) {
            let ports = pair.tally.ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
            let seen = match (pair.tally.count, pair.directory) {
                (0, _) => String::new(),
                (count, true) => format!("  ({count}; {})", l.text("traffic-directory")),
                (count, false) if ports.is_empty() => format!("  ({count})"),
                (count, false) => format!("  ({count}; {ports})"),
            };
            writeln!(out, "  {} -> {}{seen}", pair.dependent, pair.provider)?;
        }
        more(pairs.len(), limit, l, out)?;
    }
    writeln!(out, "\n{}", say!(l, "traffic-strangers", count = found.strangers.len()))?;
    for (name, count) in found.strangers.iter().take(limit) {
        writeln!(out, "  {name}  ({count})")?;
    }
    more(found.strangers.len(), limit, l, out)?;
    let dropped: u64 = watch.dropped.values().sum();
    writeln!(out, "\n{}", say!(l, "traffic-dropped", count = dropped))
}

fn more(all: usize, limit: usize, l: Language, out: &mut impl Write) -> io::Result<()> {
    match all.checked_sub(limit) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(out, "  {}", say!(l, "traffic-more", count = more)),
    }
}
