//! What must be true in the end: what was acknowledged is there, once; nothing was overwritten unseen; the log of events has
//! no gap, and every one of them was delivered, in order.

use super::clients::Left;
use super::history::{Acknowledged, History, Kind, Wrong};
use super::world::World;
use crate::support::postgres::connect;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Longest wait for the last webhook.
const LAST: Duration = Duration::from_secs(60);

fn plain(what: String) -> Wrong {
    Wrong { what, lost: None }
}

/// Every acknowledged thing that is not among these.
fn lost<'h>(
    acknowledged: &'h [Acknowledged],
    there: &'h BTreeSet<String>,
) -> impl Iterator<Item = Wrong> + 'h {
    let missing = acknowledged.iter().filter(|one| !there.contains(&one.what));
    missing.map(|one| Wrong { what: format!("{:?} {} is lost", one.kind, one.what), lost: Some(one.at) })
}

pub(super) async fn everything(world: &World, history: &History, left: &Left) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = history.found().into_iter().map(plain).collect();
    counts(world, history, left, &mut wrong).await;
    nodes(world, history, &mut wrong).await;
    notes(world, history, left, &mut wrong).await;
    alerts(world, history, &mut wrong).await;
    subscription(world, history, &mut wrong).await;
    events(world, &mut wrong).await;
    let verified = crate::cli::run(&std::env::temp_dir(), ["verify", "--database", &world.database]);
    if verified.code != Some(0) {
        wrong.push(plain(format!("verify: {}", verified.err)));
    }
    wrong
}

/// Each number was acknowledged to one client alone, and the last one is as many as were taken.
async fn counts(world: &World, history: &History, left: &Left, wrong: &mut Vec<Wrong>) {
    let node = world.ask(&format!("/v1/nodes/amt.count?asOf={}", newest(world).await)).await;
    let last: u64 = node["description"].as_str().unwrap().parse().unwrap();
    let counted = history.of(Kind::Count);
    let mut times = BTreeMap::<u64, u64>::new();
    for one in &counted {
        let number = one.what.parse().unwrap();
        *times.entry(number).or_default() += 1;
        if number > last {
            wrong.push(Wrong {
                what: format!("count {number} is lost: {last} is the last"),
                lost: Some(one.at),
            });
        }
    }
    wrong.extend(
        times
            .iter()
            .filter(|(_, times)| **times > 1)
            .map(|(number, times)| plain(format!("count {number} was acknowledged {times} times"))),
    );
    let acknowledged = counted.len() as u64;
    if !(acknowledged..=acknowledged + left.unknown_counts).contains(&last) {
        let unknown = left.unknown_counts;
        wrong.push(plain(format!(
            "{acknowledged} counts were acknowledged, {unknown} may have been taken, but it is {last}"
        )));
    }
}

async fn newest(world: &World) -> u64 {
    let mut connection = connect(&world.database).await;
    let row =
        sqlx::raw_sql("select max(revision) from change_sets").fetch_one(&mut connection).await.unwrap();
    u64::try_from(row.get::<i64, _>(0)).unwrap()
}

/// Every node of a change set is in the journal exactly once.
async fn nodes(world: &World, history: &History, wrong: &mut Vec<Wrong>) {
    let mut connection = connect(&world.database).await;
    let sql = "select key, count(*) from changes where key like 'amt.s%' group by key";
    let rows = sqlx::raw_sql(sql).fetch_all(&mut connection).await.unwrap();
    let times: BTreeMap<String, i64> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    wrong.extend(
        times
            .iter()
            .filter(|(_, times)| **times != 1)
            .map(|(key, times)| plain(format!("{key} was written {times} times"))),
    );
    wrong.extend(lost(&history.of(Kind::ChangeSet), &times.into_keys().collect()));
    let gaps = "select count(*), max(revision) from change_sets";
    let row = sqlx::raw_sql(gaps).fetch_one(&mut connection).await.unwrap();
    let (count, newest): (i64, i64) = (row.get(0), row.get(1));
    if count != newest {
        wrong.push(plain(format!("{count} revisions up to {newest}")));
    }
}

/// Every note is in its incident exactly once, in the order in which they were made.
async fn notes(world: &World, history: &History, left: &Left, wrong: &mut Vec<Wrong>) {
    let mut there = BTreeSet::new();
    for (number, id) in left.incidents.iter().enumerate() {
        let mut last = None;
        let (mut path, mut more) = (format!("/v1/incidents/{id}/events?limit=500"), true);
        while more {
            let page = world.ask(&path).await;
            for text in page["items"].as_array().unwrap().iter().filter_map(|event| event["text"].as_str()) {
                let at: Option<u64> = text.strip_prefix(&format!("{number}-")).and_then(|k| k.parse().ok());
                if at <= last || !there.insert(text.to_owned()) {
                    wrong.push(plain(format!("note {text} is told twice or late in {id}")));
                }
                last = at;
            }
            more = page["next"].is_string();
            path = format!(
                "/v1/incidents/{id}/events?limit=500&cursor={}",
                page["next"].as_str().unwrap_or_default()
            );
        }
    }
    wrong.extend(lost(&history.of(Kind::Incident), &there));
}

/// Every alert is kept, and its node was told of to the receiver.
async fn alerts(world: &World, history: &History, wrong: &mut Vec<Wrong>) {
    let acknowledged = history.of(Kind::Alert);
    let mut connection = connect(&world.database).await;
    let rows = sqlx::raw_sql("select fingerprint from alerts").fetch_all(&mut connection).await.unwrap();
    let there = rows.iter().map(|row| row.get::<String, _>(0).trim_start_matches('f').to_owned()).collect();
    wrong.extend(lost(&acknowledged, &there));
    if let Some(last) = acknowledged.last() {
        let node = format!("amt.a{}", last.what);
        let says = |seen: &crate::support::receiver::Seen| seen.json()["data"]["node"] == node.as_str();
        let told = tokio::time::timeout(LAST, world.receiver.wait_until(&node, says)).await;
        if told.is_err() {
            wrong.push(plain(format!("nobody is told of {node}")));
        }
    }
    let told: BTreeSet<String> = world
        .receiver
        .seen()
        .iter()
        .filter_map(|seen| seen.json()["data"]["node"].as_str().map(str::to_owned))
        .collect();
    let untold = acknowledged.iter().filter(|one| !told.contains(&format!("amt.a{}", one.what)));
    wrong.extend(
        untold
            .map(|one| Wrong { what: format!("nobody was told of alert {}", one.what), lost: Some(one.at) }),
    );
}

/// The subscription is as it was acknowledged last.
async fn subscription(world: &World, history: &History, wrong: &mut Vec<Wrong>) {
    let Some(last) = history.of(Kind::Subscription).pop() else { return };
    let there = world.ask("/v1/subscriptions/idle").await;
    let target = |there: &Value| there.to_string().contains(&format!("?n={}\"", last.what));
    if !target(&there) {
        wrong.push(Wrong {
            what: format!("subscription {} is lost: {there}", last.what),
            lost: Some(last.at),
        });
    }
}

/// The log of events has no gap, and each came to the receiver, the first times in order.
async fn events(world: &World, wrong: &mut Vec<Wrong>) {
    let mut connection = connect(&world.database).await;
    let sql = AssertSqlSafe("select count(*), coalesce(max(seq), 0) from events".to_owned());
    let row = sqlx::raw_sql(sql).fetch_one(&mut connection).await.unwrap();
    let (count, newest): (i64, i64) = (row.get(0), row.get(1));
    if count != newest {
        wrong.push(plain(format!("{count} events up to number {newest}")));
    }
    world.receiver.wait_for(u64::try_from(newest).unwrap()).await;
    let mut next = None;
    let mut came = BTreeSet::new();
    for seq in world.receiver.seen().iter().map(crate::support::receiver::Seen::seq) {
        if !came.insert(seq) {
            continue;
        }
        if next.is_some_and(|next| next != seq) {
            wrong.push(plain(format!("event {seq} came in place of {next:?}")));
        }
        next = Some(seq + 1);
    }
}
