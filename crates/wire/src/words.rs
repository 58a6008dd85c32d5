//! The fixed words and the small text forms (keys, durations, times), with their schemas.

use model::alert_rule::Template;
use model::duty::{Clock, Content, Suspicion};
use model::finding::{FindingKind, FindingState, Severity};
use model::incident::Phase;
use model::{
    Confirmation, Criterion, Defeat, DeliveryState, DependencyId, IncidentKind, Include, Key, Kind, Layer,
    Level, Needed, Relation, Seconds, SiteType, TextLanguage, Verdict, key::MAX_KEY,
};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::Arc;
use utoipa::openapi::schema::{
    ArrayBuilder, KnownFormat, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// All values of a type of the model with their words, in their order.
macro_rules! words_of {
    ($type:ty) => {{
        const WORDS: [(&str, $type); <$type>::ALL.len()] = {
            let mut words = [("", <$type>::ALL[0]); <$type>::ALL.len()];
            let mut at = 0;
            while at < words.len() {
                words[at] = (<$type>::ALL[at].as_str(), <$type>::ALL[at]);
                at += 1;
            }
            words
        };
        &WORDS
    }};
}

/// Kinds of nodes.
pub const KINDS: &[(&str, Kind)] = words_of!(Kind);
/// Layers, top first.
pub const LAYERS: &[(&str, Layer)] = words_of!(Layer);
/// Types of sites.
pub const SITE_TYPES: &[(&str, SiteType)] = words_of!(SiteType);
/// How sure a dependency is.
pub const CONFIRMATIONS: &[(&str, Confirmation)] = words_of!(Confirmation);
/// What is said of dependencies.
pub const VERDICTS: &[(&str, Verdict)] = words_of!(Verdict);
/// When a need matters.
pub const NEEDED: &[(&str, Needed)] = words_of!(Needed);
/// Relations, plain needs last.
pub const RELATIONS: &[(&str, Relation)] = words_of!(Relation);
/// What starts the clock of a reporting duty.
pub const CLOCKS: &[(&str, Clock)] = words_of!(Clock);
/// What a report must say.
pub const CONTENTS: &[(&str, Content)] = words_of!(Content);
/// Yes, no or unknown.
pub const SUSPICIONS: &[(&str, Suspicion)] = words_of!(Suspicion);
/// Levels of a failure.
pub const FAILURE_LEVELS: &[(&str, Level)] =
    &[("degraded", Level::Degraded), ("unavailable", Level::Unavailable)];
/// Levels of a node, whether it fails or not.
pub const LEVELS: &[(&str, Level)] = &[
    ("operational", Level::Operational),
    ("degraded", Level::Degraded),
    ("unavailable", Level::Unavailable),
];
/// Kinds of incidents.
pub const INCIDENT_KINDS: &[(&str, IncidentKind)] = words_of!(IncidentKind);
/// Where incidents stand.
pub const PHASES: &[(&str, Phase)] = words_of!(Phase);
/// Languages of texts.
pub const LANGUAGES: &[(&str, TextLanguage)] = words_of!(TextLanguage);
/// Where deliveries stand.
pub const DELIVERY_STATES: &[(&str, DeliveryState)] = words_of!(DeliveryState);
/// Kinds of findings, the gravest first.
pub const FINDING_KINDS: &[(&str, FindingKind)] = words_of!(FindingKind);
/// How grave findings are.
pub const SEVERITIES: &[(&str, Severity)] = words_of!(Severity);
/// Findings by whether somebody has accepted them.
pub const FINDING_STATES: &[(&str, FindingState)] = words_of!(FindingState);
/// How alternatives are defeated.
pub const DEFEATS: &[(&str, Defeat)] = words_of!(Defeat);
/// What failures are ranked by.
pub const CRITERIA: &[(&str, Criterion)] = words_of!(Criterion);
/// Which dependencies count.
pub const INCLUDES: &[(&str, Include)] = words_of!(Include);

/// Written through its `Display`, without a copy on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<T>(pub T);

/// What [`Text`] may hold.
pub trait Written: fmt::Display {
    /// Its text, where that need not be made.
    fn ready(&self) -> Option<&'static str> {
        None
    }
}

impl Written for Seconds {
    fn ready(&self) -> Option<&'static str> {
        // By far the most frequent offset in an answer.
        (*self == Self::ZERO).then_some("PT0S")
    }
}

impl Written for jiff::Timestamp {}
impl Written for jiff::civil::Date {}
impl Written for &Template {}
impl Written for DependencyId {}

impl<T: Written> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(text) = self.0.ready() {
            return serializer.serialize_str(text);
        }
        // Through a small buffer: a serializer looks for what must be escaped once, not in each piece.
        let mut short = Short::default();
        match write!(short, "{}", self.0) {
            Ok(()) => serializer.serialize_str(short.text()),
            Err(_) => serializer.collect_str(&self.0),
        }
    }
}

/// A text that many places share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedText(pub Arc<str>);

impl Serialize for SharedText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A text of at most 64 bytes in the making.
struct Short {
    bytes: [u8; 64],
    length: usize,
}

impl Default for Short {
    fn default() -> Self {
        Self { bytes: [0; 64], length: 0 }
    }
}

impl Short {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl fmt::Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// A duration as it is written.
pub type Duration = Text<Seconds>;

/// Keys as they are written: always a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys<'a>(pub &'a [Key]);

impl Serialize for Keys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Key::as_str))
    }
}

/// Keys as they are written where one is the rule: a single one without a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneOrKeys<'a>(pub &'a [Key]);

impl Serialize for OneOrKeys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            [only] => serializer.serialize_str(only.as_str()),
            keys => Keys(keys).serialize(serializer),
        }
    }
}

// A schema for each list of words; the type itself has no values.
macro_rules! word_schemas {
    ($($(#[doc = $doc:literal])+ $name:ident = $words:expr;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some(concat!($($doc),+).trim()))
                    .enum_values(Some($words.iter().map(|(word, _)| *word)))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($name))
            }
        }
    )+};
}
pub(super) use word_schemas;

word_schemas! {
    /// What a node is.
    NodeKind = KINDS;
    /// Where in the stack a service stands, top first.
    ServiceLayer = LAYERS;
    /// What a site is.
    PlaceType = SITE_TYPES;
    /// How sure it is that the dependency exists; `assumed` when not said.
    ConfirmationState = CONFIRMATIONS;
    /// What is said of a dependency: it is as written, is not, is otherwise, is no longer; who needs it accepts or rejects that.
    VerdictWord = VERDICTS;
    /// When the need matters: always, or only to start. `always` when not said.
    NeededWhen = NEEDED;
    /// What the dependency says about the two nodes, beyond that one needs the other.
    RelationType = RELATIONS;
    /// What starts the clock.
    ClockStart = CLOCKS;
    /// A piece of content that a report must have.
    ReportField = CONTENTS;
    /// Yes, no, or nobody knows yet. `unknown` when not said.
    YesNoUnknown = SUSPICIONS;
    /// How badly a node is hit.
    ImpactLevel = FAILURE_LEVELS;
    /// How well a node works.
    NodeLevel = LEVELS;
    /// Why nodes fail: a fault lasts on after its forecast until somebody says that it ended, maintenance ends as planned.
    KindOfIncident = INCIDENT_KINDS;
    /// Where an incident stands; `planned` is open, but nothing fails yet.
    IncidentPhase = PHASES;
    /// The language of texts.
    LanguageWord = LANGUAGES;
    /// Where a delivery stands.
    DeliveryStateWord = DELIVERY_STATES;
    /// What was found.
    FindingWord = FINDING_KINDS;
    /// How grave a finding is.
    FindingSeverity = SEVERITIES;
    /// Findings that nobody has accepted (or not any more), those that somebody has accepted, or all.
    FindingStateWord = FINDING_STATES;
    /// Which dependencies count: all of them, or only the confirmed ones.
    IncludeDependencies = INCLUDES;
    /// How one failure defeats alternatives. `shared`: it takes down so many of them that too few are left. `beside`: it
    /// defeats another need of the same dependent, which has no alternatives and takes the dependent as far down as the
    /// loss of the whole list would, and it is of the kind and layer of one of the alternatives. `fallback`: it takes down
    /// a primary together with a fallback; others carry on, but the fallback does not replace that primary. `otherNeed`:
    /// as `beside`, but of another kind or layer.
    DefeatWord = DEFEATS;
    /// What failures are ranked by; equals are decided by the others in this order, then by key.
    CriterionWord = CRITERIA;
}

/// The schema of a key.
#[derive(Debug, Clone, Copy)]
pub enum NodeKey {}

impl PartialSchema for NodeKey {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "Key of a node: words of a-z and 0-9 joined by '-' or '.', unique over all kinds, never changed.",
            ))
            .pattern(Some("^[a-z0-9]+([.-][a-z0-9]+)*$"))
            .max_length(Some(MAX_KEY))
            .examples(["dresden.kfz-verfahren"])
            .into()
    }
}

impl ToSchema for NodeKey {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("NodeKey")
    }
}

/// The schema of keys: a single one may be written without a list.
#[derive(Debug, Clone, Copy)]
pub enum NodeKeys {}

/// The same, but not of an empty list.
#[derive(Debug, Clone, Copy)]
pub enum SomeNodeKeys {}

fn keys(least: Option<usize>, description: &'static str) -> RefOr<Schema> {
    let key = || RefOr::Ref(Ref::from_schema_name("NodeKey"));
    let list = ArrayBuilder::new().items(key()).min_items(least);
    OneOfBuilder::new().item(list).item(key()).description(Some(description)).into()
}

impl PartialSchema for NodeKeys {
    fn schema() -> RefOr<Schema> {
        keys(None, "A list of keys; a single one may be written without a list.")
    }
}

impl PartialSchema for SomeNodeKeys {
    fn schema() -> RefOr<Schema> {
        keys(Some(1), "A list of one key or more; a single one may be written without a list.")
    }
}

impl ToSchema for NodeKeys {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("NodeKeys")
    }
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((NodeKey::name().into(), NodeKey::schema()));
    }
}

impl ToSchema for SomeNodeKeys {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("SomeNodeKeys")
    }
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        NodeKeys::schemas(schemas);
    }
}

/// The schema of some kinds of findings: a list, or a single one.
#[derive(Debug, Clone, Copy)]
pub enum FindingWords {}

impl PartialSchema for FindingWords {
    fn schema() -> RefOr<Schema> {
        let word = || RefOr::Ref(Ref::from_schema_name("FindingWord"));
        let list = ArrayBuilder::new().items(word()).max_items(Some(FINDING_KINDS.len()));
        OneOfBuilder::new().item(list).item(word()).into()
    }
}

impl ToSchema for FindingWords {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("FindingWords")
    }
}

/// The schema of an earlier map in a body: its revision, as a number or a text, or a time.
#[derive(Debug, Clone, Copy)]
pub enum EarlierMap {}

impl PartialSchema for EarlierMap {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
        OneOfBuilder::new()
            .item(number)
            .item(ObjectBuilder::new().schema_type(Type::String).max_length(Some(40)).pattern(Some(EARLIER)))
            .into()
    }
}

impl ToSchema for EarlierMap {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("EarlierMap")
    }
}

/// A time of RFC 3339; how many days a month has, no pattern can say.
macro_rules! time_pattern {
    () => {
        "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
    };
}

macro_rules! day_pattern {
    () => {
        "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    };
}

const STAMP: &str = concat!("^(", day_pattern!(), "|", time_pattern!(), ")$");
const EARLIER: &str = concat!("^([0-9]{1,18}|", time_pattern!(), ")$");

/// Without looking ahead, which not every reader of patterns can do.
macro_rules! duration_pattern {
    () => {
        "P(([0-9]{1,4}W)?([0-9]{1,5}D)?T([0-9]{1,6}H([0-9]{1,8}M)?([0-9]{1,9}S)?|[0-9]{1,8}M([0-9]{1,9}S)?|[0-9]{1,9}S)|[0-9]{1,4}W([0-9]{1,5}D)?|[0-9]{1,5}D)"
    };
}

const DURATION: &str = concat!("^(", duration_pattern!(), ")$");
const MOMENT: &str = concat!("^(", duration_pattern!(), "|", time_pattern!(), ")$");

/// The schema of a duration.
#[derive(Debug, Clone, Copy)]
pub enum IsoDuration {}

impl PartialSchema for IsoDuration {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "ISO 8601 duration of weeks, days, hours, minutes and whole seconds; no years or months. Weeks may stand beside days, \
                 which the format `duration` of JSON Schema does not know.",
            ))
            .pattern(Some(DURATION))
            .max_length(Some(60))
            .examples(["P1DT4H"])
            .into()
    }
}

impl ToSchema for IsoDuration {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("IsoDuration")
    }
}

/// The schema of a moment of a scenario: an offset from its start, or a time.
#[derive(Debug, Clone, Copy)]
pub enum IsoMoment {}

impl PartialSchema for IsoMoment {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(MOMENT)).max_length(Some(60));
        text.description(Some("A duration from the start, or a time of RFC 3339.")).examples(["PT30M"]).into()
    }
}

impl ToSchema for IsoMoment {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("IsoMoment")
    }
}

/// The schema of a day or a time.
#[derive(Debug, Clone, Copy)]
pub enum IsoStamp {}

impl PartialSchema for IsoStamp {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(STAMP)).max_length(Some(40));
        text.description(Some("A day, or a time of RFC 3339.")).examples(["2026-05-01"]).into()
    }
}

impl ToSchema for IsoStamp {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("IsoStamp")
    }
}

/// The schema of a time that stands in a map.
#[derive(Debug, Clone, Copy)]
pub enum IsoTime {}

impl PartialSchema for IsoTime {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
    }
}

impl ToSchema for IsoTime {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("IsoTime")
    }
}
