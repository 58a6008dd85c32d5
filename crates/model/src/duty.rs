//! Reporting duties as data: who reports what to whom by when, and the plain facts of an incident that they ask for.

use super::period::Period;
use super::{Fault, Key};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

/// Most steps of one profile.
pub const MAX_STEPS: usize = 20;

/// The same text in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

/// What starts the clock of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Somebody responsible knew of the incident.
    Awareness,
    /// The incident happened.
    Occurrence,
}

super::kind::words!(Clock { Awareness = "awareness", Occurrence = "occurrence" });

/// What the time of a step is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum After {
    /// The start of the clock.
    #[default]
    ClockStart,
    /// The moment at which the step before it in the list was done.
    Previous,
    /// The moment at which this step, which stands earlier in the list, was done.
    Step(Key),
}

/// When a step is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Without delay; the law names no number of hours.
    Immediately,
    /// So long after what it is counted from.
    Within(Period),
    /// When the authority asks for it.
    OnRequest,
    /// Whenever something changes, as long as the incident lasts.
    WhileOngoing,
}

macro_rules! contents {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// A piece of content that a report must have. A closed list, so that the program knows which of them it can fill.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Content {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Content {
            /// All of them.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$name),+];

            /// The word used in files and answers.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

super::kind::written!(Content);

contents! {
    /// Who reports, and how to reach them.
    Reporter = "reporter",
    /// What happened, in words.
    Description = "description",
    /// Since when.
    OccurredAt = "occurredAt",
    /// Since when it is known.
    AwareAt = "awareAt",
    /// How long it has lasted.
    DurationSoFar = "durationSoFar",
    /// How long it is expected to last.
    ExpectedDuration = "expectedDuration",
    /// Whether somebody did it on purpose.
    SuspectedMalicious = "suspectedMalicious",
    /// Whether other countries are affected.
    CrossBorder = "crossBorder",
    /// The class of the incident in the words of the law.
    Classification = "classification",
    /// How severe it is.
    Severity = "severity",
    /// What it does.
    Impact = "impact",
    /// Which systems have failed.
    AffectedSystems = "affectedSystems",
    /// Which services for the public are affected.
    AffectedServices = "affectedServices",
    /// How many people are affected.
    PeopleAffected = "peopleAffected",
    /// Which share of those who are served is affected.
    ShareAffected = "shareAffected",
    /// In which area.
    Area = "area",
    /// Whether that area is cut off from others, such as an island.
    AreaIsolated = "areaIsolated",
    /// The kind of threat or the root cause.
    Cause = "cause",
    /// Traces by which others can find the same attack.
    IndicatorsOfCompromise = "indicatorsOfCompromise",
    /// What was done and is being done.
    Measures = "measures",
    /// Which personal data: categories, numbers of people and records.
    PersonalData = "personalData",
    /// What the breach is likely to lead to for those people.
    Consequences = "consequences",
    /// Data protection officer or another contact.
    Contact = "contact",
}

/// One report of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportStep {
    /// Its id within the profile.
    pub id: Key,
    /// What it is called.
    pub name: Texts,
    /// When it is due.
    pub due: Due,
    /// What that is counted from.
    pub after: After,
    /// What it must say, in the order of the report.
    pub required_fields: Vec<Content>,
    /// What is due instead while the incident still lasts.
    pub if_ongoing: Option<Texts>,
}

/// What a profile says, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileSpec {
    /// Its id, unique over all profiles.
    pub id: Key,
    /// Whom to report to.
    pub authority: Texts,
    /// The law or rule.
    pub legal_basis: Texts,
    /// Land by the first two digits of its regional keys (14 = Saxony); `None` = not one Land alone.
    pub land: Option<String>,
    /// Which bodies it concerns.
    pub applies_to: Texts,
    /// What makes an incident reportable.
    pub trigger: Texts,
    /// What starts the clock.
    pub clock_start: Clock,
    /// The reports, in their order.
    pub steps: Vec<ReportStep>,
    /// Since when the rule is in force; `None` = to be checked.
    pub valid_from: Option<jiff::civil::Date>,
    /// Where this was taken from.
    pub source_url: String,
    /// What it does not promise.
    pub disclaimer: Texts,
}

/// A reporting profile: every step is counted from the clock or from an earlier step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportingProfile(ProfileSpec);

impl ReportingProfile {
    /// Checks what only the whole profile can tell.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn new(spec: ProfileSpec) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        if spec.steps.is_empty() || spec.steps.len() > MAX_STEPS {
            faults.push(Fault::new(
                "/steps",
                "wrong-number-of-steps",
                format!("the profile has {} steps", spec.steps.len()),
                format!("give 1 to {MAX_STEPS}"),
            ));
        }
        if spec.land.as_ref().is_some_and(|l| l.len() != 2 || !l.bytes().all(|b| b.is_ascii_digit())) {
            faults.push(Fault::new(
                "/land",
                "invalid-land",
                "the Land is not two digits",
                "write the first two digits of its regional keys, for example \"14\" for Saxony",
            ));
        }
        if !spec.source_url.starts_with("https://") {
            faults.push(Fault::new(
                "/sourceUrl",
                "invalid-address",
                "the source is not an address that begins with https://",
                "write where the rule can be read",
            ));
        }
        check_steps(&spec.steps, &mut faults);
        if faults.is_empty() { Ok(Self(spec)) } else { Err(faults) }
    }

    /// The step with that id.
    pub fn step(&self, id: &str) -> Option<&ReportStep> {
        self.steps.iter().find(|step| step.id.as_str() == id)
    }
}

fn check_steps(steps: &[ReportStep], faults: &mut Vec<Fault>) {
    let mut earlier: BTreeSet<&Key> = BTreeSet::new();
    for (at, step) in steps.iter().enumerate() {
        let place = |name: &str| format!("/steps/{at}/{name}");
        let counted = match &step.after {
            After::ClockStart => true,
            After::Previous => at > 0,
            After::Step(id) => earlier.contains(id),
        };
        if !counted {
            faults.push(Fault::new(
                place("after"),
                "unknown-step",
                "the step is not counted from the clock or from an earlier step",
                "write clockStart, previous, or the id of a step that stands above",
            ));
        }
        if !earlier.insert(&step.id) {
            let detail = format!("the id {} is used twice", step.id);
            faults.push(Fault::new(place("id"), "duplicate-id", detail, "give each step an id of its own"));
        }
        let fields: BTreeSet<_> = step.required_fields.iter().collect();
        if fields.len() != step.required_fields.len() {
            let detail = "a field is listed twice";
            faults.push(Fault::new(place("requiredFields"), "duplicate-field", detail, "list each once"));
        }
    }
}

impl Deref for ReportingProfile {
    type Target = ProfileSpec;

    fn deref(&self) -> &ProfileSpec {
        &self.0
    }
}

/// Yes, no, or nobody knows yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Suspicion {
    /// There is a suspicion.
    Yes,
    /// There is none.
    No,
    /// Nobody can tell yet.
    #[default]
    Unknown,
}

super::kind::words!(Suspicion { Yes = "yes", No = "no", Unknown = "unknown" });

/// The plain facts of an incident, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// What people call it.
    pub title: Option<String>,
    /// Since when.
    pub occurred_at: Option<jiff::Timestamp>,
    /// Since when it is known to those who must report.
    pub aware_at: Option<jiff::Timestamp>,
    /// When it ended; `None` = it lasts.
    pub ended_at: Option<jiff::Timestamp>,
    /// When it is expected to end.
    pub expected_end_at: Option<jiff::Timestamp>,
    /// The cause, in words.
    pub cause: Option<String>,
    /// The cause is suspected, not known.
    pub cause_suspected: bool,
    /// Whether somebody did it on purpose.
    pub suspected_malicious: Suspicion,
    /// What people say to fields of a report; goes before what the program could say.
    pub told: BTreeMap<Content, String>,
    /// Which steps were reported, and when.
    pub reported: BTreeMap<Key, jiff::Timestamp>,
}

impl Facts {
    /// The time at which this clock starts, when it is known.
    pub fn clock(&self, clock: Clock) -> Option<jiff::Timestamp> {
        match clock {
            Clock::Awareness => self.aware_at,
            Clock::Occurrence => self.occurred_at,
        }
    }

    /// Checks the order of the times.
    ///
    /// # Errors
    /// Every fault at once, at the property concerned.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let late = [
            ("/awareAt", self.aware_at),
            ("/endedAt", self.ended_at),
            ("/expectedEndAt", self.expected_end_at),
        ];
        let before = |time: Option<jiff::Timestamp>| time.zip(self.occurred_at).is_some_and(|(t, o)| t < o);
        let faults: Vec<Fault> = late
            .into_iter()
            .filter(|(_, time)| before(*time))
            .map(|(place, _)| {
                let detail = "the time is before occurredAt";
                Fault::new(place, "before-start", detail, "correct one of the two times")
            })
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}
