//! What waits for confirmation: one dependency after the other, yes or no.

use crate::ask::Refusal;
use crate::form::{Fields, encoded};
use crate::frame::{Frame, page as whole, see};
use crate::json::{Json, texts};
use crate::names::Names;
use crate::site::Site;
use crate::visitor::Visitor;
use askama::Template;
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::Response;
use serde_json::{Value, json};

/// Dependencies that are looked through for those of one's own agency, and those that are listed.
const READ: usize = 1_000;
const LISTED: usize = 30;

#[derive(Template)]
#[template(path = "confirm.html")]
struct Page {
    f: Frame,
    items: Vec<Value>,
    more: bool,
    names: Names,
    agency: Option<String>,
}

impl Page {
    /// What is needed, by name.
    fn providers(&self, item: &Value) -> String {
        providers(item).iter().map(|key| self.names.of(key)).collect::<Vec<_>>().join(", ")
    }
}

fn providers(item: &Value) -> Vec<String> {
    const FORMS: [&str; 9] =
        ["on", "whole", "anyOf", "oneOfUnknown", "of", "sharedBy", "supportedBy", "informedBy", "providers"];
    FORMS.iter().flat_map(|form| texts(item.o(form))).map(str::to_owned).collect()
}

/// The list; that of one's own agency when there is one.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    let found = site.get(&visitor, format!("/v1/dependencies?confirmation=assumed&limit={READ}")).await?;
    let own = |item: &&Value| match &visitor.agency {
        Some(agency) => item.s("dependent").split('.').next() == Some(agency.as_str()),
        None => true,
    };
    let mut items: Vec<Value> = found.a("items").iter().filter(own).take(LISTED + 1).cloned().collect();
    let more = items.len() > LISTED || found.has("next");
    items.truncate(LISTED);
    let mut keys: Vec<String> = items.iter().map(|item| item.s("dependent").to_owned()).collect();
    keys.extend(items.iter().flat_map(providers));
    let mut names = Names::default();
    names.look_up(&site, &visitor, keys).await;
    let agency = visitor.agency.clone();
    Ok(whole(&Page { f: Frame::new(&visitor, "changes"), items, more, names, agency }))
}

/// Confirms a dependency, or says that it is not so.
pub(crate) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Refusal> {
    let at = format!("/v1/dependencies/{}", encoded(fields.get("id")));
    let now = site.call(&visitor, Method::GET, at.as_str()).send().await?;
    let word = if fields.some("no").is_some() { "disputed" } else { "confirmed" };
    let mut patch = json!({"confirmation": word});
    if word == "confirmed" {
        patch["confirmedAt"] = app::clock::timestamp().strftime("%Y-%m-%d").to_string().into();
        patch["confirmedBy"] = visitor.name.as_deref().map_or(Value::Null, Value::from);
    }
    let call = site.call(&visitor, Method::PATCH, at).by(&visitor).header(header::IF_MATCH, now.tag());
    call.sent("application/merge-patch+json", patch.to_string()).send().await?;
    Ok(see("/confirm"))
}
