//! The SQL texts of who may do what. The same words serve both databases.

/// How often anything has changed.
pub(super) const ACCESS_HEAD: &str = "select turn from access_head where slot = 1";

/// The next turn; whoever has it holds all others off until the end of the transaction.
pub(super) const ACCESS_TURN: &str = "update access_head set turn = turn + 1 where slot = 1";

/// What changed after a turn, in its order.
pub(super) const ACCESS_SINCE: &str =
    "select kind, id, body, turn from access_entries where turn > $1 order by turn, kind, id limit $2";

/// One entry.
pub(super) const ACCESS_ENTRY: &str =
    "select kind, id, body, turn from access_entries where kind = $1 and id = $2";

/// Writes an entry, whatever was there.
pub(super) const PUT_ACCESS: &str = "insert into access_entries (kind, id, body, turn) values ($1, $2, $3, $4) \
     on conflict (kind, id) do update set body = excluded.body, turn = excluded.turn";

/// Notes when something was used, unless it was used later.
pub(super) const NOTE_USED: &str = "insert into access_used (kind, id, at) values ($1, $2, $3) \
     on conflict (kind, id) do update set at = excluded.at where access_used.at < excluded.at";

/// When everything of a kind was used last.
pub(super) const USED: &str = "select id, at from access_used where kind = $1 order by id";

/// Holds others off who want to append to the audit log.
pub(super) const CLAIM_AUDIT: &str = "update audit_head set seq = seq where slot = 1";

/// The newest entry of the audit log.
pub(super) const AUDIT_HEAD: &str = "select seq, hash from audit_head where slot = 1";

/// A new entry.
pub(super) const INSERT_AUDIT: &str = "insert into audit (seq, at, body, hash) values ($1, $2, $3, $4)";

/// The newest entry from now on.
pub(super) const SET_AUDIT_HEAD: &str = "update audit_head set seq = $1, hash = $2 where slot = 1";

/// A part of the audit log.
pub(super) const AUDIT_AFTER: &str =
    "select seq, at, body, hash from audit where seq > $1 order by seq limit $2";

/// The same from its end.
pub(super) const AUDIT_BEFORE: &str =
    "select seq, at, body, hash from audit where seq < $1 order by seq desc limit $2";

/// Forgets old entries, but for the newest one.
pub(super) const FORGET_AUDIT: &str =
    "delete from audit where at < $1 and seq < (select seq from audit_head where slot = 1)";

/// The statements that both databases must be able to prepare, by name.
pub(super) fn statements() -> impl Iterator<Item = (&'static str, String)> {
    let fixed = [
        ("access head", ACCESS_HEAD),
        ("access turn", ACCESS_TURN),
        ("access since", ACCESS_SINCE),
        ("access entry", ACCESS_ENTRY),
        ("put access", PUT_ACCESS),
        ("note used", NOTE_USED),
        ("used", USED),
        ("claim audit", CLAIM_AUDIT),
        ("audit head", AUDIT_HEAD),
        ("insert audit", INSERT_AUDIT),
        ("set audit head", SET_AUDIT_HEAD),
        ("audit after", AUDIT_AFTER),
        ("audit before", AUDIT_BEFORE),
        ("forget audit", FORGET_AUDIT),
    ];
    fixed.into_iter().map(|(name, sql)| (name, sql.to_owned()))
}
