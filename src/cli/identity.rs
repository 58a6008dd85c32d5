//! Signing in through an identity provider: its settings and rules.

use super::failure::{Failure, plain};
use super::secret::{Secrets, secret};
use super::serve::args::IdentityArgs;
use super::spoken::messages;
use access::Rules;
use app::access::identity::{Identity, Settings};
use model::{Argument, Fault, Message, message};
use outside::identity::{self as provider, Provider};
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;

/// Where the secret of the service at the provider may stand instead of in a file.
const SECRET: &str = "TRAGWEITE_OIDC_CLIENT_SECRET";
/// Most bytes of a file of rules.
const LONGEST: u64 = 4 << 20;

/// The identity provider; none when no issuer is named. `encrypted`: the service does TLS by itself.
pub(super) fn identity(
    args: IdentityArgs,
    listen: SocketAddr,
    encrypted: bool,
) -> Result<Option<Identity>, Failure> {
    let wrong = |why: Message| Failure::Usage(message!("no-identity", why = Argument::Message(why)));
    let Some(issuer) = args.oidc_issuer else {
        let alone =
            args.oidc_client_id.is_some() || args.oidc_rules.is_some() || args.oidc_audience.is_some();
        return if alone { Err(wrong(message!("identity-no-issuer"))) } else { Ok(None) };
    };
    let client = args.oidc_client_id.ok_or_else(|| wrong(message!("identity-no-client")))?;
    let rules = rules(&args.oidc_rules.ok_or_else(|| wrong(message!("identity-no-rules")))?)?;
    // What tells the service of a sign-in would be a ticket for it otherwise.
    if args.oidc_audience.as_deref() == Some(client.as_str()) {
        return Err(wrong(message!("identity-same-audience")));
    }
    let secret =
        secret(Secrets::Client, args.oidc_client_secret_file.as_deref(), SECRET)?.map(|secret| secret.text);
    let address = match args.public_url {
        Some(address) => public(address)?,
        None if listen.ip().is_loopback() => {
            format!("{}://{listen}", if encrypted { "https" } else { "http" })
        }
        None => return Err(wrong(message!("identity-no-address"))),
    };
    let host = issuer.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(&issuer);
    let name = args.oidc_name.unwrap_or_else(|| host.to_owned());
    let groups = args.oidc_groups;
    let settings =
        provider::Settings { issuer, client, secret, scopes: args.oidc_scopes, groups: groups.clone() };
    let provider = Provider::new(settings).map_err(|why| wrong(why.into()))?;
    tracing::info!("people sign in through {name}; the provider must know {address}/sign-in/return");
    let audience = args.oidc_audience;
    Ok(Some(Identity::new(Settings { provider, name, groups, rules, audience, address })))
}

/// An address of the service as browsers call it: scheme, host and port.
pub(super) fn public(address: String) -> Result<String, Failure> {
    let bare = address.trim_end_matches('/');
    let rest = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
    let fits = |rest: &str| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b))
    };
    if rest.is_some_and(fits) {
        Ok(bare.to_owned())
    } else {
        Err(Failure::Usage(message!("identity-address", address = address)))
    }
}

/// The rules of a file.
fn rules(path: &Path) -> Result<Rules, Failure> {
    let file = path.display().to_string();
    let unreadable = |why: Message| {
        Failure::Usage(message!("rules-unreadable", file = &file, why = Argument::Message(why)))
    };
    let mut text = String::new();
    let opened =
        std::fs::File::open(path).and_then(|opened| opened.take(LONGEST + 1).read_to_string(&mut text));
    let length = opened.map_err(|error| unreadable(plain(&error)))?;
    if length as u64 > LONGEST {
        return Err(unreadable(message!("settings-long", longest = LONGEST)));
    }
    let read = wire::rules::parse_rules(&text).map_err(|wrong| {
        let l = messages();
        let told = |(line, fault): &(usize, Fault)| {
            let why = format!("{}; {}", l.told(&fault.detail), l.told(&fault.remedy));
            l.told(&message!("settings-line", file = &file, line = *line, why = why))
        };
        Failure::Usage(wrong.iter().map(told).collect::<Vec<_>>().join("\n").into())
    })?;
    if read.is_empty() {
        tracing::warn!("nobody who signs in through the identity provider has a role: {file} holds no rule");
    }
    Ok(read)
}
