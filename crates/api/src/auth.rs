//! Who asks: whoever has the token or a key, and on this machine, as long as nobody shares the service, anybody who only
//! looks. Whoever comes from elsewhere, by listening there or by a name that the operator allows, needs one for everything.

use super::problem::Problem;
use super::proxy::{Proxies, Via};
use super::rights::Need;
use super::session::sent_cookie;
use access::{KeyText, Kind, Principal, Rate, Refused, Right, Session};
use app::access::Access;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Shortest token that is accepted, in characters.
pub const MIN_TOKEN: usize = 16;

/// Digest of a token: comparing digests takes the same time whatever was sent.
#[derive(Clone)]
pub struct Token {
    digest: [u8; 32],
    /// Whose it is.
    who: Arc<Principal>,
    /// Anybody would try it.
    is_weak: bool,
}

/// What is in tokens that were copied from somewhere.
const COPIED: [&str; 8] =
    ["changeme", "change-me", "password", "passwort", "secret", "geheim", "example", "default"];
/// A token with fewer different characters was not drawn at random.
const LEAST_DIFFERENT: usize = 6;

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// Keeps the digest of a token.
    ///
    /// # Errors
    /// It is too short or holds characters that cannot be sent.
    pub fn new(text: &str) -> Result<Self, String> {
        if text.len() < MIN_TOKEN || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(format!(
                "the token must have at least {MIN_TOKEN} visible ASCII characters; make one with: \
                 head -c 32 /dev/urandom | base64"
            ));
        }
        let small = text.to_ascii_lowercase();
        let different: BTreeSet<u8> = small.bytes().collect();
        Ok(Self {
            digest: Sha256::digest(text).into(),
            who: Arc::new(Principal::operator(Kind::Token, "token")),
            is_weak: different.len() < LEAST_DIFFERENT || COPIED.iter().any(|word| small.contains(word)),
        })
    }

    fn is(&self, text: &str) -> bool {
        let sent: [u8; 32] = Sha256::digest(text).into();
        self.digest.ct_eq(&sent).into()
    }
}

/// What is allowed.
#[derive(Debug, Clone)]
pub struct Policy {
    token: Option<Token>,
    /// There are keys.
    keys: bool,
    /// The service listens on this machine only.
    loopback: bool,
    /// Names by which the service may be called besides those of this machine, in small letters.
    hosts: Vec<String>,
    proxies: Proxies,
    /// How often each key, person or program may ask, and each address without any; none = as often as it likes.
    pub(super) quotas: [Option<Rate>; 2],
    here: Arc<Principal>,
    nobody: Arc<Principal>,
}

impl Policy {
    /// The policy of a service that listens on this address, and that has no keys.
    ///
    /// # Errors
    /// It would be open to others without a token.
    pub fn new(listen: SocketAddr, token: Option<Token>) -> Result<Self, String> {
        Self::with_keys(listen, token, false)
    }

    /// The same where there are keys.
    ///
    /// # Errors
    /// It would be open to others without anybody having to show who he is, or by a token that anybody would try.
    pub fn with_keys(listen: SocketAddr, token: Option<Token>, keys: bool) -> Result<Self, String> {
        let loopback = listen.ip().is_loopback();
        if !loopback && token.is_none() && !keys {
            return Err(format!(
                "listening on {listen} opens the map to others and needs keys: make one with `tragweite key create` \
                 (or give --token-file FILE), or listen on 127.0.0.1"
            ));
        }
        if !loopback && token.as_ref().is_some_and(|token| token.is_weak) {
            return Err(format!(
                "the token would be guessed by whoever reaches {listen}: make one with: head -c 32 /dev/urandom | base64"
            ));
        }
        let proxies = Proxies::default();
        let here = Arc::new(Principal::here());
        Ok(Self {
            token,
            keys,
            loopback,
            hosts: Vec::new(),
            proxies,
            quotas: [None; 2],
            here,
            nobody: Arc::new(Principal::nobody()),
        })
    }

    /// Takes requests that call the service by one of these names. Elsewhere than on this machine any name is taken as long
    /// as none is named.
    ///
    /// # Errors
    /// One is no name of a host, or what goes by it would be open to others without a token.
    pub fn named(mut self, hosts: &[String]) -> Result<Self, String> {
        for host in hosts {
            let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
            let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
            let address = bare.unwrap_or(host).parse::<IpAddr>().is_ok();
            if !address && (host.is_empty() || !host.chars().all(fits)) {
                return Err(format!(
                    "{host:?} is no name of a host: write it without scheme, port and path, for example karte.example.org"
                ));
            }
            if self.token.is_none() && !self.keys && !is_local_host(host) {
                return Err(format!(
                    "--host {host} opens the map to others and needs keys: make one with `tragweite key create`, or give \
                     --token-file FILE"
                ));
            }
            self.hosts.push(bare.unwrap_or(host).to_ascii_lowercase());
        }
        Ok(self)
    }

    /// Believes what these proxies say of whom they speak for.
    #[must_use]
    pub fn behind(self, proxies: Proxies) -> Self {
        Self { proxies, ..self }
    }

    /// Lets each key, person or program ask so often, and so often each address that shows none.
    #[must_use]
    pub fn with_quotas(self, each: Option<Rate>, address: Option<Rate>) -> Self {
        Self { quotas: [each, address], ..self }
    }

    /// What a proxy says of the request, if it is believed.
    pub(super) fn via(&self, request: &Request) -> Option<Via> {
        self.proxies.via(request)
    }

    /// What the service says about it at start.
    pub fn describe(&self) -> &'static str {
        match (self.loopback, self.token.is_some() || self.keys) {
            (true, true) if !self.hosts.is_empty() => {
                "listens on this machine only; by the names of --host everything needs a key, by those of this machine changes do"
            }
            (true, false) => {
                "reachable from this machine only; changes are refused because there is no key (tragweite key create)"
            }
            (true, true) => "reachable from this machine only; changes need a key",
            (false, _) => {
                "reachable from other machines; everything needs a key, and the way should be encrypted by a reverse proxy"
            }
        }
    }

    /// Whether the one token of the service is still in use.
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Who asks, when he may: the operation needs this, and a proxy says that. Who it is stands in `known` even when he may not.
    pub(super) fn check(
        &self,
        request: &Request,
        need: Need,
        via: Option<&Via>,
        access: &Access,
        known: &mut Option<Arc<Principal>>,
    ) -> Result<Option<Session>, Problem> {
        let near = self.check_way(request, need, via)?;
        if holds_key(request.uri().query().unwrap_or_default()) {
            return Err(Problem::key_in_address());
        }
        let asks_only = need.is_question(request);
        let credentials = sent(request, need);
        let session = match &credentials {
            Some(_) => None,
            None => session(request, need, access)?,
        };
        let who = match credentials {
            Some(key) => self.holder(&key, need, access)?,
            None if session.is_some() => {
                session.as_ref().map_or(&self.nobody, |session| &session.who).clone()
            }
            None if need.right.is_open() => Arc::clone(&self.nobody),
            // Where others share the service, nobody is let in for where he sits.
            None if near && asks_only && !access.is_shared() => Arc::clone(&self.here),
            None if self.token.is_none() && access.is_empty() => {
                return Err(Problem::forbidden(
                    "what changes anything, and all that comes from elsewhere, is refused because there is no key: make one \
                     with `tragweite key create`, or start the service with --token-file FILE",
                ));
            }
            None => return Err(unauthorized(need, "send the header Authorization: Bearer with a key")),
        };
        need.check_right(known.insert(who), asks_only)?;
        Ok(session)
    }

    /// Who has this key, or the token.
    fn holder(&self, key: &str, need: Need, access: &Access) -> Result<Arc<Principal>, Problem> {
        if KeyText::is_meant(key) {
            let who = access.who(key).map_err(|refused| by_password(need, Problem::refused(refused)))?;
            return match who.kind() {
                Kind::Sealed => {
                    Err(unauthorized(need, "a sealed key only opens a session: POST /v1/session"))
                }
                _ => Ok(who),
            };
        }
        match &self.token {
            Some(token) if token.is(key) => Ok(Arc::clone(&token.who)),
            _ if is_signed(key) && access.identity().is_some() => match access.by_token(key) {
                Some(Ok(who)) => Ok(who),
                Some(Err(Refused::Expired)) => Err(by_password(need, Problem::refused(Refused::Expired))),
                _ => Err(unauthorized(
                    need,
                    "the token is not signed by the identity provider for this service",
                )),
            },
            None if access.is_empty() => Err(Problem::forbidden(
                "what changes anything, and all that comes from elsewhere, is refused because there is no key: make one \
                 with `tragweite key create`, or start the service with --token-file FILE",
            )),
            _ => Err(unauthorized(need, "the token is not the right one")),
        }
    }

    /// Whether the request came by a way that is allowed, and whether from this machine.
    fn check_way(&self, request: &Request, need: Need, via: Option<&Via>) -> Result<bool, Problem> {
        let headers = request.headers();
        if !hosts_agree(request) {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "bad-request",
                "The request is not valid",
                "the request names several hosts: send one Host header, and the same host where the address names one",
            ));
        }
        // A proxy may call us otherwise than it was called itself.
        let forwarded = via.and_then(|via| via.host.as_deref());
        let called = || forwarded.into_iter().chain(hosts(request).filter(|_| forwarded.is_none()));
        if !called().all(|host| self.answers_to(host)) {
            return Err(Problem::forbidden(
                "the service answers only requests that name this machine (localhost, 127.0.0.1, [::1]) or a name that \
                 the operator allows (--host) as their host",
            ));
        }
        let near = self.loopback
            && called().all(is_local_host)
            && via.is_none_or(|via| via.client.is_some_and(|client| client.is_loopback()));
        // Whether a node exists could be told by a foreign page even from an answer that it cannot read.
        if !need.right.is_open() && self.is_from_elsewhere(headers, called().next().unwrap_or_default()) {
            return Err(Problem::forbidden(
                "requests from pages of other origins are not taken: ask from a page of this service, or without a browser",
            ));
        }
        let by_itself = headers.contains_key(header::AUTHORIZATION)
            && headers.contains_key(header::ORIGIN)
            && need.right == Right::Deliver
            && !need.is_question(request);
        if by_itself {
            return Err(Problem::forbidden(
                "deliveries of alerts are not taken from pages: send them without the header Origin",
            ));
        }
        Ok(near)
    }

    /// A page of another site can make a browser call us under its own name; we answer only to ours.
    fn answers_to(&self, host: &str) -> bool {
        is_local_host(host) || self.is_named(host) || !self.loopback && self.hosts.is_empty()
    }

    fn is_named(&self, host: &str) -> bool {
        name(host).is_some_and(|name| self.hosts.iter().any(|host| host.eq_ignore_ascii_case(name)))
    }

    /// Whether a page of another site makes a browser send this. That a person follows a link is no such thing: the answer
    /// is shown to nobody else.
    fn is_from_elsewhere(&self, headers: &HeaderMap, called: &str) -> bool {
        let says = |name: &str, value: &str| headers.get(name).is_some_and(|said| said == value);
        let link = says("sec-fetch-mode", "navigate") && says("sec-fetch-dest", "document");
        let ours = |origin: &HeaderValue| {
            let origin = origin.to_str().unwrap_or_default();
            origin.split_once("://").is_some_and(|(_, host)| {
                self.is_named(host)
                    || self.loopback && is_local_host(host)
                    || without_usual_port(host).eq_ignore_ascii_case(without_usual_port(called))
            })
        };
        headers.get_all(header::ORIGIN).iter().any(|origin| !ours(origin))
            || says("sec-fetch-site", "cross-site") && !link
    }
}

/// The session that a request brings along, while it is open. What changes anything must show that a page of ours sent it.
fn session(request: &Request, need: Need, access: &Access) -> Result<Option<Session>, Problem> {
    let Some(cookie) = sent_cookie(request.headers()) else { return Ok(None) };
    let Some(session) = access.session(cookie, app::clock::now()) else { return Ok(None) };
    let repeated = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok());
    let only_reads =
        need.is_question(request) || request.method() == Method::GET || request.method() == Method::HEAD;
    if only_reads || need.is_form || session.permits(repeated.unwrap_or_default()) {
        return Ok(Some(session));
    }
    Err(Problem::forbidden(
        "what changes anything in the session of a browser must repeat what `csrf` of GET /v1/session says, in the header \
         X-CSRF-Token",
    ))
}

/// The token that a request brings along.
fn sent(request: &Request, need: Need) -> Option<String> {
    if let Some(token) = bearer(request.headers()) {
        return Some(token.to_owned());
    }
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (kind, text) = value.split_once(' ')?;
    match kind {
        _ if kind.eq_ignore_ascii_case("basic") && need.takes_password() => Some(password(text.trim())),
        _ => None,
    }
}

/// A browser asks for a password only where that is offered.
fn unauthorized(need: Need, detail: &'static str) -> Problem {
    by_password(need, Problem::unauthorized(detail))
}

fn by_password(need: Need, problem: Problem) -> Problem {
    if need.page { problem.or_by_password() } else { problem }
}

/// Whether what stands behind the `?` of an address holds a key or a signed token.
fn holds_key(query: &str) -> bool {
    let values = query.split('&').filter_map(|pair| pair.split_once('='));
    let is_key = |text: &str| KeyText::parse(text).is_some() || is_signed(text);
    values.into_iter().any(|(name, value)| name == "access_token" || is_key(value))
}

/// What tells attempts with one key from those with another, without the key: its id, where it has one. None: nothing was shown.
pub(super) fn shown(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or_default();
    let text = match value.split_once(' ') {
        Some((kind, text)) if kind.eq_ignore_ascii_case("basic") => password(text.trim()),
        Some((_, text)) => text.trim().to_owned(),
        None => String::new(),
    };
    Some(KeyText::parse(&text).map_or(String::new(), |key| key.id.to_owned()))
}

/// The bearer token of a request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (kind, text) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer").then_some(text.trim())
}

/// Whether a token has the form of one that is signed (JWT).
fn is_signed(text: &str) -> bool {
    let fits = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    text.starts_with("eyJ") && text.split('.').count() == 3 && text.split('.').all(fits)
}

/// The password of Basic credentials; empty when they cannot be read.
fn password(credentials: &str) -> String {
    let text = BASE64_STANDARD.decode(credentials).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.as_deref().and_then(|text| text.split_once(':')).map_or(String::new(), |(_, word)| word.to_owned())
}

/// The hosts that a request names, perhaps with their ports: in its Host headers, and in its target when that is a whole
/// address. What is not readable is an empty name.
fn hosts(request: &Request) -> impl Iterator<Item = &str> {
    let headers = request.headers().get_all(header::HOST).into_iter();
    headers.map(|host| host.to_str().unwrap_or_default()).chain(request.uri().authority().map(|a| a.as_str()))
}

/// Whoever passes a request on to us may go by one of the names while we go by another.
fn hosts_agree(request: &Request) -> bool {
    let mut names = hosts(request).map(|host| host.strip_suffix(":80").unwrap_or(host));
    names.next().is_none_or(|first| names.all(|other| other.eq_ignore_ascii_case(first)))
}

/// The name of a host without its port; `None` when that is no number.
fn name(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    port.bytes().all(|b| b.is_ascii_digit()).then_some(name)
}

/// Whether that is one of the names of this machine.
fn is_local_host(host: &str) -> bool {
    let is_loopback = |name: &str| name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    name(host).is_some_and(|name| name.eq_ignore_ascii_case("localhost") || is_loopback(name))
}

fn without_usual_port(host: &str) -> &str {
    host.strip_suffix(":80").or_else(|| host.strip_suffix(":443")).unwrap_or(host)
}
