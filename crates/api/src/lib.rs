//! HTTP only: extractors, handlers, problem documents, the OpenAPI document.
//!
//! Reading order: [`problem`], [`params`], [`values`], [`texts`], [`request`], [`respond`], [`state`], [`present`], [`question_params`], then the handlers ([`impact`],
//! [`nodes`], [`around`], [`dependencies`], [`changes`], [`whole_map`], [`incidents`], [`situation`], [`alerts`],
//! [`deliveries`], [`dry_run`] (the one page with a form), [`events`], [`subscriptions`], [`duties`], [`planning`],
//! [`confirmations`], [`campaigns`], [`jobs`], [`job_course`], [`keys`], [`people`], [`session`], [`audit`], [`health`], [`metrics`]), [`mcp`] (the tools of agents), [`auth`], [`proxy`],
//! [`middleware`] (around every handler),
//! [`flow`] and [`inflate`] (bytes on their way), [`docs`] with [`unions`], [`server`] (all of it put together), [`connections`] (the sockets) and [`crowd`]
//! (who is connected).

mod aftermath;
mod alerts;
mod around;
mod audit;
mod auth;
mod campaigns;
mod changes;
mod confirmations;
pub mod connections;
mod crowd;
mod deliveries;
mod dependencies;
mod docs;
mod dry_run;
mod duties;
mod events;
mod flow;
mod freshness;
mod health;
mod impact;
mod imports;
mod incidents;
mod inflate;
mod job_course;
mod jobs;
mod keys;
mod lists;
mod mcp;
mod metrics;
mod middleware;
mod nodes;
mod params;
mod people;
mod planning;
mod present;
mod problem;
mod proxy;
mod question_params;
mod request;
mod respond;
mod rights;
mod server;
pub mod session;
mod situation;
mod stall;
mod state;
mod subscriptions;
mod texts;
mod tls;
mod traffic;
mod unions;
mod values;
mod whole_map;
mod working;

pub use auth::{MIN_TOKEN, Policy, Token};
pub use connections::serve;
pub use docs::document;
pub use middleware::REQUESTS;
pub use problem::Faults;
pub use proxy::{Network, Proxies};
pub use server::router;
pub use state::Api;
pub use tls::Tls;
