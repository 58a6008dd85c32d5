//! All integration tests in one binary, by the front door: they share one throw-away PostgreSQL, and link once.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test, to panic is to fail")]

mod access;
mod answers;
mod api;
mod app;
mod cli;
mod contract;
mod engine;
mod faults;
mod formats;
mod generate;
mod integrations;
mod map;
mod model;
mod proof;
mod render;
mod store;
mod support;
mod tidy;
mod web;
