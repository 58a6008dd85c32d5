//! Who looks at a page: language, theme, and what the API has to know of the request.

use crate::basket;
use crate::session;
use crate::site::Site;
use access::Principal;
use api::session::sent_cookie;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Uri, header};
use std::convert::Infallible;
use std::sync::Arc;
use words::Language;

/// What was known of a request before it was led to a page.
#[derive(Clone)]
pub(crate) struct Before(pub(crate) Extensions);

/// How pages look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the device has it.
    Device,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const WORDS: [(&'static str, Self); 3] =
        [("device", Self::Device), ("light", Self::Light), ("dark", Self::Dark)];

    pub(crate) fn read(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, theme)| *theme)
    }
}

/// Somebody who looks at a page.
pub(crate) struct Visitor {
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// Somebody who has signed in.
    pub(crate) signed_in: bool,
    /// Who that is, where a key was shown.
    pub(crate) who: Option<Arc<Principal>>,
    /// What they call themselves; stands at what they change.
    pub(crate) name: Option<String>,
    /// The agency that was chosen as one's own.
    pub(crate) agency: Option<String>,
    /// The id of the basket; empty when there is none.
    pub(crate) basket: String,
    /// Only a part of the page is wanted.
    pub(crate) part: bool,
    pub(crate) uri: Uri,
    pub(crate) extensions: Extensions,
    headers: HeaderMap,
}

/// Cookies with what a visitor has chosen.
pub(crate) const LANGUAGE: &str = "language";
pub(crate) const THEME: &str = "theme";
pub(crate) const AGENCY: &str = "agency";

/// The headers by which the guard of the API judges a request.
const JUDGED: [&str; 11] = [
    "host",
    "origin",
    "authorization",
    "cookie",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
];

impl Visitor {
    /// What the request is judged by. A session stands for the token that was given when it began.
    pub(crate) fn credentials(&self) -> HeaderMap {
        let mut headers = self.headers.clone();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(self.lang()));
        headers
    }

    /// Whether a form comes from a page of this site. Browsers say so; what says nothing is not taken, because cookies come
    /// along by themselves. Whether the origin is ours is judged again by the API.
    pub(crate) fn asks_from_here(&self) -> bool {
        let said = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        match said("sec-fetch-site") {
            Some(site) => site == "same-origin",
            None => {
                let host = said("x-forwarded-host").or(said("host")).unwrap_or_default();
                let origin = said("origin").and_then(|origin| origin.split_once("://"));
                origin.is_some_and(|(_, origin)| !host.is_empty() && origin.eq_ignore_ascii_case(host))
            }
        }
    }

    /// The same visitor who shows this token.
    pub(crate) fn with_token(&self, token: &str) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// The word of the API for the language.
    pub(crate) fn lang(&self) -> &'static str {
        self.language.text("report-en")
    }

    /// The address of this page, with its parameters.
    pub(crate) fn address(&self) -> &str {
        self.uri.path_and_query().map_or("/", |at| at.as_str())
    }

    /// Whether the connection is encrypted, as far as anybody says so.
    pub(crate) fn is_encrypted(&self) -> bool {
        let says = |name: &str| self.headers.get(name).is_some_and(|value| value == "https");
        says("x-forwarded-proto")
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

fn language(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let first = accepted.unwrap_or_default().split([',', ';']).map(str::trim).find_map(read_language);
    cookie(headers, LANGUAGE).and_then(read_language).or(first).unwrap_or(Language::De)
}

/// German or English, by the beginning of a language tag.
pub(crate) fn read_language(tag: &str) -> Option<Language> {
    match tag.get(..2)?.to_ascii_lowercase().as_str() {
        "de" => Some(Language::De),
        "en" => Some(Language::En),
        _ => None,
    }
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let sent = &parts.headers;
        let mut headers = HeaderMap::new();
        for name in JUDGED.map(HeaderName::from_static) {
            for value in sent.get_all(&name) {
                headers.append(name.clone(), value.clone());
            }
        }
        let now = app::clock::now();
        let token = cookie(sent, session::COOKIE).and_then(|id| site.sessions.token(id, now));
        if let Some((token, _)) = &token {
            headers.entry(header::AUTHORIZATION).or_insert_with(|| token.clone());
        }
        // That a page of ours asks is judged by what the browser says of the form ([`Visitor::asks_from_here`]).
        let open = sent_cookie(sent).and_then(|text| site.app.access.session(text, now));
        if let Some(csrf) = open.as_ref().and_then(|session| HeaderValue::from_str(&session.csrf).ok()) {
            headers.insert(HeaderName::from_static("x-csrf-token"), csrf);
        }
        let who = open.map(|session| session.who);
        let before = parts.extensions.get::<Before>().map(|before| before.0.clone());
        Ok(Self {
            language: language(sent),
            theme: cookie(sent, THEME).and_then(Theme::read).unwrap_or(Theme::Device),
            signed_in: token.is_some() || who.is_some(),
            name: token.and_then(|(_, name)| name),
            who,
            agency: cookie(sent, AGENCY).filter(|key| !key.is_empty()).map(str::to_owned),
            basket: cookie(sent, basket::COOKIE).unwrap_or_default().to_owned(),
            part: sent.contains_key("hx-request"),
            uri: parts.uri.clone(),
            extensions: before.unwrap_or_default(),
            headers,
        })
    }
}
