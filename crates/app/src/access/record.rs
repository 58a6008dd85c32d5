//! Keys as they are stored: JSON of our own, without the key itself.

use access::key::unhex;
use access::{Entry, Grant, Kind, Over, Principal, Right, Rights, Role};
use model::Key;
use serde::{Deserialize, Serialize};

/// A role over agencies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct GrantRecord {
    role: String,
    /// None = everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    agencies: Option<Vec<String>>,
}

impl GrantRecord {
    pub(super) fn new(grant: &Grant) -> Self {
        let agencies = match &grant.over {
            Over::Everything => None,
            Over::Agencies(keys) => Some(keys.iter().map(ToString::to_string).collect()),
        };
        Self { role: grant.role.word().to_owned(), agencies }
    }

    /// None when a newer program has written a role that is not known here: nothing is allowed then.
    pub(super) fn read(&self) -> Option<Grant> {
        let over = self.agencies.as_ref().map_or(Over::Everything, |list| {
            Over::Agencies(list.iter().map(|key| Key::trusted(key)).collect())
        });
        Some(Grant { role: Role::from_word(&self.role)?, over })
    }
}

/// A key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyRecord {
    pub(super) name: String,
    pub(super) digest: String,
    pub(super) grants: Vec<GrantRecord>,
    /// None = what the roles may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rights: Option<Vec<String>>,
    pub(super) created_ms: i64,
    pub(super) created_by: String,
    pub(super) expires_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) revoked_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) replaces: Option<String>,
    /// For emergencies: opens one session and is used up by that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) sealed: bool,
    /// When it was used up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) opened_ms: Option<i64>,
}

impl KeyRecord {
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).inspect_err(|error| tracing::error!(%error, "a key cannot be read")).ok()
    }

    pub(super) fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("a key has only text and numbers"))
    }

    pub(super) fn grants(&self) -> Vec<Grant> {
        self.grants.iter().filter_map(GrantRecord::read).collect()
    }

    pub(super) fn rights(&self) -> Option<Vec<Right>> {
        Some(self.rights.as_ref()?.iter().filter_map(|word| Right::from_word(word)).collect())
    }

    /// What counts; none when it was revoked.
    pub(super) fn entry(&self, id: &str) -> Option<Entry> {
        if self.revoked_ms.is_some() {
            return None;
        }
        let limit = self.rights().map_or(Rights::ALL, |rights| Rights::of(&rights));
        let kind = if self.sealed { Kind::Sealed } else { Kind::Key };
        let who = Principal::new(kind, &format!("key:{id}"), &self.name, self.grants(), limit);
        Some(Entry::new(who, unhex(&self.digest)?, Some(self.expires_ms)))
    }
}
