//! PDF from the HTML of a report by WeasyPrint.

use super::tool::{Tool, ToolError};
use std::time::Duration;

const WEASYPRINT: Tool = Tool {
    program: "weasyprint",
    package: "weasyprint fonts-dejavu-core",
    time: Duration::from_secs(60),
    size: 64 << 20,
};

/// Prints a self-contained HTML document.
///
/// # Errors
/// WeasyPrint is missing, takes longer than a minute, or fails.
pub async fn pdf(html: String) -> Result<Vec<u8>, ToolError> {
    WEASYPRINT.run(&["--encoding", "utf-8", "-", "-"], html.into_bytes()).await
}
