//! Circles: nodes that need each other, directly or by others.

pub mod answer;
pub mod request;

pub use answer::*;
use jiff::tz::TimeZone;
pub use request::*;
use words::say;

use super::context::AnalysisContext;
use super::question;
use super::sentences::{basis, names};
use crate::error::AppError;
use engine::cycles::cycles;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use std::cmp::Reverse;
use std::collections::HashSet;
use wire::Place;

/// Nodes of one circle that a paper names.
const NAMED: usize = 8;

fn notes(l: Language) -> Vec<String> {
    let text = l.text("planning-circle-does-not-fail-itself-once");
    vec![text.to_owned()]
}

impl question::Question for CirclesRequest {
    const NAME: &'static str = "circles";
    const OPERATION: &'static str = "findCircles";
    const ASKS: &'static str = "Which nodes need each other in a circle?";
    const ANSWERS: &'static str = "The circles, the largest first";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = CirclesAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<CirclesAnswer, AppError> {
        let wanted: Option<HashSet<_>> = match &self.of {
            Some(selection) => {
                Some(context.select(selection, &Place::ROOT.name("of"))?.into_iter().collect())
            }
            None => None,
        };
        let mut found = cycles(context.map.graph(), context.include);
        if let Some(wanted) = wanted {
            found.retain(|circle| circle.nodes.iter().any(|node| wanted.contains(node)));
        }
        // They come in the order of their first keys, which a stable sort keeps.
        found.sort_by_key(|circle| Reverse(circle.nodes.len()));
        let shown = found.iter().take(context.limit).map(|circle| Circle {
            size: circle.nodes.len() as u64,
            held_up_by: circle.spare.map(|dependency| context.map.dependency_address(dependency)),
            nodes: circle.nodes.iter().take(context.limit).map(|&node| context.node(node)).collect(),
            omitted: circle.nodes.len().saturating_sub(context.limit) as u64,
        });
        Ok(CirclesAnswer {
            revision: context.map.revision(),
            total: found.len() as u64,
            circles: shown.collect(),
            omitted: found.len().saturating_sub(context.limit) as u64,
            assumptions: context.assumptions(notes(Language::En)),
        })
    }

    fn paper(answer: &CirclesAnswer, l: Language, _: &TimeZone) -> Paper {
        let lead = match answer.total {
            0 => l.text("planning-no-node-needs-itself-circle").to_owned(),
            n => {
                let circles = say!(l, "count-circles", circles = n);
                let text = l.text("planning-nodes-need-each-other");
                format!("{text} {circles}.")
            }
        };
        let mut table = Table::new(&[
            (l.text("planning-nodes"), 1),
            (l.text("planning-who-needs-whom"), 6),
            (l.text("planning-holds-itself-up"), 3),
        ])
        .numbers(&[0]);
        for circle in &answer.circles {
            let held = match &circle.held_up_by {
                Some(dependency) => Cell::named(l.text("planning-yes-spares-inside"), dependency),
                None => l.text("planning-no").into(),
            };
            table.row([
                l.number(circle.size).into(),
                Cell::from(names(&circle.nodes, circle.size, NAMED, l)),
                held,
            ]);
        }
        table.omitted = answer.omitted;
        let parts = match answer.circles.is_empty() {
            true => Vec::new(),
            false => vec![Part::new(l.text("planning-circles"), vec![Block::Table(table)])],
        };
        Paper {
            timed: false,
            title: l.text("planning-which-nodes-need-each-other").to_owned(),
            lead: vec![lead],
            parts,
            basis: basis(answer.revision, &answer.assumptions, notes(l), l),
        }
    }
}
