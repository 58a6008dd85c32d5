//! Tables of any office: a row is a thing with lists of what it needs, a row is one dependency, or a matrix with marks.
//!
//! Reading order: [`grid`] (what a sheet is), [`delimited`] and [`workbook`] (how it is read), [`roles`] and `heads` (what
//! its columns mean), `values` and `lists` (what its cells mean), then a file for each shape.

pub mod delimited;
mod facts;
pub mod grid;
mod heads;
mod lists;
mod matrix;
mod names;
mod package;
mod pairs;
pub mod roles;
mod rows;
pub(crate) mod values;
pub mod workbook;

use crate::draft::Draft;
use crate::registry::File;
use crate::report::What;
use grid::Grid;
use heads::Sheet;
use model::{Fault, message};
use names::Names;
use roles::Role;

/// All sheets of a file, whatever its form.
///
/// # Errors
/// It is of an old form, protected, or too large inside.
pub fn sheets(file: &File<'_>, draft: &mut Draft) -> Result<Vec<Grid>, Fault> {
    if workbook::is_workbook(&file.bytes) {
        return workbook::read(&file.name, &file.bytes, &mut draft.report);
    }
    let told = draft.options.encoding.clone();
    Ok(vec![delimited::read(&file.name, &file.bytes, told.as_deref(), &mut draft.report)?])
}

/// Reads sheets into a draft: first all things, so that names are known, then what they need.
pub fn read(grids: &[Grid], draft: &mut Draft) {
    let said = draft.options.columns.clone();
    let mut sheets: Vec<(Sheet<'_>, Shape)> = Vec::new();
    for grid in grids {
        let Some(sheet) = Sheet::of(grid, &said) else {
            draft.tell(What::LeftOut, &grid.place, message!("import-no-heads"));
            continue;
        };
        let shape = Shape::of(&sheet);
        draft.tell(What::Read, &grid.place, shape.told());
        match shape {
            Shape::Unknown => draft.tell(What::LeftOut, &grid.place, message!("import-no-name-column")),
            _ => sheets.push((sheet, shape)),
        }
    }
    let mut names = Names::default();
    let mut things = Vec::new();
    for (sheet, shape) in &sheets {
        sheet.show(draft);
        things.push(if *shape == Shape::Things {
            rows::things(sheet, &mut names, draft)
        } else {
            Vec::new()
        });
    }
    for ((sheet, shape), ids) in sheets.iter().zip(&things) {
        match shape {
            Shape::Things => rows::links(sheet, ids, &mut names, draft),
            Shape::Pairs => pairs::read(sheet, &mut names, draft),
            Shape::Matrix => matrix::read(sheet, &mut names, draft),
            Shape::Unknown => {}
        }
    }
}

/// How a table says what needs what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A row is a thing; cells hold lists of what it needs.
    Things,
    /// A row is one dependency.
    Pairs,
    /// Rows and columns are things, and a mark says that one needs the other.
    Matrix,
    /// None of these.
    Unknown,
}

impl Shape {
    fn of(sheet: &Sheet<'_>) -> Self {
        let has = |fits: fn(Role) -> bool| sheet.first(fits).is_some();
        if has(|role| role == Role::From) && has(|role| role == Role::To) {
            Self::Pairs
        } else if matrix::is_matrix(sheet) {
            Self::Matrix
        } else if has(|role| matches!(role, Role::Name(_) | Role::Key)) {
            Self::Things
        } else {
            Self::Unknown
        }
    }

    fn told(self) -> model::Message {
        match self {
            Self::Things => message!("import-shape-things"),
            Self::Pairs => message!("import-shape-pairs"),
            Self::Matrix => message!("import-shape-matrix"),
            Self::Unknown => message!("import-shape-unknown"),
        }
    }
}
