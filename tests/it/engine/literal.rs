//! The definition of impact, written down word by word: every second, every node, every dependency.

use super::case::{Answer, Case, Need};
use tragweite::engine::ManualStart;

struct World<'c> {
    case: &'c Case,
    level: Vec<u8>,
    /// Since when each dependency has been at level 1 or more, and at level 2.
    bad_since: Vec<Option<u32>>,
    dead_since: Vec<Option<u32>>,
    startable_since: Vec<Option<u32>>,
    /// Needs that a node was started without, until they are fully met.
    bridged: Vec<bool>,
    by_hand: Vec<ManualStart>,
}

impl World<'_> {
    fn own(&self, node: u32, now: u32) -> u8 {
        let hits = self.case.failures.iter().filter(|f| f.node == node);
        let in_force = hits.filter(|f| f.from <= now && f.until.is_none_or(|u| now < u));
        in_force.map(|f| f.level).max().unwrap_or(0)
    }

    fn at_most(&self, nodes: &[u32], level: u8) -> u32 {
        nodes.iter().filter(|&&n| self.level[n as usize] <= level).count() as u32
    }

    fn working_and_sound(&self, need: &Need) -> (u32, u32) {
        let good = u8::from(need.terms.tolerates_degraded);
        let usable = u8::from(need.terms.degraded_works);
        let working = self.at_most(&need.primaries, usable) + self.at_most(&need.fallbacks, good);
        (working, self.at_most(&need.primaries, good))
    }

    fn need_level(&self, need: &Need) -> u8 {
        let (working, sound) = self.working_and_sound(need);
        let (min, full) = thresholds(need);
        if working < min { 2 } else { u8::from(sound < full) }
    }

    fn read_clocks(&mut self, now: u32) {
        for (i, need) in self.case.needs.iter().enumerate() {
            let level = self.need_level(need);
            self.bridged[i] &= level > 0;
            self.bad_since[i] = (level >= 1).then(|| self.bad_since[i].unwrap_or(now));
            self.dead_since[i] = (level == 2).then(|| self.dead_since[i].unwrap_or(now));
        }
    }

    fn does(&self, i: usize, now: u32) -> u8 {
        let terms = &self.case.needs[i].terms;
        let lasted = |since: Option<u32>, wait: u32| since.is_some_and(|s| now - s >= wait);
        if terms.start_only || self.bridged[i] {
            0
        } else if terms.workaround.is_some_and(|w| lasted(self.dead_since[i], terms.tolerance + w)) {
            2
        } else {
            u8::from(lasted(self.bad_since[i], terms.tolerance))
        }
    }

    fn needs_of(&self, node: u32) -> impl Iterator<Item = (usize, &Need)> {
        self.case.needs.iter().enumerate().filter(move |(_, n)| n.dependent == node)
    }

    fn raw(&self, node: u32, now: u32) -> u8 {
        self.needs_of(node).map(|(i, _)| self.does(i, now)).max().unwrap_or(0).max(self.own(node, now))
    }

    fn can_start(&self, node: u32, now: u32) -> bool {
        self.own(node, now) < 2 && self.missing(node).is_empty()
    }

    fn missing(&self, node: u32) -> Vec<usize> {
        let missing = |(i, need): &(usize, &Need)| self.need_level(need) == 2 && !self.bridged[*i];
        self.needs_of(node).filter(missing).map(|(i, _)| i).collect()
    }

    /// All hand starts that are possible now, at once; tells whether there were any.
    fn start_by_hand(&mut self, now: u32) -> bool {
        let mut bridges = Vec::new();
        for node in 0..self.level.len() as u32 {
            let missing = self.missing(node);
            if self.level[node as usize] < 2 || self.own(node, now) == 2 || missing.is_empty() {
                continue;
            }
            let enough = |start: &ManualStart| {
                start.node == node
                    && start.from <= now
                    && start.without.as_ref().is_none_or(|without| {
                        missing.iter().all(|&i| without.contains(&self.case.dependency(i)))
                    })
            };
            if let Some(at) = self.by_hand.iter().position(enough) {
                self.by_hand.remove(at);
                bridges.extend(missing);
            }
        }
        bridges.iter().for_each(|&i| self.bridged[i] = true);
        !bridges.is_empty()
    }

    /// A start that a worsening made impossible has to begin anew.
    fn reset_starts(&mut self, now: u32) {
        for node in 0..self.level.len() {
            if self.level[node] == 2 && !self.can_start(node as u32, now) {
                self.startable_since[node] = None;
            }
        }
    }

    /// One pass of improvements; tells whether anything changed.
    fn improve(&mut self, now: u32) -> bool {
        self.read_clocks(now);
        let mut changed = false;
        for node in 0..self.level.len() {
            let (raw, id) = (self.raw(node as u32, now), node as u32);
            if self.level[node] == 1 && raw == 0 {
                self.level[node] = 0;
                changed = true;
            } else if self.level[node] == 2 {
                let since = self.startable_since[node].unwrap_or(now);
                self.startable_since[node] = self.can_start(id, now).then_some(since);
                let started = self.startable_since[node].is_some_and(|s| now - s >= self.case.recovery[node]);
                if started && raw < 2 {
                    self.level[node] = raw;
                    self.startable_since[node] = None;
                    changed = true;
                }
            }
        }
        changed
    }

    fn worsen(&mut self, now: u32) -> bool {
        self.read_clocks(now);
        let mut changed = false;
        for node in 0..self.level.len() {
            let raw = self.raw(node as u32, now);
            if raw > self.level[node] {
                self.level[node] = raw;
                changed = true;
            }
        }
        changed
    }

    fn on_its_last_leg(&self, need: &Need) -> bool {
        let (working, sound) = self.working_and_sound(need);
        let (min, full) = thresholds(need);
        let all = || need.primaries.iter().chain(&need.fallbacks);
        !need.terms.start_only
            && self.need_level(need) == 0
            && all().any(|&p| self.level[p as usize] > 0)
            && (min > 0 && working == min || full > 0 && sound == full)
    }
}

/// When it is not known which provider is meant, every one is essential.
fn thresholds(need: &Need) -> (u32, u32) {
    let all = need.primaries.len() as u32;
    if need.terms.one_of_unknown { (all, all) } else { (need.terms.min, need.terms.full) }
}

/// The answer by the definition; slow.
pub fn solve(case: &Case) -> Answer {
    solve_with(case, &[])
}

/// Second by second, for each need: its level, and what it does to its dependent.
pub fn needs(case: &Case) -> Vec<Vec<(u8, u8)>> {
    let mut all = Vec::new();
    run(case, &[], |world, now| {
        let of = |(i, need)| (world.need_level(need), world.does(i, now));
        all.push(case.needs.iter().enumerate().map(of).collect());
    });
    all
}

/// The same when nodes are started by hand.
pub fn solve_with(case: &Case, by_hand: &[ManualStart]) -> Answer {
    run(case, by_hand, |_, _| {})
}

fn run(case: &Case, by_hand: &[ManualStart], mut each_second: impl FnMut(&World<'_>, u32)) -> Answer {
    let (nodes, needs) = (case.recovery.len(), case.needs.len());
    let mut world = World {
        case,
        level: vec![0; nodes],
        bad_since: vec![None; needs],
        dead_since: vec![None; needs],
        startable_since: vec![None; nodes],
        bridged: vec![false; needs],
        by_hand: by_hand.to_vec(),
    };
    let mut history: Vec<Vec<u8>> = vec![Vec::new(); nodes];
    let mut at_risk = std::collections::BTreeSet::new();
    for now in 0..case.horizon {
        loop {
            while world.improve(now) {}
            while world.worsen(now) {}
            world.reset_starts(now);
            if !world.start_by_hand(now) {
                break;
            }
        }
        for (node, levels) in history.iter_mut().enumerate() {
            levels.push(world.level[node]);
        }
        each_second(&world, now);
        at_risk.extend(case.needs.iter().filter(|n| world.on_its_last_leg(n)).map(|n| n.dependent));
    }
    let mut answer = Answer::default();
    for (node, levels) in history.iter().enumerate() {
        let mut spans: Vec<(u8, u32, Option<u32>)> = Vec::new();
        let mut at = 0;
        for run in levels.chunk_by(|a, b| a == b) {
            let end = at + run.len();
            if run[0] > 0 {
                spans.push((run[0], at as u32, (end < levels.len()).then_some(end as u32)));
            }
            at = end;
        }
        if !spans.is_empty() {
            at_risk.remove(&(node as u32));
            answer.affected.insert(node as u32, spans);
        }
    }
    answer.at_risk = at_risk.into_iter().collect();
    answer
}
