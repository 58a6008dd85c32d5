//! What goes on: the open incidents, and what all of them together do.

use super::super::problem::Problem;
use super::super::state::Api;
use super::answer::{Node, Told, listed};
use super::arguments::{checked, limit, object, open, read_limit, reading};
use app::impact::MAX_LINKS;
use app::incidents::{Exercises, Situation, SituationQuestion};
use map::Map;
use model::time::parse_time;
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;
use serde_json::json;
use wire::impact::{AffectedNode, SpanDoc, Time};
use wire::situation::SituationAnswer;
use wire::{Problems, Tree};

/// How it is called.
pub(super) const NAME: &str = "situation";

/// What it answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    /// The map revision it was computed from.
    revision: u64,
    /// The moment it speaks of.
    at: String,
    /// Exercises are among the incidents, so that what follows is not real.
    exercise: bool,
    /// Nodes that are unavailable at that moment.
    unavailable_now: u64,
    /// Nodes that are degraded at that moment.
    degraded_now: u64,
    /// Nodes that work at that moment but will be hit later.
    expected_later: u64,
    /// The open incidents, the oldest first, planned maintenance included.
    incidents: Vec<Incident>,
    /// Incidents that the limit left out.
    incidents_omitted: usize,
    /// Nodes that are, were or will be hit: worst first, then earliest.
    affected: Vec<Hit>,
    /// Affected nodes that the limit left out.
    affected_omitted: u64,
    /// Nodes that still work but have lost a provider and could lose no more.
    at_risk: Vec<Node>,
    /// Nodes at risk that the limit left out.
    at_risk_omitted: u64,
    /// Where people see something else than was computed.
    observed_differently: Vec<Observed>,
    /// Nodes whose source changes its mind too often: they are held in their worst state.
    flapping: Vec<String>,
}

/// An open incident.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Incident {
    /// Its id.
    id: String,
    /// What people call it.
    title: String,
    /// fault or maintenance.
    #[schemars(with = "&str")]
    kind: model::IncidentKind,
    /// It is an exercise: nothing of it is real.
    exercise: bool,
    /// planned or open.
    #[schemars(with = "&str")]
    state: model::incident::Phase,
    /// When it was opened.
    opened_at: String,
    /// What fails in it by itself, or is to.
    failures: Vec<Failure>,
    /// Failures that the limit left out.
    failures_omitted: usize,
}

/// What fails by itself.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Failure {
    /// Key of the node.
    node: String,
    /// degraded or unavailable.
    #[schemars(with = "&str")]
    level: model::Level,
    /// Since when, or from when on.
    from: String,
    /// Its end, told or forecast; absent = not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// The forecast has passed, and nobody has said that it ended.
    overdue: bool,
}

/// An affected node.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Hit {
    #[serde(flatten)]
    node: Node,
    /// Its worst level: degraded or unavailable.
    #[schemars(with = "&str")]
    worst: model::Level,
    /// Its level at that moment: operational, degraded or unavailable.
    #[schemars(with = "&str")]
    now: model::Level,
    /// It gets that bad even if only confirmed dependencies count.
    certain: bool,
    /// Since when it is, or when it will be, at its level now, or its first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// Until when; absent = no end known.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// What somebody saw.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Observed {
    /// Key of the node.
    node: String,
    /// As somebody saw it.
    #[schemars(with = "&str")]
    observed: model::Level,
    /// As it was computed.
    #[schemars(with = "&str")]
    computed: model::Level,
    /// Who says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// When it was seen.
    at: String,
}

fn text(time: Time) -> String {
    time.0.to_string()
}

impl Hit {
    fn new(map: &Map, hit: &AffectedNode<'_>, at: Time) -> Option<Self> {
        let begun = |span: &&SpanDoc| span.from_at.is_none_or(|from| from.0 <= at.0);
        let lasts = |span: &&SpanDoc| span.until_at.is_none_or(|until| at.0 < until.0);
        let now = hit.spans.iter().find(|span| begun(span) && lasts(span));
        let told = now.or_else(|| hit.spans.iter().find(lasts)).or(hit.spans.last());
        Some(Self {
            node: Node::new(map, map.find(hit.key)?),
            worst: hit.level,
            now: now.map_or(model::Level::Operational, |span| span.level),
            certain: hit.certain,
            since: told.and_then(|span| span.from_at).map(text),
            until: told.and_then(|span| span.until_at).map(text),
        })
    }

    /// "Kfz-Zulassung (zwickau.kfz-zulassung, Landkreis Zwickau): unavailable since ..., no end known".
    fn line(&self) -> String {
        let since = self.since.as_deref().unwrap_or("an unknown time");
        let until = self.until.as_ref().map_or("no end known".to_owned(), |until| format!("until {until}"));
        let when = match self.now {
            model::Level::Operational => format!("works now; {} from {since}, {until}", self.worst),
            now => format!("{now} since {since}, {until}"),
        };
        let certain = if self.certain { "" } else { ", unconfirmed" };
        format!("{}: {when}{certain}", self.node.line())
    }
}

/// How it is described.
pub(super) fn describe() -> Tool {
    let own = json!({
        "at": {"type": "string", "format": "date-time", "description": "The moment, with what was known then; now when \
            absent. A later moment is answered with what is known now."},
        "exercises": {"enum": Exercises::WORDS.iter().map(|word| word.0).collect::<Vec<_>>(), "description": "Whether exercises \
            count: without (when absent), with (as if they were real) or only."},
        "limit": limit(),
    });
    reading::<Output>(
        NAME,
        "What goes on",
        "Tells the open incidents, planned maintenance included, and what all of them together do: who is affected since \
         when until when, what is only one failure away, and where people see something else than was computed.",
        object(own, &[]),
    )
}

/// Looks at the open incidents.
pub(super) async fn answer(api: &Api, arguments: &Tree) -> Result<Told, Problem> {
    let mut problems = Problems::default();
    let read = open(arguments, &["at", "exercises", "limit"], &mut problems).map(|object| {
        let at = object.read("at", parse_time, &mut problems).map(|at| at.as_millisecond());
        let exercises = object.word("exercises", Exercises::WORDS, &mut problems).unwrap_or_default();
        let limit = read_limit(&object, &mut problems);
        (SituationQuestion { at, exercises, limit: u32::try_from(limit).ok(), ..Default::default() }, limit)
    });
    let (question, limit) = checked(read, &problems)?;
    let now = app::clock::now();
    let situation = api.app.incidents.situation(question, now).await?;
    let app = std::sync::Arc::clone(&api.app);
    api.off_the_loop(move || {
        situation.answer(app.pool(), MAX_LINKS, |answer| tell(&situation, &answer, limit))?
    })
    .await
}

fn tell(situation: &Situation, answer: &SituationAnswer<'_>, limit: usize) -> Result<Told, Problem> {
    let (map, moment, impact) = (&situation.map, &answer.moment, &answer.impact);
    let incident = |incident: &wire::incident::IncidentDoc<'_>| Incident {
        id: incident.id.clone(),
        title: incident.title.to_owned(),
        kind: incident.kind,
        exercise: incident.exercise,
        state: incident.state,
        opened_at: text(incident.opened_at),
        failures: (incident.failures.iter().take(limit))
            .map(|failure| Failure {
                node: failure.node.to_owned(),
                level: failure.level,
                from: text(failure.from),
                until: failure.until.map(text),
                overdue: failure.overdue,
            })
            .collect(),
        failures_omitted: incident.failures.len().saturating_sub(limit),
    };
    let differs = moment.observed.iter().filter(|observed| observed.differs).take(limit);
    let output = Output {
        revision: impact.revision,
        at: text(moment.at),
        exercise: moment.exercise,
        unavailable_now: moment.now.unavailable,
        degraded_now: moment.now.degraded,
        expected_later: moment.now.expected,
        incidents: moment.incidents.iter().take(limit).map(incident).collect(),
        incidents_omitted: moment.incidents.len().saturating_sub(limit),
        affected: impact.affected.iter().filter_map(|hit| Hit::new(map, hit, moment.at)).collect(),
        affected_omitted: impact.omitted.affected,
        at_risk: impact.at_risk.iter().filter_map(|n| Some(Node::new(map, map.find(n.key)?))).collect(),
        at_risk_omitted: impact.omitted.at_risk,
        observed_differently: differs
            .map(|observed| Observed {
                node: observed.node.to_owned(),
                observed: observed.observed,
                computed: observed.computed,
                by: observed.by.map(str::to_owned),
                at: text(observed.at),
            })
            .collect(),
        flapping: moment.flapping.iter().take(limit).map(|held| held.node.to_owned()).collect(),
    };
    Told::new(words(&output), &output)
}

fn words(output: &Output) -> String {
    let mut words = format!(
        "{}Map revision {}. At {}: {} open incidents; {} nodes unavailable, {} degraded, {} more expected to be hit.",
        if output.exercise { "EXERCISE, not all of this is real. " } else { "" },
        output.revision,
        output.at,
        output.incidents.len() + output.incidents_omitted,
        output.unavailable_now,
        output.degraded_now,
        output.expected_later,
    );
    let incident = |i: &Incident| {
        let nodes: Vec<&str> = i.failures.iter().map(|failure| failure.node.as_str()).collect();
        let mark = if i.exercise { "EXERCISE: " } else { "" };
        format!("{mark}{} {} ({}, {}): {}", i.id, i.title, i.kind, i.state, nodes.join(", ")).into()
    };
    let seen = |o: &Observed| {
        let by = o.by.as_deref().unwrap_or("somebody");
        format!("{}: {by} sees {} at {}, computed was {}", o.node, o.observed, o.at, o.computed).into()
    };
    let omitted = output.incidents_omitted as u64;
    listed(&mut words, "Open incidents", output.incidents.iter().map(incident), omitted);
    let hits = output.affected.iter().map(|hit| hit.line().into());
    listed(&mut words, "Affected", hits, output.affected_omitted);
    let at_risk = output.at_risk.iter().map(|node| node.line().into());
    listed(&mut words, "Only one failure away", at_risk, output.at_risk_omitted);
    listed(&mut words, "People see it differently", output.observed_differently.iter().map(seen), 0);
    let held = output.flapping.iter().map(|node| node.as_str().into());
    listed(&mut words, "Held in the worst state because the source flaps", held, 0);
    words
}
