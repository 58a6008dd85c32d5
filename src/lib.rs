//! Tragweite: a map of agencies, sites and services, and the answer to "if this fails, what is affected".
//!
//! Read the folders in the order of their floors (`ARCHITECTURE.md`): [`model`] first.

pub mod api;
pub mod app;
pub mod cli;
pub mod engine;
pub mod formats;
pub mod integrations;
pub mod map;
pub mod model;
pub mod render;
pub mod store;
pub mod wire;
