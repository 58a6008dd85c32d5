//! The live map: changes over a base are the same as a map compiled from scratch, and faults are all told.

// Helpers outside of test functions unwrap as well.
#![allow(clippy::unwrap_used)]

mod districts;
mod faults;
mod neighbours;
mod observe;
mod overlay;
mod sample;
mod search;
mod snapshot;
