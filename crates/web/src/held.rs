//! What lies in the basket of a visitor.

use crate::basket::Item;
use crate::site::Site;
use crate::visitor::Visitor;
use serde_json::Value;

/// What lies in the basket of a visitor.
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) items: Vec<Item>,
}

impl Shown {
    /// The changes alone.
    pub(crate) fn changes(&self) -> Vec<Value> {
        self.items.iter().map(|item| item.change.clone()).collect()
    }
}

/// The basket of a visitor.
pub(crate) fn shown(site: &Site, visitor: &Visitor) -> Shown {
    let id = visitor.basket.clone();
    let items = site.baskets.items(&id, app::clock::now());
    Shown { id, items }
}
