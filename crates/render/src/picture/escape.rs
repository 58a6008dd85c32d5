//! Text of people made harmless: no control characters, nothing that Graphviz would obey, lines that fit a box.

/// Most characters of a line in a box.
const WIDTH: usize = 26;
/// Longest word that stays whole.
const WORD: usize = 40;

/// Text on one line without control characters, marks of direction and invisible joints.
pub fn clean(text: &str) -> String {
    let invisible = |c: char| {
        c.is_control()
            || matches!(
                c,
                '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}'
            )
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
            || (c as u32) & 0xfffe == 0xfffe
    };
    let spaced = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let visible: String = spaced.filter(|&c| c == ' ' || !invisible(c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, with a sign that there is more.
pub fn short(text: &str, most: usize) -> String {
    let text = clean(text);
    match text.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text,
    }
}

/// At most `most` lines that fit a box.
pub fn lines(text: &str, most: usize) -> Vec<String> {
    wrap(text, WIDTH, most)
}

/// At most `most` lines of about `width` characters; what does not fit is replaced by a sign that there is more.
pub fn wrap(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<(String, usize)> = vec![(String::new(), 0)];
    for word in clean(text).split(' ') {
        for (i, piece) in pieces(word, width.max(WORD)).into_iter().enumerate() {
            let length = piece.chars().count();
            let Some((line, filled)) = lines.last_mut() else { break };
            let gap = usize::from(i == 0 && *filled > 0);
            if *filled > 0 && *filled + gap + length > width {
                lines.push((piece, length));
                continue;
            }
            line.push_str(if gap > 0 { " " } else { "" });
            line.push_str(&piece);
            *filled += gap + length;
        }
        if lines.len() > most {
            break;
        }
    }
    let more = lines.len() > most;
    lines.truncate(most);
    if let Some((last, _)) = lines.last_mut().filter(|_| more) {
        last.push('…');
    }
    lines.into_iter().map(|(line, _)| line).collect()
}

/// A word where it may be broken: behind hyphens, and somewhere when it is too long, without a sign.
fn pieces(word: &str, longest: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut since = 0;
    for c in word.chars() {
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
        since += 1;
        // A break behind one or two letters, as in "E-Mail", helps nobody.
        if matches!(c, '-' | '–' | '/' | '_') && since > 3 {
            parts.push(String::new());
            since = 0;
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.into_iter().flat_map(|part| chunks(part, longest)).collect()
}

/// A piece in equal parts, none longer than `longest`.
fn chunks(part: String, longest: usize) -> Vec<String> {
    let length = part.chars().count();
    if length <= longest {
        return vec![part];
    }
    let each = length.div_ceil(length.div_ceil(longest));
    let all: Vec<char> = part.chars().collect();
    all.chunks(each).map(|chunk| chunk.iter().collect()).collect()
}

/// Lines as a quoted label: each as it is, though Graphviz expands backslashes and entities.
pub fn label(lines: &[String]) -> String {
    format!("\"{}\"", harmless(lines).join("\\n"))
}

/// Lines in bold letters as a label in the markup of Graphviz.
pub fn bold(lines: &[String]) -> String {
    let escaped: Vec<_> =
        lines.iter().map(|line| quick_xml::escape::escape(clean(line)).into_owned()).collect();
    format!("<<b>{}</b>>", escaped.join("<br/>"))
}

/// The same with every line at the left.
pub fn left(lines: &[String]) -> String {
    format!("\"{}\\l\"", harmless(lines).join("\\l"))
}

fn harmless(lines: &[String]) -> Vec<String> {
    let safe = |line: &String| {
        let mut text = String::with_capacity(line.len());
        for c in clean(line).chars() {
            match c {
                '\\' => text.push_str("\\\\"),
                '"' => text.push_str("\\\""),
                '&' => text.push_str("&amp;"),
                '<' => text.push_str("&lt;"),
                '>' => text.push_str("&gt;"),
                c => text.push(c),
            }
        }
        text
    };
    lines.iter().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_or_obeyed_is_left() {
        assert_eq!(clean(" a\u{0}b\n\tc \u{202e}d\u{200f}\u{fffe}"), "ab c d");
        assert_eq!(label(&["\\N \"&amp;\" <b>".into()]), r#""\\N \"&amp;amp;\" &lt;b&gt;""#);
    }

    #[test]
    fn lines_break_at_blanks_and_hyphens_and_where_they_must() {
        assert_eq!(
            lines("Kraftfahrzeug-Zulassungsbehörde Zwickau", 4),
            ["Kraftfahrzeug-", "Zulassungsbehörde Zwickau"]
        );
        assert_eq!(lines("E-Mail", 4), ["E-Mail"]);
        assert_eq!(lines(&"x".repeat(60), 4), ["x".repeat(30), "x".repeat(30)]);
        let long = "Grundstücksverkehrsgenehmigungsstelle";
        assert_eq!(lines(long, 4), [long]);
        let long = lines(&"wort ".repeat(100), 4);
        assert_eq!(long.len(), 4);
        assert!(long[3].ends_with('…'));
    }
}
