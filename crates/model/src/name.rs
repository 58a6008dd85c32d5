//! Names and titles: what people call a thing, in one line, as it looks. A name that breaks a line, turns the direction of
//! writing or cannot be seen would let one thing pass for another.

use super::Fault;
use crate::message;

/// Whether the text can be a name or a title.
///
/// # Errors
/// Nothing of it can be seen; it holds a line break, a control character or one that turns the direction of writing. Says
/// which and where.
pub fn check(text: &str) -> Result<(), Fault> {
    if text.chars().all(is_invisible) {
        let detail = match text.trim().is_empty() {
            true => message!("problem-name-empty"),
            false => message!("problem-name-invisible"),
        };
        return Err(Fault::new("", "missing-name", detail, message!("remedy-name")));
    }
    let Some((at, c)) = text.chars().enumerate().find(|&(_, c)| is_refused(c)) else { return Ok(()) };
    let what = match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
            message!("name-line-break")
        }
        _ if turns(c) => message!("name-direction"),
        _ => message!("name-control"),
    };
    let (number, code) = (at + 1, u32::from(c));
    Err(Fault::new(
        "",
        "control-character",
        message!("problem-name-holds", what = what, code = format!("{code:04X}"), number = number),
        message!("remedy-plain-name"),
    ))
}

/// A name that was kept before it was refused: blanks for breaks, and nothing that misleads; `instead` where nothing is
/// left that can be seen.
pub fn mended(text: &str, instead: &str) -> String {
    let plain = |c: char| match c {
        _ if turns(c) => None,
        _ if is_refused(c) => Some(' '),
        _ => Some(c),
    };
    let mended: String = text.chars().filter_map(plain).collect();
    if check(&mended).is_ok() { mended } else { instead.to_owned() }
}

fn is_refused(c: char) -> bool {
    c.is_control()
        || turns(c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// Embeddings, overrides and isolates of the bidirectional algorithm. The marks that only belong to neighbouring letters
/// turn nothing.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Takes no ink, or none by itself.
fn is_invisible(c: char) -> bool {
    is_refused(c)
        || c.is_whitespace()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fff8}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}
