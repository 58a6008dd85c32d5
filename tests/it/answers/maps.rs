//! Small random maps with a question each, as map files; and the same made smaller.

use serde_json::{Map as Object, Value, json};

/// Numbers from a seed (SplitMix64): the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    /// True in `of` of 10 cases.
    pub fn often(&mut self, of: u64) -> bool {
        self.below(10) < of
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// How a need is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    On,
    AnyOf,
    AtLeast(u32),
    SharedBy,
    SupportedBy,
    InformedBy,
    Whole,
    OneOfUnknown,
}

/// Providers are places in the list of nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub strength: Strength,
    pub providers: Vec<usize>,
    pub fallbacks: Vec<usize>,
    pub tolerates: bool,
    pub tolerance: u32,
    /// `Some(None)` = without end.
    pub workaround: Option<Option<u32>>,
    pub start: bool,
    pub confirmed: bool,
    pub doubt: Doubt,
}

/// What was said of a need that is not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Nothing.
    Nothing,
    /// That it is not so.
    Disputed,
    /// That it is so, longer ago than a confirmation counts.
    LongAgo,
}

/// One node; an agency has no agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub kind: &'static str,
    pub agency: Option<usize>,
    pub layer: &'static str,
    pub ars: Option<(&'static str, u64)>,
    pub recovery: u32,
    pub rto: Option<u32>,
    pub mtpd: Option<u32>,
    pub cases: u32,
    pub unavailability: Option<f64>,
    pub needs: Vec<Need>,
}

/// A failure of a node in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    pub node: usize,
    pub level: u8,
    pub from: u32,
    pub until: Option<u32>,
}

/// A map and what is asked of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub nodes: Vec<Node>,
    pub failures: Vec<Failure>,
    /// What fails on the other side of a comparison.
    pub others: Vec<Failure>,
    pub horizon: Option<u32>,
    pub confirmed_only: bool,
    /// This node is on the map without its needs, and whole by a hypothetical change.
    pub changed: Option<usize>,
    pub level: u8,
    /// Which nodes are seen when a failure is looked for, by bits.
    pub seen: u64,
}

/// Regional keys with the people of their areas; the last one holds the others.
const AREAS: [(&str, u64); 3] = [("146120000000", 1_000), ("147130000000", 500), ("14", 4_000)];
const LAYERS: [&str; 4] = ["infrastructure", "platform", "application", "public"];

pub fn key(node: usize) -> String {
    format!("n{node}")
}

pub fn sample(seed: u64) -> Sample {
    let dice = &mut Dice(seed);
    let agencies = 1 + dice.below(2) as usize;
    let sites = dice.below(3) as usize;
    let count = agencies + sites + 2 + dice.below(5) as usize;
    let mut nodes: Vec<Node> = Vec::new();
    for at in 0..count {
        let kind = if at < agencies {
            "agency"
        } else if at < agencies + sites {
            "site"
        } else {
            "service"
        };
        let needs = (0..dice.below(4)).filter_map(|_| need(dice, at, count)).collect();
        let mtpd = dice.often(3).then(|| 1 + dice.below(30) as u32);
        nodes.push(Node {
            kind,
            agency: (at >= agencies).then(|| dice.below(agencies as u64) as usize),
            layer: dice.pick(&LAYERS),
            ars: (kind == "agency" && dice.often(7)).then(|| dice.pick(&AREAS)),
            recovery: if dice.often(5) { dice.below(5) as u32 } else { 0 },
            rto: dice.often(3).then(|| (1 + dice.below(20) as u32).min(mtpd.unwrap_or(u32::MAX))),
            mtpd,
            cases: dice.below(4) as u32,
            unavailability: dice.often(7).then(|| dice.pick(&[0.5, 0.01, 0.25, 0.001])),
            needs,
        });
    }
    let failures = |dice: &mut Dice| -> Vec<Failure> {
        let ends = dice.often(6);
        (0..=dice.below(3)).map(|_| failure(dice, count, ends)).collect()
    };
    let (first, others) = (failures(dice), failures(dice));
    Sample {
        nodes,
        failures: first,
        others,
        horizon: dice.often(4).then(|| 1 + dice.below(30) as u32),
        confirmed_only: dice.often(3),
        changed: dice.often(3).then(|| dice.below(count as u64) as usize),
        level: 1 + dice.below(2) as u8,
        seen: dice.below(u64::MAX),
    }
}

fn failure(dice: &mut Dice, count: usize, ends: bool) -> Failure {
    let from = dice.below(10) as u32;
    let until = (ends || dice.often(5)).then(|| from + 1 + dice.below(15) as u32);
    let level = if dice.often(8) { 2 } else { 1 };
    Failure { node: dice.below(count as u64) as usize, level, from, until }
}

fn need(dice: &mut Dice, owner: usize, count: usize) -> Option<Need> {
    let mut all: Vec<usize> = (0..count).filter(|&node| node != owner).collect();
    for at in (1..all.len()).rev() {
        all.swap(at, dice.below(at as u64 + 1) as usize);
    }
    let several = (2 + dice.below(2) as usize).min(all.len());
    let strength = match dice.below(12) {
        0..=3 => Strength::On,
        10 => Strength::Whole,
        11 if several > 1 => Strength::OneOfUnknown,
        4 | 5 if several > 1 => Strength::AnyOf,
        6 if several > 1 => Strength::AtLeast(1 + dice.below(several as u64) as u32),
        7 => Strength::SharedBy,
        8 => Strength::SupportedBy,
        9 => Strength::InformedBy,
        _ => Strength::On,
    };
    let several = if matches!(strength, Strength::On | Strength::Whole) { 1 } else { several };
    let providers: Vec<usize> = all.drain(..several.min(all.len())).collect();
    let spare = if dice.often(3) { dice.below(3) as usize } else { 0 };
    let fallbacks: Vec<usize> = all.drain(..spare.min(all.len())).collect();
    let preset = matches!(strength, Strength::SupportedBy | Strength::InformedBy);
    let strict = matches!(strength, Strength::Whole | Strength::OneOfUnknown);
    Some(Need {
        strength,
        providers,
        fallbacks: if preset || strict { Vec::new() } else { fallbacks },
        tolerates: preset || !strict && dice.often(2),
        tolerance: if dice.often(3) { dice.below(6) as u32 } else { 0 },
        workaround: dice.often(3).then(|| dice.often(6).then(|| 1 + dice.below(6) as u32)),
        start: dice.often(1),
        confirmed: dice.often(6),
        doubt: dice.pick(&[Doubt::Nothing, Doubt::Disputed, Doubt::LongAgo]),
    })
}

fn seconds(seconds: u32) -> String {
    format!("PT{seconds}S")
}

fn need_file(need: &Need, id: usize) -> Value {
    let keys = |nodes: &[usize]| Value::from(nodes.iter().map(|&node| key(node)).collect::<Vec<_>>());
    let mut doc = Object::new();
    doc.insert("id".into(), format!("d{id}").into());
    let all = keys(&need.providers);
    let (word, value) = match need.strength {
        Strength::On => ("on", key(need.providers[0]).into()),
        Strength::AnyOf => ("anyOf", all),
        Strength::AtLeast(least) => {
            doc.insert("atLeast".into(), least.into());
            ("of", all)
        }
        Strength::SharedBy => ("sharedBy", all),
        Strength::SupportedBy => ("supportedBy", all),
        Strength::InformedBy => ("informedBy", all),
        Strength::Whole => ("whole", key(need.providers[0]).into()),
        Strength::OneOfUnknown => ("oneOfUnknown", all),
    };
    doc.insert(word.into(), value);
    if !need.fallbacks.is_empty() {
        doc.insert("fallback".into(), keys(&need.fallbacks));
    }
    if need.tolerates && !matches!(need.strength, Strength::SupportedBy | Strength::InformedBy) {
        doc.insert("toleratesDegraded".into(), true.into());
    }
    if need.tolerance > 0 {
        doc.insert("tolerance".into(), seconds(need.tolerance).into());
    }
    if let Some(lasts) = need.workaround {
        let mut workaround = json!({"text": "paper"});
        if let Some(lasts) = lasts {
            workaround["lasts"] = seconds(lasts).into();
        }
        doc.insert("workaround".into(), workaround);
    }
    if need.start {
        doc.insert("needed".into(), "start".into());
    }
    match need.doubt {
        _ if need.confirmed => {
            doc.insert("confirmation".into(), "confirmed".into());
        }
        Doubt::Nothing => {}
        Doubt::Disputed => {
            doc.insert("confirmation".into(), "disputed".into());
        }
        Doubt::LongAgo => {
            doc.insert("confirmation".into(), "confirmed".into());
            doc.insert("confirmedAt".into(), "2001-02-03".into());
        }
    }
    doc.into()
}

impl Sample {
    fn node_file(&self, at: usize, whole: bool) -> Object<String, Value> {
        let node = &self.nodes[at];
        let mut doc = Object::new();
        doc.insert("name".into(), format!("Node {at}").into());
        if let Some(agency) = node.agency {
            doc.insert("agency".into(), key(agency).into());
        }
        match node.kind {
            "service" => {
                doc.insert("layer".into(), node.layer.into());
                if node.cases > 0 {
                    doc.insert("casesPerDay".into(), node.cases.into());
                }
            }
            "site" => {
                doc.insert("type".into(), "office".into());
            }
            _ => {
                if let Some((ars, people)) = node.ars {
                    doc.insert("ars".into(), ars.into());
                    doc.insert("population".into(), people.into());
                }
            }
        }
        let times = [("recovery", Some(node.recovery)), ("rto", node.rto), ("mtpd", node.mtpd)];
        for (name, time) in times {
            doc.extend(time.filter(|&time| time > 0).map(|time| (name.to_owned(), seconds(time).into())));
        }
        if let Some(share) = node.unavailability {
            doc.insert("reliability".into(), json!({"unavailability": share}));
        }
        if whole && !node.needs.is_empty() {
            let needs = (0..).zip(&node.needs).map(|(id, need)| need_file(need, id));
            doc.insert("needs".into(), needs.collect());
        }
        doc
    }

    /// The map file, without what is only a hypothetical change.
    pub fn map_file(&self) -> Value {
        let mut file = json!({"tragweite": 1, "agencies": {}, "sites": {}, "services": {}});
        for (at, node) in self.nodes.iter().enumerate() {
            let list = if node.kind == "agency" { "agencies".to_owned() } else { format!("{}s", node.kind) };
            file[list][key(at)] = self.node_file(at, self.changed != Some(at)).into();
        }
        file
    }

    /// A question with what every question has.
    pub fn question(&self, mut question: Value) -> Value {
        if let Some(at) = self.changed {
            let mut node = self.node_file(at, true);
            node.insert("key".into(), key(at).into());
            node.insert("kind".into(), self.nodes[at].kind.into());
            question["changes"] = json!([{"op": "put", "node": node}]);
        }
        if self.confirmed_only {
            question["include"] = "confirmed".into();
        }
        question["limit"] = 1_000.into();
        question
    }

    pub fn failures_doc(failures: &[Failure]) -> Value {
        let one = |failure: &Failure| {
            let mut doc = json!({"node": key(failure.node), "from": seconds(failure.from)});
            if failure.level == 1 {
                doc["level"] = "degraded".into();
            }
            if let Some(until) = failure.until {
                doc["until"] = seconds(until).into();
            }
            doc
        };
        failures.iter().map(one).collect()
    }

    /// Every sample that is a little smaller.
    pub fn smaller(&self) -> Vec<Self> {
        let mut found = Vec::new();
        let mut with = |change: &dyn Fn(&mut Self)| {
            let mut smaller = self.clone();
            change(&mut smaller);
            if smaller != *self {
                found.push(smaller);
            }
        };
        for at in 0..self.nodes.len() {
            with(&|s| s.nodes[at].needs.clear());
            with(&|s| (s.nodes[at].recovery, s.nodes[at].cases, s.nodes[at].ars) = (0, 0, None));
            with(&|s| (s.nodes[at].rto, s.nodes[at].mtpd, s.nodes[at].unavailability) = (None, None, None));
            for nth in 0..self.nodes[at].needs.len() {
                with(&|s| drop(s.nodes[at].needs.remove(nth)));
                with(&|s| s.nodes[at].needs[nth].fallbacks.clear());
                with(&|s| s.nodes[at].needs[nth].workaround = None);
                with(&|s| s.nodes[at].needs[nth].tolerance = 0);
                with(&|s| s.nodes[at].needs[nth].confirmed = true);
                with(&|s| s.nodes[at].needs[nth].doubt = Doubt::Nothing);
                with(&|s| s.nodes[at].needs[nth].start = false);
            }
        }
        for at in 0..self.failures.len().saturating_sub(1) {
            with(&|s| s.failures.truncate(at + 1));
        }
        for at in 0..self.others.len().saturating_sub(1) {
            with(&|s| s.others.truncate(at + 1));
        }
        with(&|s| s.changed = None);
        with(&|s| s.confirmed_only = false);
        with(&|s| s.horizon = None);
        found
    }
}
