//! Small questions that answers ask of many nodes: deadlines, how much an agency runs, which key was meant.

use super::Map;
use super::base::{Columns, NONE};
use super::details::Details;
use super::faults::Similar;
use crate::engine::NodeIx;
use crate::model::{Deadline, NodeSpec};

impl Map {
    /// Statutory deadlines of a service.
    pub fn deadlines(&self, node: NodeIx) -> Vec<Deadline> {
        let decode = |c: &Columns, at: usize| {
            let text = self.base.details.get(c.details[at]);
            if !Details::may_have_deadlines(text) {
                return None;
            }
            let mut spec = NodeSpec::new(self.key_of(node), self.kind(node), "");
            Details::decode(text).fill(&mut spec);
            Some(spec.deadlines)
        };
        self.read(node, |n| Some(n.deadlines.clone()), decode).unwrap_or_default()
    }

    /// How many nodes an agency runs.
    pub fn run_by(&self, agency: NodeIx) -> u64 {
        let of_base = self.base.runs.get_or_init(|| {
            let mut runs = vec![0u32; self.base.nodes() as usize];
            for &by in self.base.columns.agency.iter().filter(|&&by| by != NONE) {
                runs[by as usize] += 1;
            }
            runs
        });
        let mut count = i64::from(of_base.get(agency as usize).copied().unwrap_or(0));
        for (node, entry) in self.overlay.entries() {
            let before = self.base.columns.agency.get(node as usize).copied();
            count -= i64::from(before == Some(agency));
            count += i64::from(entry.node.is_some() && entry.agency == Some(agency));
        }
        u64::try_from(count).unwrap_or(0)
    }

    /// A key of the map that may have been meant.
    pub fn similar(&self, key: &str) -> Option<&str> {
        let added = self.overlay.added_after(None).map(|(key, _)| key);
        let found = Similar::new(&self.base.keys, &self.base.columns.class).and(added).to(key)?;
        self.find(found).is_some().then_some(found)
    }
}
