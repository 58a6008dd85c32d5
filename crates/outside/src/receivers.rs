//! Which receivers of webhooks the operator allows: hosts and networks. Names are resolved once, and only addresses
//! that are allowed are given to whoever connects.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// A host or a network that may receive webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// Without TLS, too.
    plain: bool,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Host(String),
    Network(IpAddr, u8),
}

impl FromStr for Allowed {
    type Err = String;

    /// Reads `host`, `http://host`, `10.1.0.0/16` or `http://10.1.0.0/16`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (plain, rest) = match text.split_once("://") {
            Some(("http", rest)) => (true, rest),
            Some(("https", rest)) => (false, rest),
            Some(_) => {
                return Err("write a host or a network, with http:// in front to allow it without TLS".into());
            }
            None => (false, text),
        };
        let (host, bits) = match rest.split_once('/') {
            Some((host, bits)) => (host, Some(bits)),
            None => (rest, None),
        };
        let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        let what = match (bare.parse::<IpAddr>(), bits) {
            (Ok(address), bits) => {
                let most = if address.is_ipv4() { 32 } else { 128 };
                let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(drop));
                let bits = bits.ok().filter(|bits| *bits <= most);
                What::Network(address, bits.ok_or(format!("the network must end in /0 to /{most}"))?)
            }
            (Err(_), Some(_)) => return Err("only a network has a / and what follows it".into()),
            (Err(_), None) if is_host(host) => What::Host(host.trim_end_matches('.').to_ascii_lowercase()),
            (Err(_), None) => return Err("write the name of a host without port and path".into()),
        };
        Ok(Self { plain, what })
    }
}

fn is_host(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    (1..=253).contains(&text.len()) && text.bytes().all(fits)
}

/// The receivers that are allowed; none = no webhooks leave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receivers(Vec<Allowed>);

/// Why nothing is sent to a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The operator has not allowed the host or its address.
    NotAllowed,
    /// The host is allowed with TLS only.
    NeedsTls,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAllowed => "the operator has not allowed this receiver (--webhook-allow)",
            Self::NeedsTls => "the operator has allowed this receiver with https:// only",
        })
    }
}

impl Receivers {
    /// Allows these.
    pub fn new(allowed: Vec<Allowed>) -> Self {
        Self(allowed)
    }

    /// Whether nothing may leave.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something may be sent to this host, as far as that can be told without looking it up: a name that is not
    /// allowed itself may still lie in a network that is.
    ///
    /// # Errors
    /// It may not.
    pub fn check_host(&self, host: &str, tls: bool) -> Result<(), Refusal> {
        if let Some(address) = literal(host) {
            return self.check(None, address, tls);
        }
        let host = host.trim_end_matches('.');
        let fits = |allowed: &&Allowed| match &allowed.what {
            What::Host(name) => name.eq_ignore_ascii_case(host),
            What::Network(..) => true,
        };
        self.among(self.0.iter().filter(fits), tls)
    }

    /// Whether something may be sent to this address, which the host has when there is one.
    ///
    /// # Errors
    /// It may not.
    pub fn check(&self, host: Option<&str>, address: IpAddr, tls: bool) -> Result<(), Refusal> {
        let address = address.to_canonical();
        let host = host.map(|host| host.trim_end_matches('.'));
        if is_never_allowed(address) {
            return Err(Refusal::NotAllowed);
        }
        // A name that anybody can point to this machine must not open it: loopback must be allowed as such.
        let own = address.is_loopback();
        let local = host.is_some_and(|host| host.eq_ignore_ascii_case("localhost"));
        let fits = |allowed: &&Allowed| match &allowed.what {
            What::Host(name) => host.is_some_and(|h| name.eq_ignore_ascii_case(h)) && (!own || local),
            What::Network(network, bits) => {
                lies_in(address, *network, *bits) && (!own || network.is_loopback())
            }
        };
        self.among(self.0.iter().filter(fits), tls)
    }

    fn among<'a>(&self, fitting: impl Iterator<Item = &'a Allowed>, tls: bool) -> Result<(), Refusal> {
        let mut refusal = Refusal::NotAllowed;
        for allowed in fitting {
            if tls || allowed.plain {
                return Ok(());
            }
            refusal = Refusal::NeedsTls;
        }
        Err(refusal)
    }

    /// The addresses of a host that something may be sent to, looked up once.
    ///
    /// # Errors
    /// The name cannot be looked up, or none of its addresses is allowed.
    pub async fn resolve(&self, host: &str, tls: bool) -> Result<Vec<SocketAddr>, String> {
        let found = tokio::net::lookup_host((host, 0)).await;
        let found: Vec<SocketAddr> =
            found.map_err(|_| format!("the name {host} cannot be looked up"))?.collect();
        let mut refusal = Refusal::NotAllowed;
        let mut allowed = Vec::new();
        for address in found {
            match self.check(Some(host), address.ip(), tls) {
                Ok(()) => allowed.push(address),
                Err(why) => refusal = why,
            }
        }
        if allowed.is_empty() { Err(refusal.to_string()) } else { Ok(allowed) }
    }
}

/// The address that a host in a URL is, when it is no name.
fn literal(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    bare.parse().ok()
}

/// Where clouds tell machines their credentials, and what reaches many machines at once: no setting opens these.
fn is_never_allowed(address: IpAddr) -> bool {
    const METADATA: [IpAddr; 4] = [
        IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
        IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
        IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
        IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    ];
    let link_local = match address {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_broadcast(),
        IpAddr::V6(v6) => v6.is_unicast_link_local() || is_embedding(v6),
    };
    link_local || address.is_multicast() || address.is_unspecified() || METADATA.contains(&address)
}

/// Forms of IPv6 that carry an IPv4 address through a gateway: 64:ff9b::/96, 64:ff9b:1::/48, 2002::/16, `::a.b.c.d`.
fn is_embedding(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let compatible = s[..6] == [0; 6] && !address.is_loopback();
    s[0] == 0x64 && s[1] == 0xff9b || s[0] == 0x2002 || compatible
}

fn lies_in(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let same = |a: u128, b: u128, width: u32| {
        let shift = width - u32::from(bits).min(width);
        a.checked_shr(shift).unwrap_or(0) == b.checked_shr(shift).unwrap_or(0)
    };
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128),
        _ => false,
    }
}
