//! What may be linked to: numbers that can be dialled, mailboxes, pages of the web; nothing else.

/// The digits of a telephone number as a link has them; `None` when there is nothing to dial.
pub(super) fn dial(number: &str) -> Option<String> {
    let digits = number.chars().filter(|c| c.is_ascii_digit()).count();
    let allowed = |c: char| c.is_ascii_digit() || " +-/()".contains(c);
    (digits > 2 && number.chars().all(allowed))
        .then(|| number.chars().filter(|&c| c.is_ascii_digit() || c == '+').collect())
}

/// A page that may be linked to.
pub(super) fn page(url: &str) -> Option<&str> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    (is_web && !url.contains(|c: char| c.is_whitespace() || c.is_control())).then_some(url)
}

/// A mailbox that may be linked to.
pub(super) fn mailbox(email: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".@_+-".contains(c);
    (email.contains('@') && email.chars().all(plain)).then_some(email)
}
