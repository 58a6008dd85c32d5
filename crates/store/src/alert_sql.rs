//! Every SQL text about alerts. The same words serve both databases.

use super::alert_rows::AlertFilter;

/// Takes the turn: whoever comes second waits here until the first is done.
pub(super) const TAKE_TURN: &str = "update alert_turns set turn = turn + 1 where slot = 1";

/// One receiver.
pub(super) const RECEIVER: &str = "select id, version, body, deliveries from alert_receivers where id = $1";

/// All receivers.
pub(super) const RECEIVERS: &str = "select id, version, body, deliveries from alert_receivers order by id";

/// Creates a receiver or gives it another document.
pub(super) const PUT_RECEIVER: &str = "insert into alert_receivers (id, version, body, deliveries) values ($1, 1, $2, 0) \
     on conflict (id) do update set version = alert_receivers.version + 1, body = excluded.body";

/// Counts a delivery.
pub(super) const COUNT_DELIVERY: &str =
    "update alert_receivers set deliveries = deliveries + 1 where id = $1";

/// Removes a receiver.
pub(super) const DELETE_RECEIVER: &str = "delete from alert_receivers where id = $1";

/// Removes the alerts of a receiver.
pub(super) const DELETE_ALERTS: &str = "delete from alerts where receiver = $1";

/// What was left out of a delivery may go on: its alerts count as told.
pub(super) const KEEP_ALIVE: &str = "update alerts set seen_at = $3 where receiver = $1 and batch = $2 and status = 'firing' and seen_at < $3";

/// The columns of an alert, in the order in which they are read and written.
const COLUMNS: &str =
    "receiver, fingerprint, batch, starts_at, over_until, seen_at, status, node, level, explained, why, body";

/// Values of one alert in an insert, without the receiver.
pub(super) const WIDTH: usize = 11;

/// The firing alerts of a receiver that were last told before a time.
pub(super) fn firing() -> String {
    format!(
        "select {COLUMNS} from alerts where receiver = $1 and status = 'firing' and seen_at < $2 order by fingerprint"
    )
}

/// The firing alerts of a receiver that speak of these nodes: `$1` is the receiver.
pub(super) fn firing_of(count: usize) -> String {
    format!(
        "select {COLUMNS} from alerts where receiver = $1 and status = 'firing' and node in ({}) order by fingerprint",
        places(2, count)
    )
}

/// The alerts of a receiver with these fingerprints: `$1` is the receiver.
pub(super) fn named(count: usize) -> String {
    format!("select {COLUMNS} from alerts where receiver = $1 and fingerprint in ({})", places(2, count))
}

/// Writes `rows` alerts: `$1` is the receiver, then the other columns of each row.
pub(super) fn upsert(rows: usize) -> String {
    let values: Vec<String> =
        (0..rows).map(|row| format!("($1, {})", places(2 + row * WIDTH, WIDTH))).collect();
    let columns = COLUMNS.split(", ").skip(2).map(|column| format!("{column} = excluded.{column}"));
    format!(
        "insert into alerts ({COLUMNS}) values {} on conflict (receiver, fingerprint) do update set {}",
        values.join(", "),
        columns.collect::<Vec<_>>().join(", ")
    )
}

/// What the firing, unexplained alerts of all receivers say of these nodes: earliest start by node and level.
pub(super) fn node_states(count: usize) -> String {
    format!(
        "select node, level, min(starts_at) from alerts where node in ({}) and status = 'firing' and explained = 0 \
         group by node, level order by node, level",
        places(1, count)
    )
}

/// The same of all nodes.
pub(super) const ALL_NODE_STATES: &str = "select node, level, min(starts_at) from alerts \
     where node is not null and status = 'firing' and explained = 0 group by node, level order by node, level";

/// A page of alerts after a receiver and fingerprint.
pub(super) fn page(filter: AlertFilter) -> String {
    let only = match filter {
        AlertFilter::All => "1 = 1",
        AlertFilter::Firing => "status = 'firing'",
        AlertFilter::Resolved => "status = 'resolved'",
        AlertFilter::Expired => "status = 'expired'",
        AlertFilter::Unmatched => "node is null",
        AlertFilter::Explained => "status = 'firing' and explained = 1",
    };
    format!(
        "select {COLUMNS} from alerts where (receiver, fingerprint) > ($1, $2) and {only} \
         order by receiver, fingerprint limit $3"
    )
}

fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

/// The statements that both databases must be able to prepare, by name.
pub(super) fn statements() -> Vec<(&'static str, String)> {
    let fixed = [
        ("take turn", TAKE_TURN),
        ("receiver", RECEIVER),
        ("receivers", RECEIVERS),
        ("put receiver", PUT_RECEIVER),
        ("count delivery", COUNT_DELIVERY),
        ("delete receiver", DELETE_RECEIVER),
        ("delete alerts", DELETE_ALERTS),
        ("keep alive", KEEP_ALIVE),
        ("all node states", ALL_NODE_STATES),
    ];
    let made = [
        ("firing alerts", firing()),
        ("firing alerts of nodes", firing_of(2)),
        ("named alerts", named(2)),
        ("write alerts", upsert(2)),
        ("node states", node_states(2)),
        ("alerts", page(AlertFilter::All)),
        ("unmatched alerts", page(AlertFilter::Unmatched)),
    ];
    fixed.into_iter().map(|(name, sql)| (name, sql.to_owned())).chain(made).collect()
}
