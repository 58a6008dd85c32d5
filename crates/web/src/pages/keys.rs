//! Who may do what: the keys with their roles, made, exchanged and taken back. A key is shown once, on the page that made it.

use crate::ask::Refusal;
use crate::form::{Fields, encoded};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::json::Json;
use crate::site::Site;
use crate::visitor::Visitor;
use access::Role;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use words::id;

/// How long keys can count, and what the list of it says.
const LASTS: [(&str, &str); 4] = [
    ("P7D", id!("web-lasts-week")),
    ("P90D", id!("web-lasts-quarter")),
    ("P365D", id!("web-lasts-year")),
    ("P1D", id!("web-lasts-day")),
];
/// How long an exchanged key still counts.
const OVERLAP: &str = "P7D";

#[derive(Template)]
#[template(path = "keys.html")]
struct Page {
    f: Frame,
    keys: Value,
    /// Who signs in through the identity provider.
    people: Value,
    given: Fields,
    problem: Value,
    /// A key that was just made.
    made: Value,
}

impl Page {
    fn roles(&self) -> Vec<(&'static str, &'static str)> {
        Role::ALL.iter().map(|&(role, word, _)| (word, self.f.l.role(role))).collect()
    }

    fn spans(&self) -> [(&'static str, &'static str); 4] {
        LASTS.map(|(span, text)| (span, self.f.l.text(text)))
    }

    fn state(&self, word: &str) -> &'static str {
        self.f.l.text(match word {
            "active" => "web-key-active",
            "expired" => "key-expired",
            "sealed" => "key-sealed",
            "opened" => "key-opened",
            _ => "web-key-revoked",
        })
    }

    fn counts(&self, key: &Value) -> bool {
        matches!(key.s("state"), "active" | "sealed")
    }
}

async fn shown(site: &Site, visitor: &Visitor) -> Result<Page, Refusal> {
    Ok(Page {
        f: Frame::new(visitor, "manage"),
        keys: site.get(visitor, "/v1/keys").await?,
        people: site.get(visitor, "/v1/people").await?,
        given: Fields::default(),
        problem: Value::Null,
        made: Value::Null,
    })
}

/// All keys.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    Ok(whole(&shown(&site, &visitor).await?))
}

/// Makes one and shows it.
pub(crate) async fn create(
    State(site): State<Site>,
    visitor: Visitor,
    given: Fields,
) -> Result<Response, Refusal> {
    let agencies: Vec<&str> =
        given.get("agencies").split([',', ' ', '\n']).map(str::trim).filter(|key| !key.is_empty()).collect();
    let mut role = json!({"role": given.get("role")});
    if !agencies.is_empty() {
        role["agencies"] = agencies.into();
    }
    let mut request = json!({"name": given.get("name"), "roles": [role], "lasts": given.get("lasts")});
    if given.some("sealed").is_some() {
        request["sealed"] = true.into();
    }
    match site.call(&visitor, Method::POST, "/v1/keys").body(&request).send().await {
        Ok(reply) => {
            let made = reply.json()?;
            let page = Page { made, ..shown(&site, &visitor).await? };
            Ok(with_status(StatusCode::CREATED, &page))
        }
        Err(refusal) if refusal.problem.has("errors") => {
            let page = Page { given, problem: refusal.problem, ..shown(&site, &visitor).await? };
            Ok(with_status(refusal.status, &page))
        }
        Err(refusal) => Err(refusal),
    }
}

/// Takes one back, or exchanges it.
pub(crate) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    given: Fields,
) -> Result<Response, Refusal> {
    let at = format!("/v1/keys/{}", encoded(&id));
    if given.some("exchange").is_some() {
        let call = site.call(&visitor, Method::POST, format!("{at}/rotation"));
        let made = call.body(&json!({"overlap": OVERLAP})).send().await?.json()?;
        let page = Page { made, ..shown(&site, &visitor).await? };
        return Ok(with_status(StatusCode::CREATED, &page));
    }
    site.call(&visitor, Method::DELETE, at).send().await?;
    Ok(see("/manage/keys"))
}

/// Signs somebody out everywhere.
pub(crate) async fn sign_out(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    site.call(&visitor, Method::DELETE, format!("/v1/people/{}", encoded(&id))).send().await?;
    Ok(see("/manage/keys"))
}
