//! What CSV and workbooks share: the two tables, worded in the reader's language.

use super::clean;
use super::facts::{self, EDGE, Edge, Head, NODE, Value};
use render::diagram::{Diagram, Item, State};
use render::{Language, theme};
use std::borrow::Cow;
use words::id;

/// What stands in a cell.
#[derive(Debug)]
pub(crate) enum Cell<'a> {
    /// Nothing is known.
    Empty,
    /// Text, and never anything else: neither a formula nor a number nor a date.
    Text(Cow<'a, str>),
    /// A count.
    Number(u64),
}

/// Heading and width of each column of the table of nodes.
pub(super) fn node_heads(language: Language) -> impl Iterator<Item = (&'static str, u8)> {
    let first = [(language.text("graph-key"), 32), ("Name", 44)];
    first.into_iter().chain(NODE.iter().map(move |fact| (title(&fact.head, language), fact.head.width)))
}

/// Heading and width of each column of the table of dependencies.
pub(super) fn edge_heads(language: Language) -> impl Iterator<Item = (&'static str, u8)> {
    let first = [
        (language.text("graph-dependent-key-arrow-starts-here"), 32),
        (language.text("graph-dependent"), 40),
        (language.text("graph-provider-key-arrow-points-here"), 32),
        (language.text("graph-provider"), 40),
    ];
    first.into_iter().chain(EDGE.iter().map(move |fact| (title(&fact.head, language), fact.head.width)))
}

/// The row of a node.
pub(super) fn node_row<'a>(
    diagram: &'a Diagram<'a>,
    item: &'a Item<'a>,
    language: Language,
) -> impl Iterator<Item = Cell<'a>> {
    let first = [item.key, item.name].map(|text| Cell::Text(clean(text)));
    first.into_iter().chain(facts::of_node(diagram, item).map(move |(_, value)| cell(value, language)))
}

/// The row of an arrow.
pub(super) fn edge_row<'a>(
    diagram: &'a Diagram<'a>,
    edge: Edge<'a>,
    language: Language,
) -> impl Iterator<Item = Cell<'a>> {
    let first = [edge.from.key, edge.from.name, edge.to.key, edge.to.name];
    let first = first.map(|text| Cell::Text(clean(text)));
    first.into_iter().chain(facts::of_edge(diagram, edge).map(move |(_, value)| cell(value, language)))
}

/// The heading of a column.
pub(super) fn title(head: &Head, language: Language) -> &'static str {
    language.text(head.heading)
}

/// A value as a reader of the language expects it.
pub(super) fn cell<'a>(value: Option<Value<'a>>, language: Language) -> Cell<'a> {
    match value {
        None => Cell::Empty,
        Some(Value::Number(number)) => Cell::Number(number),
        Some(Value::Flag(true)) => Cell::Text(Cow::Borrowed(language.text("graph-yes"))),
        Some(Value::Flag(false)) => Cell::Text(Cow::Borrowed(language.text("planning-no"))),
        Some(Value::Word(word)) => Cell::Text(Cow::Borrowed(say(word, language))),
        Some(Value::Text(Cow::Borrowed(text))) => Cell::Text(clean(text)),
        Some(Value::Text(Cow::Owned(text))) => Cell::Text(Cow::Owned(clean(&text).into_owned())),
    }
}

/// A fixed word in the language of the reader; the English one is the word itself, states apart.
pub(crate) fn say(word: &'static str, language: Language) -> &'static str {
    if let Some(state) = State::ALL.into_iter().find(|state| state.as_str() == word) {
        // The word without its sign: a table shows no colour that a reader could miss.
        return theme::state(language, state);
    }
    WORDS.iter().find(|(of, _)| *of == word).map_or(word, |(_, id)| language.text(id))
}

/// The fixed words of the model and of pictures, and the ids of what they are called.
const WORDS: &[(&str, &str)] = &[
    ("agency", id!("picture-agency")),
    ("site", id!("picture-place")),
    ("service", id!("picture-service")),
    ("public", id!("graph-word-public")),
    ("channel", id!("picture-channel")),
    ("application", id!("picture-application")),
    ("platform", id!("graph-word-platform")),
    ("infrastructure", id!("picture-infrastructure")),
    ("network", id!("picture-network")),
    ("utility", id!("picture-utility")),
    ("office", id!("graph-word-office")),
    ("data-centre", id!("graph-word-data-centre")),
    ("building", id!("graph-word-building")),
    ("room", id!("graph-word-room")),
    ("other", id!("graph-word-other")),
    ("primary", id!("graph-word-primary")),
    ("fallback", id!("picture-fallback")),
    ("needs", id!("report-needs")),
    ("hostedAt", id!("graph-word-hosted-at")),
    ("offeredAt", id!("graph-word-offered-at")),
    ("consumes", id!("graph-word-consumes")),
    ("assumed", id!("planning-assumed")),
    ("confirmed", id!("graph-word-confirmed")),
    ("disputed", id!("report-disputed")),
    ("map", id!("graph-word-map")),
    ("surroundings", id!("graph-word-surroundings")),
    ("impact", id!("graph-word-impact")),
];
