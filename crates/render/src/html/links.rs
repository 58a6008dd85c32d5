//! How somebody can be reached, and what of it may be linked to: numbers that can be dialled, mailboxes, pages of the
//! web; nothing else.

use crate::report::Address;
use crate::words::Language;

/// One way to reach somebody.
pub(super) struct Way<'a> {
    /// What it is.
    pub(super) before: &'static str,
    pub(super) text: &'a str,
    /// Where a click leads.
    pub(super) link: Option<String>,
}

/// All of an address, in the order in which people try.
pub(super) fn ways(address: &Address, l: Language) -> Vec<Way<'_>> {
    let way = |before, text, link| Way { before, text, link };
    let phone = address.phone.as_deref().map(|text| {
        way(l.text("report-telephone-2"), text, dial(text).map(|digits| format!("tel:{digits}")))
    });
    let fax = address.fax.as_deref().map(|text| way("Fax ", text, None));
    let email = address.email.as_deref().map(|text| {
        way(l.text("report-e-mail"), text, mailbox(text).map(|mailbox| format!("mailto:{mailbox}")))
    });
    let url = address.url.as_deref().map(|text| way("", text, page(text).map(str::to_owned)));
    let note = address.note.as_deref().map(|text| way("", text, None));
    [phone, fax, email, url, note].into_iter().flatten().collect()
}

/// The digits of a telephone number as a link has them; `None` when there is nothing to dial.
fn dial(number: &str) -> Option<String> {
    let digits = number.chars().filter(|c| c.is_ascii_digit()).count();
    let allowed = |c: char| c.is_ascii_digit() || " +-/()".contains(c);
    (digits > 2 && number.chars().all(allowed))
        .then(|| number.chars().filter(|&c| c.is_ascii_digit() || c == '+').collect())
}

/// A page that may be linked to.
fn page(url: &str) -> Option<&str> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    (is_web && !url.contains(|c: char| c.is_whitespace() || c.is_control())).then_some(url)
}

/// A mailbox that may be linked to.
fn mailbox(email: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".@_+-".contains(c);
    (email.contains('@') && email.chars().all(plain)).then_some(email)
}
