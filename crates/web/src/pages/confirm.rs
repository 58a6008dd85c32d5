//! What waits for confirmation by us and by others: one dependency after the other, yes, no or no more.

use crate::ask::{Refusal, Reply};
use crate::form::{Asked, Fields, encoded};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::json::Json;
use crate::names::{Names, keys_of};
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::Response;
use serde_json::{Value, json};

/// Dependencies that are listed.
const LISTED: usize = 30;

#[derive(Template)]
#[template(path = "confirm.html")]
struct Page {
    f: Frame,
    ours: Value,
    theirs: Value,
    names: Names,
    agency: Option<String>,
    problem: Value,
}

impl Page {
    /// Where it goes on.
    fn next(&self) -> String {
        format!("/confirm?cursor={}", encoded(self.ours.s("next")))
    }

    /// Why it waits.
    fn because(&self, wait: &Value) -> &'static str {
        let why = wait.s("because");
        self.f.l.text(match why {
            "neverConfirmed" => "web-wait-never",
            "oneSideOnly" => "confirm-one-side",
            "changed" => "confirm-changed",
            "expired" => "web-wait-expired",
            "disputed" => "web-wait-disputed",
            "corrected" => "web-wait-corrected",
            "ended" => "web-wait-ended",
            _ => "web-wait-rejected",
        })
    }
}

/// The lists; the first one from a place on.
async fn shown(site: &Site, visitor: &Visitor, from: Option<&str>) -> Result<Page, Refusal> {
    let agency = visitor.agency.clone();
    let of = agency.as_deref().map_or(String::new(), |key| format!("&agency={}", encoded(key)));
    let list = async |queue: &str, from: Option<&str>| {
        let from = from.map_or(String::new(), |cursor| format!("&cursor={}", encoded(cursor)));
        let at = format!("/v1/confirmations/queue?queue={queue}&limit={LISTED}{of}{from}");
        site.get(visitor, at).await
    };
    let (ours, theirs) = (list("toConfirm", from).await?, list("waiting", None).await?);
    let mut keys = Vec::new();
    for item in ours.a("items").iter().chain(theirs.a("items")) {
        keys.extend(keys_of(item.o("dependency")));
        keys.push(item.o("wait").s("agency").to_owned());
    }
    let mut names = Names::default();
    names.look_up(site, visitor, keys).await;
    Ok(Page { f: Frame::new(visitor, "changes"), ours, theirs, names, agency, problem: Value::Null })
}

/// What waits for us, and for others; for one's own agency when there is one.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(given): Asked,
) -> Result<Response, Refusal> {
    Ok(whole(&shown(&site, &visitor, given.some("cursor")).await?))
}

/// Says of a dependency what the fields of a form say.
pub(super) async fn say(site: &Site, visitor: &Visitor, fields: &Fields) -> Result<Reply, Refusal> {
    let verdict = fields.get("verdict");
    let mut said = json!({"verdict": verdict, "agency": fields.get("agency")});
    if let Some(reason) = fields.some("reason") {
        said["reason"] = reason.into();
    }
    if matches!(verdict, "accepted" | "rejected") {
        said["answers"] = fields.get("statement").parse::<u64>().unwrap_or_default().into();
    }
    let at = format!("/v1/dependencies/{}/statements", encoded(fields.get("id")));
    let call = site.call(visitor, Method::POST, at).header(header::IF_MATCH, fields.get("tag"));
    call.body(&said).send().await
}

/// Says of a dependency that it is so, that it is not, or that it is no more; and answers what others have said of it.
pub(crate) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Refusal> {
    match say(&site, &visitor, &fields).await {
        Ok(_) => Ok(see("/confirm")),
        Err(refusal) if refusal.problem.has("errors") => {
            let page = Page { problem: refusal.problem, ..shown(&site, &visitor, None).await? };
            Ok(with_status(refusal.status, &page))
        }
        Err(refusal) => Err(refusal),
    }
}
