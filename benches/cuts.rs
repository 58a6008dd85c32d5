//! Minimal cut sets and unavailability of published fault trees (the Aralia set and textbook trees): every count and every
//! probability must be the published one, and the times stand beside those of SCRAM, when it is installed.
//!
//! The trees are no part of this repository: FAULT_TREES names their folder (default ../shared/bench/aralia) with
//! models.jsonl.gz and expected.json. ONLY=name leaves out the others, SCRAM_SECONDS (default 60, 0 = none) ends a run of SCRAM.

use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tragweite::engine::Watch;
use tragweite::engine::cuts::{CutSets, Grower, Input, Limits, Solved, Tree};
use tragweite::formats::write_open_psa;

/// Diagram nodes for one part of a tree.
const LIMITS: Limits = Limits { nodes: 2_000_000 };
/// Order of the sets that are found without a diagram.
const LOW: u32 = 4;

fn main() {
    let folder = std::env::var("FAULT_TREES").unwrap_or_else(|_| "../shared/bench/aralia".into());
    let folder = Path::new(&folder);
    let (models, expected) = (folder.join("models.jsonl.gz"), folder.join("expected.json"));
    if !models.exists() || !expected.exists() {
        println!(
            "cuts: skipped, there are no fault trees in {}: FAULT_TREES names their folder",
            folder.display()
        );
        return;
    }
    let trees = read(&models);
    let expected: Vec<Value> = json(&std::fs::read(&expected).unwrap_or_default());
    let only = std::env::var("ONLY").unwrap_or_default();
    let scram = Scram::found();
    println!(
        "{}",
        scram.as_ref().map_or("scram is not installed: its column stays empty", |s| s.version.as_str())
    );
    println!(
        "{:<17} {:>6} {:>6} {:>12} {:>9}  {:>8} {:>9} {:>9} {:>9} {:>9}  {:>9} {:>7}",
        "tree",
        "events",
        "gates",
        "cut sets",
        "Q",
        "diagram",
        "Q",
        "all sets",
        "order<=4",
        "ours",
        "scram",
        "ratio"
    );
    let mut wrong = Vec::new();
    for tree in expected.iter().filter(|tree| tree["name"].as_str().is_some_and(|name| name.contains(&only)))
    {
        measure(&trees, tree, scram.as_ref(), &mut wrong);
    }
    assert!(wrong.is_empty(), "not as published:\n{}", wrong.join("\n"));
    println!(
        "ours = diagram, Q and the number of all sets; scram = the time it reports for its sets and its Q"
    );
    println!("every count and every probability is as published (relative error below 1e-9)");
}

fn measure(trees: &HashMap<String, Model>, expected: &Value, scram: Option<&Scram>, wrong: &mut Vec<String>) {
    let (name, top) = (text(&expected["name"]), text(&expected["top"]));
    let model = &trees[name];
    let tree = model.tree(top);
    let watch = Watch::default();
    let begin = Instant::now();
    let solved = Solved::new(&tree, LIMITS, &watch).unwrap_or_else(|e| panic!("{name}: {e}"));
    let diagram = begin.elapsed();
    let exact = solved.probability(&model.unavailability);
    let probability = begin.elapsed();
    let bounds = exact.is_none().then(|| solved.bounds(&model.unavailability, &watch));
    let bounds = bounds.map(|bounds| bounds.unwrap_or_else(|e| panic!("{name}: {e}")));
    match (exact, expected["top_unavailability"].as_f64()) {
        (Some(found), Some(published)) if (found / published - 1.0).abs() < 1e-9 => {}
        (None, None) => {}
        (found, published) => wrong.push(format!("{name}: Q is {found:?}, published {published:?}")),
    }
    let counts = exact.map(|_| counts(&solved, None, &watch));
    let all = begin.elapsed();
    let low = Instant::now();
    let apart = Solved::apart(&tree, LIMITS).unwrap_or_else(|e| panic!("{name}: {e}"));
    let few = self::counts(&apart, Some(LOW), &watch);
    let low = low.elapsed();
    let published = published(expected);
    if let (Some(counts), Some(published)) = (&counts, &published) {
        if counts != published {
            wrong.push(format!("{name}: counts {counts:?}, published {published:?}"));
        }
        let first: Vec<u64> = published.iter().copied().take(LOW as usize + 1).collect();
        if trimmed(few.clone()) != trimmed(first) {
            wrong.push(format!("{name}: counts up to order {LOW} {few:?}, published {published:?}"));
        }
    }
    let order = expected["scram"]["limit_order"].as_u64();
    let theirs = scram.zip(order).and_then(|(scram, order)| scram.run(model, &tree, order));
    let sets = counts.map_or_else(|| "-".into(), |c| c.iter().sum::<u64>().to_string());
    let q = exact.map_or_else(|| "bounded".into(), |q| format!("{q:.3e}"));
    println!(
        "{:<17} {:>6} {:>6} {:>12} {:>9}  {:>8} {:>9.1?} {:>9.1?} {:>9.1?} {:>9.1?}  {:>9} {:>7}",
        name.trim_start_matches("aralia-"),
        tree.events(),
        tree.gates(),
        sets,
        q,
        solved.size().1,
        probability,
        all - probability,
        low,
        all,
        theirs.map_or_else(|| "-".into(), |t| t.map_or_else(|| "no end".into(), |t| format!("{t:.1?}"))),
        theirs.flatten().map_or_else(String::new, |t| format!("{:.1}x", t.as_secs_f64() / all.as_secs_f64())),
    );
    if let Some(bounds) = bounds {
        println!("{:<17} no diagram in {diagram:.1?}; {:.4e} <= Q <= {:.4e}", "", bounds.lower, bounds.upper);
        if !(0.0 < bounds.lower && bounds.lower <= bounds.upper && bounds.upper < 1.0) {
            wrong.push(format!("{name}: the bounds {bounds:?} say nothing"));
        }
    }
}

fn counts(solved: &Solved, order: Option<u32>, watch: &Watch) -> Vec<u64> {
    let found = CutSets::new(solved, order, watch).and_then(|sets| sets.counts(watch));
    found.map_or_else(|e| panic!("cut sets: {e}"), |counts| counts.by_order)
}

/// How many sets of each order are published; `None` where no tool gave an answer.
fn published(expected: &Value) -> Option<Vec<u64>> {
    let by_order: BTreeMap<usize, u64> = expected["mcs_by_order"]
        .as_object()?
        .iter()
        .filter_map(|(order, sets)| Some((order.parse().ok()?, sets.as_u64()?)))
        .collect();
    let highest = by_order.keys().max().copied()?;
    Some((0..=highest).map(|order| by_order.get(&order).copied().unwrap_or_default()).collect())
}

fn trimmed(mut counts: Vec<u64>) -> Vec<u64> {
    while counts.last() == Some(&0) {
        counts.pop();
    }
    counts
}

/// One published tree.
#[derive(Default)]
struct Model {
    events: Vec<String>,
    unavailability: Vec<f64>,
    numbers: HashMap<String, u32>,
    /// Of each gate: so many of these down take it down.
    gates: HashMap<String, Vec<(u32, Vec<String>)>>,
}

impl Model {
    /// The fault tree of this gate. Gates are made after what they look at, without recursion.
    fn tree(&self, top: &str) -> Tree {
        let mut grower = Grower::new(self.events.len() as u32, 10_000_000);
        let mut made: HashMap<&str, Input> =
            self.numbers.iter().map(|(key, &event)| (key.as_str(), Input::Event(event))).collect();
        let mut stack = vec![top];
        while let Some(&gate) = stack.last() {
            let groups = self.gates.get(gate).map_or(&[][..], Vec::as_slice);
            let open =
                groups.iter().flat_map(|(_, of)| of).map(String::as_str).filter(|of| !made.contains_key(of));
            let before = stack.len();
            let open: Vec<&str> = open.collect();
            stack.extend(open);
            if stack.len() > before {
                continue;
            }
            stack.pop();
            let grow = |grower: &mut Grower, k, of: &[Input]| {
                grower.at_least(k, of).unwrap_or_else(|e| panic!("{e}"))
            };
            let parts: Vec<Input> = groups
                .iter()
                .map(|(k, of)| {
                    let inputs: Vec<Input> = of.iter().map(|of| made[of.as_str()]).collect();
                    grow(&mut grower, *k, &inputs)
                })
                .collect();
            let whole = grow(&mut grower, 1, &parts);
            made.insert(gate, whole);
        }
        let top = made[top];
        grower.finish(top)
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> T {
    serde_json::from_slice(bytes).unwrap_or_else(|e| panic!("{e}"))
}

fn read(path: &Path) -> HashMap<String, Model> {
    let file = std::fs::File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut models: HashMap<String, Model> = HashMap::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let line: Value = json(line.unwrap_or_else(|e| panic!("{}: {e}", path.display())).as_bytes());
        let model = models.entry(text(&line["model"]).to_owned()).or_default();
        match (text(&line["type"]), line["kind"].as_str()) {
            ("node", Some("basic")) => {
                let key = text(&line["key"]).to_owned();
                model.numbers.insert(key.clone(), model.events.len() as u32);
                model.events.push(key);
                let p = text(&line["unavailability"]).parse();
                model.unavailability.push(p.unwrap_or_else(|e| panic!("{e}")));
            }
            ("requirement", _) => {
                let of: Vec<String> =
                    line["providers"].as_array().into_iter().flatten().map(|p| text(p).to_owned()).collect();
                let min = line["min"].as_u64().unwrap_or(1) as u32;
                let gate = model.gates.entry(text(&line["dependent"]).to_owned()).or_default();
                gate.push((of.len() as u32 - min + 1, of));
            }
            _ => {}
        }
    }
    models
}

/// Seconds that a report of SCRAM names for the sets and the probability.
fn computed(report: &Path) -> Option<Duration> {
    let file = BufReader::new(std::fs::File::open(report).ok()?);
    let head: String = file.lines().take(40).map_while(Result::ok).collect();
    let seconds = |name: &str| {
        let text = head.split(&format!("<{name}>")).nth(1)?.split('<').next()?;
        text.trim().parse::<f64>().ok()
    };
    Some(Duration::from_secs_f64(seconds("products")? + seconds("probability")?))
}

/// The yardstick, as a process.
struct Scram {
    version: String,
    seconds: u64,
    folder: PathBuf,
    _keep: tempfile::TempDir,
}

impl Scram {
    fn found() -> Option<Self> {
        let seconds = std::env::var("SCRAM_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(60);
        let said = Command::new("scram").arg("--version").output().ok()?;
        let version = String::from_utf8_lossy(&said.stdout).lines().next().unwrap_or("scram").to_owned();
        let keep = tempfile::tempdir().unwrap_or_else(|e| panic!("no temporary folder: {e}"));
        (seconds > 0).then(|| Self { version, seconds, folder: keep.path().to_owned(), _keep: keep })
    }

    /// How long it computes, by its own report, for the sets up to this order and the exact probability: reading the file and
    /// writing all sets, which takes it longer, is left out. `Some(None)` = no end in time.
    fn run(&self, model: &Model, tree: &Tree, order: u64) -> Option<Option<Duration>> {
        let path = self.folder.join("tree.xml");
        let mut out = BufWriter::new(std::fs::File::create(&path).ok()?);
        let (label, p) = (&model.events, &model.unavailability);
        write_open_psa(tree, |e| label[e as usize].clone(), |e| p[e as usize], &mut out).ok()?;
        drop(out);
        let report = self.folder.join("report.xml");
        let mut child = Command::new("timeout")
            .arg(self.seconds.to_string())
            .args(["scram", "--bdd", "--probability", "1", "--limit-order", &order.to_string(), "-o"])
            .args([report.clone(), path])
            .stdout(Stdio::null())
            .spawn()
            .ok()?;
        let status = child.wait().ok()?;
        Some(status.success().then(|| computed(&report)).flatten())
    }
}
