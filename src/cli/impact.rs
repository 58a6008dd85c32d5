//! `impact`: the main question, with or without a database, for people or as JSON.

use super::args::{AnswerFormat, ImpactArgs, Include as Counted};
use super::failure::Failure;
use super::files::{is_standard, name, source};
use super::find::key_of_name;
use super::look::{language, wanted, width, write};
use super::output::Output;
use super::target::load;
use super::working;
use app::AppError;
use app::impact::{MAX_LINKS, find};
use app::pool::Pool;
use app::present::{ViewKind, Wanted, impact};
use app::report::report;
use formats::read_document;
use model::{Include, Key, message};
use render::render;
use std::io::{IsTerminal, Write};
use wire::{Place, Problems, ScenarioRequest, Tree, Value, decode_scenario};
use words::zone;

/// Entries of each list in a table when nothing is said; `--limit` shows more.
const SHOWN: u32 = 50;

pub(super) async fn run(args: ImpactArgs) -> Result<(), Failure> {
    if args.scenario.as_deref().is_some_and(is_standard) && args.source.map.iter().any(|map| is_standard(map))
    {
        return Err(Failure::Usage(message!("one-from-input", one = "--map", other = "--scenario")));
    }
    let (mut request, scenario) = request(&args)?;
    if args.format == AnswerFormat::Table && request.limit.is_none() && !args.working {
        request.limit = Some(SHOWN);
    }
    let (map, from_files) = load(&args.source, args.as_of.as_deref()).await?;
    if let Some(name) = args.fail.iter().find_map(|fail| fail.name.as_deref()) {
        return Err(key_of_name(&map, name));
    }
    for text in &args.about {
        request.about.push(Key::new(text).map_err(|_| key_of_name(&map, text))?);
    }
    if args.working {
        return working::write(&map, &request, &args, |error| placed(error, &args, &scenario));
    }
    if let AnswerFormat::Presented(format) = args.format {
        let wanted = wanted(&args.look, format, ViewKind::of(format), from_files)?;
        let wanted = Wanted { aware_at: args.aware_at, ..wanted };
        let draft = impact(&map, &request, &Pool::default(), MAX_LINKS, &wanted);
        let draft = draft.map_err(|error| placed(error, &args, &scenario))?;
        return write(draft, format, args.output.output.as_deref()).await;
    }
    let text = find(&map, &request, &Pool::default(), MAX_LINKS, |found| match args.format {
        AnswerFormat::Json => {
            String::from_utf8(found.json().concat()).map_err(|e| Failure::Refused(e.to_string().into()))
        }
        AnswerFormat::Table | AnswerFormat::Presented(_) => {
            let report = found.answered(|answered| report(answered, &request, from_files));
            Ok(render(
                &report,
                language(args.look.language),
                &args.look.zone.clone().unwrap_or_else(|| zone::of(map.zone())),
                width(),
            ))
        }
    })
    .map_err(|error| placed(error, &args, &scenario))??;
    let mut out = Output::open(args.output.output.as_deref())?;
    // JSON is the body of the HTTP answer, byte by byte; only a person at a terminal gets a line break.
    let end =
        args.format == AnswerFormat::Json && args.output.output.is_none() && std::io::stdout().is_terminal();
    let end = if end { "\n" } else { "" };
    write!(out, "{text}{end}").and_then(|()| out.finish()).map_err(Failure::output)
}

/// The question, and the scenario file as it is written.
fn request(args: &ImpactArgs) -> Result<(ScenarioRequest, Tree), Failure> {
    let decode = |tree: &Tree, problems: &mut Problems| {
        decode_scenario(tree, &Place::ROOT, problems).map(|request| (request, tree.clone()))
    };
    let (mut request, tree) = match &args.scenario {
        Some(file) => read_document(&source(file)?, decode)?,
        None => <(ScenarioRequest, Tree)>::default(),
    };
    request.scenario.failures.extend(args.fail.iter().map(|f| f.failure.clone()));
    request.scenario.horizon = args.horizon.or(request.scenario.horizon);
    if let Some(include) = args.include {
        request.scenario.include = match include {
            Counted::All => Include::All,
            Counted::Confirmed => Include::Confirmed,
        };
    }
    request.limit = args.limit.or(request.limit);
    Ok((request, tree))
}

/// Says where the scenario came from: the file, or the argument.
fn placed(error: AppError, args: &ImpactArgs, scenario: &Tree) -> Failure {
    let AppError::Invalid(problems) = error else { return error.into() };
    let mut told = Problems::default();
    for problem in problems.list() {
        let mut problem = problem.clone();
        let index = |list: &str| -> Option<usize> {
            problem.pointer.strip_prefix(list)?.split('/').next()?.parse().ok()
        };
        let said =
            index("/failures/").and_then(|i| args.fail.get(i)).map(|fail| fail.failure.node().as_str());
        let asked = index("/about/").and_then(|i| {
            let in_file = scenario.entry("about").map_or(0, |about| match &about.value.value {
                Value::Seq(keys) => keys.len(),
                _ => 0,
            });
            args.about.get(i.checked_sub(in_file)?)
        });
        match (&args.scenario, said, asked) {
            (_, _, Some(key)) => {
                problem.pointer.clear();
                problem.file = Some(format!("--about {key}").into());
            }
            (Some(file), ..) => {
                problem.file = Some(name(file));
                problem.line = Some(scenario.locate(&problem.pointer).line).filter(|&line| line > 0);
            }
            (None, Some(key), _) => {
                problem.pointer.clear();
                problem.file = Some(format!("--fail {key}").into());
            }
            _ => {}
        }
        told.push(problem);
    }
    told.into()
}
