//! What is required of whom, and where that or what is promised cannot be kept: the minimum principle, followed until
//! nothing changes.

use super::maps::{Need, Sample, key};
use super::{Difference, same};
use serde_json::Value;
use std::collections::BTreeSet;

/// What a node states of one kind of objective, and when everything is back at the earliest.
pub struct Promises<'a> {
    sample: &'a Sample,
    back: Vec<Option<i64>>,
    rto: Vec<Option<i64>>,
    mtpd: Vec<Option<i64>>,
}

impl<'a> Promises<'a> {
    /// `back`: seconds until each node is back after everything was down; `None` = never.
    pub fn new(sample: &'a Sample, back: Vec<Option<i64>>) -> Self {
        let stated = |of: &dyn Fn(usize) -> Option<u32>| {
            required(sample, &(0..sample.nodes.len()).map(|at| of(at).map(i64::from)).collect::<Vec<_>>())
        };
        let rto = stated(&|at| sample.nodes[at].rto);
        let mtpd = stated(&|at| sample.nodes[at].mtpd);
        Self { sample, back, rto, mtpd }
    }

    /// Holds what is told of each node against it.
    pub fn hold(&self, answer: &Value, seconds: &dyn Fn(&Value) -> Option<u32>) -> Difference {
        let nodes = answer["nodes"].as_array().unwrap();
        for at in 0..self.sample.nodes.len() {
            let told = nodes.iter().find(|told| told["node"]["key"] == key(at).as_str());
            for (name, required) in [("requiredRto", self.rto[at]), ("requiredMtpd", self.mtpd[at])] {
                let told = told.and_then(|told| seconds(&told[name])).map(i64::from);
                same(&format!("{name} of {}", key(at)), told, required.map(|seconds| seconds.max(0)))?;
            }
        }
        let gaps = answer["findings"].as_array().unwrap();
        self.gaps("findings", gaps.iter().filter(|gap| gap["kind"] != "rto-not-below-mtpd"))
    }

    /// Every node with a promise of its own that cannot be kept is told; no other one is than those of which something is
    /// stated or required that cannot be kept. (What a consumer that is too late itself requires is told with that one.)
    pub fn gaps<'v>(&self, what: &str, told: impl Iterator<Item = &'v Value>) -> Difference {
        let told: BTreeSet<String> = told.map(|f| f["node"]["key"].as_str().unwrap().to_owned()).collect();
        let all = || 0..self.sample.nodes.len();
        let own =
            |at: usize| [self.sample.nodes[at].rto, self.sample.nodes[at].mtpd].map(|s| s.map(i64::from));
        let required = |at: usize| [self.rto[at], self.mtpd[at]];
        let late = |at: usize, of: [Option<i64>; 2]| {
            of.into_iter().flatten().any(|seconds| self.back[at].is_none_or(|back| back > seconds))
        };
        let too_long = |at: usize| {
            let mut both = own(at).into_iter().zip(required(at));
            both.any(|(own, required)| own.zip(required).is_some_and(|(own, least)| least.max(0) < own))
        };
        let certainly = |&at: &usize| late(at, own(at)) || too_long(at);
        let perhaps = |&at: &usize| certainly(&at) || late(at, required(at));
        let (must, may): (BTreeSet<_>, BTreeSet<_>) =
            (all().filter(certainly).map(key).collect(), all().filter(perhaps).map(key).collect());
        same(&format!("{what}: not told"), must.difference(&told).collect(), Vec::<&String>::new())?;
        same(&format!("{what}: told without reason"), told.difference(&may).collect(), Vec::<&String>::new())
    }
}

/// How soon consumers require each node to be back: what they promise or is required of them, later by what they can do
/// without, sooner by what they need themselves to recover, except within a circle.
fn required(sample: &Sample, stated: &[Option<i64>]) -> Vec<Option<i64>> {
    let all = 0..sample.nodes.len();
    let demanding = |need: &&Need| sample.counted(need) && need.fields(false).0 > 0;
    let mut reach: Vec<BTreeSet<usize>> = Vec::new();
    for from in all.clone() {
        let (mut found, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(node) = open.pop() {
            let needs = sample.nodes[node].needs.iter().filter(demanding);
            open.extend(needs.flat_map(Need::all).filter(|&provider| found.insert(provider)));
        }
        reach.push(found);
    }
    let mut required: Vec<Option<i64>> = vec![None; sample.nodes.len()];
    loop {
        let before = required.clone();
        for consumer in all.clone() {
            let Some(effective) = stated[consumer].into_iter().chain(required[consumer]).min() else {
                continue;
            };
            for need in sample.nodes[consumer].needs.iter().filter(demanding) {
                let later = match need.workaround {
                    _ if need.start => 0,
                    Some(None) => continue,
                    lasts => i64::from(need.tolerance) + i64::from(lasts.flatten().unwrap_or(0)),
                };
                for provider in need.all() {
                    let circle = reach[provider].contains(&consumer);
                    let takes = if circle { 0 } else { i64::from(sample.nodes[consumer].recovery) };
                    let seconds = effective + later - takes;
                    required[provider] = required[provider].into_iter().chain([seconds]).min();
                }
            }
        }
        if required == before {
            return required;
        }
    }
}
