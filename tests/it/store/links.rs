//! Links to the database that break in the ways that nobody is told of, and servers that change their places.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tragweite::app::App;
use tragweite::store::{AlertWrites, Store, StoreError, WantedAlerts};

use super::{by, put};
use crate::support::database::Kind;
use crate::support::link::Link;

/// Waits for something that must come, for a bounded time.
async fn until(what: &str, mut there: impl AsyncFnMut() -> bool) -> Duration {
    let begin = Instant::now();
    let coming = async {
        while !there().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), coming)
        .await
        .unwrap_or_else(|_| panic!("{what} does not come"));
    begin.elapsed()
}

#[tokio::test]
async fn a_connection_of_which_nothing_is_heard_holds_nobody_up() {
    let database = Kind::Postgres.fresh().await;
    let link = Link::to(&database.url).await;
    let here = Store::open(&database.url).await.unwrap();
    let app = App::open(Store::open(&link.url).await.unwrap()).await.unwrap();
    let following = tokio::spawn(Arc::clone(&app).follow(std::future::pending()));
    let amt =
        |name: &str| [put("amt", &format!(r#"{{"key":"amt","kind":"agency","name":"{name}"}}"#))].into_iter();
    here.commit(0, by("x", 1), amt("A")).await.unwrap();
    until("the first revision", async || app.maps.current().revision() == 1).await;
    for revision in 2..4 {
        let made = link.made();
        link.stall();
        here.commit(revision - 1, by("x", 1), amt(&revision.to_string())).await.unwrap();
        let took = until("the next revision", async || app.maps.current().revision() == revision).await;
        assert!(took < Duration::from_secs(20), "{took:?}");
        assert!(link.made() > made, "over new connections");
        app.may_be_asked(Some(Duration::from_secs(20))).unwrap();
    }
    // A server that stays away takes nobody's answers: reading goes on, and writing says that it cannot.
    link.cut();
    until("that nothing can be written", async || app.ready().await.is_err()).await;
    assert_eq!(app.may_be_asked(None).unwrap().revision, 3);
    until("that it is told", async || app.contact().trouble.is_some()).await;
    let most = Duration::from_millis(1);
    assert!(app.may_be_asked(Some(most)).is_err(), "whoever wants it fresh is sent elsewhere");
    assert!(app.reach(4).await.is_err());
    link.mend();
    until("that all is well", async || app.ready().await.is_ok() && app.contact().trouble.is_none()).await;
    let contact = app.contact();
    assert_eq!((contact.revision, contact.lag), (3, 0));
    following.abort();
}

#[tokio::test]
async fn of_several_servers_the_one_that_answers_is_taken() {
    let database = Kind::Postgres.fresh().await;
    let link = Link::to(&database.url).await;
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().to_string()
    };
    let several = link.url.replace("@127.0.0.1", &format!("@{closed},127.0.0.1"));
    let store = Store::open(&several).await.unwrap();
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    assert!(store.ping().await.unwrap().is_some(), "it says what time it is");
    let none = link.url.replace(link.url.split(['@', '/']).nth(3).unwrap(), &format!("{closed},{closed}"));
    let error = Store::open(&none).await.unwrap_err();
    assert!(matches!(&error, StoreError::Unreachable { server, .. } if server.contains(',')), "{error:?}");
}

#[tokio::test]
async fn a_user_who_may_not_change_tables_works_on_tables_that_are_up_to_date() {
    let database = Kind::Postgres.fresh().await;
    let role = format!("user_{}", database.url.split(['/', '?']).nth(3).unwrap());
    let as_user = database.url.replace("user=tragweite", &format!("user={role}"));
    database.execute(&format!("create role {role} login")).await;
    let error = Store::open(&as_user).await.unwrap_err();
    assert!(matches!(error, StoreError::Outdated { database: 0, program: 6.. }), "{error:?}");
    Store::open(&database.url).await.unwrap().close().await;
    database
        .execute(&format!("grant select, insert, update, delete on all tables in schema public to {role}"))
        .await;
    let store = Store::open(&as_user).await.unwrap();
    store.commit(0, by("x", 1), [put("a", "1")].into_iter()).await.unwrap();
    database.execute("update _sqlx_migrations set version = 99 where version = 1").await;
    let error = Store::open(&as_user).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { .. } | StoreError::Outdated { .. }), "{error:?}");
}

/// Takes the turn of all deliveries of alerts, decides, and writes nothing.
async fn turn(url: &str, decide: impl FnOnce() + Send) -> Result<(), StoreError> {
    let store = Store::open(url).await?;
    let decided = |_, _| {
        decide();
        Ok((AlertWrites::default(), ()))
    };
    store.update_alerts("r", WantedAlerts::Named(Vec::new()), true, decided).await.map(|_| ())
}

/// Whoever falls silent in the middle of a write is given up by the server, and the others go on.
#[tokio::test]
async fn a_process_that_is_frozen_in_a_transaction_holds_others_up_for_a_moment() {
    let database = Kind::Postgres.fresh().await;
    let (froze, frozen) = tokio::sync::oneshot::channel();
    let (thaw, thawed) = std::sync::mpsc::channel::<()>();
    let url = database.url.clone();
    let freezing = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(turn(&url, move || {
            froze.send(()).unwrap();
            let _ = thawed.recv();
        }))
    });
    frozen.await.unwrap();
    let begin = Instant::now();
    turn(&database.url, || {}).await.unwrap();
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
    thaw.send(()).unwrap();
    let error = freezing.join().unwrap().unwrap_err();
    assert!(matches!(error, StoreError::ConnectionLost { .. }), "it learns that nothing was kept: {error:?}");
}
