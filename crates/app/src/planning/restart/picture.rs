//! What is drawn of a restart plan.

use super::paper::Teller;
use crate::planning::restart::RestartStep;
use render::picture::{RestartPicture, RestartRow, View, restart};

/// The plan over time as SVG.
pub(super) fn svg(teller: &Teller<'_>) -> String {
    let answer = teller.answer;
    let picture = RestartPicture {
        starts_at: answer.starts_at.map(|at| at.0),
        rows: answer.steps.iter().map(row).collect(),
        all: answer.totals.steps,
    };
    let view = View::new(teller.l, teller.zone.clone());
    restart(&picture, &view)
}

fn row(step: &RestartStep) -> RestartRow {
    let back = step.back.after.0.get();
    let due = match (step.slack, step.late) {
        (Some(slack), _) => Some(back.saturating_add(slack.0.get())),
        (_, Some(late)) => Some(back.saturating_sub(late.0.get())),
        _ => None,
    };
    RestartRow {
        name: step.node.name.clone(),
        agency: step.node.agency_name.clone().unwrap_or_default(),
        wave: step.wave,
        failed: step.failed.after.0.get(),
        start: step.start.after.0.get(),
        back,
        by_hand: matches!(step.waited_for, crate::planning::restart::WaitedFor::ByHand),
        due,
    }
}
