//! A sheet as rows of values, however it was written.

use crate::place::Place;
use std::borrow::Cow;

/// Most rows of one sheet.
pub const MAX_ROWS: usize = 1_048_576;
/// Most columns that are read.
pub const MAX_COLUMNS: usize = 1_024;
/// Most cells of one import.
pub const MAX_CELLS: usize = 20_000_000;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, as `2023-11-15`.
    Day(String),
    /// What a formula could not compute.
    Error(String),
}

impl Value {
    /// What people see in the cell, without blanks around it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => "".into(),
            Self::Text(text) => text.trim().into(),
            Self::Number(number) => number.to_string().into(),
            Self::Day(text) | Self::Error(text) => text.as_str().into(),
        }
    }

    /// Whether people see nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Its number, from 0.
    pub number: usize,
    /// The cells from the first column on.
    pub cells: Vec<Value>,
}

impl Row {
    /// The value in a column.
    pub fn value(&self, column: usize) -> &Value {
        self.cells.get(column).unwrap_or(&Value::Empty)
    }

    /// What people see in a column.
    pub fn text(&self, column: usize) -> Cow<'_, str> {
        self.value(column).text()
    }

    /// The columns that hold something.
    pub fn filled(&self) -> impl Iterator<Item = usize> {
        (0..self.cells.len()).filter(|&column| !self.cells[column].is_empty())
    }
}

/// A sheet.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// File and sheet.
    pub place: Place,
    /// Its rows, without empty ones.
    pub rows: Vec<Row>,
}

impl Grid {
    /// Where a cell of a row stands.
    pub fn cell(&self, row: &Row, column: usize) -> Place {
        self.place.cell(row.number, column)
    }

    /// Where a row stands.
    pub fn row(&self, row: &Row) -> Place {
        self.place.at(row.number + 1)
    }
}
