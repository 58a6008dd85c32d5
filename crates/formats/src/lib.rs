//! Files in and out: maps, scenarios and scripts as YAML or JSON, diagrams for other tools; deliveries of monitoring tools.
//!
//! Reading order: [`events`] (bytes to trees), [`read`], [`places`] (where things stand), [`mod@write`], [`yaml`], [`graph`],
//! [`fault_tree`], [`profiles`] (reporting duties), [`alerts`].

pub mod alerts;
mod around;
pub mod events;
pub mod fault_tree;
pub mod generate;
pub mod graph;
pub mod places;
pub mod profiles;
pub mod read;
pub mod reference;
pub mod scalar;
pub mod schema;
mod syntax;
pub mod working;
pub mod write;
pub mod yaml;

pub use alerts::read_delivery;
pub use fault_tree::write_open_psa;
pub use graph::{GraphFormat, write_graph};
pub use places::{Location, Places, Refused};
pub use read::{
    MAX_FILE, Origin, Source, read_document, read_map, read_map_limited, read_scenario, read_script,
};
pub use write::{Format, write_map};

/// The version of the map file format that is read and written.
pub const VERSION: i64 = 1;
