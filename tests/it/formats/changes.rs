//! Change sets and patches out of bodies.

use super::nodes_of;
use tragweite::model::{DependencyId, Form, Key, Node};
use tragweite::wire::{
    ChangeRequest, Place, Problems, Tree, decode_change_set, decode_dependency, decode_node_keyed,
    patched_node,
};

fn told(body: &str) -> String {
    let mut problems = Problems::default();
    let tree = Tree::from_json(body.as_bytes()).unwrap();
    assert!(decode_change_set(&tree, &Place::ROOT, &mut problems).is_none());
    problems.to_string()
}

#[test]
fn every_kind_of_change_is_read() {
    let body = r#"{"message": "why", "author": "Amt 38", "changes": [
        {"op": "put", "node": {"key": "a", "kind": "agency", "name": "A"}},
        {"op": "patch", "key": "a", "patch": {"name": "B", "description": null}},
        {"op": "putDependency", "dependency": {"dependent": "a", "supportedBy": ["b", "c"]}},
        {"op": "putDependency", "dependency": {"id": "a~mail", "on": "b"}},
        {"op": "deleteDependency", "id": "a~mail"},
        {"op": "delete", "key": "a"}]}"#;
    let mut problems = Problems::default();
    let set =
        decode_change_set(&Tree::from_json(body.as_bytes()).unwrap(), &Place::ROOT, &mut problems).unwrap();
    assert_eq!((set.message.as_deref(), set.author.as_deref()), (Some("why"), Some("Amt 38")));
    assert!(matches!(&set.changes[0], ChangeRequest::Put(node) if node.name == "A"));
    assert!(matches!(&set.changes[1], ChangeRequest::Patch { key, .. } if key.as_str() == "a"));
    let ChangeRequest::PutDependency { dependency, .. } = &set.changes[2] else {
        panic!("{:?}", set.changes[2])
    };
    assert_eq!((dependency.form, dependency.id.as_ref()), (Form::SupportedBy, None));
    let ChangeRequest::PutDependency { dependent, dependency } = &set.changes[3] else { panic!() };
    assert_eq!((dependent.as_str(), dependency.local_id().as_str()), ("a", "mail"));
    assert_eq!(set.changes[4], ChangeRequest::DeleteDependency(DependencyId::parse("a~mail").unwrap()));
    assert_eq!(set.changes[5], ChangeRequest::Delete(Key::new("a").unwrap()));
}

#[test]
fn everything_wrong_in_a_change_set_is_told() {
    assert_eq!(
        told(
            r#"{"mesage": 1, "changes": [
            {"op": "putt"}, {}, 5, {"op": "put"}, {"op": "delete", "key": "A"}, {"op": "delete", "id": "a"},
            {"op": "put", "node": {"kind": "agency"}}, {"op": "patch", "patch": {"a": {"b": 1, "b": 2}}},
            {"op": "patch", "key": "a", "patch": []}, {"op": "deleteDependency", "id": "a"},
            {"op": "putDependency", "dependency": {"on": "b"}},
            {"op": "putDependency", "dependency": {"id": "a~x", "dependent": "c", "on": "b"}}]}"#
        ),
        r#"mesage: "mesage" is not a property here; did you mean message?
changes[0].op: "putt" is not one of put, patch, delete, putDependency, deleteDependency; did you mean put?
changes[1].op: op is missing; write put, patch, delete, putDependency or deleteDependency
changes[2]: an object is expected, but this is the number 5; write an object
changes[3].node: node is missing; say what is to be changed
changes[4].key: "A" is not a key: 'A' is not allowed; write the key of the node, not its name: small letters a-z and digits joined by '-' or '.', for example "dresden.kfz-zulassung"
changes[5].id: "id" is not a property here; take it out; the properties are op, key
changes[5].key: key is missing; say what is to be changed
changes[6].node.key: key is missing; give the node a key, for example "dresden.kfz-zulassung"
changes[6].node.name: name is missing; write what people call it
changes[7].key: key is missing; say which node is to be changed
changes[7].patch.a.b: "b" is written twice; keep one of them
changes[8].patch: an object is expected, but this is a list; write an object
changes[9].id: "a" is not the id of a dependency; write <key of the dependent>~<local id>, as the answers do
changes[10].dependency.dependent: dependent is missing; say which node needs something
changes[11].dependency.dependent: the dependent is c, but the id belongs to a; leave one of them out"#
    );
    assert_eq!(
        told("{}"),
        "changes: changes is missing; list the changes, for example [{\"op\": \"delete\", \"key\": ...}]"
    );
    let many = vec![r#"{"op": "delete", "key": "a"}"#; 10_001].join(",");
    assert_eq!(
        told(&format!(r#"{{"changes": [{many}]}}"#)),
        "changes: 10001 entries, at most 10000 are taken; split it up or shorten it"
    );
}

fn patch(node: &Node, patch: &str) -> Result<Node, String> {
    let mut problems = Problems::default();
    let tree = Tree::from_json(patch.as_bytes()).unwrap();
    patched_node(node, tree, &Place::ROOT, &mut problems).ok_or_else(|| problems.to_string())
}

#[test]
fn a_patch_merges_and_is_checked_like_any_input() {
    let node = &nodes_of(
        "tragweite: 1\nservices:\n  s:\n    name: S\n    agency: a\n    layer: public\n    labels: { x: y, z: w }\n    provenance: { source: q }\n    needs: [b, c]\n",
    )[0];
    let patched =
        patch(node, r#"{"name": "T", "labels": {"x": null, "n": "m"}, "needs": ["d"], "key": "s"}"#).unwrap();
    assert_eq!(patched.name, "T");
    let labels: Vec<_> = patched.labels.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(labels, [("n", "m"), ("z", "w")]);
    assert_eq!(patched.needs.len(), 1);
    assert_eq!(patched.provenance, node.provenance);
    assert_eq!(patch(node, r#"{"labels": null}"#).unwrap().labels.len(), 0);
    assert_eq!(
        patch(node, r#"{"key": "t", "kind": "site"}"#).unwrap_err(),
        "key: key is \"s\" and cannot be changed; delete the node and create another one\n\
         kind: kind is \"service\" and cannot be changed; delete the node and create another one"
    );
    assert_eq!(
        patch(node, r#"{"nam": "x", "labels": {"a": "1", "a": "2"}}"#).unwrap_err(),
        "nam: \"nam\" is not a property here; did you mean name?\n\
         labels.a: \"a\" is written twice; keep one of them"
    );
    assert_eq!(
        patch(node, r#"{"layer": null, "needs": ["s"]}"#).unwrap_err(),
        "layer: service \"s\" has no layer; add layer with one of public, channel, application, platform, infrastructure, network, utility\nneeds[0]: \"s\" needs itself; name another provider"
    );
    assert_eq!(
        patch(node, "5").unwrap_err(),
        "an object is expected, but this is the number 5; write an object"
    );
}

#[test]
fn a_dependency_knows_its_relation() {
    let mut problems = Problems::default();
    let body = br#"{"dependent": "s", "relation": "hostedAt", "of": "rz"}"#;
    let (_, hosted) =
        decode_dependency(&Tree::from_json(body).unwrap(), &Place::ROOT, &mut problems).unwrap();
    assert_eq!(hosted.form, Form::AnyOf);
    let body = br#"{"dependent": "s", "relation": "hostedAt", "sharedBy": ["rz"]}"#;
    assert!(decode_dependency(&Tree::from_json(body).unwrap(), &Place::ROOT, &mut problems).is_none());
    assert_eq!(
        problems.list()[0].to_string(),
        "sharedBy: hostedAt has its own meaning; sharedBy cannot be given; name the nodes under of, or write an entry of needs"
    );
}

#[test]
fn a_node_at_its_own_address_may_leave_out_its_key() {
    let key = Key::new("a").unwrap();
    let read = |body: &str| {
        let mut problems = Problems::default();
        let tree = Tree::from_json(body.as_bytes()).unwrap();
        decode_node_keyed(&tree, &key, &Place::ROOT, &mut problems).ok_or_else(|| problems.to_string())
    };
    assert_eq!(read(r#"{"kind": "agency", "name": "A"}"#).unwrap().key, key);
    assert_eq!(read(r#"{"key": "a", "kind": "agency", "name": "A"}"#).unwrap().key, key);
    assert_eq!(read(r#"{"key": null, "kind": "agency", "name": "A"}"#).unwrap().key, key);
    assert_eq!(
        read(r#"{"key": "b", "kind": "agency"}"#).unwrap_err(),
        "key: the key is \"a\" in the address, but this is the text \"b\"; leave it out, or send the node to its own \
         address\nname: name is missing; write what people call it"
    );
    assert_eq!(read("[]").unwrap_err(), "an object is expected, but this is a list; write an object");
}
