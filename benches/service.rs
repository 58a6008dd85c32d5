//! The whole program on a generated map: import, start, memory, questions and changes over real HTTP, held against a
//! bare axum route. Size by the environment: SIZE=l (default), s, m or xl.

mod load;

use load::{Load, Request};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tragweite");
const TOKEN: &str = "a-token-for-benches-only";

fn main() {
    let size = std::env::var("SIZE").unwrap_or_else(|_| "l".into());
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("no temporary folder: {e}"));
    let file = folder.path().join("map.yaml");
    let database = format!("sqlite:{}", folder.path().join("map.db").display());
    let path = file.display().to_string();
    println!("generate {size}: {:.1?}", timed(&["generate", "--size", &size, "-o", &path]));
    println!("import of the file: {:.1?}", timed(&["apply", "--database", &database, &path]));
    let begin = Instant::now();
    let mut service = Service::start(&database);
    println!("ready after start: {:.2?}", begin.elapsed());
    println!("resident when ready: {} MB", service.resident());
    let picks = picks(folder.path(), &path);
    questions(&service, &picks[..3]);
    pictures(&service, &picks);
    changes(&service);
    println!("resident after all that: {} MB", service.resident());
    service.stop();
}

fn timed(arguments: &[&str]) -> Duration {
    let begin = Instant::now();
    let status = Command::new(PROGRAM).args(arguments).stdout(Stdio::null()).status();
    assert!(status.is_ok_and(|s| s.success()), "{arguments:?} failed");
    begin.elapsed()
}

/// Nodes whose failure affects about 20, 1,000 and 10,000 others, and for pictures 60, 200 and 100,000.
fn picks(_folder: &Path, file: &str) -> Vec<(String, u64)> {
    let map = {
        let mut builder = tragweite::map::Builder::new();
        let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{e}"));
        let source = tragweite::formats::Source::new("map", bytes);
        tragweite::formats::read_map([source], &mut |node, _| builder.add(&node, 1))
            .unwrap_or_else(|p| panic!("{p}"));
        tragweite::map::Map::new(builder.finish().unwrap_or_else(|f| panic!("{:?}", f.first())), 1)
    };
    let mut scratch = tragweite::engine::LevelsScratch::default();
    let mut best = [20_u64, 1_000, 10_000, 60, 200, 100_000].map(|target| (target, 0, u64::MAX / 2));
    for node in 0..map.graph().node_bound() {
        let failure = [(node, tragweite::model::Level::Unavailable)];
        let affected = scratch.run(map.graph(), &failure, tragweite::model::Include::All).count() as u64;
        for (target, pick, found) in &mut best {
            if target.abs_diff(affected) < target.abs_diff(*found) {
                (*pick, *found) = (node, affected);
            }
        }
    }
    best.iter().map(|&(_, node, affected)| (map.key(node).to_owned(), affected)).collect()
}

fn questions(service: &Service, picks: &[(String, u64)]) {
    for (key, affected) in picks {
        let body = format!("{{\"failures\":[{{\"node\":\"{key}\"}}],\"limit\":100000}}");
        let question = Request::post("/v1/impact", &body);
        let (seconds, clients) = if *affected > 500 { (4, 1) } else { (4, 8) };
        let size = load::once(service.address(), &question).len();
        let bare = load::bare_route(size);
        // In turn, so that the machine's moods hit both alike.
        let mut ratios = Vec::new();
        let (mut ours, mut theirs) = (Load::default(), Load::default());
        for _ in 0..3 {
            let a = load::run(service.address(), &question, clients, Duration::from_secs(seconds));
            let b = load::run(bare, &Request::get("/"), clients, Duration::from_secs(seconds));
            ratios.push(a.per_second() / b.per_second());
            ours.add(a);
            theirs.add(b);
        }
        ratios.sort_by(f64::total_cmp);
        println!(
            "{affected} affected, {size} bytes: {:.0} requests/s, p50 {:.2?}; bare axum route {:.0}/s, p50 {:.2?}; ratio {:.2}",
            ours.per_second(),
            ours.p50(),
            theirs.per_second(),
            theirs.p50(),
            ratios[1]
        );
    }
}

/// Pictures and papers one at a time, and small questions while others ask for pictures all the time.
fn pictures(service: &Service, picks: &[(String, u64)]) {
    let path =
        |(key, _): &(String, u64), query: &str| Request::get(&format!("/v1/nodes/{key}/impact?{query}"));
    let wanted = [
        (&picks[3], "format=svg", "SVG"),
        (&picks[5], "format=svg", "grouped SVG"),
        (&picks[4], "format=html&limit=200", "HTML report"),
        (&picks[4], "format=pdf&limit=200", "PDF report"),
    ];
    for (pick, query, what) in wanted {
        let once = Duration::from_secs(4);
        let load = load::run(service.address(), &path(pick, query), 1, once);
        println!("{what} of {} affected: p50 {:.0?}", pick.1, load.p50());
    }
    let question = path(&picks[0], "");
    let run = || load::run(service.address(), &question, 1, Duration::from_secs(4));
    let alone = run();
    let beside = std::thread::scope(|scope| {
        let drawing = path(&picks[3], "format=png");
        let pictures = scope.spawn(move || load::run(service.address(), &drawing, 4, Duration::from_secs(5)));
        let beside = run();
        println!("PNG pictures meanwhile: {:.1}/s", pictures.join().unwrap_or_default().per_second());
        beside
    });
    println!(
        "a small question alone: p50 {:.0?}, p99 {:.0?}; while four clients ask for pictures: p50 {:.0?}, p99 {:.0?}",
        alone.p50(),
        alone.quantile(99),
        beside.p50(),
        beside.quantile(99)
    );
}

fn changes(service: &Service) {
    let (mut changed, mut read) = (Vec::new(), Vec::new());
    let list = load::once(service.address(), &Request::get("/v1/nodes?kind=service&layer=public&limit=1"));
    let key = list
        .split("\"key\":\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned();
    for i in 0..200 {
        let path = format!("/v1/nodes/{key}");
        let patch = format!("{{\"description\":\"change {i}\"}}");
        let begin = Instant::now();
        let answer = load::once(service.address(), &Request::patch(&path, &patch, TOKEN));
        let seen = load::once(service.address(), &Request::get(&path));
        changed.push(begin.elapsed());
        assert!(seen.contains(&format!("change {i}\"")), "{answer} {seen}");
        let begin = Instant::now();
        load::once(service.address(), &Request::get(&format!("/v1/nodes/{key}/impact")));
        read.push(begin.elapsed());
    }
    changed.sort_unstable();
    read.sort_unstable();
    println!(
        "one-node change, from request to visible answer: p50 {:.2?}, p99 {:.2?}; a question in between: p50 {:.2?}, p99 {:.2?}",
        changed[100], changed[198], read[100], read[198]
    );
}

struct Service {
    child: Child,
    address: std::net::SocketAddr,
}

impl Service {
    fn start(database: &str) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .env("TRAGWEITE_TOKEN", TOKEN)
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{e}"));
        let stderr = child.stderr.take().unwrap_or_else(|| panic!("no log"));
        let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
        let address = lines
            .find_map(|line| line.split("http://").nth(1)?.split('/').next()?.parse().ok())
            .unwrap_or_else(|| panic!("the service did not say where to look"));
        std::thread::spawn(move || lines.for_each(drop));
        load::once(address, &Request::get("/readyz"));
        Self { child, address }
    }

    fn address(&self) -> std::net::SocketAddr {
        self.address
    }

    /// Resident megabytes.
    fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1_000
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
