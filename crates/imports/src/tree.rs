//! JSON, YAML and XML as trees: bounded in depth and size, without entities, without anything that is fetched.

use crate::draft::Draft;
use crate::place::Place;
use crate::registry::File;
use crate::report::What;
use crate::text::decode;
use model::{Fault, message};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
pub use serde_json::Value;

/// Most elements of an XML file.
const MAX_ELEMENTS: usize = 4_000_000;
/// Deepest nesting of an XML file.
const MAX_DEPTH: usize = 200;

fn broken(file: &File<'_>, form: &'static str, why: impl ToString) -> Fault {
    let detail = message!("import-broken", form = form, why = why.to_string());
    Fault::new(file.name.clone(), "broken-file", detail, message!("import-broken-remedy", form = form))
}

/// The text of a file; how it was read is told.
///
/// # Errors
/// No such encoding is known.
pub fn text(file: &File<'_>, draft: &mut Draft) -> Result<String, Fault> {
    let told = draft.options.encoding.clone();
    let read =
        decode(&file.bytes, told.as_deref()).map_err(|fault| Fault { place: file.name.clone(), ..fault })?;
    let witness = read.witness.unwrap_or_default();
    let place = Place::file(file.name.clone());
    draft.tell(What::Read, &place, message!("import-read-as", encoding = read.encoding, witness = witness));
    Ok(read.text.into_owned())
}

/// A file of JSON.
///
/// # Errors
/// It is not JSON, or nested too deep.
pub fn json(file: &File<'_>, draft: &mut Draft) -> Result<Value, Fault> {
    let text = text(file, draft)?;
    serde_json::from_str(&text).map_err(|error| broken(file, "JSON", error))
}

/// The documents of a file of YAML, which JSON is, too.
///
/// # Errors
/// It is not YAML, nested too deep, or its references blow up.
pub fn yaml(file: &File<'_>, draft: &mut Draft) -> Result<Vec<Value>, Fault> {
    let text = text(file, draft)?;
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_nodes: 5_000_000, max_depth: 40 },
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins,
    };
    let read = serde_saphyr::from_multiple_with_options::<Value>(&text, options);
    read.map_err(|error| broken(file, "YAML", error.to_string().lines().next().unwrap_or_default()))
}

/// Reading a tree of values without caring which of its parts are there.
pub trait Look {
    /// The value at this path, names with dots between them; nothing is `null`.
    fn at(&self, path: &str) -> &Value;

    /// A text, number or truth value as a text, unless it is empty.
    fn text(&self, path: &str) -> Option<String>;

    /// The items of a list; nothing is an empty one.
    fn items(&self, path: &str) -> &[Value];

    /// A text, or those of a list of texts.
    fn texts(&self, path: &str) -> Vec<String>;
}

impl Look for Value {
    fn at(&self, path: &str) -> &Value {
        let mut value = self;
        for name in path.split('.').filter(|name| !name.is_empty()) {
            value = value.get(name).unwrap_or(&Value::Null);
        }
        value
    }

    fn text(&self, path: &str) -> Option<String> {
        let text = match self.at(path) {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    fn items(&self, path: &str) -> &[Value] {
        self.at(path).as_array().map_or(&[], Vec::as_slice)
    }

    fn texts(&self, path: &str) -> Vec<String> {
        match self.at(path) {
            Value::Array(items) => items.iter().filter_map(|item| item.text("")).collect(),
            _ => self.text(path).into_iter().collect(),
        }
    }
}

#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<u32>,
    text: String,
}

/// An XML file; names are without their prefixes.
#[derive(Debug, Default)]
pub struct Xml(Vec<Element>);

/// An element of an XML file.
#[derive(Debug, Clone, Copy)]
pub struct Node<'x> {
    all: &'x Xml,
    element: &'x Element,
}

/// A file of XML. Entities are not known; a document type is passed over.
///
/// # Errors
/// It is not XML, nested too deep, or has too many elements.
pub fn xml(file: &File<'_>, draft: &mut Draft) -> Result<Xml, Fault> {
    let text = text(file, draft)?;
    xml_of(&text).map_err(|why| broken(file, "XML", why))
}

/// The same of a text.
pub(crate) fn xml_of(text: &str) -> Result<Xml, String> {
    // In place 0 stands what is around the root element.
    let (mut all, mut open) = (vec![Element::default()], vec![0_usize]);
    let mut reader = Reader::from_str(text);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let inner = open.last().copied().unwrap_or_default();
        match event {
            Event::Start(tag) => {
                open.push(all.len());
                let next = all.len() as u32;
                all[inner].children.push(next);
                all.push(element(&tag)?);
            }
            Event::Empty(tag) => {
                let next = all.len() as u32;
                all[inner].children.push(next);
                all.push(element(&tag)?);
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => all[inner].text.push_str(&text),
            Event::CData(text) => all[inner].text.push_str(&text),
            Event::GeneralRef(reference) => {
                let of = format!("&{};", &*reference);
                let known = quick_xml::escape::unescape(&of).map_err(|error| error.to_string())?;
                all[inner].text.push_str(&known);
            }
            Event::Eof => break,
            _ => {}
        }
        if open.len() > MAX_DEPTH || all.len() > MAX_ELEMENTS {
            return Err(format!("more than {MAX_ELEMENTS} elements, or nested deeper than {MAX_DEPTH}"));
        }
    }
    if open.len() > 1 || all.len() < 2 {
        return Err("the file ends in the middle".into());
    }
    Ok(Xml(all))
}

fn element(tag: &BytesStart<'_>) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?;
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: tag.local_name().as_ref().to_owned(), attributes, ..Element::default() })
}

impl Xml {
    /// The root element.
    pub fn root(&self) -> Node<'_> {
        let around = Node { all: self, element: &self.0[0] };
        around.children().next().unwrap_or(around)
    }
}

impl<'x> Node<'x> {
    /// Its name, without prefix.
    pub fn name(self) -> &'x str {
        &self.element.name
    }

    /// An attribute by its name without prefix, unless it is empty.
    pub fn attribute(self, name: &str) -> Option<&'x str> {
        let found = self.element.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All attributes.
    pub fn attributes(self) -> impl Iterator<Item = (&'x str, &'x str)> {
        self.element.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The elements directly in it.
    pub fn children(self) -> impl Iterator<Item = Node<'x>> {
        let all = self.all;
        self.element.children.iter().map(move |&at| Node { all, element: &all.0[at as usize] })
    }

    /// The first element of this name directly in it.
    pub fn child(self, name: &str) -> Option<Node<'x>> {
        self.children().find(|child| child.name() == name)
    }

    /// Elements of this name directly in it.
    pub fn all(self, name: &'x str) -> impl Iterator<Item = Node<'x>> {
        self.children().filter(move |child| child.name() == name)
    }

    /// Elements of this name anywhere in it, in the order of the file.
    pub fn within(self, name: &str) -> Vec<Node<'x>> {
        let (mut found, mut open) = (Vec::new(), vec![self]);
        while let Some(node) = open.pop() {
            if node.name() == name {
                found.push(node);
            }
            open.extend(node.children().collect::<Vec<_>>().into_iter().rev());
        }
        found
    }

    /// The text directly in it, unless it is empty.
    pub fn text(self) -> Option<&'x str> {
        Some(self.element.text.trim()).filter(|text| !text.is_empty())
    }

    /// The text of an element directly in it.
    pub fn text_of(self, name: &str) -> Option<&'x str> {
        self.child(name).and_then(Node::text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_is_read_without_prefixes_and_entities_of_its_own() {
        let xml =
            xml_of("<a:r x:k='1 &amp; 2'><b>ü<![CDATA[<]]>&#228;</b><b/><c><b>3</b></c></a:r>").unwrap();
        let root = xml.root();
        assert_eq!((root.name(), root.attribute("k")), ("r", Some("1 & 2")));
        assert_eq!(root.within("b").len(), 3);
        assert_eq!((root.text_of("b"), root.all("b").count()), (Some("ü<ä"), 2));
        for broken in ["", "<a>", "<a>&boom;</a>", "text", &"<a>".repeat(5000)] {
            assert!(xml_of(broken).is_err(), "{}", &broken[..broken.len().min(20)]);
        }
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>";
        assert!(xml_of(bomb).is_err());
    }

    #[test]
    fn values_are_looked_at_by_paths() {
        let value: Value = serde_json::from_str(r#"{"a":{"b":[1," x ",null]},"c":"","d":"e"}"#).unwrap();
        assert_eq!(value.texts("a.b"), ["1", "x"]);
        assert_eq!((value.text("c"), value.text("d"), value.items("x.y").len()), (None, Some("e".into()), 0));
    }
}
