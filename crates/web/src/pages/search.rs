//! Searching: names, keys, agencies, areas. The same list as a page, and below the field while somebody writes.

use crate::ask::Refusal;
use crate::find::nodes;
use crate::form::Asked;
use crate::frame::{Frame, page as whole};
use crate::json::Json;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

/// Results on the page, and below the field.
const SHOWN: usize = 50;
const SUGGESTED: usize = 8;

#[derive(Template)]
#[template(path = "search.html")]
struct Page {
    f: Frame,
    q: String,
    found: Value,
}

#[derive(Template)]
#[template(path = "suggestions.html")]
struct Suggestions {
    f: Frame,
    q: String,
    found: Value,
}

/// The page; `q` is what is searched.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let q = fields.get("q").to_owned();
    let limit = if visitor.part { SUGGESTED } else { SHOWN };
    let found = match q.as_str() {
        "" => Value::Null,
        q => nodes(&site, &visitor, q, limit).await?,
    };
    let f = Frame::new(&visitor, "search");
    if visitor.part {
        return Ok(whole(&Suggestions { f, q, found }));
    }
    Ok(whole(&Page { f, q, found }))
}

#[derive(Template)]
#[template(path = "pick.html")]
struct Pick {
    f: Frame,
    q: String,
    found: Value,
}

/// Nodes to put into a field while somebody writes there: the value stands under the name of whatever field it is.
pub(crate) async fn pick(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let written = fields.iter().find(|(name, _)| *name != "field").map_or("", |(_, value)| value.trim());
    let q = written.rsplit([',', '\n']).next().unwrap_or_default().trim().to_owned();
    let found = match q.as_str() {
        "" => Value::Null,
        q => nodes(&site, &visitor, q, SUGGESTED).await?,
    };
    Ok(whole(&Pick { f: Frame::new(&visitor, ""), q, found }))
}
