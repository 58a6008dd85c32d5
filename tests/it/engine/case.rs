//! A small question by numbers: what the tests hand to the engine and to the literal evaluation alike.

use std::collections::BTreeMap;
use std::sync::Arc;
use tragweite::engine::base::BaseBuilder;
use tragweite::engine::{Event, Graph, ManualStart, Outcome, Question, Scratch};
use tragweite::model::{Include, Terms};

/// One dependency.
#[derive(Debug, Clone)]
pub struct Need {
    pub dependent: u32,
    pub primaries: Vec<u32>,
    pub fallbacks: Vec<u32>,
    pub terms: Terms,
}

/// Nodes are numbered from 0; `recovery` has one entry for each.
#[derive(Debug, Clone)]
pub struct Case {
    pub recovery: Vec<u32>,
    pub needs: Vec<Need>,
    pub failures: Vec<Event>,
    pub horizon: u32,
}

/// Spans as (level, from, until) by node, and the nodes at risk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    pub affected: BTreeMap<u32, Vec<(u8, u32, Option<u32>)>>,
    pub at_risk: Vec<u32>,
}

/// Thresholds without clocks.
pub fn terms(min: u32, full: u32) -> Terms {
    Terms {
        min,
        full,
        tolerates_degraded: false,
        degraded_works: true,
        one_of_unknown: false,
        tolerance: 0,
        workaround: Some(0),
        start_only: false,
        confirmed: true,
    }
}

pub fn essential(dependent: u32, provider: u32) -> Need {
    Need { dependent, primaries: vec![provider], fallbacks: vec![], terms: terms(1, 1) }
}

pub fn fails(node: u32, level: u8, from: u32, until: Option<u32>) -> Event {
    Event { node, level, from, until }
}

impl Case {
    pub fn graph(&self) -> Graph {
        let mut of: Vec<Vec<&Need>> = vec![Vec::new(); self.recovery.len()];
        for need in &self.needs {
            of[need.dependent as usize].push(need);
        }
        let mut builder = BaseBuilder::default();
        for (needs, &recovery) in of.iter().zip(&self.recovery) {
            builder.node(recovery, needs.iter().map(|n| (n.terms, &n.primaries[..], &n.fallbacks[..])));
        }
        Graph::new(Arc::new(builder.finish()))
    }

    /// The number that the graph gives to one of the needs.
    pub fn dependency(&self, need: usize) -> u32 {
        let before = |(i, n): &(usize, &Need)| (n.dependent, *i) < (self.needs[need].dependent, need);
        self.needs.iter().enumerate().filter(before).count() as u32
    }

    pub fn solve(&self) -> Answer {
        self.solve_on(&self.graph(), &mut Scratch::default())
    }

    /// What is certain, as a case of its own: only confirmed needs, and any one is enough of those that may be meant.
    pub fn certain(&self) -> Self {
        let mut case = self.any_enough();
        case.needs.retain(|need| need.terms.confirmed);
        case
    }

    /// Any one is enough of those that may be meant.
    pub fn any_enough(&self) -> Self {
        let mut case = self.clone();
        for terms in case.needs.iter_mut().map(|need| &mut need.terms).filter(|t| t.one_of_unknown) {
            *terms = Terms { min: 1, full: 1, one_of_unknown: false, ..*terms };
        }
        case
    }

    /// The answer when these dependencies count.
    pub fn solve_for(&self, include: Include) -> Answer {
        self.answer(&self.graph(), &mut Scratch::default(), &[], include)
    }

    pub fn solve_on(&self, graph: &Graph, scratch: &mut Scratch) -> Answer {
        self.solve_with(graph, scratch, &[])
    }

    /// The answer when nodes are started by hand.
    pub fn solve_with(&self, graph: &Graph, scratch: &mut Scratch, by_hand: &[ManualStart]) -> Answer {
        self.answer(graph, scratch, by_hand, Include::All)
    }

    fn answer(
        &self,
        graph: &Graph,
        scratch: &mut Scratch,
        by_hand: &[ManualStart],
        include: Include,
    ) -> Answer {
        let question =
            Question { failures: &self.failures, horizon: Some(self.horizon), include, budget: u64::MAX };
        scratch.run_with(graph, &question, by_hand).expect("no budget");
        let outcome = Outcome::new(scratch, graph);
        let mut answer = Answer::default();
        for (hit, node, _) in outcome.affected() {
            let spans = outcome.spans(hit).into_iter().map(|s| (s.level as u8, s.from, s.until)).collect();
            answer.affected.insert(node, spans);
        }
        answer.at_risk = outcome.at_risk().into_iter().map(|(node, _)| node).collect();
        answer.at_risk.dedup();
        answer
    }
}
