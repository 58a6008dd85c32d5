//! HTTP only: extractors, handlers, problem documents, the OpenAPI document.
//!
//! Reading order: [`problem`], [`params`], [`request`], [`respond`], [`state`], then the handlers ([`impact`],
//! [`nodes`], [`around`], [`dependencies`], [`changes`], [`whole_map`], [`health`]), [`auth`], [`docs`], [`server`].

mod around;
mod auth;
mod changes;
mod dependencies;
mod docs;
mod health;
mod impact;
mod nodes;
mod params;
mod problem;
mod request;
mod respond;
mod server;
mod state;
mod whole_map;

pub use auth::{MIN_TOKEN, Policy, Token};
pub use docs::document;
pub use server::{router, serve};
pub use state::Api;
