//! Bodies of requests: whatever is refused is refused with a reason, whatever is taken was told no problem of.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wire::{Place, Problems, Tree};

/// A moment of 2026, in milliseconds.
const NOW: i64 = 1_780_000_000_000;

fn read<T>(tree: &Tree, decode: impl FnOnce(&Tree, &Place<'_>, &mut Problems) -> Option<T>) {
    let mut problems = Problems::default();
    let read = decode(tree, &Place::ROOT, &mut problems);
    assert!(read.is_some() || !problems.is_empty(), "refused without a reason: {tree:?}");
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(tree) = Tree::from_json(bytes) else { return };
    read(&tree, wire::decode_change_set);
    read(&tree, wire::decode_scenario);
    read(&tree, wire::decode_script);
    read(&tree, wire::decode_profile);
    read(&tree, |tree, place, problems| wire::decode_node(tree, None, place, problems));
    read(&tree, |tree, place, problems| wire::decode_opening(tree, NOW, place, problems));
    read(&tree, |tree, place, problems| wire::decode_event(tree, NOW, place, problems));
    read(&tree, wire::decode_duty_request);
});
