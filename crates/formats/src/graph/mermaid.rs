//! A Mermaid flowchart within the limits that Mermaid draws: 500 arrows and 50,000 characters, which a diagram itself
//! cannot raise. What does not fit is left out, and the picture says so; failed and worst nodes stay longest.

use super::facts::{self, Edge, Role};
use super::{clean, xml};
use render::diagram::{Diagram, Item, State};
use render::{Language, theme};
use std::cmp::Reverse;
use std::io::{self, Write};
use words::say;

/// Most arrows that are drawn.
const MAX_EDGES: usize = 450;
/// Most characters of the text, in UTF-16 units as JavaScript counts.
const MAX_LENGTH: usize = 45_000;
/// What is kept free for everything but nodes and arrows.
const FRAME: usize = 4_000;
/// What is kept free for an arrow while nodes are chosen.
const EDGE: usize = 24;
/// Most characters of a name or of a value in a remark.
const MAX_TEXT: usize = 100;

pub(super) fn write(diagram: &Diagram<'_>, language: Language, out: &mut impl Write) -> io::Result<()> {
    let edges = facts::edges(diagram).count();
    let mut room = MAX_LENGTH - FRAME;
    let nodes = nodes(diagram, room - edges.min(MAX_EDGES) * EDGE, language);
    room -= nodes.iter().map(|(_, line)| length(line)).sum::<usize>();
    let arrows = arrows(diagram, &nodes, room, language);
    let cut = (diagram.nodes.len() - nodes.len(), edges - arrows.len());

    out.write_all(b"flowchart LR\n")?;
    remarks(diagram, cut, language, out)?;
    note(diagram, cut, language, out)?;
    for (_, line) in &nodes {
        out.write_all(line.as_bytes())?;
    }
    for line in &arrows {
        out.write_all(line.as_bytes())?;
    }
    classes(out)
}

/// The nodes that fit into so many characters: index and line, in the order of the diagram.
fn nodes(diagram: &Diagram<'_>, mut room: usize, language: Language) -> Vec<(usize, String)> {
    let mut order: Vec<(usize, &Item<'_>)> = diagram.nodes.iter().enumerate().collect();
    order.sort_by_key(|(_, item)| (!item.failed, Reverse(item.state)));
    let mut chosen = Vec::new();
    for (at, item) in order {
        let line = node(diagram, at, item, language);
        match room.checked_sub(length(&line)) {
            Some(left) => room = left,
            None => break,
        }
        chosen.push((at, line));
    }
    chosen.sort_unstable_by_key(|(at, _)| *at);
    chosen
}

fn node(diagram: &Diagram<'_>, at: usize, item: &Item<'_>, language: Language) -> String {
    let mut label = escape(&shortened(item.name));
    let agency = item.agency.and_then(|agency| diagram.agencies.get(agency as usize));
    if let Some(agency) = agency.filter(|agency| agency.key != item.key) {
        label = format!("{label}<br/>{}", escape(&shortened(agency.name)));
    }
    if item.state != State::Operational {
        label = format!("{label}<br/>{}", theme::marked(language, item.state));
    }
    format!(" n{}[\"{label}\"]:::{}\n", at + 1, item.state.as_str())
}

/// The arrows between the chosen nodes that fit: first those of why-chains, then in the order of the diagram.
fn arrows(
    diagram: &Diagram<'_>,
    nodes: &[(usize, String)],
    mut room: usize,
    language: Language,
) -> Vec<String> {
    let shown = |at: u32| nodes.binary_search_by_key(&(at as usize), |(at, _)| *at).is_ok();
    let between = facts::edges(diagram).filter(|edge| shown(edge.ends.0) && shown(edge.ends.1));
    let mut order: Vec<(usize, Edge<'_>)> = between.enumerate().collect();
    order.sort_by_key(|(_, edge)| !edge.is_cause());
    let mut chosen = Vec::new();
    for (at, edge) in order.into_iter().take(MAX_EDGES) {
        let line = arrow(edge, language);
        match room.checked_sub(length(&line)) {
            Some(left) => room = left,
            None => break,
        }
        chosen.push((at, line));
    }
    chosen.sort_unstable_by_key(|(at, _)| *at);
    chosen.into_iter().map(|(_, line)| line).collect()
}

/// Dotted: a fallback. Thick: the step of a why-chain.
fn arrow(edge: Edge<'_>, language: Language) -> String {
    let line = match (edge.is_cause(), edge.role) {
        (true, _) => "==>",
        (false, Role::Fallback) => "-.->",
        (false, Role::Primary) => "-->",
    };
    let label = match (edge.role, edge.need.start_only) {
        (Role::Fallback, _) => language.text("graph-fallback"),
        (Role::Primary, true) => language.text("graph-start"),
        (Role::Primary, false) if edge.need.one_of_unknown => language.text("graph-one-of-unknown"),
        (Role::Primary, false) if edge.need.whole => language.text("graph-whole"),
        (Role::Primary, false) => "",
    };
    format!(" n{} {line}{label} n{}\n", edge.ends.0 + 1, edge.ends.1 + 1)
}

/// What the file is about, for those who read its text.
fn remarks(
    diagram: &Diagram<'_>,
    cut: (usize, usize),
    language: Language,
    out: &mut impl Write,
) -> io::Result<()> {
    for (head, value) in facts::about(diagram, language) {
        let text = shortened(&xml::text(value)).replace(char::is_control, " ");
        // A brace after the percent signs would be an instruction to Mermaid.
        writeln!(out, "%% {}: {}", head.name, text.replace('{', "(").replace('}', ")"))?;
    }
    if let Some(cut) = cut_text(cut, language) {
        writeln!(out, "%% cut: {cut}")?;
    }
    Ok(())
}

/// The same for those who look at the picture.
fn note(
    diagram: &Diagram<'_>,
    cut: (usize, usize),
    language: Language,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut lines = vec![escape(facts::direction(language))];
    lines.push(escape(language.text("graph-dotted-fallback-thick-cause-worst-state")));
    lines.extend(cut_text(cut, language).map(|text| escape(&text)));
    if diagram.omitted > 0 {
        let nodes = say!(language, "count-nodes", nodes = diagram.omitted);
        lines.push(say!(language, "graph-left-out-before", nodes = nodes));
    }
    writeln!(out, " note[\"{}\"]:::note", lines.join("<br/>"))
}

/// What was cut here; `None` when nothing was.
fn cut_text((nodes, edges): (usize, usize), language: Language) -> Option<String> {
    let nodes_text = say!(language, "count-nodes", nodes = nodes as u64);
    let edges_text = say!(language, "count-arrows", arrows = edges as u64);
    let text = say!(
        language,
        "graph-cut-because-mermaid-draws-no-more",
        nodes_text = nodes_text,
        edges_text = edges_text
    );
    (nodes > 0 || edges > 0).then_some(text)
}

fn classes(out: &mut impl Write) -> io::Result<()> {
    for state in State::ALL {
        let line = match state {
            State::Operational => "1px",
            State::AtRisk => "2px",
            State::Degraded => "2px,stroke-dasharray:6 4",
            State::Unavailable => "3px",
        };
        let (name, fill, border) = (state.as_str(), theme::look(state).fill, theme::look(state).border);
        writeln!(out, " classDef {name} fill:{fill},stroke:{border},color:#000000,stroke-width:{line}")?;
    }
    writeln!(out, " classDef note fill:#FFFFFF,stroke:#595959,color:#000000,stroke-width:1px")
}

/// A text of at most [`MAX_TEXT`] characters.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

/// A text as a label: whatever is neither a letter nor harmless becomes a number, so that nothing in it is an
/// instruction to Mermaid or a tag.
fn escape(text: &str) -> String {
    let mut label = String::new();
    for c in clean(text).trim_start().chars() {
        // "1. x" and "- x" are lists to some versions, which then show an error instead.
        let list = matches!(c, '.' | ')' | '-') && label.bytes().all(|b| b.is_ascii_digit());
        match c {
            _ if list => label.push_str(&format!("#{};", u32::from(c))),
            _ if c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '-' | '(' | ')' | '/' | '…') => {
                label.push(c);
            }
            '"' => label.push_str("#quot;"),
            _ if c.is_whitespace() => label.push(' '),
            _ if c.is_control() || c == '\u{fffd}' => label.push('\u{fffd}'),
            _ => label.push_str(&format!("#{};", u32::from(c))),
        }
    }
    label
}

fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
