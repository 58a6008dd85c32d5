//! Where something was read: file, sheet, row, cell or element, as people look for it.

use std::fmt;
use std::sync::Arc;

/// A place in a file: `bia.xlsx!Prozesse!C7`, `bia.csv!7`, `model.xml#id-3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// The sheet or page.
    pub sheet: Option<Arc<str>>,
    /// Row, cell, line or element.
    pub at: String,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), sheet: None, at: String::new() }
    }

    /// An element of the same file or sheet by its id, its line or its cell.
    pub fn at(&self, at: impl fmt::Display) -> Self {
        Self { at: at.to_string(), ..self.clone() }
    }

    /// A sheet or a page of the same file.
    pub fn sheet(&self, name: &str) -> Self {
        Self { sheet: Some(name.into()), ..self.clone() }
    }

    /// A cell by its column and its row, both from 0.
    pub fn cell(&self, row: usize, column: usize) -> Self {
        self.at(format!("{}{}", letters(column), row + 1))
    }
}

/// What spreadsheets call a column, from 0: `A`, `Z`, `AA`.
pub fn letters(column: usize) -> String {
    let (mut left, mut name) = (column + 1, Vec::new());
    while left > 0 {
        // At most 25.
        name.push(b'A' + ((left - 1) % 26) as u8);
        left = (left - 1) / 26;
    }
    name.iter().rev().map(|&letter| char::from(letter)).collect()
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, "!{sheet}")?;
        }
        if !self.at.is_empty() {
            write!(f, "!{}", self.at)?;
        }
        Ok(())
    }
}

impl From<&Place> for model::Argument {
    fn from(place: &Place) -> Self {
        Self::Text(place.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_as_spreadsheets_name_them() {
        let file = Place::file("bia.xlsx");
        assert_eq!(file.sheet("Prozesse").cell(6, 2).to_string(), "bia.xlsx!Prozesse!C7");
        assert_eq!(file.at("id-3").to_string(), "bia.xlsx!id-3");
        assert_eq!(
            [letters(0), letters(25), letters(26), letters(701), letters(702)].join(" "),
            "A Z AA ZZ AAA"
        );
    }
}
