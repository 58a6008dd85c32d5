//! Bytes to text: byte order mark, else valid UTF-8, else Windows-1252; another encoding only when it is told.

use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use model::{Fault, message};
use std::borrow::Cow;

/// Largest file that is read, in bytes.
pub const MAX_FILE: usize = 256 << 20;

/// A text with how it was read.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// The text, without byte order mark.
    pub text: Cow<'a, str>,
    /// The name of its encoding.
    pub encoding: &'static str,
    /// The first word in it that holds a letter beyond ASCII: whether it reads well shows whether the encoding is right.
    pub witness: Option<String>,
}

/// Encodings that can be told, by name.
pub const ENCODINGS: [(&str, &Encoding); 6] = [
    ("utf-8", UTF_8),
    ("windows-1252", WINDOWS_1252),
    // Its letters are those of Windows-1252, which holds quotation marks and the euro sign, too.
    ("iso-8859-1", WINDOWS_1252),
    ("macintosh", MACINTOSH),
    ("utf-16le", UTF_16LE),
    ("utf-16be", UTF_16BE),
];

/// Reads bytes as text. `told` is the name of an encoding that somebody knows.
///
/// # Errors
/// No such encoding is known.
pub fn decode<'a>(bytes: &'a [u8], told: Option<&str>) -> Result<Text<'a>, Fault> {
    let named = |name: &str| ENCODINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let encoding = match (told, Encoding::for_bom(bytes)) {
        (Some(name), _) => named(name).map(|(_, encoding)| *encoding).ok_or_else(|| {
            let names: Vec<&str> = ENCODINGS.iter().map(|(name, _)| *name).collect();
            Fault::new(
                "",
                "unknown-encoding",
                message!("import-encoding-unknown", name = name),
                message!("import-encoding-remedy", list = names.join(", ")),
            )
        })?,
        (None, Some((encoding, _))) => encoding,
        (None, None) if std::str::from_utf8(bytes).is_ok() => UTF_8,
        (None, None) => guessed_wide(bytes).unwrap_or(WINDOWS_1252),
    };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let witness = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_ascii());
    let witness = witness.map(|word| word.chars().take(40).collect());
    Ok(Text { text, encoding: encoding.name(), witness })
}

/// At most so many characters, without control characters.
pub(crate) fn clipped(text: &str, max: usize) -> String {
    let plain = |c: char| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c };
    text.chars().map(plain).take(max).collect()
}

/// UTF-16 without a mark: every other byte of what is mostly ASCII is zero.
fn guessed_wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    match (zeros(0) * 3 > start.len(), zeros(1) * 3 > start.len()) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn umlauts_survive_every_encoding_that_offices_write() {
        let word = "Bürgeramt";
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(word.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = [b"\xef\xbb\xbf", word.as_bytes()].concat();
        for (bytes, encoding) in [
            (word.as_bytes().to_vec(), "UTF-8"),
            (marked, "UTF-8"),
            (b"B\xfcrgeramt".to_vec(), "windows-1252"),
            (wide, "UTF-16LE"),
        ] {
            let text = decode(&bytes, None).unwrap();
            assert_eq!((&*text.text, text.encoding, text.witness.as_deref()), (word, encoding, Some(word)));
        }
        assert_eq!(decode(b"B\x9frgeramt", Some("macintosh")).unwrap().text, word);
        assert_eq!(decode("„12 €“".as_bytes(), None).unwrap().text, "„12 €“");
        assert_eq!(decode(b"\x8412 \x80\x93", None).unwrap().text, "„12 €“");
        assert_eq!(decode(b"x", Some("klingon")).unwrap_err().code, "unknown-encoding");
    }
}
