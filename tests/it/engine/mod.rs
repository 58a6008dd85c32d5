//! The engine against the definition: vectors, a literal step-by-step evaluation, properties, huge chains.

mod by_hand;
mod case;
mod huge;
mod literal;
mod objectives;
mod properties;
mod restart;
mod vectors;
mod why;
