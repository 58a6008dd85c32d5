//! Signing in with a browser: a session for a key, in a cookie that scripts cannot read.
//!
//! How pages use it: the guard puts who asks (`Arc<Principal>`) and, where there is one, the [`Session`] into the extensions of
//! every request. A form repeats [`Session::csrf`] in its field `csrf`, and its handler asks [`Session::permits`]; a script sends
//! it as `X-CSRF-Token`. A page signs in and out with [`app::access::Access::sign_in`] and `sign_out`, and sends the header
//! that [`cookie`] or [`no_cookie`] makes.

use super::problem::Problem;
use super::request::{decoded, json};
use super::respond::Json;
use super::state::Api;
use access::Session;
use access::session::COOKIE;
use app::access::sessions::{NotSignedIn, SignedIn};
use axum::body::Bytes;
use axum::extract::Extension;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use wire::Place;
use wire::access::{SessionDoc, SignInDoc, decode_sign_in};

/// The address.
pub(super) const PATH: &str = "/v1/session";

/// The header that sets the cookie of a session. `encrypted`: the browser came by HTTPS, and shall send it by nothing else.
pub fn cookie(text: &str, encrypted: bool) -> HeaderValue {
    made(&format!(
        "{COOKIE}={text}; Path=/; HttpOnly; SameSite=Lax{}",
        if encrypted { "; Secure" } else { "" }
    ))
}

/// The header that takes the cookie away.
pub fn no_cookie() -> HeaderValue {
    made(&format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
}

fn made(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| unreachable!("hex digits and fixed words make a header"))
}

/// The text of the session cookie of a request; none when there are several, of which one may be planted.
pub fn sent_cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut found = all.flat_map(|line| line.split(';')).filter_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    });
    found.next().filter(|_| found.next().is_none())
}

/// Whether the browser came by HTTPS, as a proxy says it or the origin of the page.
pub(super) fn is_encrypted(headers: &HeaderMap) -> bool {
    let says = |name: &str, value: &str| {
        headers.get(name).is_some_and(|v| v.as_bytes().starts_with(value.as_bytes()))
    };
    says("x-forwarded-proto", "https") || says("origin", "https://")
}

fn doc(session: &Session) -> SessionDoc {
    SessionDoc::new(&session.who, Some((&session.csrf, session.ends_ms)))
}

/// Sign in with a key.
///
/// For browsers: the answer sets a cookie that ends after half an hour without use, and after twelve in any case. What changes
/// anything must then repeat `csrf` in the header `X-CSRF-Token`. Programs send their key with each request instead.
#[utoipa::path(post, path = "/v1/session", operation_id = "signIn", tag = "Access",
    request_body(content = SignInDoc, example = json!({"key": "tragweite_k7m3qwertz_..."})),
    responses((status = 201, description = "Signed in; `Set-Cookie` is the session", body = SessionDoc, example = json!({
        "id": "key:k7m3qwertz", "name": "Leitstelle", "roles": [{"role": "incidentManager", "agencies": ["dresden"]}],
        "rights": ["know", "read", "ask", "report"],
        "csrf": "0f3a", "endsAt": "2026-05-01T20:00:00Z"}))))]
pub(super) async fn sign_in(api: Api, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let tree = json(&headers, &body)?;
    let key = decoded(&tree, |tree, problems| decode_sign_in(tree, &Place::ROOT, problems))?;
    // Nobody goes on with a session that somebody else has planted.
    if let Some(before) = sent_cookie(&headers) {
        api.app.access.sign_out(before).await?;
    }
    match api.app.access.sign_in(&key, app::clock::now()).await {
        Ok(SignedIn { cookie: text, session }) => {
            let mut answer: Response = Json::new(StatusCode::CREATED, &doc(&session)).into();
            // The audit log names who has signed in, not nobody.
            answer.extensions_mut().insert(Arc::clone(&session.who));
            Ok(([(header::SET_COOKIE, cookie(&text, is_encrypted(&headers)))], answer).into_response())
        }
        Err(NotSignedIn::Refused(refused)) => Err(Problem::refused(refused)),
        Err(NotSignedIn::Failed(error)) => Err(error.into()),
    }
}

/// Who one is to the service, and what one may do.
#[utoipa::path(get, path = "/v1/session", operation_id = "readSession", tag = "Access", responses(
    (status = 200, description = "Who asks, by whatever was sent", body = SessionDoc, example = json!({
        "id": "key:k7m3qwertz", "name": "Leitstelle", "roles": [{"role": "incidentManager", "agencies": ["dresden"]}],
        "rights": ["know", "read", "ask", "report"]}))))]
pub(super) async fn read(api: Api, session: Option<Extension<Session>>) -> Result<Response, Problem> {
    match session {
        Some(Extension(session)) => Json::ok(&doc(&session)),
        None => Json::ok(&SessionDoc::new(&api.who(), None)),
    }
}

/// Sign out.
#[utoipa::path(delete, path = "/v1/session", operation_id = "signOut", tag = "Access", responses(
    (status = 204, description = "Signed out, whether or not one was signed in")))]
pub(super) async fn sign_out(api: Api, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(text) = sent_cookie(&headers) {
        api.app.access.sign_out(text).await?;
    }
    Ok(([(header::SET_COOKIE, no_cookie())], StatusCode::NO_CONTENT).into_response())
}
