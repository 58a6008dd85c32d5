//! Secrets in what tools tell: found by the names they go by and by their form, and masked where they stand.

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose::NO_PAD};
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// What stands in the place of a secret.
pub const MASK: &str = "***";

/// A part of a name that makes it one of a secret; also as the end of a longer word ("dbpassword", "Zugangskennwort").
const WORDS: [&str; 12] = [
    "password",
    "passwort",
    "kennwort",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "credential",
    "credentials",
    "zugangsdaten",
];
/// The same where nothing else stands in that part.
const WHOLE: [&str; 4] = ["authorization", "cookie", "pw", "geheimnis"];
/// The same of the last two parts together.
const PAIRS: [&str; 6] = ["apikey", "privatekey", "accesskey", "secretkey", "sharedkey", "encryptionkey"];
/// What stands before `:` and an address without being a user: `mailto:alarm@example.org`.
const NO_USERS: [&str; 14] = [
    "mailto", "mail", "email", "e-mail", "sip", "sips", "xmpp", "acct", "from", "to", "cc", "kontakt",
    "contact", "npm",
];
/// What precedes the credentials in a header of HTTP.
const SCHEMES: [&str; 6] = ["basic", "bearer", "digest", "negotiate", "token", "apikey"];

macro_rules! pattern {
    ($text:literal) => {
        LazyLock::new(|| {
            Regex::new($text).unwrap_or_else(|_| unreachable!("the pattern is checked by the tests"))
        })
    };
}

/// A name, what joins it to its value, and the value: `name=value`, `"name": "value"`, `\"name\":\"value\"`, `--name value`,
/// `<name>value<`.
static NAMED: LazyLock<Regex> = pattern!(
    r#"(?x) (?P<dashes>--)? (?P<name>[\p{L}\p{N}_.\-]+)
    (?: (?P<join> \\*["']? \s* (?: := | => | [=:>] | %3[Dd] ) \s* ) | (?P<blank>\ +) )
    (?P<value> \\+"[^"\\]*(?:\\+")? | "(?:[^"\\]|\\.)*"? | '[^']*'? | [^\s,;&)}\]"'<>]+ )"#
);
/// The scheme and what follows it.
static SCHEME: LazyLock<Regex> =
    pattern!(r"(?i)\b(?P<scheme>basic|bearer)\s+(?P<value>[A-Za-z0-9._~+/=\-]+)");
/// A URL with a user, up to where it ends.
static URL: LazyLock<Regex> = pattern!(r#"://(?P<user>[^\s/:@"'<>]*):(?P<rest>[^\s"'<>]*)"#);
/// A user with a password at a host.
static LOGIN: LazyLock<Regex> = pattern!(
    r#"(?P<user>[\p{L}\p{N}_.\-]+):(?P<value>[^\s:@/"'<>]+)@(?P<host>[\p{L}\p{N}][\p{L}\p{N}.\-]*)"#
);
/// A private key, perhaps cut off.
static PRIVATE_KEY: LazyLock<Regex> =
    pattern!(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----(?s:.*?)(?:-----END [A-Z0-9 ]*-----|$)");

/// Whether what goes by this name is a secret: `db-password`, `clientSecret`, `API_KEY`; not `secretariat`.
pub fn is_secret_name(name: &str) -> bool {
    let parts = parts(name);
    let last = parts.len().saturating_sub(1);
    let secret = |(at, part): (usize, &String)| {
        let part = part.trim_end_matches(|c: char| c.is_ascii_digit());
        WORDS.contains(&part)
            || WHOLE.contains(&part)
            || at == last && WORDS.iter().any(|word| part.ends_with(word))
            || at == last && at > 0 && part == "pass"
    };
    parts.iter().enumerate().any(secret)
        || parts.windows(2).any(|pair| PAIRS.contains(&&*pair.concat()))
        || PAIRS.contains(&parts.concat().as_str())
}

/// The words of a name, in small letters: `clientSecret_2` has `client`, `secret` and `2`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let new_word = c.is_uppercase() && before.is_lowercase();
        if new_word || !c.is_alphanumeric() {
            parts.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(part) = parts.last_mut()
        {
            part.extend(c.to_lowercase());
        }
        before = c;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The text with its secrets masked; only they are. `cut`: it was longer, so that its end may be missing.
pub fn masked(text: &str, cut: bool) -> Cow<'_, str> {
    // A quick way out for nearly all texts there are.
    if !text.contains([':', '=', '>', '%', '-']) && !SCHEME.is_match(text) {
        return Cow::Borrowed(text);
    }
    let mut found: Vec<Range<usize>> = PRIVATE_KEY.find_iter(text).map(|key| key.range()).collect();
    named(text, &mut found);
    found.extend(SCHEME.captures_iter(text).filter(credentials).filter_map(|c| range(&c, "value")));
    found.extend(URL.captures_iter(text).filter_map(|url| password(&url, cut)));
    found.extend(
        LOGIN.captures_iter(text).filter(|login| is_login(text, login)).filter_map(|c| range(&c, "value")),
    );
    found.sort_by_key(|secret| (secret.start, secret.end));
    let (mut masked, mut from) = (String::new(), 0);
    for secret in found {
        if secret.end <= from {
            continue;
        }
        if secret.start >= from {
            masked.push_str(&text[from..secret.start]);
            masked.push_str(MASK);
        }
        from = secret.end;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[from..]);
    Cow::Owned(masked)
}

fn range(captures: &Captures<'_>, name: &str) -> Option<Range<usize>> {
    captures.name(name).map(|part| part.range())
}

/// What names of secrets stand before.
fn named(text: &str, found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(captures) = NAMED.captures_at(text, from) {
        let (Some(name), Some(value)) = (captures.name("name"), captures.name("value")) else { return };
        // A value may hold names itself.
        from = value.start();
        let joined = captures.name("join").is_some();
        if !joined && captures.name("dashes").is_none() || !is_secret_name(name.as_str()) {
            // A word that is followed by a blank only may itself be followed by what joins it.
            from = if joined { from } else { name.end() + 1 };
            continue;
        }
        let parts = parts(name.as_str());
        let last = parts.last().map_or("", String::as_str);
        let secret = match last {
            "cookie" if !text[value.start()..].contains('=') => continue,
            "cookie" => value.start()..text[from..].find('\n').map_or(text.len(), |end| from + end),
            "authorization" => match after_scheme(text, value.range()) {
                Some(secret) => secret,
                None => continue,
            },
            _ => value.start()..longer(text, value.end()),
        };
        let secret = bare(text, secret);
        from = secret.end.max(from);
        if text[secret.clone()].chars().any(|c| c != '*') {
            found.push(secret);
        }
    }
}

/// Where a value ends that goes on behind a separator: `geh,eim`, but not `geheim, host=db` nor `geheim&user=x`.
fn longer(text: &str, mut end: usize) -> usize {
    while let Some(rest) = text[end..].strip_prefix([',', ';', '&', ')', '}', ']']) {
        let more = rest.find(|c: char| c.is_whitespace() || ",;&)}]\"'<>".contains(c)).unwrap_or(rest.len());
        let goes_on = rest.starts_with(char::is_alphanumeric) && !rest[..more].contains(['=', ':']);
        if !goes_on || text[..end].ends_with(['"', '\'']) {
            break;
        }
        end += 1 + more;
    }
    end
}

/// Without the quotation marks around it.
fn bare(text: &str, value: Range<usize>) -> Range<usize> {
    let quotes = |c: char| matches!(c, '"' | '\'' | '\\');
    let inner = &text[value.clone()];
    if !inner.starts_with(quotes) {
        return value;
    }
    let start = value.start + inner.len() - inner.trim_start_matches(quotes).len();
    start..(value.start + inner.trim_end_matches(quotes).len()).max(start)
}

/// The credentials of an `Authorization`: those after the scheme, or what is no word of a sentence.
fn after_scheme(text: &str, value: Range<usize>) -> Option<Range<usize>> {
    let value = bare(text, value);
    let word = &text[value.clone()];
    let (scheme, inside) = word.split_once(' ').unwrap_or((word, ""));
    if !SCHEMES.contains(&&*scheme.to_lowercase()) {
        return is_like_token(word).then_some(value);
    }
    if !inside.is_empty() {
        return Some(value.start + scheme.len() + 1..value.end);
    }
    let rest = &text[value.end..];
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let length = rest[blanks..].find([' ', '\n', '\t', '"', '\'', ',', ';']).unwrap_or(rest.len() - blanks);
    (length > 0).then(|| value.end + blanks..value.end + blanks + length)
}

/// Whether that is a key and no word: of letters and digits, or of large and small letters, or very long.
fn is_like_token(text: &str) -> bool {
    let count = |is: fn(char) -> bool| text.chars().filter(|&c| is(c)).count();
    let (small, large) = (count(char::is_lowercase), count(char::is_uppercase));
    let digits = count(|c| c.is_ascii_digit());
    let mixed = small > 0 && text.chars().skip(1).any(char::is_uppercase);
    match text.len() {
        ..8 => false,
        8..16 => digits > 1 && small > 0 || text.len() >= 10 && mixed,
        16..32 => mixed || digits > 0 && small + large > 0,
        32.. => true,
    }
}

/// `Basic` stands before credentials only when they are a user and a password, `Bearer` only before what is no word.
fn credentials(scheme: &Captures<'_>) -> bool {
    let value = scheme.name("value").map_or("", |value| value.as_str());
    if scheme.name("scheme").is_some_and(|scheme| scheme.as_str().eq_ignore_ascii_case("bearer")) {
        return is_like_token(value.trim_end_matches('.'));
    }
    let config: GeneralPurposeConfig = NO_PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let decoded = GeneralPurpose::new(&base64::alphabet::STANDARD, config).decode(value).ok();
    let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    text.is_some_and(|text| text.contains(':') && !text.chars().any(char::is_control))
}

/// The password in a URL: up to the last `@` before the path, or later where no port stands after the host.
fn password(url: &Captures<'_>, cut: bool) -> Option<Range<usize>> {
    let rest = url.name("rest")?;
    let text = rest.as_str();
    let server = text.split(['/', '?', '#']).next().unwrap_or_default();
    let port = server.bytes().all(|b| b.is_ascii_digit());
    let end = match server.rfind('@') {
        Some(end) => end,
        None if port => return None,
        None => match text.rfind('@') {
            Some(end) => end,
            None if cut && rest.end() == url.get(0)?.end() => text.len(),
            None => return None,
        },
    };
    (end > 0).then(|| rest.start()..rest.start() + end)
}

/// `root:geheim@db1`, but neither `mailto:alarm@example.org` nor `image:1.2@sha256:...`.
fn is_login(text: &str, login: &Captures<'_>) -> bool {
    let part = |name: &str| login.name(name).map_or("", |part| part.as_str()).to_lowercase();
    let (user, host) = (part("user"), part("host"));
    let at = login.get(0).map_or(0, |all| all.start());
    let in_url = text[..at].ends_with("//");
    let digest = host
        .strip_prefix("sha")
        .is_some_and(|bits| !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit()));
    let no_user = NO_USERS.contains(&&*user) || user.bytes().all(|b| b.is_ascii_digit());
    !in_url && !digest && !no_user
}
