//! The API through real HTTP: every operation, the rules of conditions and pages, everything that can be wrong.

mod alert_scripts;
mod alerts;
mod bad_input;
mod changes;
mod dry_run;
mod duties;
mod endurance;
mod events;
mod guard;
mod impact;
mod incidents;
mod joined;
mod mcp;
mod operations;
mod present;
mod reading;
