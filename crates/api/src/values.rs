//! What parameters can hold: for each type how the document shows it and how it is read.

use super::params::{Parameter, params};
use super::problem::Problem;
use super::respond::{Cursor, read_cursor};
use super::texts;
use app::confirmations::lists::Queue;
use app::incidents::Exercises;
use app::maps::history::AsOf;
use app::present::ViewKind;
use jiff::tz::TimeZone;
use model::finding::{FindingKind, FindingState, Severity};
use model::subscription::MAX_FILTER;
use model::time::parse_time;
use model::{
    Confirmation, DeliveryState, DependencyId, Fault, Include, Key, Kind, Layer, Level, LocalId, Relation,
    Seconds, Stamp, TextLanguage,
};
use render::Language;
use render::picture::Paper;
use store::IncidentState;
use utoipa::ToSchema;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr};
use wire::alert;
use wire::decode::word;
use wire::planning::selection::area;
use wire::subscription::{delivery_state, district};
use wire::words::{
    self as shown, CONFIRMATIONS, FAILURE_LEVELS, FINDING_KINDS, FINDING_STATES, INCLUDES, KINDS,
};
use wire::words::{LANGUAGES, LAYERS, RELATIONS, SEVERITIES};
use words::zone;

/// Most entries of one page.
pub(crate) const MAX_PAGE: usize = 1_000;

params! {
    /// An earlier map.
    pub(crate) struct AsOfParam in Query {
        /// An earlier map: a revision such as `17`, or a time such as `2026-05-01T08:00:00Z`.
        as_of "asOf": AsOf,
    }
}

params! {
    /// Which part of a list.
    pub(crate) struct PageParams in Query {
        /// Most entries of one part.
        limit "limit": Whole<1, MAX_PAGE> = 100,
        /// Where to go on, from `next` of the part before.
        cursor "cursor": Continuation,
    }
}

params! {
    /// Whether to change anything.
    pub(crate) struct DryRunParam in Query {
        /// Only answer with the plan: what would be added, changed and removed, and whose impact changes.
        dry_run "dryRun": bool = false,
    }
}

impl PageParams {
    /// The size of the part, and where it begins; a place in a list belongs to the `filter` of that list.
    ///
    /// # Errors
    /// It is a place in another list.
    pub(crate) fn read(self, filter: &str) -> Result<(usize, Option<Cursor>), Problem> {
        Ok((self.limit.0, self.cursor.map(|place| read_cursor(&place.0, filter)).transpose()?))
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn whole() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer)
}

/// A schema with a name of its own.
fn named<S: ToSchema>() -> Ref {
    Ref::from_schema_name(S::name())
}

const QUEUES: &[(&str, Queue)] = &[("toConfirm", Queue::ToConfirm), ("waiting", Queue::Waiting)];

/// One of these words.
fn words<T>(list: &[(&str, T)]) -> ObjectBuilder {
    text().enum_values(Some(list.iter().map(|(word, _)| *word)))
}

macro_rules! values {
    ($($type:ty = $schema:expr, $parse:expr;)+) => {$(
        impl Parameter for $type {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }

            fn parse(text: &str, _: &str) -> Result<Self, Fault> {
                let parse: fn(&str) -> Result<Self, Fault> = $parse;
                parse(text)
            }
        }
    )+};
}

values! {
    String = text(), |text| Ok(text.to_owned());
    bool = ObjectBuilder::new().schema_type(Type::Boolean), |text| word(text, &[("true", true), ("false", false)]);
    jiff::Timestamp = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))), parse_time;
    TimeZone = named::<texts::ZoneName>(), zone::read;
    AsOf = named::<texts::MapMoment>(), moment;
    Key = named::<shown::NodeKey>(), Key::new;
    Seconds = named::<shown::IsoDuration>(), Seconds::parse;
    Stamp = named::<texts::DayOrTime>(), Stamp::new;
    Level = named::<shown::ImpactLevel>(), |text| word(text, FAILURE_LEVELS);
    Include = named::<shown::IncludeDependencies>(), |text| word(text, INCLUDES);
    Kind = named::<shown::NodeKind>(), |text| word(text, KINDS);
    Layer = named::<shown::ServiceLayer>(), |text| word(text, LAYERS);
    Queue = words(QUEUES), |text| word(text, QUEUES);
    Confirmation = named::<shown::ConfirmationState>(), |text| word(text, CONFIRMATIONS);
    Relation = named::<shown::RelationType>(), |text| word(text, RELATIONS);
    FindingKind = named::<shown::FindingWord>(), |text| word(text, FINDING_KINDS);
    Severity = named::<shown::FindingSeverity>(), |text| word(text, SEVERITIES);
    FindingState = named::<shown::FindingStateWord>(), |text| word(text, FINDING_STATES);
    DeliveryState = named::<shown::DeliveryStateWord>(), delivery_state;
    TextLanguage = named::<shown::LanguageWord>(), |text| word(text, LANGUAGES);
    Language = named::<shown::LanguageWord>(), |text| word(text, &[("de", Self::De), ("en", Self::En)]);
    ViewKind = words(Self::WORDS), |text| word(text, Self::WORDS);
    Paper = words(Self::WORDS), |text| word(text, Self::WORDS);
    alert::State = named::<alert::AlertState>(), |text| word(text, alert::STATES);
    IncidentState = named::<texts::ListedIncidents>(), |text| word(text, &[("open", Self::Open), ("closed", Self::Closed)]);
    Exercises = named::<texts::ExercisesWanted>(), |text| word(text, Self::WORDS);
    DependencyId = named::<texts::DependencyAddress>(), Self::parse;
    LocalId = named::<texts::ReceiverName>(), |text| Self::new(text);
    Area = text().pattern(Some("^[0-9]{1,12}$")), |text| area(text).map(Self);
    Label = text(), |text| Ok(Self::of(text));
    Continuation = text().min_length(Some(1)).max_length(Some(2_000)), |text| Ok(Self(text.to_owned()));
    Number = whole().format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))).minimum(Some(1)),
        |text| Ok(Self(text.parse().map_err(|_| text.to_owned())));
    EventNumber = whole().format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))).minimum(Some(0)), event_number;
}

/// A whole number in a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole<const LOW: usize, const HIGH: usize>(pub(crate) usize);

impl<const LOW: usize, const HIGH: usize> Parameter for Whole<LOW, HIGH> {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Int32);
        whole().format(Some(format)).minimum(Some(LOW)).maximum(Some(HIGH)).into()
    }

    fn parse(text: &str, name: &str) -> Result<Self, Fault> {
        let number = text.parse().ok().filter(|number| (LOW..=HIGH).contains(number));
        number.map(Self).ok_or_else(|| {
            let detail = format!("{name} is not a whole number between {LOW} and {HIGH}");
            Fault::new("", "number-out-of-range", detail, "write such a number, or leave it out")
        })
    }
}

/// Several of them, separated by commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Several<T>(pub(crate) Vec<T>);

impl<T: Item> Parameter for Several<T> {
    fn schema() -> RefOr<Schema> {
        text().into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        if text.split(',').count() > MAX_FILTER {
            let detail = format!("there are more than {MAX_FILTER}");
            return Err(Fault::new("", "too-many", detail, "ask for fewer"));
        }
        text.split(',').map(T::item).collect::<Result<_, _>>().map(Self)
    }
}

/// One of several.
pub(crate) trait Item: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it.
    fn item(text: &str) -> Result<Self, Fault>;
}

impl Item for Key {
    fn item(text: &str) -> Result<Self, Fault> {
        Self::new(text)
    }
}

impl Item for Layer {
    fn item(text: &str) -> Result<Self, Fault> {
        word(text, LAYERS)
    }
}

/// A level that a node comes to or leaves.
impl Item for Level {
    fn item(text: &str) -> Result<Self, Fault> {
        word(text, shown::LEVELS)
    }
}

/// A district.
impl Item for String {
    fn item(text: &str) -> Result<Self, Fault> {
        district(text)
    }
}

/// The beginning of a regional key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Area(pub(crate) String);

/// `name` or `name=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label(pub(crate) String, pub(crate) Option<String>);

impl Label {
    fn of(text: &str) -> Self {
        match text.split_once('=') {
            Some((name, value)) => Self(name.to_owned(), Some(value.to_owned())),
            None => Self(text.to_owned(), None),
        }
    }
}

/// Where a list goes on: read when it is known what the list is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Continuation(pub(crate) String);

/// The number of something in an address. Where it is none, nothing is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number(Result<u64, String>);

impl Number {
    /// The number.
    ///
    /// # Errors
    /// There is no such thing.
    pub(crate) fn of(self, what: &str) -> Result<u64, Problem> {
        self.0.map_err(|text| Problem::not_found(what, &text))
    }
}

/// The number of an event; 0 = before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventNumber(pub(crate) u64);

fn event_number(text: &str) -> Result<EventNumber, Fault> {
    let fault = |_| {
        let remedy = "write the id of an event, or 0";
        Fault::new("", "number-out-of-range", "this is not the number of an event", remedy)
    };
    text.parse().map(EventNumber).map_err(fault)
}

/// A revision (a number) or a time (RFC 3339).
fn moment(text: &str) -> Result<AsOf, Fault> {
    if let Ok(revision) = text.parse() {
        return Ok(AsOf::Revision(revision));
    }
    parse_time(text).map(|time| AsOf::Time(time.as_millisecond())).map_err(|mut fault| {
        fault.remedy = "write a revision such as 17, or a time such as 2026-05-01T08:00:00Z".into();
        fault
    })
}
