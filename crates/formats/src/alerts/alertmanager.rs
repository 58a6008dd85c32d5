//! The webhook body of Prometheus Alertmanager, version 4.

use super::read::webhook;
use model::Delivery;
use wire::{Problems, Tree};

/// Reads a delivery. The status of the group says nothing; that of each alert counts.
///
/// # Errors
/// The body is none of Alertmanager, or of another version.
pub fn read(body: &Tree) -> Result<Delivery, Problems> {
    webhook(
        body,
        "4",
        "Alertmanager sends version 4; for Grafana make a receiver of the type grafana",
        |_, _| {},
    )
}
