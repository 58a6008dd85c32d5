//! Review campaigns: each agency that needs something of a selection gets one list, until a day.

use super::params::{At, Parameter, Query, params};
use super::problem::Problem;
use super::request::{decoded, json, node_tag};
use super::respond::Json;
use super::session::is_encrypted;
use super::state::Api;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use model::{Fault, Key};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use wire::campaign::{
    CampaignDoc, CampaignList, CampaignQuestion, CampaignQuestions, NewCampaignDoc, decode_campaign,
};
use wire::{DependencyDoc, Place};

params! {
    /// The campaign in the address.
    pub(super) struct CampaignParam in Path {
        /// Id of the campaign.
        id "id": CampaignId => "c-000001",
    }
}

params! {
    /// Whose list.
    pub(super) struct ListOfParams in Query {
        /// The agency that is asked.
        agency "agency": Key => "zwickau",
    }
}

/// The id of a campaign.
#[derive(Debug)]
pub(super) struct CampaignId(String);

impl Parameter for CampaignId {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(40)).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        Ok(Self(text.to_owned()))
    }
}

/// List the campaigns that concern one: those that one has started, and those in which one is asked.
#[utoipa::path(get, path = "/v1/campaigns", operation_id = "listCampaigns", tag = "Confirmations", responses(
    (status = 200, description = "The newest first", body = CampaignList, example = json!({"items": [{
        "id": "c-000001", "title": "Jährliche Prüfung 2026", "startedAt": "2026-05-01T08:00:00Z", "until": "2026-05-31",
        "state": "running", "lists": [{"agency": "zwickau", "name": "Landkreis Zwickau",
            "counted": {"dependencies": 2, "yes": 1, "noLonger": 0, "changed": 0, "open": 1}}]}]}))))]
pub(super) async fn list(api: Api) -> Result<Response, Problem> {
    let items = api.app.confirmations.campaigns(&api.who(), app::clock::now()).await?;
    Json::ok(&CampaignList { items })
}

/// Start a campaign.
///
/// Over nodes of agencies for which one may confirm. Each agency that needs something of what is asked about gets one list, and,
/// where mail is set up and its contact has an address, one mail. It answers by what it says of each dependency: `confirmed` is
/// yes, `ended` no longer, `corrected` or `disputed` changed; what it changes or removes itself counts as well.
#[utoipa::path(post, path = "/v1/campaigns", operation_id = "startCampaign", tag = "Confirmations",
    request_body(content = NewCampaignDoc, example = json!({"title": "Jährliche Prüfung", "of": {"agency": "zwickau"}, "until": "2099-12-31"})),
    responses((status = 201, description = "Started; `Location` says where", body = CampaignDoc)))]
pub(super) async fn start(api: Api, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let tree = json(&headers, &body)?;
    let (who, now) = (api.who(), app::clock::now());
    let today = app::clock::timestamp().to_zoned(words::zone::usual()).date();
    let asked = decoded(&tree, |tree, problems| decode_campaign(tree, today, &Place::ROOT, problems))?;
    let link = format!("{}/campaigns", reached_at(&api, &headers));
    let id = api.app.confirmations.start_campaign(&who, asked, &link, now).await?;
    let told = api.app.confirmations.campaign(&id, &who, now).await?;
    Ok(Json::new(StatusCode::CREATED, &told).location(&format!("/v1/campaigns/{id}")).into())
}

/// Read a campaign: who is asked, and what was answered.
#[utoipa::path(get, path = "/v1/campaigns/{id}", operation_id = "readCampaign", tag = "Confirmations", params(CampaignParam), responses(
    (status = 200, description = "As far as it concerns one", body = CampaignDoc)))]
pub(super) async fn read(api: Api, At(CampaignParam { id }): At<CampaignParam>) -> Result<Response, Problem> {
    Json::ok(&api.app.confirmations.campaign(&id.0, &api.who(), app::clock::now()).await?)
}

/// List what an agency is asked in a campaign.
#[utoipa::path(get, path = "/v1/campaigns/{id}/list", operation_id = "readCampaignList", tag = "Confirmations", params(CampaignParam, ListOfParams), responses(
    (status = 200, description = "The dependencies with what was answered", body = CampaignQuestions, example = json!({"items": [{
        "dependency": {"id": "zwickau.kfz-zulassung~4be9d4ba7c10", "dependent": "zwickau.kfz-zulassung", "relation": "needs",
                       "on": "dresden.kfz-verfahren"}, "tag": "\"12\"", "answer": "yes"}]}))))]
pub(super) async fn questions(
    api: Api,
    At(CampaignParam { id }): At<CampaignParam>,
    Query(ListOfParams { agency }): Query<ListOfParams>,
) -> Result<Response, Problem> {
    let map = api.current();
    let found = api.app.confirmations.campaign_list(&id.0, &agency, &api.who(), &map).await?;
    let owned: Vec<_> = found
        .into_iter()
        .map(|(d, answer)| (map.key_of(map.graph().dependent(d)), map.dependency(d), d, answer))
        .collect();
    let items = owned.iter().map(|(key, dependency, d, answer)| CampaignQuestion {
        dependency: DependencyDoc::new(key, dependency),
        tag: node_tag(&map, map.graph().dependent(*d)),
        answer: *answer,
    });
    Json::ok(&CampaignQuestions { items: items.collect() })
}

/// End a campaign that one has started; it ends by itself when its last day is over.
///
/// What came of it does not change any more; its digest stands in the chain of the audit log.
#[utoipa::path(post, path = "/v1/campaigns/{id}/end", operation_id = "endCampaign", tag = "Confirmations", params(CampaignParam), responses(
    (status = 200, description = "What came of it", body = CampaignDoc)))]
pub(super) async fn end(api: Api, At(CampaignParam { id }): At<CampaignParam>) -> Result<Response, Problem> {
    let (who, now) = (api.who(), app::clock::now());
    let digest = api.app.confirmations.end_campaign(&id.0, &who, now).await?;
    api.app.audit.note(&who, "CAMPAIGN", &format!("/v1/campaigns/{} {digest}", id.0), 200, "");
    Json::ok(&api.app.confirmations.campaign(&id.0, &who, now).await?)
}

/// Where people reach the service: as the operator says, else as it was called; the guard has looked whether it answers to
/// that name.
fn reached_at(api: &Api, headers: &HeaderMap) -> String {
    if let Some(address) = api.app.access.address() {
        return address.to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if is_encrypted(headers) { "https" } else { "http" };
    format!("{scheme}://{host}")
}
