//! What monitoring tools send: nothing that is secret is left after it was masked once more.

#![no_main]

use formats::alerts::secrets::masked;
use formats::read_delivery;
use libfuzzer_sys::fuzz_target;
use model::alert_rule::Sender;
use wire::Tree;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(tree) = Tree::from_json_of_others(bytes) {
        for sender in Sender::ALL {
            if let Err(problems) = read_delivery(sender, &tree) {
                assert!(!problems.is_empty(), "refused without a reason");
            }
        }
    }
    let text = String::from_utf8_lossy(bytes);
    let once = masked(&text, false).into_owned();
    assert_eq!(masked(&once, false), once, "masked twice is not masked once");
});
