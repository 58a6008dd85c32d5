//! What is drawn as one box each: all nodes of a small diagram; of a large one a few, and the others in groups.

use super::View;
use super::chosen::kept;
use crate::diagram::{Diagram, Item, Mark, State};
use model::{Kind, Layer};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Up to so many nodes everything is drawn: in a picture of its own, and in a document, where it must be readable on
/// one sheet, from fine to coarse.
const ALL: [usize; 5] = [60, 45, 20, 10, 6];
/// Most nodes that are drawn singly because their group was opened.
const OPENED: usize = 40;
/// Most groups, as [`ALL`].
const GROUPS: [usize; 5] = [30, 14, 10, 7, 5];
/// Most groups when they are also split by layer.
const LAYERED: [usize; 5] = [20, 10, 7, 5, 4];

/// Of fewer lands a document names districts.
const LANDS: usize = 3;

/// By what nodes are put together; the first number is the layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum GroupId<'a> {
    /// One layer of an agency.
    AgencyLayer(u8, Option<u32>),
    /// One layer of a district.
    DistrictLayer(u8, Option<&'a str>),
    /// An agency.
    Agency(Option<u32>),
    /// A district; `None` = not known.
    District(Option<&'a str>),
    /// A land.
    Land(Option<&'a str>),
    /// All that is too small for a group of its own.
    Rest,
}

/// How many layers there are, agencies and sites included.
const LAYERS: u8 = 9;

/// Where a node stands from top to bottom: agencies, layers of services, sites.
pub(super) fn layer_number(item: &Item<'_>) -> u8 {
    match (item.kind, item.layer) {
        (Kind::Agency, _) => 0,
        (Kind::Service, Some(layer)) => layer as u8 + 1,
        (Kind::Service, None) => Layer::Application as u8 + 1,
        (Kind::Site, _) => LAYERS - 1,
    }
}

/// The word of a layer in the id of a group.
fn layer_id(number: u8) -> &'static str {
    match number.checked_sub(1).and_then(|n| Layer::ALL.get(usize::from(n))) {
        Some(layer) => layer.as_str(),
        None if number == 0 => Kind::Agency.as_str(),
        None => Kind::Site.as_str(),
    }
}

impl<'a> GroupId<'a> {
    /// The text that opens it; empty when nothing does.
    pub(super) fn open_by(self, diagram: &Diagram<'a>) -> String {
        let agency = |a: Option<u32>| a.and_then(|a| diagram.agencies.get(a as usize)).map_or("", |a| a.key);
        match self {
            Self::AgencyLayer(layer, a) => format!("{}:{}", agency(a), layer_id(layer)),
            Self::DistrictLayer(layer, d) => format!("{}:{}", d.unwrap_or_default(), layer_id(layer)),
            Self::Agency(a) => agency(a).to_owned(),
            Self::District(area) | Self::Land(area) => area.unwrap_or_default().to_owned(),
            Self::Rest => String::new(),
        }
    }
}

/// Several nodes in one box.
#[derive(Debug, Clone)]
pub(super) struct Group<'a> {
    /// By what they were put together.
    pub(super) id: GroupId<'a>,
    /// How many are at each state, in the order of [`State::ALL`].
    pub(super) counts: [u64; 4],
    /// Nodes by what is otherwise than on the other side of a comparison.
    pub(super) marks: [u64; 6],
    /// Who runs them, and how many each.
    pub(super) agencies: BTreeMap<u32, u64>,
    /// A hypothetical change touches one of them.
    pub(super) hypothetical: bool,
    /// The scenario itself fails so many of them.
    pub(super) failed: u64,
}

impl Group<'_> {
    /// The same; where only one agency is in it, as a group of that agency.
    fn named(mut self) -> Self {
        let nodes = self.nodes();
        if let Some((&agency, _)) = self.agencies.first_key_value().filter(|(_, of)| **of == nodes) {
            self.id = match self.id {
                GroupId::DistrictLayer(layer, _) => GroupId::AgencyLayer(layer, Some(agency)),
                GroupId::District(_) | GroupId::Land(_) | GroupId::Rest => GroupId::Agency(Some(agency)),
                other => other,
            };
        }
        self
    }

    /// How many nodes it stands for.
    pub(super) fn nodes(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The worst state of them.
    pub(super) fn worst(&self) -> State {
        let found = State::ALL.iter().zip(self.counts).rev().find(|&(_, n)| n > 0);
        found.map_or(State::Operational, |(&state, _)| state)
    }
}

/// A box of the picture.
#[derive(Debug, Clone)]
pub(super) enum Drawn<'a> {
    /// A node, by its index.
    Node(u32),
    /// Several.
    Group(Group<'a>),
    /// Some that another sheet shows, or none.
    Elsewhere(Elsewhere),
}

/// Nodes that are not on this sheet but have to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Elsewhere {
    /// The sheets that show them; empty = none does.
    pub(super) sheets: Vec<usize>,
    /// The nodes.
    pub(super) nodes: Vec<u32>,
}

/// The place of a node that is not drawn.
pub(super) const ABSENT: u32 = u32::MAX;

/// All boxes, and in which one each node is.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    /// The boxes: single nodes in the order of the diagram, then groups.
    pub(super) drawn: Vec<Drawn<'a>>,
    /// For each node the box.
    pub(super) place: Vec<u32>,
    /// How many nodes are boxes of their own.
    pub(super) singles: usize,
    /// It is one sheet of several.
    pub(super) sheet: bool,
}

impl<'a> Scene<'a> {
    /// Chooses the boxes.
    pub(super) fn new(diagram: &Diagram<'a>, view: &View) -> Self {
        let whole = diagram.nodes.len() <= ALL[view.fineness()];
        let kept = if whole { vec![true; diagram.nodes.len()] } else { kept(diagram, view) };
        let grouping = Grouping::new(diagram, &kept, view);
        let ids = grouping.merged(grouping.ids(&kept));
        let mut scene = Self { drawn: Vec::new(), place: vec![0; ids.len()], singles: 0, sheet: false };
        let mut groups: BTreeMap<GroupId<'a>, Vec<u32>> = BTreeMap::new();
        let mut alone: Vec<u32> = Vec::new();
        for (node, id) in (0..).zip(&ids) {
            match id {
                Some(id) => groups.entry(*id).or_default().push(node),
                None => alone.push(node),
            }
        }
        // One node is not a group.
        alone.extend(groups.values().filter(|nodes| nodes.len() == 1).flatten());
        alone.sort_unstable();
        scene.singles = alone.len();
        for node in alone {
            scene.place[node as usize] = scene.drawn.len() as u32;
            scene.drawn.push(Drawn::Node(node));
        }
        for (id, nodes) in groups.into_iter().filter(|(_, nodes)| nodes.len() > 1) {
            for &node in &nodes {
                scene.place[node as usize] = scene.drawn.len() as u32;
            }
            scene.drawn.push(Drawn::Group(group(diagram, id, &nodes).named()));
        }
        scene
    }

    /// The groups.
    pub(super) fn groups(&self) -> impl Iterator<Item = &Group<'a>> {
        self.drawn.iter().filter_map(|drawn| match drawn {
            Drawn::Group(group) => Some(group),
            Drawn::Node(_) | Drawn::Elsewhere(_) => None,
        })
    }

    /// The nodes that are boxes of their own.
    pub(super) fn single(&self) -> impl Iterator<Item = u32> {
        self.drawn.iter().filter_map(|drawn| match drawn {
            Drawn::Node(node) => Some(*node),
            Drawn::Group(_) | Drawn::Elsewhere(_) => None,
        })
    }
}

fn group<'a>(diagram: &Diagram<'a>, id: GroupId<'a>, nodes: &[u32]) -> Group<'a> {
    let mut group = Group {
        id,
        counts: [0; 4],
        marks: [0; 6],
        agencies: BTreeMap::new(),
        hypothetical: false,
        failed: 0,
    };
    for item in nodes.iter().map(|&node| &diagram.nodes[node as usize]) {
        group.counts[item.state as usize] += 1;
        group.hypothetical |= item.hypothetical;
        if let Some(at) = item.mark.and_then(|mark| Mark::ALL.iter().position(|&other| other == mark)) {
            group.marks[at] += 1;
        }
        group.failed += u64::from(item.failed);
        if let Some(agency) = item.agency {
            *group.agencies.entry(agency).or_default() += 1;
        }
    }
    group
}

/// How fine the groups are, from fine to coarse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fineness {
    AgencyLayer,
    Agency,
    DistrictLayer,
    District,
    Land,
}

/// The first of these ids that opens nothing of the diagram.
pub fn unknown_group<'v>(diagram: &Diagram<'_>, open: &'v [String]) -> Option<&'v str> {
    let nothing_opened = View::new(crate::words::Language::De, jiff::tz::TimeZone::UTC);
    let grouping = Grouping::new(diagram, &vec![true; diagram.nodes.len()], &nothing_opened);
    let all = [
        Fineness::AgencyLayer,
        Fineness::Agency,
        Fineness::DistrictLayer,
        Fineness::District,
        Fineness::Land,
    ];
    let mut unknown: Vec<&str> = open.iter().map(String::as_str).collect();
    for item in &diagram.nodes {
        if unknown.is_empty() {
            return None;
        }
        let ids = all.map(|fineness| grouping.at(item, fineness).open_by(diagram));
        unknown.retain(|id| !ids.iter().any(|opens| opens == id));
    }
    unknown.first().copied()
}

struct Grouping<'a, 'd> {
    diagram: &'d Diagram<'a>,
    open: HashSet<&'d str>,
    fineness: Fineness,
    /// Most groups.
    most: usize,
}

impl<'a, 'd> Grouping<'a, 'd> {
    fn new(diagram: &'d Diagram<'a>, kept: &[bool], view: &'d View) -> Self {
        let open = view.open.iter().map(String::as_str).collect();
        let (groups, layered) = (GROUPS[view.fineness()], LAYERED[view.fineness()]);
        // On paper one box for a whole land would say nothing: the largest districts of it do.
        let lands: HashSet<_> = diagram.agencies.iter().filter_map(|a| a.district?.get(..2)).collect();
        let coarsest = if view.page && lands.len() < LANDS { Fineness::District } else { Fineness::Land };
        let mut grouping = Self { diagram, open, fineness: coarsest, most: groups };
        let steps = [
            (Fineness::AgencyLayer, layered),
            (Fineness::Agency, groups),
            (Fineness::DistrictLayer, layered),
            (Fineness::District, groups),
        ];
        for (fineness, most) in steps {
            let mut found = HashSet::new();
            let rest = diagram.nodes.iter().zip(kept).filter(|(_, kept)| !**kept);
            let few = rest.into_iter().all(|(item, _)| {
                found.insert(grouping.at(item, fineness));
                found.len() <= most
            });
            if few {
                grouping.fineness = fineness;
                break;
            }
        }
        grouping
    }

    fn at(&self, item: &Item<'a>, fineness: Fineness) -> GroupId<'a> {
        let layer = layer_number(item);
        let agency = item.agency;
        let district = agency.and_then(|a| self.diagram.agencies.get(a as usize)).and_then(|a| a.district);
        match fineness {
            Fineness::AgencyLayer => GroupId::AgencyLayer(layer, agency),
            Fineness::Agency => GroupId::Agency(agency),
            Fineness::DistrictLayer => GroupId::DistrictLayer(layer, district),
            Fineness::District => GroupId::District(district),
            Fineness::Land => GroupId::Land(district.and_then(|d| d.get(..2))),
        }
    }

    /// For each node its group; `None` = it is drawn by itself.
    fn ids(&self, kept: &[bool]) -> Vec<Option<GroupId<'a>>> {
        let nodes = self.diagram.nodes.iter().zip(kept).filter(|(_, kept)| !**kept);
        let mut of_agency: HashMap<Option<u32>, usize> = HashMap::new();
        for (item, _) in nodes {
            *of_agency.entry(item.agency).or_default() += 1;
        }
        let mut room = OPENED;
        let place = |(item, kept): (&Item<'a>, &bool)| {
            if *kept {
                return None;
            }
            let small = of_agency.get(&item.agency).is_some_and(|&n| n <= OPENED);
            let id = self.place(item, small);
            if id.is_none() && room == 0 {
                return Some(self.at(item, Fineness::AgencyLayer));
            }
            room -= usize::from(id.is_none());
            id
        };
        self.diagram.nodes.iter().zip(kept).map(place).collect()
    }

    /// The group of a node, as fine as the opened groups have it.
    fn place(&self, item: &Item<'a>, small: bool) -> Option<GroupId<'a>> {
        let is_open = |fineness| {
            let id = self.at(item, fineness).open_by(self.diagram);
            !id.is_empty() && self.open.contains(id.as_str())
        };
        if self.open.is_empty() {
            return Some(self.at(item, self.fineness));
        }
        let agency = is_open(Fineness::Agency);
        if is_open(Fineness::AgencyLayer) || agency && small {
            return None;
        }
        let layered = self.fineness == Fineness::AgencyLayer || is_open(Fineness::DistrictLayer);
        let fineness = if agency || layered {
            Fineness::AgencyLayer
        } else if is_open(Fineness::District) {
            Fineness::Agency
        } else if is_open(Fineness::Land) && self.fineness == Fineness::Land {
            Fineness::District
        } else {
            self.fineness
        };
        Some(self.at(item, fineness))
    }

    /// Of too many groups the smallest become one; those that were asked for stay.
    fn merged(&self, mut ids: Vec<Option<GroupId<'a>>>) -> Vec<Option<GroupId<'a>>> {
        let mut sizes: HashMap<GroupId<'a>, (bool, u64)> = HashMap::new();
        for (id, item) in ids.iter().zip(&self.diagram.nodes) {
            let Some(id) = *id else { continue };
            let size = sizes.entry(id).or_insert_with(|| (id != self.at(item, self.fineness), 0));
            // What is affected counts for more than what is only shown.
            size.1 += if item.state > State::Operational { 1_000 } else { 1 };
        }
        if sizes.len() > self.most {
            let mut order: Vec<_> =
                sizes.into_iter().map(|(id, size)| (std::cmp::Reverse(size), id)).collect();
            order.sort_unstable();
            let small: HashSet<_> = order.into_iter().skip(self.most - 1).map(|(_, id)| id).collect();
            for id in ids.iter_mut().flatten().filter(|id| small.contains(id)) {
                *id = GroupId::Rest;
            }
        }
        ids
    }
}
