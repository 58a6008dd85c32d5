//! An event as somebody may see it: of nodes that are there for him, without incidents that are not his.

use super::Events;
use crate::error::AppError;
use crate::incidents::is_own;
use access::{Principal, Right, Thing, allow};
use map::Map;
use model::LoggedChange;
use std::sync::Arc;

impl Events {
    /// The map as who asks sees it; nothing when he may be told nothing any more.
    pub fn map_of(&self, who: &Principal, right: Right) -> Option<Arc<Map>> {
        allow(who, right, Thing::Any).ok()?;
        Some(self.maps.seen_by(&self.maps.current(), who))
    }

    /// The map as the owner of a subscription sees it; nothing when his right has ended.
    pub(super) fn map_of_owner(&self, owner: &str) -> Option<Arc<Map>> {
        self.map_of(&*self.access.standing(owner)?, Right::Subscribe)
    }

    /// Whether an event is of something that is there on this map, as somebody sees it.
    pub(super) fn concerns(map: &Map, event: &LoggedChange) -> bool {
        map.is_whole() || map.find(event.change.after.node.as_str()).is_some()
    }

    /// The event as who sees this map may be told; nothing when it is of what he may not see.
    ///
    /// # Errors
    /// The database fails.
    pub async fn seen(&self, event: &LoggedChange, map: &Map) -> Result<Option<LoggedChange>, AppError> {
        if map.is_whole() {
            return Ok(Some(event.clone()));
        }
        if !Self::concerns(map, event) {
            return Ok(None);
        }
        let mut told = event.clone();
        told.change.after.incidents = Vec::new();
        for &id in &event.change.after.incidents {
            match self.incidents.read(id).await {
                Ok(incident) if is_own(map, &incident) => told.change.after.incidents.push(id),
                Ok(_) | Err(AppError::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Some(told))
    }
}
