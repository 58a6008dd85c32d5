//! A question of any kind: found by its name, asked of a map, answered as data and, if wanted, as a paper for people.

use super::ground::Ground;
use crate::change::hypothetical;
use crate::error::AppError;
use crate::history::AsOf;
use crate::planning::availability::AvailabilityQuestion;
use crate::planning::circles::CirclesQuestion;
use crate::planning::comparison::ComparisonQuestion;
use crate::planning::cut_sets::CutSetsQuestion;
use crate::planning::diagnosis::DiagnosisQuestion;
use crate::planning::false_redundancy::FalseRedundancyQuestion;
use crate::planning::findings::FindingsQuestion;
use crate::planning::objectives::ObjectivesQuestion;
use crate::planning::ranking::RankingQuestion;
use crate::planning::restart::RestartQuestion;
use crate::planning::shared_ground::SharedGroundQuestion;
use crate::planning::single_points::SinglePointsQuestion;
use crate::planning::ways::WaysQuestion;
use crate::pool::Pool;
use engine::Watch;
use map::Map;
use render::Language;
use render::paper::Paper;
use serde::Serialize;
use std::sync::Arc;
use wire::planning::{Asked, Premise, Question, decode_question};
use wire::{Place, Problems, Tree};

/// How one kind of question is answered.
pub trait Analysis: Question + Send + Sync + 'static {
    /// The answer in data. It names the map revision and what it rests on.
    type Answer: Serialize;

    /// The other maps that the question speaks of, beside the one that it is asked of.
    fn others(&self) -> Vec<AsOf> {
        Vec::new()
    }

    /// Computes the answer: a pure function of question and ground.
    ///
    /// # Errors
    /// Every problem of the question on this map; [`AppError::Stopped`]; [`AppError::TooMuch`].
    fn answer(&self, ground: &Ground<'_>) -> Result<Self::Answer, AppError>;

    /// The answer as people read it.
    fn paper(answer: &Self::Answer, language: Language) -> Paper;
}

/// A question of some kind.
pub trait Posed: Send + Sync {
    /// What every question says.
    fn premise(&self) -> &Premise;

    /// The other maps that it speaks of.
    fn others(&self) -> Vec<AsOf>;

    /// Answers it. Errors are those of [`Analysis::answer`].
    ///
    /// # Errors
    /// Those of the analysis.
    fn run(&self, ground: &Ground<'_>, paper: Option<Language>) -> Result<Finished, AppError>;
}

/// A finished answer.
pub struct Finished {
    /// As JSON.
    pub json: Vec<u8>,
    /// As people read it, when that was wanted.
    pub paper: Option<Paper>,
}

impl<A: Analysis> Posed for Asked<A> {
    fn premise(&self) -> &Premise {
        &self.premise
    }

    fn others(&self) -> Vec<AsOf> {
        self.question.others()
    }

    fn run(&self, ground: &Ground<'_>, paper: Option<Language>) -> Result<Finished, AppError> {
        let answer = self.question.answer(ground)?;
        let json = serde_json::to_vec(&answer)
            .unwrap_or_else(|_| unreachable!("an answer has only text keys and finite numbers"));
        Ok(Finished { json, paper: paper.map(|language| A::paper(&answer, language)) })
    }
}

type Decode = fn(&Tree, &Place<'_>, &mut Problems) -> Option<Box<dyn Posed>>;

/// A kind of question.
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    decode: Decode,
}

impl Kind {
    const fn of<A: Analysis>() -> Self {
        Self {
            name: A::NAME,
            decode: |tree, place, problems| {
                let asked = decode_question::<A>(tree, place, problems)?;
                Some(Box::new(asked))
            },
        }
    }

    /// Reads a question of this kind; what is wrong is told.
    pub fn decode(&self, tree: &Tree, place: &Place<'_>, problems: &mut Problems) -> Option<Box<dyn Posed>> {
        (self.decode)(tree, place, problems)
    }
}

/// All kinds of questions.
pub const KINDS: &[Kind] = &[
    Kind::of::<CirclesQuestion>(),
    Kind::of::<FindingsQuestion>(),
    Kind::of::<ComparisonQuestion>(),
    Kind::of::<DiagnosisQuestion>(),
    Kind::of::<SharedGroundQuestion>(),
    Kind::of::<WaysQuestion>(),
    Kind::of::<AvailabilityQuestion>(),
    Kind::of::<CutSetsQuestion>(),
    Kind::of::<SinglePointsQuestion>(),
    Kind::of::<FalseRedundancyQuestion>(),
    Kind::of::<RankingQuestion>(),
    Kind::of::<ObjectivesQuestion>(),
    Kind::of::<RestartQuestion>(),
];

/// The kind of question with this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Reads a question of a kind that is known when the program is built.
///
/// # Errors
/// Every problem at once.
pub fn decode<A: Analysis>(tree: &Tree) -> Result<Box<dyn Posed>, AppError> {
    let mut problems = Problems::default();
    match decode_question::<A>(tree, &Place::ROOT, &mut problems) {
        Some(asked) => Ok(Box::new(asked)),
        None => Err(AppError::Invalid(problems)),
    }
}

/// Reads a question of the kind with this name.
///
/// # Errors
/// There is no such kind; every problem at once.
pub fn decode_named(name: &str, tree: &Tree) -> Result<Box<dyn Posed>, AppError> {
    let kind = kind(name).ok_or(AppError::NotFound { what: "analysis", name: name.to_owned() })?;
    let mut problems = Problems::default();
    kind.decode(tree, &Place::ROOT, &mut problems).ok_or(AppError::Invalid(problems))
}

/// Asks the question of a map; `others` are the maps that [`Posed::others`] names, in that order.
///
/// # Errors
/// Problems of the hypothetical changes, and those of the analysis.
pub fn analyse(
    posed: &dyn Posed,
    map: &Map,
    others: &[Arc<Map>],
    pool: &Pool,
    watch: &Watch,
    paper: Option<Language>,
) -> Result<Finished, AppError> {
    let premise = posed.premise();
    let changed = hypothetical(map, &premise.changes)?;
    let ground = Ground {
        map: &changed,
        before: map,
        others,
        include: premise.include,
        limit: premise.limit as usize,
        changes: premise.changes.len(),
        pool,
        watch,
    };
    posed.run(&ground, paper)
}
