//! An event as it is told: a `CloudEvent` with a sentence for people in their language.

use model::{LoggedChange, NodeChange, TextLanguage};
use render::Language;
use wire::event::CloudEventDoc;

/// The language of a subscription, as texts are written in it.
pub(super) fn language(language: TextLanguage) -> Language {
    match language {
        TextLanguage::German => Language::De,
        TextLanguage::English => Language::En,
    }
}

/// What stands before everything that is told of an exercise.
pub(super) fn mark(change: &NodeChange, l: Language) -> String {
    if change.after.exercise { format!("{}: ", l.text("incidents-exercise")) } else { String::new() }
}

/// The event as JSON, in one line.
pub fn told(logged: &LoggedChange, source: &str, language: TextLanguage) -> String {
    let l = self::language(language);
    let change = &logged.change;
    let (name, now, before) = (&change.after.name, l.level(change.after.level), l.level(change.before));
    let exercise = mark(change, l);
    let text = format!("{exercise}{name}: {now} ({} {before})", l.text("events-before"));
    serde_json::to_string(&CloudEventDoc::new(logged, source, text))
        .unwrap_or_else(|_| unreachable!("an event has only text keys"))
}
