//! What a plain word of YAML means: nothing, truth value, number or text (core schema of YAML 1.2).

use wire::Value;

/// The value of a scalar that was written without quotation marks.
pub fn resolve(text: &str) -> Value {
    let value = match text.as_bytes().first() {
        None | Some(b'~' | b'n' | b'N') => {
            matches!(text, "" | "~" | "null" | "Null" | "NULL").then_some(Value::Null)
        }
        Some(b't' | b'T') => matches!(text, "true" | "True" | "TRUE").then_some(Value::Bool(true)),
        Some(b'f' | b'F') => matches!(text, "false" | "False" | "FALSE").then_some(Value::Bool(false)),
        // One thousand two hundred to some, one and a fifth to others: the reader of the property asks.
        Some(b'1'..=b'9') if is_in_thousands(text) => None,
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number(text),
        Some(_) => None,
    };
    value.unwrap_or_else(|| Value::Str(text.to_owned()))
}

/// Is a number written as with a point between thousands: 1.200, but neither 0.125 nor 1.25?
pub(super) fn is_in_thousands(text: &str) -> bool {
    let mut groups = text.split('.');
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first));
    first
        && text.contains('.')
        && !text.starts_with('0')
        && groups.all(|group| group.len() == 3 && digits(group))
}

fn number(text: &str) -> Option<Value> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits == text {
        for (prefix, radix) in [("0x", 16), ("0o", 8)] {
            if let Some(rest) = text.strip_prefix(prefix).filter(|r| !r.starts_with(['+', '-'])) {
                return i64::from_str_radix(rest, radix).ok().map(Value::Int);
            }
        }
    }
    match digits {
        ".inf" | ".Inf" | ".INF" => {
            return Some(Value::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY }));
        }
        ".nan" | ".NaN" | ".NAN" if digits == text => return Some(Value::Float(f64::NAN)),
        _ => {}
    }
    let bytes = digits.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = run(0);
    if whole == bytes.len() && whole > 0 {
        return text.parse().map(Value::Int).or_else(|_| text.parse().map(Value::Float)).ok();
    }
    let mut at = whole;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        fraction = run(at + 1);
        at += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = run(at);
        if exponent == 0 {
            return None;
        }
        at += exponent;
    }
    if at == bytes.len() { text.parse().map(Value::Float).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_what_the_core_schema_says() {
        for (text, value) in [
            ("", Value::Null),
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("yes", Value::Str("yes".into())),
            ("no", Value::Str("no".into())),
            ("-12", Value::Int(-12)),
            ("+7", Value::Int(7)),
            ("0x1f", Value::Int(31)),
            ("0o17", Value::Int(15)),
            ("1e3", Value::Float(1000.0)),
            (".5", Value::Float(0.5)),
            ("2.", Value::Float(2.0)),
            ("99999999999999999999", Value::Float(1e20)),
            ("-.inf", Value::Float(f64::NEG_INFINITY)),
            ("1e400", Value::Float(f64::INFINITY)),
            ("2026-05-01", Value::Str("2026-05-01".into())),
            ("12:30", Value::Str("12:30".into())),
            ("1.200", Value::Str("1.200".into())),
            ("1.200.000", Value::Str("1.200.000".into())),
            ("0.125", Value::Float(0.125)),
            ("1.25", Value::Float(1.25)),
            ("1.2500", Value::Float(1.25)),
            ("1.2.3", Value::Str("1.2.3".into())),
            ("-", Value::Str("-".into())),
            (".", Value::Str(".".into())),
            ("1e", Value::Str("1e".into())),
            ("0x", Value::Str("0x".into())),
            ("+.nan", Value::Str("+.nan".into())),
            ("inf", Value::Str("inf".into())),
            ("nan", Value::Str("nan".into())),
        ] {
            assert_eq!(resolve(text), value, "{text:?}");
        }
        assert!(matches!(resolve(".nan"), Value::Float(f) if f.is_nan()));
    }
}
