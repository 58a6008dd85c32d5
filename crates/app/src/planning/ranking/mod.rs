//! Ranking: which single failure, or which pair, takes most. Reading order: this file (the answer), [`paper`] (the paper).

pub mod answer;
mod paper;
pub mod request;

pub use answer::*;
pub use request::*;

use super::context::AnalysisContext;
use super::figures;
use super::question;
use crate::error::AppError;
use engine::NodeIx;
use engine::sweep::ranking::{Pairs, RankingQuestion, pairs, single};
use jiff::tz::TimeZone;
use render::Language;
use render::paper::Paper;
use wire::Place;
use wire::words::Text;

/// Most nodes of which every pair is tried.
const PAIRED: usize = 500;

impl question::Question for RankingRequest {
    const NAME: &'static str = "ranking";
    const OPERATION: &'static str = "rankFailures";
    const ASKS: &'static str = "Which failure hits hardest?";
    const ABOUT: &'static str = include_str!("about.md");
    const ANSWERS: &'static str = "The failures that take most";
    const EXAMPLE: &'static str = include_str!("example.json");

    type Answer = RankingAnswer;

    fn answer(&self, context: &AnalysisContext<'_>) -> Result<RankingAnswer, AppError> {
        let (map, graph) = (context.map, context.map.graph());
        let candidates: Vec<NodeIx> = match &self.of {
            Some(selection) => context.select(selection, &Place::ROOT.name("of"))?,
            None => map.iter().collect(),
        };
        if self.pairs && candidates.len() > PAIRED {
            return Err(AppError::one(
                &Place::ROOT.name("pairs"),
                "too-many-pairs",
                format!("every pair of {} nodes is too much for one answer", candidates.len()),
                "choose at most 500 nodes with `of`, for example an agency or a layer",
            ));
        }
        let figures = figures::of_map(map, self.time_critical);
        let mut asked = RankingQuestion {
            candidates: &candidates,
            level: self.level,
            include: context.include,
            by: self.by,
            limit: context.limit,
        };
        let mut found = single(graph, &figures, &asked, context.watch)?;
        asked.by = found.deciding(self.by);
        if asked.by != self.by {
            found = single(graph, &figures, &asked, context.watch)?;
        }
        let pairs = match self.pairs {
            true => Some(told_pairs(
                context,
                candidates.len() as u64,
                pairs(graph, &figures, &asked, context.watch)?,
            )),
            false => None,
        };
        let failure = |ranked: &engine::sweep::ranking::Ranked| RankedFailure {
            node: context.node(ranked.node),
            figures: figures::written(&ranked.totals),
        };
        Ok(RankingAnswer {
            revision: map.revision(),
            by: asked.by,
            asked_by: (asked.by != self.by).then_some(self.by),
            level: self.level,
            time_critical: Text(self.time_critical),
            failures: candidates.len() as u64,
            harmless: found.harmless,
            ranking: found.first.iter().map(failure).collect(),
            omitted: (candidates.len() - found.first.len()) as u64,
            pairs,
            assumptions: context.assumptions(paper::notes(Language::En)),
        })
    }

    fn paper(answer: &RankingAnswer, language: Language, _: &TimeZone) -> Paper {
        paper::paper(answer, language)
    }
}

fn told_pairs(context: &AnalysisContext<'_>, nodes: u64, found: Pairs) -> PairRanking {
    let pairs = nodes * nodes.saturating_sub(1) / 2;
    let ranking: Vec<RankedPair> = (found.first.iter())
        .map(|pair| RankedPair {
            nodes: pair.nodes.iter().map(|&node| context.node(node)).collect(),
            figures: figures::written(&pair.totals),
            synergy: figures::written(&pair.synergy),
            worse: pair.worse,
        })
        .collect();
    let omitted = pairs - found.without_synergy - ranking.len() as u64;
    PairRanking { pairs, without_synergy: found.without_synergy, ranking, omitted }
}
