//! What those see who see only a part of the map: worked out once for all who see the same.

use super::Maps;
use access::{Principal, Reach, Right};
use map::{Map, View};
use model::Key;
use std::sync::{Arc, Mutex, PoisonError};

/// Most bytes of views that are kept.
const ROOM: usize = 256 << 20;
/// So many views are kept in any case.
const LEAST: usize = 16;

/// A map, the agencies that are seen in full, and what is seen.
type Known = (Arc<Map>, Arc<[Key]>, Arc<View>);

/// Views that were worked out, the newest use last.
#[derive(Debug, Default)]
pub(super) struct Views(Mutex<Vec<Known>>);

impl Views {
    fn of(&self, map: &Arc<Map>, agencies: &Arc<[Key]>) -> Arc<View> {
        let same = |(of, by, _): &Known| Arc::ptr_eq(of, map) && by == agencies;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = known.iter().position(same) {
            let found = known.remove(at);
            let view = Arc::clone(&found.2);
            known.push(found);
            return view;
        }
        drop(known);
        let view = Arc::new(map.view(agencies));
        let most = LEAST.max(ROOM / view.bytes().max(1)).min(1_000);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let surplus = (known.len() + 1).saturating_sub(most);
        known.drain(..surplus);
        known.push((Arc::clone(map), Arc::clone(agencies), Arc::clone(&view)));
        view
    }
}

impl Maps {
    /// A map as somebody sees it: the map itself for who sees all of it.
    pub fn seen_by(&self, map: &Arc<Map>, who: &Principal) -> Arc<Map> {
        let agencies = match who.reach(Right::Read) {
            Reach::Everything => return Arc::clone(map),
            Reach::Nothing => Arc::default(),
            Reach::Agencies(agencies) => Arc::clone(agencies),
        };
        let view = self.views.of(map, &agencies);
        let salt = outside::random::bytes().map_or(0, u32::from_le_bytes);
        Arc::new(map.seen(&view, salt))
    }
}
