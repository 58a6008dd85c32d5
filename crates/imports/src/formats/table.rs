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
        let own = crate::template::is_template(&grids);
        if own {
            crate::template::read(&grids, draft)
        } else {
            table::read(&grids, draft)
        }
        if draft.things().is_empty() {
            let name = files.first().map(|file| file.name.clone()).unwrap_or_default();
            let detail = message!("import-no-table");
            return Err(vec![Fault::new(name, "no-table", detail, message!("import-no-table-remedy"))]);
        }
        Ok(())
    }
}
