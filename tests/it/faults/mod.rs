//! Three replicas on a real PostgreSQL under continuous writers and readers, while one thing after the other goes wrong:
//! what was acknowledged is there, once and in order, and how long nobody got an answer is measured.
//!
//! Reading order: [`history`] (what was seen), [`world`] (what runs), [`clients`] (who writes and reads), [`kinds`] (what
//! goes wrong), [`check`] (what must be true in the end).

mod check;
mod clients;
mod history;
mod kinds;
mod world;

use clients::Clients;
use history::History;
use kinds::{ALL, Fault, SHORT};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use world::World;

/// Longest time until everything goes on after a fault was mended.
const RECOVERY: Duration = Duration::from_secs(60);

/// Waits for so long.
async fn pause(time: Duration) {
    let _ = timeout(time, std::future::pending::<()>()).await;
}

/// Lets these things go wrong one after the other, and holds what was recorded against what is there.
async fn run(faults: &[Fault], balanced: bool) {
    let history = Arc::new(History::default());
    let mut world = World::start(balanced, &history).await;
    let clients = Clients::start(&world, &history).await;
    let mut windows = Vec::new();
    for fault in faults {
        let from = history.now();
        fault.happens(&mut world).await;
        let goes_on = history.goes_on();
        let recovered = timeout(RECOVERY, goes_on).await;
        let last = history.last();
        assert!(recovered.is_ok(), "after {fault:?} it does not go on: {last}\n{}", world.logs());
        windows.push((*fault, from, history.now()));
    }
    let left = clients.stop().await;
    let wrong = check::everything(&world, &history, &left).await;
    println!("{}", history.table(&windows, &wrong));
    let told: Vec<_> = wrong.iter().map(|wrong| wrong.what.as_str()).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_the_usual_faults() {
    run(SHORT, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes ten minutes: make faults"]
async fn all_faults_behind_a_balancer() {
    run(ALL, true).await;
}
