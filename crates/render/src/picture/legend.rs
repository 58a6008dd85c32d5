//! The legend below a picture: only what the picture uses, and what it leaves out.

use super::View;
use super::dot::{Used, edge, failed, joint, line, node, plain, surface, text};
use super::escape::{left, wrap};
use super::links::{Strength, Style};
use crate::diagram::State;
use crate::theme;
use crate::words::Language;
use graphviz_rust::dot_structures::{Attribute, Id, Stmt, Subgraph};
use words::say;

/// Samples beside each other: on a screen, on paper.
const ROW: [usize; 2] = [5, 4];
/// Characters of a line of the remarks.
const WIDTH: usize = 100;

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
        Stmt::Attribute(remarks(used, left_out, l)),
        Stmt::Attribute(plain("labelloc", "b")),
        Stmt::Attribute(plain("labeljust", "l")),
        Stmt::Attribute(plain("fontsize", 11)),
        Stmt::Attribute(plain("color", theme::QUIET)),
        Stmt::Attribute(plain("style", "solid")),
        Stmt::Attribute(plain("tooltip", l.text("picture-legend"))),
    ];
    let mut samples = boxes(used, view);
    samples.extend(lines(used, l));
    // Rows of about the same length.
    let row = samples.len().div_ceil(samples.len().div_ceil(ROW[usize::from(view.page)]).max(1)).max(1);
    let mut rows: Vec<Vec<Sample>> = Vec::new();
    while !samples.is_empty() {
        let rest = samples.split_off(row.min(samples.len()));
        rows.push(std::mem::replace(&mut samples, rest));
    }
    let hidden = || vec![plain("style", "invis")];
    let heads: Vec<String> = rows.iter().filter_map(|row| row.first()).map(|s| s.first.clone()).collect();
    for (index, samples) in rows.into_iter().enumerate() {
        let mut row = vec![Stmt::Attribute(plain("rank", "same"))];
        let ends: Vec<(String, String)> = samples.iter().map(|s| (s.first.clone(), s.last.clone())).collect();
        row.extend(samples.into_iter().flat_map(|sample| sample.stmts));
        // Invisible lines keep the samples in their order.
        row.extend(ends.windows(2).map(|pair| edge(pair[0].1.clone(), pair[1].0.clone(), hidden())));
        inside.push(Stmt::Subgraph(Subgraph { id: Id::Plain(format!("legend_{index}")), stmts: row }));
    }
    inside.extend(heads.windows(2).map(|pair| edge(pair[0].clone(), pair[1].clone(), hidden())));
    let mut stmts = vec![Stmt::Subgraph(Subgraph { id: Id::Plain("cluster_legend".into()), stmts: inside })];
    let head = heads.first().into_iter();
    stmts.extend(head.flat_map(|head| bottom.iter().map(|b| edge(b.clone(), head.clone(), hidden()))));
    stmts
}

/// A sample with the boxes at its ends.
struct Sample {
    first: String,
    last: String,
    stmts: Vec<Stmt>,
}

impl Sample {
    fn one(id: &str, word: String, attributes: Vec<Attribute>) -> Self {
        let mut all = vec![text("label", &[word]), plain("fontsize", 10), plain("tooltip", "")];
        all.extend(attributes);
        Self { first: id.into(), last: id.into(), stmts: vec![node(id.into(), all)] }
    }
}

/// The states that occur, groups, joints.
fn boxes(used: &Used, view: &View) -> Vec<Sample> {
    let l = view.language;
    let state = |state: &State| {
        let id = format!("s_{}", state.as_str());
        Sample::one(&id, theme::marked(l, *state), surface(Some(*state), view.print, true, false))
    };
    let mut row: Vec<Sample> = Vec::new();
    if used.failed {
        let word = format!("{} {}", theme::FAILED_SIGN, l.text("picture-supposed-fail"));
        row.push(Sample::one("s_failed", word, failed(view.print, true)));
    }
    row.extend(used.states.iter().map(state));
    if used.groups {
        let word = match used.states.is_empty() {
            true => l.text("picture-group"),
            false => l.text("picture-group-colour-worst"),
        };
        let mut attributes = surface(None, view.print, false, false);
        attributes.push(plain("peripheries", 2));
        row.push(Sample::one("s_group", word.to_owned(), attributes));
    }
    if used.elsewhere {
        let look = vec![
            plain("style", "dashed,filled"),
            plain("fillcolor", theme::PAPER),
            plain("color", theme::QUIET),
        ];
        row.push(Sample::one("s_elsewhere", l.text("picture-on-another-sheet").to_owned(), look));
    }
    if used.joints {
        let word = l.text("picture-k-n-so-many-must-work");
        row.push(Sample::one("s_joint", word.to_owned(), joint(None, false)));
    }
    row
}

/// The kinds of lines that occur: a point, the line, and what it means.
fn lines(used: &Used, l: Language) -> Vec<Sample> {
    let has = |wanted: fn(&Style) -> bool| used.styles.iter().any(wanted);
    let o = ORDINARY;
    let all: [(bool, Style, &str); 10] = [
        (!used.styles.is_empty(), o, l.text("picture-arrow-needs")),
        (has(|s| s.cause), Style { cause: true, ..o }, l.text("picture-cause-impact")),
        (
            has(|s| s.strength == Strength::Whole),
            Style { strength: Strength::Whole, ..o },
            l.text("picture-needs-whole"),
        ),
        (
            has(|s| s.strength == Strength::Supporting),
            Style { strength: Strength::Supporting, ..o },
            l.text("picture-needs-undegraded"),
        ),
        (has(|s| s.fallback), Style { fallback: true, ..o }, l.text("picture-fallback")),
        (has(|s| s.start_only), Style { start_only: true, ..o }, l.text("picture-only-start")),
        (
            has(|s| s.strength == Strength::Informative),
            Style { strength: Strength::Informative, ..o },
            l.text("picture-information-only"),
        ),
        (has(|s| s.unconfirmed), Style { unconfirmed: true, ..o }, l.text("report-not-confirmed")),
        (has(|s| s.disputed), Style { disputed: true, ..o }, l.text("report-disputed")),
        (has(|s| s.hypothetical), Style { hypothetical: true, ..o }, l.text("picture-hypothetical-change")),
    ];
    let used = (0..).zip(all).filter(|(_, (used, ..))| *used);
    used.map(|(i, (_, style, word))| {
        let (first, last): (String, String) = (format!("l{i}"), format!("m{i}"));
        let point = || vec![plain("shape", "point"), plain("width", "0.05"), plain("color", theme::LINK)];
        // The word stands above the line, which becomes as long: so no head of an arrow touches it.
        let mut sample = line(style);
        sample.extend([text("label", &[word.to_owned()]), plain("fontsize", 10)]);
        let stmts = vec![
            node(first.clone(), point()),
            node(last.clone(), point()),
            edge(first.clone(), last.clone(), sample),
        ];
        Sample { first, last, stmts }
    })
    .collect()
}

/// How to read it, and what is left out.
fn remarks(used: &Used, left_out: &[String], l: Language) -> Attribute {
    let mut all = vec![l.text("picture-above-stands-what-needs-others-below").to_owned()];
    all.extend(used.areas.then(|| l.text("picture-areas-are-agencies").to_owned()));
    all.extend(used.sites.then(|| l.text("picture-houses-are-sites").to_owned()));
    let mut times: Vec<String> = Vec::new();
    times.extend(used.since.as_ref().map(|since| say!(l, "picture-without-from", time = since)));
    times.extend(used.open.then(|| l.text("picture-without-until-end-open").to_owned()));
    let all = [all.join(" "), times.join(" ")].into_iter().filter(|text| !text.is_empty());
    let lines: Vec<String> =
        all.chain(left_out.iter().cloned()).flat_map(|text| wrap(&text, WIDTH, 3)).collect();
    Attribute(Id::Plain("label".into()), Id::Escaped(left(&lines)))
}
