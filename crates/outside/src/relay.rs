//! The mail server that takes our mail, and who may receive any: addresses and domains that the operator allows.

use model::subscription::check_mail;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// How the way to the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the beginning.
    Tls,
    /// TLS after STARTTLS; nothing is sent when the server does not offer it.
    StartTls,
    /// None.
    Plain,
}

/// The mail server that takes our mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the way is encrypted.
    pub encryption: Encryption,
}

impl FromStr for Relay {
    type Err = String;

    /// Reads `smtps://HOST`, `smtp://HOST` (STARTTLS) or `smtp+plain://HOST`, each with or without a port.
    fn from_str(text: &str) -> Result<Self, String> {
        const FORM: &str = "write smtps://HOST (TLS), smtp://HOST (STARTTLS) or smtp+plain://HOST (not encrypted), \
                            perhaps with a port";
        let (scheme, rest) = text.split_once("://").ok_or(FORM)?;
        let (encryption, usual) = match scheme {
            "smtps" => (Encryption::Tls, 465),
            "smtp" => (Encryption::StartTls, 587),
            "smtp+plain" => (Encryption::Plain, 25),
            _ => return Err(FORM.to_owned()),
        };
        if rest.contains('@') {
            return Err(
                "leave user and password out: --smtp-user names the user, the password stands in a file \
                        (--smtp-password-file) or in TRAGWEITE_SMTP_PASSWORD"
                    .to_owned(),
            );
        }
        let (host, port) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, "")) => (host, None),
            Some((host, port)) => (host, Some(port.strip_prefix(':').ok_or(FORM)?)),
            None => match rest.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (rest, None),
            },
        };
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._:".contains(&b);
        let named = host.bytes().all(fits) && (!host.contains(':') || host.parse::<IpAddr>().is_ok());
        if !(1..=253).contains(&host.len()) || !named {
            return Err(FORM.to_owned());
        }
        let port = port.map_or(Ok(usual), str::parse).ok().filter(|&port| port != 0);
        Ok(Self {
            host: host.to_owned(),
            port: port.ok_or("the port must be a number up to 65535")?,
            encryption,
        })
    }
}

impl Relay {
    /// Whether it runs on this machine, so that nobody can listen on the way.
    pub fn is_local(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        self.host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.encryption {
            Encryption::Tls => "TLS",
            Encryption::StartTls => "STARTTLS",
            Encryption::Plain => "not encrypted",
        };
        write!(f, "{} port {} ({how})", self.host, self.port)
    }
}

/// An address, or a domain with all its addresses, that may receive mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedMail {
    /// With the @, so that a domain is never the end of another one.
    ending: String,
    /// A whole address.
    whole: bool,
}

impl FromStr for AllowedMail {
    type Err = String;

    /// Reads `example.org` or `somebody@example.org`.
    fn from_str(text: &str) -> Result<Self, String> {
        let whole = text.contains('@');
        let ending = if whole { text.to_owned() } else { format!("@{text}") };
        let sample = if whole { ending.clone() } else { format!("x{ending}") };
        match check_mail(&sample) {
            Ok(()) => Ok(Self { ending: ending.to_ascii_lowercase(), whole }),
            Err(_) => {
                Err("write a domain such as example.org, or one address such as leitstelle@example.org"
                    .into())
            }
        }
    }
}

impl AllowedMail {
    /// Whether this address may receive mail.
    pub(super) fn allows(&self, address: &str) -> bool {
        let address = address.to_ascii_lowercase();
        if self.whole { address == self.ending } else { address.ends_with(&self.ending) }
    }
}
