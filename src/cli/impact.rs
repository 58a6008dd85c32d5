//! `impact`: the main question, with or without a database, for people or as JSON.

use super::args::{AnswerFormat, ImpactArgs, Include as Wanted, Language as Spoken};
use super::failure::Failure;
use super::files::{Output, source};
use super::target::load;
use crate::app::AppError;
use crate::app::impact::{MAX_LINKS, ask};
use crate::app::pool::Pool;
use crate::formats::read_scenario;
use crate::map::Map;
use crate::model::{Include, Level, Seconds};
use crate::render::impact::Remark;
use crate::render::{Affected, Language, Report, Row, render};
use crate::wire::impact::{AffectedNode, ImpactAnswer};
use crate::wire::{Problems, ScenarioRequest};
use jiff::tz::TimeZone;
use std::io::{IsTerminal, Write};

/// Affected nodes that a table shows when nothing is said; `--limit` shows more.
const SHOWN: u32 = 50;
/// Names that are listed in one line.
const NAMED: usize = 8;

pub(super) async fn run(args: ImpactArgs) -> Result<(), Failure> {
    let mut request = request(&args)?;
    if args.format == AnswerFormat::Table && request.limit.is_none() {
        request.limit = Some(SHOWN);
    }
    let map = load(&args.source, args.as_of.as_deref()).await?;
    let from_files = args.source.database.is_none();
    let text = ask(&map, &request, &Pool::default(), MAX_LINKS, |answer| match args.format {
        AnswerFormat::Json => serde_json::to_string(answer).map_err(|e| Failure::Refused(e.to_string())),
        AnswerFormat::Table => Ok(table(&map, &request, answer, from_files, language(args.language))),
    })
    .map_err(said_here)??;
    let mut out = Output::stdout();
    let newline =
        if args.format == AnswerFormat::Json && std::io::stdout().is_terminal() { "\n" } else { "" };
    write!(out, "{text}{newline}").and_then(|()| out.finish()).map_err(Failure::output)
}

fn request(args: &ImpactArgs) -> Result<ScenarioRequest, Failure> {
    let mut request = match &args.scenario {
        Some(file) => read_scenario(&source(file)?)?,
        None => ScenarioRequest::default(),
    };
    request.scenario.failures.extend(args.fail.iter().map(|f| f.0.clone()));
    request.scenario.horizon = args.horizon.or(request.scenario.horizon);
    if let Some(include) = args.include {
        request.scenario.include = match include {
            Wanted::All => Include::All,
            Wanted::Confirmed => Include::Confirmed,
        };
    }
    request.limit = args.limit.or(request.limit);
    Ok(request)
}

/// A question changes nothing, so the message does not speak of changes.
fn said_here(error: AppError) -> Failure {
    match error {
        AppError::Invalid(problems) => {
            let problems: Problems = problems;
            Failure::Wrong(problems.to_string())
        }
        other => other.into(),
    }
}

fn language(wanted: Option<Spoken>) -> Language {
    let from_environment = || {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
        let first = set.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
        if first.starts_with("en") { Language::En } else { Language::De }
    };
    match wanted {
        Some(Spoken::De) => Language::De,
        Some(Spoken::En) => Language::En,
        None => from_environment(),
    }
}

fn table(
    map: &Map,
    request: &ScenarioRequest,
    answer: &ImpactAnswer<'_>,
    from_files: bool,
    language: Language,
) -> String {
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    let width = if std::io::stdout().is_terminal() { terminal_width() } else { 120 };
    render(&report(map, request, answer, from_files), language, &zone, width)
}

fn terminal_width() -> u16 {
    comfy_table::Table::new().width().unwrap_or(120).clamp(80, 200)
}

fn report(map: &Map, request: &ScenarioRequest, answer: &ImpactAnswer<'_>, from_files: bool) -> Report {
    let name = |key: &str| map.find(key).map_or(key, |n| map.name(n)).to_owned();
    let failures = &request.scenario.failures;
    let mut failed: Vec<String> = failures.iter().take(NAMED).map(|f| name(f.node().as_str())).collect();
    if failures.len() > NAMED {
        failed.push(format!("+{}", failures.len() - NAMED));
    }
    let listed = |names: Vec<String>, more: u64| {
        let rest = if more > 0 { format!(", +{more}") } else { String::new() };
        names.join(", ") + &rest
    };
    Report {
        title: answer.title.map(String::from),
        failed,
        nodes: (answer.totals.unavailable, answer.totals.degraded),
        concerned: (answer.totals.agencies, answer.totals.people),
        affected: answer.affected.iter().map(|node| affected(node, &name)).collect(),
        omitted: answer.omitted.affected,
        agencies: answer
            .agencies
            .iter()
            .map(|a| (a.name.to_owned(), a.unavailable, a.degraded, a.working))
            .collect(),
        sites: answer
            .sites
            .iter()
            .map(|site| {
                let more = site.services.len().saturating_sub(NAMED) as u64 + site.services_omitted;
                let services = site.services.iter().take(NAMED).map(|s| s.name.to_owned()).collect();
                Row { name: site.name.to_owned(), text: listed(services, more) }
            })
            .collect(),
        at_risk: answer
            .at_risk
            .iter()
            .map(|node| {
                let lost = node.dependencies.iter().flat_map(|d| &d.lost).map(|key| name(key)).collect();
                Row { name: node.name.to_owned(), text: listed(lost, 0) }
            })
            .collect(),
        deadlocked: answer.deadlocked.iter().map(|n| n.name.to_owned()).collect(),
        starts_at: request.scenario.starts_at,
        revision: (!from_files).then_some(answer.revision),
        unconfirmed: answer.assumptions.unconfirmed_dependencies,
        horizon: request.scenario.horizon,
    }
}

fn affected(node: &AffectedNode<'_>, name: &impl Fn(&str) -> String) -> Affected {
    let workarounds = node.workarounds.iter().filter_map(|w| w.text.clone()).map(Remark::Workaround);
    let deadlines =
        node.deadlines.iter().map(|d| Remark::Deadline { name: d.name.clone(), period: d.period.0 });
    let breach = node.mtpd_breach.map(|at| Remark::Breach(at.0));
    Affected {
        name: node.name.to_owned(),
        key: node.key.to_owned(),
        agency: node.agency.map(name).unwrap_or_default(),
        level: Level::from_word(node.level).unwrap_or_default(),
        from: node.spans.first().map_or(Seconds::ZERO, |s| s.from.0),
        until: node.spans.last().and_then(|s| s.until).map(|u| u.0),
        certain: node.certain,
        remarks: workarounds.chain(deadlines).chain(breach).collect(),
        why: node.why.iter().map(|hop| name(hop.node)).collect(),
    }
}
