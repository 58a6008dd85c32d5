//! Which font stands in where one is asked for by name.

use super::tool::{Tool, ToolError};
use std::time::Duration;

const MATCH: Tool = Tool {
    program: "fc-match",
    package: "fontconfig fonts-dejavu-core",
    time: Duration::from_secs(10),
    size: 4 << 10,
};

/// The family that is used for this one: itself when it is installed.
///
/// # Errors
/// Fontconfig is missing, takes longer than ten seconds, or fails.
pub async fn found_for(family: &str) -> Result<String, ToolError> {
    let found = MATCH.run(&["--format=%{family}", family], Vec::new()).await?;
    Ok(String::from_utf8_lossy(&found).into_owned())
}
