//! The audit log, for who looks after what was done.

use super::params::Query;
use super::problem::Problem;
use super::respond::{self, Json};
use super::state::Api;
use super::values::PageParams;
use axum::response::Response;
use wire::audit::{AuditDoc, AuditPage};

/// List who did what, the oldest entries first.
///
/// Changes, exports, sign-ins, keys that were made and taken back, and whatever was refused. Each entry carries the digest of the one
/// before; `tragweite audit verify` follows them. Reading it is in it.
#[utoipa::path(get, path = "/v1/audit", operation_id = "listAudit", tag = "Access", params(PageParams), responses(
    (status = 200, description = "A part of the log", body = AuditPage, example = json!({"items": [{
        "seq": 1, "at": "2026-05-01T08:00:00Z", "hash": "5f16…",
        "entry": "{\"who\":\"key:k7m3qwertz\",\"name\":\"Zwickau\",\"action\":\"PATCH\",\"object\":\"/v1/nodes/zwickau\",\"outcome\":200,\"request\":\"f1-7\"}"}]}))))]
pub(super) async fn list(api: Api, Query(page): Query<PageParams>) -> Result<Response, Problem> {
    let (limit, cursor) = page.read("audit")?;
    let mut found = api.app.audit.after(cursor.map_or(0, |cursor| cursor.revision), limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| respond::cursor(last.seq, "audit", ""));
    let items = found.into_iter().map(|row| AuditDoc::new(row.seq, row.at_ms, row.body, row.hash));
    Json::ok(&AuditPage { items: items.collect(), next })
}
