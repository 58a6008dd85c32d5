//! The one integration binary: everything is tested from outside, by the front door.

mod engine;
mod map;
