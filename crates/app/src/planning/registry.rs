//! The planners' questions: what makes one, and the list of all of them.
//!
//! A question is a folder beside this file and one line in [`KINDS`]. Its name, how it is read, its address and its
//! operation in the OpenAPI document, its command (`tragweite plan NAME`) and its kind of job follow from that line.

use super::ground::Ground;
use crate::error::AppError;
use crate::maps::change::hypothetical;
use crate::maps::history::AsOf;
use crate::pool::Pool;
use engine::Watch;
use jiff::tz::TimeZone;
use map::Map;
use render::Language;
use render::paper::Paper;
use serde::Serialize;
use std::sync::Arc;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use wire::planning::Premise;
use wire::planning::request::{Property, Request, decode_request};
use wire::{Place, Problems, Tree};

/// A planner's question.
pub trait Question: Request + ToSchema + Send + Sync + 'static {
    /// What it is called in addresses, on the command line and in jobs.
    const NAME: &'static str;
    /// What its operation is called, a verb.
    const OPERATION: &'static str;
    /// What it asks, one sentence.
    const ASKS: &'static str;
    /// More about it, Markdown; may be empty.
    const ABOUT: &'static str = "";
    /// What the answer is, in a few words.
    const ANSWERS: &'static str;
    /// JSON with a `request` and the `answer` to it.
    const EXAMPLE: &'static str;

    /// The answer in data. It names the map revision and what it rests on.
    type Answer: Serialize + ToSchema + Send + 'static;

    /// The other maps that the question speaks of, beside the one that it is asked of.
    fn others(&self) -> Vec<AsOf> {
        Vec::new()
    }

    /// Computes the answer: a pure function of question and ground.
    ///
    /// # Errors
    /// Every problem of the question on this map; [`AppError::Stopped`]; [`AppError::TooMuch`].
    fn answer(&self, ground: &Ground<'_>) -> Result<Self::Answer, AppError>;

    /// The answer as people read it, with times of this zone.
    fn paper(answer: &Self::Answer, language: Language, zone: &TimeZone) -> Paper;
}

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
    Kind::of::<super::objectives::ObjectivesRequest>(),
    Kind::of::<super::restart::RestartPlanRequest>(),
];

/// A question of some kind.
pub trait Posed: Send + Sync {
    /// The other maps that it speaks of.
    fn others(&self) -> Vec<AsOf>;

    /// Asks it of a map; `others` are the maps that [`Posed::others`] names, in that order.
    ///
    /// # Errors
    /// Those of [`ask`].
    fn ask(
        &self,
        map: &Map,
        others: &[Arc<Map>],
        pool: &Pool,
        watch: &Watch,
    ) -> Result<Box<dyn Answered>, AppError>;
}

/// An answer of some kind.
pub trait Answered: Send {
    /// As data.
    fn json(&self) -> Vec<u8>;

    /// As people read it, with times of this zone.
    fn paper(&self, language: Language, zone: &TimeZone) -> Paper;
}

impl<Q: Question> Posed for Q {
    fn others(&self) -> Vec<AsOf> {
        Question::others(self)
    }

    fn ask(
        &self,
        map: &Map,
        others: &[Arc<Map>],
        pool: &Pool,
        watch: &Watch,
    ) -> Result<Box<dyn Answered>, AppError> {
        Ok(Box::new(Answer::<Q>(ask(self, map, others, pool, watch)?)))
    }
}

struct Answer<Q: Question>(Q::Answer);

impl<Q: Question> Answered for Answer<Q> {
    fn json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0)
            .unwrap_or_else(|_| unreachable!("an answer has only text keys and finite numbers"))
    }

    fn paper(&self, language: Language, zone: &TimeZone) -> Paper {
        Q::paper(&self.0, language, zone)
    }
}

/// Asks the question of a map; `others` are the maps that [`Question::others`] names, in that order.
///
/// # Errors
/// Problems of the hypothetical changes, and those of [`Question::answer`].
pub fn ask<Q: Question>(
    question: &Q,
    map: &Map,
    others: &[Arc<Map>],
    pool: &Pool,
    watch: &Watch,
) -> Result<Q::Answer, AppError> {
    let Premise { changes, include, limit } = question.premise();
    let changed = hypothetical(map, changes)?;
    let limit = limit.0 as usize;
    let changes = changes.len();
    question.answer(&Ground { map: &changed, before: map, others, include, limit, changes, pool, watch })
}

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
