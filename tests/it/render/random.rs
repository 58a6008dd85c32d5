//! Whatever a diagram holds, the program lays it out, and in time.

use super::layout::{all_text, boxes, svg};
use super::view;
use crate::support::diagrams::{empty, item, need};
use std::time::{Duration, Instant};
use tragweite::model::{Confirmation, Kind, Layer};
use tragweite::render::diagram::{Agency, Diagram, Item, Need, State, Subject};
use tragweite::render::picture::{View, dot};

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32 % sides
    }
}

const NAMES: [&str; 5] = ["a", "b-lang-und-laenger", "c", "d", "e"];

/// So many nodes of up to five agencies, each with up to so many needs of several providers, circles included.
fn diagram(dice: &mut Dice, nodes: u32, needs: u32, legs: u32) -> Diagram<'static> {
    let agency = |key| Agency { key, name: key, district: None };
    let node = |dice: &mut Dice| Item {
        kind: [Kind::Service, Kind::Service, Kind::Site, Kind::Agency][dice.roll(4) as usize],
        layer: Some(Layer::ALL[dice.roll(7) as usize]),
        agency: (dice.roll(9) > 0).then(|| dice.roll(5)),
        state: State::ALL[dice.roll(4) as usize],
        failed: dice.roll(9) == 0,
        ..item(NAMES[dice.roll(5) as usize], NAMES[dice.roll(5) as usize])
    };
    let one = |dice: &mut Dice| {
        let dependent = dice.roll(nodes);
        let mut providers: Vec<u32> = (0..=dice.roll(legs)).map(|_| dice.roll(nodes)).collect();
        providers.sort_unstable();
        providers.dedup();
        providers.retain(|&p| p != dependent);
        let fallbacks = providers.split_off(providers.len() - providers.len() / 3);
        Need {
            cause: (dice.roll(3) == 0).then(|| providers.first().copied()).flatten(),
            fallbacks,
            min: dice.roll(2),
            full: dice.roll(3),
            start_only: dice.roll(5) == 0,
            confirmation: [Confirmation::Assumed, Confirmation::Confirmed, Confirmation::Disputed]
                [dice.roll(3) as usize],
            at_risk: dice.roll(5) == 0,
            ..need(dependent, &providers)
        }
    };
    let nodes = (0..nodes).map(|_| node(dice)).collect();
    Diagram {
        agencies: NAMES.map(agency).to_vec(),
        nodes,
        needs: (0..needs).map(|_| one(dice)).collect(),
        ..empty(Subject::Impact(None))
    }
}

#[test]
fn any_diagram_can_be_laid_out() {
    let mut dice = Dice(7);
    for round in 0..40 {
        let nodes = 1 + dice.roll(if round % 4 == 0 { 300 } else { 40 });
        let needs = dice.roll(nodes * 3);
        let diagram = diagram(&mut dice, nodes, needs, 4);
        let open = NAMES[..dice.roll(3) as usize].iter().map(|&name| name.to_owned()).collect();
        let picture = svg(&dot(&diagram, &View { open, ..view() }));
        assert!(!boxes(&picture).is_empty());
    }
}

#[test]
fn the_densest_diagram_takes_seconds() {
    let diagram = diagram(&mut Dice(3), 60, 3_000, 30);
    let start = Instant::now();
    let picture = svg(&dot(&diagram, &view()));
    assert_eq!(boxes(&picture).len(), 60);
    assert!(all_text(&picture).contains("als einfache Linien gezeichnet"));
    let took = start.elapsed();
    assert!(took < Duration::from_secs(30), "{took:?}");
}
