//! A map file: what is taken is the same after it was written and read again.

#![no_main]

use formats::{Format, Source, read_map, write_map};
use libfuzzer_sys::fuzz_target;
use model::{Kind, Node};

fn read(bytes: &[u8]) -> Option<Vec<Node>> {
    let mut nodes = Vec::new();
    read_map([Source::new("map.yaml", bytes)], &mut |node, _| nodes.push(node)).ok()?;
    nodes.sort_by(|a, b| a.key.cmp(&b.key));
    Some(nodes)
}

fuzz_target!(|bytes: &[u8]| {
    let Some(nodes) = read(bytes) else { return };
    for format in [Format::Yaml, Format::Json] {
        let mut written = Vec::new();
        let of_kind = |kind: Kind| nodes.iter().filter(move |node| node.kind == kind);
        write_map(format, None, of_kind, &mut written).expect("memory takes everything");
        let again =
            read(&written).unwrap_or_else(|| panic!("not read: {}", String::from_utf8_lossy(&written)));
        assert_eq!(again, nodes);
    }
});
