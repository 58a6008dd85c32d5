//! The API through real HTTP: every operation, the rules of conditions and pages, everything that can be wrong.

mod bad_input;
mod changes;
mod endurance;
mod events;
mod guard;
mod impact;
mod incidents;
mod operations;
mod present;
mod reading;
