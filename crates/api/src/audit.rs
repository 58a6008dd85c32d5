//! The audit log, for who looks after what was done.

use super::params::{Query, params};
use super::problem::Problem;
use super::respond::{self, Json};
use super::state::Api;
use super::values::{Continuation, MAX_PAGE, PageParams, Whole};
use axum::response::Response;
use wire::audit::{AuditDoc, AuditPage};

params! {
    /// Which part of the log.
    pub(super) struct AuditParams in Query {
        /// Most entries of one part.
        limit "limit": Whole<1, MAX_PAGE> = 100,
        /// Where to go on, from `next` of the part before.
        cursor "cursor": Continuation,
        /// The newest entries first.
        newest "newest": bool = false,
    }
}

/// List who did what, the oldest entries first.
///
/// Changes, exports, sign-ins, keys that were made and taken back, and whatever was refused. Each entry carries the digest of the one
/// before; `tragweite audit verify` follows them. Reading it is in it.
#[utoipa::path(get, path = "/v1/audit", operation_id = "listAudit", tag = "Access", params(AuditParams), responses(
    (status = 200, description = "A part of the log", body = AuditPage, example = json!({"items": [{
        "seq": 1, "at": "2026-05-01T08:00:00Z", "hash": "5f16…",
        "entry": "{\"who\":\"key:k7m3qwertz\",\"name\":\"Zwickau\",\"action\":\"PATCH\",\"object\":\"/v1/nodes/zwickau\",\"outcome\":200,\"request\":\"f1-7\"}"}]}))))]
pub(super) async fn list(api: Api, Query(part): Query<AuditParams>) -> Result<Response, Problem> {
    let list = if part.newest { "audit-newest" } else { "audit" };
    let (limit, cursor) = PageParams { limit: part.limit, cursor: part.cursor }.read(list)?;
    let from = cursor.map(|cursor| cursor.revision);
    let mut found = match part.newest {
        true => api.app.audit.before(from.unwrap_or(u64::MAX), limit + 1).await?,
        false => api.app.audit.after(from.unwrap_or_default(), limit + 1).await?,
    };
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| respond::cursor(last.seq, list, ""));
    let items = found.into_iter().map(|row| AuditDoc::new(row.seq, row.at_ms, row.body, row.hash));
    Json::ok(&AuditPage { items: items.collect(), next })
}
