//! Lays out a graph with the real program and reads what stands in the picture.

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use std::io::Write;
use std::process::{Command, Stdio};

/// A part of a picture: what it is, its id in the graph, its lines of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) class: String,
    pub(super) id: String,
    pub(super) text: Vec<String>,
}

/// The picture that the program makes of a graph. It must have nothing to complain about.
pub(super) fn svg(dot: &str) -> String {
    let mut child = Command::new("dot")
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| {
            panic!("dot does not run ({e}): install the Debian packages graphviz and fonts-dejavu-core")
        });
    // It reads all before it writes.
    child.stdin.take().unwrap().write_all(dot.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && complaints.is_empty(), "{complaints}\n{dot}");
    String::from_utf8(output.stdout).unwrap()
}

/// All texts of a picture, by the innermost part with a class; parts without one are one of their own.
pub(super) fn parts(svg: &str) -> Vec<Part> {
    let mut reader = Reader::from_str(svg);
    let (mut parts, mut open): (Vec<Part>, Vec<String>) = (vec![Part::default()], vec![]);
    let mut text = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(start) => {
                let class = start.try_get_attribute("class").unwrap();
                if let Some(class) = class {
                    let class = class.value.into_owned();
                    parts.push(Part { class, ..Part::default() });
                }
                open.push(start.name().as_ref().to_owned());
                text.clear();
            }
            Event::Text(part) => text.push_str(&part.xml_content(XmlVersion::Explicit1_0)),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().unwrap() {
                Some(c) => text.push(c),
                None => {
                    let name = reference.xml_content(XmlVersion::Explicit1_0);
                    text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap());
                }
            },
            Event::End(_) => {
                let part = parts.last_mut().unwrap();
                match open.pop().unwrap().as_str() {
                    "text" => part.text.push(text.replace('\u{a0}', " ")),
                    "title" if part.id.is_empty() => part.id = text.clone(),
                    _ => {}
                }
                text.clear();
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    parts
}

/// The boxes of a graph: single nodes and groups.
pub(super) fn boxes(svg: &str) -> Vec<Part> {
    let number = |id: &str| id.strip_prefix('b').is_some_and(|n| n.parse::<u32>().is_ok());
    parts(svg).into_iter().filter(|part| part.class == "node" && number(&part.id)).collect()
}

/// Everything that stands in the picture.
pub(super) fn all_text(svg: &str) -> String {
    parts(svg).into_iter().flat_map(|part| part.text).collect::<Vec<_>>().join("\n")
}
