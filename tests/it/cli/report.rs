//! The report at other widths and with what the examples do not have.

use jiff::tz::TimeZone;
use tragweite::model::{DeadlineEnd, Kind, Layer, Level, Seconds};
use tragweite::render::report::{
    About, Affected, Agency, Assumptions, AtRisk, Cause, Failed, Omitted, Remark, Report, Site, Span, Totals,
};
use tragweite::render::{Language, render};

const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

fn seconds(seconds: u32) -> Seconds {
    Seconds::new(seconds).unwrap()
}

fn span(level: Level, from: u32, until: Option<u32>) -> Span {
    Span { level, from: seconds(from), until: until.map(seconds) }
}

fn registry_office() -> Affected {
    let cause = |name: &str, level| Cause { name: name.into(), level };
    let lasts = Some(seconds(DAY));
    Affected {
        name: "Beurkundung von Geburten und Sterbefällen".into(),
        agency: Some("Standesamt der Stadt Musterhausen an der Beispiel".into()),
        group: "standesamt".into(),
        kind: Kind::Service,
        layer: Some(Layer::Public),
        description: None,
        offices: vec![],
        mtpd: None,
        rto: None,
        level: Level::Unavailable,
        spans: vec![span(Level::Degraded, HOUR, Some(DAY)), span(Level::Unavailable, DAY, Some(20 * DAY))],
        certain: false,
        remarks: vec![
            Remark::Workaround { text: Some("Vordrucke auf Papier, Nacherfassung".into()), lasts },
            Remark::Workaround { text: None, lasts: None },
            Remark::Deadline {
                undecided: false,
                name: "Anzeige einer Geburt".into(),
                end: DeadlineEnd::Within(seconds(7 * DAY)),
                due: Some(seconds(7 * DAY)),
                basis: Some("§ 18 PStG".into()),
                at_risk: true,
            },
            Remark::Fallback {
                name: "Funk".into(),
                agency: Some("Rechenzentrum".into()),
                contact: Some("Leitstand 0351 99".into()),
                from: seconds(HOUR),
                until: Some(seconds(2 * HOUR)),
            },
            Remark::LastLeg { left: vec!["Funk".into()] },
            Remark::Data {
                last_copy: Some(seconds(DAY)),
                known: false,
                rpo: Some(seconds(4 * HOUR)),
                exceeds: true,
                restore: Some(seconds(8 * HOUR)),
                text: Some("nachts auf Band".into()),
            },
            Remark::Breach { mtpd: seconds(3 * DAY), at: seconds(4 * DAY) },
        ],
        why: vec![
            cause("Beurkundung von Geburten und Sterbefällen", Level::Unavailable),
            cause("Fachverfahren", Level::Degraded),
            cause("Netz", Level::Unavailable),
        ],
        why_omitted: 4,
        others: vec![],
    }
}

fn report() -> Report {
    let mut flapping = registry_office();
    flapping.spans = (0..9).map(|i| span(Level::Degraded, i * DAY, Some(i * DAY + HOUR))).collect();
    (flapping.name, flapping.remarks, flapping.certain) = ("Leitung".into(), vec![], true);
    (flapping.level, flapping.layer, flapping.agency) = (Level::Degraded, None, None);
    flapping.why.truncate(1);
    Report {
        repairs: vec![],
        title: None,
        starts_at: Some("2026-12-20T06:00:00Z".parse().unwrap()),
        failed: vec![Failed { name: "Netz".into(), agency: None, span: span(Level::Degraded, HOUR, None) }],
        totals: Totals {
            undecided: 0,
            unavailable: 1_200_000,
            degraded: 1,
            services: 1_200_001,
            public_services: 1,
            sites: 1,
            affected_sites: 1,
            agencies: 1,
            affected_agencies: 0,
            districts: 1,
            people: Some(1),
            people_unknown: 2,
            cases: 1_500,
            cases_unknown: 1,
            breached: 2,
            uncertain: 3,
        },
        affected: vec![registry_office(), flapping],
        about: vec![About {
            name: "Wohngeld".into(),
            agency: Some("Amt".into()),
            level: Level::Operational,
            spans: vec![],
            left: vec!["Funk".into()],
        }],
        at_risk: vec![AtRisk {
            name: "Strom".into(),
            agency: None,
            lost: vec!["Netzersatzanlage".into()],
            reduced: vec!["Umspannwerk".into()],
            left: vec!["Batterie".into()],
            next: Level::Unavailable,
        }],
        open_questions: vec![],
        deadlocked: vec![("Verzeichnisdienst".into(), Some("Rechenzentrum".into()))],
        agencies: vec![Agency {
            key: "amt".into(),
            name: "Amt".into(),
            nodes: [1_000, 0, 2],
            causes: vec!["Rechenzentrum".into()],
        }],
        sites: vec![Site {
            name: "Rathaus".into(),
            agency: None,
            level: Some(Level::Degraded),
            services: vec![("Ausweise".into(), Level::Unavailable), ("Wohngeld".into(), Level::Degraded)],
            omitted: 12,
        }],
        omitted: Omitted {
            failed: 3,
            affected: 1_199_999,
            at_risk: 1,
            open_questions: 0,
            deadlocked: 2,
            agencies: 4,
            sites: 5,
        },
        assumptions: Assumptions {
            revision: Some(1_234),
            nodes: 4_800_000,
            dependencies: 1,
            confirmed: 0,
            only_confirmed: true,
            unconfirmed: 0,
            horizon: Some(seconds(30 * DAY)),
            cut_by_horizon: true,
            without_end: 1,
            changes: 2,
        },
        background: Default::default(),
    }
}

#[test]
fn wide_paper_gives_agencies_and_remarks_columns_of_their_own() {
    insta::assert_snapshot!("wide", render(&report(), Language::De, &TimeZone::UTC, 150));
}

#[test]
fn narrow_paper_keeps_everything() {
    let text = render(&report(), Language::En, &TimeZone::UTC, 72);
    insta::assert_snapshot!("narrow", text);
    assert!(text.lines().all(|line| line.chars().count() <= 72));
}

#[test]
fn nothing_affected_is_said() {
    let mut nothing = report();
    (nothing.affected, nothing.agencies, nothing.sites) = (vec![], vec![], vec![]);
    (nothing.at_risk, nothing.deadlocked, nothing.totals) = (vec![], vec![], Totals::default());
    nothing.about = vec![];
    let text = render(&nothing, Language::De, &TimeZone::UTC, 80);
    assert!(text.contains("\nNichts ist betroffen.\n\nGRUNDLAGE\n"), "{text}");
}
