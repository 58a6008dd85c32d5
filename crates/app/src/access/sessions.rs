//! Sessions of browsers: kept as digests, in memory like keys, and ended when they were not used, when their time is over,
//! when somebody signs out, and with the key that they were opened with, or what an identity provider says of who opened them.

use super::Access;
use crate::error::AppError;
use access::session::{IDLE_MS, LASTS_MS, RANDOM, new_text};
use access::{Kind, Principal, Refused, Session, SessionText};
use arc_swap::ArcSwap;
use model::incident::Millis;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::AccessRow;

/// The kind of the entries that are sessions.
pub(super) const SESSION: &str = "session";

/// A session as it is stored, under the digest of its text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SessionRecord {
    /// The key that it was opened with; empty: it was none.
    key: String,
    /// Who has signed in through the identity provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    created_ms: i64,
    ends_ms: i64,
}

/// By what a session lasts.
#[derive(Debug)]
pub(super) enum Holder {
    /// By a key.
    Key(String),
    /// By what an identity provider says of somebody.
    Person(String),
}

#[derive(Debug)]
struct Open {
    record: SessionRecord,
    seen_ms: AtomicI64,
}

/// All open sessions, by the digest of their texts.
#[derive(Debug, Default)]
pub(super) struct Sessions(ArcSwap<HashMap<String, Arc<Open>>>);

impl Sessions {
    pub(super) fn take_over<'r>(&self, rows: impl Iterator<Item = &'r AccessRow>) {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return;
        }
        let mut open = HashMap::clone(&self.0.load());
        for row in rows {
            let record =
                row.body.as_deref().and_then(|body| serde_json::from_str::<SessionRecord>(body).ok());
            match record {
                None => drop(open.remove(&row.id)),
                Some(record) => {
                    let seen_ms = AtomicI64::new(record.created_ms);
                    open.entry(row.id.clone()).or_insert_with(|| Arc::new(Open { record, seen_ms }));
                }
            }
        }
        self.0.store(Arc::new(open));
    }

    /// The sessions of somebody, as an identity provider has said it of him, that are open at this moment.
    pub(super) fn of_person(&self, id: &str, now: Millis) -> Vec<String> {
        let all = self.0.load();
        let his = |open: &Open| open.record.person.as_deref() == Some(id) && open.lasts(now);
        all.iter().filter(|(_, open)| his(open)).map(|(id, _)| id.clone()).collect()
    }
}

impl Open {
    fn lasts(&self, now: Millis) -> bool {
        now < self.record.ends_ms && now.saturating_sub(self.seen_ms.load(Ordering::Relaxed)) < IDLE_MS
    }
}

/// A session that was just opened.
#[derive(Debug)]
pub struct SignedIn {
    /// The text for the cookie; nobody else has it.
    pub cookie: String,
    /// The session.
    pub session: Session,
}

/// Why somebody could not sign in.
#[derive(Debug)]
pub enum NotSignedIn {
    /// The key is not taken, or the identity provider does not confirm who somebody is.
    Refused(Refused),
    /// He is who he says, and has no role here.
    NoRole(Arc<Principal>),
    /// The database fails.
    Failed(AppError),
}

impl Access {
    /// Opens a session with a key. A sealed one is used up by it.
    ///
    /// # Errors
    /// The key is not taken; the database fails.
    pub async fn sign_in(&self, key: &str, now: Millis) -> Result<SignedIn, NotSignedIn> {
        let who = self.directory.load().who(key, now).map_err(NotSignedIn::Refused)?;
        let key = who.id().strip_prefix("key:").unwrap_or_default().to_owned();
        if who.kind() == Kind::Sealed {
            match self.open_sealed(&key, now).await {
                Ok(true) => tracing::error!(name = who.name(), "a sealed account for emergencies was opened"),
                Ok(false) => return Err(NotSignedIn::Refused(Refused::Unknown)),
                Err(error) => return Err(NotSignedIn::Failed(error)),
            }
        }
        self.open_session(Holder::Key(key), who, now).await.map_err(NotSignedIn::Failed)
    }

    /// Opens a session for somebody.
    pub(super) async fn open_session(
        &self,
        holder: Holder,
        who: Arc<Principal>,
        now: Millis,
    ) -> Result<SignedIn, AppError> {
        let cookie = random()?;
        let text = SessionText::parse(&cookie).unwrap_or_else(|| unreachable!("it was just made"));
        let (id, csrf) = (text.id(), text.csrf().into());
        let ends_ms = now.saturating_add(LASTS_MS);
        let (key, person) = match holder {
            Holder::Key(key) => (key, None),
            Holder::Person(person) => (String::new(), Some(person)),
        };
        let record = SessionRecord { key, person, created_ms: now, ends_ms };
        let written = serde_json::to_string(&record)
            .unwrap_or_else(|_| unreachable!("a session has only text and numbers"));
        self.store.put_access(SESSION, &[(&id, Some(&written))], Some(0)).await?;
        self.catch_up().await?;
        Ok(SignedIn { session: Session { who, csrf, ends_ms }, cookie })
    }

    /// The session of a cookie, while it is open.
    pub fn session(&self, cookie: &str, now: Millis) -> Option<Session> {
        let text = SessionText::parse(cookie)?;
        let open = Arc::clone(self.sessions.0.load().get(&text.id())?);
        if !open.lasts(now) {
            return None;
        }
        let ends_ms = open.record.ends_ms;
        let who = match &open.record.person {
            Some(person) => self.people.who(person, now)?,
            None => self.directory.load().holder(&open.record.key, now)?,
        };
        open.seen_ms.fetch_max(now, Ordering::Relaxed);
        Some(Session { who, csrf: text.csrf().into(), ends_ms })
    }

    /// Ends the session of a cookie, if there is one.
    ///
    /// # Errors
    /// The database fails.
    pub async fn sign_out(&self, cookie: &str) -> Result<(), AppError> {
        let Some(text) = SessionText::parse(cookie) else { return Ok(()) };
        let id = text.id();
        if self.sessions.0.load().contains_key(&id) {
            self.store.put_access(SESSION, &[(&id, None)], None).await?;
            self.catch_up().await?;
        }
        Ok(())
    }

    /// Writes down which sessions were used, learns it from other processes, and forgets those that have ended.
    pub(super) async fn note_sessions(&self, since: Millis, now: Millis) -> Result<(), AppError> {
        let open = Arc::clone(&self.sessions.0.load());
        if open.is_empty() {
            return Ok(());
        }
        let seen = |open: &Open| open.seen_ms.load(Ordering::Relaxed);
        let used: Vec<(String, i64)> = open
            .iter()
            .filter(|(_, session)| seen(session) >= since)
            .map(|(id, session)| (id.clone(), seen(session)))
            .collect();
        self.store.note_used(SESSION, &used).await?;
        for (id, at) in self.store.used(SESSION).await? {
            if let Some(session) = open.get(&id) {
                session.seen_ms.fetch_max(at, Ordering::Relaxed);
            }
        }
        let over: Vec<(&str, Option<&str>)> = open
            .iter()
            .filter(|(_, session)| !session.lasts(now))
            .map(|(id, _)| (id.as_str(), None))
            .collect();
        if over.is_empty() {
            return Ok(());
        }
        self.store.put_access(SESSION, &over, None).await?;
        self.catch_up().await
    }
}

/// A text that nobody guesses.
pub(super) fn random() -> Result<String, AppError> {
    let bytes = outside::random::bytes::<RANDOM>();
    let bytes = bytes.ok_or_else(|| AppError::TooMuch {
        detail: "the system has no random numbers to give: try again".to_owned(),
    })?;
    Ok(new_text(&bytes))
}
