//! Workbooks that we write: pages of texts, each with a head that stays.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};
use std::io;

/// Longest text of a cell, in characters; a workbook counts UTF-16 units up to twice as many.
const MAX_TEXT: usize = 16_000;
/// Most rows of a page below its heads.
const MAX_ROWS: usize = 1_048_575;
/// Longest name of a page.
const MAX_NAME: usize = 31;

/// A page of a workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Its name; what cannot stand in names of sheets is taken out.
    pub name: String,
    /// The heads of its columns.
    pub heads: Vec<String>,
    /// Its rows: every value is text, so that no zero and no date is lost.
    pub rows: Vec<Vec<String>>,
}

/// A workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    /// Its pages.
    pub pages: Vec<Page>,
}

impl Book {
    /// The bytes of the file. The same pages give the same bytes.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn written(&self) -> io::Result<Vec<u8>> {
        self.made().map_err(io::Error::other)
    }

    fn made(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_author("Tragweite").set_creation_datetime(&made));
        let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
        let mut names: Vec<String> = Vec::new();
        for page in &self.pages {
            let name = free_name(&page.name, &names);
            let sheet = book.add_worksheet().set_name(&name)?;
            names.push(name);
            for (column, head) in (0..).zip(&page.heads) {
                sheet.set_column_format(column, &text)?;
                sheet.set_column_width(column, width(page, usize::from(column)))?;
                sheet.write_string_with_format(0, column, head, &bold)?;
            }
            for (row, cells) in (1..).zip(page.rows.iter().take(MAX_ROWS)) {
                for (column, cell) in (0..).zip(cells) {
                    if !cell.is_empty() {
                        let cell: String = cell.chars().take(MAX_TEXT).collect();
                        sheet.write_string_with_format(row, column, cell, &text)?;
                    }
                }
            }
            sheet.set_freeze_panes(1, 0)?;
        }
        book.save_to_buffer()
    }
}

/// A name that no page has yet.
fn free_name(wanted: &str, names: &[String]) -> String {
    let plain: String = wanted.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).collect();
    let plain: String = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = |end: &str| plain.chars().take(MAX_NAME - end.len()).collect::<String>() + end;
    let mut ends = std::iter::once(String::new()).chain((2..).map(|number: u32| format!(" {number}")));
    let is_free = |name: &String| !names.iter().any(|other| other.eq_ignore_ascii_case(name));
    ends.find_map(|end| Some(short(&end)).filter(is_free)).unwrap_or_default()
}

/// Wide enough for most of what stands in the column, and not too wide.
fn width(page: &Page, column: usize) -> f64 {
    let cells = page.rows.iter().take(200).filter_map(|row| row.get(column));
    let longest = cells.chain(page.heads.get(column)).map(|text| text.chars().count()).max().unwrap_or(8);
    longest.clamp(8, 60) as f64 + 2.0
}
