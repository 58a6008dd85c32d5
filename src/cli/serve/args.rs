//! What can be said to `serve`: the settings of the service.

use super::super::args::zone;
use super::super::database::DatabaseArgs;
use super::super::spoken::messages;
use access::Rate;
use api::{Network, Proxies};
use app::retention::Retention;
use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;
use model::Seconds;
use outside::receivers::Allowed;
use outside::relay::{AllowedMail, Relay};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub(in crate::cli) struct ServeArgs {
    #[command(flatten)]
    pub(in crate::cli) database: DatabaseArgs,
    /// Address and port; other machines can reach it only when it is not a loopback address
    #[arg(long, env = "TRAGWEITE_LISTEN", default_value = "127.0.0.1:8080", value_parser = address)]
    pub(in crate::cli) listen: SocketAddr,
    /// A file that holds a bearer token for everything (or give it in the environment variable TRAGWEITE_TOKEN); keys are better
    #[arg(long, value_name = "FILE", env = "TRAGWEITE_TOKEN_FILE")]
    pub(in crate::cli) token_file: Option<PathBuf>,
    /// The certificate for TLS by the service itself, with those behind it, as PEM; read again when it changes and on
    /// SIGHUP. None = no TLS: a proxy in front does it
    #[arg(long, value_name = "FILE", env = "TRAGWEITE_TLS_CERTIFICATE")]
    pub(in crate::cli) tls_certificate: Option<PathBuf>,
    /// Its private key, as PEM without a password
    #[arg(long, value_name = "FILE", env = "TRAGWEITE_TLS_KEY")]
    pub(in crate::cli) tls_key: Option<PathBuf>,
    /// Where times are told, by a name of the IANA database such as Europe/Vienna; when absent that of the map, else Europe/Berlin
    #[arg(long, value_name = "ZONE", env = "TRAGWEITE_ZONE", value_parser = zone)]
    pub(in crate::cli) zone: Option<TimeZone>,
    /// A name by which clients call the service besides localhost, for example behind a reverse proxy: without scheme, port and
    /// path; may be repeated. By such a name everything needs a key. Listening elsewhere without any, all names are taken
    #[arg(long, value_name = "NAME", env = "TRAGWEITE_HOST", value_delimiter = ',')]
    pub(in crate::cli) host: Vec<String>,
    /// A reverse proxy that is believed when it says for whom it speaks and how it was called (Forwarded,
    /// X-Forwarded-For, X-Forwarded-Host): an address or a network; may be repeated; none = these headers are ignored
    #[arg(long, value_name = "ADDRESS-OR-CIDR", env = "TRAGWEITE_TRUSTED_PROXY", value_delimiter = ',', value_parser = Proxies::network)]
    pub(in crate::cli) trusted_proxy: Vec<Network>,
    /// Largest whole map that is taken over HTTP, in bytes
    #[arg(long, value_name = "BYTES", env = "TRAGWEITE_MAP_LIMIT", default_value_t = 256 << 20)]
    pub(in crate::cli) map_limit: usize,
    /// How often each key, person or program may ask: requests a second, or with how many at once (50/200); ten seconds' worth
    /// when that is not said. None = as often as they like. Beyond it the answer is 429, for deliveries of alerts 503
    #[arg(long, value_name = "RATE", env = "TRAGWEITE_QUOTA", value_parser = rate)]
    pub(in crate::cli) quota: Option<Rate>,
    /// The same for each address that shows no key; health checks are not counted
    #[arg(long, value_name = "RATE", env = "TRAGWEITE_QUOTA_ADDRESS", value_parser = rate)]
    pub(in crate::cli) quota_address: Option<Rate>,
    /// A receiver that webhooks may be sent to: a host or a network (10.1.0.0/16); with http:// in front also without
    /// TLS; may be repeated; none = no webhooks leave
    #[arg(long, value_name = "HOST-OR-CIDR", env = "TRAGWEITE_WEBHOOK_ALLOW", value_delimiter = ',')]
    pub(in crate::cli) webhook_allow: Vec<Allowed>,
    #[command(flatten)]
    pub(in crate::cli) mail: MailArgs,
    /// How long to be not ready and go on answering when asked to end (SIGTERM), so that balancers send nobody here any
    /// more; in seconds
    #[arg(long, value_name = "SECONDS", env = "TRAGWEITE_LAME_DUCK", default_value = "3", value_parser = pause)]
    pub(in crate::cli) lame_duck: Duration,
    #[command(flatten)]
    pub(in crate::cli) identity: IdentityArgs,
    #[command(flatten)]
    pub(in crate::cli) keep: KeepArgs,
    #[command(flatten)]
    pub(in crate::cli) log: LogArgs,
}

/// An identity provider (OpenID Connect) through which people sign in.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct IdentityArgs {
    /// An identity provider (OpenID Connect) through which people sign in, by its issuer: https://login.example.org/realms/x;
    /// none = people sign in with keys
    #[arg(long, value_name = "URL", env = "TRAGWEITE_OIDC_ISSUER")]
    pub(in crate::cli) oidc_issuer: Option<String>,
    /// What people call it; the host of the issuer when absent
    #[arg(long, value_name = "NAME", env = "TRAGWEITE_OIDC_NAME")]
    pub(in crate::cli) oidc_name: Option<String>,
    /// What the service is called there (client_id)
    #[arg(long, value_name = "ID", env = "TRAGWEITE_OIDC_CLIENT_ID")]
    pub(in crate::cli) oidc_client_id: Option<String>,
    /// A file that holds its secret there (or give it in the environment variable TRAGWEITE_OIDC_CLIENT_SECRET); none = a public client
    #[arg(long, value_name = "FILE", env = "TRAGWEITE_OIDC_CLIENT_SECRET_FILE")]
    pub(in crate::cli) oidc_client_secret_file: Option<PathBuf>,
    /// A file of rules that lead groups to roles: GROUP -> ROLE or GROUP -> ROLE:AGENCY,AGENCY in each line
    #[arg(long, value_name = "FILE", env = "TRAGWEITE_OIDC_RULES")]
    pub(in crate::cli) oidc_rules: Option<PathBuf>,
    /// The claim with the groups of somebody; dots lead into objects (realm_access.roles)
    #[arg(long, value_name = "CLAIM", env = "TRAGWEITE_OIDC_GROUPS", default_value = "groups")]
    pub(in crate::cli) oidc_groups: String,
    /// What the service asks the provider for (scopes), separated by blanks
    #[arg(long, value_name = "SCOPES", env = "TRAGWEITE_OIDC_SCOPES", default_value = "openid profile")]
    pub(in crate::cli) oidc_scopes: String,
    /// For whom access tokens of programs must be (aud); none = such tokens are not taken
    #[arg(long, value_name = "AUDIENCE", env = "TRAGWEITE_OIDC_AUDIENCE")]
    pub(in crate::cli) oidc_audience: Option<String>,
    /// Where browsers reach the service: https://karte.example.org; mails lead there, and it is needed for signing in through a
    /// provider when it listens elsewhere than on this machine
    #[arg(long, value_name = "URL", env = "TRAGWEITE_PUBLIC_URL")]
    pub(in crate::cli) public_url: Option<String>,
}

/// How long what is over is kept.
#[derive(Debug, Args)]
pub(in crate::cli) struct KeepArgs {
    /// How long events and their deliveries are kept; what a subscription has not got yet is kept on
    #[arg(long, value_name = "DURATION", env = "TRAGWEITE_KEEP_EVENTS", default_value = "P30D", value_parser = kept)]
    keep_events: Seconds,
    /// How long jobs that are over are kept with their answers
    #[arg(long, value_name = "DURATION", env = "TRAGWEITE_KEEP_JOBS", default_value = "P30D", value_parser = kept)]
    keep_jobs: Seconds,
    /// How long entries of the audit log are kept
    #[arg(long, value_name = "DURATION", env = "TRAGWEITE_KEEP_AUDIT", default_value = "P365D", value_parser = kept)]
    keep_audit: Seconds,
}

impl KeepArgs {
    pub(super) fn retention(&self) -> Retention {
        let milliseconds = |time: Seconds| i64::from(time.get()) * 1_000;
        let [events, jobs, audit] = [self.keep_events, self.keep_jobs, self.keep_audit].map(milliseconds);
        Retention { events, jobs, audit }
    }
}

/// What is logged.
#[derive(Debug, Args)]
pub(in crate::cli) struct LogArgs {
    /// What is logged, as RUST_LOG of the crate tracing says: a level, or levels of parts
    #[arg(long, value_name = "FILTER", env = "RUST_LOG", default_value = "info,sqlx=warn")]
    pub(super) log_filter: String,
    /// How the log is written
    #[arg(long, value_enum, env = "TRAGWEITE_LOG_FORMAT", default_value = "text")]
    pub(super) log_format: LogFormat,
    /// Most entries of the log in a second; how many more there were is told
    #[arg(long, value_name = "ENTRIES", env = "TRAGWEITE_LOG_LIMIT", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) log_limit: u32,
    /// Which requests are logged: by whose key, method, kind of address, status and time; never what was asked about
    #[arg(long, value_enum, env = "TRAGWEITE_ACCESS_LOG", default_value = "off")]
    pub(super) access_log: AccessLog,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AccessLog {
    Off,
    Errors,
    All,
}

/// How mail leaves.
#[derive(Debug, Args)]
pub(in crate::cli) struct MailArgs {
    /// The mail server: smtps://HOST (TLS), smtp://HOST (STARTTLS, required) or smtp+plain://HOST (not encrypted), with or
    /// without a port; none = no mail leaves
    #[arg(long, value_name = "URL", env = "TRAGWEITE_SMTP")]
    pub(in crate::cli) smtp: Option<Relay>,
    /// The sender: alarm@example.org or "Name <alarm@example.org>"
    #[arg(long, value_name = "ADDRESS", env = "TRAGWEITE_SMTP_FROM")]
    pub(in crate::cli) smtp_from: Option<String>,
    /// The user at the mail server
    #[arg(long, value_name = "NAME", env = "TRAGWEITE_SMTP_USER")]
    pub(in crate::cli) smtp_user: Option<String>,
    /// A file that holds the password (or give it in the environment variable TRAGWEITE_SMTP_PASSWORD)
    #[arg(long, value_name = "FILE", env = "TRAGWEITE_SMTP_PASSWORD_FILE")]
    pub(in crate::cli) smtp_password_file: Option<PathBuf>,
    /// A domain (exactly this one) or an address that mail may go to; may be repeated; none = nobody gets mail
    #[arg(long, value_name = "DOMAIN-OR-ADDRESS", env = "TRAGWEITE_MAIL_ALLOW", value_delimiter = ',')]
    pub(in crate::cli) mail_allow: Vec<AllowedMail>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum LogFormat {
    Text,
    Json,
}

/// Whole seconds, at most five minutes.
fn pause(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|&seconds| seconds <= 300);
    seconds.map(Duration::from_secs).ok_or_else(|| messages().text("write-pause").to_owned())
}

fn rate(text: &str) -> Result<Rate, String> {
    text.parse().map_err(|_: String| messages().text("write-rate").to_owned())
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| messages().text("write-address").to_owned())
}

/// From a day to a hundred years.
fn kept(text: &str) -> Result<Seconds, String> {
    const DAY: u32 = 86_400;
    let time = Seconds::parse(text).ok().filter(|time| (DAY..=36_500 * DAY).contains(&time.get()));
    time.ok_or_else(|| messages().text("write-kept").to_owned())
}
