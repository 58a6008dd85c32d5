//! How much each of several things comes to: bars beside names, as SVG.

use super::escape::short;
use crate::theme;
use quick_xml::Writer as Xml;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

/// Widths and heights in pixels.
const WIDTH: f64 = 860.0;
const LEFT: f64 = 350.0;
const RIGHT: f64 = 750.0;
const MARGIN: f64 = 12.0;
const ROW: f64 = 26.0;
const BAR: f64 = 18.0;
/// Characters of a name that stand beside a bar.
const NAME: usize = 45;
/// Nothing that is more than nothing is drawn narrower.
const NARROW: f64 = 2.0;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// How long it is, compared with the others; not negative.
    pub value: f64,
    /// The value as people read it.
    pub text: String,
}

/// The bars in their order. Every value stands there in figures, too.
pub fn bars(bars: &[Bar]) -> String {
    let most = bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
    let height = 2.0 * MARGIN + ROW * bars.len().max(1) as f64;
    let mut xml = Xml::new_with_indent(Vec::new(), b' ', 1);
    let mut svg = BytesStart::new("svg");
    let size = [
        ("xmlns", "http://www.w3.org/2000/svg".to_owned()),
        ("viewBox", format!("0 0 {WIDTH} {height}")),
        ("width", WIDTH.to_string()),
        ("height", height.to_string()),
        ("font-family", theme::FONT.to_owned()),
        ("font-size", "13".to_owned()),
        ("fill", theme::TEXT.to_owned()),
    ];
    size.iter().for_each(|(name, value)| svg.push_attribute((*name, value.as_str())));
    write(&mut xml, Event::Start(svg));
    for (at, bar) in bars.iter().enumerate() {
        let top = MARGIN + ROW * at as f64;
        let share = if most > 0.0 { bar.value / most } else { 0.0 };
        let long = (RIGHT - LEFT) * share;
        let long = if bar.value > 0.0 { long.max(NARROW) } else { 0.0 };
        let base = top + BAR - 4.5;
        text(&mut xml, LEFT - 8.0, base, "end", &short(&bar.name, NAME));
        let mut rect = BytesStart::new("rect");
        let attributes = [
            ("x", format!("{LEFT:.1}")),
            ("y", format!("{top:.1}")),
            ("width", format!("{long:.1}")),
            ("height", format!("{BAR:.1}")),
            ("fill", theme::look(crate::diagram::State::Unavailable).fill.to_owned()),
            ("stroke", theme::CAUSE.to_owned()),
        ];
        attributes.iter().for_each(|(name, value)| rect.push_attribute((*name, value.as_str())));
        write(&mut xml, Event::Empty(rect));
        text(&mut xml, LEFT + long + 6.0, base, "start", &bar.text);
    }
    write(&mut xml, Event::End(BytesEnd::new("svg")));
    String::from_utf8(xml.into_inner()).unwrap_or_default()
}

fn text(xml: &mut Xml<Vec<u8>>, x: f64, y: f64, anchor: &str, words: &str) {
    let mut start = BytesStart::new("text");
    let attributes = [("x", format!("{x:.1}")), ("y", format!("{y:.1}")), ("text-anchor", anchor.to_owned())];
    attributes.iter().for_each(|(name, value)| start.push_attribute((*name, value.as_str())));
    write(xml, Event::Start(start));
    write(xml, Event::Text(BytesText::new(words)));
    write(xml, Event::End(BytesEnd::new("text")));
}

fn write(xml: &mut Xml<Vec<u8>>, event: Event<'_>) {
    // Memory can always be written to.
    let _ = xml.write_event(event);
}
