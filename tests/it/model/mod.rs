//! The domain by itself.

mod delivery;
mod flapping;
mod incident;
