//! A question as it is written: one struct is its schema, its decoder, its documentation and its flags.
//!
//! [`crate::question`] makes all of them from the declaration of the struct. What a property may hold follows from its
//! type: [`Field`].

use super::Premise;
use super::along::AlongDoc;
use super::selection::read_selection;
use crate::change::title;
use crate::decode::{Object, at_most, parsed, word, wrong_type};
use crate::place::Place;
use crate::problem::Problems;
use crate::scenario::{decode_failure, offset, whole_seconds};
use crate::tree::{Tree, Value};
use crate::words::{CRITERIA, DEFEATS, FAILURE_LEVELS, FINDING_KINDS, SEVERITIES};
use jiff::Timestamp;
use model::finding::{FindingKind, Severity};
use model::{Criterion, Defeat, Failure, Key, Level, Seconds, Selection, Stamp};

/// Most characters of a title.
const TITLE: usize = 300;

/// A property of a question.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it says; sentences.
    pub about: &'static str,
    /// How a flag gives it.
    pub form: Form,
    /// The flag, when it is called otherwise.
    pub flag: Option<&'static str>,
}

/// How a flag of the command line gives a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Not by a flag, but in the file with the whole question.
    File,
    /// One text, described by this word.
    Text(&'static str),
    /// Any number of such texts.
    Texts(&'static str),
    /// A whole number in this range.
    Whole(u32, u32),
    /// A share from 0 to 1.
    Share,
    /// A flag without a value; one that begins with `no-` says no.
    Switch,
    /// Which nodes.
    Selection,
    /// What fails.
    Failures,
    /// What is started by hand.
    Starts,
    /// One of the two sides of a comparison.
    Side,
}

/// What a property can hold.
pub trait Field: Sized {
    /// How a flag gives it.
    const FORM: Form;

    /// Reads the property with this name. `None` = absent or wrong; what is wrong is told.
    fn read(object: &Object<'_>, name: &str, problems: &mut Problems) -> Option<Self>;
}

/// What a list can hold.
pub trait Item: Sized {
    /// How flags give the list.
    const FORM: Form;
    /// Most of them.
    const MOST: usize;
    /// What the list is, for whoever wrote something else.
    const WHAT: &'static str = "a list";

    /// Reads one of them; `of` is the object that has the list.
    fn read(tree: &Tree, place: &Place<'_>, of: &Object<'_>, problems: &mut Problems) -> Option<Self>;
}

/// A question that can be read.
pub trait Request: Sized {
    /// Its properties, in the order in which they are told.
    const PROPERTIES: &'static [Property];

    /// Reads it; what is wrong is told.
    fn read(object: &Object<'_>, problems: &mut Problems) -> Option<Self>;

    /// What every question says.
    fn premise(&self) -> Premise<'_>;
}

/// Reads a question; `None` when anything is wrong, all of which is told.
pub fn decode_request<R: Request>(tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<R> {
    let found = problems.found();
    let known: Vec<&str> = R::PROPERTIES.iter().map(|property| property.name).collect();
    let object = Object::open(tree, place, &known, problems)?;
    let request = R::read(&object, problems)?;
    (problems.found() == found).then_some(request)
}

impl<F: Field> Field for Option<F> {
    const FORM: Form = F::FORM;

    fn read(object: &Object<'_>, name: &str, problems: &mut Problems) -> Option<Self> {
        Some(object.get(name).and_then(|_| F::read(object, name, problems)))
    }
}

impl<T: Item> Field for Vec<T> {
    const FORM: Form = T::FORM;

    fn read(object: &Object<'_>, name: &str, problems: &mut Problems) -> Option<Self> {
        let tree = object.get(name)?;
        let place = object.place().name(name);
        match &tree.value {
            Value::Seq(items) => {
                if !at_most(items, T::MOST, &place, tree.at, problems) {
                    return None;
                }
                let each = items.iter().enumerate();
                Some(
                    each.filter_map(|(at, item)| T::read(item, &place.index(at), object, problems)).collect(),
                )
            }
            Value::Str(_) if matches!(T::FORM, Form::Texts(_)) => {
                T::read(tree, &place, object, problems).map(|one| vec![one])
            }
            _ => wrong_type(tree, &place, T::WHAT, problems),
        }
    }
}

/// Keys: a list, or a single one without a list.
impl Item for Key {
    const FORM: Form = Form::Texts("KEY");
    const MOST: usize = 1_000;
    const WHAT: &'static str = "a key or a list of keys";

    fn read(tree: &Tree, place: &Place<'_>, _: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        parsed(tree, place, Key::new, problems)
    }
}

impl Item for FindingKind {
    const FORM: Form = Form::Texts("FINDING");
    const MOST: usize = FINDING_KINDS.len();
    const WHAT: &'static str = "a list of kinds of findings";

    fn read(tree: &Tree, place: &Place<'_>, _: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        parsed(tree, place, |text| word(text, FINDING_KINDS), problems)
    }
}

impl Item for Failure {
    const FORM: Form = Form::Failures;
    const MOST: usize = crate::scenario::MAX_FAILURES;

    fn read(tree: &Tree, place: &Place<'_>, of: &Object<'_>, problems: &mut Problems) -> Option<Self> {
        decode_failure(tree, calendar(of), place, problems)
    }
}

/// Where offsets of an object can be times: `None` without `startsAt`, `Some(None)` when that is wrong, which is told
/// where it is read itself.
pub fn calendar(of: &Object<'_>) -> Option<Option<Timestamp>> {
    let text = of.get("startsAt")?;
    Some(parsed(text, &Place::ROOT, whole_seconds, &mut Problems::default()))
}

macro_rules! fields {
    ($($type:ty = $form:expr, $read:expr;)+) => {$(
        impl Field for $type {
            const FORM: Form = $form;

            fn read(object: &Object<'_>, name: &str, problems: &mut Problems) -> Option<Self> {
                let read: fn(&Object<'_>, &str, &mut Problems) -> Option<Self> = $read;
                read(object, name, problems)
            }
        }
    )+};
}

fields! {
    Key = Form::Text("KEY"), |object, name, problems| object.key(name, problems);
    String = Form::File, |object, name, problems| title(object, name, TITLE, problems);
    Seconds = Form::Text("DURATION"), |object, name, problems| object.seconds(name, problems);
    Stamp = Form::Text("DAY"), |object, name, problems| object.stamp(name, problems);
    Timestamp = Form::File, |object, name, problems| object.read(name, whole_seconds, problems);
    bool = Form::Switch, |object, name, problems| object.bool(name, problems);
    Selection = Form::Selection, read_selection;
    Level = Form::Text("LEVEL"), |object, name, problems| object.word(name, FAILURE_LEVELS, problems);
    Criterion = Form::Text("WHAT"), |object, name, problems| object.word(name, CRITERIA, problems);
    Defeat = Form::Text("HOW"), |object, name, problems| object.word(name, DEFEATS, problems);
    Severity = Form::Text("SEVERITY"), |object, name, problems| object.word(name, SEVERITIES, problems);
    AlongDoc = Form::Text("WHICH"), |object, name, problems| object.word(name, AlongDoc::WORDS, problems);
    Offset = Form::Text("DURATION|TIME"), |object, name, problems| {
        object.read(name, |text| offset(text, calendar(object)), problems).flatten().map(Offset)
    };
    Share = Form::Share, |object, name, problems| {
        let share = object.number(name, problems)?;
        if (0.0..=1.0).contains(&share) {
            return Some(Share(share));
        }
        let at = object.get(name).map_or_else(|| object.at(), |tree| tree.at);
        let detail = format!("{name} is {share}, but must be between 0 and 1");
        let remedy = "write the share of time in which such a node is down by itself, for example 0.001";
        problems.report(&object.place().name(name), at, "number-out-of-range", detail, remedy);
        None
    };
}

/// A moment after the start, written as a duration or, where there is a calendar, as a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offset(pub Seconds);

/// A share of time, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share(pub f64);

/// Declares a planner's question: the struct, its schema, how it is read, and its flags.
///
/// Each property is `rust_name "writtenName": Type`, then at most one of: `= default` (absent means this), `=> "remedy"`
/// (it must be there), `[low, high, usual]` (a whole number);
/// after `as` the name of its flag, where that is another one. What every question says comes by itself; `limit` tells
/// what that limits. `check` names a function that sees the whole.
#[macro_export]
macro_rules! question {
    (
        $(#[$outer:meta])*
        pub struct $Name:ident {
            $(
                $(#[doc = $doc:literal])*
                $(#[schema($($schema:tt)*)])?
                $field:ident $written:tt: $type:ty
                    $([$low:tt, $high:tt, $usual:tt])? $(=> $missing:literal)? $(= $default:expr)? $(, as $flag:literal)?;
            )*
        }
        limit $limit:literal;
        $(check $check:path;)?
    ) => {
        $(#[$outer])*
        #[derive(Debug, Clone, PartialEq, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $Name {
            $(
                $(#[doc = $doc])*
                #[schema(
                    rename = $written
                    $(, $($schema)*)?
                    $(, value_type = Option<u32>, minimum = $low, maximum = $high, default = $usual)?
                )]
                pub $field: $type,
            )*
            /// Hypothetical changes of the map.
            #[schema(value_type = Option<Vec<$crate::change::ChangeDoc<'static>>>, max_items = 10_000)]
            pub changes: Vec<$crate::ChangeRequest>,
            /// Which dependencies count.
            #[schema(value_type = Option<$crate::words::IncludeDependencies>)]
            pub include: model::Include,
            #[doc = $limit]
            #[schema(value_type = Option<u32>, minimum = 1, maximum = 10_000, default = 100)]
            pub limit: $crate::planning::Limit,
        }

        impl $crate::planning::request::Request for $Name {
            const PROPERTIES: &'static [$crate::planning::request::Property] = &[
                $($crate::planning::request::Property {
                    name: $written,
                    about: concat!($($doc),*),
                    form: $crate::question!(@form $type $(, [$low, $high])?),
                    flag: $crate::question!(@flag $($flag)?),
                },)*
                $crate::planning::CHANGES,
                $crate::planning::INCLUDE,
                $crate::planning::limited($limit),
            ];

            fn read(object: &$crate::decode::Object<'_>, problems: &mut $crate::Problems) -> Option<Self> {
                $(let $field = $crate::question!(
                    @read object, problems, $written, $type $(, = $default)? $(, => $missing)? $(, [$low, $high, $usual])?
                );)*
                let (changes, include, limit) = $crate::planning::read_premise(object, problems);
                let read = Self { $($field: $field?,)* changes, include, limit };
                $($check(&read, object, problems);)?
                Some(read)
            }

            fn premise(&self) -> $crate::planning::Premise<'_> {
                $crate::planning::Premise { changes: &self.changes, include: self.include, limit: self.limit }
            }
        }
    };
    (@form $type:ty) => { <$type as $crate::planning::request::Field>::FORM };
    (@form $type:ty, [$low:tt, $high:tt]) => { $crate::planning::request::Form::Whole($low, $high) };
    (@flag) => { None };
    (@flag $flag:literal) => { Some($flag) };
    (@read $object:ident, $problems:ident, $name:tt, $type:ty) => {
        <$type as $crate::planning::request::Field>::read($object, $name, $problems)
    };
    (@read $object:ident, $problems:ident, $name:tt, $type:ty, = $default:expr) => {
        Some(<Option<$type> as $crate::planning::request::Field>::read($object, $name, $problems).flatten().unwrap_or($default))
    };
    (@read $object:ident, $problems:ident, $name:tt, $type:ty, => $missing:literal) => {{
        if $object.get($name).is_none() {
            $object.missing($name, $missing, $problems);
        }
        <$type as $crate::planning::request::Field>::read($object, $name, $problems)
    }};
    (@read $object:ident, $problems:ident, $name:tt, $type:ty, [$low:tt, $high:tt, $usual:tt]) => {
        Some(
            $object.integer($name, $low, $high, $problems).and_then(|number| u32::try_from(number).ok()).unwrap_or($usual),
        )
    };
}
