//! Review campaigns: started over what one looks after, followed, and answered list by list: still so, no longer, or otherwise.

use super::confirm::say;
use crate::ask::Refusal;
use crate::form::{Asked, Fields, encoded};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::json::Json;
use crate::names::{Names, keys_of};
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "campaigns.html")]
struct All {
    f: Frame,
    campaigns: Value,
    given: Fields,
    problem: Value,
}

impl All {
    /// How many answers are still missing.
    fn open(&self, campaign: &Value) -> String {
        self.f.l.number(campaign.a("lists").iter().map(|list| list.o("counted").n("open")).sum())
    }

    fn lists(&self, campaign: &Value) -> String {
        self.f.l.number(campaign.a("lists").len() as u64)
    }

    /// Whose nodes: as it was given, else the visitor's own agency.
    fn agency(&self) -> &str {
        self.given.get("agency")
    }
}

#[derive(Template)]
#[template(path = "campaign.html")]
struct One {
    f: Frame,
    campaign: Value,
}

impl One {
    fn number(&self, list: &Value, what: &str) -> String {
        self.f.l.number(list.o("counted").n(what))
    }
}

#[derive(Template)]
#[template(path = "campaign_list.html")]
struct List {
    f: Frame,
    campaign: Value,
    agency: String,
    items: Value,
    names: Names,
    problem: Value,
}

impl List {
    /// What was answered; empty: nothing yet.
    fn answer(&self, item: &Value) -> &'static str {
        match item.s("answer") {
            "yes" => self.f.l.text("web-campaign-yes"),
            "noLonger" => self.f.l.text("web-campaign-no-longer"),
            "changed" => self.f.l.text("web-campaign-changed"),
            _ => "",
        }
    }

    fn open(&self) -> String {
        let open = self.items.a("items").iter().filter(|item| !item.has("answer")).count();
        self.f.l.number(open as u64)
    }

    fn running(&self) -> bool {
        self.campaign.s("state") == "running"
    }
}

async fn all(site: &Site, visitor: &Visitor) -> Result<All, Refusal> {
    let mut given = Fields::default();
    given.push("agency", visitor.agency.as_deref().unwrap_or_default());
    let campaigns = site.get(visitor, "/v1/campaigns").await?;
    Ok(All { f: Frame::new(visitor, "changes"), campaigns, given, problem: Value::Null })
}

/// Those that concern the visitor, and a form to start one.
pub(crate) async fn list(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    Ok(whole(&all(&site, &visitor).await?))
}

/// Starts one and leads to it.
pub(crate) async fn start(
    State(site): State<Site>,
    visitor: Visitor,
    given: Fields,
) -> Result<Response, Refusal> {
    let mut request =
        json!({"title": given.get("title"), "until": given.get("until"), "side": given.get("side")});
    request["of"] = match given.some("agency") {
        Some(agency) => json!({"agency": agency}),
        None => json!({}),
    };
    request["language"] = visitor.lang().into();
    match site.call(&visitor, Method::POST, "/v1/campaigns").body(&request).send().await {
        Ok(reply) => Ok(see(&format!("/campaigns/{}", encoded(reply.json()?.s("id"))))),
        Err(refusal) if refusal.problem.has("errors") => {
            let page = All { given, problem: refusal.problem, ..all(&site, &visitor).await? };
            Ok(with_status(refusal.status, &page))
        }
        Err(refusal) => Err(refusal),
    }
}

/// Who is asked, and what was answered.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let campaign = site.get(&visitor, format!("/v1/campaigns/{}", encoded(&id))).await?;
    Ok(whole(&One { f: Frame::new(&visitor, "changes"), campaign }))
}

/// Ends one before its day.
pub(crate) async fn end(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let at = format!("/v1/campaigns/{}", encoded(&id));
    site.call(&visitor, Method::POST, format!("{at}/end")).send().await?;
    Ok(see(&format!("/campaigns/{}", encoded(&id))))
}

async fn asked(site: &Site, visitor: &Visitor, id: &str, agency: &str) -> Result<List, Refusal> {
    let at = format!("/v1/campaigns/{}", encoded(id));
    let campaign = site.get(visitor, at.clone()).await?;
    let items = site.get(visitor, format!("{at}/list?agency={}", encoded(agency))).await?;
    let mut keys = vec![agency.to_owned()];
    keys.extend(items.a("items").iter().flat_map(|item| keys_of(item.o("dependency"))));
    let mut names = Names::default();
    names.look_up(site, visitor, keys).await;
    let (f, agency, problem) = (Frame::new(visitor, "changes"), agency.to_owned(), Value::Null);
    Ok(List { f, campaign, agency, items, names, problem })
}

/// What an agency is asked.
pub(crate) async fn questions(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Asked(given): Asked,
) -> Result<Response, Refusal> {
    Ok(whole(&asked(&site, &visitor, &id, given.get("agency")).await?))
}

/// Answers one question of a list.
pub(crate) async fn answer(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Refusal> {
    let agency = fields.get("agency");
    match say(&site, &visitor, &fields).await {
        Ok(_) => Ok(see(&format!("/campaigns/{}/list?agency={}", encoded(&id), encoded(agency)))),
        Err(refusal) if refusal.problem.has("errors") => {
            let page = List { problem: refusal.problem, ..asked(&site, &visitor, &id, agency).await? };
            Ok(with_status(refusal.status, &page))
        }
        Err(refusal) => Err(refusal),
    }
}
