//! What is found wrong or weak, one by one: why it matters, what to do, and what somebody has accepted with a reason.

use crate::ask::Refusal;
use crate::form::{Asked, Fields, encoded};
use crate::frame::{Frame, page as whole, see};
use crate::json::Json;
use crate::scenario::{find, word};
use crate::site::Site;
use crate::visitor::Visitor;
use app::planning::findings::{said, title};
use askama::Template;
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::Response;
use model::finding::FindingKind;
use serde_json::{Value, json};

/// Findings on a page.
const LISTED: usize = 50;

#[derive(Template)]
#[template(path = "findings.html")]
struct Page {
    f: Frame,
    given: Fields,
    found: Value,
}

impl Page {
    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        FindingKind::ALL.iter().map(|&kind| (kind.as_str(), title(kind, self.f.l.language))).collect()
    }

    fn severity(&self, word: &str) -> &'static str {
        self.f.l.text(match word {
            "high" => "planning-high",
            "medium" => "planning-medium",
            _ => "planning-low",
        })
    }

    /// Why a kind of finding matters, and what to do.
    fn said(&self, finding: &Value) -> [&'static str; 2] {
        let kind = FindingKind::ALL.into_iter().find(|kind| kind.as_str() == finding.s("kind"));
        kind.map_or(["", ""], |kind| said(kind, self.f.l.language))
    }

    fn chosen(&self, name: &str, word: &str) -> bool {
        self.given.get(name) == word
    }

    /// The address of the next page.
    fn next(&self) -> String {
        let mut fields = Fields::default();
        for (name, value) in self.given.iter().filter(|(name, value)| *name != "cursor" && !value.is_empty())
        {
            fields.push(name, value);
        }
        fields.push("cursor", self.found.s("next"));
        format!("/findings?{}", fields.query())
    }
}

/// The list.
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(given): Asked,
) -> Result<Response, Refusal> {
    let mut wanted = format!("/v1/findings?limit={LISTED}");
    for name in ["finding", "severity", "state", "cursor"] {
        if let Some(value) = given.some(name) {
            wanted += &format!("&{name}={}", encoded(value));
        }
    }
    let agency = given.some("agency").or(visitor.agency.as_deref().filter(|_| !given.has("agency")));
    if let Some(written) = agency {
        let (node, _) = find(&site, &visitor, written).await?;
        let key = node.as_ref().map_or(written, |node| node.s("key"));
        wanted += &format!("&agency={}", encoded(key));
    }
    let found = site.get(&visitor, wanted).await?;
    Ok(whole(&Page { f: Frame::new(&visitor, "questions"), given, found }))
}

/// Accepts a finding with a reason, or takes that back.
pub(crate) async fn accept(
    State(site): State<Site>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Refusal> {
    let at = format!("/v1/findings/{}/acceptance", encoded(fields.get("id")));
    if fields.some("undo").is_some() {
        site.call(&visitor, Method::DELETE, at).by(&visitor).header(header::IF_MATCH, "*").send().await?;
    } else {
        let body = json!({"reason": fields.get("reason")});
        let call = site.call(&visitor, Method::PUT, at).by(&visitor);
        call.header(header::IF_NONE_MATCH, "*").body(&body).send().await?;
    }
    Ok(see(&format!("/findings?finding={}", word(fields.get("kind")))))
}
