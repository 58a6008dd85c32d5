//! Cut sets and availability on the command line.

use super::run;
use serde_json::Value;

const MAP: &str = "\
tragweite: 1
agencies:
  amt: { name: Amt Nord }
services:
  amt.portal:
    name: Bürgerportal
    agency: amt
    layer: public
    reliability: { unavailability: 0 }
    needs: [{anyOf: [amt.server-a, amt.server-b]}, amt.netz]
  amt.server-a: { name: Server A, agency: amt, layer: platform, reliability: { unavailability: 0.1 } }
  amt.server-b: { name: Server B, agency: amt, layer: platform, reliability: { unavailability: 0.1 } }
  amt.netz: { name: Netz, agency: amt, layer: infrastructure, reliability: { mtbf: P99D, mttr: P1D } }
";

fn plan(arguments: &[&str]) -> super::Run {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("map.yaml"), MAP).unwrap();
    run(folder.path(), [&["plan"], arguments, &["--map", "map.yaml"]].concat())
}

#[test]
fn cut_sets_for_people() {
    insta::assert_snapshot!(plan(&["cut-sets", "--node", "amt.portal", "--language", "en"]).ok());
}

#[test]
fn availability_for_people() {
    insta::assert_snapshot!(plan(&["availability", "--node", "amt.portal", "--language", "de"]).ok());
}

#[test]
fn the_same_as_data() {
    let flags =
        ["availability", "--node", "amt.portal", "--level", "degraded", "--limit", "1", "--format", "json"];
    let answer: Value = serde_json::from_str(&plan(&flags).ok()).unwrap();
    assert_eq!((&answer["level"], &answer["omitted"]["importances"]), (&"degraded".into(), &2.into()));
    let flags =
        ["cut-sets", "--node", "amt.portal", "--max-order", "1", "--among", "amt.netz", "--format", "json"];
    let answer: Value = serde_json::from_str(&plan(&flags).ok()).unwrap();
    assert_eq!(
        (&answer["candidates"], &answer["sets"][0]["nodes"][0]["key"]),
        (&1.into(), &"amt.netz".into())
    );
    let told = plan(&["cut-sets"]).fails(1);
    assert!(told.contains("node is missing"), "{told}");
}
