//! An event as it is told: a `CloudEvent` with a sentence for people in their language.

use model::{LoggedChange, TextLanguage};
use render::Language;
use wire::event::CloudEventDoc;

/// The language of a subscription, as texts are written in it.
pub(super) fn language(language: TextLanguage) -> Language {
    match language {
        TextLanguage::German => Language::De,
        TextLanguage::English => Language::En,
    }
}

/// The event as JSON, in one line.
pub fn told(logged: &LoggedChange, source: &str, language: TextLanguage) -> String {
    let l = self::language(language);
    let change = &logged.change;
    let (name, now, before) = (&change.after.name, l.level(change.after.level), l.level(change.before));
    let text = format!("{name}: {now} ({} {before})", l.text("events-before"));
    serde_json::to_string(&CloudEventDoc::new(logged, source, text))
        .unwrap_or_else(|_| unreachable!("an event has only text keys"))
}
