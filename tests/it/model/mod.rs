//! The domain by itself.

mod flapping;
mod incident;
