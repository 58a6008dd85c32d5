//! What is written reads back as the same, in every written form.

use super::nodes;
use super::read;
use proptest::prelude::*;
use std::collections::BTreeMap;
use tragweite::formats::{Format, write_map};
use tragweite::model::{Key, Kind, Node};
use tragweite::wire::change::{ChangeDoc, ChangeSetDoc};
use tragweite::wire::{
    ChangeRequest, DependencyDoc, NodeDoc, Place, Problems, Tree, decode_change_set, decode_dependency,
    decode_node, patched_node,
};

/// The map as a file.
fn written(format: Format, nodes: &BTreeMap<Key, Node>) -> Vec<u8> {
    let mut out = Vec::new();
    write_map(format, None, |kind: Kind| nodes.values().filter(move |n| n.kind == kind), &mut out).unwrap();
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_map_reads_back_from_yaml_and_json(list in proptest::collection::vec(nodes::node(), 0..5)) {
        let map: BTreeMap<Key, Node> = list.into_iter().map(|n| (n.key.clone(), n)).collect();
        for format in [Format::Yaml, Format::Json] {
            let bytes = written(format, &map);
            let text = String::from_utf8(bytes.clone()).unwrap();
            let (nodes, places) = match read(&[("map", &bytes)]) {
                Ok(found) => found,
                Err(problems) => return Err(TestCaseError::fail(format!("{problems}\n{text}"))),
            };
            prop_assert_eq!(places.len(), map.len());
            let again: BTreeMap<Key, Node> = nodes.into_iter().map(|n| (n.key.clone(), n)).collect();
            prop_assert_eq!(&again, &map, "{}", text);
            prop_assert_eq!(written(format, &again), bytes, "the same map gives the same bytes");
        }
    }

    #[test]
    fn a_body_reads_back(node in nodes::node()) {
        let body = serde_json::to_vec(&NodeDoc::new(&node)).unwrap();
        let mut problems = Problems::default();
        let tree = Tree::from_json(&body).unwrap();
        let again = decode_node(&tree, None, &Place::ROOT, &mut problems);
        prop_assert!(problems.is_empty(), "{}", problems);
        prop_assert_eq!(again, Some(node.clone()));
        // An empty patch changes nothing.
        let patched = patched_node(&node, Tree::from_json(b"{}").unwrap(), &Place::ROOT, &mut problems);
        prop_assert_eq!(patched, Some(node));
    }

    #[test]
    fn a_dependency_reads_back(dependent in nodes::node(), dependency in nodes::dependency()) {
        let body = serde_json::to_vec(&DependencyDoc::new(&dependent.key, &dependency)).unwrap();
        let mut problems = Problems::default();
        let again = decode_dependency(&Tree::from_json(&body).unwrap(), &Place::ROOT, &mut problems);
        prop_assert!(problems.is_empty(), "{}", problems);
        prop_assert_eq!(again, Some((dependent.key.clone(), dependency)));
        for need in &dependent.needs {
            let body = serde_json::to_vec(&DependencyDoc::new(&dependent.key, need)).unwrap();
            let again = decode_dependency(&Tree::from_json(&body).unwrap(), &Place::ROOT, &mut problems);
            prop_assert_eq!(again, Some((dependent.key.clone(), need.clone())));
        }
    }

    #[test]
    fn a_change_set_reads_back(node in nodes::node(), dependency in nodes::dependency()) {
        let patch = Tree::from_json(br#"{"name": "x", "labels": null, "needs": [{"on": "a"}]}"#).unwrap();
        let changes = vec![
            ChangeRequest::PutDependency { dependent: node.key.clone(), dependency: Box::new(dependency) },
            ChangeRequest::Patch { key: node.key.clone(), patch },
            ChangeRequest::DeleteDependency(
                tragweite::model::DependencyId::parse("dresden.mail~0123456789ab").unwrap()),
            ChangeRequest::Delete(node.key.clone()),
            ChangeRequest::Put(Box::new(node)),
        ];
        let doc = ChangeSetDoc {
            message: Some("why: \"so\""),
            author: None,
            changes: changes.iter().map(ChangeDoc::new).collect(),
        };
        let mut problems = Problems::default();
        let body = serde_json::to_vec(&doc).unwrap();
        let again = decode_change_set(&Tree::from_json(&body).unwrap(), &Place::ROOT, &mut problems);
        prop_assert!(problems.is_empty(), "{}", problems);
        let again = again.unwrap();
        prop_assert_eq!(again.message.as_deref(), Some("why: \"so\""));
        prop_assert_eq!(again.changes, changes);
    }

    #[test]
    fn no_input_makes_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
        for input in [bytes.as_slice(), text.as_bytes()] {
            let _ = read(&[("map", input)]);
            let _ = Tree::from_json(input);
        }
        let inside = format!("tragweite: 1\nservices:\n  a: {text}\n");
        let _ = read(&[("map", inside.as_bytes())]);
    }
}

#[test]
fn nodes_out_of_order_are_refused() {
    let nodes = super::nodes_of("tragweite: 1\nagencies:\n  b: { name: B }\n  a: { name: A }\n");
    let mut out = Vec::new();
    let error = write_map(Format::Yaml, None, |kind| nodes.iter().filter(move |n| n.kind == kind), &mut out);
    assert_eq!(error.unwrap_err().to_string(), "a does not come in its order among the agencies");
}
