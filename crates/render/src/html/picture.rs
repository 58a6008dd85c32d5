//! Drawings made fit for a page: a ready SVG, with ids of its own, a name, and nothing that runs or loads.

use crate::picture::Placed;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// Elements that are left out with all that they hold.
const LEFT_OUT: &[&str] =
    &["script", "style", "foreignObject", "iframe", "image", "animate", "animateTransform", "set"];

/// A drawing that a page can hold.
pub(super) struct Drawing {
    /// An `svg` element, or an `img` that holds it.
    pub(super) element: String,
    /// On upright paper it would be too small to read.
    pub(super) wide: bool,
}

/// A drawing under its heading.
pub(super) struct Figure {
    /// Empty when there is only one.
    pub(super) heading: String,
    pub(super) drawing: Drawing,
}

impl Figure {
    /// How the page lies.
    pub(super) fn class(&self) -> &'static str {
        if self.drawing.wide { "sheet wide" } else { "sheet" }
    }
}

impl Drawing {
    /// The same in the size that it has on paper.
    pub(super) fn placed(self, placed: Option<Placed>) -> Self {
        let Some(placed) = placed else { return self };
        let size = format!(" style=\"width: {:.1}pt\"", placed.width);
        let at = self.element.find([' ', '>', '/']).unwrap_or(self.element.len());
        let (tag, rest) = self.element.split_at(at);
        Self { element: format!("{tag}{size}{rest}"), wide: placed.turned }
    }
}

/// Points of an upright page's width, and how much smaller a drawing may become on it.
const PAGE: f64 = 520.0;
const SMALLER: f64 = 1.45;

/// Whether a drawing must be turned to be read on paper: by the size that its root says.
fn is_wide(root: &BytesStart<'_>) -> bool {
    let size = |name: &str| {
        let value = root.try_get_attribute(name).ok()??.value.into_owned();
        let points = value.strip_suffix("pt").map(str::to_owned);
        let pixels = value.trim_end_matches("px").parse::<f64>().ok().map(|px| px * 0.75);
        points.map_or(pixels, |pt| pt.parse().ok())
    };
    let (width, height) = (size("width").unwrap_or(0.0), size("height").unwrap_or(0.0));
    width > height * 1.2 && width > PAGE * SMALLER
}

/// The drawing as part of a page: `prefix` makes its ids unique, `name` and `description` say what it shows.
/// `None` when it is not well-formed XML with an `svg` at its root.
pub(super) fn inline(svg: &str, prefix: &str, name: &str, description: &str) -> Option<Drawing> {
    let mut wide = false;
    let mut reader = Reader::from_str(svg);
    let mut writer = Writer::new(Vec::new());
    let (mut depth, mut left_out_at, mut done) = (0_usize, None, false);
    loop {
        let event = reader.read_event().ok()?;
        let open = matches!(event, Event::Start(_));
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let local = tag.local_name();
                if depth == 0 && (done || local.as_ref() != "svg") {
                    return None;
                }
                wide |= depth == 0 && is_wide(&tag);
                let is_title = depth == 1 && matches!(local.as_ref(), "title" | "desc");
                if left_out_at.is_none() && (is_title || LEFT_OUT.contains(&local.as_ref())) {
                    left_out_at = open.then_some(depth);
                } else if left_out_at.is_none() {
                    let tag = cleaned(&tag, prefix, depth == 0)?;
                    writer.write_event(if open { Event::Start(tag) } else { Event::Empty(tag) }).ok()?;
                    if depth == 0 && open {
                        label(&mut writer, prefix, name, description)?;
                    }
                }
                done |= depth == 0;
                depth += usize::from(open);
            }
            Event::End(tag) => {
                depth = depth.checked_sub(1)?;
                match left_out_at {
                    Some(at) if at == depth => left_out_at = None,
                    Some(_) => {}
                    None => writer.write_event(Event::End(tag)).ok()?,
                }
            }
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if left_out_at.is_none() && depth > 0 => {
                writer.write_event(event).ok()?;
            }
            // The declaration, the document type, comments and instructions have no place inside a page.
            _ => {}
        }
    }
    let element = String::from_utf8(writer.into_inner()).ok()?;
    (done && depth == 0).then_some(Drawing { element, wide })
}

/// The drawing as an image by itself, for paper: on paper nobody follows its links, and the styles of the page need not be
/// looked through for each of its hundreds of shapes. `None` as [`inline`].
pub(super) fn image(svg: &str, name: &str, description: &str) -> Option<Drawing> {
    let drawing = inline(svg, "image", name, description)?;
    let data = BASE64_STANDARD.encode(&drawing.element);
    let told = format!("{name}. {description}");
    let mut image = BytesStart::new("img");
    image.push_attribute(("alt", told.as_str()));
    image.push_attribute(("src", format!("data:image/svg+xml;base64,{data}").as_str()));
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Empty(image)).ok()?;
    Some(Drawing { element: String::from_utf8(writer.into_inner()).ok()?, ..drawing })
}

/// The element without what runs or loads, with ids and the links to them made unique.
fn cleaned<'a>(tag: &BytesStart<'_>, prefix: &str, is_root: bool) -> Option<BytesStart<'a>> {
    let mut clean = BytesStart::new(tag.name().as_ref().to_owned());
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let key = attribute.key.as_ref();
        let value = unescape(&attribute.value).ok()?;
        let value = match key {
            "id" => format!("{prefix}-{value}"),
            "role" | "aria-labelledby" | "aria-label" | "tabindex" if is_root => continue,
            _ if key.starts_with("on") => continue,
            "href" | "xlink:href" => match value.strip_prefix('#') {
                Some(id) => format!("#{prefix}-{id}"),
                None => continue,
            },
            _ => value.replace("url(#", &format!("url(#{prefix}-")),
        };
        if value.contains("url(") && !value.contains("url(#") {
            continue;
        }
        clean.push_attribute((key, value.as_str()));
    }
    if is_root {
        clean.push_attribute(("role", "img"));
        clean.push_attribute(("aria-labelledby", format!("{prefix}-name {prefix}-description").as_str()));
    }
    Some(clean)
}

fn label(writer: &mut Writer<Vec<u8>>, prefix: &str, name: &str, description: &str) -> Option<()> {
    for (element, id, text) in [("title", "name", name), ("desc", "description", description)] {
        let mut start = BytesStart::new(element);
        start.push_attribute(("id", format!("{prefix}-{id}").as_str()));
        writer.write_event(Event::Start(start)).ok()?;
        writer.write_event(Event::Text(BytesText::new(text))).ok()?;
        writer.write_event(Event::End(BytesEnd::new(element))).ok()?;
    }
    Some(())
}
