//! Writing SVG: the few shapes that pictures over time consist of, in the look of the theme.

use crate::theme;
use quick_xml::Writer as Xml;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

/// A picture that is being written.
pub(super) struct Svg {
    xml: Xml<Vec<u8>>,
}

impl Default for Svg {
    fn default() -> Self {
        Self { xml: Xml::new_with_indent(Vec::new(), b' ', 1) }
    }
}

impl Svg {
    /// Begins the picture: its size, its title for those who do not see it, its background.
    pub(super) fn begin(&mut self, (width, height): (f64, f64), title: &str) {
        let size = [("width", width.to_string()), ("height", height.to_string())];
        let mut svg = BytesStart::new("svg");
        svg.push_attribute(("xmlns", "http://www.w3.org/2000/svg"));
        svg.push_attribute(("viewBox", format!("0 0 {width} {height}").as_str()));
        size.iter().for_each(|(name, value)| svg.push_attribute((*name, value.as_str())));
        svg.push_attribute(("font-family", theme::FONT));
        svg.push_attribute(("font-size", "12"));
        svg.push_attribute(("role", "img"));
        self.write(Event::Start(svg));
        self.element("title", &[], Some(title));
        self.rect((0.0, 0.0, width, height), &[("fill", theme::PAPER)]);
    }

    /// Ends the picture and gives it.
    pub(super) fn end(mut self) -> String {
        self.write(Event::End(BytesEnd::new("svg")));
        let mut text = String::from_utf8_lossy(&self.xml.into_inner()).into_owned();
        text.push('\n');
        text
    }

    /// Begins a group.
    pub(super) fn open(&mut self) {
        self.write(Event::Start(BytesStart::new("g")));
    }

    /// Ends it.
    pub(super) fn close(&mut self) {
        self.write(Event::End(BytesEnd::new("g")));
    }

    pub(super) fn text(&mut self, x: f64, y: f64, text: &str, attributes: &[(&str, &str)]) {
        let (x, y) = (round(x).to_string(), round(y).to_string());
        let mut all = vec![("x", x.as_str()), ("y", y.as_str())];
        all.extend_from_slice(attributes);
        self.element("text", &all, Some(text));
    }

    pub(super) fn rect(&mut self, (x, y, width, height): (f64, f64, f64, f64), attributes: &[(&str, &str)]) {
        let numbers = [("x", x), ("y", y), ("width", width), ("height", height)];
        let numbers = numbers.map(|(name, value)| (name, round(value).to_string()));
        let mut all: Vec<(&str, &str)> =
            numbers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.extend_from_slice(attributes);
        self.element("rect", &all, None);
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), attributes: &[(&str, &str)]) {
        let path = format!("M{} {}L{} {}", from.0, from.1, to.0, to.1);
        let mut all = vec![("d", path.as_str())];
        all.extend_from_slice(attributes);
        self.element("path", &all, None);
    }

    pub(super) fn element(&mut self, name: &str, attributes: &[(&str, &str)], text: Option<&str>) {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        match text {
            None => self.write(Event::Empty(start)),
            Some(text) => {
                self.write(Event::Start(start));
                self.write(Event::Text(BytesText::new(&super::clean(text))));
                self.write(Event::End(BytesEnd::new(name)));
            }
        }
    }

    fn write(&mut self, event: Event<'_>) {
        // Memory takes everything: there is no error to tell.
        let _ = self.xml.write_event(event);
    }
}

/// To a tenth of a pixel.
pub(super) fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
