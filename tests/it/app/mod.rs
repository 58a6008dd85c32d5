//! The use cases: the example maps against what was reported, and the live map on both databases.

mod aftermath;
mod alert_merging;
mod alerts;
mod comparison;
mod deadlines;
mod delivery;
mod duties;
mod events;
mod examples;
mod exercises;
pub(crate) mod incidents;
mod live;
mod long_incident;
mod mail;
mod put_back;
mod questions;
mod report;
mod sweeps;
mod written;
