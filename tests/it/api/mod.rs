//! The API through real HTTP: every operation, the rules of conditions and pages, everything that can be wrong.

mod alert_scripts;
mod alerts;
mod bad_input;
mod changes;
mod cuts;
mod dry_run;
mod duties;
mod endurance;
mod events;
mod findings;
mod guard;
mod impact;
mod incidents;
mod jobs;
mod joined;
mod mcp;
mod mcp_address;
mod mcp_planning;
mod operations;
mod planning;
mod present;
mod reading;
mod reasoning;
mod restart;
mod situation;
mod sweeps;
