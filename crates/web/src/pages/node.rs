//! A node: what it is, what it needs and who needs it, what follows if it fails.

use crate::ask::Refusal;
use crate::form::encoded;
use crate::frame::{Frame, html, page as whole};
use crate::json::{Json, texts};
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use model::DeadlineEnd;
use serde_json::Value;
use std::collections::HashMap;
use words::say;

/// Neighbours that are listed.
const LISTED: usize = 50;

#[derive(Template)]
#[template(path = "node.html")]
struct Page {
    f: Frame,
    key: String,
    node: Value,
    /// What it needs, each with the nodes that meet it.
    needs: Vec<Need>,
    needs_more: bool,
    above: Value,
    impact: Value,
    /// Names by key.
    names: HashMap<String, String>,
}

/// A dependency as the page lists it.
pub(crate) struct Need {
    pub(crate) doc: Value,
    pub(crate) providers: Vec<String>,
    pub(crate) fallback: Vec<String>,
}

impl Need {
    /// The nodes stand under whatever word was used for them.
    fn new(doc: Value) -> Self {
        const FORMS: [&str; 9] = [
            "on",
            "whole",
            "anyOf",
            "oneOfUnknown",
            "of",
            "sharedBy",
            "supportedBy",
            "informedBy",
            "providers",
        ];
        let named = |form: &str| texts(doc.o(form)).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let providers = FORMS.iter().flat_map(|form| named(form)).collect();
        let fallback = named("fallback");
        Self { doc, providers, fallback }
    }
}

impl Page {
    fn name<'a>(&'a self, key: &'a str) -> &'a str {
        self.names.get(key).map_or(key, String::as_str)
    }

    /// A telephone number as a link takes it.
    fn phone(&self, contact: &Value) -> String {
        contact.s("phone").chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    /// When a deadline ends: "2 Tage", "jeden Monat bis zum 15.".
    fn ends(&self, deadline: &Value) -> String {
        let end = match deadline {
            _ if deadline.has("period") => return self.f.l.duration(deadline.s("period")),
            _ if deadline.has("date") => DeadlineEnd::date(deadline.s("date")).ok(),
            _ => u8::try_from(deadline.n("dayOfMonth")).ok().map(DeadlineEnd::EachMonth),
        };
        end.map(|end| self.f.l.language.deadline(end)).unwrap_or_default()
    }

    /// "If it fails" in one sentence.
    fn consequence(&self) -> String {
        let l = self.f.l.language;
        let totals = self.impact.o("totals");
        let (services, agencies) = (totals.n("services"), totals.n("agencies"));
        if services + agencies + totals.n("sites") == 0 {
            return say!(l, "web-fails-alone", name = self.node.s("name"));
        }
        let (down, reduced) = (totals.n("unavailable"), totals.n("degraded"));
        say!(l, "web-fails-with", name = self.node.s("name"), down = down, reduced = reduced)
    }
}

/// The page.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Refusal> {
    let at = format!("/v1/nodes/{}", encoded(&key));
    let node = site.get(&visitor, at.as_str()).await?;
    let dependent = encoded(&key);
    let found = site.get(&visitor, format!("/v1/dependencies?dependent={dependent}&limit={LISTED}")).await?;
    let below = site.get(&visitor, format!("{at}/dependencies?limit={}", 4 * LISTED)).await?;
    let above = site.get(&visitor, format!("{at}/dependents?limit={LISTED}")).await?;
    let impact = site.get(&visitor, format!("{at}/impact?limit=5")).await?;
    let mut names = HashMap::new();
    for neighbour in below.a("items").iter().chain(above.a("items")) {
        names.insert(neighbour.s("key").to_owned(), neighbour.s("name").to_owned());
    }
    let of_whom = above.a("items").iter().chain(below.a("items")).map(|node| node.s("agency"));
    for agency in of_whom.chain([node.s("agency")]).filter(|key| !key.is_empty()) {
        if !names.contains_key(agency) {
            let name = site.get(&visitor, format!("/v1/nodes/{}", encoded(agency))).await;
            names.insert(agency.to_owned(), name.map_or(agency.to_owned(), |node| node.s("name").to_owned()));
        }
    }
    let page = Page {
        needs: found.a("items").iter().cloned().map(Need::new).collect(),
        needs_more: found.has("next"),
        f: Frame::new(&visitor, "node"),
        key,
        node,
        above,
        impact,
        names,
    };
    Ok(whole(&page))
}

/// The picture of what is around it, as part of a page.
pub(crate) async fn picture(
    State(site): State<Site>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Refusal> {
    let at = format!("/v1/nodes/{}/surroundings?format=svg&lang={}", encoded(&key), visitor.lang());
    let svg = site.call(&visitor, Method::GET, at).send().await?.text();
    Ok(html(StatusCode::OK, crate::picture::linked(&svg)))
}
