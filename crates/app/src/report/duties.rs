//! Duties to report, for a document: what is due when and what is missing. Only when somebody said since when the
//! failure is known; nothing is made up, and nothing is sent.

use super::plain;
use crate::duties::{answer, label, profiles};
use crate::impact::Answered;
use jiff::Timestamp;
use model::duty::Facts;
use render::report::{Both, Duty, DutyStep};
use std::collections::BTreeSet;
use wire::ScenarioRequest;
use wire::duty::TextsDoc;
use words::zone;

/// The duties that can concern the affected agencies: those of no Land, and those of their Länder.
pub(super) fn duties(
    answered: &Answered<'_>,
    request: &ScenarioRequest,
    aware_at: Timestamp,
    now: Timestamp,
) -> Vec<Duty> {
    let map = answered.map;
    let lands: BTreeSet<&str> = (answered.answer.agencies.iter())
        .filter_map(|agency| map.area(map.find(agency.key)?)?.get(..2))
        .collect();
    let facts = Facts {
        title: request.title.clone(),
        occurred_at: request.scenario.starts_at.filter(|&start| start <= aware_at),
        aware_at: Some(aware_at),
        ..Facts::default()
    };
    let zone = zone::of(map.zone());
    let concerned = profiles().unwrap_or_default().iter();
    let concerned = concerned.filter(|p| p.land.as_deref().is_none_or(|land| lands.contains(land)));
    // A duty that cannot be computed is not told: a wrong time would be worse.
    let duty = |profile| {
        let told = answer(profile, &facts, None, answered.answer, now.max(aware_at), &zone).ok()?;
        if told.in_force == Some(false) {
            return None;
        }
        let step = |step: &wire::duty::DueStepDoc<'_>| DutyStep {
            name: both(&step.name),
            due: both(&step.explanation),
            due_at: step.due_at.as_ref().map(|time| time.0),
            overdue: step.state == "overdue",
            missing: step.missing.iter().map(|&field| both(&label(field))).collect(),
        };
        Some(Duty {
            authority: text(&profile.authority.de, &profile.authority.en),
            legal_basis: text(&profile.legal_basis.de, &profile.legal_basis.en),
            applies_to: text(&profile.applies_to.de, &profile.applies_to.en),
            steps: told.steps.iter().map(step).collect(),
        })
    };
    concerned.filter_map(duty).collect()
}

fn both(texts: &TextsDoc<'_>) -> Both {
    text(&texts.de, &texts.en)
}

fn text(de: &str, en: &str) -> Both {
    Both { de: plain(de), en: plain(en) }
}
