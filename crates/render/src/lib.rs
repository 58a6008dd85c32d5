//! Results for people, in German and English. Takes plain data and gives text; knows no files and no terminal.
//!
//! Reading order: [`words`] (the two languages), [`report`] (what is told), [`sentences`] (wording that both share),
//! [`grid`] (columns), [`page`] (the text), [`html`] (the document), [`diagram`] (what is drawn) with [`kept`], [`theme`] (how things
//! look), [`picture`], [`replay`] (scripts), [`paper`] (the answers to planners' questions).

pub mod diagram;
pub mod grid;
pub mod html;
pub mod kept;
pub mod page;
pub mod paper;
pub mod picture;
pub mod replay;
pub mod report;
mod sections;
pub mod sentences;
pub mod theme;
pub mod words;

pub use page::render;
pub use report::Report;
pub use words::Language;
