//! Pictures that the server draws, as parts of a page: nodes lead to their pages, and may stand as they do at a moment.

use model::{Key, Level};
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

/// Elements that are left out with all that they hold.
const LEFT_OUT: [&str; 5] = ["script", "style", "foreignObject", "iframe", "title"];

/// The drawing with links to the pages of its nodes; a sentence when it cannot be read.
pub(crate) fn linked(svg: &str) -> String {
    at(svg, |_| None)
}

/// The same; where `level` knows how a node stands at the moment that is shown, it is marked so.
pub(crate) fn at(svg: &str, level: impl Fn(&str) -> Option<Level>) -> String {
    changed(svg, level).unwrap_or_default()
}

fn changed(svg: &str, level: impl Fn(&str) -> Option<Level>) -> Option<String> {
    let mut reader = Reader::from_str(svg);
    let mut writer = Writer::new(Vec::new());
    let (mut depth, mut left_out_at) = (0_usize, None);
    loop {
        let event = reader.read_event().ok()?;
        let open = matches!(event, Event::Start(_));
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.local_name();
                if left_out_at.is_none() && LEFT_OUT.contains(&name.as_ref()) {
                    left_out_at = open.then_some(depth);
                } else if left_out_at.is_none() {
                    let tag = cleaned(&tag, &level)?;
                    writer.write_event(if open { Event::Start(tag) } else { Event::Empty(tag) }).ok()?;
                }
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
            Event::Text(_) | Event::GeneralRef(_) if left_out_at.is_none() && depth > 0 => {
                writer.write_event(event).ok()?;
            }
            // What stands around the drawing in a file of its own.
            _ => {}
        }
    }
    String::from_utf8(writer.into_inner()).ok()
}

/// The element without what runs; that of a node leads to its page.
fn cleaned<'a>(tag: &BytesStart<'_>, level: impl Fn(&str) -> Option<Level>) -> Option<BytesStart<'a>> {
    let mut clean = BytesStart::new(tag.name().as_ref().to_owned());
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let key = attribute.key.as_ref();
        let value = unescape(&attribute.value).ok()?;
        match key {
            "href" | "xlink:href" | "style" => {}
            "xlink:title" => {
                // The name of what has no text of its own.
                clean.push_attribute(("title", value.as_ref()));
                if let Some(node) = node_of(&value) {
                    clean.push_attribute(("href", format!("/nodes/{node}").as_str()));
                    if let Some(level) = level(node) {
                        clean.push_attribute(("class", format!("at {}", level.as_str()).as_str()));
                    }
                }
            }
            _ if key.starts_with("on") => {}
            _ => clean.push_attribute((key, value.as_ref())),
        }
    }
    Some(clean)
}

/// The key at the end of what a picture says of a node: "Name – Agency [key]".
fn node_of(title: &str) -> Option<&str> {
    let (_, key) = title.lines().next()?.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    Key::new(key).is_ok().then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_lead_to_their_pages_and_nothing_runs() {
        let svg = r#"<?xml version="1.0"?><!DOCTYPE svg><svg onload="x()"><script>x()</script><g><title>b0</title><a xlink:href="javascript:x()" xlink:title="A &lt;b&gt; – C [a.b]"><path style="x" d="M0"/><text>A &amp; B</text></a><a xlink:title="no key [x y]"/></g></svg>"#;
        let drawn = at(svg, |key| (key == "a.b").then_some(Level::Degraded));
        assert_eq!(
            drawn,
            r#"<svg><g><a title="A &lt;b&gt; – C [a.b]" href="/nodes/a.b" class="at degraded"><path d="M0"/><text>A &amp; B</text></a><a title="no key [x y]"/></g></svg>"#
        );
        assert_eq!(linked("<svg><g>"), "<svg><g>");
        assert_eq!(linked("<svg></g>"), "");
    }
}
