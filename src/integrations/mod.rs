//! The world around the service: programs that get text and give a picture or a document back, and receivers of
//! webhooks.
//!
//! Reading order: [`tool`] (one program, within limits), [`dot`] (pictures), [`weasyprint`] (PDF of a report);
//! [`receivers`] (who may receive webhooks), [`signature`], [`webhook`] (sending one), [`random`];
//! [`service`] (a running service, as its clients see it).

pub mod dot;
pub mod random;
pub mod receivers;
pub mod service;
pub mod signature;
pub mod tool;
pub mod weasyprint;
pub mod webhook;

pub use tool::ToolError;
