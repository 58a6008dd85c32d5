//! Traffic that was seen, held against a map; and what is accepted of it, applied to the map.

use super::{folder, run};
use serde_json::Value;

const MAP: &str = "
agencies: { amt: { name: Amt } }
services:
  amt.portal: { name: Portal, agency: amt, layer: channel, needs: [{ on: amt.verfahren }, { on: amt.fax }] }
  amt.verfahren: { name: Verfahren, agency: amt, layer: application, labels: { address: 10.0.0.1 } }
  amt.fax: { name: Fax, agency: amt, layer: channel }
  amt.datenbank: { name: Datenbank, agency: amt, layer: platform, labels: { host: db.amt.example } }
";
const SEEN: &str = r#"{"data":{"result":[
 {"metric":{"client":"Portal","server":"10.0.0.1"},"value":[1764500000,"12"]},
 {"metric":{"client":"Verfahren","server":"10.0.0.2","connection_type":"database"},"value":[1764500000,"7"]},
 {"metric":{"client":"Portal","server":"10.0.0.2"},"value":[1764500000,"1"]},
 {"metric":{"client":"fax","server":"amt.datenbank"},"value":[1764500000,"2"]},
 {"metric":{"client":"mars","server":"Portal"},"value":[1764500000,"3"]}]}}"#;

#[test]
fn what_is_seen_is_held_against_the_map_and_taken_in_by_one_change_set() {
    let dir = folder(&[("map.yaml", MAP), ("seen.json", SEEN), ("names.csv", "10.0.0.2;db.amt.example\n")]);
    let traffic = |more: &[&str]| {
        let words = ["traffic", "service-graph", "seen.json", "--map", "map.yaml", "--names", "names.csv"];
        run(dir.path(), words.iter().chain(more)).ok()
    };
    let told = traffic(&["--language", "en", "--accept", "accept.json"]);
    for line in [
        "Seen from 2025-11-30T10:53:20Z to 2025-11-30T10:53:20Z",
        "On the map and seen: 1",
        "  amt.portal -> amt.verfahren  (12)",
        "  amt.portal -> amt.fax",
        "  amt.verfahren -> amt.datenbank  (7)",
        "  mars  (3)",
    ] {
        assert!(told.lines().any(|told| told == line), "{line}: {told}");
    }
    let found: Value = serde_json::from_str(&traffic(&["--json"])).unwrap();
    let pairs = |list: &str| -> Vec<String> {
        let items = found[list]["items"].as_array().unwrap().iter();
        items
            .map(|p| format!("{} {}", p["dependent"].as_str().unwrap(), p["provider"].as_str().unwrap()))
            .collect()
    };
    assert_eq!(pairs("seenAndMapped"), ["amt.portal amt.verfahren"]);
    assert_eq!(pairs("mappedNeverSeen"), ["amt.portal amt.fax"]);
    let unknown = ["amt.verfahren amt.datenbank", "amt.fax amt.datenbank", "amt.portal amt.datenbank"];
    assert_eq!(pairs("seenNotMapped"), unknown);
    assert_eq!(found["strangers"]["items"][0]["name"], "mars");
    let set: Value =
        serde_json::from_str(&std::fs::read_to_string(dir.path().join("accept.json")).unwrap()).unwrap();
    let changes = set["changes"].as_array().unwrap();
    assert!(changes.len() == 3 && changes.iter().all(|c| c["dependency"]["confirmation"] == "assumed"));
    // What is accepted is checked like any change.
    std::fs::write(dir.path().join("changes.json"), set["changes"].to_string()).unwrap();
    let words =
        ["plan", "single-points", "--map", "map.yaml", "--changes", "changes.json", "--node", "amt.fax"];
    let after = run(dir.path(), words).ok();
    assert!(after.contains("Datenbank"), "{after}");
}

#[test]
fn what_is_no_traffic_is_told_with_its_file() {
    let dir = folder(&[("map.yaml", MAP)]);
    let told = run(dir.path(), ["traffic", "zeek", "map.yaml", "--map", "map.yaml"]).fails(1);
    assert!(told.contains("map.yaml") && told.contains("id.orig_h"), "{told}");
}
