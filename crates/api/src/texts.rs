//! Texts of addresses that have a form of their own, as the OpenAPI document shows them.

use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

macro_rules! text_schemas {
    ($($(#[doc = $doc:literal])+ $name:ident = $pattern:expr, $max:expr;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy)]
        pub(crate) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(concat!($($doc),+).trim()))
                    .pattern(Some($pattern))
                    .max_length(Some($max))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )+};
}

macro_rules! day {
    () => {
        "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    };
}

macro_rules! time {
    () => {
        "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
    };
}

text_schemas! {
    /// An earlier map: its revision, or a time.
    MapMoment = concat!("^([0-9]{1,18}|", day!(), "T", time!(), ")$"), 40;
    /// A day, or a time with its offset.
    DayOrTime = concat!("^", day!(), "(T", time!(), ")?$"), 40;
    /// Name of who sends alerts.
    ReceiverName = "^[a-z0-9]+(-[a-z0-9]+)*$", model::key::MAX_LOCAL_ID;
    /// Id of a dependency: key of the dependent, `~`, id inside it.
    DependencyAddress = "^[a-z0-9]+([.-][a-z0-9]+)*~[a-z0-9]+(-[a-z0-9]+)*$", 261;
    /// Entity tags as they were answered, or `*` for any.
    EntityTags = "^([*]|(W/)?\"[^\",]*\"(, ?(W/)?\"[^\",]*\")*)$", 2_000;
    /// What makes a repetition known as one.
    IdempotencyKey = "^[!#-~]+$", 200;
    /// Whether exercises count.
    ExercisesWanted = "^(without|with|only)$", 7;
    /// A name of the IANA time zone database.
    ZoneName = "^[A-Za-z0-9][A-Za-z0-9/_+-]*$", 60;
    /// Which incidents are listed.
    ListedIncidents = "^(open|closed)$", 6;
}
