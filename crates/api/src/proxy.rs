//! Proxies in front of the service, as far as the operator names them: for whom they speak, and by which name they were
//! called. What anybody else says of that is not believed.

use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// An address or a network.
pub use ipnet::IpNet as Network;

/// Most headers of this kind, and most proxies in a row, that are looked at.
const MOST: usize = 64;

/// The proxies that are believed; none by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Arc<[Network]>);

/// What a proxy says of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Via {
    /// Who asks; `None` = the proxy does not tell.
    pub(super) client: Option<IpAddr>,
    /// The host that the client has called.
    pub(super) host: Option<String>,
}

impl Proxies {
    /// Believes these addresses and networks.
    pub fn new(networks: impl IntoIterator<Item = Network>) -> Self {
        Self(networks.into_iter().collect())
    }

    /// Reads an address (`10.1.0.7`) or a network (`10.1.0.0/16`).
    ///
    /// # Errors
    /// It is neither.
    pub fn network(text: &str) -> Result<Network, String> {
        let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(Network::from));
        network.map_err(|_| "write an address or a network, for example 127.0.0.1 or 10.1.0.0/16".to_owned())
    }

    /// Whether this address is one of them.
    pub(super) fn has(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// What a proxy says of the request; `None`: it comes from nobody who is believed, or says nothing.
    pub(super) fn via<B>(&self, request: &Request<B>) -> Option<Via> {
        let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
        if !self.has(peer.ip()) {
            return None;
        }
        let headers = request.headers();
        let standard = list(headers, "forwarded");
        let hops: Vec<Via> = if standard.is_empty() {
            let hosts = list(headers, "x-forwarded-host");
            let clients = list(headers, "x-forwarded-for");
            let length = clients.len().max(usize::from(!hosts.is_empty()));
            // Where not every proxy names the host, the last one that did counts for all.
            let host = |at: usize| if hosts.len() == length { hosts.get(at) } else { hosts.last() };
            let hop =
                |at: usize| Via { client: clients.get(at).and_then(|c| address(c)), host: host(at).cloned() };
            (0..length).map(hop).collect()
        } else {
            standard.iter().map(|element| forwarded(element)).collect()
        };
        // Each proxy appends whom it has spoken with: who is believed is asked on, from the last one backwards.
        let first = hops.iter().rposition(|hop| !hop.client.is_some_and(|client| self.has(client)));
        hops.into_iter().nth(first.unwrap_or(0))
    }
}

/// Whose address a request comes from: that of the client for whom a proxy speaks, else that of the peer.
pub(super) fn address_of<B>(request: &Request<B>, via: Option<&Via>) -> Option<IpAddr> {
    let peer = || request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    via.and_then(|via| via.client).or_else(peer)
}

/// The entries of a header that may be repeated, and each time be a list.
fn list(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).into_iter().map(|value| value.to_str().unwrap_or("?"));
    let entries = values.flat_map(|value| split(value, ',')).map(|entry| entry.trim().to_owned());
    let mut entries: Vec<String> = entries.filter(|entry| !entry.is_empty()).collect();
    // The last ones are those of the proxies next to us.
    let rest = entries.len().saturating_sub(MOST);
    entries.drain(..rest);
    entries
}

/// The parts between separators that are not quoted.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
}

/// One element of `Forwarded` (RFC 7239).
fn forwarded(element: &str) -> Via {
    let mut via = Via { client: None, host: None };
    for pair in split(element, ';') {
        let Some((name, value)) = pair.split_once('=') else { continue };
        let value = value.trim().trim_matches('"');
        match name.trim() {
            name if name.eq_ignore_ascii_case("for") => via.client = address(value),
            name if name.eq_ignore_ascii_case("host") => via.host = Some(value.to_owned()),
            _ => {}
        }
    }
    via
}

/// An address, perhaps with a port: `192.0.2.7`, `192.0.2.7:4711`, `[2001:db8::1]:4711`, `2001:db8::1`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse().ok().map(|with_port: SocketAddr| with_port.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}
