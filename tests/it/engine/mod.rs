//! The engine against the definition: vectors, a literal step-by-step evaluation, properties, huge chains.

mod case;
mod cuts;
mod huge;
mod literal;
mod properties;
mod vectors;
mod why;
