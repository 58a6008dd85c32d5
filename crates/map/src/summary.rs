//! Small questions that answers ask of many nodes: deadlines, how much an agency runs, which key was meant.

use super::Map;
use super::base::{Columns, NONE, OFFERED, WEIGHS};
use super::details::Details;
use super::faults::Similar;
use super::sight::Sight;
use engine::NodeIx;
use model::{
    Backup, Contact, Deadline, Fault, Kind, Node, NodeSpec, Relation, Reliability, Seconds, message,
};
use std::collections::HashMap;

impl Map {
    /// Statutory deadlines of a service.
    pub fn deadlines(&self, node: NodeIx) -> Vec<Deadline> {
        if self.sight(node) != Sight::Full {
            return Vec::new();
        }
        self.rare(node, &[Details::DEADLINES], |spec| spec.deadlines.clone())
    }

    /// Whom to call about a node.
    pub fn contacts(&self, node: NodeIx) -> Vec<Contact> {
        if !self.sees(node) {
            return Vec::new();
        }
        self.rare(node, &[Details::CONTACTS], |spec| spec.contacts.clone())
    }

    /// Recovery time objective.
    pub fn rto(&self, node: NodeIx) -> Option<Seconds> {
        self.rare(node, &[Details::RTO], |spec| spec.rto)
    }

    /// Recovery point objective.
    pub fn rpo(&self, node: NodeIx) -> Option<Seconds> {
        if self.sight(node) != Sight::Full {
            return None;
        }
        self.rare(node, &[Details::RPO], |spec| spec.rpo)
    }

    /// How the data of a node are copied and brought back.
    pub fn backup(&self, node: NodeIx) -> Option<Backup> {
        if self.sight(node) != Sight::Full {
            return None;
        }
        self.rare(node, &[Details::BACKUP], |spec| spec.backup.clone())
    }

    /// How often a node fails by itself.
    pub fn reliability(&self, node: NodeIx) -> Option<Reliability> {
        self.rare(node, &[Details::UNAVAILABILITY, Details::RATES], |spec| spec.reliability)
    }

    /// What few nodes have; `marks` tell without reading all of them whether there may be some.
    fn rare<T: Default>(&self, node: NodeIx, marks: &[&str], value: impl Fn(&NodeSpec) -> T) -> T {
        let decode = |c: &Columns, at: usize| {
            let text = self.base.details.get(c.details[at]);
            if !marks.iter().any(|mark| text.contains(mark)) {
                return None;
            }
            let mut spec = NodeSpec::new(self.key_of(node), self.kind(node), "");
            Details::decode(text).fill(&mut spec);
            Some(value(&spec))
        };
        self.read(node, |n| Some(value(n)), decode).unwrap_or_default()
    }

    /// For how many of its kind a node stands: 1 = for itself alone.
    pub fn stands_for(&self, node: NodeIx) -> u64 {
        let of_base = |columns: &Columns, at: usize| {
            let weighs = self.base.traits[at] & WEIGHS != 0;
            weighs.then(|| Details::weight(self.base.details.get(columns.details[at])))
        };
        self.read(node, |spec| spec.stands_for.map(u64::from), of_base).unwrap_or(1)
    }

    /// Is it a service that is offered at sites?
    pub fn is_offered(&self, node: NodeIx) -> bool {
        let offered = |need: &model::Dependency| need.relation == Relation::OfferedAt;
        let changed = |spec: &Node| Some(spec.kind == Kind::Service && spec.needs.iter().any(offered));
        self.read(node, changed, |_, at| Some(self.base.traits[at] & OFFERED != 0)).unwrap_or_default()
    }

    /// How many nodes an agency runs, each as many as it stands for.
    pub fn run_by(&self, agency: NodeIx) -> u64 {
        let of_base = self.base.runs.get_or_init(|| {
            let mut runs = vec![0u64; self.base.nodes() as usize];
            let Columns { agency, details, .. } = &self.base.columns;
            for (&by, &details) in agency.iter().zip(details).filter(|(by, _)| **by != NONE) {
                runs[by as usize] += Details::weight(self.base.details.get(details));
            }
            runs
        });
        let (mut count, mut gone) = (of_base.get(agency as usize).copied().unwrap_or(0), 0);
        let columns = &self.base.columns;
        for (node, entry) in self.overlay.entries() {
            if columns.agency.get(node as usize) == Some(&agency) {
                gone += Details::weight(self.base.details.get(columns.details[node as usize]));
            }
            if entry.agency == Some(agency) {
                count += entry.node.as_ref().map_or(0, |node| u64::from(node.stands_for.unwrap_or(1)));
            }
        }
        count.saturating_sub(gone)
    }

    /// Services and sites that these agencies run, by the agency's place in `agencies`, in the order of their keys.
    ///
    /// Looks at all nodes once: for documents, not for answers.
    pub fn runs(&self, agencies: &[NodeIx]) -> Vec<Vec<NodeIx>> {
        let places: HashMap<NodeIx, usize> = agencies.iter().enumerate().map(|(at, &a)| (a, at)).collect();
        let mut runs = vec![Vec::new(); agencies.len()];
        for node in self.iter() {
            if let Some(&at) = self.agency(node).and_then(|agency| places.get(&agency)) {
                runs[at].push(node);
            }
        }
        runs
    }

    /// What is told of a key that no node has, with one that may have been meant; `shown` is the key as it is told.
    pub fn no_such_node(&self, key: &str, shown: impl Into<String>) -> Fault {
        let remedy = match self.similar(key) {
            Some(similar) => message!("remedy-did-you-mean", word = similar),
            None => message!("remedy-look-up-keys"),
        };
        Fault::new("", "unknown-key", message!("problem-unknown-key", key = shown.into()), remedy)
    }

    /// A key of the map that may have been meant.
    pub fn similar(&self, key: &str) -> Option<&str> {
        let added = self.overlay.added_after(None).map(|(key, _)| key);
        let found = Similar::new(&self.base.keys, &self.base.columns.class).and(added).to(key)?;
        self.find(found).is_some().then_some(found)
    }
}
