//! The API through real HTTP: every operation, the rules of conditions and pages, everything that can be wrong.

mod bad_input;
mod changes;
mod duties;
mod endurance;
mod guard;
mod impact;
mod incidents;
mod mcp;
mod operations;
mod present;
mod reading;
