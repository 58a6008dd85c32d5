//! `impact --working`: what still works of every agency that is hit.

use super::args::{AnswerFormat, ImpactArgs};
use super::failure::Failure;
use super::look::language;
use super::output::Output;
use app::impact::{DEFAULT_LIMIT, MAX_LINKS, find};
use app::pool::Pool;
use app::present::Format;
use formats::GraphFormat;
use formats::working::write_working;
use map::Map;
use model::{Level, message};
use std::io::{self, Write};
use wire::ScenarioRequest;
use wire::working::WorkingAnswer;
use words::{Language, say};

/// Writes the list in the format that is wanted; what is wrong with the scenario is worded by `placed`.
pub(super) fn write(
    map: &Map,
    request: &ScenarioRequest,
    args: &ImpactArgs,
    placed: impl FnOnce(app::AppError) -> Failure,
) -> Result<(), Failure> {
    let limit = request.limit.unwrap_or(DEFAULT_LIMIT) as usize;
    let l = language(args.look.language);
    let bytes = find(map, request, &Pool::default(), MAX_LINKS, |found| {
        let answer = found.working(None, limit)?;
        let mut bytes = Vec::new();
        let done = match args.format {
            AnswerFormat::Table => table(&answer, l, &mut bytes),
            AnswerFormat::Json => serde_json::to_writer(&mut bytes, &answer).map_err(io::Error::other),
            AnswerFormat::Presented(Format::Graph(GraphFormat::Csv)) => write_working(&answer, l, &mut bytes),
            AnswerFormat::Presented(_) => return Ok(Err(Failure::Usage(message!("working-format")))),
        };
        Ok(done.map(|()| bytes).map_err(Failure::output))
    });
    let bytes = bytes.and_then(|answer| answer).map_err(placed)??;
    let mut out = Output::open(args.output.output.as_deref())?;
    out.write_all(&bytes).and_then(|()| out.finish()).map_err(Failure::output)
}

fn table(answer: &WorkingAnswer<'_>, l: Language, out: &mut impl Write) -> io::Result<()> {
    for agency in &answer.agencies {
        let counts = [
            (agency.working, Level::Operational),
            (agency.degraded, Level::Degraded),
            (agency.unavailable, Level::Unavailable),
        ];
        let counts = counts.map(|(count, level)| format!("{} {}", l.number(count), l.level(level)));
        writeln!(out, "{} ({}): {}", agency.name, agency.key, counts.join(", "))?;
        for node in &agency.nodes {
            let risk = if node.at_risk { l.text("working-without-reserve") } else { "" };
            writeln!(out, "  {}  {} ({}){risk}", l.marked(Level::Operational), node.name, node.key)?;
        }
        if agency.omitted > 0 {
            writeln!(out, "  … {} {}", l.text("report-more-3"), l.number(agency.omitted))?;
        }
    }
    if answer.omitted > 0 {
        writeln!(out, "… {}", say!(l, "working-more-agencies", agencies = answer.omitted))?;
    }
    Ok(())
}
