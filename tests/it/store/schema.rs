//! The two sets of migrations describe the same tables, step by step, and take existing data along.

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::{Connection, Row};
use tragweite::store::Store;

use super::{by, load, put};
use crate::support;
use crate::support::database::{Database, Kind, on_both};

on_both!(every_statement_is_accepted, a_step_takes_the_data_along);

/// A table as both databases can describe it: columns in order with kind and whether they may be null, columns of the
/// primary key, indexes.
#[derive(Debug, PartialEq, Eq, Default)]
struct Table {
    columns: Vec<(String, &'static str, bool)>,
    key: Vec<String>,
    indexes: BTreeMap<String, Vec<String>>,
    references: Vec<(String, String)>,
}

type Schema = BTreeMap<String, Table>;

/// What a type of either database is to the program.
fn kind(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        "integer" | "bigint" => "integer",
        "text" => "text",
        "blob" | "bytea" => "bytes",
        other => panic!("a migration uses the type {other}, which has no counterpart in the other database"),
    }
}

async fn migrations(kind: Kind) -> Migrator {
    let folder = match kind {
        Kind::Sqlite => "sqlite",
        Kind::Postgres => "postgres",
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
    Migrator::new(folder).await.unwrap()
}

/// Applies all steps up to `version`.
async fn migrate(database: &Database, version: i64) {
    let migrations = migrations(database.kind).await;
    match database.kind {
        Kind::Sqlite => migrations.run_to(version, &mut database.sqlite().await).await.unwrap(),
        Kind::Postgres => {
            migrations.run_to(version, &mut support::postgres::connect(&database.url).await).await.unwrap();
        }
    }
}

fn split(names: &str) -> Vec<String> {
    names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// (table, column, type, not null) rows; (table, index name or "key", columns) rows; (table, column, other table) rows.
type Described =
    (Vec<(String, String, String, bool)>, Vec<(String, String, String)>, Vec<(String, String, String)>);

fn schema((columns, indexes, references): Described) -> Schema {
    let mut schema = Schema::new();
    for (table, column, type_name, not_null) in columns {
        schema.entry(table).or_default().columns.push((column, kind(&type_name), !not_null));
    }
    for (table, index, columns) in indexes {
        let table = schema.get_mut(&table).unwrap();
        match index.as_str() {
            "key" => table.key = split(&columns),
            _ => drop(table.indexes.insert(index, split(&columns))),
        }
    }
    for (table, column, other) in references {
        schema.get_mut(&table).unwrap().references.push((column, other));
    }
    schema
}

async fn sqlite_schema(database: &Database) -> Schema {
    let mut connection = database.sqlite().await;
    let tables = "from sqlite_schema t, ";
    let only = "where t.type = 'table' and t.name not like 'sqlite%' and t.name <> '_sqlx_migrations'";
    let columns = format!(
        "select t.name, c.name, c.type, c.\"notnull\" or c.pk > 0 {tables} pragma_table_info(t.name) c {only} order by t.name, c.cid"
    );
    let indexes = format!(
        "select t.name, i.name, (select group_concat(name) from (select name from pragma_index_info(i.name) order by seqno)) \
         {tables} pragma_index_list(t.name) i {only} and i.origin = 'c' \
         union all select t.name, 'key', (select group_concat(name) from \
           (select name from pragma_table_info(t.name) where pk > 0 order by pk)) from sqlite_schema t {only}"
    );
    let references = format!(
        "select t.name, f.\"from\", f.\"table\" {tables} pragma_foreign_key_list(t.name) f {only} order by 1, 2"
    );
    let ask = async |connection: &mut sqlx::SqliteConnection, sql: String| {
        sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(connection).await.unwrap()
    };
    let columns = ask(&mut connection, columns).await;
    let indexes = ask(&mut connection, indexes).await;
    let references = ask(&mut connection, references).await;
    let three = |row: &sqlx::sqlite::SqliteRow| (row.get(0), row.get(1), row.get(2));
    schema((
        columns.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get::<i64, _>(3) != 0)).collect(),
        indexes.iter().map(three).collect(),
        references.iter().map(three).collect(),
    ))
}

async fn postgres_schema(database: &Database) -> Schema {
    let mut connection = support::postgres::connect(&database.url).await;
    let columns = "select table_name::text, column_name::text, data_type::text, is_nullable = 'NO' \
        from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position";
    let names = "(select string_agg(a.attname, ',' order by k.place) from unnest(i.indkey::int[]) with ordinality k(number, place) \
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number)";
    let indexes = format!(
        "select t.relname::text, case when i.indisprimary then 'key' else x.relname::text end, {names} \
         from pg_index i join pg_class t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid \
         where t.relnamespace = 'public'::regnamespace"
    );
    let references = "select f.conrelid::regclass::text, a.attname::text, f.confrelid::regclass::text from pg_constraint f \
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1] where f.contype = 'f' order by 1, 2";
    let columns = sqlx::query(columns).fetch_all(&mut connection).await.unwrap();
    let indexes = sqlx::query(sqlx::AssertSqlSafe(indexes)).fetch_all(&mut connection).await.unwrap();
    let references = sqlx::query(references).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let three = |row: &sqlx::postgres::PgRow| (row.get(0), row.get(1), row.get(2));
    let columns = columns.iter().filter(|row| row.get::<&str, _>(0) != "_sqlx_migrations");
    schema((
        columns.map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect(),
        indexes.iter().map(three).filter(|row: &(String, _, _)| row.0 != "_sqlx_migrations").collect(),
        references.iter().map(three).collect(),
    ))
}

pub(crate) async fn steps(kind: Kind) -> Vec<(i64, String)> {
    migrations(kind).await.iter().map(|step| (step.version, step.description.to_string())).collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_after_each_step() {
    let all = steps(Kind::Sqlite).await;
    assert_eq!(all, steps(Kind::Postgres).await, "same numbers, same names");
    assert!(all.iter().map(|step| step.0).eq(1..=all.len() as i64), "numbered without gaps");
    let (sqlite, postgres) = (Kind::Sqlite.fresh().await, Kind::Postgres.fresh().await);
    for (version, name) in all {
        migrate(&sqlite, version).await;
        migrate(&postgres, version).await;
        let found = sqlite_schema(&sqlite).await;
        assert_eq!(found, postgres_schema(&postgres).await, "after step {version}, {name}");
        assert!(found.values().all(|table| !table.key.is_empty()), "every table has a primary key");
    }
    let found = sqlite_schema(&sqlite).await;
    assert_eq!(found["changes"].key, ["key", "revision"]);
    assert_eq!(found["changes"].indexes["changes_by_revision"], ["revision", "key"]);
    assert_eq!(found["idempotency"].references, [("revision".to_owned(), "change_sets".to_owned())]);
}

/// Rows that stand in the tables after a step, for the next step to take along. Each new step adds its own.
fn rows_after(version: i64) -> &'static str {
    match version {
        1 => {
            "insert into change_sets (revision, at, author, message, changes) values (1, 10, 'x', 'first', 2), (2, 20, 'y', 'second', 1); \
             insert into changes (revision, key, body) values (1, 'a', '1'), (1, 'b', '1'), (2, 'b', null); \
             insert into nodes (key, revision) values ('a', 1); \
             insert into idempotency (key, fingerprint, revision, at) values ('k', 'f', 2, 20); \
             insert into snapshots (slot, revision, format, parts, bytes, sha256) values (1, 2, 1, 0, 0, \
               'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')"
        }
        2 => {
            "insert into incidents (id, opened, closed) values (1, 10, 9223372036854775807); \
             insert into incident_events (seq, incident, at, recorded, author, body, request, fingerprint) \
               values (1, 1, 10, 11, 'x', '{}', null, null)"
        }
        3 => {
            "insert into alert_receivers (id, version, body, deliveries) values ('r', 1, '{}', 0); \
             insert into alerts (receiver, fingerprint, batch, starts_at, over_until, seen_at, status, node, level, explained, why, body) \
               values ('r', 'f', '', 10, null, 20, 'firing', 'a', 2, 0, null, '{}')"
        }
        4 => {
            "update event_log set source = 'urn:x', turn = 1, newest = 1, incidents = 1, revision = 2, at = 10; \
             insert into situation (node, body) values ('a', '{}'); \
             insert into events (seq, at, body) values (1, 10, '{}'); \
             insert into subscriptions (id, revision, body, active, disabled, secret, old_secret, old_until, fanned) \
               values ('s', 1, '{}', 1, null, 'x', null, 0, 1); \
             insert into deliveries (subscription, seq, state, attempts, since, next_at, last_at, last_status, last_error) \
               values ('s', 1, 'pending', 0, 10, 10, 0, 0, null); \
             insert into leases (name, owner, until) values ('deliveries', 'x', 10)"
        }
        5 => {
            "insert into jobs (number, analysis, question, revision, author, state, created_at, started_at, ended_at, \
               seen_at, owner, attempts, done, total, result, problem) \
               values (1, 'circles', '{}', 2, 'x', 'queued', 10, 0, 0, 0, '', 0, 0, 0, null, null); \
             insert into accepted_findings (id, reason, author, accepted_at, until, revision) values ('f', 'r', 'x', 10, '', 1)"
        }
        6 => {
            "update access_head set turn = 1; \
             insert into access_entries (kind, id, body, turn) values ('key', 'a', '{}', 1); \
             insert into access_used (kind, id, at) values ('key', 'a', 10)"
        }
        7 => {
            "update audit_head set seq = 1, hash = 'h'; insert into audit (seq, at, body, hash) values (1, 10, '{}', 'h')"
        }
        8 => "insert into import_documents (kind, name, at, body) values ('profile', 'p', 10, BYTES)",
        9 => {
            "update change_sets set chain = '' where revision = 1; \
             insert into snapshots (slot, revision, format, parts, bytes, sha256, chain) values (1, 2, 1, 0, 0, '', 'x')"
        }
        10 => {
            "update statement_head set seq = 1; \
             insert into statements (seq, dependent, local, agency, at, body) values (1, 'a', 'x', 'b', 10, '{}'); \
             insert into review_documents (kind, name, version, body) values ('period', 'period', 1, '180')"
        }
        11 => "update subscriptions set owner = 'key:a' where id = 's'",
        other => {
            panic!("add rows for step {other}: the next step must be tried on tables that are not empty")
        }
    }
}

async fn fill(database: &Database, version: i64) {
    let bytes = match database.kind {
        Kind::Sqlite => "x'7b7d'",
        Kind::Postgres => r"'\x7b7d'",
    };
    database.execute(&rows_after(version).replace("BYTES", bytes)).await;
}

/// Tables of an earlier version, with rows in all of them.
pub(crate) async fn up_to(database: &Database, newest: i64) {
    for (version, _) in steps(database.kind).await.into_iter().filter(|(version, _)| *version <= newest) {
        migrate(database, version).await;
        fill(database, version).await;
    }
}

async fn a_step_takes_the_data_along(database: Database) {
    for (version, _) in steps(database.kind).await {
        migrate(&database, version).await;
        fill(&database, version).await;
    }
    let store = Store::open(&database.url).await.unwrap();
    assert_eq!(load(&store).await, (2, [("a".to_owned(), ("1".to_owned(), 1))].into()));
    assert_eq!(store.change_sets(None, 9).await.unwrap().len(), 2);
    assert_eq!(store.changes_since(0, 9).await.unwrap().rows.len(), 3);
    assert_eq!(store.idempotent("k", 20).await.unwrap().unwrap().revision, 2);
    assert_eq!(store.load_snapshot(1).await.unwrap(), None, "it did not say of which journal it was");
    let (position, head) = (store.position().await.unwrap(), store.incident_head().await.unwrap());
    assert!(!position.chain.is_empty() && !head.chain.is_empty(), "what was there before has a place, too");
    assert_eq!(store.open_incidents(None).await.unwrap().0.len(), 1);
    assert_eq!((store.events_after(0, 9).await.unwrap().len(), store.heads().await.unwrap().len()), (1, 1));
    assert_eq!(store.next_job().await.unwrap().map(|job| job.number), Some(1));
    assert_eq!(store.accepted_findings().await.unwrap().len(), 1);
    assert_eq!(store.access_since(0, 9).await.unwrap().len(), 1);
    assert_eq!(store.audit_head().await.unwrap(), (1, "h".to_owned()));
    assert_eq!(store.commit(2, by("z", 30), [put("c", "1")].into_iter()).await.unwrap(), 3);
}

async fn every_statement_is_accepted(database: Database) {
    let store = Store::open(&database.url).await.unwrap();
    let count = store.prepare_all().await.unwrap_or_else(|(name, error)| panic!("{name}: {error:?}"));
    assert!((20..150).contains(&count), "{count} statements");
    // It does look at the tables: without one of them it must name a statement.
    database.execute("drop table nodes").await;
    let store = Store::open(&database.url).await.unwrap();
    let (name, _) = store.prepare_all().await.unwrap_err();
    assert_eq!(name, "point nodes");
}

/// The program carries the steps that stand in the folders, no others.
#[tokio::test]
async fn the_program_contains_every_step() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let database = kind.fresh().await;
        Store::open(&database.url).await.unwrap().close().await;
        let sql = "select version from _sqlx_migrations order by version";
        let applied: Vec<i64> = match kind {
            Kind::Sqlite => sqlx::query_scalar(sql).fetch_all(&mut database.sqlite().await).await.unwrap(),
            Kind::Postgres => sqlx::query_scalar(sql)
                .fetch_all(&mut support::postgres::connect(&database.url).await)
                .await
                .unwrap(),
        };
        assert!(applied.into_iter().eq(steps(kind).await.into_iter().map(|step| step.0)));
    }
}

#[tokio::test]
async fn processes_that_start_together_agree_on_the_tables() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let database = kind.fresh().await;
        let mut starts = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let url = database.url.clone();
            starts.spawn(async move { Store::open(&url).await.unwrap().head().await.unwrap() });
        }
        while let Some(head) = starts.join_next().await {
            assert_eq!(head.unwrap(), 0);
        }
    }
}
