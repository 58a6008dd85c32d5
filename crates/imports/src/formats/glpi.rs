//! GLPI: its impact analysis, as the query in `scripts/imports/glpi.sql` tells it. Its own export has no dependencies.

use crate::common::{agency, foreign};
use crate::draft::{Draft, Link, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::text;
use model::{Fault, Layer, Message, message};
use std::collections::BTreeMap;

/// The impact analysis of GLPI.
#[derive(Debug)]
pub struct Glpi;

/// Most things with a row of their own in one file.
const COLUMNS: [&str; 8] = [
    "source_type",
    "source_id",
    "source_name",
    "source_entity",
    "impacted_type",
    "impacted_id",
    "impacted_name",
    "impacted_entity",
];

impl MapFormat for Glpi {
    fn word(&self) -> &'static str {
        "glpi"
    }

    fn about(&self) -> Message {
        message!("import-about-glpi")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for file in files {
            if let Err(fault) = relations(file, draft) {
                faults.push(fault);
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

fn relations(file: &File<'_>, draft: &mut Draft) -> Result<(), Fault> {
    let text = text(file, draft)?;
    let first = text.lines().next().unwrap_or_default();
    let separator =
        [b'\t', b';', b','].into_iter().max_by_key(|&s| first.bytes().filter(|&b| b == s).count());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let heads: Vec<String> = match reader.headers() {
        Ok(heads) => heads.iter().map(|head| head.trim().to_lowercase()).collect(),
        Err(_) => Vec::new(),
    };
    let at: Vec<Option<usize>> =
        COLUMNS.iter().map(|name| heads.iter().position(|head| head == name)).collect();
    if [0, 1, 4, 5].iter().any(|&needed| at[needed].is_none()) {
        // What people export in the browser: reached things without the lines between them.
        let detail = message!("import-foreign", form = "scripts/imports/glpi.sql", missing = COLUMNS[0]);
        let reached = heads.iter().any(|head| head == "relation" || head == "itemtype");
        let fault = Fault::new(file.name.clone(), "foreign-file", detail, message!("import-glpi-remedy"));
        return Err(if reached {
            fault
        } else {
            foreign(&file.name, "scripts/imports/glpi.sql", COLUMNS[0])
        });
    }
    let place = Place::file(file.name.clone());
    let mut gone: BTreeMap<String, u32> = BTreeMap::new();
    for record in reader.records() {
        let Ok(record) = record else {
            draft.tell(What::LeftOut, &place, message!("import-bad-row", why = "CSV"));
            continue;
        };
        let line = record.position().map_or(0, csv::Position::line);
        let place = place.at(line);
        let get = |column: usize| {
            at[column].and_then(|at| record.get(at)).map(str::trim).filter(|t| !t.is_empty() && *t != "NULL")
        };
        let mut end = |from: usize| {
            let (kind, id) = (get(from)?, get(from + 1)?);
            let own = format!("{kind}:{id}");
            // Rows of deleted things stay behind in old versions.
            let Some(name) = get(from + 2) else {
                *gone.entry(own).or_default() += 1;
                return None;
            };
            if draft.thing(&own).is_none() {
                let mut thing = Thing::service(own.clone(), name, layer(kind), &place);
                thing.label("type", kind);
                thing.agency = get(from + 3)
                    .map(|entity| agency(draft, entity.rsplit(" > ").next().unwrap_or(entity), &place));
                draft.add(thing);
            }
            Some(own)
        };
        // The source impacts: it is what is needed.
        if let (Some(source), Some(impacted)) = (end(0), end(4)) {
            draft.link(Link::new(impacted, source, &place));
        }
    }
    for (id, count) in gone {
        draft.tell(What::LeftOut, &place, message!("import-glpi-gone", id = id, count = count));
    }
    Ok(())
}

/// What a class of GLPI is.
fn layer(kind: &str) -> Layer {
    match kind.rsplit('\\').next().unwrap_or(kind) {
        "NetworkEquipment" | "Phone" => Layer::Network,
        "PDU" | "PassiveDCEquipment" => Layer::Utility,
        "Computer" | "Enclosure" | "Rack" | "Cluster" | "Peripheral" | "Unmanaged" => Layer::Infrastructure,
        "Database" | "DatabaseInstance" | "Software" | "Domain" | "Certificate" => Layer::Platform,
        _ => Layer::Application,
    }
}
