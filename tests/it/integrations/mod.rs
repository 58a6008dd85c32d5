//! The world around the service: papers that are printed, who may receive webhooks, and how they are signed.

mod printer;
mod receivers;
mod signature;
