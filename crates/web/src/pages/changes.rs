//! What has been changed by whom and why; the basket with what is to be changed; undoing.

use crate::ask::Refusal;
use crate::basket::{COOKIE, Item};
use crate::form::{Fields, encoded};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::held::shown;
use crate::json::Json;
use crate::pages::sign_in::keeping;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};
use words::say;

/// Nodes of a revision that are listed, and that can be undone at once.
const LISTED: usize = 200;

#[derive(Template)]
#[template(path = "changes.html")]
struct List {
    f: Frame,
    revisions: Value,
    waiting: usize,
}

impl List {
    fn summary(&self, revision: &Value) -> String {
        summary(&self.f, revision)
    }
}

fn summary(f: &Frame, revision: &Value) -> String {
    match revision.s("message") {
        "" => say!(f.l.language, "web-nodes-changed", nodes = revision.n("changes")),
        message => words::shortened(message, 120),
    }
}

/// The journal.
pub(crate) async fn list(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    let revisions = site.get(&visitor, "/v1/revisions?limit=50").await?;
    let waiting = shown(&site, &visitor).items.len();
    Ok(whole(&List { f: Frame::new(&visitor, "changes"), revisions, waiting }))
}

#[derive(Template)]
#[template(path = "revision.html")]
struct Revision {
    f: Frame,
    detail: Value,
}

impl Revision {
    fn summary(&self) -> String {
        summary(&self.f, self.detail.o("revision"))
    }
}

/// A revision: who, when, why, which nodes.
pub(crate) async fn revision(
    State(site): State<Site>,
    visitor: Visitor,
    Path(revision): Path<u64>,
) -> Result<Response, Refusal> {
    let detail = site.get(&visitor, format!("/v1/revisions/{revision}?limit={LISTED}")).await?;
    Ok(whole(&Revision { f: Frame::new(&visitor, "changes"), detail }))
}

/// Puts into the basket what makes the nodes of a revision as they were before it.
pub(crate) async fn undo(
    State(site): State<Site>,
    visitor: Visitor,
    Path(revision): Path<u64>,
) -> Result<Response, Refusal> {
    let detail = site.get(&visitor, format!("/v1/revisions/{revision}?limit={LISTED}")).await?;
    let mut items = Vec::new();
    for changed in detail.a("items") {
        let key = changed.s("key");
        let at = format!("/v1/nodes/{}", encoded(key));
        let before = match revision.checked_sub(1).filter(|before| *before > 0) {
            Some(before) => site.get(&visitor, format!("{at}?asOf={before}")).await,
            None => Err(Refusal::of(StatusCode::NOT_FOUND)),
        };
        let change = match before {
            Ok(mut node) => {
                node["key"] = key.into();
                json!({"op": "put", "node": node})
            }
            Err(refusal) if refusal.is_missing() => json!({"op": "delete", "key": key}),
            Err(refusal) => return Err(refusal),
        };
        // Whoever has changed the node since then is not overwritten in silence.
        let tag = if changed.has("node") { format!("\"{revision}\"") } else { String::new() };
        items.push(Item { change, key: key.to_owned(), tag });
    }
    Ok(put(&site, &visitor, items, "/basket"))
}

/// Puts changes into the visitor's basket and leads on.
pub(crate) fn put(site: &Site, visitor: &Visitor, items: Vec<Item>, next: &str) -> Response {
    let held = shown(site, visitor).id;
    match site.baskets.put(Some(&held), items, app::clock::now()) {
        Some(id) => keeping(see(next), visitor, COOKIE, &id, None),
        None => axum::response::IntoResponse::into_response(Refusal::of(StatusCode::SERVICE_UNAVAILABLE)),
    }
}

#[derive(Template)]
#[template(path = "basket.html")]
struct Basket {
    f: Frame,
    items: Vec<Item>,
    /// What the API says would follow.
    tried: Value,
    problem: Value,
    /// Nodes that somebody else has changed since the change was written.
    changed: Vec<String>,
    message: String,
}

impl Basket {
    fn op(&self, item: &Item) -> &'static str {
        let op = item.change.s("op");
        self.f.l.text(match op {
            "put" => "web-op-put",
            "patch" => "web-op-patch",
            "delete" => "web-op-delete",
            "putDependency" => "web-op-put-dependency",
            _ => "web-op-delete-dependency",
        })
    }

    fn change(&self, word: &str) -> &'static str {
        self.f.l.text(match word {
            "added" => "web-added",
            "removed" => "web-removed",
            _ => "web-changed",
        })
    }

    fn was_changed(&self, item: &Item) -> bool {
        self.changed.contains(&item.key)
    }
}

async fn tag(site: &Site, visitor: &Visitor, key: &str) -> Result<String, Refusal> {
    let call = site.call(visitor, Method::GET, format!("/v1/nodes/{}", encoded(key)));
    match call.send().await {
        Ok(reply) => Ok(reply.tag().to_owned()),
        Err(refusal) if refusal.is_missing() => Ok(String::new()),
        Err(refusal) => Err(refusal),
    }
}

/// The nodes of the basket that are no longer as they were.
async fn changed(site: &Site, visitor: &Visitor, items: &[Item]) -> Result<Vec<String>, Refusal> {
    let mut changed = Vec::new();
    for item in items {
        if tag(site, visitor, &item.key).await? != item.tag {
            changed.push(item.key.clone());
        }
    }
    Ok(changed)
}

/// The basket, with what would follow from it.
pub(crate) async fn basket(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    // Whoever may not read is told so, even of an empty basket.
    site.get(&visitor, "/v1/revisions?limit=1").await?;
    let items = shown(&site, &visitor).items;
    let mut page = Basket {
        f: Frame::new(&visitor, "changes"),
        changed: changed(&site, &visitor, &items).await?,
        items,
        tried: Value::Null,
        problem: Value::Null,
        message: String::new(),
    };
    if page.items.is_empty() {
        return Ok(whole(&page));
    }
    let changes: Vec<&Value> = page.items.iter().map(|item| &item.change).collect();
    match site.post(&visitor, "/v1/change-sets?dryRun=true", &json!({ "changes": changes })).await {
        Ok(tried) => page.tried = tried,
        Err(refusal) if refusal.problem.has("errors") => page.problem = refusal.problem,
        Err(refusal) => return Err(refusal),
    }
    Ok(whole(&page))
}

/// Takes something out of the basket, or applies it.
pub(crate) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Refusal> {
    let held = shown(&site, &visitor);
    if let Some(at) = fields.some("remove") {
        site.baskets.take(&held.id, at.parse().ok());
        return Ok(see("/basket"));
    }
    if fields.some("empty").is_some() {
        site.baskets.take(&held.id, None);
        return Ok(see("/basket"));
    }
    let now = site.get(&visitor, "/v1/revisions?limit=1").await?;
    let revision = now.a("items").first().map_or(0, |newest| newest.n("revision"));
    let overruled = fields.some("anyway").is_some();
    let conflicts = if overruled { Vec::new() } else { changed(&site, &visitor, &held.items).await? };
    let body = json!({"message": fields.get("message"), "changes": held.changes()});
    let call = site.call(&visitor, Method::POST, "/v1/change-sets").by(&visitor);
    // What was checked is what is changed.
    let call = call.header(header::IF_MATCH, format!("\"{revision}\"")).body(&body);
    let refusal = if conflicts.is_empty() {
        match call.send().await {
            Ok(done) => {
                site.baskets.take(&held.id, None);
                return Ok(see(&format!("/changes/{}", done.json()?.n("revision"))));
            }
            Err(refusal) if refusal.problem.has("errors") => refusal,
            Err(refusal) => return Err(refusal),
        }
    } else {
        Refusal::of(StatusCode::CONFLICT)
    };
    let page = Basket {
        f: Frame::new(&visitor, "changes"),
        items: held.items,
        tried: Value::Null,
        problem: refusal.problem,
        changed: conflicts,
        message: fields.get("message").to_owned(),
    };
    Ok(with_status(refusal.status, &page))
}
