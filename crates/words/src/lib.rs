//! Everything that people read, in German and English. The code knows ids of messages and their arguments; the texts
//! stand in `locales/de` and `locales/en` ([Project Fluent](https://projectfluent.org)) and are part of the program.
//!
//! `language.text("report-affected")` is a text without arguments. [`say!`] fills in arguments:
//! `say!(language, "report-more", number = omitted)`. Numbers are grouped and decide about singular and plural.
//! The tests compare every id and every argument in the code with the catalogues.
//!
//! Reading order: [`Language`] (levels, numbers, durations, times), [`zone`], `catalogue` (how a message is found).

mod catalogue;
pub mod districts;
mod language;
pub mod zone;

pub use catalogue::{Fills, Value, catalogues, help_ids};
pub use language::{Language, shortened, sign};

/// The text of a message with arguments: `say!(language, "id", name = value, ...)`. Values are texts and whole numbers.
#[macro_export]
macro_rules! say {
    ($language:expr, $id:literal $(, $name:ident = $value:expr)+ $(,)?) => {
        $language.filled($id, &[$((stringify!($name), $crate::Fills::value(&$value))),+])
    };
}

/// The id of a message without arguments that is kept to be told later: `const HEAD: &str = id!("report-affected")`.
#[macro_export]
macro_rules! id {
    ($id:literal) => {
        $id
    };
}
