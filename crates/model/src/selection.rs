//! Which nodes a question is about: named ones, or those of an agency, a layer, an area, a label.

use super::{Key, Kind, Layer};

/// What the nodes must be; all that is given must hold. Nothing given = every node of the map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Only these.
    pub nodes: Option<Vec<Key>>,
    /// Who runs them; the agency itself belongs to them.
    pub agency: Option<Key>,
    /// What they are.
    pub kind: Option<Kind>,
    /// Where they stand in the stack.
    pub layer: Option<Layer>,
    /// How their official regional key, or that of their agency, begins.
    pub area: Option<String>,
    /// A label with this name, and this value if one is given.
    pub label: Option<(String, Option<String>)>,
}

impl Selection {
    /// Nothing is said, so that every node is meant.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}
