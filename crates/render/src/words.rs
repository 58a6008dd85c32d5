//! The two languages, for whoever uses this crate alone.

pub use words::{Language, shortened, sign};
