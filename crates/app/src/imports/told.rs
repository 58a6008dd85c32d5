//! A preview as the API tells it.

use super::preview::Preview;
use super::request::Request;
use imports::report::What;
use model::Message;
use wire::import::{
    ImportAnswer, ImportChoice, ImportColumn, ImportCount, ImportKept, ImportLine, ImportQuestion,
    ImportRemoval, ImportSentence,
};
use words::Language;

/// Most lines of a report that an answer holds; the report as a file holds more.
const LINES: usize = 2_000;

/// The preview under this id, with its words in a language.
pub fn told(id: &str, request: &Request, preview: &Preview, l: Language) -> ImportAnswer {
    let words = |message: &Message| l.told(message);
    let proposal = &preview.proposal;
    let report = &proposal.report;
    let count = |what: &What| ImportCount { what: what.as_str(), count: report.count(*what) };
    let lines = report.lines().iter().take(LINES).map(|line| ImportLine {
        what: line.what.as_str(),
        place: line.place.to_string(),
        text: words(&line.text),
    });
    let lines: Vec<ImportLine> = lines.collect();
    let all: u64 = What::ALL.iter().map(|what| report.count(*what)).sum();
    let question = |question: &imports::ask::Question| ImportQuestion {
        id: question.id.clone(),
        text: words(&question.text),
        choices: (question.choices.iter())
            .map(|choice| ImportChoice { word: choice.word, text: words(&choice.text) })
            .collect(),
        answer: question.answer,
        places: question.places.iter().map(ToString::to_string).collect(),
    };
    ImportAnswer {
        id: id.to_owned(),
        format: request.format.clone(),
        files: request.files.iter().map(|file| file.name.clone()).collect(),
        into: request.into.clone(),
        profile: request.profile(),
        tag: preview.tag.clone(),
        open: preview.open(),
        counts: What::ALL.iter().map(count).collect(),
        unchanged: preview.unchanged,
        sentences: (proposal.sentences.iter())
            .map(|sentence| ImportSentence {
                dependent: sentence.dependent.clone(),
                provider: sentence.provider.clone(),
                text: words(&super::paper::sentence(sentence)),
                place: sentence.place.to_string(),
            })
            .collect(),
        questions: proposal.questions.iter().map(question).collect(),
        columns: (proposal.columns.iter())
            .map(|column| ImportColumn {
                place: column.place.to_string(),
                head: column.head.clone(),
                role: column.role,
                said: column.said,
            })
            .collect(),
        omitted: all.saturating_sub(lines.len() as u64),
        lines,
        kept: (preview.kept.iter())
            .map(|kept| ImportKept { key: kept.key.to_string(), properties: kept.properties.clone() })
            .collect(),
        removals: (preview.removals.iter())
            .map(|gone| ImportRemoval {
                key: gone.key.to_string(),
                name: gone.name.clone(),
                need: gone.need.clone(),
            })
            .collect(),
        unfit: preview.unfit.iter().map(|(id, _)| id.clone()).collect(),
        plan: preview.plan.clone(),
    }
}
