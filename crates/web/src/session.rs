//! Who has signed in with the token of the service, which no database knows: in memory, a random id in a cookie stands for it.
//! Keys open sessions of the API.

use axum::http::HeaderValue;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The cookie.
pub(crate) const COOKIE: &str = "session";
/// A session ends after so long without a page, and after so long at all; in milliseconds.
const IDLE: i64 = 30 * 60 * 1_000;
const ABSOLUTE: i64 = 10 * 3_600 * 1_000;
/// Most sessions; the one that was used longest ago makes room.
const SESSIONS: usize = 10_000;

struct Session {
    token: HeaderValue,
    name: Option<String>,
    begun: i64,
    used: i64,
}

/// All sessions of this process.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, Session>>);

impl Sessions {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins one and gives its id; `None` when the system has no randomness.
    pub(crate) fn begin(&self, token: HeaderValue, name: Option<String>, now: i64) -> Option<String> {
        let mut id = String::with_capacity(64);
        for byte in outside::random::bytes::<32>()? {
            // Writing to a string cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        let mut all = self.all();
        all.retain(|_, session| session.lasts(now));
        if all.len() >= SESSIONS {
            let oldest = all.iter().min_by_key(|(_, session)| session.used).map(|(id, _)| id.clone());
            oldest.and_then(|id| all.remove(&id));
        }
        all.insert(id.clone(), Session { token, name, begun: now, used: now });
        Some(id)
    }

    /// The header that the session stands for, if it lasts, and who has signed in.
    pub(crate) fn token(&self, id: &str, now: i64) -> Option<(HeaderValue, Option<String>)> {
        let mut all = self.all();
        let session = all.get_mut(id).filter(|session| session.lasts(now))?;
        session.used = now;
        Some((session.token.clone(), session.name.clone()))
    }

    /// Ends one.
    pub(crate) fn end(&self, id: &str) {
        self.all().remove(id);
    }
}

impl Session {
    fn lasts(&self, now: i64) -> bool {
        now - self.used < IDLE && now - self.begun < ABSOLUTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_nobody_uses_it_and_after_a_day_of_work() {
        let sessions = Sessions::default();
        let id = sessions.begin(HeaderValue::from_static("Bearer x"), None, 0).unwrap();
        assert_eq!(id.len(), 64);
        assert!(sessions.token(&id, IDLE - 1).is_some());
        assert!(sessions.token(&id, 2 * IDLE).is_none());
        let id = sessions.begin(HeaderValue::from_static("Bearer x"), None, 0).unwrap();
        assert!((1..ABSOLUTE / IDLE * 2).all(|half| sessions.token(&id, half * IDLE / 2).is_some()));
        assert!(sessions.token(&id, ABSOLUTE).is_none());
        let id = sessions.begin(HeaderValue::from_static("Bearer x"), None, 0).unwrap();
        sessions.end(&id);
        assert!(sessions.token(&id, 1).is_none() && sessions.token("", 1).is_none());
    }
}
