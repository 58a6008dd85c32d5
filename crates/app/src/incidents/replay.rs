//! A script played without a service: what people would have seen at each of its steps.

use super::SituationQuestion;
use super::check;
use super::situation::Situation;
use crate::error::AppError;
use crate::impact::{Found, MAX_LINKS, find};
use crate::pool::Pool;
use crate::report::plain;
use engine::NodeIx;
use jiff::Timestamp;
use map::Map;
use model::incident::Millis;
use model::script::{Script, ScriptStep};
use model::{Incident, IncidentEvent, Layer, Level, LocalId, Record};
use render::replay::{Change, Meaning, Said, Scene};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;
use wire::{Place, Problems};

/// A script on a map, as far as it has been played.
#[derive(Debug)]
pub struct Play {
    map: Arc<Map>,
    incidents: BTreeMap<LocalId, Arc<Incident>>,
    events: u64,
    /// The nodes that did not work at the step before.
    before: BTreeMap<NodeIx, Level>,
}

impl Play {
    /// Nothing has been played yet.
    pub fn new(map: Arc<Map>) -> Self {
        Self { map, incidents: BTreeMap::new(), events: 0, before: BTreeMap::new() }
    }

    /// Plays the whole script only to see whether it fits the map.
    ///
    /// # Errors
    /// Every problem at once, each with the line of its step.
    pub fn check(map: Arc<Map>, script: &Script) -> Result<(), AppError> {
        let (mut play, mut problems) = (Self::new(map), Problems::default());
        for (at, step) in script.steps.iter().enumerate() {
            let mut of_step = Problems::default();
            play.fits(step, &mut of_step);
            for problem in of_step.list() {
                let mut problem = problem.clone();
                problem.pointer = format!("/steps/{at}{}", problem.pointer);
                problem.line = Some(step.line).filter(|&line| line > 0);
                problems.push(problem);
            }
            play.take(step);
        }
        Ok(problems.or(())?)
    }

    fn fits(&self, step: &ScriptStep, problems: &mut Problems) {
        let Some(incident) = self.incidents.get(&step.incident) else {
            let list = Place::ROOT.name("failures");
            for (at, event) in step.events.iter().skip(1).enumerate() {
                let place = list.index(at);
                event.node().into_iter().for_each(|node| {
                    check::known(&self.map, node, &place.name("node"), problems);
                });
            }
            return;
        };
        for event in &step.events {
            check::event(incident, step.at, event, &self.map, problems);
        }
    }

    fn take(&mut self, step: &ScriptStep) {
        for event in &step.events {
            self.events += 1;
            let record = Record {
                seq: self.events,
                incident: self.events,
                at: step.at,
                recorded_at: step.at,
                author: String::new(),
                event: event.clone(),
            };
            match self.incidents.get_mut(&step.incident) {
                Some(incident) => Arc::make_mut(incident).apply(&record),
                None => {
                    let opened = Incident::open(&record).map(Arc::new);
                    self.incidents.extend(opened.map(|incident| (step.incident.clone(), incident)));
                }
            }
        }
    }

    /// Plays the next step; at most `limit` changes are listed.
    ///
    /// # Errors
    /// The situation is too much to compute.
    pub fn next(&mut self, step: &ScriptStep, pool: &Pool, limit: usize) -> Result<Scene, AppError> {
        self.take(step);
        let open = self.incidents.values().filter(|incident| incident.closed_at.is_none());
        let question = SituationQuestion { at: Some(step.at), ..SituationQuestion::default() };
        let map = Arc::clone(&self.map);
        let situation = Situation::new(open.cloned().collect(), Arc::clone(&map), question, step.at);
        let (scene, now) = find(&map, &situation.request, pool, MAX_LINKS, |found| {
            let view = View { found, map: &map, situation: &situation };
            let (changes, now) = view.changes(&self.before, step.at);
            let omitted = changes.len().saturating_sub(limit) as u64;
            let meaning = Meaning {
                counts: found.counts_at(situation.second()),
                over: found.over().map(|second| view.time(second)),
                changes: changes.into_iter().take(limit).collect(),
                omitted,
            };
            let scene = Scene {
                at: stamp(step.at),
                said: step.events.iter().map(|event| view.said(event)).collect(),
                sources: step.sources.iter().map(|source| plain(source)).collect(),
                remark: step.remark.as_deref().map(plain),
                meaning,
            };
            (scene, now)
        })?;
        self.before = now;
        Ok(scene)
    }
}

/// What was found at a step.
struct View<'a> {
    found: &'a Found<'a>,
    map: &'a Map,
    situation: &'a Situation,
}

impl View<'_> {
    fn time(&self, second: u32) -> Timestamp {
        stamp(self.situation.start + Millis::from(second) * 1_000)
    }

    /// What stands differently than before, the most important first, and what does not work now.
    fn changes(
        &self,
        before: &BTreeMap<NodeIx, Level>,
        at: Millis,
    ) -> (Vec<Change>, BTreeMap<NodeIx, Level>) {
        let (standing, _) = self.found.standing(self.situation.second());
        let mut now = BTreeMap::new();
        let mut since = BTreeMap::new();
        for one in standing {
            since.insert(one.node, (self.time(one.since), one.until.map(|until| self.time(until))));
            if one.level != Level::Operational {
                now.insert(one.node, one.level);
            }
        }
        let level = |of: &BTreeMap<NodeIx, Level>, node| of.get(&node).copied().unwrap_or(Level::Operational);
        let mut changed: Vec<NodeIx> = now.keys().chain(before.keys()).copied().collect();
        changed.sort_unstable();
        changed.dedup();
        changed.retain(|&node| level(&now, node) != level(before, node));
        changed.sort_by_key(|&node| {
            let public = self.map.layer(node) == Some(Layer::Public);
            let since = since.get(&node).map(|(since, _)| *since);
            (!public, Reverse(level(&now, node)), since, self.map.graph().rank(node))
        });
        let change = |node: NodeIx| {
            let (since, until) = since.get(&node).copied().unwrap_or((stamp(at), None));
            let agency = self.map.agency(node).map(|agency| plain(self.map.name(agency)));
            Change { name: plain(self.map.name(node)), agency, level: level(&now, node), since, until }
        };
        (changed.into_iter().map(change).collect(), now)
    }

    fn name(&self, key: &model::Key) -> String {
        plain(self.map.find(key.as_str()).map_or(key.as_str(), |node| self.map.name(node)))
    }

    fn said(&self, event: &IncidentEvent) -> Said {
        match event {
            IncidentEvent::Opened { title, .. } => Said::Opened(plain(title)),
            IncidentEvent::FailureSet { node, level, from, until, .. } => {
                Said::Fails(self.name(node), *level, stamp(*from), until.map(stamp))
            }
            IncidentEvent::SourceFlapping { node, level, from, .. } => {
                Said::Fails(self.name(node), *level, stamp(*from), None)
            }
            IncidentEvent::FailureCleared { node, until, .. } => Said::Ended(self.name(node), stamp(*until)),
            IncidentEvent::Forecast { node, until } => {
                Said::Forecast(node.as_ref().map(|node| self.name(node)), until.map(stamp))
            }
            IncidentEvent::Observed { node, level, by, text } => {
                let place = self.map.find(node.as_str()).zip(self.situation.second());
                let computed = place.map_or(Level::Operational, |(node, at)| self.found.level_at(node, at));
                let (by, text) = (by.as_deref().map(plain), text.as_deref().map(plain));
                Said::Seen { node: self.name(node), level: *level, computed, by, text }
            }
            IncidentEvent::Noted { text } => Said::Noted(plain(text)),
            // Scripts do not have them.
            IncidentEvent::Assessed(_) | IncidentEvent::Reported { .. } => {
                Said::Noted(event.kind().to_owned())
            }
            IncidentEvent::Closed { text } => Said::Closed(text.as_deref().map(plain)),
            IncidentEvent::Reopened { text } => Said::Reopened(text.as_deref().map(plain)),
        }
    }
}

/// A time of a script; those that cannot be told were refused when it was read.
fn stamp(ms: Millis) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
