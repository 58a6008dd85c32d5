//! The webhook body of Grafana, version 1: the frame of Alertmanager with links of its own.

use super::read::{text, webhook};
use model::Delivery;
use wire::{Problems, Tree};

/// Reads a delivery; the link of an alert is its panel, else its dashboard, else what made it.
///
/// # Errors
/// The body is none of Grafana, or of another version.
pub fn read(body: &Tree) -> Result<Delivery, Problems> {
    let other = "Grafana sends version 1; for Alertmanager make a receiver of the type alertmanager";
    webhook(body, "1", other, |item, alert| {
        let mut flags = std::mem::take(&mut alert.flags);
        let link = ["panelURL", "dashboardURL"].iter().find_map(|name| text(item, name, &mut flags));
        alert.url = link.or(alert.url.take());
        alert.flags = flags;
    })
}
