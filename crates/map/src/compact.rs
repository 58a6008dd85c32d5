//! Compiles a base and the changes over it into a new base.

use super::base::{Assembly, Base, Figures, NONE, Row, RowNeed, area_text};
use super::build::Carry;
use super::details::{Details, Style};
use super::live::Map;
use super::overlay::{Entry, Overlay};
use engine::NodeIx;
use model::{Key, Node};

impl Map {
    /// The same map without changes over its base: same answers, same order, other numbers. A map whose texts
    /// would not fit into one base any more is returned as it is.
    #[must_use]
    pub fn compacted(&self) -> Self {
        if self.overlay_size() == 0 {
            return self.clone();
        }
        match assemble(&self.base, &self.overlay) {
            Some(base) => Self::new(base, self.revision),
            None => self.clone(),
        }
    }
}

/// The base with the changes in it; `None` when its texts are more than can be kept.
pub(super) fn assemble(base: &Base, overlay: &Overlay) -> Option<Base> {
    let order = order(base, overlay);
    let mut rank = vec![NONE; overlay.bound(base) as usize];
    for (to, &from) in (0..).zip(&order) {
        rank[from as usize] = to;
    }
    let mut work = Work {
        base,
        overlay,
        rank,
        carry: Carry::new([&base.names, &base.areas, &base.details], &base.styles),
        to: Assembly::default(),
    };
    for node in order {
        match overlay.get(node) {
            Some(Entry { node: Some(changed), agency, changed_in, .. }) => {
                work.append_changed(changed, *agency, *changed_in);
            }
            _ => work.append(node),
        }
    }
    Some(work.to.finish()?.in_zone(overlay.zone.clone()))
}

/// The nodes that are there, in the order of keys.
fn order(base: &Base, overlay: &Overlay) -> Vec<NodeIx> {
    let mut order = Vec::with_capacity(overlay.bound(base) as usize);
    let mut next = 0;
    for (key, added) in overlay.added_after(None) {
        let at = base.keys.lower_bound(key);
        order.extend(next..at);
        order.push(added);
        next = at;
    }
    order.extend(next..base.nodes());
    order.retain(|&node| overlay.exists(base, node));
    order
}

struct Work<'a> {
    base: &'a Base,
    overlay: &'a Overlay,
    /// From old numbers to new ones.
    rank: Vec<u32>,
    carry: Carry<'a>,
    to: Assembly,
}

impl Work<'_> {
    /// Takes over an unchanged node without reading its details.
    fn append(&mut self, node: NodeIx) {
        let (base, at) = (self.base, node as usize);
        let (c, graph) = (&base.columns, &base.graph);
        let range = graph.dependencies(node);
        let mut providers = Vec::new();
        for d in range.clone() {
            providers.extend(graph.providers(d).iter().map(|&p| self.rank[p as usize]));
        }
        let mut rest = &providers[..];
        let mut needs: Vec<RowNeed> = Vec::with_capacity(range.len());
        for d in range {
            let (_, rule) = graph.head(d);
            let (own, others) = rest.split_at(rule.providers as usize);
            let (primaries, fallbacks) = own.split_at(rule.primaries as usize);
            let style = self.carry.style(base.style[d as usize], &mut self.to);
            needs.push((rule.terms, primaries, fallbacks, style));
            rest = others;
        }
        let numbers = [c.name[at], c.area[at], c.details[at]];
        let [name, area, details] = self.carry.texts(numbers, &mut self.to);
        let agency = self.rank.get(c.agency[at] as usize).copied().unwrap_or(NONE);
        let (key, recovery) = (base.keys.get(node), graph.recovery(node));
        self.to.row(&Row { key, figures: c.figures(at), name, agency, area, details, recovery }, &needs);
    }

    fn append_changed(&mut self, node: &Node, agency: Option<NodeIx>, changed_in: u64) {
        let number = |keys: &[Key]| -> Vec<NodeIx> {
            let old = keys.iter().filter_map(|key| self.overlay.find(self.base, key.as_str()));
            old.map(|old| self.rank[old as usize]).collect()
        };
        let providers: Vec<_> =
            node.needs.iter().map(|need| (number(&need.providers), number(&need.fallbacks))).collect();
        let agency = agency.map_or(NONE, |agency| self.rank[agency as usize]);
        let to = &mut self.to;
        let needs: Vec<RowNeed> = node
            .needs
            .iter()
            .zip(&providers)
            .map(|(need, (primaries, fallbacks))| {
                (need.terms(), &primaries[..], &fallbacks[..], to.styles.intern(&Style::encode(need)))
            })
            .collect();
        let row = Row {
            key: node.key.as_str(),
            figures: Figures::of(node, changed_in),
            name: to.names.intern(&node.name),
            agency,
            area: to.areas.intern(&area_text(node)),
            details: to.details.intern(&Details::encode(node)),
            recovery: node.recovery.get(),
        };
        to.row(&row, &needs);
    }
}
