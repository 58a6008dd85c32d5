//! How a node came to be as it is: who changed it when, and why.

use crate::ask::Refusal;
use crate::form::encoded;
use crate::frame::{Frame, page as whole};
use crate::json::Json;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use serde_json::Value;
use words::say;

/// Changes that are told.
const TOLD: usize = 8;

#[derive(Template)]
#[template(path = "history.html")]
struct Page {
    f: Frame,
    revisions: Vec<Value>,
    more: bool,
}

impl Page {
    fn summary(&self, revision: &Value) -> String {
        match revision.s("message") {
            "" => say!(self.f.l.language, "web-nodes-changed", nodes = revision.n("changes")),
            message => words::shortened(message, 120),
        }
    }
}

/// The revisions in which the node changed, the newest first, as part of its page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Refusal> {
    let mut revisions = Vec::new();
    let mut at = format!("/v1/nodes/{}", encoded(&key));
    let mut more = false;
    loop {
        let reply = match site.call(&visitor, Method::GET, at).send().await {
            Ok(reply) => reply,
            Err(refusal) if refusal.is_missing() && !revisions.is_empty() => break,
            Err(refusal) => return Err(refusal),
        };
        if revisions.len() == TOLD {
            more = true;
            break;
        }
        // The tag is the revision in which the node last changed.
        let Ok(revision) = reply.tag().trim_matches('"').parse::<u64>() else { break };
        let detail = site.get(&visitor, format!("/v1/revisions/{revision}?limit=1")).await?;
        revisions.push(detail.o("revision").clone());
        let Some(before) = revision.checked_sub(1).filter(|before| *before > 0) else { break };
        at = format!("/v1/nodes/{}?asOf={before}", encoded(&key));
    }
    Ok(whole(&Page { f: Frame::new(&visitor, ""), revisions, more }))
}
