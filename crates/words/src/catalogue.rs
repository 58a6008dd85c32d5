//! The catalogues as they stand in the program: parsed once, texts without arguments kept ready.

use crate::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;
use model::{Argument, Message};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;
use unic_langid::langid;

/// One line for each file that stands in both folders.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$((
            $name,
            include_str!(concat!("../../../locales/de/", $name, ".ftl")),
            include_str!(concat!("../../../locales/en/", $name, ".ftl")),
        )),+]
    };
}

const FILES: &[(&str, &str, &str)] = files![
    "terms",
    "problems",
    "command-line",
    "help",
    "map",
    "report",
    "picture",
    "planning",
    "duties",
    "events",
    "incidents",
    "alerts",
    "graph",
    "imports",
    "web",
    "operating"
];

/// Every file of the catalogues: its name, the German and the English text.
pub fn catalogues() -> &'static [(&'static str, &'static str, &'static str)] {
    FILES
}

/// The ids of all texts in the file of the help.
pub fn help_ids() -> impl Iterator<Item = &'static str> {
    let (_, german, _) = FILES.iter().copied().find(|file| file.0 == "help").unwrap_or_default();
    german.lines().filter(|line| line.starts_with("help-")).filter_map(|line| line.split(" =").next())
}

/// What is filled into a message.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// A text, as it is.
    Text(&'a str),
    /// A whole number: grouped, and it decides about singular and plural.
    Number(u64),
}

/// What can be filled into a message: see [`Value`].
pub trait Fills {
    /// As the value of an argument.
    fn value(&self) -> Value<'_>;
}

impl Fills for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Fills for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Fills for Cow<'_, str> {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Fills for u64 {
    fn value(&self) -> Value<'_> {
        Value::Number(*self)
    }
}

impl Fills for u32 {
    fn value(&self) -> Value<'_> {
        Value::Number(u64::from(*self))
    }
}

impl Fills for u16 {
    fn value(&self) -> Value<'_> {
        Value::Number(u64::from(*self))
    }
}

impl Fills for usize {
    fn value(&self) -> Value<'_> {
        Value::Number(*self as u64)
    }
}

impl<T: Fills + ?Sized> Fills for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl Value<'_> {
    fn fluent(&self) -> FluentValue<'_> {
        match self {
            Self::Text(text) => FluentValue::from(*text),
            Self::Number(number) => FluentValue::from(*number),
        }
    }
}

struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    /// The messages that need no arguments.
    texts: FxHashMap<String, String>,
}

static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec![langid!("de")]);
    bundle.set_formatter(Some(|value, _| grouped(Language::De, value)));
    Catalogue::new(bundle, FILES.iter().map(|file| file.1))
});
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec![langid!("en")]);
    bundle.set_formatter(Some(|value, _| grouped(Language::En, value)));
    Catalogue::new(bundle, FILES.iter().map(|file| file.2))
});

/// How a number stands in a text; Fluent itself writes texts.
fn grouped(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(language.number(number.value as u64)),
        _ => None,
    }
}

impl Catalogue {
    /// What cannot be read of a file is left out here; the tests say where it stands.
    fn new(mut bundle: FluentBundle<FluentResource>, files: impl Iterator<Item = &'static str>) -> Self {
        // All texts run the same way as what is filled in; the marks would stand in files and mails.
        bundle.set_use_isolating(false);
        let mut ids = Vec::new();
        for file in files {
            let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(read, _)| read);
            ids.extend(resource.entries().filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            }));
            // An id that is there already keeps its first text.
            let _ = bundle.add_resource(resource);
        }
        let text = |id: String| {
            let mut errors = Vec::new();
            let pattern = bundle.get_message(&id)?.value()?;
            let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            errors.is_empty().then_some((id, text))
        };
        let texts = ids.into_iter().filter_map(text).collect();
        Self { bundle, texts }
    }

    fn of(language: Language) -> &'static Self {
        match language {
            Language::De => &GERMAN,
            Language::En => &ENGLISH,
        }
    }
}

impl Language {
    /// A text of the help of the command line, whose ids are those of commands and flags.
    pub fn help(self, id: &str) -> Option<&'static str> {
        Catalogue::of(self).texts.get(id).map(String::as_str).filter(|_| id.starts_with("help-"))
    }

    /// The words of what is to be said.
    pub fn told(self, message: &Message) -> String {
        let (id, arguments) = match message {
            Message::Plain(text) => return text.clone().into_owned(),
            Message::Known { id, arguments } => (id, arguments),
        };
        // Depth is that of the code that made the message.
        let inner: Vec<String> = arguments
            .iter()
            .map(|(_, argument)| match argument {
                Argument::Message(message) => self.told(message),
                _ => String::new(),
            })
            .collect();
        let filled: Vec<(&'static str, Value<'_>)> = arguments
            .iter()
            .zip(&inner)
            .map(|((name, argument), inner)| match argument {
                Argument::Text(text) => (*name, Value::Text(text)),
                Argument::Count(number) => (*name, Value::Number(*number)),
                Argument::Message(_) => (*name, Value::Text(inner)),
            })
            .collect();
        self.filled(id, &filled)
    }

    /// The text of a message without arguments. One that is not there is told by its id; the tests find it before.
    pub fn text(self, id: &'static str) -> &'static str {
        let found = Catalogue::of(self).texts.get(id);
        debug_assert!(found.is_some(), "locales: no message {id}, or one that needs arguments");
        found.map_or(id, String::as_str)
    }

    /// The text of a message with these arguments; [`say!`](crate::say) writes this shorter.
    pub fn filled(self, id: &'static str, arguments: &[(&'static str, Value<'_>)]) -> String {
        let bundle = &Catalogue::of(self).bundle;
        let pattern = bundle.get_message(id).and_then(|message| message.value());
        debug_assert!(pattern.is_some(), "locales: no message {id}");
        let Some(pattern) = pattern else { return id.to_owned() };
        let mut filled = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            filled.set(*name, value.fluent());
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "locales: {id}: {errors:?}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn numbers_are_grouped_and_decide_about_the_plural() {
        assert_eq!(say!(Language::De, "count-nodes", nodes = 1_234u64), "1.234 Knoten");
        assert_eq!(say!(Language::En, "count-nodes", nodes = 1u64), "1 node");
        assert_eq!(say!(Language::En, "count-nodes", nodes = 1_234u64), "1,234 nodes");
    }

    #[test]
    fn nothing_is_put_around_what_is_filled_in() {
        assert_eq!(say!(Language::De, "quoted", text = "a{b}"), "„a{b}“");
        assert_eq!(Language::En.text("level-operational"), "operational");
    }
}
