//! The audit log as it is written.

use super::impact::Time;
use super::incident::time;
use serde::Serialize;
use utoipa::ToSchema;

/// An entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEntry)]
pub struct AuditDoc {
    /// Its number, without gaps.
    #[schema(example = 4711)]
    pub seq: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// What happened, as it was written: `who` and `name`, `action` and `object`, `outcome` (the status of the answer) and the
    /// id of the `request`; JSON in one text, because the digest is over these very bytes.
    #[schema(
        example = "{\"who\":\"key:k7m3qwertz\",\"action\":\"PATCH\",\"object\":\"/v1/nodes/zwickau\",\"outcome\":200}"
    )]
    pub entry: String,
    /// The digest of the entry before, of this one's number and time, and of `entry`.
    pub hash: String,
}

impl AuditDoc {
    /// The written form.
    pub fn new(seq: u64, at_ms: i64, entry: String, hash: String) -> Self {
        Self { seq, at: time(at_ms), entry, hash }
    }
}

/// A part of the audit log, the oldest entries first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditPage)]
pub struct AuditPage {
    /// The entries.
    pub items: Vec<AuditDoc>,
    /// Cursor of the next part; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
