//! A writer is killed in the middle of its work, again and again: afterwards the database holds exactly the revision
//! that was acknowledged last, or the one that was in flight, never a mixture.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use tragweite::store::{Change, RowChange, Store, StoreError};

use super::{State, by, load};
use crate::support::database::{Database, on_both};
use crate::support::postgres::Cluster;

on_both!(a_killed_writer_leaves_a_whole_revision,);

/// Rounds of the test that kills the writer, on each database.
const ROUNDS: u64 = 55;
/// Rounds of the test that stops the PostgreSQL server.
const SERVER_ROUNDS: u64 = 6;
/// How the writer process learns where to write.
const URL: &str = "TRAGWEITE_TEST_CRASH_URL";

/// Spreads a number over all bits (the finisher of splitmix64): the same in both processes.
fn mix(number: u64) -> u64 {
    let number =
        (number.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// What a revision writes: mostly some dozens of rows, sometimes more than two batches.
fn changes(revision: u64) -> Vec<RowChange> {
    let rows = if revision.is_multiple_of(4) { 1_100 } else { 1 + mix(revision) % 60 };
    let change = |row: u64| {
        // 7 has no common factor with 2,000, so no key comes twice.
        let key = format!("k{:04}", (mix(revision) % 2_000 + 7 * row) % 2_000);
        let body = format!("{{\"revision\":{revision},\"of\":\"{key}\"}}");
        RowChange { key, body: Some(body).filter(|_| !mix(revision ^ (row << 32)).is_multiple_of(5)) }
    };
    (0..rows).map(change).collect()
}

/// The snapshot of a revision: two parts every eighth, one small one in between.
fn snapshot(revision: u64) -> Option<Vec<u8>> {
    let length = match revision % 8 {
        0 => (4 << 20) + 1 + (mix(revision) % 5_000) as usize,
        4 => 5_000,
        _ => return None,
    };
    Some((0..length).map(|at| (at as u64 ^ revision) as u8).collect())
}

/// The process that gets killed; the tests below start it. Writes as fast as it can and says what is done.
#[tokio::test]
#[ignore = "the writer process of the tests beside it; they start it"]
async fn writer() {
    let url = std::env::var(URL).expect("started by one of the tests beside it");
    let store = Store::open(&url).await.unwrap();
    let mut head = store.head().await.unwrap();
    loop {
        let revision = head + 1;
        match store.commit(head, by("writer", revision as i64), changes(revision).into_iter()).await {
            Ok(done) => head = done.number,
            // The commit of a writer killed before was still under way in the server.
            Err(StoreError::Conflict { head: newer }) => {
                head = newer;
                continue;
            }
            Err(error) => panic!("the server is gone: {error}"),
        }
        println!("committed {revision}");
        if let Some(bytes) = snapshot(revision) {
            store.save_snapshot(revision, 1, &bytes).await.unwrap();
            println!("saved {revision}");
        }
    }
}

/// What the writer has said.
#[derive(Debug, Default, Clone, Copy)]
struct Said {
    commits: u64,
    committed: u64,
    saved: u64,
}

impl Said {
    /// Takes one line; says whether it was an acknowledgement of a commit.
    fn hear(&mut self, line: &str) -> bool {
        let number = |rest: &str| rest.trim().parse::<u64>().unwrap();
        // The test harness of the writer puts its own words before the first line.
        if let Some((_, rest)) = line.split_once("committed ") {
            (self.commits, self.committed) = (self.commits + 1, number(rest));
            return true;
        }
        if let Some((_, rest)) = line.split_once("saved ") {
            self.saved = number(rest);
        }
        false
    }
}

struct Writer {
    process: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Writer {
    fn start(url: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let name = concat!(module_path!(), "::writer");
        let name = name.split_once("::").unwrap().1;
        command.args([name, "--exact", "--ignored", "--nocapture", "--test-threads=1"]).env(URL, url);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, lines }
    }

    /// Listens until so many commits were acknowledged, then a little longer, so that the end comes at any point.
    fn wait(&mut self, commits: u64, longer: u64) -> Said {
        let mut said = Said::default();
        while said.commits < commits {
            said.hear(&self.lines.next().expect("the writer goes on writing").unwrap());
        }
        for step in 0..longer {
            std::hint::black_box(mix(step));
        }
        said
    }

    /// Kills it (SIGKILL) if it is still there, and listens to what it had said before.
    fn end(mut self, mut said: Said) -> Said {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        for line in self.lines {
            said.hear(&line.unwrap());
        }
        said
    }
}

/// What must be in the database, revision by revision.
#[derive(Default)]
struct Model {
    head: u64,
    state: State,
}

impl Model {
    /// Moves on to a revision and returns what the journal must say about the way there.
    fn advance(&mut self, head: u64) -> Vec<Change> {
        let mut journal = Vec::new();
        for revision in self.head + 1..=head {
            let mut rows = changes(revision);
            rows.sort_by(|a, b| a.key.cmp(&b.key));
            for row in rows {
                match &row.body {
                    Some(body) => drop(self.state.insert(row.key.clone(), (body.clone(), revision))),
                    None => drop(self.state.remove(&row.key)),
                }
                journal.push(Change { revision, key: row.key, body: row.body });
            }
        }
        self.head = head;
        journal
    }
}

/// Opens the database anew and compares all of it. Returns whether a revision in flight was found.
async fn check(url: &str, model: &mut Model, said: Said) -> bool {
    let store = Store::open(url).await.unwrap();
    let before = model.head;
    let (head, state) = load(&store).await;
    let (first, last) = (said.committed, said.committed + 1);
    assert!(head == first || head == last, "revision {head} after {first} was acknowledged");
    let journal = model.advance(head);
    assert!(state == model.state, "revision {head} holds exactly its rows");
    let news = store.changes_since(before, 1_000_000).await.unwrap();
    // A server may still be at work on the revision that was in flight.
    assert!(news.upto.number >= head && news.upto.number <= last);
    assert!(
        news.rows.into_iter().filter(|change| change.revision <= head).eq(journal),
        "so does the journal"
    );
    for set in store.change_sets(Some(head + 1), (head - before) as usize).await.unwrap() {
        assert_eq!(set.changes, changes(set.revision).len() as u64);
        assert_eq!(set.at_ms, set.revision as i64);
    }
    let journal = store.change_sets(Some(head + 1), 1_000_000).await.unwrap();
    assert!(journal.iter().map(|set| set.revision).eq((1..=head).rev()), "no gap");
    if let Some(saved) = store.load_snapshot(1).await.unwrap() {
        assert!(saved.of.number >= said.saved && saved.of.number <= head);
        assert!(
            Some(saved.bytes) == snapshot(saved.of.number),
            "the snapshot of {} is whole",
            saved.of.number
        );
    } else {
        assert_eq!(said.saved, 0, "a snapshot that was acknowledged is there");
    }
    store.close().await;
    head == last
}

async fn a_killed_writer_leaves_a_whole_revision(database: Database) {
    let (mut model, mut saved, mut in_flight) = (Model::default(), 0, 0);
    for round in 0..ROUNDS {
        let mut writer = Writer::start(&database.url);
        let said = writer.wait(1 + mix(round) % 9, mix(round + 1_000) % 400_000);
        let mut said = writer.end(said);
        saved = said.saved.max(saved);
        said.saved = saved;
        in_flight += u64::from(check(&database.url, &mut model, said).await);
    }
    assert!(model.head >= ROUNDS && !model.state.is_empty() && saved > 0);
    println!("{ROUNDS} rounds, {} revisions, {in_flight} times the one in flight", model.head);
}

/// The server is stopped without warning, as by a power cut, while a process writes.
#[tokio::test]
async fn a_server_that_stops_at_once_leaves_a_whole_revision() {
    let mut cluster = Cluster::start();
    let url = cluster.create_database().await;
    let (mut model, mut saved, mut in_flight) = (Model::default(), 0, 0);
    for round in 0..SERVER_ROUNDS {
        let mut writer = Writer::start(&url);
        let said = writer.wait(2 + mix(round) % 12, mix(round + 2_000) % 400_000);
        cluster.crash();
        let mut said = writer.end(said);
        saved = said.saved.max(saved);
        said.saved = saved;
        in_flight += u64::from(check(&url, &mut model, said).await);
    }
    assert!(model.head >= SERVER_ROUNDS && saved > 0);
    println!("{SERVER_ROUNDS} rounds, {} revisions, {in_flight} times the one in flight", model.head);
}
