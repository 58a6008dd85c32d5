//! What is measured, and the yardstick it is held against.
#![allow(missing_docs)]
fn main() {}
