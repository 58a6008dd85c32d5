//! The legend below a picture: only what the picture uses, and what it leaves out.

use super::View;
use super::dot::{Used, edge, line, node, plain, surface, text};
use super::escape::{left, wrap};
use super::links::{Strength, Style};
use crate::render::diagram::State;
use crate::render::theme;
use crate::render::words::Language;
use graphviz_rust::dot_structures::{Attribute, Id, Stmt, Subgraph};

/// Samples beside each other.
const ROW: usize = 4;
/// Characters of a line of the remarks.
const WIDTH: usize = 90;

/// The look of an ordinary line.
const ORDINARY: Style = Style {
    cause: false,
    fallback: false,
    start_only: false,
    strength: Strength::Essential,
    unconfirmed: false,
    disputed: false,
    hypothetical: false,
};

/// The legend, held below these boxes.
pub(super) fn legend(used: &Used, view: &View, left_out: &[String], bottom: &[String]) -> Vec<Stmt> {
    let l = view.language;
    let mut inside = vec![
        Stmt::Attribute(plain("label", l.say("Legende", "Legend"))),
        Stmt::Attribute(plain("labelloc", "t")),
        Stmt::Attribute(plain("fontsize", 12)),
        Stmt::Attribute(plain("color", theme::QUIET)),
        Stmt::Attribute(plain("style", "solid")),
        Stmt::Attribute(plain("tooltip", l.say("Legende", "Legend"))),
    ];
    let mut rows: Vec<Vec<Stmt>> = vec![states(used, view)];
    rows.extend(samples(used, l).chunks(ROW).map(|row| row.iter().flatten().cloned().collect()));
    rows.retain(|row| !row.is_empty());
    rows.push(vec![remarks(left_out, l)]);
    let mut heads: Vec<String> = Vec::new();
    for (index, mut row) in rows.into_iter().enumerate() {
        heads.extend(row.iter().find_map(first_id));
        row.insert(0, Stmt::Attribute(plain("rank", "same")));
        inside.push(Stmt::Subgraph(Subgraph { id: Id::Plain(format!("legend_{index}")), stmts: row }));
    }
    let hidden = || vec![plain("style", "invis")];
    let below = heads.windows(2).map(|pair| edge(pair[0].clone(), pair[1].clone(), hidden()));
    inside.extend(below.collect::<Vec<_>>());
    let mut stmts = vec![Stmt::Subgraph(Subgraph { id: Id::Plain("cluster_legend".into()), stmts: inside })];
    let head = heads.first().into_iter();
    stmts.extend(head.flat_map(|head| bottom.iter().map(|b| edge(b.clone(), head.clone(), hidden()))));
    stmts
}

fn first_id(stmt: &Stmt) -> Option<String> {
    match stmt {
        Stmt::Node(node) => match &node.id.0 {
            Id::Plain(id) => Some(id.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The states that occur.
fn states(used: &Used, view: &View) -> Vec<Stmt> {
    let l = view.language;
    let sample = |state: &State| {
        let mut attributes = vec![text("label", &[theme::marked(l, *state)]), plain("fontsize", 10)];
        attributes.extend(surface(Some(*state), view.print, true, false));
        node(format!("s_{}", state.as_str()), attributes)
    };
    let mut row: Vec<Stmt> = used.states.iter().map(sample).collect();
    if used.groups {
        let label = l.say("Gruppe: Farbe des Schlechtesten", "group: colour of the worst").to_owned();
        let mut attributes = vec![text("label", &[label]), plain("fontsize", 10), plain("peripheries", 2)];
        attributes.extend(surface(None, view.print, false, false));
        row.push(node("s_group".into(), attributes));
    }
    row
}

/// The kinds of lines that occur: a point, the line, and what it means.
fn samples(used: &Used, l: Language) -> Vec<Vec<Stmt>> {
    let has = |wanted: fn(&Style) -> bool| used.styles.iter().any(wanted);
    let o = ORDINARY;
    let all: [(bool, Style, &str); 8] = [
        (!used.styles.is_empty(), o, l.say("Pfeil: braucht", "arrow: needs")),
        (has(|s| s.cause), Style { cause: true, ..o }, l.say("Grund: fällt deshalb aus", "cause: fails because of it")),
        (
            has(|s| s.strength == Strength::Supporting),
            Style { strength: Strength::Supporting, ..o },
            l.say("ohne eingeschränkt", "degraded without it"),
        ),
        (has(|s| s.fallback), Style { fallback: true, ..o }, l.say("Ersatz", "fallback")),
        (
            has(|s| s.start_only || s.strength == Strength::Informative),
            Style { start_only: true, ..o },
            l.say("nur zum Starten oder zur Kenntnis", "only to start, or for information"),
        ),
        (has(|s| s.unconfirmed), Style { unconfirmed: true, ..o }, l.say("unbestätigt", "not confirmed")),
        (has(|s| s.disputed), Style { disputed: true, ..o }, l.say("bestritten", "disputed")),
        (has(|s| s.hypothetical), Style { hypothetical: true, ..o }, l.say("gedachte Änderung", "hypothetical change")),
    ];
    let mut samples: Vec<Vec<Stmt>> = all
        .into_iter()
        .enumerate()
        .filter(|(_, (used, ..))| *used)
        .map(|(i, (_, style, word))| {
            let point = vec![plain("shape", "point"), plain("width", "0.05"), plain("color", theme::LINK)];
            let (from, to) = (format!("l{i}"), format!("m{i}"));
            let mut look = line(style);
            look.push(plain("minlen", 2));
            vec![node(from.clone(), point), node(to.clone(), note(&[word.to_owned()])), edge(from, to, look)]
        })
        .collect();
    if used.joints {
        let label = l.say("k von n: so viele müssen arbeiten", "k of n: so many must work").to_owned();
        let mut attributes = vec![text("label", &[label]), plain("shape", "oval"), plain("fontsize", 10)];
        attributes.extend([plain("margin", "0.02,0.02"), plain("height", "0.3")]);
        attributes.extend(surface(None, true, false, false));
        samples.push(vec![node("s_joint".into(), attributes)]);
    }
    samples
}

fn note(lines: &[String]) -> Vec<Attribute> {
    vec![text("label", lines), plain("shape", "plaintext"), plain("fontsize", 10), plain("margin", "0.04,0.02")]
}

/// How to read it, and what is left out.
fn remarks(left_out: &[String], l: Language) -> Stmt {
    let reading = l.say(
        "Oben steht, was andere braucht, darunter, was gebraucht wird. Flächen: Behörden. Häuser: Orte.",
        "Above stands what needs others, below what is needed. Areas: agencies. Houses: places.",
    );
    let all = std::iter::once(reading).chain(left_out.iter().map(String::as_str));
    let lines: Vec<String> = all.flat_map(|text| wrap(text, WIDTH, 3)).collect();
    let label = Attribute(Id::Plain("label".into()), Id::Escaped(left(&lines)));
    node("s_remarks".into(), vec![label, plain("shape", "plaintext"), plain("fontsize", 10)])
}
