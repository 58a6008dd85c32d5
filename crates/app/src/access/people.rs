//! Who signs in through an identity provider: what it has said of each last, and what he may by that.
//!
//! It is kept for a while after the last sign-in, since what somebody has subscribed to goes on as long as he may.

use super::Access;
use super::sessions::SESSION;
use crate::error::AppError;
use access::{Kind, Principal, Rights, Rules};
use arc_swap::ArcSwap;
use model::incident::Millis;
use outside::identity::token::Claims;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use store::AccessRow;
use wire::access::{GrantDoc, KeyDoc, PersonDoc};

/// The kind of the entries that are people, and programs with tokens of the provider that have subscribed to something.
pub(super) const PERSON: &str = "person";
/// For how long somebody stands for what he has set up after he has signed in last, in milliseconds: thirty days.
pub const STANDS_MS: i64 = 30 * 86_400_000;
/// Most people; more are refused.
const MOST: usize = 50_000;
/// Letters of an id.
const ID: usize = 20;

/// Somebody as he is stored, under his id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PersonRecord {
    /// What the provider calls him.
    pub(super) subject: String,
    pub(super) name: String,
    /// What is said of him, as far as rules are about it.
    pub(super) facts: Vec<String>,
    /// When it was said last.
    pub(super) said_ms: i64,
}

impl PersonRecord {
    /// What a provider says of somebody, and his id.
    pub(super) fn new(
        claims: &Claims,
        issuer: &str,
        groups: &str,
        rules: &Rules,
        now: Millis,
    ) -> (String, Self) {
        let program = claims.program();
        let mut facts: Vec<String> =
            claims.list(groups).iter().map(|group| format!("group:{group}")).collect();
        // Whoever uses a program is not that program, and has not been given what it may.
        if let Some(client) = program {
            facts.push(format!("client:{client}"));
            facts.extend(claims.list("scope").iter().map(|scope| format!("scope:{scope}")));
        }
        facts.retain(|fact| rules.know(fact));
        facts.sort_unstable();
        facts.dedup();
        let sum = Sha256::digest(format!("{issuer}\n{}", claims.subject()));
        let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        let kind = if program.is_some() { "client" } else { "person" };
        let person = Self { subject: claims.subject().to_owned(), name: claims.name(), facts, said_ms: now };
        (format!("{kind}:{}", &sum[..ID]), person)
    }

    /// Who that is by these rules.
    pub(super) fn principal(&self, id: &str, rules: &Rules) -> Principal {
        let grants = rules.grants(self.facts.iter().map(String::as_str));
        Principal::new(Kind::Person, id, &self.name, grants, Rights::ALL)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Person {
    record: PersonRecord,
    who: Arc<Principal>,
}

/// All of them, by id.
#[derive(Debug, Default)]
pub(super) struct People(ArcSwap<HashMap<String, Person>>);

impl People {
    pub(super) fn take_over<'r>(&self, rows: impl Iterator<Item = &'r AccessRow>, rules: &Rules) {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return;
        }
        let mut all = HashMap::clone(&self.0.load());
        for row in rows {
            let record = row.body.as_deref().and_then(|body| serde_json::from_str::<PersonRecord>(body).ok());
            match record {
                None => drop(all.remove(&row.id)),
                Some(record) => {
                    let who = Arc::new(record.principal(&row.id, rules));
                    all.insert(row.id.clone(), Person { record, who });
                }
            }
        }
        self.0.store(Arc::new(all));
    }

    /// Judges all of them by these rules.
    pub(super) fn judge(&self, rules: &Rules) {
        let mut all = HashMap::clone(&self.0.load());
        for (id, person) in &mut all {
            person.who = Arc::new(person.record.principal(id, rules));
        }
        self.0.store(Arc::new(all));
    }

    /// Who that is, as long as what was said of him counts.
    pub(super) fn who(&self, id: &str, now: Millis) -> Option<Arc<Principal>> {
        let all = self.0.load();
        let person = all.get(id).filter(|person| now < person.record.said_ms.saturating_add(STANDS_MS))?;
        (!person.who.grants().is_empty()).then(|| Arc::clone(&person.who))
    }

    /// When it was said last who that is.
    pub(super) fn said(&self, id: &str) -> Option<Millis> {
        self.0.load().get(id).map(|person| person.record.said_ms)
    }

    fn old(&self, now: Millis) -> Vec<String> {
        let all = self.0.load();
        let old = all.iter().filter(|(_, person)| now >= person.record.said_ms.saturating_add(STANDS_MS));
        old.map(|(id, _)| id.clone()).collect()
    }
}

impl Access {
    /// Those who have signed in through the identity provider of late, by name.
    pub fn people(&self, now: Millis) -> Vec<PersonDoc> {
        let all = self.people.0.load();
        let doc = |(id, Person { record, who }): (&String, &Person)| PersonDoc {
            id: id.clone(),
            name: record.name.clone(),
            subject: record.subject.clone(),
            roles: who.grants().iter().map(GrantDoc::new).collect(),
            said_at: KeyDoc::time(record.said_ms),
            sessions: self.sessions.of_person(id, now).len(),
        };
        let mut all: Vec<PersonDoc> = all.iter().map(doc).collect();
        all.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        all
    }

    /// Ends all that somebody has opened or set up, until he signs in again.
    ///
    /// # Errors
    /// There is nobody of this id; the database fails.
    pub async fn sign_out_person(&self, id: &str) -> Result<(), AppError> {
        self.catch_up().await?;
        if !self.people.0.load().contains_key(id) {
            return Err(AppError::NotFound { what: "person", name: id.to_owned() });
        }
        self.store.put_access(PERSON, &[(id, None)], None).await?;
        // Also those that have ended: none comes to life again with the next sign-in.
        let sessions = self.sessions.of_person(id, Millis::MIN);
        let ended: Vec<(&str, Option<&str>)> = sessions.iter().map(|id| (id.as_str(), None)).collect();
        if !ended.is_empty() {
            self.store.put_access(SESSION, &ended, None).await?;
        }
        self.catch_up().await
    }

    /// Keeps what was said of somebody, from now on for all that he has opened or set up.
    pub(super) async fn keep_person(&self, id: &str, person: &PersonRecord) -> Result<(), AppError> {
        let all = self.people.0.load();
        if all.len() >= MOST && !all.contains_key(id) {
            let detail = format!("there are {MOST} people already");
            return Err(AppError::TooMuch { detail });
        }
        let written = serde_json::to_string(person)
            .unwrap_or_else(|_| unreachable!("a person has only text and numbers"));
        self.store.put_access(PERSON, &[(id, Some(&written))], None).await?;
        self.catch_up().await
    }

    /// Forgets those who have not been seen for long.
    pub(super) async fn forget_people(&self, now: Millis) -> Result<(), AppError> {
        let old = self.people.old(now);
        if old.is_empty() {
            return Ok(());
        }
        let writes: Vec<(&str, Option<&str>)> = old.iter().map(|id| (id.as_str(), None)).collect();
        self.store.put_access(PERSON, &writes, None).await?;
        self.catch_up().await
    }
}
