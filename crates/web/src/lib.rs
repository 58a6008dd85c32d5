//! Pages for people, over the same use cases as the API: HTML over the wire, readable and usable without a script.
//!
//! A page asks the API in the same process, with what its visitor brought along ([`ask`]): so it can neither show nor do
//! anything that the API would refuse, and what is wrong is told once. Reading order: [`site`] (what all share), [`visitor`] (who looks: language,
//! theme, token), [`ask`], [`session`], [`basket`] and [`held`] (changes that are tried), [`assets`], [`form`], [`json`] (reading answers), [`told`] (telling them in
//! words), [`names`], [`frame`] (what every page has), [`refused`] (what went wrong, as a page), [`picture`], [`report`], [`moments`],
//! [`layout`], [`find`], [`scenario`] and [`questions`] (what is asked), [`live`], [`routes`] (all addresses with their rights), then [`pages`].

mod ask;
mod assets;
mod basket;
mod find;
mod form;
mod frame;
mod held;
mod json;
mod layout;
mod live;
mod moments;
mod names;
mod pages;
mod picture;
mod questions;
mod refused;
mod report;
mod routes;
mod scenario;
mod session;
mod site;
mod told;
mod upload;
mod visitor;

pub use routes::{Declared, Right, declared, router};
