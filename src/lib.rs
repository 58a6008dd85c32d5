//! Tragweite: a map of agencies, sites and services, and the answer to "if this fails, what is affected".
//!
//! The folders of `crates/` are its floors (`ARCHITECTURE.md`); read [`model`] first. Here they stand together, for the
//! program, its tests and its benches.

pub mod cli;

pub use {access, api, app, engine, formats, map, model, outside, render, store, web, wire, words};
