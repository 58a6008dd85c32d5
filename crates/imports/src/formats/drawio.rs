//! draw.io (diagrams.net): drawings, also deflated ones.

use crate::common::foreign;
use crate::draft::Draft;
use crate::drawing::{self, Heads, Line, Shape};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::tree::{Node, Xml, xml, xml_of};
use base64::Engine;
use flate2::read::DeflateDecoder;
use model::{Fault, Message, message};
use std::collections::BTreeSet;
use std::io::Read;

/// Largest page of a drawing once it is inflated.
const MAX_PAGE: u64 = 64 << 20;

/// Drawings of draw.io.
#[derive(Debug)]
pub struct DrawIo;

impl MapFormat for DrawIo {
    fn word(&self) -> &'static str {
        "drawio"
    }

    fn about(&self) -> Message {
        message!("import-about-drawio")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut shapes, mut lines, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        for file in files {
            if let Err(fault) = pages(file, draft, &mut shapes, &mut lines) {
                faults.push(fault);
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        drawing::read(shapes, lines, draft);
        Ok(())
    }
}

fn pages(
    file: &File<'_>,
    draft: &mut Draft,
    shapes: &mut Vec<Shape>,
    lines: &mut Vec<Line>,
) -> Result<(), Fault> {
    let tree = xml(file, draft)?;
    let place = Place::file(file.name.clone());
    let root = tree.root();
    if root.name() == "mxGraphModel" {
        cells(root, &place, &file.name, shapes, lines);
        return Ok(());
    }
    if root.name() != "mxfile" {
        return Err(foreign(&file.name, "draw.io", "mxfile"));
    }
    for (at, page) in root.all("diagram").enumerate() {
        let name = page.attribute("name").map_or_else(|| (at + 1).to_string(), ToOwned::to_owned);
        let place = place.sheet(&name);
        // What was copied from a template has the page ids of the template, so that short ones are not enough.
        let own = page.attribute("id").filter(|id| id.len() > 12);
        let page_id = own.map_or_else(|| format!("{}/{name}", file.name), ToOwned::to_owned);
        match page.child("mxGraphModel") {
            Some(model) => cells(model, &place, &page_id, shapes, lines),
            None => {
                let inner = inflated(page.text().unwrap_or_default()).map_err(|why| {
                    let detail = message!("import-broken", form = "draw.io", why = why);
                    Fault::new(
                        place.to_string(),
                        "broken-file",
                        detail,
                        message!("import-broken-remedy", form = "draw.io"),
                    )
                })?;
                cells(inner.root(), &place, &page_id, shapes, lines);
            }
        }
    }
    Ok(())
}

/// Base64 of deflated, percent-encoded XML.
fn inflated(text: &str) -> Result<Xml, String> {
    let packed: String = text.split_whitespace().collect();
    let bytes =
        base64::engine::general_purpose::STANDARD.decode(packed).map_err(|error| error.to_string())?;
    let mut plain = Vec::new();
    DeflateDecoder::new(&bytes[..])
        .take(MAX_PAGE + 1)
        .read_to_end(&mut plain)
        .map_err(|error| error.to_string())?;
    if plain.len() as u64 > MAX_PAGE {
        return Err(format!("more than {MAX_PAGE} bytes in a page"));
    }
    xml_of(&unpercented(&plain))
}

fn unpercented(bytes: &[u8]) -> String {
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(coded) => {
                out.push(coded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Words and tags of labels: texts are HTML in them.
fn plain(label: &str) -> String {
    let mut text = String::new();
    let mut tag = false;
    for c in label.chars() {
        match c {
            '<' => {
                tag = true;
                text.push(' ');
            }
            '>' if tag => tag = false,
            _ if !tag => text.push(c),
            _ => {}
        }
    }
    for (code, c) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(code, c);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn style<'s>(style: &'s str, name: &str) -> Option<&'s str> {
    style
        .split(';')
        .filter_map(|part| part.split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

struct Cell<'x> {
    id: &'x str,
    label: String,
    cell: Node<'x>,
    data: Vec<(String, String)>,
}

/// All cells of a page, with what wraps them.
fn collected(model: Node<'_>) -> Vec<Cell<'_>> {
    let mut all: Vec<Cell<'_>> = Vec::new();
    for node in model.within("root").into_iter().take(1).flat_map(|root| root.children().collect::<Vec<_>>())
    {
        let (cell, label, data) = match node.name() {
            "mxCell" => (Some(node), node.attribute("value"), Vec::new()),
            _ => {
                let own = |name: &str| ["id", "label", "placeholders", "source", "target"].contains(&name);
                let data = node.attributes().filter(|(name, _)| !own(name));
                let data = data.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                (node.child("mxCell"), node.attribute("label"), data)
            }
        };
        if let (Some(cell), Some(id)) = (cell, node.attribute("id")) {
            all.push(Cell { id, label: plain(label.unwrap_or_default()), cell, data });
        }
    }
    all
}

impl Cell<'_> {
    fn is(&self, kind: &str) -> bool {
        self.cell.attribute(kind) == Some("1")
    }

    /// The line between its ends; cells that lie in it are its texts.
    fn line(&self, all: &[Cell<'_>], page: &str, place: &Place) -> Line {
        let own = |id: &str| format!("{page}/{id}");
        let look = self.cell.attribute("style").unwrap_or_default();
        let head = |name: &str, usual: &'static str| style(look, name).unwrap_or(usual) != "none";
        let inside = all.iter().filter(|cell| cell.cell.attribute("parent") == Some(self.id));
        let texts = std::iter::once(self.label.as_str()).chain(inside.map(|cell| cell.label.as_str()));
        let text: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        Line {
            from: self.cell.attribute("source").map(own),
            to: self.cell.attribute("target").map(own),
            text: text.join(", "),
            heads: match (head("startArrow", "none"), head("endArrow", "classic")) {
                (false, true) => Heads::End,
                (true, false) => Heads::Start,
                (true, true) => Heads::Both,
                (false, false) => Heads::None,
            },
            place: place.at(self.id),
        }
    }
}

fn cells(model: Node<'_>, place: &Place, page: &str, shapes: &mut Vec<Shape>, lines: &mut Vec<Line>) {
    let all = collected(model);
    let own = |id: &str| format!("{page}/{id}");
    let edges: BTreeSet<&str> = all.iter().filter(|cell| cell.is("edge")).map(|cell| cell.id).collect();
    let vertices: BTreeSet<&str> = all.iter().filter(|cell| cell.is("vertex")).map(|cell| cell.id).collect();
    let parent = |cell: &Cell<'_>| cell.cell.attribute("parent").map(ToOwned::to_owned);
    let around: BTreeSet<String> = all.iter().filter(|cell| cell.is("vertex")).filter_map(parent).collect();
    for cell in all.iter().filter(|cell| cell.is("vertex")) {
        let parent = cell.cell.attribute("parent");
        // The text of a line.
        if parent.is_some_and(|parent| edges.contains(parent)) {
            continue;
        }
        let look = cell.cell.attribute("style").unwrap_or_default();
        let is_box = around.contains(cell.id);
        // A caption is nothing by itself.
        let caption = look.starts_with("text;") && !is_box;
        if caption
            && !all.iter().any(|edge| {
                [edge.cell.attribute("source"), edge.cell.attribute("target")].contains(&Some(cell.id))
            })
        {
            continue;
        }
        let mut data = cell.data.clone();
        data.extend(
            style(look, "fillColor")
                .filter(|c| c.starts_with('#'))
                .map(|c| ("colour".to_owned(), c.to_owned())),
        );
        shapes.push(Shape {
            id: own(cell.id),
            name: cell.label.clone(),
            inside: parent.filter(|parent| vertices.contains(parent)).map(own),
            is_box,
            description: None,
            data,
            place: place.at(cell.id),
        });
    }
    lines.extend(all.iter().filter(|cell| cell.is("edge")).map(|edge| edge.line(&all, page, place)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_as_they_are_seen() {
        assert_eq!(plain("Farm<div>mit <b>Süd</b></div>&amp;nbsp;"), "Farm mit Süd &nbsp;");
        assert_eq!(plain("a&nbsp;&amp;<br>b"), "a & b");
        assert_eq!(unpercented(b"%3Ca%3E%C3%BC%3C/a%3E 100%"), "<a>ü</a> 100%");
    }
}
