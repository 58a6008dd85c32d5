//! What is probably wrong where a file is not YAML: the line as people wrote it, and what to write instead.

use model::{Message, message};
use serde_saphyr::granit_parser::{ErrorKind, ScanError};
use wire::meant::is_odd_blank;

/// A syntax error as people can mend it.
pub(super) struct Told {
    /// The line where something is to be written otherwise.
    pub(super) line: usize,
    pub(super) code: &'static str,
    pub(super) detail: Message,
    pub(super) remedy: Message,
}

/// Longest line that is looked at, in bytes.
const LOOKED_AT: usize = 20_000;

/// What to tell about an error of the parser.
pub(super) fn told(text: &str, error: &ScanError) -> Told {
    let number = error.marker().line();
    let line = text.lines().nth(number.saturating_sub(1)).unwrap_or_default();
    let short = line.get(..LOOKED_AT).unwrap_or(line);
    let column = error.marker().col();
    indentation(text, number).or_else(|| guess(text, number, short, column, error.kind())).unwrap_or_else(
        || Told {
            line: number,
            code: "invalid-yaml",
            detail: message!("problem-yaml", what = error.info(), column = column + 1),
            remedy: message!("remedy-yaml"),
        },
    )
}

/// Blanks in front of a line that are none, in this line or in one before it.
fn indentation(text: &str, number: usize) -> Option<Told> {
    let odd = |line: &str| {
        let indent = line.find(|c: char| c != ' ' && !is_odd_blank(c)).unwrap_or(line.len());
        line[..indent].contains(|c: char| is_odd_blank(c) && c != '\u{feff}')
    };
    let (at, _) = text.lines().take(number).enumerate().find(|(_, line)| odd(line))?;
    Some(Told {
        line: at + 1,
        code: "odd-blank",
        detail: message!("problem-odd-indentation"),
        remedy: message!("remedy-odd-indentation"),
    })
}

fn guess(text: &str, number: usize, line: &str, column: usize, kind: &ErrorKind) -> Option<Told> {
    let syntax = |detail, remedy| Some(Told { line: number, code: "invalid-yaml", detail, remedy });
    match kind {
        ErrorKind::TabInIndentation | ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed => {
            syntax(message!("problem-tab"), message!("remedy-tab"))
        }
        ErrorKind::DirectiveDisallowed => Some(Told {
            line: number,
            code: "unsupported-yaml",
            detail: message!("problem-directive"),
            remedy: message!("remedy-take-line-out"),
        }),
        ErrorKind::UnexpectedCharacter { character } if !character.is_control() => {
            let detail = message!("problem-first-character", character = character.to_string());
            syntax(detail, quotes(line, column).unwrap_or_else(|| message!("remedy-quotes-around")))
        }
        ErrorKind::UnexpectedCharacter { .. } => None,
        _ if misplaced_dash(line) => syntax(message!("problem-dash"), message!("remedy-dash")),
        ErrorKind::ExpectedBlockMappingKey if column == indent(line) => uneven(text, number, line),
        _ => in_text(text, number, line, column),
    }
}

/// A mark of YAML inside a text without quotation marks, or something that is not closed.
fn in_text(text: &str, number: usize, line: &str, column: usize) -> Option<Told> {
    let syntax = |line, detail, remedy| Some(Told { line, code: "invalid-yaml", detail, remedy });
    // The parser stops at the mark or some lines behind it.
    let nearby = (number.saturating_sub(2)..number).rev();
    let lines: Vec<(usize, &str)> = nearby
        .filter_map(|at| Some((at + 1, text.lines().nth(at).filter(|l| l.len() <= LOOKED_AT)?)))
        .collect();
    for &(at, line) in &lines {
        let column = if at == number { column } else { usize::MAX };
        if let Some(found) = pieces(line).into_iter().find(|piece| piece.torn(column)) {
            let mark = found.mark();
            let remedy = message!("remedy-quotes", name = found.name, text = found.value.replace('"', "'"));
            return syntax(at, message!("problem-mark-in-text", mark = mark), remedy);
        }
    }
    let count = |line: &str, mark: char| line.matches(mark).count();
    for &(at, line) in &lines {
        if count(line, '"') % 2 == 1 {
            return syntax(at, message!("problem-open-quote"), message!("remedy-open-quote"));
        }
        for (open, close) in [('{', '}'), ('[', ']')] {
            let (opened, closed) = (count(line, open), count(line, close));
            if opened != closed && line.contains(open) {
                let (missing, extra) = if opened > closed { (close, open) } else { (open, close) };
                let detail = match opened > closed {
                    true => message!("problem-open-bracket", mark = extra.to_string()),
                    false => message!("problem-lone-bracket", mark = extra.to_string()),
                };
                return syntax(
                    at,
                    detail,
                    message!(
                        "remedy-brackets-even",
                        missing = missing.to_string(),
                        extra = extra.to_string()
                    ),
                );
            }
        }
    }
    let indented = indent(line);
    (column == indented).then(|| uneven(text, number, line)).flatten()
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| *c == ' ').count()
}

/// A line that begins neither where the lines before it begin nor deeper.
fn uneven(text: &str, number: usize, line: &str) -> Option<Told> {
    let before = text.lines().take(number.saturating_sub(1)).filter(|l| !l.trim().is_empty());
    let last = before.last().map(indent)?;
    let (found, wanted) = (indent(line), last);
    (found != wanted).then(|| Told {
        line: number,
        code: "invalid-yaml",
        detail: message!("problem-indentation", found = found, wanted = wanted),
        remedy: message!("remedy-indentation"),
    })
}

/// An entry with a dash where entries begin with their key.
fn misplaced_dash(line: &str) -> bool {
    line.trim_start().starts_with("- ") && indent(line) <= 2
}

/// A property and its value on one line, as people mean it: up to the next property.
#[derive(Debug, PartialEq)]
struct Piece<'l> {
    name: &'l str,
    value: &'l str,
    /// The column where the value begins, in characters, and the one behind its end.
    from: usize,
    to: usize,
    /// Inside `{ }`.
    flow: bool,
}

impl Piece<'_> {
    /// Does a mark that means something in YAML stand in the text, so that the parser stops there?
    fn torn(&self, column: usize) -> bool {
        let plain = !self.value.starts_with(['"', '\'', '[', '{', '|', '>']);
        let closed_and_on = self.value.starts_with(['"', '\'', '[', '{']) && self.goes_on();
        let stops = column == usize::MAX || column + 1 >= self.from && column <= self.to;
        let inside = if self.flow {
            self.value.contains(['{', '}', '[', ']'])
                || self.value.contains(": ")
                || self.value.contains(" #")
        } else {
            self.value.contains(": ")
        };
        (plain && inside && (stops || self.value.contains(" #"))) || (closed_and_on && stops)
    }

    /// Something stands behind the closing mark of a quoted text or a list.
    fn goes_on(&self) -> bool {
        let Some(open) = self.value.chars().next() else { return false };
        let close = match open {
            '[' => ']',
            '{' => '}',
            quote => quote,
        };
        let behind = open.len_utf8();
        let end = self.value[behind..].rfind(close).map(|at| behind + at + close.len_utf8());
        end.is_some_and(|end| self.value[end..].chars().any(char::is_alphanumeric))
    }

    fn mark(&self) -> String {
        let behind = if self.goes_on() { 1 } else { 0 };
        let found = self.value.char_indices().skip(behind).find(|&(at, c)| {
            let blank = |at: usize| self.value[at..].starts_with(' ');
            match c {
                ':' => blank(at + 1),
                '#' => at > 0 && self.value.as_bytes()[at - 1] == b' ',
                '{' | '}' | '[' | ']' => self.flow,
                '"' | '\'' => behind == 1,
                _ => false,
            }
        });
        found.map_or_else(String::new, |(_, c)| c.to_string())
    }
}

/// The properties of a line with their values. A value ends where `, name: ` begins another one, or at the last bracket.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    // Where a name begins, and where its value does.
    let mut starts: Vec<(usize, usize, &str)> = Vec::new();
    for (colon, _) in line.match_indices(": ") {
        let begin = line[..colon].char_indices().rev().take_while(|(_, c)| word(*c)).last();
        let Some((begin, _)) = begin else { continue };
        let before = line[..begin].trim_end();
        if before.is_empty() || before.ends_with(['{', ',', '[', '-']) {
            starts.push((begin, colon + 2, &line[begin..colon]));
        }
    }
    let mut found = Vec::new();
    for (i, &(begin, from, name)) in starts.iter().enumerate() {
        let value = line[from..].trim_start();
        let from = line.len() - value.len();
        if value.starts_with('{') && starts.get(i + 1).is_some_and(|next| next.0 > from) {
            continue;
        }
        let flow = line[..begin].contains('{');
        let end = match starts.get(i + 1) {
            Some(&(next, ..)) => line[..next].trim_end().trim_end_matches(['{', '[', '-']).trim_end().len(),
            None => line.len(),
        };
        let mut value = line.get(from..end).unwrap_or_default().trim_end().trim_end_matches(',').trim_end();
        // Only an opening bracket, and the next property already stands in it.
        if value.is_empty() && i + 1 < starts.len() {
            continue;
        }
        if flow {
            // The brackets that close what was opened before the value belong to the line.
            let open = |c: char| line[..from].matches(c).count();
            let mut left = (
                open('{').saturating_sub(line[..from].matches('}').count()),
                open('[').saturating_sub(line[..from].matches(']').count()),
            );
            while let Some(last) = value.chars().next_back() {
                match last {
                    '}' if left.0 > 0 && starts.len() == i + 1 => left.0 -= 1,
                    ']' if left.1 > 0 && !value.starts_with('[') => left.1 -= 1,
                    _ => break,
                }
                value = value[..value.len() - 1].trim_end();
            }
        }
        let column = |at: usize| line[..at].chars().count();
        found.push(Piece { name, value, from: column(from), to: column(from + value.len()), flow });
    }
    found
}

/// The property whose text holds this column, to be put in quotation marks.
fn quotes(line: &str, column: usize) -> Option<Message> {
    let found = pieces(line).into_iter().find(|piece| (piece.from..=piece.to).contains(&column))?;
    Some(message!("remedy-quotes", name = found.name, text = found.value.replace('"', "'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<(&str, &str)> {
        pieces(line).into_iter().map(|piece| (piece.name, piece.value)).collect()
    }

    #[test]
    fn a_value_ends_where_the_next_property_begins() {
        assert_eq!(
            read("  a.b: { name: Amt: Wohngeld, agency: amt, needs: [a.c] }"),
            [("name", "Amt: Wohngeld"), ("agency", "amt"), ("needs", "[a.c]")]
        );
        assert_eq!(read("    name: Amt: Wohngeld"), [("name", "Amt: Wohngeld")]);
        assert_eq!(read("  - { name: Amt #3, phone: 1 }"), [("name", "Amt #3"), ("phone", "1")]);
        assert_eq!(read("x: { y: [{ on: a, note: b [c] }] }"), [("on", "a"), ("note", "b [c]")]);
    }
}
