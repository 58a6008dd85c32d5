//! Traffic that was seen, in the format that FORMAT names (all when it names none).

#![no_main]

use imports::traffic::{FORMATS, Watch};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let wanted = std::env::var("FORMAT").unwrap_or_default();
    for format in FORMATS.iter().filter(|format| wanted.is_empty() || format.word() == wanted) {
        let mut watch = Watch::default();
        let _ = format.read("file", &mut &*bytes, &mut watch);
        let _ = watch.pairs();
    }
});
