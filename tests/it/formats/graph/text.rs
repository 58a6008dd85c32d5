//! How each text format looks.

use super::sample::hostile;
use super::{VERSION, text};
use tragweite::formats::GraphFormat;
use tragweite::render::Language;

#[test]
fn the_formats_look_like_this() {
    for format in GraphFormat::ALL.into_iter().filter(|format| *format != GraphFormat::Xlsx) {
        let text = text(&hostile(), format, Language::De);
        insta::assert_snapshot!(format.as_str(), text.replace(VERSION, "Tragweite"));
    }
}

#[test]
fn words_are_unique_and_say_what_they_are() {
    let mut words: Vec<&str> = GraphFormat::ALL.iter().map(|format| format.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), GraphFormat::ALL.len());
    for format in GraphFormat::ALL {
        assert!(format.media_type().contains('/') && !format.extension().starts_with('.'));
    }
}
