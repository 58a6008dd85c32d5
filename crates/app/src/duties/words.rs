//! The wording of deadlines and drafts, German and English.

use jiff::tz::TimeZone;
use model::Seconds;
use model::due::{DueStep, State};
use model::duty::{After, Clock, Content, Due, ReportingProfile};
use model::period::Period;
use render::Language;
use std::borrow::Cow;
use wire::duty::TextsDoc;
use words::say;

/// The text in both languages.
pub(super) fn both<'a>(text: impl Fn(Language) -> Cow<'a, str>) -> TextsDoc<'a> {
    TextsDoc { de: text(Language::De), en: text(Language::En) }
}

fn pair((de, en): (&'static str, &'static str)) -> TextsDoc<'static> {
    TextsDoc { de: Cow::Borrowed(de), en: Cow::Borrowed(en) }
}

/// That nothing was sent.
pub(super) fn notice() -> TextsDoc<'static> {
    pair((
        "Entwurf. Tragweite sendet keine Meldungen: Menschen prüfen, ergänzen und melden.",
        "Draft. Tragweite sends no reports: people check, complete and report.",
    ))
}

/// What a field is called.
pub(crate) fn label(field: Content) -> TextsDoc<'static> {
    pair(match field {
        Content::Reporter => ("Meldende Stelle", "Reporting body"),
        Content::Description => ("Beschreibung des Vorfalls", "Description of the incident"),
        Content::OccurredAt => ("Eingetreten", "Occurred"),
        Content::AwareAt => ("Bekannt seit", "Known since"),
        Content::DurationSoFar => ("Bisherige Dauer", "Duration so far"),
        Content::ExpectedDuration => ("Voraussichtliche Dauer", "Expected duration"),
        Content::SuspectedMalicious => (
            "Verdacht auf rechtswidrige oder böswillige Handlung",
            "Suspicion of an unlawful or malicious act",
        ),
        Content::CrossBorder => ("Grenzüberschreitende Auswirkungen", "Cross-border effects"),
        Content::Classification => ("Einstufung", "Classification"),
        Content::Severity => ("Schweregrad", "Severity"),
        Content::Impact => ("Auswirkungen", "Impact"),
        Content::AffectedSystems => ("Ausgefallene Systeme", "Failed systems"),
        Content::AffectedServices => ("Betroffene Leistungen", "Affected services"),
        Content::PeopleAffected => ("Anzahl der Betroffenen", "Number of people affected"),
        Content::ShareAffected => ("Anteil der Betroffenen", "Share of people affected"),
        Content::Area => ("Betroffenes Gebiet", "Affected area"),
        Content::AreaIsolated => ("Gebiet geografisch isoliert", "Area geographically isolated"),
        Content::Cause => ("Art der Bedrohung oder Ursache", "Type of threat or root cause"),
        Content::IndicatorsOfCompromise => ("Kompromittierungsindikatoren", "Indicators of compromise"),
        Content::Measures => ("Getroffene und laufende Maßnahmen", "Measures taken and under way"),
        Content::PersonalData => {
            ("Betroffene personenbezogene Daten und Personen", "Personal data and people concerned")
        }
        Content::Consequences => ("Wahrscheinliche Folgen", "Likely consequences"),
        Content::Contact => {
            ("Datenschutzbeauftragte oder andere Anlaufstelle", "Data protection officer or contact")
        }
    })
}

/// Who can tell what is missing.
pub(super) fn ask(field: Content) -> TextsDoc<'static> {
    pair(match field {
        Content::Reporter => ("Leitung der meldenden Stelle", "management of the reporting body"),
        Content::Description
        | Content::OccurredAt
        | Content::AwareAt
        | Content::DurationSoFar
        | Content::ExpectedDuration
        | Content::Measures => ("Einsatz- oder Notfallleitung", "whoever leads the response"),
        Content::SuspectedMalicious | Content::Classification => {
            ("Informationssicherheitsbeauftragte", "information security officer")
        }
        Content::CrossBorder => (
            "Fachverantwortliche der betroffenen Leistungen: Gibt es Nutzende oder Partner im Ausland?",
            "owners of the affected services: are there users or partners abroad?",
        ),
        Content::Cause | Content::IndicatorsOfCompromise => {
            ("IT-Betrieb, Forensik oder CERT", "IT operations, forensics or CERT")
        }
        Content::Severity
        | Content::Impact
        | Content::AffectedSystems
        | Content::AffectedServices
        | Content::Area => (
            "IT-Betrieb und Fachverantwortliche: In der Karte zeigt das Szenario keine Auswirkung.",
            "IT operations and service owners: the map shows no impact of the scenario.",
        ),
        Content::PeopleAffected => (
            "Fachverantwortliche: In der Karte stehen keine Einwohnerzahlen der betroffenen Gebiete.",
            "service owners: the map has no numbers of inhabitants for the affected areas.",
        ),
        Content::ShareAffected => (
            "Fachverantwortliche: Wie viele werden sonst versorgt?",
            "service owners: how many are served otherwise?",
        ),
        Content::AreaIsolated => {
            ("Katastrophenschutz oder Betreiber der Anlage", "civil protection or the operator")
        }
        Content::PersonalData | Content::Consequences | Content::Contact => {
            ("Datenschutzbeauftragte", "data protection officer")
        }
    })
}

/// By when, and how that was counted.
pub(super) fn explanation(
    profile: &ReportingProfile,
    due: &DueStep<'_>,
    zone: &TimeZone,
    l: Language,
) -> String {
    let period = match due.step.due {
        Due::OnRequest => return l.text("duties-when-authority-asks").into(),
        Due::WhileOngoing => {
            let text = l.text("duties-news-while-lasts");
            return text.into();
        }
        Due::Immediately => l.text("duties-without-delay").to_owned(),
        Due::Within(period) => self::period(period, l),
    };
    let start = counted_from(profile, &due.after, l);
    let at = |time| l.long_time(time, zone);
    let counted = match due.counted_from {
        Some(from) => format!("{period}, {start} ({})", at(from)),
        None => format!("{period}, {start}"),
    };
    if matches!(due.state, State::DueNow) || due.step.due == Due::Immediately {
        return counted;
    }
    match (due.due_at, due.provisional_at) {
        (Some(end), _) => format!("{} {}: {counted}", l.text("duties-by"), at(end)),
        (None, Some(end)) => {
            let so = l.text("duties-provisionally");
            let when = l.text("duties-if-every-report-before-handed-its");
            format!("{counted}; {so} {}, {when}", at(end))
        }
        (None, None) => {
            format!("{counted}; {}", l.text("duties-not-known-yet"))
        }
    }
}

fn counted_from(profile: &ReportingProfile, after: &After, l: Language) -> String {
    if let After::Step(id) = after
        && let Some(step) = profile.step(id.as_str())
    {
        return say!(l, "duties-counted-from-handing", de = step.name.de, en = step.name.en);
    }
    let text = match profile.clock_start {
        Clock::Awareness => l.text("duties-counted-from-awareness"),
        Clock::Occurrence => l.text("duties-counted-from-occurrence"),
    };
    text.to_owned()
}

fn period(period: Period, l: Language) -> String {
    let (months, days, seconds) = (period.months(), period.days(), period.seconds());
    let mut parts = Vec::new();
    if months > 0 {
        parts.push(say!(l, "count-calendar-months", calendar_months = months));
    }
    if days > 0 {
        parts.push(say!(l, "count-calendar-days", calendar_days = days));
    }
    if seconds > 0 && seconds.is_multiple_of(3_600) {
        parts.push(say!(l, "count-hours", hours = seconds / 3_600));
    } else if seconds > 0 {
        let seconds = u32::try_from(seconds).ok().and_then(|s| Seconds::new(s).ok());
        parts.extend(seconds.map(|s| l.duration(s)));
    }
    parts.join(" ")
}
