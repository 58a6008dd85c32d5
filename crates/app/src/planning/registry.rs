//! The list of the planners' questions.
//!
//! A question is a folder beside this file and one line in [`KINDS`]. Its name, how it is read, its address and its
//! operation in the OpenAPI document, its command (`tragweite plan NAME`) and its kind of job follow from that line.

use super::question::{Posed, Question};
use crate::error::AppError;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use wire::planning::request::{Property, decode_request};
use wire::{Place, Problems, Tree};

/// All kinds of questions, in the order in which they are listed.
pub const KINDS: &[Kind] = &[
    Kind::of::<super::circles::CirclesRequest>(),
    Kind::of::<super::findings::FindingsRequest>(),
    Kind::of::<super::comparison::ComparisonRequest>(),
    Kind::of::<super::diagnosis::DiagnosisRequest>(),
    Kind::of::<super::shared_ground::SharedGroundRequest>(),
    Kind::of::<super::ways::WaysRequest>(),
    Kind::of::<super::availability::AvailabilityRequest>(),
    Kind::of::<super::cut_sets::CutSetsRequest>(),
    Kind::of::<super::single_points::SinglePointsRequest>(),
    Kind::of::<super::false_redundancy::FalseRedundancyRequest>(),
    Kind::of::<super::ranking::RankingRequest>(),
    Kind::of::<super::assumptions::AssumptionsRequest>(),
    Kind::of::<super::objectives::ObjectivesRequest>(),
    Kind::of::<super::restart::RestartPlanRequest>(),
];

type Decode = fn(&Tree, &Place<'_>, &mut Problems) -> Option<Box<dyn Posed>>;

/// A kind of question: what [`Question`] says, without its type.
#[derive(Debug)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// What its operation is called.
    pub operation: &'static str,
    /// What it asks.
    pub asks: &'static str,
    /// More about it.
    pub about: &'static str,
    /// What the answer is.
    pub answers: &'static str,
    /// A request and its answer, JSON.
    pub example: &'static str,
    /// What the request can say.
    pub properties: &'static [Property],
    decode: Decode,
    schemas: fn() -> Schemas,
}

/// How a request and its answer are described.
pub struct Schemas {
    /// Where the schema of the request is.
    pub request: Ref,
    /// Where that of the answer is.
    pub answer: Ref,
    /// These two, and all that they refer to, by name.
    pub all: Vec<(String, RefOr<Schema>)>,
}

impl Kind {
    const fn of<Q: Question>() -> Self {
        Self {
            name: Q::NAME,
            operation: Q::OPERATION,
            asks: Q::ASKS,
            about: Q::ABOUT,
            answers: Q::ANSWERS,
            example: Q::EXAMPLE,
            properties: Q::PROPERTIES,
            decode: |tree, place, problems| {
                let question = decode_request::<Q>(tree, place, problems)?;
                Some(Box::new(question))
            },
            schemas: || {
                let mut all = vec![
                    (Q::name().into_owned(), Q::schema()),
                    (Q::Answer::name().into_owned(), Q::Answer::schema()),
                ];
                Q::schemas(&mut all);
                Q::Answer::schemas(&mut all);
                let named = |at: usize| Ref::from_schema_name(&all[at].0);
                Schemas { request: named(0), answer: named(1), all }
            },
        }
    }

    /// Reads a question of this kind that stands at `place`; what is wrong is told.
    pub fn decode(&self, tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Box<dyn Posed>> {
        (self.decode)(tree, place, problems)
    }

    /// Reads a whole document as a question of this kind.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn read(&self, tree: &Tree) -> Result<Box<dyn Posed>, AppError> {
        let mut problems = Problems::default();
        self.decode(tree, &Place::ROOT, &mut problems).ok_or(AppError::Invalid(problems))
    }

    /// How request and answer are described.
    pub fn schemas(&self) -> Schemas {
        (self.schemas)()
    }
}

/// The kind of question with this name.
///
/// # Errors
/// There is none.
pub fn kind(name: &str) -> Result<&'static Kind, AppError> {
    let found = KINDS.iter().find(|kind| kind.name == name);
    found.ok_or_else(|| AppError::NotFound { what: "analysis", name: name.to_owned() })
}
