//! What is kept of an import that was applied.

use super::preview::Preview;
use super::profile::{Profile, Record};
use super::request::Request;
use model::Key;
use wire::NodeDoc;

/// Keeps what was said and shown in an import that was applied.
pub(super) fn learn(profile: &mut Profile, request: &Request, preview: &Preview, removed: &[Key]) {
    profile.columns.extend(request.columns.clone());
    let fits = |id: &str, word: &str| {
        preview.proposal.questions.iter().any(|question| question.id == id && question.answer == Some(word))
    };
    let answers = request.answers.iter().filter(|(id, word)| fits(id, word));
    profile.answers.extend(answers.map(|(id, word)| (id.clone(), word.clone())));
    profile.turned = request.turned.unwrap_or(profile.turned);
    profile.encoding = request.encoding.clone().or(profile.encoding.take());
    profile.records.retain(|_, record| !removed.iter().any(|key| key.as_str() == record.key));
    // An agency that was only made to hold the others does not come from the source.
    for proposed in preview.proposal.nodes.iter().filter(|proposed| !proposed.id.starts_with("into:")) {
        let said = serde_json::to_value(NodeDoc::new(&proposed.node));
        let Ok(said) = said else { continue };
        let (key, file) = (proposed.node.key.to_string(), proposed.place.file.to_string());
        profile.records.insert(proposed.id.clone(), Record { key, file, said });
    }
}
