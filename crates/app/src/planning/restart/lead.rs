//! The first sentences of a restart plan, and what its method leaves out.

use super::paper::Teller;
use crate::planning::restart::RestartTotals;
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
            let all = totals.not_back == 0;
            let (nodes, waves) =
                (say!(l, "count-nodes", nodes = totals.steps), say!(l, "count-waves", waves = totals.waves));
            let when = self.moment(&last.back);
            lead.push(match (l, all) {
                (Language::De, true) => format!(
                    "Alles ist wieder da: {when} ({nodes} in {waves}). Zuletzt kommt „{}“.",
                    last.node.name
                ),
                (Language::De, false) => format!(
                    "Was zurückkommt, ist wieder da: {when} ({nodes} in {waves}). Zuletzt kommt „{}“.",
                    last.node.name
                ),
                (Language::En, true) => format!(
                    "Everything is back: {when} ({nodes} in {waves}). “{}” comes last.",
                    last.node.name
                ),
                (Language::En, false) => format!(
                    "What comes back is there: {when} ({nodes} in {waves}). “{}” comes last.",
                    last.node.name
                ),
            });
        }
        if totals.not_back > 0 {
            let n = l.number(totals.not_back);
            // Every failure has an end: what is not deadlocked would be back later.
            lead.push(match (l, totals.deadlocks) {
                (Language::De, 0) => format!("Nicht zurück, weil der Plan vorher endet (Horizont): {n}."),
                (Language::En, 0) => format!("Not back, because the plan ends before (horizon): {n}."),
                (Language::De, _) => format!("Nicht zurück am Ende des Plans: {n}."),
                (Language::En, _) => format!("Not back at the end of the plan: {n}."),
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
        let starts = say!(l, "count-starts", starts = totals.by_hand);
        let stuck = l.number(totals.deadlocked);
        Some(match (l, totals.deadlocks, totals.by_hand) {
            (Language::De, 0, _) => format!("Vorgegeben und nötig: {starts} von Hand."),
            (Language::En, 0, _) => format!("Given, and needed: {starts} by hand."),
            (Language::De, _, 0) => format!(
                "{stuck} Knoten kommen nicht von selbst zurück: Sie warten im Kreis aufeinander oder dahinter."
            ),
            (Language::En, _, 0) => format!(
                "{stuck} nodes do not come back by themselves: they wait for each other in circles, or behind them."
            ),
            (Language::De, ..) => format!(
                "Von selbst kommt nicht alles zurück: {stuck} Knoten warten im Kreis aufeinander oder dahinter. \
                 Nötig: {starts} von Hand."
            ),
            (Language::En, ..) => format!(
                "Not everything comes back by itself: {stuck} nodes wait for each other in circles, or behind them. \
                 Needed: {starts} by hand."
            ),
        })
    }

    fn late(&self) -> String {
        let (l, totals) = (self.l, &self.answer.totals);
        let Some(worst) = self.answer.missed.first() else {
            return l.text("planning-nobody-misses-stated-objective-rto-mtpd").into();
        };
        let by = worst.by.map_or_else(|| l.text("planning-without-end").into(), |by| l.duration(by.0));
        say!(
            l,
            "planning-too-late-beyond-mtpd-beyond-rto",
            mtpd_missed = totals.mtpd_missed,
            rto_missed = totals.rto_missed,
            name = worst.node.name,
            by = by
        )
    }
}
