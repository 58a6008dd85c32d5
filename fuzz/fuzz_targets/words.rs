//! Short texts of parameters, flags and properties.

#![no_main]

use libfuzzer_sys::fuzz_target;
use model::time::parse_time;
use model::{Key, Seconds, Stamp};

fuzz_target!(|text: &str| {
    if let Ok(key) = Key::new(text) {
        assert_eq!(Key::new(key.as_str()).as_ref(), Ok(&key));
    }
    if let Ok(seconds) = Seconds::parse(text) {
        assert_eq!(Seconds::parse(&&format!("PT{}S", seconds.get())), Ok(seconds));
    }
    let _ = Stamp::new(text);
    let _ = parse_time(text);
    let _ = formats::scalar::resolve(text);
    let _ = wire::rules::parse_rules(text);
    let _ = wire::access::parse_grant(text);
    let _ = wire::access::parse_right(text);
    let _ = wire::confirmation::parse_verdict(text);
    if access::KeyText::parse(text).is_some() {
        assert!(access::KeyText::is_meant(text));
    }
});
