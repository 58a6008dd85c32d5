//! What is to be said to a person, before it has words: the id of a message in the catalogues and what is filled in.
//!
//! Whoever finds a fault knows what is wrong, but not who reads it. The words are put in where it is told, in the
//! language of the reader: English over HTTP, that of the environment on the command line.

use std::borrow::Cow;

/// Something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A message of the catalogues; [`message!`](macro@crate::message) writes this shorter.
    Known {
        /// Its id.
        id: &'static str,
        /// What is filled in, by name.
        arguments: Vec<(&'static str, Argument)>,
    },
    /// English as it is: what another program says, or what no catalogue holds.
    Plain(Cow<'static, str>),
}

/// What is filled into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// A text as it is: a key, a number without separators.
    Text(String),
    /// How many: decides about singular and plural.
    Count(u64),
    /// Something that has words of its own.
    Message(Message),
}

/// A [`Message`] of the catalogues: `message!("id", name = value, ...)`. Values are texts, numbers (written as they are),
/// [`Argument::Count`]s and messages.
#[macro_export]
macro_rules! message {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::Message::Known { id: $id, arguments: vec![$((stringify!($name), $crate::Argument::from($value))),*] }
    };
}

impl Message {
    /// The text that is filled in under this name.
    pub fn argument(&self, name: &str) -> Option<&str> {
        let Self::Known { arguments, .. } = self else { return None };
        arguments.iter().find_map(|(of, argument)| match argument {
            Argument::Text(text) if *of == name => Some(text.as_str()),
            _ => None,
        })
    }
}

impl From<&'static str> for Message {
    fn from(text: &'static str) -> Self {
        Self::Plain(Cow::Borrowed(text))
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Plain(Cow::Owned(text))
    }
}

impl From<Cow<'static, str>> for Message {
    fn from(text: Cow<'static, str>) -> Self {
        Self::Plain(text)
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

/// What is written the same in every language.
macro_rules! texts {
    ($($type:ty),+) => {$(
        impl From<$type> for Argument {
            fn from(value: $type) -> Self {
                Self::Text(value.to_string())
            }
        }
    )+};
}

texts!(&str, String, &String, Cow<'_, str>, u8, u32, u64, usize, i32, i64, f64);
