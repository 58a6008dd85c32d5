//! Sends one webhook: to an allowed address, signed, without redirects, within a time, and heeding little of the answer.

use super::attempt::{Attempt, innermost};
use super::receivers::Receivers;
use super::signature::signatures;
use model::delivery::Verdict;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;

/// Longest time for an attempt.
pub const TIME: Duration = Duration::from_secs(15);
/// Longest time for connecting, and for what follows the head of the answer.
const SHORT: Duration = Duration::from_secs(5);
/// Bytes of the answer that are read so that the connection can be used again.
const ANSWER: usize = 4_096;

/// A message on its way.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The address of the receiver.
    pub target: &'a str,
    /// The same for every repetition.
    pub id: &'a str,
    /// The time of this attempt, in Unix seconds.
    pub at: i64,
    /// The body.
    pub body: &'a str,
    /// Its media type.
    pub media_type: &'static str,
    /// The secrets that sign it.
    pub secrets: &'a [&'a str],
}

/// Sends webhooks to the receivers that are allowed.
#[derive(Debug, Clone)]
pub struct Webhooks {
    receivers: Arc<Receivers>,
    encrypted: Client,
    plain: Client,
    limit: Duration,
}

/// Gives a name's addresses to whoever connects, but only those that are allowed.
struct Names {
    receivers: Arc<Receivers>,
    tls: bool,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let (receivers, tls) = (Arc::clone(&self.receivers), self.tls);
        Box::pin(async move {
            let addresses = receivers.resolve(name.as_str(), tls).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

impl Webhooks {
    /// Sends to these receivers; an attempt takes at most `limit`.
    ///
    /// # Errors
    /// TLS cannot be set up, in words.
    pub fn new(receivers: Receivers, limit: Duration) -> Result<Self, String> {
        let receivers = Arc::new(receivers);
        let client = |tls: bool| {
            Client::builder()
                .user_agent(concat!("tragweite/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .https_only(tls)
                .dns_resolver(Names { receivers: Arc::clone(&receivers), tls })
                .connect_timeout(SHORT)
                .timeout(limit)
                .build()
                .map_err(|error| innermost(&error))
        };
        let (encrypted, plain) = (client(true)?, client(false)?);
        Ok(Self { receivers, encrypted, plain, limit })
    }

    /// The receivers that are allowed.
    pub fn receivers(&self) -> &Receivers {
        &self.receivers
    }

    /// Whether something may be sent to this address, as far as that can be told without looking its name up.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, target: &str) -> Result<(), String> {
        self.address(target).map(|_| ())
    }

    fn address(&self, target: &str) -> Result<(Url, bool), String> {
        let url: Url = target.parse().map_err(|_| "this is no address".to_owned())?;
        let tls = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err("only https:// and http:// are known".to_owned()),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the address must not name a user".to_owned());
        }
        // The host as it is connected to: other ways to write an address of four numbers are undone here.
        let host = url.host_str().ok_or("the address names no host")?;
        self.receivers.check_host(host, tls).map_err(|refusal| refusal.to_string())?;
        Ok((url, tls))
    }

    /// Whether a connection to this address can be made; nothing is sent.
    ///
    /// # Errors
    /// Why not.
    pub async fn reach(&self, target: &str) -> Result<(), String> {
        let (url, tls) = self.address(target)?;
        let host = url.host_str().ok_or("the address names no host")?;
        let port = url.port_or_known_default().ok_or("the address names no port")?;
        let connect = async {
            let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
            let mut last = "the name has no address".to_owned();
            for mut address in self.receivers.resolve(bare, tls).await? {
                address.set_port(port);
                match TcpStream::connect(address).await {
                    Ok(_) => return Ok(()),
                    Err(error) => last = innermost(&error),
                }
            }
            Err(last)
        };
        let limit = SHORT.min(self.limit);
        let late = |_| Err(format!("no connection within {} s", limit.as_secs_f32()));
        tokio::time::timeout(limit, connect).await.unwrap_or_else(late)
    }

    /// Makes one attempt.
    pub async fn send(&self, message: &Message<'_>) -> Attempt {
        let (url, tls) = match self.address(message.target) {
            Ok(address) => address,
            Err(error) => return Attempt::unanswered(error),
        };
        let client = if tls { &self.encrypted } else { &self.plain };
        let request = client
            .post(url)
            .header(CONTENT_TYPE, message.media_type)
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.at)
            .header("webhook-signature", signatures(message.secrets, message.id, message.at, message.body))
            .body(message.body.to_owned());
        // The client has a limit of its own; this one also holds when it is busy with names.
        match tokio::time::timeout(self.limit, request.send()).await {
            Ok(Ok(response)) => {
                let attempt = judged(response.status(), response.headers(), message.at);
                let _ = tokio::time::timeout(SHORT.min(self.limit), read_little(response)).await;
                attempt
            }
            Ok(Err(error)) if error.is_timeout() => Attempt::unanswered(self.too_slow()),
            Ok(Err(error)) => Attempt::unanswered(innermost(&error)),
            Err(_) => Attempt::unanswered(self.too_slow()),
        }
    }

    fn too_slow(&self) -> String {
        format!("no answer within {} s", self.limit.as_secs_f32())
    }
}

fn judged(status: StatusCode, headers: &HeaderMap, now: i64) -> Attempt {
    let verdict = match status {
        _ if status.is_success() => Verdict::Delivered,
        StatusCode::GONE => Verdict::Gone,
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Verdict::Failed { retry_after: retry_after(headers, now) },
        _ => Verdict::Failed { retry_after: None },
    };
    Attempt { verdict, status: Some(status.as_u16()), error: None }
}

/// The pause that the receiver asks for: seconds, or a date.
fn retry_after(headers: &HeaderMap, now: i64) -> Option<u32> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    u32::try_from(date.timestamp().as_second().saturating_sub(now).max(0)).ok()
}

/// Takes the beginning of the answer; what it says does not matter.
async fn read_little(mut response: Response) {
    let mut read = 0;
    while read < ANSWER
        && let Ok(Some(part)) = response.chunk().await
    {
        read += part.len();
    }
}
