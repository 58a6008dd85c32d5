//! The engine against the definition: vectors, a literal step-by-step evaluation, properties, huge chains.

mod case;
mod huge;
mod literal;
mod properties;
mod sweep;
mod vectors;
mod why;
