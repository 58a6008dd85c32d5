//! The package around a workbook: how much is in it once it is inflated, before anybody inflates it all, and what is hidden.

use model::{Fault, message};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most bytes of everything in a package.
const MAX_INFLATED: u64 = 1 << 30;
/// Most parts of a package.
const MAX_PARTS: usize = 10_000;
/// Largest part that tells how the parts hang together.
const MAX_INDEX: u64 = 16 << 20;

/// What is hidden in one sheet, from 0.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    pub(super) rows: BTreeSet<usize>,
    /// First and last columns.
    pub(super) columns: Vec<(usize, usize)>,
}

/// A package whose size is known to be bearable.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    /// The part of each sheet.
    parts: BTreeMap<String, String>,
}

fn broken(name: &str, why: impl ToString) -> Fault {
    let detail = message!("import-broken-workbook", why = why.to_string());
    Fault::new(name, "broken-workbook", detail, message!("import-save-xlsx"))
}

impl<'a> Package<'a> {
    /// Inflates everything once without keeping it: what a package says of its size need not be true.
    pub(super) fn open(name: &str, bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(name, error))?;
        let bomb = || {
            let detail = message!("import-bomb", max = MAX_INFLATED);
            Fault::new(name, "inflates-too-much", detail, message!("import-split"))
        };
        if archive.len() > MAX_PARTS {
            return Err(bomb());
        }
        let mut left = MAX_INFLATED;
        for at in 0..archive.len() {
            let part = archive.by_index(at).map_err(|error| broken(name, error))?;
            let mut part = part.take(left + 1);
            let read = std::io::copy(&mut part, &mut std::io::sink()).map_err(|error| broken(name, error))?;
            left = left.checked_sub(read).ok_or_else(bomb)?;
        }
        let parts = sheets(&mut archive);
        if archive.by_name("content.xml").is_ok() {
            let detail = message!("import-open-document");
            return Err(Fault::new(name, "open-document", detail, message!("import-save-xlsx")));
        }
        Ok(Self { bytes, parts })
    }

    /// What is hidden in a sheet.
    pub(super) fn hidden(&self, sheet: &str) -> Hidden {
        let mut hidden = Hidden::default();
        let Some(part) = self.parts.get(sheet) else { return hidden };
        let Ok(mut archive) = ZipArchive::new(Cursor::new(self.bytes)) else { return hidden };
        let Ok(part) = archive.by_name(part) else { return hidden };
        let mut reader = Reader::from_reader(std::io::BufReader::new(part));
        let mut buffer = Vec::new();
        while let Ok(event) = reader.read_event_into(&mut buffer) {
            match event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "row" if is_hidden(&tag) => {
                        hidden.rows.extend(number(&tag, "r").and_then(|row| row.checked_sub(1)));
                    }
                    "col" if is_hidden(&tag) => {
                        let from = number(&tag, "min").and_then(|column| column.checked_sub(1));
                        let to = number(&tag, "max").and_then(|column| column.checked_sub(1));
                        hidden.columns.extend(from.zip(to));
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
            buffer.clear();
        }
        hidden
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

fn is_hidden(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "hidden").is_some_and(|value| value == "1" || value == "true")
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(tag, name)?.parse().ok()
}

/// Calls `found` with every element of a small part.
fn each(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str, mut found: impl FnMut(&BytesStart<'_>)) {
    let mut text = String::new();
    let Ok(part) = archive.by_name(part) else { return };
    if part.take(MAX_INDEX).read_to_string(&mut text).is_err() {
        return;
    }
    let mut reader = Reader::from_str(&text);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) => found(&tag),
            Event::Eof => break,
            _ => {}
        }
    }
}

/// The part of each sheet, by its name.
fn sheets(archive: &mut ZipArchive<Cursor<&[u8]>>) -> BTreeMap<String, String> {
    let (mut targets, mut names) = (BTreeMap::new(), Vec::new());
    each(archive, "xl/_rels/workbook.xml.rels", |tag| {
        if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
            let target = target.trim_start_matches('/');
            let part = if target.starts_with("xl/") { target.to_owned() } else { format!("xl/{target}") };
            targets.insert(id, part);
        }
    });
    each(archive, "xl/workbook.xml", |tag| {
        if tag.local_name().as_ref() == "sheet" {
            let name = attribute(tag, "name");
            let name = name.map(|name| {
                quick_xml::escape::unescape(&name).map_or(name.clone(), |text| text.into_owned())
            });
            let mut ids = tag.attributes().flatten().filter(|a| a.key.as_ref().ends_with(":id"));
            let id = ids.next().map(|id| id.value.into_owned());
            names.extend(name.zip(id));
        }
    });
    names.into_iter().filter_map(|(name, id)| Some((name, targets.get(&id)?.clone()))).collect()
}
