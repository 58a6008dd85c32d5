//! Sends one mail to one address: through the mail server of the operator, encrypted as it says, within a time.

use super::attempt::{Attempt, innermost};
use super::relay::{AllowedMail, Encryption, Relay};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as From, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use model::delivery::Verdict;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Longest time for an attempt, from the connection to the last answer.
pub const TIME: Duration = Duration::from_secs(30);
/// Longest time for connecting.
const CONNECT: Duration = Duration::from_secs(10);

/// A mail on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The address that receives it.
    pub to: String,
    /// What tells it from others, without brackets and domain: the same for every repetition.
    pub id: String,
    /// What it belongs to, in the same form: mail of one thread names the same.
    pub threads: Vec<String>,
    /// The time of this attempt, in Unix seconds.
    pub at: i64,
    /// Its language: de or en.
    pub language: &'static str,
    /// In one line.
    pub subject: String,
    /// In plain text.
    pub text: String,
}

/// Sends mail to those who are allowed.
#[derive(Debug, Clone)]
pub struct Mailer {
    relay: Arc<Relay>,
    from: Mailbox,
    credentials: Option<Credentials>,
    allowed: Arc<Vec<AllowedMail>>,
    limit: Duration,
}

/// Where an attempt stands: what the server refuses means something else at each point.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before the receiver is named: whatever is wrong, the operator can mend it.
    Opening,
    /// The receiver, or what is sent.
    Receiver,
}

impl Mailer {
    /// Sends through this server, from this address (`alarm@example.org` or `Name <alarm@example.org>`), to those who
    /// are allowed; an attempt takes at most `limit`.
    ///
    /// # Errors
    /// The sender is no address; a password would go over a network without encryption.
    pub fn new(
        relay: Relay,
        from: &str,
        credentials: Option<(String, String)>,
        allowed: Vec<AllowedMail>,
        limit: Duration,
    ) -> Result<Self, String> {
        let from: Mailbox = from.parse().map_err(|_| {
            format!("{from:?} is no sender: write an address such as alarm@example.org or \"Name <alarm@example.org>\"")
        })?;
        if credentials.is_some() && relay.encryption == Encryption::Plain && !relay.is_local() {
            return Err("the password would be readable on the way: use smtp:// or smtps://".to_owned());
        }
        let credentials = credentials.map(|(user, password)| Credentials::new(user, password));
        Ok(Self { relay: Arc::new(relay), from, credentials, allowed: Arc::new(allowed), limit })
    }

    /// Whether mail may go to this address.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, address: &str) -> Result<(), String> {
        if self.allowed.iter().any(|allowed| allowed.allows(address)) {
            return Ok(());
        }
        Err("the operator has not allowed this address or its domain (--mail-allow)".to_owned())
    }

    /// Whether the mail server takes a connection, encryption and password; nothing is sent.
    ///
    /// # Errors
    /// Why not.
    pub async fn reach(&self) -> Result<(), String> {
        match tokio::time::timeout(self.limit, self.connected()).await {
            Ok(Ok(mut server)) => {
                server.abort().await;
                Ok(())
            }
            Ok(Err(error)) => Err(judged(Stage::Opening, &error).error.unwrap_or_default()),
            Err(_) => Err(self.too_slow()),
        }
    }

    fn too_slow(&self) -> String {
        format!("the mail server was not done within {} s", self.limit.as_secs_f32())
    }

    /// Makes one attempt.
    pub async fn send(&self, mail: &Mail) -> Attempt {
        if let Err(why) = self.check(&mail.to) {
            return Attempt::unanswered(why);
        }
        let written = self.written(mail);
        let (to, message) = match written {
            Ok(written) => written,
            // The same mail would never be another one.
            Err(why) => return Attempt { verdict: Verdict::Refused, status: None, error: Some(why) },
        };
        match tokio::time::timeout(self.limit, self.hand_over(to, &message)).await {
            Ok(Ok(code)) => Attempt { verdict: Verdict::Delivered, status: Some(code), error: None },
            Ok(Err((stage, error))) => judged(stage, &error),
            Err(_) => Attempt::unanswered(self.too_slow()),
        }
    }

    /// The mail as it goes over the wire.
    fn written(&self, mail: &Mail) -> Result<(Address, Vec<u8>), String> {
        let to: Address = mail.to.parse().map_err(|_| "this is no mail address".to_owned())?;
        let named = |id: &String| format!("<{id}@{}>", self.from.email.domain());
        let threads: Vec<String> = mail.threads.iter().map(named).collect();
        let since = u64::try_from(mail.at).unwrap_or(0);
        let mut message: MessageBuilder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(since))
            .message_id(Some(named(&mail.id)))
            .subject(mail.subject.as_str());
        if let Some(thread) = threads.first() {
            message = message.in_reply_to(thread.clone()).references(threads.join(" "));
        }
        // So that no absence notes come back (RFC 3834), and in which language it is (RFC 3282).
        let own = [
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            ("Content-Language", mail.language),
        ];
        for (name, value) in own {
            let name = HeaderName::new_from_ascii_str(name);
            message = message.raw_header(HeaderValue::new(name, value.to_owned()));
        }
        let plain = lettre::message::header::ContentType::TEXT_PLAIN;
        let message = message.header(plain).body(mail.text.clone());
        message.map(|message| (to, message.formatted())).map_err(|error| innermost(&error))
    }

    async fn hand_over(&self, to: Address, message: &[u8]) -> Result<u16, (Stage, Error)> {
        let mut server = self.connected().await.map_err(|error| (Stage::Opening, error))?;
        let handed = self.handed(&mut server, to, message).await;
        // It has the mail, or not; what it says now changes nothing.
        server.abort().await;
        handed
    }

    async fn connected(&self) -> Result<AsyncSmtpConnection, Error> {
        let Relay { host, port, encryption } = &*self.relay;
        let us = ClientId::default();
        let tls = match encryption {
            Encryption::Plain => None,
            _ => Some(TlsParameters::new(host.clone())?),
        };
        let at_once = tls.clone().filter(|_| *encryption == Encryption::Tls);
        let address = (host.as_str(), *port);
        let connect = AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT), &us, at_once, None);
        let mut server = connect.await?;
        if let Some(tls) = tls.filter(|_| *encryption == Encryption::StartTls) {
            server.starttls(tls, &us).await?;
        }
        if let Some(credentials) = &self.credentials {
            server.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(server)
    }

    async fn handed(
        &self,
        server: &mut AsyncSmtpConnection,
        to: Address,
        message: &[u8],
    ) -> Result<u16, (Stage, Error)> {
        let from = From::new(Some(self.from.email.clone()), Vec::new());
        server.command(from).await.map_err(|error| (Stage::Opening, error))?;
        let receiver = |error| (Stage::Receiver, error);
        server.command(Rcpt::new(to, Vec::new())).await.map_err(receiver)?;
        server.command(Data).await.map_err(receiver)?;
        let answer = server.message(message).await.map_err(receiver)?;
        Ok(answer.code().into())
    }
}

/// What a failure means: a receiver that is refused for good is given up, everything else is tried again.
fn judged(stage: Stage, error: &Error) -> Attempt {
    let status: Option<u16> = error.status().map(u16::from);
    // Of these the operator can mend the cause, or it passes: log-in needed or wrong, encryption needed, mailbox full.
    let passes = matches!(status, Some(530 | 534 | 535 | 538 | 552));
    let verdict = match stage {
        Stage::Receiver if error.is_permanent() && !passes => Verdict::Refused,
        _ => Verdict::Failed { retry_after: None },
    };
    let said = innermost(error);
    let error = match stage {
        _ if error.is_timeout() => "the mail server did not answer in time".to_owned(),
        Stage::Opening => format!("the mail server does not take our mail: {said}"),
        Stage::Receiver => format!("the mail server refuses this mail: {said}"),
    };
    Attempt { verdict, status, error: Some(error) }
}
