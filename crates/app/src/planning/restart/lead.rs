//! The first sentences of a restart plan, and what its method leaves out.

use super::paper::Teller;
use crate::planning::restart::RestartTotals;
use render::Language;

/// What the method leaves out.
pub(super) fn notes(l: Language, totals: &RestartTotals) -> Vec<String> {
    let mut notes = vec![
        l.say(
            "Die Zeiten sind die der Auswirkungsrechnung: Jeder Knoten startet, sobald sein eigener Schaden behoben und alles \
             da ist, was er braucht; dann braucht er seine Wiederanlaufzeit. Niemand muss auf freie Hände warten.",
            "Times are those of the impact computation: each node starts as soon as its own failure is repaired and all it \
             needs is there; then it takes its recovery time. Nobody has to wait for free hands.",
        )
        .to_owned(),
        l.say(
            "Die geforderte Wiederanlaufzeit (WAZ) und die maximal tolerierbare Ausfallzeit (MTA) laufen, solange der Dienst \
             ausgefallen ist; mit Ausweichverfahren oder eingeschränkt gilt er nicht als ausgefallen.",
            "RTO and MTPD run while the service is unavailable; with a workaround, or degraded, it does not count as unavailable.",
        )
        .to_owned(),
    ];
    if totals.without_recovery > 0 {
        notes.push(match l {
            Language::De => format!(
                "Ohne angegebene Wiederanlaufzeit: {} von {} Knoten. Sie zählen als sofort wieder da; in Wirklichkeit dauert es länger.",
                l.number(totals.without_recovery),
                l.number(totals.steps)
            ),
            Language::En => format!(
                "No recovery time is stated for {} of {} nodes. They count as back at once; in reality it takes longer.",
                l.number(totals.without_recovery),
                l.number(totals.steps)
            ),
        });
    }
    if totals.by_hand > 0 {
        notes.push(
            l.say(
                "Von Hand starten heißt: Was fehlt, wird überbrückt (etwa mit einer Notanmeldung oder einer Kopie), bis es \
                 wirklich wieder ganz da ist. Die kleinste Zahl solcher Starts gilt für den Zustand, in dem sich sonst \
                 nichts mehr bewegt.",
                "To start by hand means that what is missing is bridged (say, by an emergency login or a copy) until it really \
                 is fully there again. The smallest number of such starts holds for the state in which nothing else moves.",
            )
            .to_owned(),
        );
    }
    notes
}

impl Teller<'_> {
    /// The answer in a few plain sentences.
    pub(super) fn lead(&self) -> Vec<String> {
        let (l, answer, totals) = (self.l, self.answer, &self.answer.totals);
        if totals.steps + totals.not_back == 0 {
            return vec![
                l.say(
                    "Nichts fällt aus: Es gibt nichts wieder anzufahren.",
                    "Nothing fails: there is nothing to restart.",
                )
                .into(),
            ];
        }
        let mut lead: Vec<String> = self.stuck().into_iter().collect();
        if let Some(last) = answer.critical_path.last() {
            let all = totals.not_back == 0;
            let (nodes, waves) = (
                l.count(totals.steps, ("Knoten", "Knoten"), ("node", "nodes")),
                l.count(totals.waves, ("Welle", "Wellen"), ("wave", "waves")),
            );
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
            lead.push(match l {
                Language::De => format!("Vorsicht: Für {} von {} Knoten ist keine Wiederanlaufzeit bekannt; sie zählen als sofort wieder da.", l.number(totals.without_recovery), l.number(totals.steps)),
                Language::En => format!("Take care: for {} of {} nodes no recovery time is known; they count as back at once.", l.number(totals.without_recovery), l.number(totals.steps)),
            });
        }
        lead
    }

    /// That not everything comes back by itself.
    fn stuck(&self) -> Option<String> {
        let (l, totals) = (self.l, &self.answer.totals);
        if totals.by_hand + totals.deadlocks == 0 {
            return None;
        }
        let starts = l.count(totals.by_hand, ("Start", "Starts"), ("start", "starts"));
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
            return l
                .say(
                    "Niemand verfehlt ein angegebenes Ziel (WAZ, MTA).",
                    "Nobody misses a stated objective (RTO, MTPD).",
                )
                .into();
        };
        let by = worst.by.map_or_else(|| l.say("ohne Ende", "without end").into(), |by| l.duration(by.0));
        match l {
            Language::De => format!(
                "Zu spät: {} mal über der MTA, {} mal über der WAZ; am meisten „{}“ (um {by}).",
                l.number(totals.mtpd_missed),
                l.number(totals.rto_missed),
                worst.node.name
            ),
            Language::En => format!(
                "Too late: {} beyond the MTPD, {} beyond the RTO; the most “{}” (by {by}).",
                l.number(totals.mtpd_missed),
                l.number(totals.rto_missed),
                worst.node.name
            ),
        }
    }
}
