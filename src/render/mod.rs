//! Results for people, in German and English. Takes plain data and gives text; knows no files and no terminal.
//!
//! Reading order: [`words`] (the two languages), [`report`] (what is told), [`grid`] (columns), [`page`] (the text).

pub mod grid;
pub mod page;
pub mod report;
mod sections;
pub mod words;

pub use page::render;
pub use report::Report;
pub use words::Language;
