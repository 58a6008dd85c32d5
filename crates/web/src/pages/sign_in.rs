//! Signing in and out, and what a visitor prefers.

use crate::ask::Refusal;
use crate::form::{Asked, Fields, decoded, encoded, within};
use crate::frame::{Frame, page as whole, see, with_status};
use crate::json::Json;
use crate::session::COOKIE;
use crate::site::Site;
use crate::visitor::{AGENCY, LANGUAGE, THEME, Theme, Visitor, cookie, read_language};
use access::{KeyText, Kind};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Key;
use serde_json::{Value, json};
use words::id;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    f: Frame,
    next: String,
    wrong: bool,
    /// What people call the identity provider; empty = there is none.
    provider: String,
    /// What has become of signing in there, in words; empty = nothing.
    told: &'static str,
}

impl Page {
    fn new(site: &Site, visitor: &Visitor, next: String) -> Self {
        let provider =
            site.app.access.identity().map_or(String::new(), |identity| identity.name().to_owned());
        Self { f: Frame::new(visitor, ""), next, wrong: false, provider, told: "" }
    }

    /// The way to the identity provider.
    fn way(&self) -> String {
        format!("/sign-in/provider?next={}", encoded(&self.next))
    }
}

/// The form.
pub(crate) async fn page(State(site): State<Site>, visitor: Visitor, Asked(fields): Asked) -> Response {
    let next = within(fields.get("next")).to_owned();
    whole(&Page::new(&site, &visitor, next))
}

/// Leads to the identity provider.
pub(crate) async fn provider(
    State(site): State<Site>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let next = within(fields.get("next"));
    let begun = site.call(&visitor, Method::POST, "/v1/session/provider").send().await;
    let reply = match begun {
        Ok(reply) => reply,
        Err(refusal) if refusal.status == StatusCode::SERVICE_UNAVAILABLE => {
            return Ok(not_signed_in(
                &site,
                &visitor,
                next.to_owned(),
                refusal.status,
                id!("web-provider-away"),
            ));
        }
        // Without a provider there are keys.
        Err(refusal) if refusal.is_missing() => return Ok(see(&format!("/sign-in?next={}", encoded(next)))),
        Err(refusal) => return Err(refusal),
    };
    let address = reply.json()?["address"].as_str().and_then(|address| HeaderValue::from_str(address).ok());
    let address = address.ok_or(Refusal::of(StatusCode::BAD_GATEWAY))?;
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response();
    take_cookies(&mut response, &reply.headers);
    Ok(keeping(response, &visitor, NEXT, &encoded(next), Some(NEXT_FOR)))
}

/// Where a browser goes on that comes back from the identity provider, and for how many seconds it is remembered.
const NEXT: &str = "next";
const NEXT_FOR: u32 = 900;

/// Takes the answer of the identity provider.
pub(crate) async fn returned(
    State(site): State<Site>,
    visitor: Visitor,
    headers: HeaderMap,
    Asked(fields): Asked,
) -> Result<Response, Refusal> {
    let next = cookie(&headers, NEXT).map_or(String::new(), decoded);
    let next = within(&next).to_owned();
    if fields.some("error").is_some() {
        return Ok(not_signed_in(
            &site,
            &visitor,
            next,
            StatusCode::UNAUTHORIZED,
            id!("web-provider-refused"),
        ));
    }
    let mut answer = json!({"code": fields.get("code"), "state": fields.get("state")});
    if let Some(issuer) = fields.some("iss") {
        answer["iss"] = issuer.into();
    }
    let call = site.call(&visitor, Method::POST, "/v1/session/provider/answer").body(&answer);
    let told = match call.send().await {
        Ok(reply) => {
            // A session by the token of the service ends with this one.
            cookie(&headers, COOKIE).iter().for_each(|old| site.sessions.end(old));
            let mut response = keeping(see(&next), &visitor, NEXT, "", Some(0));
            take_cookies(&mut response, &reply.headers);
            return Ok(response);
        }
        Err(refusal) => refusal.status,
    };
    let (status, words) = match told {
        StatusCode::FORBIDDEN => (told, id!("web-provider-no-role")),
        StatusCode::SERVICE_UNAVAILABLE => (told, id!("web-provider-away")),
        StatusCode::NOT_FOUND => return Ok(see("/sign-in")),
        _ => (StatusCode::UNAUTHORIZED, id!("web-provider-refused")),
    };
    Ok(not_signed_in(&site, &visitor, next, status, words))
}

/// The form again, with what has become of signing in at the identity provider.
fn not_signed_in(
    site: &Site,
    visitor: &Visitor,
    next: String,
    status: StatusCode,
    words: &'static str,
) -> Response {
    let page = Page::new(site, visitor, next);
    let told = page.f.l.text(words);
    with_status(status, &Page { told, ..page })
}

/// Sets the cookies that the API sets.
fn take_cookies(response: &mut Response, from: &HeaderMap) {
    let cookies = from.get_all(header::SET_COOKIE).iter();
    response.headers_mut().extend(cookies.map(|line| (header::SET_COOKIE, line.clone())));
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
            let page = Page { wrong: true, ..Page::new(&site, &visitor, next) };
            return Ok(with_status(StatusCode::UNAUTHORIZED, &page));
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
            take_cookies(&mut response, &reply.headers);
            Ok(response)
        }
        Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => {
            let page = Page { wrong: true, ..Page::new(site, visitor, next) };
            Ok(with_status(StatusCode::UNAUTHORIZED, &page))
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
    // Whoever has signed in at the provider is still signed in there. The way there is a link: browsers do not let a form
    // lead away from the site.
    let person = visitor.who.as_ref().is_some_and(|who| who.kind() == Kind::Person);
    let next = if person { "/signed-out" } else { "/" };
    let mut response = keeping(see(next), &visitor, COOKIE, "", Some(0));
    take_cookies(&mut response, &ended.headers);
    Ok(response)
}

#[derive(Template)]
#[template(path = "signed_out.html")]
struct SignedOut {
    f: Frame,
    provider: String,
    /// Where somebody signs out at the provider; empty = it offers that not.
    way_out: String,
}

/// Says that one is signed out here, and how to do it at the identity provider, too.
pub(crate) async fn signed_out(State(site): State<Site>, visitor: Visitor) -> Response {
    let identity = site.app.access.identity();
    let provider = identity.map_or(String::new(), |identity| identity.name().to_owned());
    let way_out = identity.and_then(app::access::identity::Identity::way_out).unwrap_or_default();
    whole(&SignedOut { f: Frame::new(&visitor, ""), provider, way_out })
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
