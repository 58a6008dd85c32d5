//! A scenario as it stands in the address of a page: what fails, how badly, from when, until when.

use crate::ask::Refusal;
use crate::form::{Fields, encoded};
use crate::held::shown;
use crate::json::Json;
use crate::site::Site;
use crate::visitor::Visitor;
use model::time::Seconds;
use model::{Key, duration_words};
use serde_json::{Value, json};

/// Failures of a form; more come with an address.
pub(crate) const ROWS: usize = 200;
/// Nodes that are offered for a name that fits several.
const OFFERED: usize = 8;

/// A failure as somebody wrote it, and what was made of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// What was written.
    pub(crate) written: String,
    /// The node.
    pub(crate) node: Option<Value>,
    /// Nodes that may be meant, when it is not clear.
    pub(crate) meant: Vec<Value>,
    pub(crate) level: String,
    pub(crate) from: String,
    pub(crate) until: String,
}

impl Row {
    /// The key of the node, or what was written.
    pub(crate) fn key(&self) -> &str {
        self.node.as_ref().map_or(&self.written, |node| node.s("key"))
    }

    pub(crate) fn name(&self) -> &str {
        self.node.as_ref().map_or("", |node| node.s("name"))
    }

    fn failure(&self) -> Value {
        let mut failure = json!({"node": self.key()});
        for (name, text) in [("level", &self.level), ("from", &self.from), ("until", &self.until)] {
            if !text.is_empty() {
                failure[name] = moment(text).into();
            }
        }
        failure
    }
}

/// A question, whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Question {
    pub(crate) rows: Vec<Row>,
    pub(crate) horizon: String,
    pub(crate) starts_at: String,
    pub(crate) confirmed: bool,
    /// The changes of the basket are supposed.
    pub(crate) basket: bool,
    /// Hypothetical changes, JSON as in a change set.
    pub(crate) changes: Vec<Value>,
    /// As it stands in an address.
    pub(crate) query: String,
}

impl Question {
    /// Reads it and looks up its nodes.
    pub(crate) async fn read(site: &Site, visitor: &Visitor, fields: &Fields) -> Result<Self, Refusal> {
        let nth = |name: &str, at: usize| fields.all(name).nth(at).unwrap_or_default().to_owned();
        let mut rows = Vec::new();
        for (at, written) in fields.all("fail").enumerate().filter(|(_, text)| !text.is_empty()).take(ROWS) {
            let (node, meant) = find(site, visitor, written).await?;
            let (level, from, until) = (nth("level", at), nth("from", at), nth("until", at));
            rows.push(Row { written: written.to_owned(), node, meant, level, from, until });
        }
        let basket = fields.some("basket").is_some();
        let changes = if basket { shown(site, visitor).changes() } else { Vec::new() };
        let mut question = Self {
            rows,
            horizon: fields.get("horizon").to_owned(),
            starts_at: fields.get("startsAt").to_owned(),
            confirmed: fields.get("include") == "confirmed",
            basket,
            changes,
            query: String::new(),
        };
        question.query = question.fields().query();
        Ok(question)
    }

    fn fields(&self) -> Fields {
        let mut fields = Fields::default();
        for row in &self.rows {
            fields.push("fail", row.key());
            fields.push("level", &row.level);
            fields.push("from", &row.from);
            fields.push("until", &row.until);
        }
        let include = if self.confirmed { "confirmed" } else { "" };
        let basket = if self.basket { "yes" } else { "" };
        let more = [
            ("horizon", &*self.horizon),
            ("startsAt", &self.starts_at),
            ("include", include),
            ("basket", basket),
        ];
        for (name, value) in more {
            if !value.is_empty() {
                fields.push(name, value);
            }
        }
        fields
    }

    /// As the fields of a form that repeats it.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let fields = Fields::read(&self.query);
        fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The name of an affected node's agency, as far as the answer says it.
    pub(crate) fn agency<'a>(&self, answer: &'a Value, node: &'a Value) -> &'a str {
        let key = node.s("agency");
        answer
            .a("agencies")
            .iter()
            .find(|agency| agency.s("key") == key)
            .map_or(key, |agency| agency.s("name"))
    }

    /// Why a node is affected: from what it needs to what failed.
    pub(crate) fn why(&self, answer: &Value, node: &Value) -> String {
        let name = |hop: &Value| {
            let key = hop.s("node");
            let affected = answer.a("affected").iter().find(|node| node.s("key") == key);
            let given = self.rows.iter().find(|row| row.key() == key).map(Row::name);
            let name = if hop.has("name") { Some(hop.s("name")) } else { None };
            name.or(affected.map(|node| node.s("name"))).or(given).unwrap_or(key).to_owned()
        };
        node.a("why").iter().skip(1).map(name).collect::<Vec<_>>().join(" ← ")
    }

    /// Whether every failure has its node.
    pub(crate) fn is_clear(&self) -> bool {
        !self.rows.is_empty() && self.rows.iter().all(|row| row.node.is_some())
    }

    /// The request of the API.
    pub(crate) fn request(&self, limit: usize) -> Value {
        let mut request = self.failures();
        request["limit"] = limit.into();
        if self.confirmed {
            request["include"] = "confirmed".into();
        }
        if !self.changes.is_empty() {
            request["changes"] = self.changes.clone().into();
        }
        request
    }

    /// Only what fails, when.
    pub(crate) fn failures(&self) -> Value {
        let mut request = json!({"failures": self.rows.iter().map(Row::failure).collect::<Vec<_>>()});
        if !self.horizon.is_empty() {
            request["horizon"] = moment(&self.horizon).into();
        }
        if !self.starts_at.is_empty() {
            request["startsAt"] = self.starts_at.clone().into();
        }
        request
    }
}

/// "2 Tage", "4 h": as ISO 8601; anything else as it is, so that the API says what is wrong with it.
pub(crate) fn moment(text: &str) -> String {
    let meant = duration_words::read(text).and_then(|(seconds, _)| Seconds::new(seconds).ok());
    meant.map_or_else(|| text.to_owned(), |time| time.to_string())
}

/// A word of the API as it may stand in an address.
pub(crate) fn word(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect()
}

/// The node that is written by key or by name; else those that may be meant.
pub(crate) async fn find(
    site: &Site,
    visitor: &Visitor,
    written: &str,
) -> Result<(Option<Value>, Vec<Value>), Refusal> {
    if Key::new(written).is_ok() {
        match site.get(visitor, format!("/v1/nodes/{}", encoded(written))).await {
            Ok(node) => return Ok((Some(keyed(node, written)), Vec::new())),
            Err(refusal) if refusal.is_missing() => {}
            Err(refusal) => return Err(refusal),
        }
    }
    let found = site.get(visitor, format!("/v1/nodes?limit={OFFERED}&q={}", encoded(written))).await?;
    let found = found.a("items");
    let mut same = found.iter().filter(|node| node.s("name").eq_ignore_ascii_case(written));
    match (same.next(), same.next(), found) {
        (Some(only), None, _) | (_, _, [only]) => Ok((Some(only.clone()), Vec::new())),
        _ => Ok((None, found.to_vec())),
    }
}

fn keyed(mut node: Value, key: &str) -> Value {
    node["key"] = key.into();
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_taken_as_people_write_them() {
        for (text, iso) in [
            ("2 Tage", "P2D"),
            ("4 h", "PT4H"),
            ("PT4H", "PT4H"),
            ("bald", "bald"),
            ("unavailable", "unavailable"),
        ] {
            assert_eq!(moment(text), iso);
        }
    }
}
