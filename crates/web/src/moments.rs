//! The moments of an answer at which something changes, and how nodes stand at each.

use crate::json::Json;
use model::{Level, Seconds};
use serde_json::Value;
use std::collections::BTreeMap;

/// A moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    second: u32,
    /// After the beginning, ISO 8601.
    pub(crate) offset: String,
    /// The time, RFC 3339; empty when the scenario has no beginning in the calendar.
    pub(crate) at: String,
}

fn second(iso: &str) -> Option<u32> {
    Seconds::parse(iso).ok().map(Seconds::get)
}

/// All moments of an answer, the first one is the beginning.
pub(crate) fn moments(answer: &Value) -> Vec<Moment> {
    let mut all = BTreeMap::new();
    for span in answer.a("affected").iter().flat_map(|node| node.a("spans")) {
        for (offset, at) in [("from", "fromAt"), ("until", "untilAt")] {
            if let Some(second) = second(span.s(offset)) {
                let moment = Moment { second, offset: span.s(offset).to_owned(), at: span.s(at).to_owned() };
                all.insert(second, moment);
            }
        }
    }
    if !answer.is_null() {
        let start = Moment { second: 0, offset: "PT0S".into(), at: answer.s("startsAt").to_owned() };
        all.entry(0).or_insert(start);
    }
    all.into_values().collect()
}

impl Moment {
    /// How a node of the answer stands at it.
    pub(crate) fn level(&self, node: &Value) -> Level {
        let at = |span: &&Value| {
            let until = second(span.s("until"));
            second(span.s("from")).is_some_and(|from| from <= self.second)
                && until.is_none_or(|until| self.second < until)
        };
        let span = node.a("spans").iter().find(at);
        span.and_then(|span| Level::from_word(span.s("level"))).unwrap_or(Level::Operational)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_change_is_a_moment() {
        let node = json!({"spans": [{"level": "degraded", "from": "PT1H", "until": "PT2H"}, {"level": "unavailable", "from": "PT2H"}]});
        let answer = json!({"affected": [node]});
        let found = moments(&answer);
        assert_eq!(
            found.iter().map(|moment| moment.offset.as_str()).collect::<Vec<_>>(),
            ["PT0S", "PT1H", "PT2H"]
        );
        let levels: Vec<Level> = found.iter().map(|moment| moment.level(&answer["affected"][0])).collect();
        assert_eq!(levels, [Level::Operational, Level::Degraded, Level::Unavailable]);
        assert_eq!(moments(&Value::Null), []);
    }
}
