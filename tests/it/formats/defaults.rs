//! What holds for needs that say nothing themselves: for a file, for what an agency runs, for one node.

use super::{nodes_of, problems_of, read};
use tragweite::model::{Confirmation, Form, Node, Seconds};

const MAP: &str = r#"
tragweite: 1
defaults: { source: Notfallhandbuch, confirmation: confirmed }
agencies:
  amt: { name: Amt, consumes: [x.b] }
  stadt: { name: Stadt, defaults: { confirmation: disputed } }
services:
  x.a:
    name: A
    agency: amt
    layer: platform
    workaround: { text: Papier, lasts: P2D }
    needs:
      - x.b
      - { on: x.c, confirmation: unconfirmed, source: Herr K., workaround: { text: Fax } }
      - { supportedBy: [x.d] }
      - { on: [x.e, x.f], id: beide }
  x.b: { name: B, agency: stadt, layer: platform, needs: [x.c] }
  x.c: { name: C, agency: stadt, layer: platform, defaults: { source: Amtsblatt }, needs: [x.d] }
  x.d: { name: D, agency: amt, layer: platform }
  x.e: { name: E, agency: amt, layer: platform }
  x.f: { name: F, agency: amt, layer: platform }
"#;

fn node(nodes: &[Node], key: &str) -> Node {
    nodes.iter().find(|node| node.key.as_str() == key).unwrap().clone()
}

fn facts(node: &Node, need: usize) -> (Confirmation, Option<&str>) {
    (node.needs[need].confirmation, node.needs[need].source.as_deref())
}

#[test]
fn the_nearest_that_says_something_holds() {
    let nodes = nodes_of(MAP);
    let (a, b, c) = (node(&nodes, "x.a"), node(&nodes, "x.b"), node(&nodes, "x.c"));
    assert_eq!(facts(&a, 0), (Confirmation::Confirmed, Some("Notfallhandbuch")));
    assert_eq!(facts(&a, 1), (Confirmation::Assumed, Some("Herr K.")));
    assert_eq!(facts(&node(&nodes, "amt"), 0), (Confirmation::Confirmed, Some("Notfallhandbuch")));
    assert_eq!(facts(&b, 0), (Confirmation::Disputed, Some("Notfallhandbuch")));
    assert_eq!(facts(&c, 0), (Confirmation::Disputed, Some("Amtsblatt")));
}

#[test]
fn one_workaround_holds_for_every_need_that_takes_the_node_down() {
    let a = node(&nodes_of(MAP), "x.a");
    let text = |need: usize| a.needs[need].workaround.as_ref().and_then(|w| w.text.as_deref());
    assert_eq!([0, 1, 2, 3].map(text), [Some("Papier"), Some("Fax"), None, Some("Papier")]);
    assert_eq!(a.needs[0].workaround.as_ref().unwrap().lasts, Some(Seconds::new(172_800).unwrap()));
}

#[test]
fn several_under_one_on_are_all_needed() {
    let a = node(&nodes_of(MAP), "x.a");
    let both = &a.needs[3];
    assert_eq!((both.form, both.providers.len()), (Form::On, 2));
    assert_eq!((both.terms().min, both.terms().full), (2, 2));
    let whole = nodes_of(&MAP.replace("on: [x.e, x.f]", "whole: [x.e, x.f]"));
    let terms = node(&whole, "x.a").needs[3].terms();
    assert_eq!((terms.min, terms.full, terms.degraded_works), (2, 2, false));
}

#[test]
fn defaults_that_come_too_late_or_are_wrong_are_told() {
    let late = MAP.replace("defaults: { source: Notfallhandbuch, confirmation: confirmed }\n", "");
    let told = problems_of(late + "defaults: { confirmation: confirmed }\n");
    assert!(told.contains("defaults stand below nodes") && told.contains("at the top of the file"), "{told}");
    let told = problems_of(MAP.replace("confirmation: confirmed", "confirmation: sicher"));
    assert!(told.contains("map.yaml:3") && told.contains("assumed, confirmed, disputed"), "{told}");
    // A file that is read first says nothing for the next one, an agency does.
    let first = "tragweite: 1\ndefaults: { confirmation: confirmed }\nagencies: { z: { name: Z, defaults: { source: Q } } }\n";
    let next = "tragweite: 1\nservices:\n  z.a: { name: A, agency: z, layer: public, needs: [z.b] }\n  \
                z.b: { name: B, agency: z, layer: public }\n";
    let (nodes, _) = read(&[("a.yaml", first.as_bytes()), ("b.yaml", next.as_bytes())]).unwrap();
    assert_eq!(facts(&node(&nodes, "z.a"), 0), (Confirmation::Confirmed, Some("Q")));
    let error = read(&[("a.yaml", next.as_bytes()), ("b.yaml", first.as_bytes())]).unwrap_err().to_string();
    assert!(error.contains("b.yaml:3") && error.contains("write the agency before what it runs"), "{error}");
}

#[test]
fn all_files_of_a_map_tell_times_in_one_zone() {
    let zone = |files: &[(&str, &[u8])]| match read(files) {
        Ok((_, places)) => Ok(places.zone().map(|zone| tragweite::words::zone::name(zone).to_owned())),
        Err(problems) => Err(problems.to_string()),
    };
    let (plain, vienna): (&[u8], &[u8]) = (b"tragweite: 1\n", b"tragweite: 1\nzone: Europe/Vienna\n");
    assert_eq!(zone(&[("a.yaml", plain)]), Ok(None));
    assert_eq!(
        zone(&[("a.yaml", plain), ("b.yaml", vienna), ("c.yaml", vienna)]),
        Ok(Some("Europe/Vienna".into()))
    );
    let told = zone(&[("a.yaml", vienna), ("b.yaml", b"tragweite: 1\nzone: UTC\n")]).unwrap_err();
    assert!(
        told.contains("b.yaml:2") && told.contains("a.yaml, line 2") && told.contains("Europe/Vienna"),
        "{told}"
    );
    for wrong in ["[UTC]", "5", "~", "Europa/Berlin", "{}"] {
        let told = zone(&[("a.yaml", format!("tragweite: 1\nzone: {wrong}\n").as_bytes())]).unwrap_err();
        assert!(told.contains("a.yaml:2") && told.contains("Europe/Berlin"), "{wrong}: {told}");
    }
}
