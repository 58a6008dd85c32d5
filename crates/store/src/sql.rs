//! Every SQL text of the program, once. The same words serve SQLite and PostgreSQL: `$1` placeholders, no
//! functions of time, text compared byte by byte (the key columns say so themselves).

/// Newest change set: revision, time and chain. No row: the empty map, revision 0.
pub(super) const HEAD: &str = "select revision, at, chain from change_sets order by revision desc limit 1";

/// What binds a revision to all before it.
pub(super) const CHAIN: &str = "select revision, at, chain from change_sets where revision = $1";

/// Newest revision that existed at a time.
pub(super) const REVISION_AT: &str =
    "select revision from change_sets where at <= $1 order by at desc, revision desc limit 1";

/// Opens a change set. Its primary key decides between two writers who both want to be the next revision.
pub(super) const INSERT_CHANGE_SET: &str =
    "insert into change_sets (revision, at, author, message, changes, chain) values ($1, $2, $3, $4, $5, $6)";

/// Sets the number of rows and the chain of a change set that was longer than one batch.
pub(super) const COUNT_CHANGES: &str = "update change_sets set changes = $2, chain = $3 where revision = $1";

/// Moves the current state of the keys that a change set wrote.
pub(super) const POINT_NODES: &str = "insert into nodes (key, revision) \
     select key, revision from changes where revision = $1 and body is not null \
     on conflict (key) do update set revision = excluded.revision";

/// Removes the keys that a change set deleted from the current state.
pub(super) const REMOVE_NODES: &str =
    "delete from nodes where key in (select key from changes where revision = $1 and body is null)";

/// Remembers an idempotency key.
pub(super) const INSERT_IDEMPOTENCY: &str =
    "insert into idempotency (key, fingerprint, revision, at) values ($1, $2, $3, $4)";

/// What a still valid idempotency key led to.
pub(super) const IDEMPOTENT: &str =
    "select fingerprint, revision from idempotency where key = $1 and at >= $2";

/// Drops idempotency keys older than a time.
pub(super) const FORGET_IDEMPOTENCY: &str = "delete from idempotency where at < $1";

/// The whole current state in key order. `cross join` keeps SQLite from turning the loop around.
pub(super) const LOAD: &str = "select n.key, c.body, n.revision from nodes n cross join changes c \
     where c.key = n.key and c.revision = n.revision order by n.key";

/// A revision and those that follow it: sizes and chains.
pub(super) const CHANGE_SETS_AFTER: &str =
    "select revision, at, chain, changes from change_sets where revision >= $1 order by revision limit $2";

/// All changes of a range of revisions, first excluded, last included.
pub(super) const CHANGES_BETWEEN: &str = "select revision, key, body from changes \
     where revision > $1 and revision <= $2 order by revision, key";

/// For every key changed after a revision: the change that was in force at it, if any. `key || ''` keeps SQLite from
/// walking the whole history in key order instead of the few new rows by revision.
pub(super) const AS_OF: &str = "select coalesce(p.revision, 0), c.key, p.body \
     from (select key || '' as key from changes where revision > $1 group by 1) c \
     left join changes p on p.key = c.key and p.revision = \
       (select max(q.revision) from changes q where q.key = c.key and q.revision <= $1) \
     order by c.key limit $2";

/// A page of the journal, newest first.
pub(super) const CHANGE_SETS_BEFORE: &str = "select revision, at, author, message, changes from change_sets \
     where revision < $1 order by revision desc limit $2";

/// One change set of the journal.
pub(super) const CHANGE_SET: &str =
    "select revision, at, author, message, changes from change_sets where revision = $1";

/// A page of the changes of one change set, in key order.
pub(super) const CHANGES_OF: &str = "select revision, key, body from changes \
     where revision = $1 and key > $2 order by key limit $3";

/// Describes the snapshot that is about to be written and locks out other writers of it. Touches no row when a
/// newer one of the same format and of this journal is there already.
pub(super) const CLAIM_SNAPSHOT: &str = "insert into snapshots (slot, revision, format, parts, bytes, sha256, chain) \
     values (1, $1, $2, $3, $4, $5, $6) \
     on conflict (slot) do update set revision = excluded.revision, format = excluded.format, \
       parts = excluded.parts, bytes = excluded.bytes, sha256 = excluded.sha256, chain = excluded.chain \
     where snapshots.format <> excluded.format or snapshots.revision <= excluded.revision \
       or not exists (select 1 from change_sets c where c.revision = snapshots.revision \
         and (c.chain = snapshots.chain or c.chain = ''))";

/// Removes the parts of the snapshot that is being replaced.
pub(super) const CLEAR_SNAPSHOT: &str = "delete from snapshot_parts where slot = 1";

/// Writes one part of the snapshot.
pub(super) const INSERT_PART: &str = "insert into snapshot_parts (slot, part, data) values (1, $1, $2)";

/// Describes the stored snapshot, when it has the wanted format.
pub(super) const SNAPSHOT: &str =
    "select revision, parts, bytes, sha256, chain from snapshots where slot = 1 and format = $1";

/// Reads one part of the snapshot.
pub(super) const PART: &str = "select data from snapshot_parts where slot = 1 and part = $1";

/// The newest event of any incident: number, time and chain. No row: there is none.
pub(super) const INCIDENT_HEAD: &str =
    "select seq, recorded, chain from incident_events order by seq desc limit 1";

/// What binds an event of an incident to all before it.
pub(super) const INCIDENT_CHAIN: &str = "select seq, recorded, chain from incident_events where seq = $1";

/// Opens an incident.
pub(super) const INSERT_INCIDENT: &str = "insert into incidents (id, opened, closed) values ($1, $2, $3)";

/// Closes an incident, or opens it again.
pub(super) const CLOSE_INCIDENT: &str = "update incidents set closed = $2 where id = $1";

/// Appends an event. Its primary key decides between two writers who both want to be the next one.
pub(super) const INSERT_INCIDENT_EVENT: &str = "insert into incident_events \
     (seq, incident, at, recorded, author, body, request, fingerprint, chain) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// What a still valid idempotency key led to.
pub(super) const INCIDENT_REQUEST: &str = "select fingerprint, incident from incident_events \
     where request = $1 and recorded >= $2 order by seq desc limit 1";

/// A page of the events of all incidents.
pub(super) const INCIDENT_EVENTS_AFTER: &str = "select seq, incident, at, recorded, author, body \
     from incident_events where seq > $1 order by seq limit $2";

/// A page of the events of one incident.
pub(super) const INCIDENT_EVENTS_OF: &str = "select seq, incident, at, recorded, author, body \
     from incident_events where incident = $1 and seq > $2 order by seq limit $3";

/// All events of the incidents that were opened by a time and closed no earlier than another one.
pub(super) const INCIDENTS_OPEN: &str = "select seq, incident, at, recorded, author, body from incident_events \
     where incident in (select id from incidents where closed >= $2 and opened <= $1) order by seq";

/// All events of a page of incidents, newest incident first, among those closed within a time.
pub(super) const INCIDENTS_BEFORE: &str = "select seq, incident, at, recorded, author, body from incident_events \
     where incident in (select id from incidents where id < $1 and closed >= $2 and closed <= $3 \
       order by id desc limit $4) order by seq";

/// How a SQLite database keeps text.
pub(super) const ENCODING_SQLITE: &str = "pragma encoding";
/// What tells a SQLite database from others.
pub(super) const IDENTITY_SQLITE: &str = "select cast(coalesce(max(case when version = 1 then hex(checksum) || ':' || execution_time end), '') as text) \
     from _sqlx_migrations";
/// Reads all of a SQLite database and says "ok", or what is wrong first.
pub(super) const CHECK_SQLITE: &str = "pragma quick_check(1)";
/// How a PostgreSQL database keeps text.
pub(super) const VERSION_SQLITE: &str = "select sqlite_version()";
pub(super) const VERSION_POSTGRES: &str = "show server_version";
pub(super) const ENCODING_POSTGRES: &str = "show server_encoding";
/// Limits of a session on PostgreSQL, as far as the server knows them: how long a write waits for another one, how long a
/// statement may take, how long the transaction of a process that went silent is kept (without that, one frozen
/// replica would stop all writers), and when the server gives up a client of which it hears nothing.
pub(super) const LIMITS_POSTGRES: &str = "select set_config(w.name, w.value, false) from (values \
     ('lock_timeout', '15s'), ('statement_timeout', '20s'), ('idle_in_transaction_session_timeout', '4s'), \
     ('client_connection_check_interval', '5s'), ('tcp_keepalives_idle', '10'), ('tcp_keepalives_interval', '5'), \
     ('tcp_keepalives_count', '3'), ('tcp_user_timeout', '20s')) as w(name, value) \
     where w.name in (select s.name from pg_settings s)";
/// The same for one transaction that moves a whole map.
pub(super) const LONG_POSTGRES: &str =
    "set local statement_timeout = '30min'; set local idle_in_transaction_session_timeout = '30s'";
/// A sign of life: the time of the server in Unix milliseconds, and whether it can only be read: it repeats what another
/// server does, or was told so.
pub(super) const PING_POSTGRES: &str = "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint), \
     pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on'";
/// Asks for a sign of life.
pub(super) const PING_SQLITE: &str = "select count(*) from sqlite_schema";
/// Which process of the PostgreSQL server works for a connection.
pub(super) const SESSION_POSTGRES: &str = "select pg_backend_pid()";

/// How many alerts fire, and how many of them have no node.
pub(super) const OBSERVED_ALERTS: &str =
    "select count(*), count(case when node is null then 1 end) from alerts where status = 'firing'";
/// The receivers of alerts, and when each was told of one last.
pub(super) const OBSERVED_RECEIVERS: &str = "select r.id, r.deliveries, max(a.seen_at) from alert_receivers r \
     left join alerts a on a.receiver = r.id group by r.id, r.deliveries order by r.id";
/// The number of the newest event that was written for others.
pub(super) const OBSERVED_EVENTS: &str = "select newest from event_log where slot = 1";
/// How many deliveries of events are not done.
pub(super) const OBSERVED_OUTGOING: &str =
    "select state, count(*) from deliveries where state in ('pending', 'dead') group by state order by state";
/// When the oldest delivery that waits was begun.
pub(super) const OBSERVED_BACKLOG: &str = "select min(since) from deliveries where state = 'pending'";
/// How many jobs are in each state.
pub(super) const OBSERVED_JOBS: &str = "select state, count(*) from jobs group by state order by state";

/// Begins a transaction that writes. SQLite must take the write lock at once: a transaction that reads first and
/// then wants to write fails immediately, without waiting for the busy timeout.
pub(super) const BEGIN_WRITE_SQLITE: &str = "begin immediate";
/// Begins a transaction that writes. The primary key of `change_sets` serialises writers.
pub(super) const BEGIN_WRITE_POSTGRES: &str = "begin isolation level read committed";
/// Begins a transaction that sees one state of the database. In WAL mode the first read fixes it.
pub(super) const BEGIN_READ_SQLITE: &str = "begin deferred";
/// Begins a transaction that sees one state of the database.
pub(super) const BEGIN_READ_POSTGRES: &str = "begin isolation level repeatable read read only";

/// Name of the PostgreSQL channel of hints.
pub(super) const CHANNEL: &str = "tragweite_revision";
/// What a hint tells: there is more in the journal of the map, in that of incidents, or in the log of events.
pub(super) const HINT_REVISION: &str = "revision";
/// See [`HINT_REVISION`].
pub(super) const HINT_INCIDENT: &str = "incident";
/// See [`HINT_REVISION`].
pub(super) const HINT_EVENT: &str = "event";
/// Hints at something new (PostgreSQL only).
pub(super) const NOTIFY: &str = "select pg_notify($1, $2)";

/// Inserts `rows` changes of one revision: `$1` is the revision, then key and body of each row.
pub(super) fn insert_changes(rows: usize) -> String {
    let mut sql = String::from("insert into changes (revision, key, body) values ");
    for row in 0..rows {
        let comma = if row == 0 { "" } else { ", " };
        let key = 2 * row + 2;
        sql.push_str(&format!("{comma}($1, ${key}, ${})", key + 1));
    }
    sql
}

/// The statements that both databases must be able to prepare, by name.
pub(super) fn statements() -> Vec<(&'static str, String)> {
    let fixed = [
        ("head", HEAD),
        ("chain", CHAIN),
        ("revision at", REVISION_AT),
        ("insert change set", INSERT_CHANGE_SET),
        ("count changes", COUNT_CHANGES),
        ("point nodes", POINT_NODES),
        ("remove nodes", REMOVE_NODES),
        ("insert idempotency", INSERT_IDEMPOTENCY),
        ("idempotent", IDEMPOTENT),
        ("forget idempotency", FORGET_IDEMPOTENCY),
        ("load", LOAD),
        ("change sets after", CHANGE_SETS_AFTER),
        ("changes between", CHANGES_BETWEEN),
        ("as of", AS_OF),
        ("change sets before", CHANGE_SETS_BEFORE),
        ("change set", CHANGE_SET),
        ("changes of", CHANGES_OF),
        ("claim snapshot", CLAIM_SNAPSHOT),
        ("clear snapshot", CLEAR_SNAPSHOT),
        ("insert part", INSERT_PART),
        ("snapshot", SNAPSHOT),
        ("part", PART),
        ("incident head", INCIDENT_HEAD),
        ("incident chain", INCIDENT_CHAIN),
        ("insert incident", INSERT_INCIDENT),
        ("close incident", CLOSE_INCIDENT),
        ("insert incident event", INSERT_INCIDENT_EVENT),
        ("incident request", INCIDENT_REQUEST),
        ("incident events after", INCIDENT_EVENTS_AFTER),
        ("incident events of", INCIDENT_EVENTS_OF),
        ("incidents open", INCIDENTS_OPEN),
        ("incidents before", INCIDENTS_BEFORE),
        ("observed alerts", OBSERVED_ALERTS),
        ("observed receivers", OBSERVED_RECEIVERS),
        ("observed events", OBSERVED_EVENTS),
        ("observed outgoing", OBSERVED_OUTGOING),
        ("observed backlog", OBSERVED_BACKLOG),
        ("observed jobs", OBSERVED_JOBS),
    ];
    let fixed = fixed.into_iter().map(|(name, sql)| (name, sql.to_owned()));
    let fixed = fixed.chain(super::alert_sql::statements());
    let made = [("insert one change", insert_changes(1)), ("insert two changes", insert_changes(2))];
    let made = made.into_iter().chain(super::sql_access::statements());
    fixed
        .chain(made)
        .chain(super::sql_events::statements())
        .chain(super::sql_jobs::statements())
        .chain(super::sql_imports::statements())
        .chain(super::sql_statements::statements())
        .chain(super::sql_copy::statements())
        .collect()
}
