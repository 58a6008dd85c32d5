//! Reading the API's answers in templates: what is absent is empty.

use serde_json::Value;

static NULL: Value = Value::Null;

/// Short ways into a JSON value.
pub(crate) trait Json {
    /// The value of a member.
    fn o(&self, name: &str) -> &Value;
    /// A text.
    fn s(&self, name: &str) -> &str;
    /// A whole number.
    fn n(&self, name: &str) -> u64;
    /// A list.
    fn a(&self, name: &str) -> &[Value];
    /// Whether it is there and not false, empty or zero.
    fn has(&self, name: &str) -> bool;
    /// The value itself as text.
    fn text(&self) -> &str;
}

impl Json for Value {
    fn o(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&NULL)
    }

    fn s(&self, name: &str) -> &str {
        self.o(name).text()
    }

    fn n(&self, name: &str) -> u64 {
        let value = self.o(name);
        value.as_u64().or_else(|| value.as_f64().map(|number| number.round() as u64)).unwrap_or_default()
    }

    fn a(&self, name: &str) -> &[Value] {
        self.o(name).as_array().map_or(&[], Vec::as_slice)
    }

    fn has(&self, name: &str) -> bool {
        match self.o(name) {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !text.is_empty(),
            Value::Array(list) => !list.is_empty(),
            Value::Object(members) => !members.is_empty(),
        }
    }

    fn text(&self) -> &str {
        self.as_str().unwrap_or_default()
    }
}

/// The texts of a list that may also be one text.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => vec![text],
        _ => Vec::new(),
    }
}
