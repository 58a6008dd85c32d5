//! The start: one search over everything, the situation in one line, what hangs by a thread, what changed last.

use crate::ask::Refusal;
use crate::form::encoded;
use crate::frame::{Frame, page as whole};
use crate::json::Json;
use crate::names::Names;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use words::say;

#[derive(Template)]
#[template(path = "start.html")]
struct Page {
    f: Frame,
    situation: Value,
    revisions: Value,
    unconfirmed: Value,
    names: Names,
    /// The one that the visitor has chosen as theirs.
    agency: Option<String>,
    /// Nothing is on the map yet.
    empty: bool,
}

impl Page {
    fn worst(&self) -> &'static str {
        let now = self.situation.o("now");
        match (now.n("unavailable"), now.n("degraded")) {
            (0, 0) => "operational",
            (0, _) => "degraded",
            _ => "unavailable",
        }
    }

    /// The situation in one line.
    fn situation_line(&self) -> String {
        let (l, now) = (self.f.l.language, self.situation.o("now"));
        let (down, reduced, incidents) =
            (now.n("unavailable"), now.n("degraded"), self.situation.a("incidents").len());
        if down + reduced + incidents as u64 == 0 {
            return l.text("incidents-everything-operational").to_owned();
        }
        say!(l, "web-now-line", down = down, reduced = reduced, incidents = incidents)
    }

    /// What a revision changed, in its own words or in a number.
    fn summary(&self, revision: &Value) -> String {
        match revision.s("message") {
            "" => say!(self.f.l.language, "web-nodes-changed", nodes = revision.n("changes")),
            message => words::shortened(message, 90),
        }
    }
}

/// The page.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    let first = site.get(&visitor, "/v1/nodes?limit=1").await?;
    let unconfirmed = site.get(&visitor, "/v1/dependencies?confirmation=assumed&limit=6").await?;
    let mut names = Names::default();
    let dependents = unconfirmed.a("items").iter().map(|item| item.s("dependent").to_owned()).collect();
    names.look_up(&site, &visitor, dependents).await;
    let page = Page {
        agency: visitor.agency.clone(),
        names,
        unconfirmed,
        situation: site.get(&visitor, "/v1/situation?limit=1").await?,
        revisions: site.get(&visitor, "/v1/revisions?limit=5").await?,
        empty: !first.has("items"),
        f: Frame::new(&visitor, "start"),
    };
    Ok(whole(&page))
}

#[derive(Template)]
#[template(path = "findings_part.html")]
struct Findings {
    f: Frame,
    found: Value,
}

/// The gravest findings, as part of the page: looking for them takes a while on a large map.
pub(crate) async fn findings(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    let of = visitor.agency.as_ref().map_or(String::new(), |key| format!("&agency={}", encoded(key)));
    let found = site.get(&visitor, format!("/v1/findings?severity=high&limit=5{of}")).await?;
    Ok(whole(&Findings { f: Frame::new(&visitor, ""), found }))
}
