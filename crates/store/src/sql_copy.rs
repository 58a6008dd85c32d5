//! The SQL texts that look at a whole database: what tables there are, all their rows, and whether they fit together. Names
//! of tables and columns come from the database itself.

/// Tables and columns of SQLite, in their order.
pub(super) const COLUMNS_SQLITE: &str = "select t.name, c.name, c.type from sqlite_schema t, pragma_table_info(t.name) c \
     where t.type = 'table' and t.name not like 'sqlite%' and t.name <> '_sqlx_migrations' order by t.name, c.cid";
/// Which table refers to which one.
pub(super) const REFERENCES_SQLITE: &str = "select t.name, f.\"table\", f.\"from\" from sqlite_schema t, \
     pragma_foreign_key_list(t.name) f where t.type = 'table' order by 1, 2";
/// Tables and columns of PostgreSQL, in their order.
pub(super) const COLUMNS_POSTGRES: &str = "select cast(c.table_name as text), cast(c.column_name as text), \
     cast(c.data_type as text) from information_schema.columns c where c.table_schema = current_schema() \
     and c.table_name <> '_sqlx_migrations' order by c.table_name, c.ordinal_position";
/// Which table refers to which one.
pub(super) const REFERENCES_POSTGRES: &str = "select cast(t.relname as text), cast(o.relname as text), cast('' as text) \
     from pg_constraint r join pg_class t on t.oid = r.conrelid join pg_class o on o.oid = r.confrelid \
     where r.contype = 'f' and r.connamespace = (select oid from pg_namespace where nspname = current_schema()) \
     order by 1, 2";

/// Whole change sets with their rows, by revision.
pub(super) const JOURNAL: &str = "select s.revision, s.at, s.author, s.message, s.changes, s.chain, c.key, c.body \
     from change_sets s left join changes c on c.revision = s.revision order by s.revision";
/// All events of incidents, by number.
pub(super) const INCIDENT_JOURNAL: &str =
    "select seq, incident, at, recorded, author, body, chain from incident_events order by seq";
/// Keys whose current state is not what the journal says last.
pub(super) const STRAY_NODES: &str = "select j.key from (select key, max(revision) as revision from changes group by key) j \
     join changes c on c.key = j.key and c.revision = j.revision left join nodes n on n.key = j.key \
     where c.body is null and n.key is not null or c.body is not null and (n.key is null or n.revision <> j.revision) \
     limit 10";
/// Keys that the journal does not know.
pub(super) const UNKNOWN_NODES: &str =
    "select n.key from nodes n where not exists (select 1 from changes c where c.key = n.key) limit 10";

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// All rows of a table.
pub(super) fn select(table: &str, columns: &[&str]) -> String {
    format!("select {} from {}", list(columns), quoted(table))
}

/// A number when a table is not empty.
pub(super) fn any(table: &str) -> String {
    format!("select cast(1 as bigint) from {} limit 1", quoted(table))
}

/// Empties a table.
pub(super) fn clear(table: &str) -> String {
    format!("delete from {}", quoted(table))
}

/// Inserts so many rows.
pub(super) fn insert(table: &str, columns: &[&str], rows: usize) -> String {
    let row = |row: usize| {
        let places = (1..=columns.len()).map(|column| format!("${}", row * columns.len() + column));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("insert into {} ({}) values {}", quoted(table), list(columns), rows.join(", "))
}

/// The statements that both databases must be able to prepare, by name.
pub(super) fn statements() -> impl Iterator<Item = (&'static str, String)> {
    let fixed = [
        ("journal", JOURNAL),
        ("incident journal", INCIDENT_JOURNAL),
        ("stray nodes", STRAY_NODES),
        ("unknown nodes", UNKNOWN_NODES),
    ];
    fixed.into_iter().map(|(name, sql)| (name, sql.to_owned()))
}
