//! Who did what, the newest first.

use crate::ask::Refusal;
use crate::form::{Asked, encoded};
use crate::frame::{Frame, page as whole};
use crate::json::Json;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

/// Entries of one page.
const ENTRIES: usize = 100;

/// An entry: number and time, and what it says.
struct Entry {
    seq: u64,
    at: String,
    said: Value,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Page {
    f: Frame,
    entries: Vec<Entry>,
    /// Where older ones stand.
    older: String,
}

/// A part of the log.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(given): Asked,
) -> Result<Response, Refusal> {
    let from = given.some("cursor").map_or(String::new(), |cursor| format!("&cursor={}", encoded(cursor)));
    let log = site.get(&visitor, format!("/v1/audit?newest=true&limit={ENTRIES}{from}")).await?;
    let read = |entry: &Value| Entry {
        seq: entry.n("seq"),
        at: entry.s("at").to_owned(),
        said: serde_json::from_str(entry.s("entry")).unwrap_or_default(),
    };
    let entries = log.a("items").iter().map(read).collect();
    let older = match log.s("next") {
        "" => String::new(),
        next => format!("/manage/audit?cursor={}", encoded(next)),
    };
    Ok(whole(&Page { f: Frame::new(&visitor, "manage"), entries, older }))
}
