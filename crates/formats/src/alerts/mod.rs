//! Deliveries of monitoring tools, each tool in its own form, read into one.
//!
//! Properties that are not known are left alone: the tools add new ones. What is odd about a single alert is a flag of
//! it, and the alert is kept; only a body that is no delivery of that tool at all is refused.
//!
//! Reading order: [`read`] (what all forms share), then one file per tool; [`shown`] and [`secrets`] (what is kept of it).

pub mod alertmanager;
pub mod generic;
pub mod grafana;
pub mod icinga;
pub mod read;
pub mod secrets;
pub mod shown;
pub mod zabbix;

use model::{Delivery, Sender};
use wire::{Problems, Tree};

/// Most alerts of one delivery; more count as truncated.
pub const MAX_ALERTS: usize = 10_000;
/// Most labels, and most annotations, of one alert; more are dropped.
pub const MAX_LABELS: usize = 100;
/// Longest text that is kept, in bytes; longer ones are cut.
pub const MAX_VALUE: usize = 1_024;

/// Reads a delivery in the form of this sender.
///
/// # Errors
/// All that keeps the body from being such a delivery: another tool's form, another version, no alerts.
pub fn read_delivery(sender: Sender, body: &Tree) -> Result<Delivery, Problems> {
    match sender {
        Sender::Alertmanager => alertmanager::read(body),
        Sender::Grafana => grafana::read(body),
        Sender::Icinga => icinga::read(body),
        Sender::Zabbix => zabbix::read(body),
        Sender::Generic => generic::read(body),
    }
}
