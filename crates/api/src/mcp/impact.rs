//! If this fails, what is affected: the numbers and the worst of it.

use super::super::problem::Problem;
use super::super::state::Api;
use super::answer::{Hit, Node, Told, listed};
use super::arguments::{checked, limit, object, open_scenario, read_limit, reading, suppose, with_scenario};
use app::impact::Found;
use app::report::report;
use render::Language;
use render::sentences::{open_question, totals};
use rmcp::model::Tool;
use rmcp::schemars::{self, JsonSchema};
use serde::Serialize;
use serde_json::json;
use wire::impact::ImpactAnswer;
use wire::{Problems, ScenarioRequest, Tree};

/// How it is called.
pub(super) const NAME: &str = "impact";

/// What it answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    /// The map revision it was computed from.
    revision: u64,
    /// Counts of everything that is affected, whatever the limit shows.
    totals: Totals,
    /// The affected nodes: worst first, then earliest, then by key.
    worst: Vec<Hit>,
    /// Affected nodes that the limit left out.
    worst_omitted: u64,
    /// Nodes that still work but have lost a provider and could lose no more.
    at_risk: Vec<Node>,
    /// Nodes at risk that the limit left out.
    at_risk_omitted: u64,
    /// What nobody knows and on which the state of a node hangs, one sentence each.
    open_questions: Vec<String>,
    /// Open questions that the limit left out.
    open_questions_omitted: u64,
    /// Something could still happen at or after the horizon.
    cut_by_horizon: bool,
}

/// Counts.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Totals {
    /// Nodes whose worst level is unavailable.
    unavailable: u64,
    /// Nodes whose worst level is degraded.
    degraded: u64,
    /// Affected services.
    services: u64,
    /// Affected services that citizens come for.
    public_services: u64,
    /// Agencies that are affected or run something that is.
    agencies: u64,
    /// Districts of those agencies.
    districts: u64,
    /// Inhabitants of the areas of agencies with affected public services; absent = not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<u64>,
    /// Of how many of those agencies that is not known.
    people_unknown: u64,
    /// Nodes unavailable for longer than tolerable.
    mtpd_breached: u64,
    /// Affected nodes that are affected only through dependencies that nobody confirmed.
    uncertain: u64,
    /// Nodes that lost their redundancy.
    at_risk: u64,
    /// Nodes that cannot restart by themselves.
    deadlocked: u64,
}

impl Totals {
    fn new(answer: &ImpactAnswer<'_>) -> Self {
        let t = &answer.totals;
        Self {
            unavailable: t.unavailable,
            degraded: t.degraded,
            services: t.services,
            public_services: t.public_services,
            agencies: t.agencies,
            districts: t.districts,
            people: t.people,
            people_unknown: t.people_unknown,
            mtpd_breached: t.mtpd_breached,
            uncertain: t.uncertain,
            at_risk: t.at_risk,
            deadlocked: t.deadlocked,
        }
    }
}

/// How it is described.
pub(super) fn describe() -> Tool {
    reading::<Output>(
        NAME,
        "What is affected",
        "Supposes failures and tells what they affect: counts, the worst nodes with since when and until when, \
         workarounds and deadlines, and what is only one failure away.",
        object(with_scenario(json!({"limit": limit()})), &["failures"]),
    )
}

/// Supposes the failures.
pub(super) async fn answer(api: &Api, arguments: &Tree) -> Result<Told, Problem> {
    let mut problems = Problems::default();
    let opened = open_scenario(arguments, &["limit"], &mut problems);
    let read = opened.and_then(|(object, request)| {
        let limit = read_limit(&object, &mut problems);
        request.map(|request| ScenarioRequest { limit: u32::try_from(limit).ok(), ..request })
    });
    let request = checked(read, &problems)?;
    suppose(api, request, |_, _| Some(()), |found, request, ()| tell(found, request)).await
}

fn tell(found: &Found<'_>, request: &ScenarioRequest) -> Result<Told, Problem> {
    found.answered(|answered| {
        let (map, answer) = (answered.map, answered.answer);
        let told = report(answered, request, false);
        let output = Output {
            revision: answer.revision,
            totals: Totals::new(answer),
            worst: answer.affected.iter().filter_map(|hit| Hit::new(map, hit)).collect(),
            worst_omitted: answer.omitted.affected,
            at_risk: answer.at_risk.iter().filter_map(|n| Some(Node::new(map, map.find(n.key)?))).collect(),
            at_risk_omitted: answer.omitted.at_risk,
            open_questions: told.open_questions.iter().map(|q| open_question(q, Language::En)).collect(),
            open_questions_omitted: answer.omitted.open_questions,
            cut_by_horizon: answer.assumptions.cut_by_horizon,
        };
        let numbers = totals(&told.totals, Language::En);
        let mut text = format!("Map revision {}. {numbers}", answer.revision);
        let (worst, at_risk) = (output.worst.iter(), output.at_risk.iter());
        listed(&mut text, "Affected", worst.map(|hit| hit.line().into()), output.worst_omitted);
        listed(
            &mut text,
            "Only one failure away",
            at_risk.map(|node| node.line().into()),
            output.at_risk_omitted,
        );
        let open = output.open_questions.iter().map(|question| question.as_str().into());
        listed(&mut text, "Not known which", open, output.open_questions_omitted);
        Told::new(text, &output)
    })
}
