//! Keys: by which programs and people show who they are.

use super::params::{At, Parameter, params};
use super::problem::Problem;
use super::request::{decoded, json};
use super::respond::Json;
use super::state::Api;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use model::Fault;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use wire::Place;
use wire::access::{KeyDoc, KeyList, NewKeyDoc, RotationDoc, decode_key, decode_rotation};

params! {
    /// The key in the address.
    pub(super) struct KeyIdParam in Path {
        /// Id of the key.
        id "id": KeyId => "k7m3qwertz",
    }
}

/// The id of a key.
#[derive(Debug)]
pub(super) struct KeyId(String);

impl Parameter for KeyId {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.pattern(Some("^[a-z0-9]{10}$")).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        let fits = text.len() == 10 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let fault = || {
            Fault::new(
                "",
                "invalid-id",
                "this is no id of a key",
                "write it as it was answered, never the key itself",
            )
        };
        if fits { Ok(Self(text.to_owned())) } else { Err(fault()) }
    }
}

fn now() -> i64 {
    app::clock::now()
}

/// List keys.
///
/// Never the keys themselves: what is kept of a key is its digest.
#[utoipa::path(get, path = "/v1/keys", operation_id = "listKeys", tag = "Access", responses(
    (status = 200, description = "All keys, by name; also those that count no more", body = KeyList, example = json!({"items": [{
        "id": "k7m3qwertz", "name": "Fachverfahren Kfz, Dresden", "roles": [{"role": "editor", "agencies": ["dresden"]}],
        "state": "active", "createdAt": "2026-05-01T08:00:00Z", "createdBy": "token", "expiresAt": "2027-05-01T08:00:00Z",
        "lastUsedAt": "2026-05-03T10:12:00Z"}]}))))]
pub(super) async fn list(api: Api) -> Result<Response, Problem> {
    Json::ok(&KeyList { items: api.app.access.keys(now()).await? })
}

/// Make a key.
///
/// The answer is the only one that holds the key. A request sends it as `Authorization: Bearer tragweite_...`.
#[utoipa::path(post, path = "/v1/keys", operation_id = "createKey", tag = "Access",
    request_body(content = NewKeyDoc, example = json!({"name": "Fachverfahren Kfz, Dresden",
        "roles": [{"role": "editor", "agencies": ["dresden"]}], "lasts": "P90D"})),
    responses((status = 201, description = "The key, this once; `Location` is what is known of it", body = KeyDoc, example = json!({
        "id": "k7m3qwertz", "name": "Fachverfahren Kfz, Dresden", "roles": [{"role": "editor", "agencies": ["dresden"]}],
        "state": "active", "createdAt": "2026-05-01T08:00:00Z", "createdBy": "token", "expiresAt": "2026-07-30T08:00:00Z",
        "key": "tragweite_k7m3qwertz_..."}))))]
pub(super) async fn create(api: Api, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let tree = json(&headers, &body)?;
    let asked = decoded(&tree, |tree, problems| decode_key(tree, &Place::ROOT, problems))?;
    let made = api.app.access.make_key(asked, &api.who(), now()).await?;
    Ok(Json::new(StatusCode::CREATED, &made).location(&format!("/v1/keys/{}", made.id)).into())
}

/// Read what is known of a key.
#[utoipa::path(get, path = "/v1/keys/{id}", operation_id = "readKey", tag = "Access", params(KeyIdParam), responses(
    (status = 200, description = "The key, without itself", body = KeyDoc, example = json!({
        "id": "k7m3qwertz", "name": "Fachverfahren Kfz, Dresden", "roles": [{"role": "editor", "agencies": ["dresden"]}],
        "state": "active", "createdAt": "2026-05-01T08:00:00Z", "createdBy": "token", "expiresAt": "2027-05-01T08:00:00Z"}))))]
pub(super) async fn read(api: Api, At(KeyIdParam { id }): At<KeyIdParam>) -> Result<Response, Problem> {
    Json::ok(&api.app.access.key(&id.0, now()).await?)
}

/// Exchange a key.
///
/// Makes another one of the same holder; the one before counts for as long as `overlap` says, so that its holder can change over.
#[utoipa::path(post, path = "/v1/keys/{id}/rotation", operation_id = "rotateKey", tag = "Access", params(KeyIdParam),
    request_body(content = RotationDoc, example = json!({"overlap": "P7D"})),
    responses((status = 201, description = "The other key, this once", body = KeyDoc, example = json!({
        "id": "n4p5rstuvw", "name": "Fachverfahren Kfz, Dresden", "roles": [{"role": "editor", "agencies": ["dresden"]}],
        "state": "active", "createdAt": "2026-05-01T08:00:00Z", "createdBy": "token", "expiresAt": "2027-05-01T08:00:00Z",
        "replaces": "k7m3qwertz", "key": "tragweite_n4p5rstuvw_..."}))))]
pub(super) async fn rotate(
    api: Api,
    At(KeyIdParam { id }): At<KeyIdParam>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let tree = json(&headers, &body)?;
    let overlap = decoded(&tree, |tree, problems| decode_rotation(tree, &Place::ROOT, problems))?;
    let made = api.app.access.rotate_key(&id.0, overlap, &api.who(), now()).await?;
    Ok(Json::new(StatusCode::CREATED, &made).location(&format!("/v1/keys/{}", made.id)).into())
}

/// Take a key back, or forget one that counts no more.
///
/// It counts no more from this moment on, and within two seconds at every other process of the service.
#[utoipa::path(delete, path = "/v1/keys/{id}", operation_id = "revokeKey", tag = "Access", params(KeyIdParam), responses(
    (status = 204, description = "Taken back, or forgotten")))]
pub(super) async fn revoke(api: Api, At(KeyIdParam { id }): At<KeyIdParam>) -> Result<Response, Problem> {
    api.app.access.revoke_key(&id.0, now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
