//! Which failures that alerts tell of belong together: those of which one hits the other. Whatever else fails has an
//! incident of its own.

use super::Alerts;
use super::join::SOURCE;
use crate::background::off_the_loop;
use crate::error::AppError;
use crate::impact::{MAX_LINKS, find_levels};
use crate::incidents::{Related, Signal};
use crate::pool::Pool;
use map::Map;
use model::{Failure, Key, Level, Scenario, Seconds};
use std::collections::BTreeSet;
use wire::ScenarioRequest;

/// New failures of one delivery whose effects are looked at one by one; more than that are one event.
const ONE_BY_ONE: usize = 16;
/// How soon a failure must hit another node to belong to it, in seconds: an hour.
const SOON: u32 = 3_600;

impl Alerts {
    /// Of each node that begins to fail: those failing nodes that hit it, and those that it hits.
    pub(super) async fn related(&self, signals: &[Signal], now_ms: i64) -> Result<Related, AppError> {
        let begins = |signal: &&Signal| {
            signal.level != Level::Operational && !self.incidents.is_told_by(SOURCE, &signal.node)
        };
        let new: Vec<(Key, Level)> =
            signals.iter().filter(begins).map(|signal| (signal.node.clone(), signal.level)).collect();
        let begin: BTreeSet<Key> = new.iter().map(|(node, _)| node.clone()).collect();
        if new.is_empty() {
            return Ok(Related::new());
        }
        let failing = self.incidents.failing_by(SOURCE);
        if new.len() == 1 && failing.is_empty() {
            return Ok(Related::new());
        }
        let state = self.standing_now(now_ms).await?;
        let pool = self.pool.clone();
        off_the_loop(move || {
            let mut related = Related::new();
            // What is hit by a failure that is known belongs to it.
            for node in &begin {
                related.extend(state.cause(node).map(|cause| (node.clone(), BTreeSet::from([cause]))));
            }
            let size = if new.len() > ONE_BY_ONE { new.len() } else { 1 };
            for group in new.chunks(size) {
                let Some(((first, _), others)) = group.split_first() else { continue };
                let hit = ignore_too_much(hit_by(&state.map, group, &pool))?.into_iter();
                let known = hit.filter(|node| failing.contains(node) || begin.contains(node));
                let together = others.iter().map(|(node, _)| node.clone());
                for node in known.chain(together).filter(|node| node != first) {
                    related.entry(node.clone()).or_default().insert(first.clone());
                    related.entry(first.clone()).or_default().insert(node);
                }
            }
            Ok(related)
        })
        .await?
    }
}

/// The nodes that these failures hit soon.
fn hit_by(map: &Map, failures: &[(Key, Level)], pool: &Pool) -> Result<Vec<Key>, AppError> {
    let failure = |(node, level): &(Key, Level)| {
        map.find(node.as_str())?;
        Failure::new(node.clone(), *level, Seconds::ZERO, None).ok()
    };
    let failures: Vec<Failure> = failures.iter().filter_map(failure).collect();
    if failures.is_empty() {
        return Ok(Vec::new());
    }
    let scenario = Scenario { failures, horizon: Seconds::new(SOON + 1).ok(), ..Scenario::default() };
    let request = ScenarioRequest { scenario, ..ScenarioRequest::default() };
    find_levels(map, &request, pool, MAX_LINKS, |found| {
        let standing = found.standing(Some(SOON)).0.into_iter();
        standing.filter(|at| at.level != Level::Operational).map(|at| map.key_of(at.node)).collect()
    })
}

/// Too much to compute: then nothing is known to belong together.
fn ignore_too_much<T: Default>(found: Result<T, AppError>) -> Result<T, AppError> {
    match found {
        Err(AppError::TooMuch { .. }) => Ok(T::default()),
        found => found,
    }
}
