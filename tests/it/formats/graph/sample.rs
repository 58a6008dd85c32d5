//! A small impact in which every name tries to break something, and a large map.

use tragweite::model::{Confirmation, DeadlineEnd, Kind, Layer, Level, Relation, Seconds, SiteType};
use tragweite::render::diagram::{Agency, Deadline, Diagram, Item, Need, State, Subject};
use tragweite::render::report::Span;

pub(super) fn hours(hours: u32) -> Seconds {
    Seconds::new(hours * 3_600).unwrap()
}

/// A service that works, run by the first agency.
pub(super) fn item<'a>(key: &'a str, name: &'a str) -> Item<'a> {
    Item {
        key,
        name,
        kind: Kind::Service,
        layer: Some(Layer::Platform),
        site_type: None,
        agency: Some(0),
        state: State::Operational,
        spans: vec![],
        failed: false,
        stands_for: 1,
        certain: false,
        deadlocked: false,
        hypothetical: false,
        mark: None,
        mtpd: None,
        mtpd_breach: None,
        deadlines: vec![],
    }
}

fn deadline(name: &str, period: Seconds, at_risk: bool) -> Deadline {
    Deadline { name: name.to_owned(), end: DeadlineEnd::Within(period), at: Some(period), at_risk }
}

/// A plain need that nobody confirmed.
pub(super) fn need(dependent: u32, id: &str, primaries: &[u32]) -> Need {
    Need {
        dependent,
        id: id.to_owned(),
        relation: Relation::Needs,
        primaries: primaries.to_vec(),
        fallbacks: vec![],
        hidden_primaries: 0,
        hidden_fallbacks: 0,
        min: 1,
        full: 1,
        whole: false,
        one_of_unknown: false,
        start_only: false,
        confirmation: Confirmation::Assumed,
        unmet: None,
        at_risk: false,
        cause: None,
        hypothetical: false,
    }
}

pub(super) fn hostile() -> Diagram<'static> {
    let span = |level, from, until: Option<u32>| Span { level, from: hours(from), until: until.map(hours) };
    Diagram {
        subject: Subject::Impact(Some("Speicher -- fällt\n%%{init: {}}%% aus ]]> & <b>\"weg\"</b>")),
        revision: Some(17),
        starts_at: Some("2018-11-14T14:30:00+01:00".parse().unwrap()),
        changes: 2,
        only_confirmed: false,
        districts: Default::default(),
        agencies: vec![
            Agency {
                key: "dresden",
                name: "Landeshauptstadt \"Dresden\" & <Söhne>",
                district: Some("14612"),
            },
            Agency { key: "flensburg", name: "=HYPERLINK(\"http://x\")", district: Some("01001") },
        ],
        nodes: vec![
            Item { agency: Some(1), layer: None, ..item("0146120000", "-1+1") },
            Item {
                kind: Kind::Agency,
                layer: None,
                ..item("dresden", "Landeshauptstadt \"Dresden\" & <Söhne>")
            },
            Item {
                kind: Kind::Site,
                layer: None,
                site_type: Some(SiteType::DataCentre),
                deadlocked: true,
                ..item("dresden.dc", "Rechenzentrum ]]> --> <!-- end -->")
            },
            Item {
                layer: Some(Layer::Public),
                state: State::Unavailable,
                spans: vec![
                    span(Level::Degraded, 1, Some(4)),
                    span(Level::Unavailable, 4, Some(52)),
                    span(Level::Degraded, 52, None),
                ],
                stands_for: 1,
                certain: true,
                mtpd: Some(hours(8)),
                mtpd_breach: Some(hours(12)),
                deadlines: vec![
                    deadline("Bescheid", hours(48), true),
                    deadline("Auskunft", hours(720), false),
                ],
                ..item("dresden.kfz", "Kfz-Zulassung \"Süd\" & <Straße>\nzweite\tZeile")
            },
            Item {
                state: State::AtRisk,
                ..item("dresden.mail", "\0\u{1b}\u{fffe}%%{init: {}}%% #35; `x` style:y#z;")
            },
            Item {
                state: State::Unavailable,
                spans: vec![span(Level::Unavailable, 0, None)],
                failed: true,
                stands_for: 1,
                certain: true,
                ..item("dresden.storage", "end")
            },
            item("dresden.storage-2", "שלום \u{202e}abc\u{202c} ﬂ°quot¶ß 'x' \\ [y](z) {w} 🚒"),
            Item {
                kind: Kind::Agency,
                layer: None,
                agency: Some(1),
                ..item("flensburg", "=HYPERLINK(\"http://x\")")
            },
            Item {
                agency: Some(1),
                state: State::Degraded,
                spans: vec![span(Level::Degraded, 5, Some(53))],
                hypothetical: true,
                ..item("flensburg.kfz", "@SUM(1);\r\nx,\"y\"")
            },
        ],
        needs: vec![
            need(0, "e1", &[7]),
            Need { relation: Relation::Consumes, ..need(1, "mail", &[4]) },
            Need { start_only: true, confirmation: Confirmation::Disputed, ..need(3, "anlauf", &[5]) },
            Need { relation: Relation::HostedAt, ..need(3, "ort", &[2]) },
            Need {
                fallbacks: vec![4],
                full: 2,
                confirmation: Confirmation::Confirmed,
                unmet: Some(hours(1)),
                at_risk: true,
                cause: Some(5),
                ..need(3, "speicher", &[5, 6])
            },
            Need {
                hidden_primaries: 2,
                hidden_fallbacks: 1,
                min: 3,
                full: 3,
                hypothetical: true,
                ..need(8, "kfz", &[3])
            },
        ],
        omitted: 1_234,
    }
}

/// Names and keys that outlive a diagram.
pub(super) fn keys(nodes: usize) -> Vec<String> {
    (0..nodes).map(|at| format!("amt.dienst-{at:06}")).collect()
}

/// A map in which every node needs several others; the last ten fail.
pub(super) fn large(keys: &[String], needs: u32) -> Diagram<'_> {
    let count = keys.len() as u32;
    let failed = |at: usize| at + 10 >= keys.len();
    let state = |at| if failed(at) { State::Unavailable } else { State::Operational };
    Diagram {
        subject: Subject::Map(vec![("agency", "amt".to_owned()), ("kind", "service".to_owned())]),
        revision: None,
        starts_at: None,
        changes: 0,
        only_confirmed: false,
        districts: Default::default(),
        agencies: vec![Agency { key: "amt", name: "Amt", district: None }],
        nodes: keys
            .iter()
            .enumerate()
            .map(|(at, key)| Item { state: state(at), failed: failed(at), ..item(key, key) })
            .collect(),
        needs: (0..count)
            .flat_map(|at| (1..=needs).map(move |step| need(at, &format!("n{step}"), &[(at + step) % count])))
            .collect(),
        omitted: 0,
    }
}
