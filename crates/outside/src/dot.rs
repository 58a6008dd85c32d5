//! Pictures by Graphviz.

use super::tool::{Tool, ToolError};
use std::time::Duration;

const DOT: Tool = Tool {
    program: "dot",
    package: "graphviz fonts-dejavu-core",
    time: Duration::from_secs(10),
    size: 32 << 20,
};

/// What a picture is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
}

/// Draws a graph in the DOT language.
///
/// # Errors
/// Graphviz is missing, takes longer than ten seconds, or fails.
pub async fn draw(dot: String, drawing: Drawing) -> Result<Vec<u8>, ToolError> {
    let format = match drawing {
        Drawing::Svg => "-Tsvg",
        Drawing::Png => "-Tpng:cairo",
    };
    DOT.run(&[format], dot.into_bytes()).await
}
