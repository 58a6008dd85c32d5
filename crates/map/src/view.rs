//! The map as somebody sees it who sees only a part: everything is computed on the whole of it, and what is told of hidden
//! nodes is a pseudonym.
//!
//! What he sees in full are the nodes of his agencies. Of what those need directly, and of who needs them directly, he sees
//! the front: what it is called, whose it is, whom to call. Nothing of what lies behind. Agencies show their front, and so
//! does what its owner lets everybody see.

use super::live::Map;
use super::sight::{Seen, Sight, View};
use engine::{DependencyIx, NodeIx};
use model::{Key, Kind, Node, NodeSpec};
use std::sync::{Arc, OnceLock};

/// The label by which a node says who may see it, by the words of the traffic light protocol; amber when it says nothing.
pub const MARKING: &str = "tlp";

/// Names that say nothing, made when they are first needed and kept: there are as many as the largest map has nodes.
static PSEUDONYMS: [OnceLock<Box<[String]>>; 4_096] = [const { OnceLock::new() }; 4_096];
const IN_ONE: usize = 4_096;

fn pseudonym(number: u32) -> &'static str {
    let (part, at) = (number as usize / IN_ONE % PSEUDONYMS.len(), number as usize % IN_ONE);
    let made = || (0..IN_ONE).map(|at| format!("restricted-{}", part * IN_ONE + at + 1)).collect();
    &PSEUDONYMS[part].get_or_init(made)[at]
}

impl Map {
    /// What somebody sees who sees these agencies, sorted. Looks at all nodes once.
    pub fn view(&self, agencies: &Arc<[Key]>) -> View {
        let bound = self.overlay.bound(&self.base) as usize;
        let mut view = View { agencies: Arc::clone(agencies), sight: vec![Sight::Hidden; bound] };
        let mut own: Vec<NodeIx> =
            agencies.iter().filter_map(|key| self.overlay.find(&self.base, key.as_str())).collect();
        own.sort_unstable();
        let mut marked = Marked::new(self);
        let mut ours = Vec::new();
        for node in (0..bound as NodeIx).filter(|&node| self.exists(node)) {
            let is_own = self.owner(node).is_some_and(|owner| own.binary_search(&owner).is_ok());
            if is_own {
                view.sight[node as usize] = Sight::Full;
                ours.push(node);
            } else if marked.for_everybody(node) {
                view.sight[node as usize] = Sight::Front;
            }
        }
        let graph = self.graph();
        for node in ours {
            for provider in graph.dependencies(node).flat_map(|d| graph.providers(d)) {
                view.raise(*provider, Sight::Front);
            }
            for dependent in graph.dependents(node).filter(|&dependent| !marked.is_closed(dependent)) {
                view.raise(dependent, Sight::Front);
            }
        }
        view
    }

    /// This map as somebody sees it; `salt` makes the pseudonyms of one answer.
    #[must_use]
    pub fn seen(&self, view: &Arc<View>, salt: u32) -> Self {
        Self { seen: Some(Seen { view: Arc::clone(view), salt }), ..self.clone() }
    }

    /// This map without anybody who looks at it.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { seen: None, ..self }
    }

    /// Another map that was made from this one: seen as this one is, its confirmations counted as those of this one.
    pub(super) fn looked_at_as(&self, other: Self) -> Self {
        let other = Self { confirmed_since: self.confirmed_since.clone(), ..other };
        let Some(Seen { view, salt }) = &self.seen else { return other };
        let view = Arc::new(other.view(&view.agencies));
        Self { seen: Some(Seen { view, salt: *salt }), ..other }
    }

    /// How much whoever asks sees of a node.
    #[inline]
    pub fn sight(&self, node: NodeIx) -> Sight {
        self.seen.as_ref().map_or(Sight::Full, |seen| seen.view.of(node))
    }

    /// Whether whoever asks may know that a node is there.
    #[inline]
    pub fn sees(&self, node: NodeIx) -> bool {
        self.seen.is_none() || self.sight(node) != Sight::Hidden
    }

    /// Whether all of the map is seen.
    pub fn is_whole(&self) -> bool {
        self.seen.is_none()
    }

    /// Whether whoever asks may see a dependency: his own, or one on what is his.
    pub fn sees_dependency(&self, dependency: DependencyIx) -> bool {
        let full = |node| self.sight(node) == Sight::Full;
        let dependent = self.graph.dependent(dependency);
        full(dependent) || self.sees(dependent) && self.graph.providers(dependency).iter().any(|&p| full(p))
    }

    /// Whether he sees all of it, its free text, too.
    pub(super) fn sees_text(&self, dependency: DependencyIx) -> bool {
        self.seen.is_none() || self.sight(self.graph.dependent(dependency)) == Sight::Full
    }

    /// What a hidden node is called in this answer.
    pub(super) fn hidden_as(&self, node: NodeIx) -> Option<&'static str> {
        let seen = self.seen.as_ref()?;
        if seen.view.of(node) != Sight::Hidden {
            return None;
        }
        // Numbers that go round: different ones for different nodes, and no order that would tell of keys.
        let room = seen.view.sight.len().next_power_of_two() as u64;
        let (odd, start) = (u64::from(seen.salt) << 1 | 1, u64::from(seen.salt.rotate_left(16)));
        // The room is a power of two, in which no two numbers meet.
        let scattered = u64::from(node).wrapping_mul(odd).wrapping_add(start) % room;
        Some(pseudonym(scattered as u32))
    }

    /// The front of a node.
    pub(super) fn front(&self, node: NodeIx) -> Arc<Node> {
        let mut spec = NodeSpec::new(self.key_of(node), self.kind(node), self.name(node));
        spec.agency = self.agency(node).map(|agency| self.key_of(agency));
        spec.layer = self.layer(node);
        spec.site_type = self.site_type(node);
        spec.mtpd = self.mtpd(node);
        spec.rto = self.rto(node);
        spec.contacts = self.contacts(node);
        if spec.kind == Kind::Agency {
            spec.ars = self.own_area(node).map(String::from);
            spec.population = self.population(node);
        }
        Arc::new(Node::trusted(spec))
    }
}

/// Reads the marks of nodes; many share their details, which are slow to read.
struct Marked<'a> {
    map: &'a Map,
    known: Vec<Option<Option<bool>>>,
}

impl<'a> Marked<'a> {
    fn new(map: &'a Map) -> Self {
        Self { map, known: vec![None; map.base.details.len() as usize] }
    }

    /// Open to all, closed to all but its owner, or neither.
    fn mark(&mut self, node: NodeIx) -> Option<bool> {
        let map = self.map;
        let read = || match map.labels_of(node).get(MARKING)?.trim().to_ascii_lowercase().as_str() {
            "clear" | "white" | "green" => Some(true),
            "amber" => None,
            // What nobody understands is not shown on the chance that it was meant so.
            _ => Some(false),
        };
        if map.overlay.get(node).is_some() {
            return read();
        }
        let details = map.base.columns.details[node as usize];
        let marked = || map.base.details.get(details).contains("\"tlp\"").then(read).flatten();
        *self.known[details as usize].get_or_insert_with(marked)
    }

    fn for_everybody(&mut self, node: NodeIx) -> bool {
        match self.mark(node) {
            Some(open) => open,
            None => self.map.kind(node) == Kind::Agency,
        }
    }

    fn is_closed(&mut self, node: NodeIx) -> bool {
        self.mark(node) == Some(false)
    }
}
