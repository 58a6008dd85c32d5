//! What an analysis works on: a map with hypothetical changes, which dependencies count, how much is listed.

use crate::error::AppError;
use crate::pool::Pool;
use engine::{NodeIx, Watch};
use map::{Filter, Map};
use model::key::quoted;
use model::{Include, Key, Kind, Selection};
use std::collections::HashSet;
use std::sync::Arc;
use wire::planning::{PlanAssumptions, PlanNode};
use wire::{Place, Problem};

/// Everything an analysis may look at.
pub struct AnalysisContext<'a> {
    /// The map, with the hypothetical changes.
    pub map: &'a Map,
    /// The map without them.
    pub before: &'a Map,
    /// The other maps that the question names, in its order.
    pub others: &'a [Arc<Map>],
    /// Which dependencies count.
    pub include: Include,
    /// Most entries of each list.
    pub limit: usize,
    /// How many hypothetical changes there are.
    pub changes: usize,
    /// Scratch memory.
    pub pool: &'a Pool,
    /// How far the work has come, and whether it is still wanted.
    pub watch: &'a Watch,
}

impl AnalysisContext<'_> {
    /// A node as answers name it.
    pub fn node(&self, node: NodeIx) -> PlanNode {
        named(self.map, node)
    }

    /// What the answer rests on, with what the method leaves out.
    pub fn assumptions(&self, notes: Vec<String>) -> PlanAssumptions {
        let counts = self.map.counts();
        PlanAssumptions {
            include: self.include,
            hypothetical_changes: self.changes as u64,
            nodes: counts.nodes(),
            dependencies: counts.dependencies(),
            unconfirmed_dependencies: counts.dependencies() - counts.confirmed,
            notes,
        }
    }

    /// The node with this key.
    ///
    /// # Errors
    /// There is none; the remedy names one that may have been meant.
    pub fn find(&self, key: &Key, place: &Place<'_>) -> Result<NodeIx, AppError> {
        self.map.find(key.as_str()).ok_or_else(|| AppError::from_problem(unknown(self.map, key, place)))
    }

    /// The selected nodes, in the order of their keys.
    ///
    /// # Errors
    /// Every key that is not in the map; nothing is selected at all.
    pub fn select(&self, selection: &Selection, place: &Place<'_>) -> Result<Vec<NodeIx>, AppError> {
        select(self.map, selection, place)
    }
}

/// A node of a map as answers name it.
pub fn named(map: &Map, node: NodeIx) -> PlanNode {
    let agency = map.agency(node);
    PlanNode {
        key: map.key(node).to_owned(),
        kind: map.kind(node),
        name: map.name(node).to_owned(),
        agency: agency.map(|agency| map.key(agency).to_owned()),
        agency_name: agency.map(|agency| map.name(agency).to_owned()),
        layer: map.layer(node),
    }
}

/// The selected nodes of a map, in the order of their keys.
///
/// # Errors
/// Every key that is not in the map; nothing is selected at all.
pub fn select(map: &Map, selection: &Selection, place: &Place<'_>) -> Result<Vec<NodeIx>, AppError> {
    let mut problems = wire::Problems::default();
    let mut look_up = |key: &Key, place: &Place<'_>| {
        let node = map.find(key.as_str());
        if node.is_none() {
            problems.push(unknown(map, key, place));
        }
        node
    };
    let within = place.name("nodes");
    let named = selection.nodes.as_ref().map(|keys| {
        let each = keys.iter().enumerate();
        each.filter_map(|(at, key)| look_up(key, &within.index(at))).collect::<Vec<_>>()
    });
    let agency = selection.agency.as_ref().map(|key| look_up(key, &place.name("agency")));
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let agency = agency.flatten();
    let filter = Filter {
        text: None,
        kind: selection.kind,
        agency,
        layer: selection.layer,
        area: selection.area.clone(),
        label: selection.label.clone(),
    };
    let plain = Selection { nodes: None, ..selection.clone() }.is_everything();
    let mut chosen = match named {
        Some(named) if plain => named,
        named => {
            let mut chosen = map.page(&filter, None, usize::MAX).nodes;
            // The search takes "run by"; whoever asks about an agency means it, too.
            let whole = |kind: Option<Kind>| kind.is_none_or(|kind| kind == Kind::Agency);
            if whole(selection.kind) && selection.layer.is_none() && selection.label.is_none() {
                let inside = |agency: &NodeIx| {
                    let area = map.area(*agency).unwrap_or_default();
                    selection.area.as_ref().is_none_or(|wanted| area.starts_with(wanted.as_str()))
                };
                chosen.extend(agency.filter(inside));
            }
            if let Some(named) = named {
                let named: HashSet<NodeIx> = named.into_iter().collect();
                chosen.retain(|node| named.contains(node));
            }
            chosen
        }
    };
    chosen.sort_unstable_by_key(|&node| map.graph().rank(node));
    chosen.dedup();
    if chosen.is_empty() {
        return Err(AppError::one(
            place,
            "empty-selection",
            "no node of the map is selected",
            "ask for fewer properties at once, or look nodes up with GET /v1/nodes",
        ));
    }
    Ok(chosen)
}

fn unknown(map: &Map, key: &Key, place: &Place<'_>) -> Problem {
    let fault = map.no_such_node(key.as_str(), quoted(key.as_str()));
    Problem::new(place, fault.code, fault.detail, fault.remedy)
}
