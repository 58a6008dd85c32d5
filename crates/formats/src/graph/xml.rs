//! What GraphML and GEXF share: elements with attributes, and values as text.

use super::clean;
use super::facts::{self, Value};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};
use render::Language;
use render::diagram::Diagram;
use std::borrow::Cow;
use std::io::{self, Write};

/// A document with its declaration, and a remark that holds no text from outside.
pub(crate) fn start<W: Write>(out: W, remark: &str) -> io::Result<Writer<W>> {
    let mut xml = Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::Comment(BytesText::from_escaped(format!(" {remark} "))))?;
    Ok(xml)
}

/// An element with attributes, cleaned and escaped.
pub(crate) fn element<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, clean(value)));
    }
    start
}

/// An element with attributes and nothing in it.
pub(crate) fn empty<W: Write>(
    xml: &mut Writer<W>,
    name: &str,
    attributes: &[(&str, &str)],
) -> io::Result<()> {
    xml.write_event(Event::Empty(element(name, attributes)))
}

/// An element with text in it.
pub(crate) fn leaf<W: Write>(
    xml: &mut Writer<W>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> io::Result<()> {
    inside(xml, name, attributes, |xml| xml.write_event(Event::Text(BytesText::new(&clean(text)))))
}

/// An element with what `content` writes in it.
pub(crate) fn inside<W: Write>(
    xml: &mut Writer<W>,
    name: &str,
    attributes: &[(&str, &str)],
    content: impl FnOnce(&mut Writer<W>) -> io::Result<()>,
) -> io::Result<()> {
    let start = element(name, attributes);
    let end = start.to_end().into_owned();
    xml.write_event(Event::Start(start))?;
    content(xml)?;
    xml.write_event(Event::End(end))
}

/// What the file is about, one fact a line.
pub(super) fn description(diagram: &Diagram<'_>, language: Language) -> String {
    let about = facts::about(diagram, language).into_iter();
    let lines: Vec<String> = about.map(|(head, value)| format!("{}: {}", head.name, text(value))).collect();
    lines.join("\n")
}

/// A value as XML Schema writes it.
pub(super) fn text(value: Value<'_>) -> Cow<'_, str> {
    match value {
        Value::Text(text) => text,
        Value::Word(word) => Cow::Borrowed(word),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Flag(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
    }
}
