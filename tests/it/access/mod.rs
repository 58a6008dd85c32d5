//! Who may do what, and what each sees: nothing leaks to whoever sees only a part of the map.

mod audit;
mod confirmations;
mod identity;
mod matrix;
mod quotas;
mod redaction;
mod roles;
mod sessions;
mod world;
