//! CSV through Python's reader, workbooks through openpyxl: text stays text, and nothing is a formula.

use super::sample::{hostile, item, keys, large, need};
use super::{bytes, read_back, without_version};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tragweite::formats::{GraphFormat, write_graph};
use tragweite::model::{Confirmation, Kind, Layer, Relation, SiteType};
use tragweite::render::Language;
use tragweite::render::diagram::{Diagram, Item, Need, State};

/// The rows of a CSV or of a sheet.
fn rows(value: &Value) -> Vec<Vec<Value>> {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn csv_is_what_a_spreadsheet_of_the_language_opens() {
    let diagram = hostile();
    for (language, delimiter, key) in [(Language::De, ";", "Schlüssel"), (Language::En, ",", "Key")] {
        let raw = bytes(&diagram, GraphFormat::Csv, language);
        assert!(raw.starts_with("\u{feff}\"".as_bytes()) && raw.ends_with(b"\"\r\n"));
        let read = read_back(&diagram, GraphFormat::Csv, language);
        assert_eq!(read["delimiter"], delimiter);
        let rows = rows(&read["rows"]);
        assert_eq!(rows.len(), 1 + diagram.nodes.len());
        assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        assert_eq!(rows[0][0], key);
        let keys: Vec<&Value> = rows[1..].iter().map(|row| &row[0]).collect();
        assert_eq!(keys, diagram.nodes.iter().map(|item| item.key).collect::<Vec<_>>());
    }
}

#[test]
fn no_cell_of_a_csv_is_a_formula() {
    let names = ["=1+1", "+49 351", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "harmlos", "a=b"];
    let keys = keys(names.len());
    let nodes = keys.iter().zip(names).map(|(key, name)| item(key, name)).collect();
    let diagram = Diagram { nodes, needs: vec![], ..large(&[], 0) };
    let read = rows(&read_back(&diagram, GraphFormat::Csv, Language::De)["rows"]);
    let read: Vec<&Value> = read[1..].iter().map(|row| &row[1]).collect();
    let safe = ["'=1+1", "'+49 351", "'-1", "'@SUM(A1)", "'\tx", "'\rx", "'\n=1", "harmlos", "a=b"];
    assert_eq!(read, safe);
    for format in [GraphFormat::Csv, GraphFormat::CsvDependencies] {
        let all = rows(&read_back(&hostile(), format, Language::De)["rows"]);
        let cells = all.iter().flatten().map(|cell| cell.as_str().unwrap());
        assert!(cells.into_iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])));
    }
}

#[test]
fn a_workbook_holds_keys_as_text_and_no_formula() {
    let diagram = hostile();
    let read = read_back(&diagram, GraphFormat::Xlsx, Language::De);
    let sheets = read["sheets"].as_object().unwrap();
    assert_eq!(sheets.keys().collect::<Vec<_>>(), ["Abhängigkeiten", "Knoten", "Über diese Datei"]);
    assert_eq!(read["created"], "2000-01-01T00:00:00");

    let nodes = &sheets["Knoten"];
    assert_eq!(nodes["types"], json!(["s"]), "every cell is text");
    assert_eq!((&nodes["frozen"], &nodes["bold"]), (&json!("B2"), &json!(true)));
    assert_eq!(nodes["filter"], "A1:W10");
    assert!(nodes["narrowest"].as_f64().unwrap() > 8.0);
    let found = rows(&nodes["rows"]);
    let column = |title: &str| found[0].iter().position(|head| head == title).unwrap();
    assert_eq!(found[1][0], "0146120000");
    assert_eq!(found[1][column("Kreis")], "01001");
    assert_eq!(found[1][1], "-1+1");
    assert_eq!(found[1][column("Behörde")], "=HYPERLINK(\"http://x\")");
    assert_eq!(found[5][1], "\u{fffd}\u{fffd}\u{fffd}%%{init: {}}%% #35; `x` style:y#z;");
    let kfz: Vec<&Value> = ["Zustand (schlimmster)", "ab", "bis", "ab (UTC)", "bis (UTC)", "sicher"]
        .map(|title| &found[4][column(title)])
        .to_vec();
    assert_eq!(kfz, ["ausgefallen", "PT4H", "P2DT4H", "2018-11-14T17:30:00Z", "2018-11-16T17:30:00Z", "ja"]);

    assert_eq!(found[9][1], "@SUM(1);\nx,\"y\"");

    let edges = &sheets["Abhängigkeiten"];
    assert_eq!(edges["types"], json!(["n", "s"]), "counts are numbers");
    assert_eq!((&edges["frozen"], &edges["filter"]), (&json!("B2"), &json!("A1:T9")));
    insta::assert_json_snapshot!("workbook_dependencies", edges["rows"]);
    insta::assert_json_snapshot!("workbook_about", without_version(&sheets["Über diese Datei"]["rows"]));
}

#[test]
fn a_workbook_is_the_same_twice_and_english_in_english() {
    let diagram = hostile();
    let twice = [(); 2].map(|()| bytes(&diagram, GraphFormat::Xlsx, Language::En));
    assert_eq!(twice[0], twice[1]);
    let read = read_back(&diagram, GraphFormat::Xlsx, Language::En);
    let sheets: Vec<&String> = read["sheets"].as_object().unwrap().keys().collect();
    assert_eq!(sheets, ["About this file", "Dependencies", "Nodes"]);
}

#[test]
fn a_workbook_without_rows_can_be_read() {
    let read = read_back(&large(&[], 0), GraphFormat::Xlsx, Language::En);
    assert_eq!(read["sheets"]["Nodes"]["rows"].as_array().unwrap().len(), 1);
}

#[test]
fn what_a_workbook_cannot_hold_is_cut_or_refused_with_a_remedy() {
    let long = "🚒".repeat(20_000);
    let keys = keys(1);
    let nodes = vec![item(&keys[0], &long)];
    let diagram = Diagram { nodes, ..large(&[], 0) };
    let read = read_back(&diagram, GraphFormat::Xlsx, Language::En);
    assert_eq!(read["sheets"]["Nodes"]["rows"][1][1], "🚒".repeat(16_383));

    let needs = vec![need(0, "n", &vec![0; 1_048_576])];
    let diagram = Diagram { nodes: vec![item(&keys[0], "x")], needs, ..large(&[], 0) };
    let error = write_graph(&diagram, GraphFormat::Xlsx, Language::En, &mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("choose a part of the map, or write csv or graphml"), "{error}");
}

#[test]
fn a_german_table_has_german_words_only() {
    let layers = Layer::ALL.iter().map(|layer| Item { layer: Some(*layer), ..item("a", "") });
    let sites = SiteType::ALL.iter().map(|site| Item { site_type: Some(*site), ..item("a", "") });
    let kinds = Kind::ALL.iter().map(|kind| Item { kind: *kind, ..item("a", "") });
    let states = State::ALL.iter().map(|state| Item { state: *state, ..item("a", "") });
    let nodes = layers.chain(sites).chain(kinds).chain(states).collect();
    let relations = [Relation::Needs, Relation::HostedAt, Relation::OfferedAt, Relation::Consumes];
    let relations = relations.map(|relation| Need { relation, fallbacks: vec![0], ..need(0, "n", &[0]) });
    let confirmations = [Confirmation::Assumed, Confirmation::Confirmed, Confirmation::Disputed];
    let confirmations = confirmations.map(|confirmation| Need { confirmation, ..need(0, "n", &[0]) });
    let needs = relations.into_iter().chain(confirmations).collect();
    let diagram = Diagram { nodes, needs, agencies: vec![], ..large(&[], 0) };
    for format in [GraphFormat::Csv, GraphFormat::CsvDependencies] {
        let words = |language| -> BTreeSet<String> {
            let rows = rows(&read_back(&diagram, format, language)["rows"]);
            let cells = rows.into_iter().skip(1).flatten().map(|cell| cell.as_str().unwrap().to_owned());
            cells.filter(|cell| cell.len() > 1 && cell != "a~n").collect()
        };
        let (german, english) = (words(Language::De), words(Language::En));
        assert_eq!(german.len(), english.len());
        assert!(german.is_disjoint(&english), "{:?}", german.intersection(&english).collect::<Vec<_>>());
    }
}
