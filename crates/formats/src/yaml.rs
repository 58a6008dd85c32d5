//! Trees as YAML that every YAML reader understands the same way, old ones included.

use super::scalar::is_in_thousands;
use std::io::{self, Write};
use wire::{Tree, Value};

/// Longest list of plain words that is written on one line, in characters.
const LINE: usize = 100;

/// Writes the properties of an object as a block, each line indented by `indent` spaces.
///
/// Recursion is bounded by the depth of a tree.
pub fn write_block(tree: &Tree, indent: usize, out: &mut impl Write) -> io::Result<()> {
    for (i, entry) in tree.entries().iter().enumerate() {
        if i > 0 {
            pad(indent, out)?;
        }
        write_text(&entry.key, out)?;
        write_value(&entry.value, indent, out)?;
    }
    Ok(())
}

/// Writes what comes behind the colon, with its line end.
fn write_value(tree: &Tree, indent: usize, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b":")?;
    match &tree.value {
        Value::Map(entries) if !entries.is_empty() => {
            out.write_all(b"\n")?;
            pad(indent + 2, out)?;
            write_block(tree, indent + 2, out)
        }
        Value::Seq(items) if !items.is_empty() && !on_one_line(items) => {
            out.write_all(b"\n")?;
            for item in items {
                pad(indent + 2, out)?;
                out.write_all(b"- ")?;
                match &item.value {
                    Value::Map(entries) if !entries.is_empty() => write_block(item, indent + 4, out)?,
                    _ => {
                        write_inline(item, out)?;
                        out.write_all(b"\n")?;
                    }
                }
            }
            Ok(())
        }
        _ => {
            out.write_all(b" ")?;
            write_inline(tree, out)?;
            out.write_all(b"\n")
        }
    }
}

/// True for scalars that together stay short.
fn on_one_line(items: &[Tree]) -> bool {
    let mut length = 0;
    items.iter().all(|item| {
        length += match &item.value {
            Value::Str(text) => text.len() + 4,
            Value::Map(_) | Value::Seq(_) => LINE,
            _ => 10,
        };
        length < LINE
    })
}

fn write_inline(tree: &Tree, out: &mut impl Write) -> io::Result<()> {
    match &tree.value {
        Value::Null => out.write_all(b"null"),
        Value::Bool(value) => write!(out, "{value}"),
        Value::Int(value) => write!(out, "{value}"),
        // Like JSON, so that it reads back as the same number.
        Value::Float(value) => {
            let mut text = serde_json::to_string(value)?;
            if is_in_thousands(&text) {
                // Another digit keeps three of them from looking like thousands.
                text.push('0');
            }
            out.write_all(text.as_bytes())
        }
        Value::Str(text) => write_text(text, out),
        Value::Seq(items) => {
            out.write_all(b"[")?;
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.write_all(b", ")?;
                }
                write_inline(item, out)?;
            }
            out.write_all(b"]")
        }
        Value::Map(entries) => {
            out.write_all(b"{")?;
            for (i, entry) in entries.iter().enumerate() {
                if i > 0 {
                    out.write_all(b", ")?;
                }
                write_text(&entry.key, out)?;
                out.write_all(b": ")?;
                write_inline(&entry.value, out)?;
            }
            out.write_all(b"}")
        }
    }
}

fn pad(indent: usize, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{:indent$}", "")
}

/// Writes text, in quotation marks unless every reader takes it for text without them.
pub fn write_text(text: &str, out: &mut impl Write) -> io::Result<()> {
    if is_plain(text) { out.write_all(text.as_bytes()) } else { write_quoted(text, out) }
}

/// True when no YAML reader, old or new, takes the bare text for anything else.
fn is_plain(text: &str) -> bool {
    /// Words that some version of YAML takes for a truth value, a number or nothing.
    const WORDS: [&str; 13] =
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity", "nil"];
    let inner =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '_' | '/' | '(' | ')' | '+' | '~');
    text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(inner)
        && !WORDS.contains(&text.to_lowercase().as_str())
}

fn write_quoted(text: &str, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\"")?;
    let mut start = 0;
    for (i, c) in text.char_indices() {
        let escape = match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            '\t' => "\\t".to_owned(),
            // Line ends of other conventions, byte order marks and what YAML does not let stand bare.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                format!("\\u{:04X}", u32::from(c))
            }
            _ => continue,
        };
        out.write_all(&text.as_bytes()[start..i])?;
        out.write_all(escape.as_bytes())?;
        start = i + c.len_utf8();
    }
    out.write_all(&text.as_bytes()[start..])?;
    out.write_all(b"\"")
}
