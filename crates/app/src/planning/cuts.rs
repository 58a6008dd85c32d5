//! Minimal cut sets and availability of a node: the engine's fault tree of the map, put into answers and papers.

use super::context::AnalysisContext;
use crate::error::AppError;
use engine::NodeIx;
use engine::cuts::{Halt, Limits, MapTree, TreeQuestion, map_tree};
use model::Level;
use render::Language;

/// Diagram nodes for one part of a tree; some 40 MB, and some seconds until it is clear that they are too few.
pub(super) const LIMITS: Limits = Limits { nodes: 600_000 };
/// Inputs of all gates of a tree, circles unfolded; some 200 MB with what is made of it.
const INPUTS: usize = 4_000_000;

/// The fault tree of a node over those nodes that can fail by themselves.
pub(super) fn tree(
    context: &AnalysisContext<'_>,
    node: NodeIx,
    level: Level,
    fails: impl FnMut(NodeIx) -> bool,
) -> Result<MapTree, AppError> {
    let asked =
        TreeQuestion { graph: context.map.graph(), node, level, include: context.include, inputs: INPUTS };
    context.watch.begin(0);
    map_tree(&asked, fails, context.watch).map_err(too_large)
}

pub(super) fn too_large(halt: Halt) -> AppError {
    match halt {
        Halt::Stopped(stopped) => stopped.into(),
        Halt::TooLarge => AppError::TooMuch {
            detail: "what the node hangs on is too large for one answer: ask with include = confirmed, or about one of \
                     the nodes that it needs; large circles through alternatives are in the answer to circles"
                .into(),
        },
    }
}

/// What holds for both.
pub(super) fn shared_notes(l: Language) -> Vec<String> {
    let notes = [
        l.text("planning-what-counts-what-fails-good-tolerances"),
        l.text("planning-what-only-needed-start-does-not"),
    ];
    notes.map(str::to_owned).into()
}

/// A share of time as people read it: three digits, as a power of ten when it is small.
pub(super) fn share(value: f64, l: Language) -> String {
    let text = if value == 0.0 {
        "0".to_owned()
    } else if value >= 0.001 {
        let digits = (2.0 - value.log10().floor()).clamp(0.0, 6.0) as usize;
        format!("{value:.digits$}")
    } else {
        let text = format!("{value:.2e}");
        let (number, power) = text.split_once('e').unwrap_or((&text, "0"));
        let sup: String = power.chars().map(superscript).collect();
        format!("{number}·10{sup}")
    };
    text.replace('.', l.text("decimal-sign"))
}

fn superscript(sign: char) -> char {
    match sign {
        '-' => '⁻',
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32('⁴' as u32 + digit as u32 - '4' as u32).unwrap_or(digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_keep_three_digits() {
        let english = |value| share(value, Language::En);
        assert_eq!(
            (english(0.0199), english(1.0), english(0.0)),
            ("0.0199".into(), "1.00".into(), "0".into())
        );
        assert_eq!((english(50.25), english(1234.5)), ("50.2".into(), "1234".into()));
        assert_eq!(share(0.000_001_234, Language::De), "1,23·10⁻⁶");
        assert_eq!(english(1.058e-13), "1.06·10⁻¹³");
        assert_eq!(english(4e-45), "4.00·10⁻⁴⁵");
    }
}
