//! DORA: the register of information (Implementing Regulation (EU) 2024/2956), its templates as CSV. Functions, the
//! contracts behind them and chains of providers.

use crate::common::foreign;
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::text;
use model::{Fault, Form, Layer, Message, Seconds, message};
use std::collections::BTreeMap;

/// The register of information.
#[derive(Debug)]
pub struct Dora;

impl MapFormat for Dora {
    fn word(&self) -> &'static str {
        "dora"
    }

    fn about(&self) -> Message {
        message!("import-about-dora")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut register, mut faults) = (Register::default(), Vec::new());
        for file in files {
            let Some(template) = template(&file.name) else {
                let place = Place::file(file.name.clone());
                draft.tell(What::LeftOut, &place, message!("import-dora-left"));
                continue;
            };
            match rows(file, draft) {
                Ok(rows) => drop(register.rows.insert(template, rows)),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() && !register.rows.contains_key("b_06.01") {
            let name = files.first().map(|file| file.name.as_str()).unwrap_or_default();
            faults.push(foreign(name, "DORA", "b_06.01.csv"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        register.providers(draft);
        register.functions(draft);
        register.contracts(draft);
        register.chains(draft);
        Ok(())
    }
}

/// The templates of which something is read, by their names in file names.
fn template(file: &str) -> Option<&'static str> {
    let lower = file.to_lowercase().replace(['_', '-'], ".");
    ["b_02.02", "b_05.01", "b_05.02", "b_06.01"]
        .into_iter()
        .find(|name| lower.contains(&name.replace('_', ".")))
}

/// A row by the codes of its columns.
type Row = (Place, BTreeMap<String, String>);

#[derive(Default)]
struct Register {
    rows: BTreeMap<&'static str, Vec<Row>>,
}

fn rows(file: &File<'_>, draft: &mut Draft) -> Result<Vec<Row>, Fault> {
    let text = text(file, draft)?;
    let first = text.lines().next().unwrap_or_default();
    let separator =
        [b',', b';', b'\t'].into_iter().max_by_key(|&s| first.bytes().filter(|&b| b == s).count());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    // Heads are `c0010`, or the whole code of a cell.
    let code =
        |head: &str| head.trim().to_lowercase().rsplit(['.', ',']).next().unwrap_or_default().to_owned();
    let heads: Vec<String> =
        reader.headers().map(|heads| heads.iter().map(code).collect()).unwrap_or_default();
    if !heads.iter().any(|head| head == "c0010") {
        return Err(foreign(&file.name, "DORA", "c0010"));
    }
    let place = Place::file(file.name.clone());
    let records = reader.records().flatten().enumerate();
    Ok(records
        .map(|(row, record)| {
            let cells = heads.iter().cloned().zip(record.iter().map(|cell| cell.trim().to_owned()));
            (place.at(row + 2), cells.filter(|(_, cell)| !cell.is_empty()).collect())
        })
        .collect())
}

impl Register {
    fn of(&self, template: &str) -> &[Row] {
        self.rows.get(template).map_or(&[], Vec::as_slice)
    }

    /// A cell that has to be filled; what is missing is told with its place.
    fn must(row: &Row, code: &str, draft: &mut Draft) -> Option<String> {
        let found = row.1.get(code).cloned();
        if found.is_none() {
            draft.tell(What::Refused, &row.0, message!("import-dora-missing", cell = code));
        }
        found
    }

    fn provider(code: &str) -> String {
        format!("provider:{code}")
    }

    /// A provider is an agency, and what it provides a service of it.
    fn providers(&self, draft: &mut Draft) {
        for row in self.of("b_05.01") {
            let Some(code) = Self::must(row, "c0010", draft) else { continue };
            let name = row.1.get("c0050").or(row.1.get("c0030")).cloned().unwrap_or_else(|| code.clone());
            let mut thing = Thing::agency(Self::provider(&code), &name, &row.0);
            thing.label("code", &code);
            draft.add(thing);
        }
    }

    /// What a provider provides; of providers that are described nowhere an agency is made, too.
    fn service(code: &str, place: &Place, draft: &mut Draft) -> String {
        let own = format!("service:{code}");
        if draft.thing(&own).is_none() {
            let provider = Self::provider(code);
            if draft.thing(&provider).is_none() {
                draft.add(Thing::agency(provider.clone(), code, place));
            }
            let name =
                draft.thing(&provider).map_or_else(|| code.to_owned(), |thing| thing.spec.name.clone());
            draft.add(
                Thing::service(own.clone(), &format!("IKT ({name})"), Layer::Platform, place)
                    .run_by(Some(provider)),
            );
        }
        own
    }

    fn functions(&self, draft: &mut Draft) {
        for row in self.of("b_06.01") {
            let Some(id) = Self::must(row, "c0010", draft) else { continue };
            let name = Self::must(row, "c0030", draft).unwrap_or_else(|| id.clone());
            let mut thing = Thing::service(format!("function:{id}"), &name, Layer::Application, &row.0);
            let hours = |code: &str| {
                let hours: u32 = row.1.get(code)?.parse().ok()?;
                Seconds::new(hours.checked_mul(3600)?).ok()
            };
            (thing.spec.rto, thing.spec.rpo) = (hours("c0080"), hours("c0090"));
            thing.label("criticality", row.1.get("c0050").map(String::as_str).unwrap_or_default());
            draft.add(thing);
        }
    }

    fn contracts(&self, draft: &mut Draft) {
        for row in self.of("b_02.02") {
            let Some(function) = Self::must(row, "c0050", draft) else { continue };
            let Some(provider) = Self::must(row, "c0030", draft) else { continue };
            let service = Self::service(&provider, &row.0, draft);
            let link = Link::new(format!("function:{function}"), service, &row.0);
            let contract = row.1.get("c0010").cloned().unwrap_or_default();
            draft.link(link.noted(contract));
        }
    }

    /// In a chain each provider needs those one rank below.
    fn chains(&self, draft: &mut Draft) {
        for row in self.of("b_05.02") {
            let Some(provider) = Self::must(row, "c0030", draft) else { continue };
            let service = Self::service(&provider, &row.0, draft);
            // The recipient of what a subcontractor provides; of rank 1 it is who reports.
            let Some(recipient) = row.1.get("c0060").filter(|recipient| **recipient != provider) else {
                continue;
            };
            let recipient = Self::service(&recipient.clone(), &row.0, draft);
            draft.link(Link::of(recipient, vec![service], Strength::Stated(Form::On), &row.0));
        }
    }
}
