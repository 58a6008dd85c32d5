//! Tables as text: the separator is the one that gives the most regular columns, unless a first line says it.

use super::grid::{Grid, MAX_CELLS, MAX_COLUMNS, Row, Value};
use crate::place::Place;
use crate::report::{Report, What};
use crate::text::decode;
use csv::{ReaderBuilder, StringRecord};
use model::{Fault, message};
use std::collections::BTreeMap;

/// Separators that are tried, the likeliest first.
const SEPARATORS: [u8; 4] = *b";,\t|";
/// Lines from which the separator is guessed.
const SAMPLE: usize = 200;

/// Reads a table from text.
///
/// # Errors
/// The encoding that was told is not known, or there are too many cells.
pub fn read(name: &str, bytes: &[u8], told: Option<&str>, report: &mut Report) -> Result<Grid, Fault> {
    let place = Place::file(name);
    let text = decode(bytes, told)?;
    let mut body: &str = &text.text;
    let (mut skipped, mut said) = (0, None);
    // Excel's own hint, and the first line of what PowerShell writes.
    while let Some(line) = body.lines().next() {
        let hint = line.trim().strip_prefix("sep=").filter(|hint| hint.len() == 1);
        if hint.is_none() && !line.starts_with("#TYPE ") {
            break;
        }
        said = said.or(hint.and_then(|hint| hint.bytes().next()));
        body = body[line.len()..].trim_start_matches('\r').trim_start_matches('\n');
        skipped += 1;
    }
    let separator = said.unwrap_or_else(|| guess(body));
    let shown = if separator == b'\t' { "TAB".to_owned() } else { char::from(separator).to_string() };
    let witness = text.witness.clone().unwrap_or_else(|| "–".to_owned());
    let line = message!("import-read-text", encoding = text.encoding, separator = shown, witness = witness);
    report.tell(What::Read, &place, line);
    let mut grid = Grid { place: place.clone(), rows: Vec::new() };
    let mut cells = 0;
    let mut reader = reader(body, separator);
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let text = message!("import-bad-row", why = error.to_string());
                report.tell(What::LeftOut, &place, text);
                continue;
            }
        }
        let line = record.position().map_or(0, csv::Position::line) as usize + skipped;
        cells += record.len();
        if cells > MAX_CELLS {
            let detail = message!("import-many-cells", max = MAX_CELLS);
            return Err(Fault::new(name, "too-many-cells", detail, message!("import-split")));
        }
        if record.len() > MAX_COLUMNS {
            let place = place.at(line);
            report.tell(What::LeftOut, &place, message!("import-many-columns", max = MAX_COLUMNS));
        }
        let value =
            |text: &str| if text.trim().is_empty() { Value::Empty } else { Value::Text(text.to_owned()) };
        let cells: Vec<Value> = record.iter().take(MAX_COLUMNS).map(value).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            grid.rows.push(Row { number: line.saturating_sub(1), cells });
        }
    }
    Ok(grid)
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// The separator under which most of the first rows have the same number of columns, and more than one.
fn guess(text: &str) -> u8 {
    let score = |separator: u8| {
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        for record in reader(text, separator).into_records().take(SAMPLE).flatten() {
            *widths.entry(record.len()).or_default() += 1;
        }
        widths
            .into_iter()
            .filter(|(width, _)| *width > 1)
            .map(|(width, rows)| rows * 100 + width)
            .max()
            .unwrap_or(0)
    };
    let best = SEPARATORS.into_iter().map(|separator| (score(separator), separator));
    // Of equals the first.
    best.fold((0, SEPARATORS[0]), |best, next| if next.0 > best.0 { next } else { best }).1
}
