//! The fields of a report: what the program knows, where from, and whom to ask for the rest.

use super::words::{ask, both, label};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::Seconds;
use model::duty::{Content, Facts, ReportStep, ReportingProfile, Suspicion};
use render::Language;
use std::borrow::Cow;
use std::collections::BTreeSet;
use wire::duty::{DraftDoc, FieldDoc, TextsDoc};
use wire::impact::ImpactAnswer;
use words::say;

/// Names in one field.
const NAMED: usize = 12;

/// What a draft is made of.
pub(super) struct Basis<'a, 'b> {
    /// What is known of the incident.
    pub(super) facts: &'a Facts,
    /// What it does, by the map.
    pub(super) impact: &'b ImpactAnswer<'b>,
    /// The moment of the draft.
    pub(super) now: Timestamp,
    /// Where times are told.
    pub(super) zone: &'b TimeZone,
}

/// The fields that can be filled.
pub(super) fn known(basis: &Basis<'_, '_>) -> BTreeSet<Content> {
    Content::ALL.into_iter().filter(|&field| value(basis, field).is_some()).collect()
}

/// The draft for one step.
pub(super) fn draft<'a>(
    profile: &'a ReportingProfile,
    step: &'a ReportStep,
    basis: &Basis<'a, '_>,
) -> DraftDoc<'a> {
    DraftDoc {
        step: step.id.as_str(),
        title: (&step.name).into(),
        authority: (&profile.authority).into(),
        legal_basis: (&profile.legal_basis).into(),
        fields: step.required_fields.iter().map(|&field| self::field(basis, field)).collect(),
    }
}

fn field<'a>(basis: &Basis<'a, '_>, field: Content) -> FieldDoc<'a> {
    let (value, source) = value(basis, field).unzip();
    let ask = value.is_none().then(|| ask(field));
    FieldDoc { field, label: label(field), value, source: source.map(|s| s.told(basis)), ask }
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy)]
enum Source {
    Told,
    Facts,
    Impact,
}

impl Source {
    fn told(self, basis: &Basis<'_, '_>) -> TextsDoc<'static> {
        // The number of a revision is a name: it is not grouped.
        let revision = basis.impact.revision.to_string();
        both(|l| match self {
            Self::Told => l.text("duties-entered-people").into(),
            Self::Facts => l.text("duties-facts-incident").into(),
            Self::Impact => {
                Cow::Owned(say!(l, "duties-computed-from-map-revision-scenario", revision = revision))
            }
        })
    }
}

/// What can be said to a field; what people say goes before what is computed.
fn value<'a>(basis: &Basis<'a, '_>, field: Content) -> Option<(TextsDoc<'a>, Source)> {
    let Basis { facts, impact, now, zone } = basis;
    if let Some(text) = facts.told.get(&field) {
        return Some((same(text), Source::Told));
    }
    let told = |text: &'a Option<String>| text.as_deref().map(|text| (same(text), Source::Facts));
    let time = |at: Option<Timestamp>| at.map(|at| (both(|l| l.long_time(at, zone).into()), Source::Facts));
    let hit = impact.totals.unavailable + impact.totals.degraded > 0;
    let computed =
        |text: &dyn Fn(Language) -> String| hit.then(|| (both(|l| Cow::Owned(text(l))), Source::Impact));
    match field {
        Content::Description => told(&facts.title),
        Content::Cause if facts.cause_suspected => suspected(facts),
        Content::Cause => told(&facts.cause),
        Content::OccurredAt => time(facts.occurred_at),
        Content::AwareAt => time(facts.aware_at),
        Content::DurationSoFar => so_far(facts, *now),
        Content::ExpectedDuration => expected(basis),
        Content::SuspectedMalicious => malicious(facts.suspected_malicious),
        Content::Severity => computed(&|l| severity(impact, l)),
        Content::Impact => computed(&|l| effects(impact, l)),
        Content::AffectedSystems => failed(impact),
        Content::AffectedServices => services(impact),
        Content::PeopleAffected => people(impact),
        Content::Area => area(impact),
        // The map knows nothing of these.
        Content::Reporter
        | Content::CrossBorder
        | Content::Classification
        | Content::ShareAffected
        | Content::AreaIsolated
        | Content::IndicatorsOfCompromise
        | Content::Measures
        | Content::PersonalData
        | Content::Consequences
        | Content::Contact => None,
    }
}

/// A cause that nobody knows for sure says so.
fn suspected(facts: &Facts) -> Option<(TextsDoc<'static>, Source)> {
    let cause = facts.cause.as_deref()?;
    let text = |l: Language| Cow::Owned(format!("{}: {cause}", l.text("duties-suspected")));
    Some((both(text), Source::Facts))
}

fn same(text: &str) -> TextsDoc<'_> {
    TextsDoc { de: Cow::Borrowed(text), en: Cow::Borrowed(text) }
}

/// From one moment to another; `None` when the second is not later, or further away than durations go.
fn between(from: Timestamp, until: Timestamp) -> Option<Seconds> {
    let seconds = u32::try_from(until.as_second() - from.as_second()).ok()?;
    Seconds::new(seconds).ok()
}

fn so_far(facts: &Facts, now: Timestamp) -> Option<(TextsDoc<'static>, Source)> {
    let duration = between(facts.occurred_at?, facts.ended_at.unwrap_or(now))?;
    let state = |l: Language| match facts.ended_at {
        Some(_) => l.text("duties-over"),
        None => l.text("duties-still-lasts"),
    };
    let text = both(|l| Cow::Owned(format!("{} ({})", l.duration(duration), state(l))));
    Some((text, Source::Facts))
}

/// What people expect, else the last moment at which the map shows anything as affected. An end that was expected and
/// has passed says nothing any more.
fn expected(basis: &Basis<'_, '_>) -> Option<(TextsDoc<'static>, Source)> {
    let Basis { facts, impact, now, zone } = basis;
    let start = facts.occurred_at?;
    let (end, source) = match facts.ended_at.or(facts.expected_end_at) {
        Some(end) => (end, Source::Facts),
        None => (last_end(impact)?, Source::Impact),
    };
    if facts.ended_at.is_none() && end <= *now {
        return None;
    }
    let duration = between(start, end)?;
    let text = |l: Language| {
        let (duration, end) = (l.duration(duration), l.long_time(end, zone));
        Cow::Owned(say!(l, "duties-all-until", duration = duration, end = end))
    };
    Some((both(text), source))
}

/// The end of the last effect; `None` when there is one without end, or one that is not listed.
fn last_end(impact: &ImpactAnswer<'_>) -> Option<Timestamp> {
    if impact.omitted.affected > 0 || impact.assumptions.cut_by_horizon {
        return None;
    }
    let spans = impact.affected.iter().filter_map(|node| node.spans.last());
    let ends: Option<Vec<Timestamp>> = spans.map(|span| span.until_at.map(|at| at.0)).collect();
    ends?.into_iter().max()
}

fn malicious(suspicion: Suspicion) -> Option<(TextsDoc<'static>, Source)> {
    let text = |l: Language| match suspicion {
        Suspicion::Yes => l.text("duties-yes-unlawful-or-malicious-act-suspected"),
        _ => l.text("duties-no-unlawful-or-malicious-act-not"),
    };
    (suspicion != Suspicion::Unknown).then(|| (both(|l| text(l).into()), Source::Facts))
}

fn severity(impact: &ImpactAnswer<'_>, l: Language) -> String {
    let t = &impact.totals;
    let (down, reduced) = (say!(l, "count-entries", entries = t.unavailable), l.number(t.degraded));
    let breached = l.number(t.mtpd_breached);
    say!(
        l,
        "duties-unavailable-degraded-maximum-tolerable-period-disruption",
        down = down,
        reduced = reduced,
        breached = breached
    )
}

fn effects(impact: &ImpactAnswer<'_>, l: Language) -> String {
    let t = &impact.totals;
    let services = say!(l, "count-services", services = t.services);
    let agencies = say!(l, "count-agencies", agencies = t.agencies);
    let public = l.number(t.public_services);
    let text =
        say!(l, "duties-affected-them-public", services = services, agencies = agencies, public = public);
    if t.uncertain == 0 {
        return text;
    }
    let uncertain = l.number(t.uncertain);
    say!(
        l,
        "duties-affected-entries-through-unconfirmed-dependencies-only",
        text = text,
        uncertain = uncertain
    )
}

/// Names in the order of the answer, and how many of `total` are not named.
fn names<'n>(names: impl Iterator<Item = &'n str>, total: u64) -> Option<(TextsDoc<'static>, Source)> {
    let mut seen = BTreeSet::new();
    let distinct: Vec<&str> = names.filter(|name| seen.insert(*name)).collect();
    let shown = distinct.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let more = total.max(distinct.len() as u64).saturating_sub(distinct.len().min(NAMED) as u64);
    let text = |l: Language| match more {
        0 => shown.clone(),
        more => say!(l, "names-and-more", names = shown, more = more),
    };
    (!distinct.is_empty()).then(|| (both(|l| Cow::Owned(text(l))), Source::Impact))
}

/// The failures at the ends of the why-chains.
fn failed(impact: &ImpactAnswer<'_>) -> Option<(TextsDoc<'static>, Source)> {
    names(impact.affected.iter().filter_map(|node| node.why.last()?.name), 0)
}

fn services(impact: &ImpactAnswer<'_>) -> Option<(TextsDoc<'static>, Source)> {
    let services = impact.affected.iter().filter(|node| node.layer == Some(model::Layer::Public));
    let of = |key: Option<&str>| impact.agencies.iter().find(|a| Some(a.key) == key).map(|a| a.name);
    let named: Vec<String> = services
        .take(NAMED)
        .map(|node| of(node.agency).map_or_else(|| node.name.to_owned(), |a| format!("{} ({a})", node.name)))
        .collect();
    names(named.iter().map(String::as_str), impact.totals.public_services)
}

fn people(impact: &ImpactAnswer<'_>) -> Option<(TextsDoc<'static>, Source)> {
    let people = impact.totals.people.filter(|&people| people > 0)?;
    let unknown = impact.totals.people_unknown;
    let text = |l: Language| {
        let number = l.number(people);
        Cow::Owned(say!(
            l,
            "duties-people-live-areas-affected-agencies-as",
            number = number,
            unknown = unknown
        ))
    };
    Some((both(text), Source::Impact))
}

fn area(impact: &ImpactAnswer<'_>) -> Option<(TextsDoc<'static>, Source)> {
    let (agencies, source) = names(impact.agencies.iter().map(|a| a.name), impact.totals.agencies)?;
    let text = |l: Language| {
        let districts = impact.totals.districts;
        let districts = say!(l, "count-districts", districts = districts);
        let agencies = l.pick(&agencies.de, &agencies.en);
        Cow::Owned(say!(l, "duties-areas-agencies", districts = districts, agencies = agencies))
    };
    Some((both(text), source))
}
