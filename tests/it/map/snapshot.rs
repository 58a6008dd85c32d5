//! A map in bytes comes back as it was; wrong bytes give an error or a sound map, never a panic.

use super::observe::{behave, observe};
use super::sample::{compiled, world};
use proptest::prelude::*;
use tragweite::map::{Base, Map, SnapshotError};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn bytes_give_the_same_map_again(seed in any::<u64>(), tries in 0usize..80) {
        let map = compiled(&world(seed, tries), 1, seed);
        let bytes = map.base().to_bytes();
        let again = Map::new(Base::from_bytes(&bytes).unwrap(), 1);
        prop_assert_eq!(observe(&map), observe(&again));
        prop_assert_eq!(behave(&map, seed), behave(&again, seed));
        prop_assert_eq!(bytes, again.base().to_bytes());
    }

    #[test]
    fn flipped_bits_never_panic(seed in any::<u64>(), flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8u8), 1..4)) {
        let mut bytes = compiled(&world(seed, 40), 1, seed).base().to_bytes();
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        walk(&bytes, seed);
    }
}

/// Reads the bytes and, when they make a map, looks at every corner of it.
fn walk(bytes: &[u8], seed: u64) {
    let Ok(base) = Base::from_bytes(bytes) else { return };
    let map = Map::new(base, 1);
    for node in map.iter() {
        let whole = map.node(node).unwrap();
        assert_eq!(whole.key.as_str(), map.key(node));
        let _ = (map.area(node), map.labels(node), map.graph().links(node).count());
        for d in map.graph().dependencies(node) {
            let _ = (map.dependency_id(d), map.workaround_text(d));
        }
    }
    let _ = behave(&map, seed);
}

#[test]
fn every_flipped_bit_of_one_map_is_survived() {
    let mut bytes = compiled(&world(5, 12), 1, 5).base().to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            walk(&bytes, 5);
            bytes[at] ^= 1 << bit;
        }
    }
}

#[test]
fn every_truncation_and_every_addition_is_refused() {
    let mut bytes = compiled(&world(7, 30), 1, 7).base().to_bytes();
    for length in 0..bytes.len() {
        assert!(Base::from_bytes(&bytes[..length]).is_err(), "{length} bytes are not the whole map");
    }
    bytes.push(0);
    assert_eq!(Base::from_bytes(&bytes).err(), Some(SnapshotError::Length));
    assert_eq!(Base::from_bytes(b"something else").err(), Some(SnapshotError::Format));
}

#[test]
fn a_length_beyond_the_end_takes_no_memory() {
    let mut bytes = Base::default().to_bytes();
    bytes[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    assert_eq!(Base::from_bytes(&bytes).err(), Some(SnapshotError::Length));
}
