//! Files of others, in the format that FORMAT names (all when it names none): the same file twice gives the same.

#![no_main]

use imports::{FORMATS, File, Nothing, Options, propose};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let wanted = std::env::var("FORMAT").unwrap_or_default();
    for format in FORMATS.iter().filter(|format| wanted.is_empty() || format.word() == wanted) {
        let file = || [File { name: "file".to_owned(), bytes: bytes.into() }];
        let read = || propose(*format, &file(), Options::default(), &Nothing);
        match (read(), read()) {
            (Ok(first), Ok(second)) => assert_eq!(format!("{first:?}"), format!("{second:?}")),
            (Err(first), Err(_)) => assert!(!first.is_empty(), "refused without a reason"),
            _ => panic!("{}: taken once and refused once", format.word()),
        }
    }
});
