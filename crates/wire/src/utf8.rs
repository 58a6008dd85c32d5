//! Bytes as they come, to text: a byte order mark is skipped, and what is no UTF-8 is told for what it is.

use super::place::Place;
use super::problem::Problem;
use model::message;
use std::borrow::Cow;

/// How files begin that are packed or compressed.
const PACKED: [(&[u8], &str); 5] = [
    (&[0x1f, 0x8b], "compressed with gzip"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd"),
    (&[0xfd, b'7', b'z', b'X', b'Z', 0], "compressed with xz"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"BZh91AY&SY", "compressed with bzip2"),
];
/// Bytes that are no UTF-8 which are looked at to find out what they are.
const PROBED: usize = 1_000;
/// Most characters of a word that is shown.
const WORD: usize = 40;
/// Where [`lenient`] puts the bytes from 0x80 on that are no UTF-8, as characters that nobody uses: private ones.
const BYTE: u32 = 0x10_f700;
/// Where it puts the halves of surrogate pairs.
const HALF: u32 = 0x10_f800;
/// Both of them.
const BROKEN: std::ops::RangeInclusive<char> = '\u{10f780}'..='\u{10ffff}';

/// The text of a body or a file, without its byte order mark.
///
/// # Errors
/// It is no UTF-8: packed, in UTF-16 or in a national code.
pub fn text(bytes: &[u8]) -> Result<&str, Box<Problem>> {
    let bytes = bare(bytes)?;
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = 1 + bytes[..at].iter().filter(|&&b| b == b'\n').count();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let detail = message!("problem-utf8", at = at, byte = format!("{byte:02x}"));
        let remedy = match as_windows(bytes) {
            Some(word) => message!("remedy-windows-1252", word = word),
            None => message!("remedy-utf8"),
        };
        let mut problem = Problem::new(&Place::ROOT, "invalid-utf8", detail, remedy);
        problem.line = u32::try_from(line).ok();
        Box::new(problem)
    })
}

/// The same of a sender that passes on what others wrote, in whatever code and perhaps cut off in the middle of a character:
/// what is no UTF-8 becomes characters that [`mended`] replaces for people. They keep apart what differs.
///
/// # Errors
/// It is packed, or in UTF-16.
pub fn lenient(bytes: &[u8]) -> Result<Cow<'_, str>, Box<Problem>> {
    let bytes = bare(bytes)?;
    let mut text = String::new();
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        if text.is_empty() && chunk.invalid().is_empty() && chunks.peek().is_none() {
            return Ok(whole_pairs(chunk.valid()));
        }
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().filter_map(|&byte| char::from_u32(BYTE + u32::from(byte))));
    }
    Ok(Cow::Owned(whole_pairs(&text).into_owned()))
}

/// As people read it: U+FFFD for what [`lenient`] has found broken.
pub fn mended(text: &str) -> Cow<'_, str> {
    if text.contains(|c| BROKEN.contains(&c)) {
        Cow::Owned(text.replace(|c| BROKEN.contains(&c), "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The first word that is no UTF-8, read as Windows-1252, when it makes sense so: letters of German and its neighbours,
/// and signs of print, among letters.
fn as_windows(bytes: &[u8]) -> Option<String> {
    const SIGNS: [(u8, char); 8] = [
        (0x80, '\u{20ac}'),
        (0x84, '\u{201e}'),
        (0x85, '\u{2026}'),
        (0x93, '\u{201c}'),
        (0x94, '\u{201d}'),
        (0x96, '\u{2013}'),
        (0x97, '\u{2014}'),
        (0xa7, '\u{a7}'),
    ];
    let meant = |byte: u8| match byte {
        0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0xff => Some(char::from(byte)),
        _ => SIGNS.iter().find(|sign| sign.0 == byte).map(|sign| sign.1),
    };
    let mut strange = bytes.utf8_chunks().flat_map(|chunk| chunk.invalid()).take(PROBED);
    if !strange.all(|&byte| meant(byte).is_some()) {
        return None;
    }
    let first = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    let inside = |byte: &u8| !byte.is_ascii() || byte.is_ascii_alphanumeric();
    let from = bytes[..first].iter().rposition(|byte| !inside(byte)).map_or(0, |at| at + 1);
    let word = bytes[from..].iter().take_while(|byte| inside(byte)).take(WORD);
    let german = |byte: &u8| matches!(byte, 0xc4 | 0xd6 | 0xdc | 0xdf | 0xe4 | 0xf6 | 0xfc | 0xa7);
    if !word.clone().any(|byte| byte.is_ascii_alphabetic() || german(byte)) {
        return None;
    }
    word.map(|&byte| if byte.is_ascii() { Some(char::from(byte)) } else { meant(byte) }).collect()
}

/// Without a byte order mark of UTF-8.
fn bare(bytes: &[u8]) -> Result<&[u8], Box<Problem>> {
    if let Some((_, how)) = PACKED.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        let remedy = "unpack it first; a body may also be sent with Content-Encoding: gzip";
        return Err(Box::new(Problem::new(&Place::ROOT, "compressed", format!("this is {how}"), remedy)));
    }
    let wide = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, 0xfe, 0xff, ..] => true,
        // Without a mark: what begins a text is ASCII, in two or four bytes.
        [0, second, ..] => *second != 0 || bytes.len() > 3,
        [first, 0, ..] => first.is_ascii(),
        _ => false,
    };
    if wide {
        let detail = message!("problem-utf16");
        return Err(Box::new(Problem::new(&Place::ROOT, "invalid-utf8", detail, message!("remedy-utf8"))));
    }
    Ok(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// JSON text in which every `\ud83d` without its other half is a character of its own.
fn whole_pairs(text: &str) -> Cow<'_, str> {
    let half = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u32::from_str_radix(digits, 16).ok().filter(|code| (0xd800..0xe000).contains(code))
    };
    let mut whole = String::new();
    let (mut from, mut at) = (0, 0);
    while let Some(next) = text[at..].find('\\') {
        at += next;
        match half(&text[at..]) {
            Some(..0xdc00) if half(&text[at + 6..]).is_some_and(|low| low >= 0xdc00) => at += 12,
            Some(alone) => {
                whole.push_str(&text[from..at]);
                whole.push(char::from_u32(HALF + alone - 0xd800).unwrap_or('\u{fffd}'));
                at += 6;
                from = at;
            }
            // The escape and the character it escapes, which may be a backslash.
            None => at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    whole.push_str(&text[from..]);
    Cow::Owned(whole)
}
