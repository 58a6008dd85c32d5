//! Single points of failure of chosen nodes, and how each of them does it.

pub mod answer;
pub mod request;

pub use answer::*;
pub use request::*;

use super::chain;
use super::ground::Ground;
use super::registry;
use super::sentences::{basis, names};
use crate::error::AppError;
use engine::sweep::points;
use engine::{Cone, NodeIx, Scratch};
use model::Level;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use wire::Place;
use wire::planning::PlanNode;

/// Points that each node lists when more than one is chosen.
const NEAREST: usize = 10;
/// Points that a paper names in the line of one of many nodes.
const NAMED: usize = 4;

fn notes(l: Language) -> Vec<String> {
    let clocks = l.say(
        "Gezählt wird, was ohne Reparatur am Ende bleibt: Puffer und befristete Notlösungen schieben es nur auf. Eine \
         Notlösung ohne Frist hält den Dienst eingeschränkt am Leben.",
        "What counts is what it comes to when nothing is repaired: batteries and workarounds with an end only delay it. A \
         workaround without end keeps a service alive, degraded.",
    );
    let own = l.say(
        "Ein Knoten zählt nicht als sein eigener Ausfallpunkt. Was mehrere Ausfälle zugleich braucht, steht hier nicht.",
        "A node does not count as its own single point. What takes several failures at once is not here.",
    );
    vec![clocks.to_owned(), own.to_owned()]
}

impl registry::Question for SinglePointsRequest {
    const NAME: &'static str = "single-points-of-failure";
    const OPERATION: &'static str = "findSinglePointsOfFailure";
    const ASKS: &'static str = "Which single failure makes chosen nodes unavailable, or degraded?";
    const ABOUT: &'static str = include_str!("about.md");
    const ANSWERS: &'static str = "The single points, nearest first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = SinglePointsAnswer;

    fn answer(&self, ground: &Ground<'_>) -> Result<SinglePointsAnswer, AppError> {
        let chosen = ground.select(&self.of, &Place::ROOT.name("of"))?;
        let mut answer = SinglePointsAnswer {
            revision: ground.map.revision(),
            level: self.level.as_str(),
            chosen: chosen.len() as u64,
            without: 0,
            points: 0,
            shared: Vec::new(),
            nodes: Vec::new(),
            omitted: PointsOmitted::default(),
            assumptions: ground.assumptions(notes(Language::En)),
        };
        if let [only] = chosen[..] {
            let node = of_node(ground, only, self.level, ground.limit)?;
            (answer.points, answer.without) = (node.total, u64::from(node.total == 0));
            answer.nodes.extend((node.total > 0).then_some(node));
        } else {
            of_many(ground, &chosen, self.level, &mut answer)?;
        }
        Ok(answer)
    }

    fn paper(answer: &SinglePointsAnswer, l: Language) -> Paper {
        let mut parts = Vec::new();
        if answer.chosen == 1 {
            let own = answer.nodes.iter().map(|node| Block::Table(nearest(node, l)));
            parts.extend(own.map(|table| {
                Part::new(
                    l.say("Die Ausfallpunkte, die nächsten zuerst", "The points, nearest first"),
                    vec![table],
                )
            }));
        } else if answer.points > 0 {
            let heading = l.say("Was am meisten mitnimmt", "What takes most");
            parts.push(Part::new(heading, vec![Block::Table(shared(answer, l))]));
            let heading = l.say("Woran jeder gewählte Knoten hängt", "What each chosen node hangs by");
            parts.push(Part::new(heading, vec![Block::Table(by_node(answer, l))]));
        }
        Paper {
            title: l.say("Was hängt an einem einzigen Faden?", "What hangs by one thread?").to_owned(),
            lead: lead(answer, l),
            parts,
            basis: basis(answer.revision, &answer.assumptions, notes(l), l),
        }
    }
}

fn of_many(
    ground: &Ground<'_>,
    chosen: &[NodeIx],
    level: Level,
    answer: &mut SinglePointsAnswer,
) -> Result<(), AppError> {
    let cone = Cone::of(ground.map.graph(), chosen.iter().copied(), ground.include, ground.watch)?;
    let own: Vec<NodeIx> = chosen.iter().filter_map(|&node| cone.find(node)).collect();
    let reach = points::reach(&cone, &own, level, ground.watch)?;
    answer.points = reach.points.len() as u64;
    answer.omitted.shared = reach.points.len().saturating_sub(ground.limit) as u64;
    answer.shared = (reach.points.iter().take(ground.limit))
        .map(|&(own, takes)| SharedPoint { node: ground.node(cone.node(own)), takes: takes.into() })
        .collect();
    let mut hanging: Vec<(u32, NodeIx)> =
        reach.of_targets.into_iter().zip(chosen.iter().copied()).filter(|(points, _)| *points > 0).collect();
    answer.without = (chosen.len() - hanging.len()) as u64;
    // They come in the order of keys, which a stable sort keeps.
    hanging.sort_by_key(|&(points, _)| std::cmp::Reverse(points));
    answer.omitted.nodes = hanging.len().saturating_sub(ground.limit) as u64;
    for &(_, node) in hanging.iter().take(ground.limit) {
        answer.nodes.push(of_node(ground, node, level, ground.limit.min(NEAREST))?);
    }
    Ok(())
}

/// The single points of one node, at most so many of them told.
fn of_node(ground: &Ground<'_>, node: NodeIx, level: Level, most: usize) -> Result<NodePoints, AppError> {
    let cone = Cone::of(ground.map.graph(), [node], ground.include, ground.watch)?;
    let target = cone.find(node).unwrap_or_default();
    let found = points::of(&cone, target, level, ground.watch)?;
    let mut scratch = Scratch::default();
    let mut told = Vec::new();
    for point in found.iter().take(most) {
        ground.watch.advance(0)?;
        told.extend(points::way(&cone, &mut scratch, point.own, target).map(|way| (way, point)));
    }
    told.sort_by_key(|(way, point)| (way.len(), point.own));
    let single = |(way, point): &(Vec<points::Step>, &points::Point)| {
        let steps = way.len() as u64 - 1;
        let (way, way_omitted) = chain::written(ground, way);
        let node = ground.node(cone.node(point.own));
        SinglePoint { node, level: point.level.as_str(), steps, way, way_omitted }
    };
    Ok(NodePoints {
        node: ground.node(node),
        total: found.len() as u64,
        points: told.iter().map(single).collect(),
        omitted: (found.len() - told.len()) as u64,
    })
}

fn lead(answer: &SinglePointsAnswer, l: Language) -> Vec<String> {
    let bad = match answer.level {
        "degraded" => l.say("mindestens eingeschränkt brauchbar", "degraded or worse"),
        _ => l.say("unbrauchbar", "unavailable"),
    };
    if answer.chosen == 1 {
        let Some(only) = answer.nodes.first() else {
            let none = l.say(
                "Kein einzelner Ausfall außer dem eigenen macht den gewählten Knoten",
                "No single failure but its own makes the chosen node",
            );
            return vec![format!("{none} {bad}.")];
        };
        let points = l.count(
            only.total,
            ("Knoten, dessen Ausfall allein", "Knoten, deren Ausfall jeweils allein"),
            ("node whose failure alone", "nodes each of whose failures alone"),
        );
        let text = match l {
            Language::De => format!("„{}“ hängt an {points} genügt, um ihn {bad} zu machen.", only.node.name),
            Language::En => format!("“{}” hangs by {points} makes it {bad}.", only.node.name),
        };
        return vec![text];
    }
    let hanging = answer.chosen - answer.without;
    let chosen = l.number(answer.chosen);
    let mut lead = vec![match l {
        Language::De => format!(
            "{} von {chosen} gewählten Knoten hängen an mindestens einem anderen, dessen Ausfall allein sie {bad} macht.",
            l.number(hanging)
        ),
        Language::En => format!(
            "{} of {chosen} chosen nodes hang by at least one other whose failure alone makes them {bad}.",
            l.number(hanging)
        ),
    }];
    if let Some(worst) = answer.shared.first() {
        let (name, takes) = (&worst.node.name, l.number(worst.takes));
        lead.push(match l {
            Language::De => format!("Am meisten nimmt „{name}“ mit: {takes} von ihnen."),
            Language::En => format!("“{name}” takes most: {takes} of them."),
        });
    }
    lead
}

/// Name, and who runs it, below.
pub fn cell(node: &PlanNode) -> Cell {
    let agency = node.agency_name.as_deref().filter(|agency| *agency != node.name);
    Cell::named(node.name.as_str(), agency.unwrap_or_default())
}

fn nearest(node: &NodePoints, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.say("Fällt aus", "Fails"), 6),
        (l.say("Folge", "Makes it"), 3),
        (l.say("Schritte", "Steps"), 2),
        (l.say("Auf diesem Weg", "In this way"), 9),
    ])
    .numbers(&[2]);
    for point in &node.points {
        let level = Level::from_word(point.level).unwrap_or_default();
        table.row([
            cell(&point.node),
            level.into(),
            l.number(point.steps).into(),
            chain::in_words(&point.way, point.way_omitted, l).into(),
        ]);
    }
    table.omitted = node.omitted;
    table
}

fn shared(answer: &SinglePointsAnswer, l: Language) -> Table {
    let mut table =
        Table::new(&[(l.say("Fällt aus", "Fails"), 5), (l.say("nimmt mit", "takes"), 1)]).numbers(&[1]);
    for point in &answer.shared {
        table.row([cell(&point.node), l.number(point.takes).into()]);
    }
    table.omitted = answer.omitted.shared;
    table
}

fn by_node(answer: &SinglePointsAnswer, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.say("Knoten", "Node"), 5),
        (l.say("Ausfallpunkte", "Points"), 2),
        (l.say("Die nächsten", "The nearest"), 6),
    ])
    .numbers(&[1]);
    for node in &answer.nodes {
        let nearest: Vec<PlanNode> = node.points.iter().map(|point| point.node.clone()).collect();
        table.row([
            cell(&node.node),
            l.number(node.total).into(),
            names(&nearest, node.total, NAMED, l).into(),
        ]);
    }
    table.omitted = answer.omitted.nodes;
    table
}
