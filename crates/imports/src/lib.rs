//! Maps from what an agency already has: tables, inventories, models, drawings, monitoring. Files in, a proposal with a
//! report out; no I/O, no store, no network.
//!
//! Reading order: [`registry`] (the formats, and how to add one), [`draft`] (what an importer fills), [`mod@settle`] (keys,
//! needs, nodes), [`ask`], [`report`], [`place`], [`text`], [`keys`]; then [`table`], and one file a format in [`formats`].

pub mod ask;
mod common;
pub mod draft;
mod drawing;
pub mod formats;
pub mod keys;
mod links;
pub mod place;
pub mod registry;
pub mod report;
pub mod settle;
pub mod table;
pub mod text;
pub mod traffic;
pub mod tree;

#[cfg(test)]
mod tests;

pub use draft::{Draft, Link, Options, Strength, Thing};
pub use links::Sentence;
pub use place::Place;
pub use registry::{FORMATS, File, MapFormat, format, propose};
pub use report::{Report, What};
pub use settle::{Known, Nothing, Proposal, Proposed, settle};
