//! Names of nodes for people, by their keys, as far as the visitor may read them.

use crate::form::encoded;
use crate::json::{Json, texts};
use crate::site::Site;
use crate::told::Told;
use crate::visitor::Visitor;
use serde_json::Value;
use std::collections::HashMap;

/// Most names that are looked up for a page; the others are told by their keys.
const LOOKED_UP: usize = 120;

/// Names by key.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<String, String>);

impl Names {
    /// Looks up what is not known yet.
    pub(crate) async fn look_up(&mut self, site: &Site, visitor: &Visitor, keys: Vec<String>) {
        for key in &keys {
            if key.is_empty() || self.0.contains_key(key.as_str()) || self.0.len() >= LOOKED_UP {
                continue;
            }
            let node = site.get(visitor, format!("/v1/nodes/{}", encoded(key))).await;
            let name = node.ok().map(|node| node.s("name").to_owned());
            self.know(key, name.as_deref().unwrap_or(key));
        }
    }

    /// What an answer says.
    pub(crate) fn know(&mut self, key: &str, name: &str) {
        self.0.insert(key.to_owned(), name.to_owned());
    }

    /// The name, or the key.
    pub(crate) fn of<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// What a dependency needs, by name.
    pub(crate) fn needed(&self, need: &Value) -> String {
        providers(need).map(|key| self.of(key)).collect::<Vec<_>>().join(", ")
    }

    /// Who needs what, by name.
    pub(crate) fn told(&self, l: &Told, need: &Value) -> String {
        format!("{} {} {}", self.of(need.s("dependent")), l.text("report-needs"), self.needed(need))
    }
}

/// The keys of who needs something and of what he needs.
pub(crate) fn keys_of(need: &Value) -> impl Iterator<Item = String> {
    std::iter::once(need.s("dependent")).chain(providers(need)).map(str::to_owned)
}

fn providers(need: &Value) -> impl Iterator<Item = &str> {
    const FORMS: [&str; 9] =
        ["on", "whole", "anyOf", "oneOfUnknown", "of", "sharedBy", "supportedBy", "informedBy", "providers"];
    FORMS.into_iter().flat_map(|form| texts(need.o(form)))
}
