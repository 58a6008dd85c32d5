//! The compiled part of a map: flat columns by node number and by dependency number, texts kept once.
//!
//! The number of a node is the rank of its key. The columns are about 30 bytes a node beside its key.

use super::details::{Details, Style};
use super::texts::{Index, Interner, Texts};
use engine::base::{Base as GraphBase, BaseBuilder};
use engine::{DependencyIx, Graph, NodeIx};

use model::derived_id::DerivedId;
use model::{Confirmation, Kind, Layer, NodeSpec, Relation, SiteType, Terms, TimeZone};
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// "Not there" in a column of numbers.
pub(super) const NONE: u32 = u32::MAX;
/// "Not there" in the column of figures: neither a population nor a finite number of cases.
pub(super) const NO_FIGURE: u64 = u64::MAX;
/// The class of a number that is no node (yet).
pub(super) const NO_CLASS: u8 = u8::MAX;

/// How much there is of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Nodes of kind agency.
    pub agencies: u64,
    /// Nodes of kind site.
    pub sites: u64,
    /// Nodes of kind service.
    pub services: u64,
    /// Dependencies, by [`Relation`] in the order needs, hostedAt, offeredAt, consumes.
    pub by_relation: [u64; 4],
    /// Dependencies that somebody confirmed.
    pub confirmed: u64,
    /// Provider links: the providers of all dependencies.
    pub links: u64,
}

impl Counts {
    /// All nodes.
    pub fn nodes(&self) -> u64 {
        self.agencies + self.sites + self.services
    }

    /// All dependencies.
    pub fn dependencies(&self) -> u64 {
        self.by_relation.iter().sum()
    }

    pub(super) fn of_kind(&mut self, kind: Kind) -> &mut u64 {
        match kind {
            Kind::Agency => &mut self.agencies,
            Kind::Site => &mut self.sites,
            Kind::Service => &mut self.services,
        }
    }
}

/// Kind, layer and type of site in one byte.
pub(super) fn class_of(kind: Kind, layer: Option<Layer>, site_type: Option<SiteType>) -> u8 {
    match kind {
        Kind::Agency => 0,
        Kind::Site => 1 + site_type.map_or(0, |t| 1 + t as u8),
        // A service always has a layer.
        Kind::Service => 16 + layer.map_or(0, |l| l as u8),
    }
}

pub(super) fn is_class(class: u8) -> bool {
    class <= 1 + SiteType::ALL.len() as u8 || (16..16 + Layer::ALL.len() as u8).contains(&class)
}

pub(super) fn kind_of(class: u8) -> Kind {
    match class {
        0 => Kind::Agency,
        1..16 => Kind::Site,
        _ => Kind::Service,
    }
}

pub(super) fn layer_of(class: u8) -> Option<Layer> {
    class.checked_sub(16).and_then(|at| Layer::ALL.get(usize::from(at)).copied())
}

pub(super) fn site_type_of(class: u8) -> Option<SiteType> {
    if class >= 16 { None } else { SiteType::ALL.get(usize::from(class).checked_sub(2)?).copied() }
}

/// The figures of one node as they stand in the columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figures {
    pub(super) class: u8,
    pub(super) mtpd: u32,
    /// Population of an agency, or the bits of a service's cases per day.
    pub(super) figure: u64,
    pub(super) changed_in: u64,
}

impl Figures {
    pub(super) fn of(node: &NodeSpec, changed_in: u64) -> Self {
        let figure = match node.kind {
            Kind::Agency => node.population,
            _ => node.cases_per_day.map(f64::to_bits),
        };
        Self {
            class: class_of(node.kind, node.layer, node.site_type),
            mtpd: node.mtpd.map_or(NONE, |m| m.get()),
            figure: figure.unwrap_or(NO_FIGURE),
            changed_in,
        }
    }
}

/// One value a node.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub(super) class: Vec<u8>,
    pub(super) name: Vec<u32>,
    pub(super) agency: Vec<u32>,
    pub(super) area: Vec<u32>,
    pub(super) details: Vec<u32>,
    pub(super) mtpd: Vec<u32>,
    pub(super) figure: Vec<u64>,
    pub(super) changed_in: Vec<u64>,
}

impl Columns {
    pub(super) fn push(&mut self, figures: Figures, name: u32, agency: u32, area: u32, details: u32) {
        self.class.push(figures.class);
        self.name.push(name);
        self.agency.push(agency);
        self.area.push(area);
        self.details.push(details);
        self.mtpd.push(figures.mtpd);
        self.figure.push(figures.figure);
        self.changed_in.push(figures.changed_in);
    }

    pub(super) fn set(
        &mut self,
        at: usize,
        figures: Figures,
        name: u32,
        agency: u32,
        area: u32,
        details: u32,
    ) {
        self.class[at] = figures.class;
        self.name[at] = name;
        self.agency[at] = agency;
        self.area[at] = area;
        self.details[at] = details;
        self.mtpd[at] = figures.mtpd;
        self.figure[at] = figures.figure;
        self.changed_in[at] = figures.changed_in;
    }

    pub(super) fn figures(&self, at: usize) -> Figures {
        Figures {
            class: self.class[at],
            mtpd: self.mtpd[at],
            figure: self.figure[at],
            changed_in: self.changed_in[at],
        }
    }

    fn shrink(&mut self) {
        self.class.shrink_to_fit();
        self.figure.shrink_to_fit();
        self.changed_in.shrink_to_fit();
        for column in [&mut self.name, &mut self.agency, &mut self.area, &mut self.details, &mut self.mtpd] {
            column.shrink_to_fit();
        }
    }
}

/// It stands for more than one of its kind.
pub(super) const WEIGHS: u8 = 1;
/// It is a service that is offered at sites.
pub(super) const OFFERED: u8 = 2;

/// It says for how long a disruption is tolerable.
pub(super) const TOLERATES: u8 = 4;
/// It has a population, or cases per day.
pub(super) const FIGURED: u8 = 8;

/// A compiled map. Nothing in it changes; a [`Map`](super::Map) lays changes over it.
#[derive(Debug, Clone)]
pub struct Base {
    pub(super) keys: Texts,
    pub(super) index: Index,
    pub(super) names: Texts,
    /// Official regional keys; number 0 is "none".
    pub(super) areas: Texts,
    /// Rare fields; number 0 is "none".
    pub(super) details: Texts,
    pub(super) styles: Texts,
    pub(super) columns: Columns,
    /// What few nodes have, a bit each, so that the many others are told apart without looking further.
    pub(super) traits: Vec<u8>,
    /// The style of each dependency.
    pub(super) style: Vec<u32>,
    /// The id that each dependency has when nobody gave it one: a checksum over keys that lie scattered, worked out once.
    pub(super) derived_ids: Vec<DerivedId>,
    pub(super) graph: Graph,
    pub(super) counts: Counts,
    /// Where the map tells times, when it says so.
    pub(super) zone: Option<TimeZone>,
    /// Nodes that each agency runs, as many as they stand for; counted when first asked for.
    pub(super) runs: OnceLock<Vec<u64>>,
    /// Agencies whose area is a district; looked for when first asked.
    pub(super) districts: OnceLock<Vec<NodeIx>>,
}

impl Default for Base {
    fn default() -> Self {
        // Nothing was added, so that nothing can be full.
        Assembly::default().finish().unwrap_or_else(|| unreachable!("an empty map has room"))
    }
}

/// Ends the key of an area that has only a municipality key.
const BY_MUNICIPALITY: char = '~';

/// The key of a node's area as the base keeps it.
pub(super) fn area_text(node: &NodeSpec) -> Cow<'_, str> {
    match (&node.ars, &node.ags) {
        (Some(ars), _) => ars.into(),
        (None, Some(ags)) => format!("{ags}{BY_MUNICIPALITY}").into(),
        (None, None) => "".into(),
    }
}

impl Base {
    /// One of the areas; empty = none.
    pub(super) fn area(&self, area: u32) -> &str {
        self.areas.get(area).trim_end_matches(BY_MUNICIPALITY)
    }

    /// The same when it is a regional key.
    pub(super) fn regional_key(&self, area: u32) -> Option<&str> {
        Some(self.areas.get(area)).filter(|area| !area.is_empty() && !area.ends_with(BY_MUNICIPALITY))
    }

    /// Number of nodes.
    pub fn nodes(&self) -> u32 {
        self.keys.len()
    }

    /// How much there is of everything.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The same with times told there; `None` = the map does not say where.
    #[must_use]
    pub fn in_zone(self, zone: Option<TimeZone>) -> Self {
        Self { zone, ..self }
    }

    /// Bytes held by this map and the graph in it, without allocator overhead.
    pub fn bytes(&self) -> usize {
        let c = &self.columns;
        let texts = [&self.keys, &self.names, &self.areas, &self.details, &self.styles];
        texts.iter().map(|t| t.bytes()).sum::<usize>()
            + self.index.bytes()
            + c.class.len() * (2 + 5 * 4 + 2 * 8)
            + (4 + size_of::<DerivedId>()) * self.style.len()
            + self.graph.base().bytes()
    }

    pub(super) fn find(&self, key: &str) -> Option<NodeIx> {
        self.index.find(&self.keys, key)
    }
}

/// The parts of one node that is appended to an [`Assembly`]; text by its number there.
pub(super) struct Row<'a> {
    pub(super) key: &'a str,
    pub(super) figures: Figures,
    pub(super) name: u32,
    pub(super) agency: u32,
    pub(super) area: u32,
    pub(super) details: u32,
    pub(super) recovery: u32,
}

/// One dependency of a row: terms, primaries and fallbacks by node number, style by its number.
pub(super) type RowNeed<'a> = (Terms, &'a [NodeIx], &'a [NodeIx], u32);

/// Compiles a [`Base`] from nodes in the order of their keys.
pub(super) struct Assembly {
    keys: Texts,
    pub(super) names: Interner,
    pub(super) areas: Interner,
    pub(super) details: Interner,
    pub(super) styles: Interner,
    columns: Columns,
    style: Vec<u32>,
    graph: BaseBuilder,
    full: bool,
}

impl Default for Assembly {
    fn default() -> Self {
        Self {
            keys: Texts::default(),
            names: Interner::default(),
            areas: Interner::with_empty(),
            details: Interner::with_empty(),
            styles: Interner::default(),
            columns: Columns::default(),
            style: Vec::new(),
            graph: BaseBuilder::default(),
            full: false,
        }
    }
}

impl Assembly {
    /// Appends the next node. Agency and providers are numbers in the finished order.
    pub(super) fn row(&mut self, row: &Row, needs: &[RowNeed]) {
        self.full |= self.keys.push(row.key).is_none();
        self.columns.push(row.figures, row.name, row.agency, row.area, row.details);
        self.style.extend(needs.iter().map(|need| need.3));
        self.graph.node(row.recovery, needs.iter().map(|need| (need.0, need.1, need.2)));
    }

    /// The compiled map; `None` when its texts are more than can be kept.
    pub(super) fn finish(mut self) -> Option<Base> {
        let texts = [&self.names, &self.areas, &self.details, &self.styles];
        if self.full || texts.iter().any(|t| t.is_full()) {
            return None;
        }
        self.keys.shrink();
        self.columns.shrink();
        self.style.shrink_to_fit();
        let index = Index::of(&self.keys);
        Some(Base::new(
            [self.keys, self.names.into_texts(), self.areas.into_texts(), self.details.into_texts()],
            self.styles.into_texts(),
            index,
            self.columns,
            self.style,
            self.graph.finish(),
        ))
    }
}

impl Base {
    /// Puts parts together that fit, and counts.
    pub(super) fn new(
        [keys, names, areas, details]: [Texts; 4],
        styles: Texts,
        index: Index,
        columns: Columns,
        style: Vec<u32>,
        graph: GraphBase,
    ) -> Self {
        let mut counts = Counts { links: graph.links() as u64, ..Counts::default() };
        for &class in &columns.class {
            *counts.of_kind(kind_of(class)) += 1;
        }
        let mut uses = vec![0u64; styles.len() as usize];
        for &at in &style {
            uses[at as usize] += 1;
        }
        for (at, uses) in (0..).zip(uses) {
            let style = styles.get(at);
            counts.by_relation[Style::relation(style) as usize] += uses;
            if Style::confirmation(style) == Confirmation::Confirmed {
                counts.confirmed += uses;
            }
        }
        let graph = Graph::new(Arc::new(graph));
        let traits = traits(&columns, &details, &styles, &style, &graph);
        let derived_ids = derived_ids(&keys, &styles, &style, &graph);
        Self {
            keys,
            index,
            names,
            areas,
            details,
            styles,
            columns,
            traits,
            style,
            derived_ids,
            graph,
            counts,
            zone: None,
            runs: OnceLock::new(),
            districts: OnceLock::new(),
        }
    }
}

fn traits(columns: &Columns, details: &Texts, styles: &Texts, style: &[u32], graph: &Graph) -> Vec<u8> {
    let weighs: Vec<bool> = (0..details.len()).map(|at| Details::weight(details.get(at)) > 1).collect();
    let relations: Vec<Relation> = (0..styles.len()).map(|at| Style::relation(styles.get(at))).collect();
    let of = |(node, (&class, &details)): (NodeIx, (&u8, &u32))| {
        // A node's shorthands stand before its needs.
        let relations = graph.dependencies(node).map(|d| relations[style[d as usize] as usize]);
        let offered = relations.take_while(|&r| r != Relation::Needs).any(|r| r == Relation::OfferedAt);
        let offered = offered && kind_of(class) == Kind::Service;
        let (mtpd, figure) = (columns.mtpd[node as usize], columns.figure[node as usize]);
        WEIGHS * u8::from(weighs[details as usize])
            + OFFERED * u8::from(offered)
            + TOLERATES * u8::from(mtpd != NONE)
            + FIGURED * u8::from(figure != NO_FIGURE)
    };
    (0..).zip(columns.class.iter().zip(&columns.details)).map(of).collect()
}

fn derived_ids(keys: &Texts, styles: &Texts, style: &[u32], graph: &Graph) -> Vec<DerivedId> {
    let of = |dependency: usize| {
        let (style, dependency) = (styles.get(style[dependency]), dependency as DependencyIx);
        let (_, rule) = graph.head(dependency);
        let (relation, form) = (Style::relation(style), Style::form(style, &rule.terms));
        let keys = |nodes: &[NodeIx]| nodes.iter().map(|&n| keys.get(n)).collect::<Vec<_>>();
        let (primaries, fallbacks) = graph.providers(dependency).split_at(rule.primaries as usize);
        DerivedId::of(relation, form, &mut keys(primaries), &keys(fallbacks))
    };
    (0..style.len()).into_par_iter().map(of).collect()
}

/// The kind that the providers of a relation must have; `None` = any.
pub(super) fn provider_kind(relation: Relation) -> Option<Kind> {
    match relation {
        Relation::Needs => None,
        Relation::HostedAt | Relation::OfferedAt => Some(Kind::Site),
        Relation::Consumes => Some(Kind::Service),
    }
}
