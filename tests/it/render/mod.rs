//! Pictures: laid out by the real program, read as the XML that they are.

mod hostile;
mod html;
mod large;
mod layout;
mod picture;
mod random;
mod samples;
mod theme;
mod timeline;

use tragweite::render::Language;
use tragweite::render::picture::View;

/// A German view with the times of Berlin.
fn view() -> View {
    View {
        language: Language::De,
        zone: jiff::tz::TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap(),
        print: false,
        open: vec![],
        as_of: Some("2018-11-13T08:00:00Z".parse().unwrap()),
    }
}
