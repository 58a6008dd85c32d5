//! The domain by itself.

mod clock;
mod delivery;
mod flapping;
mod incident;
