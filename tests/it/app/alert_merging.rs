//! What is kept of alerts in any order and repetition, and which node they speak of.

use super::alerts::{MINUTE, T, alert, body, receiver, rules};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tragweite::app::alerts::merge::{Placed, merge};
use tragweite::formats::read_delivery;
use tragweite::model::alert_rule::{NOTICED_LATER_MS, explained};
use tragweite::model::{Alert, Computed, Key, Level, Receiver, Sender, Standing, Template};
use tragweite::store::AlertRow;
use tragweite::wire::Tree;
use tragweite::wire::alert::time;

/// What others do to nodes.
type Situation = BTreeMap<Key, Computed>;

/// What is known after these deliveries, in this order; the time of arrival stands still.
fn known_after(receiver: &Receiver, deliveries: &[&Value], situation: &Situation) -> Vec<AlertRow> {
    let now = T + 1_000 * MINUTE;
    let mut known: BTreeMap<String, AlertRow> = BTreeMap::new();
    for alerts in deliveries {
        let tree = Tree::from_json(&body(std::slice::from_ref(alerts))).unwrap();
        let delivery = read_delivery(receiver.sender, &tree).unwrap();
        let exists = |key: &Key| key.as_str() != "a.nirgends";
        let placed: Vec<Placed> =
            delivery.alerts.into_iter().map(|alert| Placed::new(alert, receiver, exists, now)).collect();
        let merged = merge(
            "main",
            "g",
            known.values().cloned().collect(),
            &placed,
            &|node| situation.get(node).copied(),
            now,
        );
        known.extend(merged.rows.into_iter().map(|row| (row.fingerprint.clone(), row)));
    }
    known.into_values().collect()
}

fn any_alert() -> impl Strategy<Value = Value> {
    let host = |fingerprint: u8| ["storage", "mail", "nirgends"][usize::from(fingerprint)];
    let parts = (0_u8..3, 0_i64..6, prop::option::of(0_i64..4), 0_u8..2);
    parts.prop_map(move |(name, start, length, mild)| {
        let mut alert = alert(&name.to_string(), host(name), start, length.map(|length| start + length));
        if mild == 1 {
            alert["labels"]["severity"] = json!("warning");
        }
        alert
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_repetition_leads_to_the_same(
        told in prop::collection::vec(any_alert(), 1..12),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let receiver = receiver("main", &json!({"type": "alertmanager", "rules": rules()}));
        let situation = Situation::from([(
            Key::new("a.mail").unwrap(),
            Computed { level: Level::Degraded, since_ms: T + 2 * MINUTE },
        )]);
        let mut again: Vec<&Value> = order.iter().map(|index| index.get(&told)).collect();
        again.extend(told.iter().rev());
        let seen = |rows: Vec<AlertRow>| -> Vec<_> {
            let one = |row: AlertRow| {
                (row.fingerprint, row.status, row.starts_ms, row.over_ms, row.node, row.level, row.explained, row.why)
            };
            rows.into_iter().map(one).collect()
        };
        let straight = known_after(&receiver, &told.iter().collect::<Vec<_>>(), &situation);
        prop_assert_eq!(seen(straight), seen(known_after(&receiver, &again, &situation)));
    }

    #[test]
    fn a_single_outage_is_the_same_in_any_order(
        told in prop::collection::vec((0_i64..9, prop::option::of(0_i64..9)), 1..8),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let told_as = |(start, end): (i64, Option<i64>)| {
            let state = if end.is_some() { "resolved" } else { "firing" };
            let at = |minute: i64| time(T + minute * MINUTE);
            let mut item = json!({"key": "4711", "state": state});
            match end {
                Some(end) => item["endsAt"] = json!(at(end)),
                None => item["startsAt"] = json!(at(start)),
            }
            let tree = Tree::from_json(json!({"alerts": [item]}).to_string().as_bytes()).unwrap();
            read_delivery(Sender::Zabbix, &tree).unwrap().alerts.remove(0)
        };
        let all: Vec<_> = told.iter().map(|told| told_as(*told)).collect();
        let again: Vec<_> = order.iter().map(|index| index.get(&all)).chain(all.iter().rev()).collect();
        let end = |alerts: &[&Alert]| {
            let mut known = None;
            for alert in alerts {
                known = Some(Standing::after(known.as_ref(), alert, T + 100 * MINUTE).0);
            }
            known.unwrap()
        };
        let (one, other) = (end(&all.iter().collect::<Vec<_>>()), end(&again));
        prop_assert_eq!((one.starts_ms, one.over_ms), (other.starts_ms, other.over_ms));
        prop_assert_eq!(one.fires(true), told.iter().all(|(_, end)| end.is_none()));
    }

    #[test]
    fn any_label_makes_a_key_or_says_why(value in ".{0,300}") {
        let labels = BTreeMap::from([("x".to_owned(), value)]);
        let template = Template::new("a.{x}").unwrap();
        if let Ok(key) = template.fill(&labels) {
            prop_assert!(Key::new(key.as_str()).is_ok());
        }
    }
}

#[test]
fn a_late_alert_of_a_child_is_no_new_cause() {
    let computed = |level, since_ms| Some(Computed { level, since_ms });
    assert!(explained(Level::Unavailable, T, computed(Level::Unavailable, T - 1)));
    assert!(explained(Level::Degraded, T, computed(Level::Unavailable, T)));
    assert!(!explained(Level::Unavailable, T, computed(Level::Degraded, T - 1)), "it is hit worse than that");
    assert!(
        !explained(Level::Unavailable, T, computed(Level::Unavailable, T + NOTICED_LATER_MS + 1)),
        "it began before"
    );
    assert!(
        explained(Level::Unavailable, T, computed(Level::Unavailable, T + NOTICED_LATER_MS)),
        "checks run in turn"
    );
    assert!(!explained(Level::Degraded, T, None));
}

#[test]
fn an_explained_alert_is_kept_as_such() {
    let receiver = receiver("main", &json!({"type": "alertmanager", "rules": rules()}));
    let since = |since_ms| {
        Situation::from([(Key::new("a.mail").unwrap(), Computed { level: Level::Unavailable, since_ms })])
    };
    let late = alert("f", "mail", 5, None);
    assert!(known_after(&receiver, &[&late], &since(T))[0].explained);
    assert!(!known_after(&receiver, &[&late], &since(T + 11 * MINUTE))[0].explained);
    let over = alert("f", "mail", 5, Some(6));
    assert!(!known_after(&receiver, &[&late, &over], &since(T))[0].explained);
}

#[test]
fn a_clock_that_once_ran_far_ahead_hides_nothing_later() {
    let receiver = receiver("main", &json!({"type": "alertmanager", "rules": rules()}));
    let (far, near) = (1_000_000, 900);
    let odd = [alert("f", "mail", far, None), alert("f", "mail", far, Some(far + 1))];
    let now = alert("f", "mail", 1_001, None);
    let rows = known_after(&receiver, &[&odd[0], &odd[1], &now], &Situation::new());
    assert_eq!(rows[0].status, "firing", "{rows:?}");
    let past = alert("f", "mail", near, None);
    let rows = known_after(&receiver, &[&past, &alert("f", "mail", near, Some(far))], &Situation::new());
    assert_eq!((rows[0].status, rows[0].over_ms), ("resolved", Some(T + 1_000 * MINUTE)), "{rows:?}");
}

#[test]
fn templates_make_keys_of_labels() {
    let labels = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let fill = |template: &str, pairs: &[(&str, &str)]| {
        Template::new(template).unwrap().fill(&labels(pairs)).map(|key| key.to_string())
    };
    let named = [("agency", "Bürger Büro (Süd)"), ("service", "Kfz_Zulassung:443")];
    assert_eq!(fill("{agency}.{service}", &named).unwrap(), "buerger-buero-sued.kfz-zulassung-443");
    assert_eq!(fill("x-{host}-y", &[("host", "DB1.example.org.")]).unwrap(), "x-db1.example.org-y");
    assert_eq!(fill("{x}", &[]).unwrap_err(), "there is no label x");
    assert!(fill("{x}", &[("x", "°°°")]).unwrap_err().contains("holds nothing"));
    for wrong in ["", "{", "{}", "a{b", "A.{x}", "{x}..y", ".{x}", "{{x}}", "a b"] {
        assert!(Template::new(wrong).is_err(), "{wrong}");
    }
    for (text, sender) in [("{agency}.{service}", Sender::Generic), ("dresden.storage", Sender::Zabbix)] {
        assert_eq!(Template::new(text).unwrap().to_string(), text, "{sender:?}");
    }
}

#[test]
fn senders_without_times_are_taken_in_the_order_of_arrival() {
    let receiver = receiver("main", &json!({"type": "generic", "rules": []}));
    let mut known: Vec<AlertRow> = Vec::new();
    let mut told = Vec::new();
    for (minute, state) in
        [(0, "firing"), (1, "firing"), (2, "resolved"), (2, "firing"), (3, "resolved"), (4, "resolved")]
            .iter()
            .copied()
    {
        let now = T + minute * MINUTE;
        let tree = json!({"alerts": [{"key": "k", "state": state, "nodeRef": "a.web"}]}).to_string();
        let delivery = read_delivery(Sender::Generic, &Tree::from_json(tree.as_bytes()).unwrap()).unwrap();
        let placed = Placed::new(delivery.alerts[0].clone(), &receiver, |_| true, now);
        let mut merged = merge("main", "", known, &[placed], &|_| None, now);
        told.push(merged.told.remove(0).1.result);
        known = merged.rows;
    }
    assert_eq!(told, ["new", "duplicate", "resolved", "new", "resolved", "stale"]);
    assert_eq!(known[0].node.as_deref(), Some("a.web"));
}

/// Minutes of the arrival of an alert, of its start and of its end; `None` as end: it fires.
type Arrived = (i64, Option<i64>, Option<Option<i64>>);

/// Whether an alert fires when these have been told one after the other, and what each of them was.
fn in_the_end(told: &[Arrived]) -> (bool, Vec<&'static str>) {
    let (mut known, mut results) = (None, Vec::new());
    for (arrival, start, end) in told {
        let mut item = json!({"key": "k", "state": if end.is_some() { "resolved" } else { "firing" }});
        if let Some(start) = start {
            item["startsAt"] = json!(time(T + start * MINUTE));
        }
        if let Some(Some(end)) = end {
            item["endsAt"] = json!(time(T + end * MINUTE));
        }
        let tree = Tree::from_json(json!({"alerts": [item]}).to_string().as_bytes()).unwrap();
        let receiver = receiver("main", &json!({"type": "generic", "rules": []}));
        let alert = read_delivery(Sender::Generic, &tree).unwrap().alerts.remove(0);
        let now = T + arrival * MINUTE;
        let alert = Placed::new(alert, &receiver, |_| true, now).alert;
        let (standing, told) = Standing::after(known.as_ref(), &alert, now);
        known = Some(standing);
        results.push(told.as_str());
    }
    (known.unwrap().fires(false), results)
}

#[test]
fn what_says_that_it_is_over_ends_it_whatever_the_clocks_say() {
    let over = [
        // The sender's clock runs ahead: by minutes, by the hours of a time zone, by days.
        [(0, Some(5), None), (2, None, Some(Some(7)))],
        [(0, Some(5), None), (2, Some(5), Some(Some(7)))],
        [(0, Some(120), None), (2, None, Some(Some(122)))],
        [(0, Some(660), None), (2, Some(660), Some(Some(662)))],
        [(0, Some(9_000), None), (2, Some(9_000), Some(Some(9_002)))],
        // It was set right in between, or another host sends the end.
        [(0, Some(5), None), (2, None, Some(Some(2)))],
        [(0, Some(0), None), (2, None, Some(Some(-10)))],
        [(0, Some(120), None), (2, Some(0), Some(Some(2)))],
        // The end lies before the start, or there is no start, or no time at all.
        [(0, Some(0), None), (2, Some(0), Some(Some(-1)))],
        [(0, None, None), (2, None, Some(Some(-300)))],
        [(0, None, None), (2, None, Some(None))],
        [(0, Some(5), None), (2, None, Some(None))],
        // Its clock woke up in another decade.
        [(0, Some(-9_000_000), None), (2, Some(-9_000_000), Some(Some(-8_999_998)))],
    ];
    for told in over {
        assert_eq!(in_the_end(&told), (false, vec!["new", "resolved"]), "{told:?}");
        // The same once more is nothing new, and the next outage is one, with the clock as it was and set right.
        let ahead = told[0].1.map_or(0, |start| start - told[0].0);
        for start in [None, Some(10), told[0].1.map(|_| 10 + ahead)] {
            let more = [told[0], told[1], told[1], (10, start, None)];
            assert_eq!(in_the_end(&more), (true, vec!["new", "resolved", "stale", "new"]), "{more:?}");
            let again = [more[0], more[1], more[3], (12, None, Some(Some(12 + ahead)))];
            assert_eq!(in_the_end(&again), (false, vec!["new", "resolved", "new", "resolved"]), "{again:?}");
        }
    }
}

#[test]
fn what_is_over_of_an_earlier_outage_ends_no_later_one() {
    let later = [
        // A later start is known.
        vec![(0, Some(0), None), (5, Some(4), None), (6, Some(0), Some(Some(3)))],
        vec![(5, Some(4), None), (6, Some(0), Some(Some(3)))],
        // The end of the one before is told again.
        vec![(0, Some(0), None), (3, None, Some(Some(3))), (5, Some(4), None), (6, None, Some(Some(3)))],
    ];
    for told in later {
        let (fires, results) = in_the_end(&told);
        assert!(fires && results.last() == Some(&"stale"), "{told:?}: {results:?}");
    }
}
