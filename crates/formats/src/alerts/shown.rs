//! What of an alert is kept and shown. Rules see alerts as they came; afterwards secrets are masked, and what was no UTF-8
//! is replaced. What tells one alert from another stays different.

use super::MAX_VALUE;
use super::secrets::{MASK, is_secret_name, masked};
use model::fnv::Fnv;
use model::{Alert, Flag};
use std::borrow::Cow;
use std::collections::BTreeMap;
use wire::utf8::mended;

/// A text in which nothing is secret or broken.
pub fn text(text: &str) -> Cow<'_, str> {
    // Near the limit something may have been cut off that would have shown it to be a secret.
    let cut = text.len() + 4 > MAX_VALUE;
    match masked(text, cut) {
        Cow::Borrowed(text) => mended(text),
        Cow::Owned(masked) => Cow::Owned(mended(&masked).into_owned()),
    }
}

/// A name in which nothing is secret or broken, and which no other name becomes.
pub fn name(name: &str) -> Cow<'_, str> {
    match text(name) {
        Cow::Owned(shown) => {
            let mut sum = Fnv::default();
            sum.eat(name.as_bytes());
            Cow::Owned(format!("{shown}-{:016x}", sum.value()))
        }
        same => same,
    }
}

/// Masks and replaces everywhere in the alert, and flags it; `true` when there was something.
pub fn conceal(alert: &mut Alert) -> bool {
    let mut seen = Seen::default();
    let fingerprint = name(&alert.fingerprint).into_owned();
    seen.conceal(&mut alert.fingerprint);
    alert.fingerprint = fingerprint;
    for text in
        [&mut alert.source_id, &mut alert.severity, &mut alert.url, &mut alert.summary].into_iter().flatten()
    {
        seen.conceal(text);
    }
    for map in [&mut alert.labels, &mut alert.annotations] {
        seen.conceal_all(map);
    }
    alert.flags.extend(seen.masked.then_some(Flag::Masked));
    alert.flags.extend(seen.mended.then_some(Flag::BytesReplaced));
    seen.masked || seen.mended
}

#[derive(Default)]
struct Seen {
    masked: bool,
    mended: bool,
}

impl Seen {
    fn conceal(&mut self, kept: &mut String) {
        if let Cow::Owned(shown) = text(kept) {
            self.masked |= matches!(masked(kept, kept.len() + 4 > MAX_VALUE), Cow::Owned(_));
            self.mended |= matches!(mended(kept), Cow::Owned(_));
            *kept = shown;
        }
    }

    fn conceal_all(&mut self, texts: &mut BTreeMap<String, String>) {
        let plain = |(name, value): (&String, &String)| {
            matches!((text(name), text(value)), (Cow::Borrowed(_), Cow::Borrowed(_))) && !is_secret_name(name)
        };
        if texts.iter().all(plain) {
            return;
        }
        let all = std::mem::take(texts);
        texts.extend(all.into_iter().map(|(mut name, mut value)| {
            if is_secret_name(&name) && !value.is_empty() && value != MASK {
                value = MASK.to_owned();
                self.masked = true;
            }
            self.conceal(&mut value);
            self.conceal(&mut name);
            (name, value)
        }));
    }
}
