//! Tables: CSV, TSV, workbooks.

use crate::draft::Draft;
use crate::registry::{File, MapFormat};
use crate::table;
use model::{Fault, Message, message};

/// Tables of any office.
#[derive(Debug)]
pub struct Table;

impl MapFormat for Table {
    fn word(&self) -> &'static str {
        "table"
    }

    fn about(&self) -> Message {
        message!("import-about-table")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut grids, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match table::sheets(file, draft) {
                Ok(sheets) => grids.extend(sheets),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        table::read(&grids, draft);
        Ok(())
    }
}
