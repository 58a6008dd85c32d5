//! What monitoring tools send, and what passwords in it become.

#![no_main]

use formats::alerts::secrets::masked;
use formats::read_delivery;
use libfuzzer_sys::fuzz_target;
use model::alert_rule::Sender;
use wire::Tree;

/// What passwords are made of.
const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!$%+=~_-.@:*";

fuzz_target!(|bytes: &[u8]| {
    if let Ok(tree) = Tree::from_json_of_others(bytes) {
        for sender in Sender::ALL {
            if let Err(problems) = read_delivery(sender, &tree) {
                assert!(!problems.is_empty(), "refused without a reason");
            }
        }
    }
    let _ = masked(&String::from_utf8_lossy(bytes), false);
    // Whatever a password is made of, it is gone.
    let secret: String =
        bytes.iter().map(|&byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()])).collect();
    if (8..64).contains(&secret.len()) && secret.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        for text in [
            format!("cannot connect to postgres://tragweite:{secret}@db.example:5432/map"),
            format!("login failed, password={secret}"),
            format!("{{\"password\": \"{secret}\"}}"),
        ] {
            let told = masked(&text, false);
            assert!(!told.contains(&secret), "{told}");
        }
    }
});
