//! A graph on several sheets: an overview in groups, then the agencies, each sheet with references to the others.

use super::View;
use super::dot::{common_legend, overview, sheet};
use super::escape::short;
use super::group::{ABSENT, Drawn, Elsewhere, Scene, layer_number};
use super::label::Writer;
use crate::Language;
use crate::diagram::{Diagram, State};
use crate::theme;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use words::say;

/// Most sheets beside the overview before any is halved, and after.
const SHEETS: usize = 6;
const HALVED: usize = 8;
/// Nodes of agencies that share a sheet, and nodes of an agency that surely need more than one.
const SHARED: usize = 12;
const LARGE: usize = 24;
/// Nodes of sheets that are tried as one.
const JOINED: usize = 9;
/// Boxes on one side of a sheet for what is on other sheets.
const BOXES: usize = 3;
/// Agencies named in a heading, and characters of a name.
const NAMED: usize = 3;
const NAME: usize = 60;

/// Which sheet shows what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// The nodes of each sheet.
    parts: Vec<Vec<u32>>,
    /// Agencies that no sheet shows.
    beyond: u64,
}

impl Split {
    /// A sheet for each agency, those where it begins and those with most nodes first; small ones share.
    pub fn new(diagram: &Diagram<'_>) -> Self {
        let mut agencies: BTreeMap<Option<u32>, Vec<u32>> = BTreeMap::new();
        for (node, item) in (0..).zip(&diagram.nodes) {
            agencies.entry(item.agency).or_default().push(node);
        }
        let item = |node: u32| &diagram.nodes[node as usize];
        let weight = |nodes: &[u32]| {
            let failed = nodes.iter().any(|&node| item(node).failed);
            let affected = nodes.iter().filter(|&&node| item(node).state > State::Operational).count();
            (Reverse(failed), Reverse(affected))
        };
        let mut order: Vec<Vec<u32>> = agencies.into_values().collect();
        order.sort_by_key(|nodes| weight(nodes));
        let mut split = Self::default();
        for nodes in order {
            let full = split.parts.len() == SHEETS;
            match split.parts.last_mut() {
                Some(part) if part.len() + nodes.len() <= SHARED => part.extend(nodes),
                _ if full => split.beyond += 1,
                _ => split.parts.push(nodes),
            }
        }
        let mut at = 0;
        while let Some(part) = split.parts.get(at) {
            let large = part.len() > LARGE;
            at += usize::from(!large || !split.halve(diagram, at));
        }
        split
    }

    /// How many sheets there are beside the overview.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Makes two sheets of one: of several agencies half, of one agency the upper layers on the first. `false` when
    /// there is nothing to halve.
    pub fn halve(&mut self, diagram: &Diagram<'_>, at: usize) -> bool {
        if self.parts.get(at).is_none_or(|part| part.len() < 2) {
            return false;
        }
        // There are enough pages: the least of what is not drawn yet makes room.
        if self.parts.len() >= HALVED && at + 1 < self.parts.len() {
            let last = self.parts.pop().unwrap_or_default();
            let agencies: BTreeSet<_> =
                last.iter().map(|&node| diagram.nodes[node as usize].agency).collect();
            self.beyond += agencies.len() as u64;
        }
        let Some(part) = self.parts.get_mut(at) else { return false };
        let item = |node: u32| &diagram.nodes[node as usize];
        let several = part.iter().any(|&node| item(node).agency != item(part[0]).agency);
        let by = |node: u32| match several {
            true => (item(node).agency.unwrap_or(u32::MAX), 0),
            false => (0, layer_number(item(node))),
        };
        part.sort_by_key(|&node| (by(node), node));
        // Where something else begins, as near to the middle as possible; else in the middle.
        let middle = part.len() / 2;
        let edges = (1..part.len()).filter(|&i| by(part[i - 1]) != by(part[i]));
        let near = edges.min_by_key(|&i| i.abs_diff(middle));
        let cut = near.filter(|&i| several || i.abs_diff(middle) * 4 <= part.len()).unwrap_or(middle);
        let rest = part.split_off(cut);
        self.parts.insert(at + 1, rest);
        true
    }

    /// Makes one sheet of two with few nodes of the same agency; `None` when they are no such.
    #[must_use]
    pub fn joined(&self, diagram: &Diagram<'_>, at: usize) -> Option<Self> {
        let (one, other) = (self.parts.get(at)?, self.parts.get(at + 1)?);
        let agency = |node: &u32| diagram.nodes[*node as usize].agency;
        let same = one.iter().chain(other).all(|node| agency(node) == agency(&one[0]));
        if !same || one.len() + other.len() > JOINED {
            return None;
        }
        let mut split = self.clone();
        let more = split.parts.remove(at + 1);
        split.parts[at].extend(more);
        Some(split)
    }

    /// What a sheet shows: its agencies; of an agency on several sheets also its layers.
    pub fn heading(&self, diagram: &Diagram<'_>, l: Language, at: usize) -> String {
        let Some(part) = self.parts.get(at) else { return String::new() };
        let item = |node: &u32| &diagram.nodes[*node as usize];
        let agencies: BTreeSet<Option<u32>> = part.iter().map(|node| item(node).agency).collect();
        let name = |agency: &Option<u32>| match agency.and_then(|a| diagram.agencies.get(a as usize)) {
            Some(agency) => short(agency.name, NAME),
            None => l.text("picture-without-agency").to_owned(),
        };
        let mut names: Vec<String> = agencies.iter().take(NAMED).map(name).collect();
        let more = agencies.len().saturating_sub(NAMED) as u64;
        names.extend((more > 0).then(|| format!("… {} {}", l.text("report-more-2"), l.number(more))));
        let names = names.join(", ");
        let whole = |agency: &Option<u32>| diagram.nodes.iter().filter(|node| node.agency == *agency).count();
        match agencies.first().filter(|agency| agencies.len() == 1 && whole(agency) > part.len()) {
            None => names,
            Some(_) => {
                let mut layers: Vec<(u8, &str)> = part.iter().map(|node| kind(item(node), l)).collect();
                layers.sort_unstable();
                layers.dedup();
                let layers: Vec<&str> = layers.into_iter().map(|(_, word)| word).collect();
                format!("{names}: {}", layers.join(", "))
            }
        }
    }

    /// The graph of a sheet.
    pub fn sheet(&self, diagram: &Diagram<'_>, view: &View, at: usize) -> String {
        let scene = self.scene(diagram, at);
        sheet(Writer::new(diagram, view), &scene)
    }

    /// The legend of the overview and of all sheets.
    pub fn legend(&self, diagram: &Diagram<'_>, view: &View) -> String {
        common_legend(Writer::new(diagram, view), self.scenes(diagram), self.beyond(view.language))
    }

    /// The graph in groups that stands before the sheets.
    pub fn overview(&self, diagram: &Diagram<'_>, view: &View) -> String {
        let mut of_agency: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
        for (at, part) in self.parts.iter().enumerate() {
            for agency in part.iter().filter_map(|&node| diagram.nodes[node as usize].agency) {
                of_agency.entry(agency).or_default().insert(at + 2);
            }
        }
        let word = view.language.text("picture-sheet");
        let told = |sheets: BTreeSet<usize>| {
            let all: Vec<String> = sheets.iter().map(usize::to_string).collect();
            format!("{word} {}", all.join(", "))
        };
        let sheets = of_agency.into_iter().map(|(agency, sheets)| (agency, told(sheets))).collect();
        overview(Writer { sheets: &sheets, ..Writer::new(diagram, view) })
    }

    /// What each sheet draws.
    fn scenes<'s, 'a>(&'s self, diagram: &'s Diagram<'a>) -> impl Iterator<Item = Scene<'a>> + use<'s, 'a> {
        (0..self.parts.len()).map(|at| self.scene(diagram, at))
    }

    /// That some agencies have no sheet.
    fn beyond(&self, l: Language) -> Option<String> {
        (self.beyond > 0).then(|| say!(l, "picture-agencies-without-sheet", agencies = self.beyond))
    }

    /// The nodes of a sheet, and those of others that they need or that need them, by sheet and agency.
    fn scene<'a>(&self, diagram: &Diagram<'a>, at: usize) -> Scene<'a> {
        let mut place = vec![ABSENT; diagram.nodes.len()];
        let mut drawn: Vec<Drawn<'a>> = Vec::new();
        for &node in self.parts.get(at).into_iter().flatten() {
            place[node as usize] = drawn.len() as u32;
            drawn.push(Drawn::Node(node));
        }
        let singles = drawn.len();
        let mut sheet_of = vec![None; diagram.nodes.len()];
        for (sheet, part) in self.parts.iter().enumerate() {
            part.iter().for_each(|&node| sheet_of[node as usize] = Some(sheet));
        }
        let mut needed: BTreeMap<bool, BTreeSet<u32>> = BTreeMap::new();
        for need in &diagram.needs {
            let here = |node: u32| place[node as usize] != ABSENT;
            let providers = || need.primaries.iter().chain(&need.fallbacks).copied();
            if here(need.dependent) {
                needed.entry(true).or_default().extend(providers().filter(|&node| !here(node)));
            } else if providers().any(here) {
                needed.entry(false).or_default().insert(need.dependent);
            }
        }
        // What is needed stands below, also where it needs something here.
        for nodes in needed.into_values().rev() {
            let nodes = nodes.into_iter().filter(|&node| place[node as usize] == ABSENT);
            for elsewhere in boxes(nodes.map(|node| (sheet_of[node as usize], node))) {
                elsewhere.nodes.iter().for_each(|&node| place[node as usize] = drawn.len() as u32);
                drawn.push(Drawn::Elsewhere(elsewhere));
            }
        }
        Scene { drawn, place, singles, sheet: true }
    }
}

/// Nodes of other sheets in boxes: one for each of the sheets with most of them, one for all others.
fn boxes(nodes: impl Iterator<Item = (Option<usize>, u32)>) -> Vec<Elsewhere> {
    let mut of_sheet: BTreeMap<Option<usize>, Vec<u32>> = BTreeMap::new();
    nodes.for_each(|(sheet, node)| of_sheet.entry(sheet).or_default().push(node));
    let mut order: Vec<(Option<usize>, Vec<u32>)> = of_sheet.into_iter().collect();
    order.sort_by_key(|(sheet, nodes)| (sheet.is_none(), Reverse(nodes.len()), *sheet));
    let rest = if order.len() > BOXES { order.split_off(BOXES - 1) } else { Vec::new() };
    let mut boxes: Vec<Elsewhere> = order
        .into_iter()
        .map(|(sheet, nodes)| Elsewhere { sheets: sheet.into_iter().collect(), nodes })
        .collect();
    if !rest.is_empty() {
        let mut sheets: Vec<usize> = rest.iter().filter_map(|(sheet, _)| *sheet).collect();
        sheets.sort_unstable();
        boxes.push(Elsewhere { sheets, nodes: rest.into_iter().flat_map(|(_, nodes)| nodes).collect() });
    }
    boxes
}

/// The layer of a node, with its word.
fn kind<'l>(item: &crate::diagram::Item<'_>, l: Language) -> (u8, &'l str) {
    (layer_number(item), theme::kind(l, item.kind, item.layer, item.site_type))
}
