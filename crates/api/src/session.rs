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
use access::session::COOKIE;
use access::{Refused, Session};
use app::access::identity::Identity;
use app::access::sessions::{NotSignedIn, SignedIn};
use axum::body::Bytes;
use axum::extract::Extension;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use outside::identity::sign_in::Answer;
use std::sync::Arc;
use wire::Place;
use wire::access::{
    SessionDoc, SignInAnswerDoc, SignInDoc, SignInWayDoc, decode_sign_in, decode_sign_in_answer,
};

/// The address.
pub(super) const PATH: &str = "/v1/session";
/// The cookie of a browser that is on its way to the identity provider and back. By its beginning no neighbour of ours in the
/// same domain can plant one.
const PENDING: [&str; 2] = ["tragweite-sign-in", "__Host-tragweite-sign-in"];
/// For how long it may be on its way, in seconds.
const PENDING_FOR: u32 = 900;

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
    cookie_named(headers, COOKIE)
}

fn cookie_named<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut found = all.flat_map(|line| line.split(';')).filter_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        (name == wanted).then_some(value)
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
    let signed_in = api.app.access.sign_in(&key, app::clock::now()).await;
    end_before(&api, &headers, &signed_in).await?;
    opened(signed_in, is_encrypted(&headers), Problem::refused)
}

/// Ends the session that a browser had before it has signed in: nobody goes on with one that somebody else has planted. What opens
/// none ends none: a link, or a wrong key, could do it to others.
async fn end_before(
    api: &Api,
    headers: &HeaderMap,
    signed_in: &Result<SignedIn, NotSignedIn>,
) -> Result<(), Problem> {
    if let (Ok(_), Some(before)) = (signed_in, sent_cookie(headers)) {
        api.app.access.sign_out(before).await?;
    }
    Ok(())
}

/// What a browser is answered that has signed in, or has not.
fn opened(
    signed_in: Result<SignedIn, NotSignedIn>,
    encrypted: bool,
    refusal: impl FnOnce(Refused) -> Problem,
) -> Result<Response, Problem> {
    match signed_in {
        Ok(SignedIn { cookie: text, session }) => {
            let mut answer: Response = Json::new(StatusCode::CREATED, &doc(&session)).into();
            // The audit log names who has signed in, not nobody.
            answer.extensions_mut().insert(Arc::clone(&session.who));
            Ok(([(header::SET_COOKIE, cookie(&text, encrypted))], answer).into_response())
        }
        Err(NotSignedIn::Refused(refused)) => Err(refusal(refused)),
        Err(NotSignedIn::NoRole(who)) => {
            let mut answer = Problem::forbidden(
                "you have signed in, and none of your groups gives you a role here: ask who runs the service",
            )
            .into_response();
            answer.extensions_mut().insert(who);
            Ok(answer)
        }
        Err(NotSignedIn::Failed(error)) => Err(error.into()),
    }
}

/// Begin to sign in at the identity provider.
///
/// For browsers, where people sign in with OpenID Connect: go to `address`. The provider sends the browser back to
/// `/sign-in/return` of this service with `code` and `state`, which `POST /v1/session/provider/answer` takes together with the cookie
/// that is set here.
#[utoipa::path(post, path = "/v1/session/provider", operation_id = "startSignIn", tag = "Access", responses(
    (status = 201, description = "Where to go; `Set-Cookie` tells the browser again when it comes back", body = SignInWayDoc, example = json!({
        "name": "Landesverwaltung",
        "address": "https://login.example.org/authorize?response_type=code&client_id=tragweite&code_challenge_method=S256"}))))]
pub(super) async fn begin(api: Api) -> Result<Response, Problem> {
    let (address, kept) = api.app.access.begin_sign_in().await?;
    let identity = api.app.access.identity();
    let name = identity.map_or(String::new(), |identity| identity.name().to_owned());
    let encrypted = identity.is_some_and(Identity::is_encrypted);
    let answer: Response = Json::new(StatusCode::CREATED, &SignInWayDoc { name, address }).into();
    Ok(([(header::SET_COOKIE, pending(&kept, PENDING_FOR, encrypted))], answer).into_response())
}

/// Sign in by the answer of the identity provider.
///
/// It counts once, in the browser that has begun. Groups lead to roles by the rules of the operator; they are looked at anew
/// each time that somebody signs in.
#[utoipa::path(post, path = "/v1/session/provider/answer", operation_id = "endSignIn", tag = "Access",
    request_body(content = SignInAnswerDoc, example = json!({"code": "SplxlOBeZQQYbYS6WxSbIA", "state": "af0ifjsldkj"})),
    responses((status = 201, description = "Signed in; `Set-Cookie` is the session", body = SessionDoc, example = json!({
        "id": "person:5c1f0a9d3e7b62c48f10", "name": "Anna Öhler", "roles": [{"role": "editor", "agencies": ["dresden"]}],
        "rights": ["know", "read", "ask", "change"],
        "csrf": "0f3a", "endsAt": "2026-05-01T20:00:00Z"}))))]
pub(super) async fn finish(api: Api, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let tree = json(&headers, &body)?;
    let answer = decoded(&tree, |tree, problems| decode_sign_in_answer(tree, &Place::ROOT, problems))?;
    let encrypted = api.app.access.identity().is_some_and(Identity::is_encrypted);
    let kept = cookie_named(&headers, PENDING[usize::from(encrypted)]).unwrap_or_default();
    let answer = Answer { code: answer.code, state: answer.state, issuer: answer.iss };
    let signed_in = api.app.access.finish_sign_in(kept, &answer, app::clock::now()).await;
    let refusal =
        |_| Problem::unauthorized("the sign-in is not confirmed, or was begun elsewhere: begin it anew");
    end_before(&api, &headers, &signed_in).await?;
    let mut answer = opened(signed_in, encrypted, refusal)?;
    answer.headers_mut().append(header::SET_COOKIE, pending("", 0, encrypted));
    Ok(answer)
}

fn pending(text: &str, seconds: u32, encrypted: bool) -> HeaderValue {
    let (name, secure) = (PENDING[usize::from(encrypted)], if encrypted { "; Secure" } else { "" });
    made(&format!("{name}={text}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"))
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
