//! `replay`: a script of incidents again, on a map as people would have seen it, or in a running service as an exercise.

use super::args::{Pace, ReplayArgs};
use super::failure::Failure;
use super::files::{is_standard, name, source};
use super::look::{language, width};
use super::output::Output;
use super::secret::{Secrets, secret};
use super::serve::TOKEN;
use super::target::load;
use app::AppError;
use app::incidents::Play;
use app::pool::Pool;
use formats::read_script;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::incident::Millis;
use model::message;
use model::script::{Script, ScriptStep};
use outside::service::Service;
use render::Language;
use render::replay::Stage;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use wire::Problems;
use wire::script::request_body;
use words::zone;

/// How fast it goes in a service when nothing is said: an hour a second.
const USUAL: Pace = Pace::Times(3_600);

pub(super) async fn run(args: ReplayArgs) -> Result<(), Failure> {
    if is_standard(&args.script) && args.source.map.iter().any(|map| is_standard(map)) {
        return Err(Failure::Usage(message!("one-from-input", one = "--map", other = "--script")));
    }
    let script = read_script(&source(&args.script)?)?;
    let mut out = Output::stdout();
    match &args.service {
        None => on_a_map(&args, &script, &mut out).await?,
        Some(address) => in_a_service(&args, address, &script, &mut out).await?,
    }
    out.finish().map_err(Failure::output)
}

/// Prints at each step what people would have seen.
async fn on_a_map(args: &ReplayArgs, script: &Script, out: &mut Output) -> Result<(), Failure> {
    let (map, _) = load(&args.source, None).await?;
    Play::check(map.clone(), script).map_err(|error| placed(error, args))?;
    let zone = args.zone.clone().unwrap_or_else(|| zone::of(map.zone()));
    let l = language(args.language);
    let stage = Stage { l, zone: &zone, width: width() };
    let clock = Clock::new(script, args.speed.unwrap_or(Pace::Max));
    let (mut play, pool) = (Play::new(map), Pool::default());
    let told = format!("{} {}", l.text("report-times"), zone::name(&zone));
    write(out, &format!("{}\n{told}\n", script.title))?;
    for step in &script.steps {
        clock.wait_for(step).await;
        let scene = play.next(step, &pool, args.limit)?;
        write(out, &format!("\n{}{}", stage.head(&scene), stage.meaning(&scene.meaning)))?;
    }
    let sources = script.sources.iter().map(|(name, place)| format!("{name}: {place}\n"));
    write(out, &format!("\n{}", sources.collect::<String>()))
}

/// A problem of the script is told with its file.
fn placed(error: AppError, args: &ReplayArgs) -> Failure {
    let AppError::Invalid(problems) = error else { return error.into() };
    let mut told = Problems::default();
    for problem in problems.list() {
        let mut problem = problem.clone();
        problem.file = Some(name(&args.script));
        told.push(problem);
    }
    told.into()
}

/// Does at each step what the people did, in a running service.
async fn in_a_service(
    args: &ReplayArgs,
    address: &str,
    script: &Script,
    out: &mut Output,
) -> Result<(), Failure> {
    let token = secret(Secrets::Token, args.token_file.as_deref(), TOKEN)?.map(|secret| secret.text);
    let wrong = |error| Failure::Usage(format!("{error}").into());
    let service = Service::new(address, token.as_deref(), "tragweite replay").map_err(wrong)?;
    let (l, zone) = (language(args.language), args.zone.clone().unwrap_or_else(zone::usual));
    let clock = Clock::new(script, args.speed.unwrap_or(USUAL));
    let (mut incidents, mut told) = (BTreeMap::new(), false);
    for step in &script.steps {
        clock.wait_for(step).await;
        let now = Timestamp::now();
        let body = request_body(step, |time| clock.wording(step, time, now));
        let path = match incidents.get(&step.incident) {
            None => "/v1/incidents".to_owned(),
            Some(id) => format!("/v1/incidents/{id}/events"),
        };
        let refused = |error: outside::service::ServiceError| {
            let place = format!("{}:{}", name(&args.script), step.line);
            Failure::Refused(message!("of-setting", from = place, why = error.to_string()))
        };
        let answer = service.post(&path, body).await.map_err(refused)?;
        let id = word(&read(&answer)?["id"]);
        incidents.insert(step.incident.clone(), id.clone());
        let situation = read(&service.get("/v1/situation?exercises=only&limit=1").await.map_err(refused)?)?;
        if !std::mem::replace(&mut told, true) {
            write(out, &format!("{} {}\n", l.text("report-times"), zone::name(&zone)))?;
        }
        write(out, &line(step, &id, &situation, (l, &zone)))?;
    }
    Ok(())
}

/// One line about a step in a service.
fn line(step: &ScriptStep, id: &str, situation: &Value, (l, zone): (Language, &TimeZone)) -> String {
    let at = Timestamp::from_millisecond(step.at).unwrap_or_default();
    let now = &situation["now"];
    let count = |what: &str, word: &str| format!("{} {word}", now[what].as_u64().unwrap_or(0));
    let kind = step.events.first().map_or("", |event| event.kind());
    let sources = step.sources.join(", ");
    format!(
        "{} {id} {kind} [{sources}]: {}, {}\n",
        l.time(at, zone),
        count("unavailable", l.text("level-unavailable")),
        count("degraded", l.text("level-degraded"))
    )
}

fn read(answer: &str) -> Result<Value, Failure> {
    serde_json::from_str(answer)
        .map_err(|error| Failure::Refused(message!("strange-answer", why = error.to_string())))
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// At once, so that whoever looks on sees each step when it comes.
fn write(out: &mut Output, text: &str) -> Result<(), Failure> {
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::output)
}

/// The time of the script in the time of whoever looks on.
struct Clock {
    begin: Instant,
    first: Millis,
    pace: Pace,
}

impl Clock {
    fn new(script: &Script, pace: Pace) -> Self {
        Self { begin: Instant::now(), first: script.steps.first().map_or(0, |step| step.at), pace }
    }

    /// Waits until it is the turn of a step.
    async fn wait_for(&self, step: &ScriptStep) {
        if let Pace::Times(times) = self.pace {
            let after = (step.at - self.first).max(0).unsigned_abs() / u64::from(times);
            sleep_until(self.begin + Duration::from_millis(after)).await;
        }
    }

    /// A time that a step speaks of, as far from now as it is from the step, divided by the speed; whole seconds, and
    /// what lies ahead stays ahead.
    fn wording(&self, step: &ScriptStep, time: Millis, now: Timestamp) -> String {
        let times = match self.pace {
            Pace::Times(times) => Millis::from(times),
            Pace::Max => 1,
        };
        let ahead = time - step.at;
        let seconds = ahead.div_euclid(1_000 * times);
        let seconds = if ahead > 0 { seconds.max(2) } else { seconds.min(0) };
        let told = now.as_second().saturating_add(seconds);
        Timestamp::from_second(told).unwrap_or(now).to_string()
    }
}
