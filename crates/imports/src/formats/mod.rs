//! One file a format.

pub mod table;
