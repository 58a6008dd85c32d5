//! Tables as workbooks (XLSX): values as they were last computed, formulas are never evaluated. What is hidden is read,
//! too, and said; merged cells hold their value throughout.

use super::grid::{Grid, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, Value};
use super::package::{Hidden, Package};
use crate::place::Place;
use crate::report::{Report, What};
use calamine::{DataRef, Dimensions, Reader, SheetVisible, Xlsx};
use model::{Fault, message};
use std::io::Cursor;

/// Most cells that one merged area fills.
const MERGED: usize = 100_000;

/// Whether these are the first bytes of a workbook, of whatever age.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

/// Reads all sheets.
///
/// # Errors
/// The file is of an old form, protected, too large inside, or no workbook.
pub fn read(name: &str, bytes: &[u8], report: &mut Report) -> Result<Vec<Grid>, Fault> {
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(old_or_protected(name, bytes));
    }
    let package = Package::open(name, bytes)?;
    let broken = |why: String| {
        Fault::new(
            name,
            "broken-workbook",
            message!("import-broken-workbook", why = why),
            message!("import-save-xlsx"),
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let sheets = book.sheets_metadata().to_vec();
    let (mut grids, mut cells) = (Vec::new(), 0);
    for sheet in sheets {
        let place = Place::file(name).sheet(&sheet.name);
        if sheet.visible != SheetVisible::Visible {
            report.tell(What::Flagged, &place, message!("import-hidden-sheet"));
        }
        let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let mut grid = Grid { place: place.clone(), rows: Vec::new() };
        let Ok(mut reader) = book.worksheet_cells_reader(&sheet.name) else {
            report.tell(What::LeftOut, &place, message!("import-no-cells"));
            continue;
        };
        loop {
            let cell = match reader.next_cell() {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                Err(error) => return Err(broken(error.to_string())),
            };
            let (row, column) = (cell.get_position().0 as usize, cell.get_position().1 as usize);
            cells += 1;
            if cells > MAX_CELLS || row >= MAX_ROWS {
                let detail = message!("import-many-cells", max = MAX_CELLS);
                return Err(Fault::new(
                    place.to_string(),
                    "too-many-cells",
                    detail,
                    message!("import-split"),
                ));
            }
            if column < MAX_COLUMNS {
                put(&mut grid, row, column, value(cell.get_value()));
            }
        }
        merged.iter().for_each(|area| spread(&mut grid, area));
        grid.rows.retain(|row| row.filled().next().is_some());
        tell_hidden(&grid, &package.hidden(&sheet.name), report);
        let text = message!("import-read-sheet", rows = grid.rows.len());
        report.tell(What::Read, &place, text);
        grids.push(grid);
    }
    Ok(grids)
}

fn old_or_protected(name: &str, bytes: &[u8]) -> Fault {
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let protected = bytes.windows(wide.len()).any(|part| part == wide);
    let (code, detail, remedy) = match protected {
        true => ("protected-workbook", message!("import-protected"), message!("import-protected-remedy")),
        false => ("old-workbook", message!("import-old-workbook"), message!("import-save-xlsx")),
    };
    Fault::new(name, code, detail, remedy)
}

/// Puts a value where it stands; rows come in their order.
fn put(grid: &mut Grid, number: usize, column: usize, value: Value) {
    if value == Value::Empty {
        return;
    }
    if grid.rows.last().is_none_or(|row| row.number < number) {
        grid.rows.push(Row { number, cells: Vec::new() });
    }
    let Some(row) = grid.rows.iter_mut().rev().find(|row| row.number == number) else { return };
    if row.cells.len() <= column {
        row.cells.resize(column + 1, Value::Empty);
    }
    row.cells[column] = value;
}

fn value(found: &DataRef<'_>) -> Value {
    match found {
        DataRef::Empty => Value::Empty,
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::String(text) => Value::Text(text.clone()),
        DataRef::SharedString(text) => Value::Text((*text).to_owned()),
        DataRef::Bool(yes) => Value::Text(yes.to_string()),
        DataRef::DateTime(at) if at.is_duration() => Value::Text(format!("{} h", at.as_f64() * 24.0)),
        // A time of day without a day is a span in tables of this kind.
        DataRef::DateTime(at) if at.as_f64() < 1.0 => Value::Text(format!("{} h", at.as_f64() * 24.0)),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            Value::Day(format!("{year:04}-{month:02}-{day:02}"))
        }
        DataRef::DateTimeIso(text) => Value::Day(text.chars().take(10).collect()),
        DataRef::DurationIso(text) => Value::Text(text.clone()),
        DataRef::Error(error) => Value::Error(error.to_string()),
    }
}

/// A merged area holds its value in all its cells.
fn spread(grid: &mut Grid, area: &Dimensions) {
    let (rows, columns) =
        (area.start.0 as usize..=area.end.0 as usize, area.start.1 as usize..=area.end.1 as usize);
    if rows.clone().count().saturating_mul(columns.clone().count()) > MERGED || *columns.end() >= MAX_COLUMNS
    {
        return;
    }
    let at = grid.rows.partition_point(|row| row.number < *rows.start());
    let first = grid.rows.get(at).filter(|row| row.number == *rows.start());
    let Some(value) = first.map(|row| row.value(*columns.start()).clone()).filter(|value| !value.is_empty())
    else {
        return;
    };
    // A row of which nothing else is known stays away.
    for row in grid.rows[at..].iter_mut().take_while(|row| rows.contains(&row.number)) {
        for column in columns.clone() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Value::Empty);
            }
            row.cells[column] = value.clone();
        }
    }
}

fn tell_hidden(grid: &Grid, hidden: &Hidden, report: &mut Report) {
    for row in grid.rows.iter().filter(|row| hidden.rows.contains(&row.number)) {
        report.tell(What::Flagged, &grid.row(row), message!("import-hidden-row"));
    }
    for &(first, last) in &hidden.columns {
        for column in first..=last.min(MAX_COLUMNS) {
            if grid.rows.iter().any(|row| !row.value(column).is_empty()) {
                let place = grid.place.at(crate::place::letters(column));
                report.tell(What::Flagged, &place, message!("import-hidden-column"));
            }
        }
    }
}
