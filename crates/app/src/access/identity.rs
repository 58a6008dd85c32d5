//! Signing in through an identity provider, and the tokens that it gives to programs.
//!
//! What is known of the provider is kept in the database: it counts while the provider is away, also for a process that has
//! never reached it.

use super::Access;
use super::people::PersonRecord;
use super::sessions::{Holder, NotSignedIn, SignedIn, random};
use crate::error::AppError;
use access::{Principal, Refused, Rules};
use model::incident::Millis;
use outside::identity::sign_in::{Answer, Failed, Pending};
use outside::identity::{Provider, token};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// The kind of the entry that holds what is known of the provider.
pub(super) const PROVIDER: &str = "provider";
/// Its id.
const ONLY: &str = "known";
/// How often the provider is asked for its keys without a reason, how soon again with one, and when it did not answer.
const EVERY: Duration = Duration::from_secs(600);
const SOON: Duration = Duration::from_secs(30);
const AGAIN: Duration = Duration::from_secs(5);
/// Most tokens that are remembered; the one that ends first makes room.
const TOKENS: usize = 20_000;
/// For how long an answer of the provider is remembered so that it counts once, in milliseconds, and most of them.
const ANSWERED_MS: i64 = 15 * 60_000;
const ANSWERS: usize = 100_000;
/// Where a browser comes back to.
const BACK: &str = "/sign-in/return";

/// What the operator says of signing in through a provider.
#[derive(Debug)]
pub struct Settings {
    /// The provider.
    pub provider: Provider,
    /// What people call it.
    pub name: String,
    /// The claim with the groups of somebody.
    pub groups: String,
    /// What groups lead to.
    pub rules: Rules,
    /// For whom access tokens must be; none = none are taken.
    pub audience: Option<String>,
    /// Where people reach the service: scheme, host and port.
    pub address: String,
}

/// An identity provider as this service uses it.
#[derive(Debug)]
pub struct Identity {
    settings: Settings,
    /// Tokens that were looked at, by digest.
    tokens: Mutex<HashMap<[u8; 32], Token>>,
    /// Answers that have counted, with the time.
    answered: Mutex<HashMap<String, Millis>>,
    /// Held while the provider is asked; when that was done last.
    asked: tokio::sync::Mutex<Option<Instant>>,
    wanted: Notify,
}

#[derive(Debug, Clone)]
struct Token {
    who: Arc<Principal>,
    expires: i64,
}

impl Identity {
    /// A provider as the operator wants it to be used.
    pub fn new(settings: Settings) -> Self {
        let settings = Settings { address: settings.address.trim_end_matches('/').to_owned(), ..settings };
        Self {
            settings,
            tokens: Mutex::default(),
            answered: Mutex::default(),
            asked: tokio::sync::Mutex::default(),
            wanted: Notify::new(),
        }
    }

    /// What people call the provider.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Whether people reach the service by HTTPS.
    pub fn is_encrypted(&self) -> bool {
        self.settings.address.starts_with("https://")
    }

    /// Whether programs may show tokens.
    pub fn takes_tokens(&self) -> bool {
        self.settings.audience.is_some()
    }

    /// Asks the provider where everything is and for its keys.
    ///
    /// # Errors
    /// It is not reached, or says something else than it must, in words.
    pub async fn reach(&self) -> Result<(), String> {
        self.settings.provider.ask().await
    }

    /// Where somebody signs out at the provider, too; none when it offers that not.
    pub fn way_out(&self) -> Option<String> {
        self.settings.provider.way_out(&format!("{}/", self.settings.address))
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.settings.rules
    }

    fn back(&self) -> String {
        format!("{}{BACK}", self.settings.address)
    }

    /// Takes over what another process has learned of the provider.
    pub(super) fn recall(&self, written: &str) {
        if self.settings.provider.recall(written) {
            // Tokens by keys that are withdrawn count no more.
            self.tokens().clear();
        }
    }

    fn tokens(&self) -> MutexGuard<'_, HashMap<[u8; 32], Token>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who shows this token.
    fn holder(&self, text: &str, now: Millis) -> Result<Arc<Principal>, Refused> {
        let Settings { provider, groups, rules, audience, .. } = &self.settings;
        let audience = audience.as_deref().ok_or(Refused::Unknown)?;
        let (seconds, digest) = (now.div_euclid(1_000), Sha256::digest(text).into());
        if let Some(token) = self.tokens().get(&digest) {
            let over = seconds >= token.expires.saturating_add(token::LEEWAY);
            return if over { Err(Refused::Expired) } else { Ok(Arc::clone(&token.who)) };
        }
        let claims = provider.access(text, audience, seconds).map_err(|refused| match refused {
            token::Refused::Expired => Refused::Expired,
            token::Refused::Unknown => Refused::Unknown,
            token::Refused::UnknownKey => {
                self.wanted.notify_one();
                Refused::Unknown
            }
        })?;
        let (id, person) = PersonRecord::new(&claims, provider.issuer(), groups, rules, now);
        let who = Arc::new(person.principal(&id, rules));
        let mut tokens = self.tokens();
        if tokens.len() >= TOKENS {
            tokens.retain(|_, token| seconds < token.expires);
            let first = tokens.iter().min_by_key(|(_, token)| token.expires).map(|(digest, _)| *digest);
            first.filter(|_| tokens.len() >= TOKENS).and_then(|digest| tokens.remove(&digest));
        }
        tokens.insert(digest, Token { who: Arc::clone(&who), expires: claims.expires() });
        Ok(who)
    }

    /// Whether somebody still has a token by which he is who he is.
    pub(super) fn knows(&self, who: &Principal, now: Millis) -> bool {
        self.tokens().values().any(|token| *token.who == *who && now.div_euclid(1_000) < token.expires)
    }

    /// Takes an answer of the provider, which counts once. When there are too many, they are forgotten: the provider takes each code
    /// once, too, and nobody keeps others out by making answers up.
    fn take(&self, state: &str, now: Millis) -> bool {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if answered.len() >= ANSWERS {
            answered.retain(|_, at| now - *at < ANSWERED_MS);
        }
        if answered.len() >= ANSWERS {
            answered.clear();
        }
        answered.insert(state.to_owned(), now).is_none()
    }
}

impl Access {
    /// The identity provider, if there is one.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.get()
    }

    /// Lets people sign in through this provider from now on.
    ///
    /// # Errors
    /// The database fails.
    pub async fn allow_identity(&self, identity: Identity) -> Result<(), AppError> {
        let known = self.store.access_entry(PROVIDER, ONLY).await?.and_then(|row| row.body);
        known.iter().for_each(|written| identity.recall(written));
        self.people.judge(identity.rules());
        // It is set up once, at the start.
        let _ = self.identity.set(identity);
        Ok(())
    }

    /// Whose token of the identity provider this is; none: there is no provider that gives any.
    ///
    /// # Errors
    /// It is not taken.
    pub fn by_token(&self, text: &str) -> Option<Result<Arc<Principal>, Refused>> {
        let identity = self.identity().filter(|identity| identity.takes_tokens())?;
        Some(identity.holder(text, crate::clock::now()))
    }

    /// Begins to sign somebody in: where his browser is sent, and what it keeps meanwhile.
    ///
    /// # Errors
    /// There is no provider, or it was never reached.
    pub async fn begin_sign_in(&self) -> Result<(String, String), AppError> {
        let identity = self.identity().ok_or_else(no_provider)?;
        if !identity.settings.provider.is_known() {
            self.ask_provider(AGAIN).await;
        }
        let text = random()?;
        let pending = Pending::parse(&text).unwrap_or_else(|| unreachable!("it was just made"));
        let way = identity.settings.provider.way(pending, &identity.back());
        Ok((way.ok_or_else(away)?, text))
    }

    /// Opens a session for who has signed in at the provider: by what the browser has kept and what it brings back.
    ///
    /// # Errors
    /// The provider cannot be asked or does not confirm it; it gives somebody no role; the database fails.
    pub async fn finish_sign_in(
        &self,
        kept: &str,
        answer: &Answer,
        now: Millis,
    ) -> Result<SignedIn, NotSignedIn> {
        let identity = self.identity().ok_or_else(|| NotSignedIn::Failed(no_provider()))?;
        let pending = Pending::parse(kept).filter(|pending| pending.state() == answer.state);
        let pending = pending.ok_or(NotSignedIn::Refused(Refused::Unknown))?;
        if !identity.take(&answer.state, now) {
            return Err(NotSignedIn::Refused(Refused::Unknown));
        }
        let Settings { provider, groups, rules, .. } = &identity.settings;
        let arrived = provider.arrived(answer, pending, &identity.back(), now.div_euclid(1_000)).await;
        let claims = arrived.map_err(|failed| match failed {
            Failed::Away(why) => {
                tracing::warn!(why, "the identity provider cannot be asked");
                NotSignedIn::Failed(away())
            }
            Failed::Refused(why) => {
                tracing::warn!(why, "a sign-in is not confirmed by the identity provider");
                NotSignedIn::Refused(Refused::Unknown)
            }
        })?;
        let (id, person) = PersonRecord::new(&claims, provider.issuer(), groups, rules, now);
        let who = Arc::new(person.principal(&id, rules));
        // Whoever has no role any more loses it in what he has opened before, too.
        self.keep_person(&id, &person).await.map_err(NotSignedIn::Failed)?;
        if who.grants().is_empty() {
            return Err(NotSignedIn::NoRole(who));
        }
        self.open_session(Holder::Person(id), who, now).await.map_err(NotSignedIn::Failed)
    }

    /// Keeps who a program or person is by his token, since what he sets up goes on without it.
    ///
    /// # Errors
    /// The database fails; there are too many.
    pub async fn keep_holder(&self, token: &str, now: Millis) -> Result<(), AppError> {
        let Some(identity) = self.identity() else { return Ok(()) };
        let Settings { provider, groups, rules, audience, .. } = &identity.settings;
        let Some(audience) = audience else { return Ok(()) };
        let Ok(claims) = provider.access(token, audience, now.div_euclid(1_000)) else { return Ok(()) };
        // What was said of him since the token was made counts more than what stands in it.
        let said = claims.issued().map_or(now, |seconds| seconds.saturating_mul(1_000).min(now));
        let (id, person) = PersonRecord::new(&claims, provider.issuer(), groups, rules, said);
        if self.people.said(&id).is_some_and(|known| known >= said) {
            return Ok(());
        }
        self.keep_person(&id, &person).await
    }

    /// Asks the provider, unless that was done just now, and keeps what has changed.
    async fn ask_provider(&self, pause: Duration) {
        let Some(identity) = self.identity() else { return };
        let mut asked = identity.asked.lock().await;
        if asked.is_some_and(|at| at.elapsed() < pause) {
            return;
        }
        let provider = &identity.settings.provider;
        let answered = provider.ask().await;
        *asked = Some(Instant::now());
        let kept = match answered {
            Ok(()) => self.keep_provider(identity).await,
            Err(why) => {
                let issuer = provider.issuer();
                tracing::warn!(issuer, why, "the identity provider is not reached; what it said last counts");
                return;
            }
        };
        if let Err(error) = kept {
            tracing::warn!(%error, "what the identity provider says cannot be kept");
        }
    }

    /// Keeps what is known of the provider when that is something else than before.
    async fn keep_provider(&self, identity: &Identity) -> Result<(), AppError> {
        let written = identity.settings.provider.written();
        let before = self.store.access_entry(PROVIDER, ONLY).await?.and_then(|row| row.body);
        if before != written {
            // Tokens by keys that are withdrawn count no more.
            identity.tokens().clear();
            self.store.put_access(PROVIDER, &[(ONLY, written.as_deref())], None).await?;
        }
        Ok(())
    }

    /// Asks the provider for its keys again and again, until `stop` is ready; sooner when somebody shows a token by a key that
    /// is not known.
    pub async fn keep_identity(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let Some(identity) = self.identity() else { return };
        tokio::pin!(stop);
        loop {
            let wanted = async {
                self.ask_provider(AGAIN).await;
                let is_known = identity.settings.provider.is_known();
                // However often somebody asks for it: not sooner than this.
                tokio::time::sleep(if is_known { SOON } else { AGAIN }).await;
                if is_known {
                    let _ = tokio::time::timeout(EVERY, identity.wanted.notified()).await;
                }
            };
            tokio::select! {
                () = &mut stop => return,
                () = wanted => {}
            }
        }
    }
}

fn away() -> AppError {
    let detail =
        "the identity provider cannot be reached: try again in a moment, or sign in with a key".to_owned();
    AppError::NotReady { detail }
}

fn no_provider() -> AppError {
    AppError::NotFound { what: "identity provider", name: "sign-in".to_owned() }
}
