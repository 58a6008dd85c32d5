//! The tools: how they are described, and which code answers. A new one is a file beside this and a line in each list.

use super::super::state::Api;
use super::answer::Told;
use super::{diagnose, explain, find, impact, points, restart, situation, working};
use rmcp::model::{CallToolResult, ContentBlock, ErrorData, JsonObject, Tool};
use std::sync::LazyLock;
use wire::Tree;

/// All of them, in the order in which an agent usually needs them.
pub(super) fn all() -> &'static [Tool] {
    static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| {
        vec![
            find::describe(),
            situation::describe(),
            impact::describe(),
            explain::describe(),
            working::describe(),
            diagnose::describe(),
            points::describe(),
            restart::describe(),
        ]
    });
    &TOOLS
}

/// Answers a call. What is wrong with the arguments is told to the agent as the answer, so that it can mend them.
///
/// # Errors
/// There is no such tool.
pub(super) async fn call(api: &Api, name: &str, arguments: &JsonObject) -> Result<CallToolResult, ErrorData> {
    let arguments = match Tree::of(arguments) {
        Ok(tree) => tree,
        Err(error) => return Ok(refusal(&error.to_string())),
    };
    if !may_use(api, name) {
        return Ok(refusal("this tool is not offered to those who see only a part of the map"));
    }
    let told = match name {
        find::NAME => find::answer(api, &arguments).await,
        situation::NAME => situation::answer(api, &arguments).await,
        impact::NAME => impact::answer(api, &arguments).await,
        explain::NAME => explain::answer(api, &arguments).await,
        working::NAME => working::answer(api, &arguments).await,
        diagnose::NAME => diagnose::answer(api, &arguments).await,
        points::NAME => points::answer(api, &arguments).await,
        restart::NAME => restart::answer(api, &arguments).await,
        _ => {
            let names: Vec<&str> = all().iter().map(|tool| tool.name.as_ref()).collect();
            let detail = format!("there is no such tool: the tools are {}", names.join(", "));
            return Err(ErrorData::invalid_params(detail, None));
        }
    };
    Ok(match told {
        Ok(Told { text, data }) => {
            let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
            result.structured_content = Some(data);
            result
        }
        Err(problem) => refusal(&problem.told()),
    })
}

/// Whether a tool shows each what he may see, or who asks may see everything.
fn may_use(api: &Api, name: &str) -> bool {
    let redacted = [find::NAME, impact::NAME, explain::NAME, working::NAME];
    api.who().sees_everything() || redacted.contains(&name)
}

fn refusal(text: &str) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(text)])
}
