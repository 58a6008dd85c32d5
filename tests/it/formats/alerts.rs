//! Deliveries of every sender: as the tools write them, and as they must not be.

use serde_json::{Value, json};
use tragweite::formats::alerts::{MAX_ALERTS, MAX_LABELS, MAX_VALUE};
use tragweite::formats::read_delivery;
use tragweite::model::{Alert, Delivery, Flag, LocalId, Sender, Status};
use tragweite::wire::alert_receiver::decode_receiver;
use tragweite::wire::{Problems, Tree};

fn try_read(sender: Sender, body: &Value) -> Result<Delivery, Problems> {
    read_delivery(sender, &Tree::from_json(body.to_string().as_bytes()).unwrap())
}

#[track_caller]
fn read(sender: Sender, body: &Value) -> Delivery {
    try_read(sender, body).unwrap_or_else(|problems| panic!("{problems}"))
}

#[track_caller]
fn one(sender: Sender, body: &Value) -> Alert {
    let mut delivery = read(sender, body);
    assert_eq!(delivery.alerts.len(), 1);
    delivery.alerts.remove(0)
}

fn codes(sender: Sender, body: &Value) -> Vec<String> {
    let problems = try_read(sender, body).unwrap_err();
    problems.list().iter().map(|p| format!("{} {}", p.pointer, p.code)).collect()
}

fn ms(text: &str) -> Option<i64> {
    Some(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

/// As Alertmanager 0.28 sends it; the group fires although one of its alerts is resolved.
fn alertmanager() -> Value {
    json!({
        "receiver": "tragweite", "status": "firing", "version": "4", "truncatedAlerts": 3,
        "groupKey": "{}:{alertname=\"InstanceDown\"}", "groupLabels": {"alertname": "InstanceDown"},
        "commonLabels": {"alertname": "InstanceDown"}, "commonAnnotations": {}, "externalURL": "http://am.example.org:9093",
        "notification_reason": "new", "routeLabels": {},
        "alerts": [
            {"status": "firing", "labels": {"alertname": "InstanceDown", "instance": "db1:9100", "severity": "critical"},
             "annotations": {"summary": "db1 antwortet nicht"}, "startsAt": "2018-11-14T14:30:00.123+01:00",
             "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus.example.org/graph?g0.expr=up",
             "fingerprint": "c2f1e8a0d5b4c549"},
            {"status": "resolved", "labels": {"alertname": "InstanceDown", "instance": "db2:9100"}, "annotations": {},
             "startsAt": "2018-11-14T13:00:00Z", "endsAt": "2018-11-14T13:20:00Z", "generatorURL": "", "fingerprint": "0d5b4c549c2f1e8a"}
        ]
    })
}

#[test]
fn alertmanager_tells_of_each_alert_by_itself() {
    let delivery = read(Sender::Alertmanager, &alertmanager());
    assert_eq!((delivery.truncated, delivery.group.as_str()), (3, "{}:{alertname=\"InstanceDown\"}"));
    let [firing, resolved] = &delivery.alerts[..] else { panic!("{delivery:?}") };
    assert_eq!((firing.status, firing.fingerprint.as_str()), (Status::Firing, "c2f1e8a0d5b4c549"));
    assert_eq!((firing.starts_ms, firing.ends_ms), (ms("2018-11-14T13:30:00.123Z"), None));
    assert_eq!(
        (firing.severity.as_deref(), firing.summary.as_deref()),
        (Some("critical"), Some("db1 antwortet nicht"))
    );
    assert!(firing.flags.is_empty() && resolved.flags.is_empty());
    assert_eq!((resolved.status, resolved.ends_ms), (Status::Resolved, ms("2018-11-14T13:20:00Z")));
    assert_eq!(resolved.summary.as_deref(), Some("InstanceDown"));
}

#[test]
fn grafana_is_read_with_its_year_one_and_its_links() {
    let body = json!({
        "receiver": "tragweite", "status": "firing", "orgId": 1, "version": "1", "groupKey": "{}:{}", "truncatedAlerts": 0,
        "title": "[FIRING:1]", "state": "alerting", "message": "**Firing**", "externalURL": "https://grafana.example.org/",
        "commonLabels": {}, "commonAnnotations": {}, "groupLabels": {},
        "alerts": [{"status": "firing", "labels": {"alertname": "Hoch", "agency": "dresden"}, "annotations": {"description": "zu hoch"},
            "startsAt": "2018-11-14T13:30:00Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "https://grafana.example.org/a",
            "fingerprint": "57c6d9296de2ad39", "silenceURL": "https://grafana.example.org/s", "dashboardURL": "https://grafana.example.org/d",
            "panelURL": "", "imageURL": null, "values": {"B": 44.2, "C": 1}, "valueString": "[ var='B' ]"}]
    });
    let alert = one(Sender::Grafana, &body);
    assert_eq!(alert.url.as_deref(), Some("https://grafana.example.org/d"));
    assert_eq!((alert.ends_ms, alert.summary.as_deref()), (None, Some("zu hoch")));
    assert!(alert.flags.is_empty(), "{:?}", alert.flags);
    assert_eq!(codes(Sender::Alertmanager, &body), ["/version unknown-version"]);
    assert_eq!(codes(Sender::Grafana, &alertmanager()), ["/version unknown-version"]);
}

#[test]
fn icinga_is_read_in_both_forms() {
    let script = |state: &str, since: &str| {
        json!({"host": "db1", "service": "postgres", "state": state, "since": since,
            "notificationType": "PROBLEM", "output": "connection refused"})
    };
    let problem = one(Sender::Icinga, &script("CRITICAL", "1542202200.5"));
    assert_eq!((problem.fingerprint.as_str(), problem.status), ("db1!postgres", Status::Firing));
    assert_eq!((problem.starts_ms, problem.severity.as_deref()), (Some(1_542_202_200_500), Some("critical")));
    let recovery = one(Sender::Icinga, &script("OK", "1542205800"));
    assert_eq!((recovery.starts_ms, recovery.ends_ms), (None, Some(1_542_205_800_000)));
    assert_eq!(recovery.status, Status::Resolved);
    let host = one(Sender::Icinga, &json!({"host": "db1", "state": "DOWN"}));
    assert_eq!((host.fingerprint.as_str(), host.severity.as_deref()), ("db1", Some("critical")));
    assert!(host.flags.contains(&Flag::StartUnknown));

    let webhook = |severity: &str| {
        json!({"contact": {"id": 1, "full_name": "Tragweite"},
            "object": {"name": "db1!postgres", "url": "https://icinga.example.org/o", "tags": {"host": "db1", "service": "postgres"}},
            "incident": {"id": 17, "url": "https://icinga.example.org/i/17", "severity": severity},
            "event": {"time": "2018-11-14T13:30:00Z", "type": "state", "message": "connection refused"}})
    };
    let alert = one(Sender::Icinga, &webhook("crit"));
    assert_eq!((alert.fingerprint.as_str(), alert.once, alert.status), ("incident 17", true, Status::Firing));
    assert_eq!((alert.labels["host"].as_str(), alert.source_id.as_deref()), ("db1", Some("17")));
    assert_eq!(one(Sender::Icinga, &webhook("ok")).status, Status::Resolved);
    assert_eq!(codes(Sender::Icinga, &json!({"object": {}})), ["/host missing-property"]);
    assert_eq!(codes(Sender::Icinga, &json!([1])), [" wrong-type"]);
}

#[test]
fn zabbix_tags_are_labels_and_unfilled_macros_are_seen() {
    let alert = one(
        Sender::Zabbix,
        &json!({"alerts": [{"key": "4711", "state": "resolved", "severity": "High",
        "labels": {"host": "db1"}, "tags": [{"tag": "Application", "value": "Postgres"}, {"tag": "wichtig", "value": ""}]}]}),
    );
    assert_eq!(
        (alert.status, alert.once, alert.source_id.as_deref()),
        (Status::Resolved, true, Some("4711"))
    );
    assert_eq!((alert.labels["Application"].as_str(), alert.labels["wichtig"].as_str()), ("Postgres", ""));
    assert!(alert.flags.is_empty(), "{:?}", alert.flags);
    let alert = one(
        Sender::Zabbix,
        &json!({"alerts": [{"key": "{EVENT.ID}", "state": "firing",
        "labels": {"host": "*UNKNOWN*"}, "tags": [7]}]}),
    );
    assert!(alert.flags.is_superset(&[Flag::Unresolved, Flag::Unreadable].into()));
    assert!(alert.labels.is_empty() && !alert.once);
}

#[test]
fn the_plain_form_may_come_in_a_cloud_event() {
    let plain = json!({"alerts": [{"key": "x", "state": "ok", "nodeRef": "dresden.storage", "matchers": {"job": "n"},
        "startsAt": 1_542_202_200, "endsAt": 1_542_205_800_000_i64, "severity": "major", "summary": "s", "url": "https://x"}]});
    let event = json!({"specversion": "1.0", "id": "1", "source": "/x", "type": "x", "data": plain});
    let alert = one(Sender::Generic, &plain);
    assert_eq!(alert, one(Sender::Generic, &event));
    assert_eq!((alert.starts_ms, alert.ends_ms), (Some(1_542_202_200_000), Some(1_542_205_800_000)));
    assert_eq!((alert.labels["job"].as_str(), alert.labels["nodeRef"].as_str()), ("n", "dresden.storage"));
}

#[test]
fn what_is_no_delivery_is_refused_with_its_places() {
    for sender in [Sender::Alertmanager, Sender::Grafana] {
        assert_eq!(codes(sender, &json!({"alerts": []})), ["/version missing-property"]);
        assert_eq!(
            codes(sender, &json!({"version": "3", "alerts": {}})),
            ["/alerts wrong-type", "/version unknown-version"]
        );
    }
    for sender in Sender::ALL {
        for body in [json!(null), json!([]), json!("x"), json!(5), json!({}), json!({"status": "firing"})] {
            let problems = try_read(sender, &body).unwrap_err();
            assert!(
                problems.list().iter().all(|p| {
                    let said = |message| !words::Language::En.told(message).is_empty();
                    said(&p.detail) && said(&p.remedy)
                }),
                "{problems}"
            );
        }
    }
}

#[test]
fn a_broken_alert_is_kept_and_flagged_beside_sound_ones() {
    let mut body = alertmanager();
    let alerts = body["alerts"].as_array_mut().unwrap();
    alerts.extend([
        json!("kaputt"),
        json!(null),
        json!({}),
        json!({"status": 7, "labels": [1], "annotations": {"x": {"y": 1}}, "startsAt": "gestern", "endsAt": [], "fingerprint": {}}),
        json!({"status": "resolved", "labels": {"a": null, "b": 1.5, "c": true}, "startsAt": "0001-01-01T00:00:00Z",
            "endsAt": "9999-99-99T00:00:00Z"}),
        json!({"status": "firing", "labels": {"nul\u{0}": "a\u{0}b"}, "startsAt": 1e300, "fingerprint": "\u{0}"}),
    ]);
    let delivery = read(Sender::Alertmanager, &body);
    assert_eq!(delivery.alerts.len(), 8);
    for alert in &delivery.alerts[2..] {
        assert!(!alert.flags.is_empty() && !alert.fingerprint.contains('\0'), "{alert:?}");
    }
    let scalars = &delivery.alerts[6];
    assert_eq!((scalars.labels["b"].as_str(), scalars.labels["c"].as_str()), ("1.5", "true"));
    assert_eq!((scalars.starts_ms, scalars.ends_ms), (None, None));
    assert!(!format!("{:?}", delivery.alerts[7].labels).contains("\\0"));
}

#[test]
fn sizes_are_bounded_and_what_is_cut_is_said() {
    let labels: serde_json::Map<String, Value> = (0..200).map(|i| (format!("l{i:03}"), json!("x"))).collect();
    let long = "ä".repeat(MAX_VALUE);
    let many = vec![json!({"key": "k", "state": "firing", "labels": {"host": "x"}}); MAX_ALERTS + 7];
    let alert = one(
        Sender::Generic,
        &json!({"alerts": [{"key": "x", "state": "firing", "labels": labels, "summary": long}]}),
    );
    assert_eq!((alert.labels.len(), alert.summary.as_ref().unwrap().len()), (MAX_LABELS, MAX_VALUE));
    assert!(alert.flags.is_superset(&[Flag::Cut, Flag::LabelsDropped].into()));
    let delivery = read(Sender::Generic, &json!({"alerts": many}));
    assert_eq!((delivery.alerts.len(), delivery.truncated), (MAX_ALERTS, 7));
    assert!(delivery.flags.contains(&Flag::TooMany));
}

/// The fingerprints of these alerts, in the form of a sender.
fn names(sender: Sender, bodies: &[Value]) -> Vec<String> {
    bodies.iter().map(|body| one(sender, body).fingerprint).collect()
}

#[track_caller]
fn all_differ(sender: Sender, bodies: &[Value]) {
    let mut found = names(sender, bodies);
    assert!(found.iter().all(|name| !name.is_empty() && name.len() <= MAX_VALUE), "{found:?}");
    found.sort();
    found.dedup();
    assert_eq!(found.len(), bodies.len(), "{sender:?}: {found:?}");
}

#[track_caller]
fn all_same(sender: Sender, bodies: &[Value]) {
    let found = names(sender, bodies);
    assert!(found.iter().all(|name| *name == found[0]), "{sender:?}: {found:?}");
}

/// A list with one alert as Alertmanager and Grafana send it.
fn framed(version: &str, alert: &Value) -> Value {
    json!({"version": version, "alerts": [alert]})
}

#[test]
fn what_differs_anywhere_stays_two_though_less_of_it_is_kept() {
    let long = |end: &str| "x".repeat(3 * MAX_VALUE) + end;
    // What is cut, what is masked, and both.
    let pairs = [(long("a"), long("b")), (long(""), long("x")), ("password=a".into(), "password=b".into())];
    for (a, b) in pairs.iter().chain([&(format!("token=1 {}", long("a")), format!("token=2 {}", long("a")))])
    {
        let both = |body: &dyn Fn(&str) -> Value| [body(a), body(b)];
        let webhook = |name: &str, text: &str| json!({"status": "firing", "fingerprint": text, "labels": {"job": name}});
        for (sender, version) in [(Sender::Alertmanager, "4"), (Sender::Grafana, "1")] {
            all_differ(sender, &both(&|text| framed(version, &webhook("x", text))));
            let made = |text: &str| framed(version, &json!({"status": "firing", "labels": {"job": text}}));
            all_differ(sender, &both(&made));
        }
        for sender in [Sender::Generic, Sender::Zabbix] {
            all_differ(sender, &both(&|text| json!({"alerts": [{"key": text, "state": "firing"}]})));
            all_differ(
                sender,
                &both(&|text| json!({"alerts": [{"state": "firing", "labels": {text: "1"}}]})),
            );
        }
        all_differ(Sender::Icinga, &both(&|text| json!({"host": text, "state": "DOWN"})));
        all_differ(Sender::Icinga, &both(&|text| json!({"host": "h", "service": text, "state": "CRITICAL"})));
        let incident =
            |text: &str| json!({"object": {"name": "h"}, "incident": {"id": text, "severity": "crit"}});
        all_differ(Sender::Icinga, &both(&incident));
        let tagged = |text: &str| json!({"object": {"name": "h", "tags": {"t": text}}, "incident": {}});
        all_differ(Sender::Icinga, &both(&tagged));
    }
    let secret = one(Sender::Generic, &json!({"alerts": [{"key": "password=geheim", "state": "firing"}]}));
    assert!(!secret.fingerprint.contains("geheim") && secret.flags.contains(&Flag::Masked), "{secret:?}");
    // More labels than are kept.
    let many = |last: &str| {
        let labels: serde_json::Map<String, Value> = (0..2 * MAX_LABELS)
            .map(|i| (format!("l{i:04}"), json!(if i > MAX_LABELS { last } else { "" })))
            .collect();
        framed("4", &json!({"status": "firing", "labels": labels}))
    };
    all_differ(Sender::Alertmanager, &[many("a"), many("b")]);
    let groups = [long("a"), long("b")]
        .map(|key| read(Sender::Alertmanager, &json!({"version": "4", "groupKey": key, "alerts": []})).group);
    assert_ne!(groups[0], groups[1]);
}

#[test]
fn the_joint_of_host_and_service_never_misleads() {
    let names = ["a", "b", "!", "a!", "!b", "a!b", "a!!b", "a\\", "\\!b", "a\\!"];
    let mut all: Vec<Value> = names.iter().map(|host| json!({"host": host, "state": "DOWN"})).collect();
    for host in names {
        all.extend(
            names.iter().map(|service| json!({"host": host, "service": service, "state": "CRITICAL"})),
        );
    }
    all_differ(Sender::Icinga, &all);
}

#[test]
fn empty_labels_and_decomposed_letters_say_the_same_as_absent_and_composed_ones() {
    let labels = [
        json!({"straße": "Bürgerbüro"}),
        json!({"straße": "Bu\u{308}rgerbu\u{308}ro"}),
        json!({"straße": "Bürgerbüro", "leer": ""}),
    ];
    let webhook = labels.clone().map(|labels| framed("4", &json!({"status": "firing", "labels": labels})));
    all_same(Sender::Alertmanager, &webhook);
    for body in &webhook {
        let kept = one(Sender::Alertmanager, body).labels;
        assert_eq!(kept.into_iter().collect::<Vec<_>>(), [("straße".to_owned(), "Bürgerbüro".to_owned())]);
    }
    all_same(
        Sender::Generic,
        &labels.map(|labels| json!({"alerts": [{"state": "firing", "labels": labels}]})),
    );
    let name = ["Büro", "Bu\u{308}ro"];
    all_same(Sender::Generic, &name.map(|key| json!({"alerts": [{"key": key, "state": "firing"}]})));
    all_same(Sender::Icinga, &name.map(|host| json!({"host": host, "state": "DOWN"})));
    let label = ["gerät", "gera\u{308}t"]
        .map(|name| framed("4", &json!({"status": "firing", "labels": {name: "1"}})));
    all_same(Sender::Alertmanager, &label);
    // A tag of Zabbix says something by being there.
    let tagged =
        json!({"alerts": [{"key": "7", "state": "firing", "tags": [{"tag": "produktiv", "value": ""}]}]});
    assert!(one(Sender::Zabbix, &tagged).labels.contains_key("produktiv"));
}

#[test]
fn rules_compare_composed_letters_and_take_an_empty_label_for_none() {
    let receiver = |rule: Value| {
        let tree =
            Tree::from_json(json!({"type": "alertmanager", "rules": [rule]}).to_string().as_bytes()).unwrap();
        let (id, mut problems) = (LocalId::new("rz").unwrap(), Problems::default());
        decode_receiver(&tree, &id, &mut problems).unwrap_or_else(|| panic!("{problems}"))
    };
    let fires = |labels: Value| {
        one(Sender::Alertmanager, &framed("4", &json!({"status": "firing", "labels": labels})))
    };
    let (apart, whole) = ("Bu\u{308}ro", "Büro");
    for (rule, label) in [(apart, whole), (whole, apart)] {
        for when in [
            json!({"label": rule}),
            json!({"label": "ort", "is": rule}),
            json!({"label": "ort", "startsWith": rule}),
        ] {
            let found = receiver(json!({"when": [when], "node": format!("stadt.{{{rule}}}")}))
                .find(&fires(json!({label: "eins", "ort": label})), |_| true);
            assert_eq!(found.unwrap().0.as_str(), "stadt.eins", "{when}");
        }
        let node =
            receiver(json!({"when": [], "node": "{ort}"})).find(&fires(json!({"ort": label})), |_| true);
        assert_eq!(node.unwrap().0.as_str(), "buero");
    }
    let there = receiver(json!({"when": [{"label": "ort"}], "node": "stadt.eins"}));
    assert!(there.find(&fires(json!({"ort": ""})), |_| true).is_err());
}
