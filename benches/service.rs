//! The whole program on a generated map: import, start, memory, questions and changes over real HTTP, held against a
//! bare axum route. Size by the environment: SIZE=l (default), s, m or xl.

#[allow(dead_code, reason = "shared with the other bench")]
mod load;
mod program;

use load::{Bare, Load, Request};
use program::{Service, TOKEN, timed};
use std::path::Path;
use std::time::{Duration, Instant};

fn main() {
    Bare::serve_if_asked();
    let size = std::env::var("SIZE").unwrap_or_else(|_| "l".into());
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("no temporary folder: {e}"));
    let file = folder.path().join("map.yaml");
    let database = format!("sqlite:{}", folder.path().join("map.db").display());
    let path = file.display().to_string();
    println!("generate {size}: {:.1?}", timed(&["generate", "--size", &size, "-o", &path]));
    println!("import of the file: {:.1?}", timed(&["apply", "--database", &database, &path]));
    let begin = Instant::now();
    let service = Service::start(&database, &[]);
    println!("ready after start: {:.2?}", begin.elapsed());
    println!("resident when ready: {} MB", service.resident());
    let picks = picks(&file);
    questions(&service, &picks[..3]);
    sweeps(&service, &picks);
    pictures(&service, &picks);
    changes(&service);
    println!("resident after all that: {} MB", service.resident());
}

/// Nodes whose failure affects about 20, 1,000 and 10,000 others, and for pictures 60, 200 and 100,000.
fn picks(file: &Path) -> Vec<(String, u64)> {
    let map = program::read(file);
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
        let size = load::once(service.address(), &question).len();
        println!("{affected} affected, {size} bytes:");
        let crowds: &[usize] = if *affected > 500 { &[1] } else { &[1, 8] };
        let bare = Bare::start(size);
        for &clients in crowds {
            beside_bare(service, &bare, &question, clients);
        }
    }
}

/// In turn, so that the machine's moods hit all alike: the service, a bare route that gets the same request, and one that
/// gets none to read.
fn beside_bare(service: &Service, bare: &Bare, question: &Request, clients: usize) {
    let none = Request::get("/");
    let asked = [(service.address(), question), (bare.address(), question), (bare.address(), &none)];
    let mut loads: [Load; 3] = Default::default();
    let mut ratios = [const { Vec::new() }; 2];
    for _ in 0..5 {
        let found =
            asked.map(|(address, request)| load::run(address, request, clients, Duration::from_secs(3)));
        for (ratio, bare) in ratios.iter_mut().zip(&found[1..]) {
            ratio.push(found[0].per_second() / bare.per_second());
        }
        loads.iter_mut().zip(found).for_each(|(all, one)| all.add(one));
    }
    let [same, none] = ratios.map(|mut ratio| {
        ratio.sort_by(f64::total_cmp);
        ratio[2]
    });
    println!(
        "  clients: {clients}; {:.0} requests/s, p50 {:.2?}; bare axum route, same request: {:.0}/s, p50 {:.2?}, ratio {same:.2}; \
         bare GET: {:.0}/s, ratio {none:.2}",
        loads[0].per_second(),
        loads[0].p50(),
        loads[1].per_second(),
        loads[1].p50(),
        loads[2].per_second(),
    );
}

/// Pictures and papers one at a time, and small questions while others ask for pictures all the time.
fn pictures(service: &Service, picks: &[(String, u64)]) {
    let path =
        |(key, _): &(String, u64), query: &str| Request::get(&format!("/v1/nodes/{key}/impact?{query}"));
    let wanted = [
        (&picks[3], "format=svg", "SVG", 4),
        (&picks[5], "format=svg", "grouped SVG", 4),
        (&picks[4], "format=html&limit=200", "HTML report", 4),
        (&picks[4], "format=pdf&limit=200", "PDF report", 15),
    ];
    for (pick, query, what, seconds) in wanted {
        let once = Duration::from_secs(seconds);
        let load = load::run(service.address(), &path(pick, query), 1, once);
        println!("{what} of {} affected: p50 {:.2?}", pick.1, load.p50());
    }
    let drawing = path(&picks[3], "format=png");
    disturbed(service, "a small question", &path(&picks[0], ""), "PNG pictures by four clients", &drawing, 4);
}

/// A large question, whose answer several cores put together, while one client has every single failure ranked all the time.
fn sweeps(service: &Service, picks: &[(String, u64)]) {
    let (key, affected) = &picks[2];
    let body = format!("{{\"failures\":[{{\"node\":\"{key}\"}}],\"limit\":100000}}");
    let question = Request::post("/v1/impact", &body);
    let ranking = Request::post("/v1/analyses/ranking", "{\"limit\":10}");
    disturbed(service, &format!("{affected} affected"), &question, "rankings of every failure", &ranking, 1);
}

/// A question alone, and while clients ask for something else all the time.
fn disturbed(
    service: &Service,
    what: &str,
    question: &Request,
    other: &str,
    others: &Request,
    clients: usize,
) {
    let run = || load::run(service.address(), question, 1, Duration::from_secs(6));
    let alone = run();
    let (beside, others) = std::thread::scope(|scope| {
        let others = scope.spawn(|| load::run(service.address(), others, clients, Duration::from_secs(7)));
        (run(), others.join().unwrap_or_default())
    });
    println!(
        "{what} alone: p50 {:.1?}, p99 {:.1?}; beside {other} ({:.1}/s): p50 {:.1?}, p99 {:.1?}",
        alone.p50(),
        alone.quantile(99),
        others.per_second(),
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
