//! The world around the service: programs that get text and give a picture or a document back, and whoever is told by
//! webhooks and by mail.
//!
//! Reading order: [`tool`] (one program, within limits), [`dot`] (pictures), [`weasyprint`] (PDF of a report), [`fonts`];
//! [`receivers`] (who may receive webhooks), [`signature`], [`webhook`] (sending one), [`relay`] (the mail server and who
//! may receive mail), [`mail`] (sending one), [`attempt`] (what came of it), [`random`], [`digest`] (checksums);
//! [`identity`] (a provider of OpenID Connect), [`service`] (a running service, as its clients see it).

pub mod attempt;
pub mod digest;
pub mod dot;
pub mod fonts;
pub mod identity;
pub mod mail;
pub mod random;
pub mod raster;
pub mod receivers;
pub mod relay;
pub mod service;
pub mod signature;
pub mod tool;
pub mod weasyprint;
pub mod webhook;

pub use tool::ToolError;
