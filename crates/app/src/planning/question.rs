//! What makes a planner's question: how it is described, what it asks for, and how it is asked of a map.

use super::context::AnalysisContext;
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
use utoipa::ToSchema;
use wire::planning::Premise;
use wire::planning::request::Request;

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
    fn answer(&self, context: &AnalysisContext<'_>) -> Result<Self::Answer, AppError>;

    /// The answer as people read it, with times of this zone.
    fn paper(answer: &Self::Answer, language: Language, zone: &TimeZone) -> Paper;
}

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
    question.answer(&AnalysisContext {
        map: &changed,
        before: map,
        others,
        include,
        limit,
        changes,
        pool,
        watch,
    })
}
