//! The SQL texts of the log of events, of subscriptions and of deliveries. The same words serve both databases.

/// How far the log has come.
pub(super) const LOG_HEAD: &str =
    "select turn, newest, incidents, revision, at, source from event_log where slot = 1";

/// Gives the log its identity, once.
pub(super) const NAME_LOG: &str = "update event_log set source = $1 where slot = 1 and source = ''";

/// Takes the next turn. Touches no row when somebody else had it.
pub(super) const ADVANCE_LOG: &str = "update event_log set turn = turn + 1, newest = newest + $2, \
     incidents = $3, revision = $4, at = $5 where slot = 1 and turn = $1";

/// All nodes that do not work as they should.
pub(super) const SITUATION: &str = "select body from situation order by node";

/// A part of the log.
pub(super) const EVENTS_AFTER: &str = "select seq, at, body from events where seq > $1 order by seq limit $2";

/// The oldest event that is still there.
pub(super) const OLDEST_EVENT: &str = "select seq from events order by seq limit 1";

/// The newest event that may be forgotten: it happened before a time and is among the oldest so many, nobody waits for it or
/// an earlier one, and it was decided for every subscription whether it is told of it.
pub(super) const FORGETTABLE: &str = "select coalesce(min(seq), 0) from ( \
     select coalesce(max(o.seq), 0) as seq from (select seq, at from events order by seq limit $2) o where o.at < $1 \
     union all select min(seq) - 1 from deliveries where state = 'pending' \
     union all select min(fanned) from subscriptions) bounds where seq is not null";

/// Forgets deliveries of old events.
pub(super) const FORGET_DELIVERIES: &str = "delete from deliveries where seq <= $1";

/// Forgets old events.
pub(super) const FORGET_EVENTS: &str = "delete from events where seq <= $1";

/// Takes or keeps work until a time, unless somebody else has it now.
pub(super) const LEASE: &str = "insert into leases (name, owner, until) values ($1, $2, $4) \
     on conflict (name) do update set owner = excluded.owner, until = excluded.until \
     where leases.owner = excluded.owner or leases.until <= $3";

/// All subscriptions.
pub(super) const SUBSCRIPTIONS: &str = "select id, revision, body, active, disabled, secret, old_secret, \
     old_until, fanned, owner from subscriptions order by id";

/// One subscription.
pub(super) const SUBSCRIPTION: &str = "select id, revision, body, active, disabled, secret, old_secret, \
     old_until, fanned, owner from subscriptions where id = $1";

/// A new subscription, which hears of what happens from now on.
pub(super) const INSERT_SUBSCRIPTION: &str = "insert into subscriptions \
     (id, revision, body, active, disabled, secret, old_secret, old_until, fanned, owner) \
     select $1, cast($2 as bigint), $3, cast($4 as bigint), $5, $6, $7, cast($8 as bigint), newest, $9 \
     from event_log where slot = 1";

/// Changes a subscription that nobody has changed meanwhile.
pub(super) const UPDATE_SUBSCRIPTION: &str = "update subscriptions set revision = $2, body = $3, active = $4, \
     disabled = $5, secret = $6, old_secret = $7, old_until = $8, owner = $9 where id = $1 and revision = $2 - 1";

/// Stops sending.
pub(super) const DISABLE_SUBSCRIPTION: &str = "update subscriptions set active = 0, disabled = $2, revision = revision + 1 where id = $1 and active = 1";

/// Removes a subscription with its deliveries, when nobody has changed it meanwhile.
pub(super) const DELETE_SUBSCRIPTION: &str = "delete from subscriptions where id = $1 and revision = $2";

/// How far it was decided for each subscription what is delivered.
pub(super) const SUBSCRIPTION_HEADS: &str = "select id, revision, fanned from subscriptions order by id";

/// Notes for all that have come as far up to which event it was decided what is delivered.
pub(super) const ADVANCE_FAN: &str = "update subscriptions set fanned = $2 where fanned = $1";

/// The first delivery that each active subscription waits for.
pub(super) const HEADS: &str = "select d.subscription, d.seq, d.state, d.attempts, d.since, d.next_at, d.last_at, \
     d.last_status, d.last_error from subscriptions s \
     join deliveries d on d.subscription = s.id and d.seq = \
       (select min(f.seq) from deliveries f where f.state = 'pending' and f.subscription = s.id) \
     where s.active = 1 order by d.next_at, d.subscription";

/// The first delivery that a subscription waits for.
pub(super) const NEXT_DELIVERY: &str = "select subscription, seq, state, attempts, since, next_at, last_at, \
     last_status, last_error from deliveries where state = 'pending' and subscription = $1 order by seq limit 1";

/// A part of the deliveries of a subscription.
pub(super) const DELIVERIES: &str = "select subscription, seq, state, attempts, since, next_at, last_at, \
     last_status, last_error from deliveries where subscription = $1 and seq > $2 order by seq limit $3";

/// The same for those in one state.
pub(super) const DELIVERIES_IN: &str = "select subscription, seq, state, attempts, since, next_at, last_at, \
     last_status, last_error from deliveries where subscription = $1 and state = $2 and seq > $3 \
     order by seq limit $4";

/// Notes what came of an attempt, unless somebody else has noted one.
pub(super) const RECORD_DELIVERY: &str = "update deliveries set state = $4, attempts = $5, since = $6, \
     next_at = $7, last_at = $8, last_status = $9, last_error = $10 \
     where subscription = $1 and seq = $2 and attempts = $3 and state = 'pending'";

/// Marks where what came of one attempt begins.
pub(super) const BEGIN_ATTEMPT: &str = "savepoint attempt";

/// Takes back what came of one attempt.
pub(super) const UNDO_ATTEMPT: &str = "rollback to savepoint attempt";

/// Begins a delivery anew.
pub(super) const REPLAY_DELIVERY: &str = "update deliveries set state = 'pending', attempts = 0, since = $3, \
     next_at = $3 where subscription = $1 and seq = $2 and state <> 'pending'";

/// Tries a delivery that waits, and those in front of it, at this time.
pub(super) const HASTEN_DELIVERIES: &str = "update deliveries set next_at = $3 \
     where subscription = $1 and seq <= $2 and state = 'pending' and next_at > $3";

/// Writes the states of `rows` nodes: node and body of each.
pub(super) fn put_states(rows: usize) -> String {
    let row = |row: usize| format!("(${}, ${})", 2 * row + 1, 2 * row + 2);
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!(
        "insert into situation (node, body) values {} on conflict (node) do update set body = excluded.body",
        rows.join(", ")
    )
}

/// So many nodes work again.
pub(super) fn drop_states(rows: usize) -> String {
    let rows: Vec<String> = (1..=rows).map(|row| format!("${row}")).collect();
    format!("delete from situation where node in ({})", rows.join(", "))
}

/// Inserts `rows` events: number, time and body of each.
pub(super) fn insert_events(rows: usize) -> String {
    let row = |row: usize| format!("(${}, ${}, ${})", 3 * row + 1, 3 * row + 2, 3 * row + 3);
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("insert into events (seq, at, body) values {}", rows.join(", "))
}

/// Inserts `rows` deliveries: `$1` is the time, then subscription and event of each.
pub(super) fn insert_deliveries(rows: usize) -> String {
    let row = |row: usize| format!("(${}, ${}, 'pending', 0, $1, $1, 0, 0, null)", 2 * row + 2, 2 * row + 3);
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!(
        "insert into deliveries (subscription, seq, state, attempts, since, next_at, last_at, last_status, \
         last_error) values {}",
        rows.join(", ")
    )
}

/// The statements that both databases must be able to prepare, by name.
pub(super) fn statements() -> Vec<(&'static str, String)> {
    let fixed = [
        ("log head", LOG_HEAD),
        ("name log", NAME_LOG),
        ("advance log", ADVANCE_LOG),
        ("situation", SITUATION),
        ("events after", EVENTS_AFTER),
        ("oldest event", OLDEST_EVENT),
        ("forgettable", FORGETTABLE),
        ("forget deliveries", FORGET_DELIVERIES),
        ("forget events", FORGET_EVENTS),
        ("lease", LEASE),
        ("subscriptions", SUBSCRIPTIONS),
        ("subscription", SUBSCRIPTION),
        ("insert subscription", INSERT_SUBSCRIPTION),
        ("update subscription", UPDATE_SUBSCRIPTION),
        ("disable subscription", DISABLE_SUBSCRIPTION),
        ("delete subscription", DELETE_SUBSCRIPTION),
        ("subscription heads", SUBSCRIPTION_HEADS),
        ("advance fan", ADVANCE_FAN),
        ("heads", HEADS),
        ("next delivery", NEXT_DELIVERY),
        ("deliveries", DELIVERIES),
        ("deliveries in", DELIVERIES_IN),
        ("record delivery", RECORD_DELIVERY),
        ("replay delivery", REPLAY_DELIVERY),
        ("hasten deliveries", HASTEN_DELIVERIES),
    ];
    let fixed = fixed.into_iter().map(|(name, sql)| (name, sql.to_owned()));
    let states = [("put states", put_states(2)), ("drop states", drop_states(2))];
    fixed
        .chain(states)
        .chain([("insert events", insert_events(2)), ("insert deliveries", insert_deliveries(2))])
        .collect()
}
