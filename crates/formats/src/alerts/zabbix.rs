//! What `scripts/zabbix-media-type.js` sends: the plain form, with the tags of the event and macros of Zabbix.

use super::generic;
use super::read::{Flags, add_label, get, text};
use model::{Alert, Delivery, Flag};
use wire::{Problems, Tree, Value};

/// Reads a delivery. The key is the id of the problem event: each names one outage.
///
/// # Errors
/// There is no list of alerts.
pub fn read(body: &Tree) -> Result<Delivery, Problems> {
    generic::read_with(body, alert)
}

fn alert(item: &Tree) -> Alert {
    let mut alert = generic::alert(item);
    alert.once = !alert.flags.contains(&Flag::FingerprintMade);
    alert.source_id = Some(alert.fingerprint.clone()).filter(|_| alert.once);
    if let Some(tags) = get(item, "tags") {
        let Value::Seq(items) = &tags.value else {
            alert.flags.insert(Flag::Unreadable);
            return alert;
        };
        for tag in items {
            let mut flags = Flags::new();
            if let Some(name) = text(tag, "tag", &mut flags) {
                // Many tags have no value: being there is what they say.
                let value = match get(tag, "value").map(|t| &t.value) {
                    Some(Value::Str(value)) => value.as_str(),
                    _ => "",
                };
                add_label(&mut alert.labels, &name, value, &mut flags);
            } else {
                flags.insert(Flag::Unreadable);
            }
            alert.flags.extend(flags);
        }
    }
    // What Zabbix could not fill in: `*UNKNOWN*`, or the macro itself.
    let unknown =
        |text: &str| text.contains("*UNKNOWN*") || text.contains("{EVENT.") || text.contains("{HOST.");
    if unknown(&alert.fingerprint) || alert.labels.values().any(|value| unknown(value)) {
        alert.flags.insert(Flag::Unresolved);
        alert.once = alert.once && !unknown(&alert.fingerprint);
        alert.labels.retain(|_, value| !unknown(value));
    }
    alert
}
