//! Several processes on one database follow each other: polling makes it right, hints make it quick.

use std::time::Duration;

use futures_util::FutureExt;
use tragweite::store::{Hint, Hints, Store};

use super::{State, by, delete, load, put};
use crate::support::database::{Database, Kind, on_both};

on_both!(polling_alone_is_enough,);

/// A hint must come; this long only when the machine is very busy.
async fn hint(hints: &mut Hints) -> Hint {
    tokio::time::timeout(Duration::from_secs(60), hints.next()).await.expect("a hint comes")
}

async fn polling_alone_is_enough(database: Database) {
    let stores = [Store::open(&database.url).await.unwrap(), Store::open(&database.url).await.unwrap()];
    let (mut copies, mut seen) = ([State::new(), State::new()], [0, 0]);
    for step in 0..30 {
        let writer = step * 7 % 3 % 2;
        let head = stores[writer].head().await.unwrap();
        let changes =
            [put(&format!("k{}", step % 11), &step.to_string()), delete(&format!("k{}", (step + 5) % 11))];
        stores[writer].commit(head, by("x", 1), changes.into_iter()).await.unwrap();
        let follower = step % 2;
        let news = stores[follower].changes_since(seen[follower], 1_000).await.unwrap();
        assert!(!news.more);
        for change in news.rows {
            match change.body {
                Some(body) => drop(copies[follower].insert(change.key, (body, change.revision))),
                None => drop(copies[follower].remove(&change.key)),
            }
        }
        seen[follower] = news.upto.number;
        assert_eq!(load(&stores[1 - follower]).await, (seen[follower], copies[follower].clone()));
    }
}

#[tokio::test]
async fn a_commit_wakes_the_other_process() {
    let database = Kind::Postgres.fresh().await;
    let (here, there) =
        (Store::open(&database.url).await.unwrap(), Store::open(&database.url).await.unwrap());
    let mut hints = there.listen();
    hints.begin().await.unwrap();
    assert_eq!(hints.next().now_or_never(), None, "nothing happened yet");
    for head in 0..3 {
        here.commit(head, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
        assert_eq!(hint(&mut hints).await, Hint::Written);
    }
    here.append_incident_events(0, &super::incidents::opened()).await.unwrap();
    assert_eq!(hint(&mut hints).await, Hint::Written, "incidents tell, too");
    let error = here.commit(1, by("x", 1), [put("a", "1")].into_iter()).await;
    assert!(error.is_err() && hints.next().now_or_never().is_none(), "what was not committed wakes nobody");
}

#[tokio::test]
async fn a_listener_that_lost_its_connection_says_so_and_goes_on() {
    let database = Kind::Postgres.fresh().await;
    let (here, there) =
        (Store::open(&database.url).await.unwrap(), Store::open(&database.url).await.unwrap());
    let mut hints = there.listen();
    hints.begin().await.unwrap();
    let end = "select pg_terminate_backend(pid, 10000) from pg_stat_activity \
        where datname = current_database() and pid <> pg_backend_pid()";
    database.execute(end).await;
    here.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    assert_eq!(hint(&mut hints).await, Hint::Lost, "something may have been missed");
    assert_eq!(there.head().await.unwrap(), 1);
    here.commit(1, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    assert_eq!(hint(&mut hints).await, Hint::Written);
}

#[tokio::test]
async fn sqlite_gives_no_hints() {
    let database = Kind::Sqlite.fresh().await;
    let store = Store::open(&database.url).await.unwrap();
    let mut hints = store.listen();
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    assert_eq!(hints.next().now_or_never(), None);
}
