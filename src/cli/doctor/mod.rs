//! `doctor`: whether everything around the service is as it must be, and what helps where it is not. It changes nothing.
//!
//! Reading order: here what is found and how it is told; then [`files`], [`database`], [`tools`], [`outward`], one for each
//! side of the service.

mod database;
mod files;
mod outward;
mod tools;

use super::args::{DoctorArgs, DoctorFormat};
use super::failure::Failure;
use super::{look, output};
use model::{Message, message};
use serde_json::json;
use std::io::Write;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// Not looked at, because it is not set up or was not asked for.
    Skipped,
    /// The service works, but less well than it could.
    Odd,
    /// The service, or a part of it that is set up, does not work.
    Wrong,
}

impl State {
    /// For programs.
    fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Skipped => "skipped",
            Self::Odd => "warning",
            Self::Wrong => "wrong",
        }
    }

    fn text(self, l: words::Language) -> &'static str {
        l.text(match self {
            Self::Good => "doctor-good",
            Self::Skipped => "doctor-skipped",
            Self::Odd => "doctor-odd",
            Self::Wrong => "doctor-wrong",
        })
    }
}

/// What was found.
#[derive(Debug)]
struct Finding {
    /// What was looked at, for programs.
    check: &'static str,
    state: State,
    says: Message,
    remedy: Option<Message>,
}

impl Finding {
    fn good(check: &'static str, says: Message) -> Self {
        Self { check, state: State::Good, says, remedy: None }
    }

    fn skipped(check: &'static str, says: Message) -> Self {
        Self { check, state: State::Skipped, says, remedy: None }
    }

    fn odd(check: &'static str, says: Message, remedy: Message) -> Self {
        Self { check, state: State::Odd, says, remedy: Some(remedy) }
    }

    fn wrong(check: &'static str, says: Message, remedy: Message) -> Self {
        Self { check, state: State::Wrong, says, remedy: Some(remedy) }
    }
}

/// What a failure says, which the doctor goes on after.
fn said(failure: Failure) -> Message {
    match failure {
        Failure::Wrong(says) | Failure::Usage(says) | Failure::Refused(says) | Failure::Open(says) => says,
        Failure::Problems(problems, _) => problems.told(super::spoken::messages()).into(),
        Failure::NobodyListens => Message::from(""),
    }
}

pub(super) async fn run(args: Box<DoctorArgs>) -> Result<(), Failure> {
    let DoctorArgs { reach, format, language, output, serve } = *args;
    let serve = *serve;
    let l = look::language(language);
    let mut found = files::look(&serve);
    found.extend(tools::look().await);
    let subscriptions = database::look(&serve, &mut found).await;
    found.push(outward::identity(&serve).await);
    found.extend(outward::look(serve, subscriptions, reach).await);
    let count = |state| found.iter().filter(|finding| finding.state == state).count();
    let (wrong, odd) = (count(State::Wrong), count(State::Odd));
    let text = match format {
        DoctorFormat::Text => found.iter().map(|finding| line(finding, l)).collect(),
        DoctorFormat::Json => {
            let told = |finding: &Finding| {
                json!({
                    "check": finding.check,
                    "state": finding.state.word(),
                    "says": l.told(&finding.says),
                    "remedy": finding.remedy.as_ref().map(|remedy| l.told(remedy)),
                })
            };
            let checks: Vec<_> = found.iter().map(told).collect();
            format!("{:#}\n", json!({ "wrong": wrong, "warnings": odd, "checks": checks }))
        }
    };
    let mut out = output::Output::open(output.output.as_deref())?;
    out.write_all(text.as_bytes()).and_then(|()| out.finish()).map_err(Failure::output)?;
    match wrong {
        0 => Ok(()),
        _ => Err(Failure::Wrong(message!("doctor-found", wrong = wrong, all = found.len()))),
    }
}

fn line(finding: &Finding, l: words::Language) -> String {
    let width = [State::Good, State::Skipped, State::Odd, State::Wrong]
        .map(|state| state.text(l).chars().count())
        .into_iter()
        .max()
        .unwrap_or_default();
    let state = finding.state.text(l);
    let mut text = format!("{state:width$}  {}\n", l.told(&finding.says));
    if let Some(remedy) = &finding.remedy {
        text.push_str(&format!("{:width$}  → {}\n", "", l.told(remedy)));
    }
    text
}
