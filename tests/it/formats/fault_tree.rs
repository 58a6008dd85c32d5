//! A fault tree for other tools.

use tragweite::engine::cuts::{Grower, Input};
use tragweite::formats::write_open_psa;

#[test]
fn a_tree_in_the_open_psa_format() {
    let mut grower = Grower::new(3, 100);
    let event = Input::Event;
    let pumps = grower.and(&[event(0), event(1)]).unwrap();
    // Twice the same input counts twice.
    let two = grower.at_least(2, &[pumps, event(2), event(2)]).unwrap();
    let top = grower.or(&[two, event(0)]).unwrap();
    let mut out = Vec::new();
    let labels = ["Pumpe 1", "Pumpe <2>", "Ventil"];
    write_open_psa(
        &grower.finish(top),
        |e| labels[e as usize].into(),
        |e| [0.1, 1e-9, 0.5][e as usize],
        &mut out,
    )
    .unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}
