//! The world around the service: who may receive webhooks, and how they are signed.

mod receivers;
mod signature;
