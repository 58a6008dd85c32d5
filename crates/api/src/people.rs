//! People who sign in through the identity provider: who they are, and ending what they have opened.

use super::params::{At, Parameter, params};
use super::problem::Problem;
use super::respond::Json;
use super::state::Api;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::Fault;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use wire::access::PersonList;

params! {
    /// The person in the address.
    pub(super) struct PersonParam in Path {
        /// Id of the person.
        id "id": PersonId => "person:5c1f0a9d3e7b62c48f10",
    }
}

/// The id of a person.
#[derive(Debug)]
pub(super) struct PersonId(String);

impl Parameter for PersonId {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.pattern(Some("^(person|client):[0-9a-f]{20}$")).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        let rest = text.strip_prefix("person:").or_else(|| text.strip_prefix("client:"));
        let fits =
            |rest: &str| rest.len() == 20 && rest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        match rest.is_some_and(fits) {
            true => Ok(Self(text.to_owned())),
            false => Err(Fault::new(
                "",
                "invalid-id",
                "this is no id of a person",
                "write it as GET /v1/people says it",
            )),
        }
    }
}

/// List people.
///
/// Those who have signed in through the identity provider within thirty days, with what their groups led to then.
#[utoipa::path(get, path = "/v1/people", operation_id = "listPeople", tag = "Access", responses(
    (status = 200, description = "People, by name", body = PersonList, example = json!({"items": [{
        "id": "person:5c1f0a9d3e7b62c48f10", "name": "Anna Öhler", "subject": "aoehler",
        "roles": [{"role": "editor", "agencies": ["dresden"]}], "signedInAt": "2026-05-01T08:00:00Z", "sessions": 1}]}))))]
pub(super) async fn list(api: Api) -> Result<Response, Problem> {
    Json::ok(&PersonList { items: api.app.access.people(app::clock::now()) })
}

/// Sign a person out everywhere.
///
/// Ends his sessions and what he has subscribed to, within two seconds at every process of the service. Whether he may sign in
/// again, the identity provider decides. The tokens of programs count until they expire.
#[utoipa::path(delete, path = "/v1/people/{id}", operation_id = "revokePerson", tag = "Access", params(PersonParam), responses(
    (status = 204, description = "Signed out")))]
pub(super) async fn revoke(api: Api, At(PersonParam { id }): At<PersonParam>) -> Result<Response, Problem> {
    api.app.access.sign_out_person(&id.0).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
