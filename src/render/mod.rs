//! Results for people, in German and English. Takes plain data and gives text; knows no files and no terminal.

pub mod impact;
pub mod words;

pub use impact::{Affected, Report, Row, render};
pub use words::Language;
