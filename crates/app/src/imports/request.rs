//! What is asked for when something is imported: files and what people have said about them.

use imports::Options;
use model::Key;
use outside::digest::sha256;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its name, without folders.
    pub name: String,
    /// What it holds.
    #[serde(with = "packed")]
    pub bytes: Vec<u8>,
}

/// What is imported, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The word of the format.
    pub format: String,
    /// The files.
    pub files: Vec<Sent>,
    /// The agency that runs what the source gives to nobody.
    pub into: Option<String>,
    /// Under which name it is kept what people say about this source.
    pub profile: Option<String>,
    /// What columns mean, by their heads.
    pub columns: BTreeMap<String, String>,
    /// Answers, by the ids of questions.
    pub answers: BTreeMap<String, String>,
    /// Dependencies are the other way round; `None` = as the profile has it.
    pub turned: Option<bool>,
    /// The encoding of the files, when somebody knows it.
    pub encoding: Option<String>,
}

impl Request {
    /// The name of the profile: the one that was given, else that of the agency and the format.
    pub fn profile(&self) -> String {
        let own = || match &self.into {
            Some(into) => format!("{into}.{}", self.format),
            None => self.format.clone(),
        };
        self.profile.clone().unwrap_or_else(own)
    }

    /// The same for the same files and the same place they go into: sent twice, they are one preview.
    pub fn id(&self) -> String {
        let mut pieces = vec![self.format.clone().into_bytes(), self.profile().into_bytes()];
        pieces
            .extend(self.files.iter().flat_map(|file| [file.name.clone().into_bytes(), file.bytes.clone()]));
        // The pieces must not run into each other.
        let sums: Vec<Vec<u8>> = pieces.into_iter().map(|piece| sha256(&[piece]).into_bytes()).collect();
        sha256(&sums).chars().take(16).collect()
    }

    /// What people have said, with what is kept of the source.
    pub(super) fn options(&self, profile: &super::profile::Profile) -> Options {
        let with = |kept: &BTreeMap<String, String>, said: &BTreeMap<String, String>| {
            let mut all = kept.clone();
            all.extend(said.clone());
            all
        };
        Options {
            into: self.into.as_deref().and_then(|into| Key::new(into).ok()),
            columns: with(&profile.columns, &self.columns),
            answers: with(&profile.answers, &self.answers),
            turned: self.turned.unwrap_or(profile.turned),
            encoding: self.encoding.clone().or_else(|| profile.encoding.clone()),
        }
    }

    pub(super) fn written(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_else(|_| unreachable!("texts can be written as JSON"))
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// Bytes as text: a third larger than they are, where a list of numbers would be four times as large.
mod packed {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        BASE64_STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
