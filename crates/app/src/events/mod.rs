//! What is told to others: the log of changes of the situation, its readers, and deliveries to receivers.
//!
//! Reading order: [`log`] (what becomes an event), [`feed`] (the log and its readers), [`words`] (an event as it is told),
//! [`letter`] (the same as a mail), [`subscriptions`] (who is told), [`share`] (whom an event is for),
//! [`ways`] (one attempt, by webhook or by mail),
//! [`post`] (deliveries, in order and again and again).

mod feed;
mod letter;
mod log;
mod post;
mod share;
mod subscriptions;
mod ways;
mod words;

pub use feed::{Events, Part};
pub use post::Post;
pub use subscriptions::{Known, Shown};
pub use words::told;

use model::incident::Millis;

/// How long events and their deliveries are kept: 30 days.
pub const KEPT: Millis = 30 * 86_400_000;
