//! The engine against the definition: vectors, a literal step-by-step evaluation, properties, huge chains.

mod case;
mod compare;
mod cuts;
mod diagnosis;
mod ground;
mod huge;
mod literal;
mod properties;
mod vectors;
mod ways;
mod why;
