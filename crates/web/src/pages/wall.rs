//! The situation on a wall, readable from four metres: what is down, since when, until when, what is due next.

use crate::ask::Refusal;
use crate::form::Asked;
use crate::frame::{Frame, page as whole};
use crate::json::Json;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

/// Agencies that are listed: as many as are seen without scrolling.
const LISTED: usize = 12;

#[derive(Template)]
#[template(path = "wall.html")]
struct Page {
    f: Frame,
    situation: Value,
}

/// The page; `exercises=only` shows what is practised.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let practised = fields.get("exercises") == "only";
    let exercises = if practised { "only" } else { "without" };
    let situation = site.get(&visitor, format!("/v1/situation?exercises={exercises}&limit={LISTED}")).await?;
    let mut f = Frame::new(&visitor, "incidents");
    (f.bare, f.refresh, f.exercise) = (true, Some(15), practised);
    Ok(whole(&Page { f, situation }))
}
