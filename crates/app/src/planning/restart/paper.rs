//! The restart plan as people read it: what to do by hand first, then the order, then who is too late, then why.

use super::super::sentences::{basis, names};
use super::lead::notes;
use super::picture;
use crate::planning::restart::{
    DeadlockDoc, HandStartDoc, Missed, PathStep, PlanMoment, RestartPlanAnswer, RestartStep, WaitedFor,
};
use crate::present::zone;
use jiff::tz::TimeZone;
use model::Level;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Picture, Source, Table};
use wire::planning::PlanNode;

/// Names in one line.
const NAMED: usize = 6;
/// Steps of a way that stand in one line.
const LINE: usize = 8;

/// The paper.
pub(super) fn paper(answer: &RestartPlanAnswer, l: Language) -> Paper {
    let teller = Teller { answer, l, zone: zone() };
    let what = l.say("Wiederanlaufplan", "Restart plan");
    let title = answer.title.as_ref().map_or_else(|| what.to_owned(), |title| format!("{what}: {title}"));
    let parts = [
        teller.by_hand(),
        teller.order(),
        teller.missed(),
        teller.longest(),
        teller.deadlocks(),
        teller.left(
            l.say("Was nicht zurückkommt", "What does not come back"),
            &answer.not_back,
            answer.omitted.not_back,
        ),
        teller.left(
            l.say("Was eingeschränkt bleibt", "What stays degraded"),
            &answer.still_degraded,
            answer.omitted.still_degraded,
        ),
    ];
    Paper {
        title,
        lead: teller.lead(),
        parts: parts.into_iter().flatten().collect(),
        basis: basis(answer.revision, &answer.assumptions, notes(l, &answer.totals), l),
    }
}

pub(super) struct Teller<'a> {
    pub(super) answer: &'a RestartPlanAnswer,
    pub(super) l: Language,
    pub(super) zone: TimeZone,
}

impl Teller<'_> {
    /// A time of day when the start is known, else how long after it.
    pub(super) fn moment(&self, moment: &PlanMoment) -> String {
        match moment.at {
            Some(at) => self.l.short_time(at.0, &self.zone, false),
            None if moment.after.0.get() == 0 => self.l.say("sofort", "at once").to_owned(),
            None => self.l.after(moment.after.0),
        }
    }

    fn node(node: &PlanNode) -> Cell {
        Cell::named(&node.name, node.agency_name.clone().unwrap_or_else(|| node.key.clone()))
    }

    fn by_hand(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        let mut table = Table::new(&[
            (l.say("Von Hand starten", "Start by hand"), 4),
            (l.say("Wann", "When"), 2),
            (l.say("Was bis dahin fehlt und zu überbrücken ist", "What is missing and must be bridged"), 6),
        ]);
        for start in &answer.by_hand {
            table.row([
                Self::node(&start.node),
                self.moment(&start.start).into(),
                self.bridged(start).into(),
            ]);
        }
        table.omitted = answer.omitted.by_hand;
        let heading = l.say("Von Hand zu tun", "To do by hand");
        (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
    }

    fn bridged(&self, start: &HandStartDoc) -> String {
        let l = self.l;
        let needs = start.without.iter().map(|need| {
            let providers = names(&need.providers, need.providers.len() as u64, NAMED, l);
            match &need.until {
                Some(until) => format!("{providers} ({} {})", l.say("bis", "until"), self.moment(until)),
                None => format!("{providers} ({})", l.say("bis zuletzt", "to the end")),
            }
        });
        needs.collect::<Vec<_>>().join("\n")
    }

    fn order(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        let mut table = Table::new(&[
            (l.say("Welle", "Wave"), 3),
            (l.say("Was", "What"), 8),
            (l.say("Start ab", "Start from"), 5),
            (l.say("Wieder da", "Back"), 5),
            (l.say("Wartet zuletzt auf", "Waits last for"), 7),
            (l.say("Spielraum", "To spare"), 6),
        ])
        .numbers(&[0]);
        for step in &answer.steps {
            let mut back = Cell::from(self.moment(&step.back));
            if step.level == Level::Degraded.as_str() {
                back.below = l.level(Level::Degraded).to_owned();
            }
            table.row([
                l.number(step.wave.into()).into(),
                Self::node(&step.node),
                self.moment(&step.start).into(),
                back,
                self.waited_for(step).into(),
                self.spare(step),
            ]);
        }
        table.omitted = answer.omitted.steps;
        if table.rows.is_empty() {
            return None;
        }
        let name = l.say("Wiederanlauf über die Zeit", "Restart over time");
        let picture = Picture {
            name: name.to_owned(),
            description: l
                .say(
                    "Je Knoten ein Balken: ausgefallen und wartend, dann im Wiederanlauf. Rauten: wann er spätestens wieder da sein muss.",
                    "One bar for each node: down and waiting, then restarting. Diamonds: by when it must be back.",
                )
                .to_owned(),
            source: Source::Svg(picture::svg(self)),
        };
        let heading = l.say("Reihenfolge", "Order");
        let mut blocks = vec![Block::Picture(picture), Block::Table(table)];
        if answer.omitted.steps > 0 {
            blocks.insert(1, Block::Table(self.waves()));
        }
        Some(Part::new(heading, blocks))
    }

    /// The waves alone, for a plan that is too long to be read node by node.
    fn waves(&self) -> Table {
        let (l, answer) = (self.l, self.answer);
        let mut table = Table::new(&[
            (l.say("Welle", "Wave"), 2),
            (l.say("Knoten", "Nodes"), 2),
            (l.say("Erster Start", "First start"), 4),
            (l.say("Alle wieder da", "All back"), 4),
        ])
        .numbers(&[0, 1]);
        for wave in &answer.waves {
            let (number, nodes) = (l.number(wave.wave.into()), l.number(wave.nodes));
            table.row([number, nodes, self.moment(&wave.start), self.moment(&wave.back)]);
        }
        table.omitted = answer.omitted.waves;
        table
    }

    fn waited_for(&self, step: &RestartStep) -> String {
        match &step.waited_for {
            WaitedFor::Repair => self.l.say("eigene Reparatur", "its own repair").to_owned(),
            WaitedFor::ByHand => self.l.say("Start von Hand", "start by hand").to_owned(),
            WaitedFor::Provider { name, .. } => name.clone(),
        }
    }

    fn spare(&self, step: &RestartStep) -> Cell {
        let l = self.l;
        let text = match (step.slack, step.late) {
            (Some(slack), _) if slack.0.get() == 0 => l.say("keiner", "none").to_owned(),
            (Some(slack), _) => l.duration(slack.0),
            (_, Some(late)) => format!("{} {}", l.duration(late.0), l.say("zu spät", "too late")),
            _ => return Cell::from("–"),
        };
        let other = step.urgent_for.as_ref().filter(|node| node.key != step.node.key);
        let below = other.map(|node| format!("{} {}", l.say("für", "for"), node.name));
        Cell { text, below: below.unwrap_or_default(), ..Cell::default() }
    }

    fn missed(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        let mut table = Table::new(&[
            (l.say("Wer zu spät kommt", "Who is too late"), 4),
            (l.say("Ziel", "Objective"), 2),
            (l.say("Dauert", "Takes"), 2),
            (l.say("Verfehlt um", "Missed by"), 2),
            (l.say("Durch welche Kette", "By which chain"), 6),
        ]);
        for miss in &answer.missed {
            let objective = match miss.objective {
                "mtpd" => l.say("MTA", "MTPD"),
                _ => l.say("WAZ", "RTO"),
            };
            let open = || l.say("ohne Ende", "without end").to_owned();
            table.row([
                Self::node(&miss.node),
                Cell::named(
                    format!("{objective} {}", l.duration(miss.allowed.0)),
                    format!("{} {}", l.say("vorbei", "over"), self.moment(&miss.missed_at)),
                ),
                miss.took.map_or_else(open, |took| l.duration(took.0)).into(),
                miss.by.map_or_else(open, |by| l.duration(by.0)).into(),
                self.chain(miss).into(),
            ]);
        }
        table.omitted = answer.omitted.missed;
        let heading = l.say("Wer sein Ziel verfehlt", "Who misses an objective");
        (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
    }

    fn chain(&self, miss: &Missed) -> String {
        let mut text = Vec::new();
        for (at, step) in miss.chain.iter().enumerate() {
            if at == 1 && miss.chain_omitted > 0 {
                text.push(format!("… (+{})", self.l.number(miss.chain_omitted)));
            }
            text.push(step.node.name.clone());
        }
        text.join(" → ")
    }

    fn longest(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        if answer.critical_path.len() < 2 {
            return None;
        }
        let mut items: Vec<String> = Vec::new();
        for (at, step) in answer.critical_path.iter().enumerate() {
            if at == 1 && answer.omitted.critical_path > 0 {
                items.push(format!("… (+{})", l.number(answer.omitted.critical_path)));
            }
            items.push(self.step_of_way(step));
        }
        let text = l.say(
            "Wer den Plan verkürzen will, muss hier etwas verkürzen:",
            "Whoever wants the plan to be shorter has to shorten something here:",
        );
        let blocks = vec![Block::Text(text.to_owned()), Block::List(items)];
        Some(Part::new(l.say("Der längste Weg", "The longest way"), blocks))
    }

    fn step_of_way(&self, step: &PathStep) -> String {
        let l = self.l;
        let takes = step.back.after.0.get().saturating_sub(step.start.after.0.get());
        let how = match (step.by_hand, takes) {
            (true, _) => l.say(", von Hand gestartet", ", started by hand").to_owned(),
            (false, 0) => {
                l.say(", ohne eigene Wiederanlaufzeit", ", without a recovery time of its own").to_owned()
            }
            (false, _) => String::new(),
        };
        let name = &step.node.name;
        match takes {
            0 => format!("{name}: {}{how}", self.moment(&step.back)),
            _ => format!("{name}: {} – {}{how}", self.moment(&step.start), self.moment(&step.back)),
        }
    }

    fn deadlocks(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        let mut table = Table::new(&[
            (l.say("Wer auf wen wartet", "Who waits for whom"), 7),
            (l.say("Im Kreis", "In the circle"), 2),
            (l.say("Dahinter", "Behind it"), 2),
            (l.say("Von Hand zu starten", "To start by hand"), 5),
        ])
        .numbers(&[1, 2]);
        for deadlock in &answer.deadlocks {
            let mut start = Cell::from(self.to_start(deadlock));
            if deadlock.at_once {
                start.below = l.say("alle gleichzeitig", "all at once").to_owned();
            } else if !deadlock.fewest {
                start.below = l.say("vielleicht geht es mit weniger", "perhaps fewer would do").to_owned();
            }
            table.row([
                self.circle(deadlock).into(),
                l.number(deadlock.size).into(),
                l.number(deadlock.behind).into(),
                start,
            ]);
        }
        table.omitted = answer.omitted.deadlocks;
        let heading = l.say("Was sich gegenseitig blockiert", "What blocks itself");
        (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
    }

    fn to_start(&self, deadlock: &DeadlockDoc) -> String {
        let name = |key: &String| {
            let node = deadlock.nodes.iter().find(|node| node.key == *key);
            node.map_or_else(|| key.clone(), |node| node.name.clone())
        };
        let mut shown: Vec<String> = deadlock.start.iter().take(NAMED).map(name).collect();
        if deadlock.start.len() > NAMED {
            shown.push(format!("… (+{})", self.l.number((deadlock.start.len() - NAMED) as u64)));
        }
        shown.join("; ")
    }

    fn circle(&self, deadlock: &DeadlockDoc) -> String {
        let mut names: Vec<&str> = deadlock.circle.iter().take(LINE).map(|step| step.name.as_str()).collect();
        if names.is_empty() {
            return super::super::sentences::names(&deadlock.nodes, deadlock.size, NAMED, self.l);
        }
        if deadlock.circle_omitted > 0 || deadlock.circle.len() > LINE {
            names.push("…");
        }
        names.push(&deadlock.circle[0].name);
        names.join(" → ")
    }

    fn left(&self, heading: &str, nodes: &[PlanNode], omitted: u64) -> Option<Part> {
        let mut items: Vec<String> =
            nodes.iter().map(|node| format!("{} ({})", node.name, node.key)).collect();
        if omitted > 0 {
            items.push(render::paper::more(omitted, self.l));
        }
        (!items.is_empty()).then(|| Part::new(heading, vec![Block::List(items)]))
    }
}
