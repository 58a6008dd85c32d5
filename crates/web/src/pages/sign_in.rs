//! Signing in and out, and what a visitor prefers.

use crate::ask::Refusal;
use crate::form::{Asked, Fields, within};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::json::Json;
use crate::session::COOKIE;
use crate::site::Site;
use crate::visitor::{AGENCY, LANGUAGE, THEME, Theme, Visitor, cookie, read_language};
use access::KeyText;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use model::Key;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    f: Frame,
    next: String,
    wrong: bool,
}

/// The form.
pub(crate) async fn page(visitor: Visitor, Asked(fields): Asked) -> Response {
    let next = within(fields.get("next")).to_owned();
    whole(&Page { f: Frame::new(&visitor, ""), next, wrong: false })
}

/// Begins a session when the API takes the key, or the token of the service, which no database knows.
pub(crate) async fn begin(
    State(site): State<Site>,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let next = within(fields.get("next")).to_owned();
    if KeyText::is_meant(fields.get("token")) {
        return with_key(&site, &visitor, fields.get("token"), next).await;
    }
    let token = visitor.with_token(fields.get("token"));
    let shown = token.as_ref().and_then(|token| token.to_str().ok()).unwrap_or_default();
    let asked = site.call(&visitor, Method::GET, "/v1/revisions?limit=1");
    let answer = asked.header(header::AUTHORIZATION, shown).send().await;
    let id = match (answer, token) {
        (Ok(_), Some(token)) if fields.some("token").is_some() => site
            .sessions
            .begin(token, named(fields.get("name")), app::clock::now())
            .ok_or(Refusal::of(StatusCode::SERVICE_UNAVAILABLE))?,
        (Err(refusal), _) if refusal.status != StatusCode::UNAUTHORIZED => return Err(refusal),
        _ => {
            let f = Frame::new(&visitor, "");
            return Ok(with_status(StatusCode::UNAUTHORIZED, &Page { f, next, wrong: true }));
        }
    };
    // Whoever planted a session beforehand is not signed in with this one.
    cookie(&headers, COOKIE).iter().for_each(|old| site.sessions.end(old));
    Ok(keeping(see(&next), &visitor, COOKIE, &id, None))
}

/// A session for a key, which ends with it and holds at every process of the service.
async fn with_key(site: &Site, visitor: &Visitor, key: &str, next: String) -> Result<Response, Refusal> {
    let call = site.call(visitor, Method::POST, "/v1/session").body(&json!({ "key": key }));
    match call.send().await {
        Ok(reply) => {
            let mut response = see(&next);
            let cookies = reply.headers.get_all(header::SET_COOKIE);
            response.headers_mut().extend(cookies.iter().map(|line| (header::SET_COOKIE, line.clone())));
            Ok(response)
        }
        Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => {
            let f = Frame::new(visitor, "");
            Ok(with_status(StatusCode::UNAUTHORIZED, &Page { f, next, wrong: true }))
        }
        Err(refusal) => Err(refusal),
    }
}

/// A name as the journal takes it.
fn named(text: &str) -> Option<String> {
    let name: String = text.chars().filter(|c| !c.is_control()).take(100).collect();
    Some(name).filter(|name| !name.is_empty())
}

/// Ends the session.
pub(crate) async fn end(
    State(site): State<Site>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    cookie(&headers, COOKIE).iter().for_each(|id| site.sessions.end(id));
    let ended = site.call(&visitor, Method::DELETE, "/v1/session").send().await?;
    let mut response = keeping(see("/"), &visitor, COOKIE, "", Some(0));
    let cookies = ended.headers.get_all(header::SET_COOKIE);
    response.headers_mut().extend(cookies.iter().map(|line| (header::SET_COOKIE, line.clone())));
    Ok(response)
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    f: Frame,
    session: Value,
}

/// Who one is to the service, and what one may.
pub(crate) async fn account(State(site): State<Site>, visitor: Visitor) -> Result<Response, Refusal> {
    let session = site.get(&visitor, "/v1/session").await?;
    Ok(whole(&Account { f: Frame::new(&visitor, "account"), session }))
}

/// Remembers language, theme or agency, and goes back.
pub(crate) async fn prefer(visitor: Visitor, Asked(fields): Asked) -> Response {
    const YEAR: u32 = 365 * 86_400;
    let mut response = see(fields.get("next"));
    for name in [LANGUAGE, THEME, AGENCY] {
        let Some((_, value)) = fields.iter().find(|(known, _)| *known == name) else { continue };
        let sound = match name {
            LANGUAGE => read_language(value).is_some() && value.len() == 2,
            THEME => Theme::read(value).is_some(),
            _ => value.is_empty() || Key::new(value).is_ok(),
        };
        if sound {
            response = keeping(response, &visitor, name, value, Some(YEAR));
        }
    }
    response
}

/// With a cookie that scripts do not see and other sites cannot use; until the browser is closed, or for so many seconds.
pub(crate) fn keeping(
    mut response: Response,
    visitor: &Visitor,
    name: &str,
    value: &str,
    seconds: Option<u32>,
) -> Response {
    let age = seconds.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
    let secure = if visitor.is_encrypted() { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    response.headers_mut().extend(HeaderValue::try_from(line).ok().map(|line| (header::SET_COOKIE, line)));
    response
}
