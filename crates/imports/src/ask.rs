//! Questions that only people can answer, the answers that are known, and what holds until then.

use super::place::Place;
use model::Message;
use model::fnv::Fnv;
use std::collections::BTreeMap;

/// One answer that can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The word for programs.
    pub word: &'static str,
    /// What it means.
    pub text: Message,
}

/// A question with what is known of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The same for the same question in every import of the source.
    pub id: String,
    /// What is asked.
    pub text: Message,
    /// The answers there are; the first holds until somebody answers.
    pub choices: Vec<Choice>,
    /// The word of the answer.
    pub answer: Option<&'static str>,
    /// The first places that it is about.
    pub places: Vec<Place>,
}

/// Most places of a question.
const PLACES: usize = 5;

/// The questions of one import.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    answers: BTreeMap<String, String>,
    asked: BTreeMap<String, Question>,
}

impl Questions {
    /// No questions yet; these answers are known, by id of the question.
    pub fn new(answers: BTreeMap<String, String>) -> Self {
        Self { answers, asked: BTreeMap::new() }
    }

    /// Asks once for each `topic` and `subject`; the word of the answer, or of the first choice while nobody has answered.
    pub fn ask(
        &mut self,
        topic: &str,
        subject: &str,
        place: &Place,
        text: impl FnOnce() -> Message,
        choices: &[(&'static str, Message)],
    ) -> &'static str {
        let id = id(topic, subject);
        let question = self.asked.entry(id).or_insert_with_key(|id| {
            let choices: Vec<Choice> =
                choices.iter().map(|(word, text)| Choice { word, text: text.clone() }).collect();
            let said = self.answers.get(id).map(String::as_str);
            let answer = said.and_then(|said| choices.iter().find(|c| c.word == said)).map(|c| c.word);
            Question { id: id.clone(), text: text(), choices, answer, places: Vec::new() }
        });
        if question.places.len() < PLACES && !question.places.contains(place) {
            question.places.push(place.clone());
        }
        question.answer.or(question.choices.first().map(|choice| choice.word)).unwrap_or_default()
    }

    /// All questions, by id.
    pub fn all(&self) -> impl Iterator<Item = &Question> {
        self.asked.values()
    }

    /// Known answers that are no choice of the question they are for, or for a question that was not asked.
    pub fn unfit(&self) -> impl Iterator<Item = (&str, &str)> {
        self.answers.iter().filter_map(|(id, said)| {
            let fits = self.asked.get(id).is_some_and(|question| question.answer.is_some());
            (!fits).then_some((id.as_str(), said.as_str()))
        })
    }
}

/// `topic-` and eight hex digits of the subject.
fn id(topic: &str, subject: &str) -> String {
    if subject.is_empty() {
        return topic.to_owned();
    }
    let mut sum = Fnv::default();
    sum.eat(subject.as_bytes());
    format!("{topic}-{:08x}", sum.value() as u32)
}
