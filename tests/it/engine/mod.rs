//! The engine against the definition: vectors, a literal step-by-step evaluation, properties, huge chains.

pub(crate) mod case;
mod compare;
mod cuts;
mod diagnosis;
mod ground;
mod huge;
mod legs;
pub(crate) mod literal;
mod manual_start;
mod objectives;
mod parts;
mod paths;
mod properties;
mod restart;
mod sweep;
mod vectors;
mod why;
