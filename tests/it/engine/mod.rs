//! The engine against the definition: vectors, a literal step-by-step evaluation, properties, huge chains.

mod by_hand;
pub(crate) mod case;
mod compare;
mod cuts;
mod diagnosis;
mod ground;
mod huge;
pub(crate) mod literal;
mod objectives;
mod parts;
mod properties;
mod restart;
mod sweep;
mod vectors;
mod ways;
mod why;
