//! Other programs that the service runs: they get text, and give a picture or a document back.
//!
//! Reading order: [`tool`] (one program, within limits), [`dot`] (pictures), [`weasyprint`] (PDF of a report).

pub mod dot;
pub mod tool;
pub mod weasyprint;

pub use tool::ToolError;
