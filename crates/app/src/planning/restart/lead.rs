//! The first sentences of a restart plan, and what its method leaves out.

use super::paper::Teller;
use crate::planning::restart::RestartTotals;
use crate::planning::sentences::with_agency;
use render::Language;
use words::say;

/// What the method leaves out.
pub(super) fn notes(l: Language, totals: &RestartTotals) -> Vec<String> {
    let mut notes = vec![
        l.text("planning-times-those-impact-computation-each-node").to_owned(),
        l.text("planning-rto-mtpd-run-while-service-unavailable").to_owned(),
    ];
    if totals.without_recovery > 0 {
        notes.push(say!(
            l,
            "planning-no-recovery-time-stated-nodes-they",
            without_recovery = totals.without_recovery,
            steps = totals.steps
        ));
    }
    if totals.by_hand > 0 {
        notes.push(l.text("planning-start-hand-means-what-missing-bridged").to_owned());
    }
    notes
}

impl Teller<'_> {
    /// The answer in a few plain sentences.
    pub(super) fn lead(&self) -> Vec<String> {
        let (l, answer, totals) = (self.l, self.answer, &self.answer.totals);
        if totals.steps + totals.not_back == 0 {
            return vec![l.text("planning-nothing-fails-there-nothing-restart").into()];
        }
        let mut lead: Vec<String> = self.stuck().into_iter().collect();
        if let Some(last) = answer.critical_path.last() {
            let (steps, waves, when) = (totals.steps, totals.waves, self.moment(&last.back));
            let name = &*with_agency(&last.node);
            lead.push(match totals.not_back {
                0 => say!(l, "restart-all-back", when = when, nodes = steps, waves = waves, name = name),
                _ => say!(l, "restart-some-back", when = when, nodes = steps, waves = waves, name = name),
            });
        }
        if totals.not_back > 0 {
            // Every failure has an end: what is not deadlocked would be back later.
            lead.push(match totals.deadlocks {
                0 => say!(l, "restart-not-back-horizon", number = totals.not_back),
                _ => say!(l, "restart-not-back", number = totals.not_back),
            });
        }
        lead.push(self.late());
        if totals.without_recovery > 0 {
            lead.push(say!(
                l,
                "planning-take-care-nodes-no-recovery-time",
                without_recovery = totals.without_recovery,
                steps = totals.steps
            ));
        }
        lead
    }

    /// That not everything comes back by itself.
    fn stuck(&self) -> Option<String> {
        let (l, totals) = (self.l, &self.answer.totals);
        if totals.by_hand + totals.deadlocks == 0 {
            return None;
        }
        let (starts, stuck) = (totals.by_hand, totals.deadlocked);
        Some(match (totals.deadlocks, starts) {
            (0, _) => say!(l, "restart-by-hand", starts = starts),
            (_, 0) => say!(l, "restart-stuck", stuck = stuck),
            _ => say!(l, "restart-stuck-by-hand", stuck = stuck, starts = starts),
        })
    }

    fn late(&self) -> String {
        let (l, totals) = (self.l, &self.answer.totals);
        let mut text = self.too_late();
        if totals.undecided > 0 {
            text.push(' ');
            text.push_str(&say!(l, "planning-objectives-undecided", undecided = totals.undecided));
        }
        text
    }

    fn too_late(&self) -> String {
        let (l, totals) = (self.l, &self.answer.totals);
        let Some(worst) = self.answer.missed.first() else {
            return l.text("planning-nobody-misses-stated-objective-rto-mtpd").into();
        };
        let open = match self.answer.horizon {
            Some(_) => l.text("planning-not-back-at-horizon"),
            None => l.text("planning-without-end"),
        };
        let by = worst.by.map_or_else(|| open.into(), |by| l.duration(by.0));
        say!(
            l,
            "planning-too-late-beyond-mtpd-beyond-rto",
            mtpd_missed = totals.mtpd_missed,
            rto_missed = totals.rto_missed,
            name = &*with_agency(&worst.node),
            by = by
        )
    }
}
