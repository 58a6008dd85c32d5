//! The wording of deadlines and drafts, German and English.

use jiff::tz::TimeZone;
use model::Seconds;
use model::due::{DueStep, State};
use model::duty::{After, Clock, Content, Due, ReportingProfile};
use model::period::Period;
use render::Language;
use std::borrow::Cow;
use wire::duty::TextsDoc;
use words::{id, say};

/// The text in both languages.
pub(super) fn both<'a>(text: impl Fn(Language) -> Cow<'a, str>) -> TextsDoc<'a> {
    TextsDoc { de: text(Language::De), en: text(Language::En) }
}

/// That nothing was sent, and that it is an exercise.
pub(super) fn notice(exercise: bool) -> TextsDoc<'static> {
    let text = |l: Language| l.text("duties-notice");
    match exercise {
        true => both(|l| format!("{}. {}", l.text("incidents-exercise"), text(l)).into()),
        false => both(|l| text(l).into()),
    }
}

/// A heading of what is practised only.
pub(super) fn practised(title: &TextsDoc<'_>) -> TextsDoc<'static> {
    both(|l| format!("{}: {}", l.text("incidents-exercise"), l.pick(&title.de, &title.en)).into())
}

/// What a field is called.
pub(crate) fn label(field: Content) -> TextsDoc<'static> {
    let id = match field {
        Content::Reporter => id!("duties-field-reporter"),
        Content::Description => id!("duties-field-description"),
        Content::OccurredAt => id!("duties-field-occurred-at"),
        Content::AwareAt => id!("report-known-since"),
        Content::DurationSoFar => id!("duties-field-duration-so-far"),
        Content::ExpectedDuration => id!("duties-field-expected-duration"),
        Content::SuspectedMalicious => id!("duties-field-suspected-malicious"),
        Content::CrossBorder => id!("duties-field-cross-border"),
        Content::Classification => id!("duties-field-classification"),
        Content::Severity => id!("duties-field-severity"),
        Content::Impact => id!("duties-field-impact"),
        Content::AffectedSystems => id!("duties-field-affected-systems"),
        Content::AffectedServices => id!("duties-field-affected-services"),
        Content::PeopleAffected => id!("duties-field-people-affected"),
        Content::ShareAffected => id!("duties-field-share-affected"),
        Content::Area => id!("duties-field-area"),
        Content::AreaIsolated => id!("duties-field-area-isolated"),
        Content::Cause => id!("duties-field-cause"),
        Content::IndicatorsOfCompromise => id!("duties-field-indicators-of-compromise"),
        Content::Measures => id!("duties-field-measures"),
        Content::PersonalData => id!("duties-field-personal-data"),
        Content::Consequences => id!("duties-field-consequences"),
        Content::Contact => id!("duties-field-contact"),
    };
    both(|l| l.text(id).into())
}

/// Who can tell what is missing.
pub(super) fn ask(field: Content) -> TextsDoc<'static> {
    let id = match field {
        Content::Reporter => id!("duties-ask-reporter"),
        Content::Description
        | Content::OccurredAt
        | Content::AwareAt
        | Content::DurationSoFar
        | Content::ExpectedDuration
        | Content::Measures => id!("duties-ask-measures"),
        Content::SuspectedMalicious | Content::Classification => id!("duties-ask-classification"),
        Content::CrossBorder => id!("duties-ask-cross-border"),
        Content::Cause | Content::IndicatorsOfCompromise => id!("duties-ask-indicators-of-compromise"),
        Content::Severity
        | Content::Impact
        | Content::AffectedSystems
        | Content::AffectedServices
        | Content::Area => id!("duties-ask-area"),
        Content::PeopleAffected => id!("duties-ask-people-affected"),
        Content::ShareAffected => id!("duties-ask-share-affected"),
        Content::AreaIsolated => id!("duties-ask-area-isolated"),
        Content::PersonalData | Content::Consequences | Content::Contact => id!("duties-ask-contact"),
    };
    both(|l| l.text(id).into())
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
        return say!(l, "duties-counted-from-handing", step = l.pick(&step.name.de, &step.name.en));
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
