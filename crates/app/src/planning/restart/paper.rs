//! The restart plan as people read it: what to do by hand first, then the order, then who is too late, then why.

use super::super::sentences::{basis, names, told_apart, with_agency};
use super::lead::notes;
use super::picture;
use crate::planning::restart::CircleStep;
use crate::planning::restart::{
    DeadlockDoc, DegradedCircleDoc, HandStartDoc, Missed, PathStep, PlanMoment, RestartPlanAnswer,
    RestartStep, WaitedFor,
};
use jiff::tz::TimeZone;
use model::Level;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Picture, Source, Table};
use std::borrow::Cow;
use std::collections::HashMap;
use wire::planning::PlanNode;

/// Names in one line.
const NAMED: usize = 6;
/// Steps of a way that stand in one line.
const LINE: usize = 8;

/// The paper.
pub(super) fn paper(answer: &RestartPlanAnswer, l: Language, zone: &TimeZone) -> Paper {
    let teller = Teller { answer, l, zone: zone.clone() };
    let what = l.text("planning-restart-plan");
    let title = answer.title.as_ref().map_or_else(|| what.to_owned(), |title| format!("{what}: {title}"));
    let parts = [
        teller.by_hand(),
        teller.order(),
        teller.missed(),
        teller.longest(),
        teller.deadlocks(),
        teller.left(l.text("planning-what-does-not-come-back"), &answer.not_back, answer.omitted.not_back),
        teller.left(
            l.text("planning-what-stays-degraded"),
            &answer.still_degraded,
            answer.omitted.still_degraded,
        ),
        teller.degraded_circles(),
    ];
    Paper {
        timed: answer.starts_at.is_some(),
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
            None if moment.after.0.get() == 0 => self.l.text("report-once").to_owned(),
            None => self.l.after(moment.after.0),
        }
    }

    fn node(node: &PlanNode) -> Cell {
        Cell::named(&node.name, node.agency_name.clone().unwrap_or_else(|| node.key.clone()))
    }

    fn by_hand(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        let mut table = Table::new(&[
            (l.text("planning-start-hand"), 4),
            (l.text("planning-when"), 2),
            (l.text("planning-what-missing-must-bridged"), 6),
        ]);
        for start in &answer.by_hand {
            table.row([
                Self::node(&start.node),
                self.moment(&start.start).into(),
                self.bridged(start).into(),
            ]);
        }
        table.omitted = answer.omitted.by_hand;
        let heading = l.text("planning-do-hand");
        (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
    }

    fn bridged(&self, start: &HandStartDoc) -> String {
        let l = self.l;
        let needs = start.without.iter().map(|need| {
            let providers = names(&need.providers, need.providers.len() as u64, NAMED, l);
            match &need.until {
                Some(until) => format!("{providers} ({} {})", l.text("report-until"), self.moment(until)),
                None => format!("{providers} ({})", l.text("planning-end")),
            }
        });
        needs.collect::<Vec<_>>().join("\n")
    }

    fn order(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        let mut table = Table::new(&[
            (l.text("picture-wave"), 3),
            (l.text("report-what"), 8),
            (l.text("planning-start-from"), 5),
            (l.text("planning-back"), 5),
            (l.text("planning-waits-last"), 7),
            (l.text("planning-spare"), 6),
        ])
        .numbers(&[0]);
        for step in &answer.steps {
            let mut back = Cell::from(self.moment(&step.back));
            if step.level == Level::Degraded {
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
        let name = l.text("picture-restart-over-time");
        let picture = Picture {
            name: name.to_owned(),
            description: l.text("planning-one-bar-each-node-down-waiting").to_owned(),
            source: Source::Svg(picture::svg(self)),
        };
        let heading = l.text("planning-order");
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
            (l.text("picture-wave"), 2),
            (l.text("planning-nodes"), 2),
            (l.text("planning-first-start"), 4),
            (l.text("planning-all-back"), 4),
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
            WaitedFor::Repair => self.l.text("planning-its-own-repair").to_owned(),
            WaitedFor::ByHand => self.l.text("planning-start-hand-2").to_owned(),
            WaitedFor::Provider { name, .. } => name.clone(),
        }
    }

    fn spare(&self, step: &RestartStep) -> Cell {
        let l = self.l;
        let text = match (step.slack, step.late) {
            (Some(slack), _) if slack.0.get() == 0 => l.text("planning-none").to_owned(),
            (Some(slack), _) => l.duration(slack.0),
            (_, Some(late)) => format!("{} {}", l.duration(late.0), l.text("picture-too-late")),
            _ => return Cell::from("–"),
        };
        let other = step.urgent_for.as_ref().filter(|node| node.key != step.node.key);
        let below = other.map(|node| format!("{} {}", l.text("planning-for"), with_agency(node)));
        Cell { text, below: below.unwrap_or_default(), ..Cell::default() }
    }

    fn missed(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        let mut table = Table::new(&[
            (l.text("planning-who-too-late"), 4),
            (l.text("planning-objective"), 2),
            (l.text("planning-takes"), 2),
            (l.text("planning-missed"), 2),
            (l.text("planning-which-chain"), 6),
        ]);
        for miss in &answer.missed {
            let objective = match miss.objective {
                "mtpd" => l.text("report-mtpd"),
                _ => l.text("report-rto"),
            };
            let open = || match answer.horizon {
                Some(_) => l.text("planning-not-back-at-horizon").to_owned(),
                None => l.text("planning-without-end").to_owned(),
            };
            table.row([
                Self::node(&miss.node),
                Cell::named(
                    format!("{objective} {}", l.duration(miss.allowed.0)),
                    format!("{} {}", l.text("alerts-over"), self.moment(&miss.missed_at)),
                ),
                miss.took.map_or_else(open, |took| l.duration(took.0)).into(),
                miss.by.map_or_else(open, |by| l.duration(by.0)).into(),
                self.chain(miss).into(),
            ]);
        }
        table.omitted = answer.omitted.missed;
        let heading = l.text("planning-who-misses-objective");
        (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
    }

    fn chain(&self, miss: &Missed) -> String {
        let mut text = Vec::new();
        let names = told_apart(&miss.chain.iter().map(|step| &step.node).collect::<Vec<_>>());
        for (at, name) in names.into_iter().enumerate() {
            if at == 1 && miss.chain_omitted > 0 {
                text.push(format!("… (+{})", self.l.number(miss.chain_omitted)));
            }
            text.push(name.into_owned());
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
        let text = l.text("planning-whoever-wants-plan-shorter-has-shorten");
        let blocks = vec![Block::Text(text.to_owned()), Block::List(items)];
        Some(Part::new(l.text("planning-longest-way"), blocks))
    }

    fn step_of_way(&self, step: &PathStep) -> String {
        let l = self.l;
        let takes = step.back.after.0.get().saturating_sub(step.start.after.0.get());
        let how = match (step.by_hand, takes) {
            (true, _) => l.text("planning-started-hand").to_owned(),
            (false, 0) => l.text("planning-without-recovery-time-its-own").to_owned(),
            (false, _) => String::new(),
        };
        let name = with_agency(&step.node);
        match takes {
            0 => format!("{name}: {}{how}", self.moment(&step.back)),
            _ => format!("{name}: {} – {}{how}", self.moment(&step.start), self.moment(&step.back)),
        }
    }

    fn deadlocks(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        let mut table = Table::new(&[
            (l.text("planning-who-waits-whom"), 7),
            (l.text("planning-circle"), 2),
            (l.text("planning-behind"), 2),
            (l.text("planning-start-hand-3"), 5),
        ])
        .numbers(&[1, 2]);
        for deadlock in &answer.deadlocks {
            let mut start = Cell::from(self.to_start(deadlock));
            if deadlock.at_once {
                start.below = l.text("planning-all-once").to_owned();
            } else if !deadlock.fewest {
                start.below = l.text("planning-perhaps-fewer-would-do").to_owned();
            }
            table.row([
                self.circle(deadlock).into(),
                l.number(deadlock.size).into(),
                l.number(deadlock.behind).into(),
                start,
            ]);
        }
        table.omitted = answer.omitted.deadlocks;
        let heading = l.text("planning-what-blocks-itself");
        (!table.rows.is_empty()).then(|| Part::new(heading, vec![Block::Table(table)]))
    }

    fn to_start(&self, deadlock: &DeadlockDoc) -> String {
        let called = Called::of(&deadlock.nodes, &deadlock.circle);
        let mut shown: Vec<String> =
            deadlock.start.iter().take(NAMED).map(|key| called.of_key(key).to_owned()).collect();
        if deadlock.start.len() > NAMED {
            shown.push(format!("… (+{})", self.l.number((deadlock.start.len() - NAMED) as u64)));
        }
        shown.join("; ")
    }

    fn circle(&self, deadlock: &DeadlockDoc) -> String {
        self.way(&deadlock.nodes, deadlock.size, &deadlock.circle, deadlock.circle_omitted)
    }

    fn way(&self, nodes: &[PlanNode], size: u64, circle: &[CircleStep], omitted: u64) -> String {
        let called = Called::of(nodes, circle);
        let name = |step: &CircleStep| called.of_key(&step.node).to_owned();
        let mut names: Vec<String> = circle.iter().take(LINE).map(name).collect();
        if names.is_empty() {
            return super::super::sentences::names(nodes, size, NAMED, self.l);
        }
        if omitted > 0 || circle.len() > LINE {
            names.push("…".to_owned());
        }
        names.extend(circle.first().map(name));
        names.join(" → ")
    }

    /// What keeps itself degraded.
    fn degraded_circles(&self) -> Option<Part> {
        let (l, answer) = (self.l, self.answer);
        let way = |c: &DegradedCircleDoc| self.way(&c.nodes, c.size, &c.circle, c.circle_omitted);
        let mut items: Vec<String> = answer.degraded_circles.iter().map(way).collect();
        if answer.omitted.degraded_circles > 0 {
            items.push(render::paper::more(answer.omitted.degraded_circles, l));
        }
        let text = Block::Text(l.text("planning-what-keeps-itself-degraded-text").to_owned());
        let heading = l.text("planning-what-keeps-itself-degraded");
        (!items.is_empty()).then(|| Part::new(heading, vec![text, Block::List(items)]))
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

/// What the nodes of a deadlock are called, told apart.
struct Called<'a>(HashMap<&'a str, Cow<'a, str>>);

impl<'a> Called<'a> {
    fn of(nodes: &'a [PlanNode], circle: &'a [CircleStep]) -> Self {
        let nodes: Vec<&PlanNode> = nodes.iter().collect();
        let mut names: HashMap<_, _> =
            nodes.iter().map(|node| node.key.as_str()).zip(told_apart(&nodes)).collect();
        for step in circle {
            names.entry(&step.node).or_insert_with(|| (&step.name).into());
        }
        Self(names)
    }

    fn of_key<'s>(&'s self, key: &'s str) -> &'s str {
        self.0.get(key).map_or(key, |name| name)
    }
}
