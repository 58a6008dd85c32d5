//! The document as HTML.

use super::samples::{example, large, options};
use tragweite::render::Language;
use tragweite::render::html::html;

#[test]
fn writes() {
    let out = std::env::temp_dir().join("rep");
    std::fs::create_dir_all(&out).unwrap();
    for (name, report) in [
        ("dresden", example("dresden-2018", "sync-failure.yaml")),
        ("two-days", example("dresden-2018", "two-days.yaml")),
        ("swf", example("suedwestfalen-2023", "disconnection.yaml")),
        ("large", large()),
    ] {
        for (l, language) in [("de", Language::De), ("en", Language::En)] {
            let now = std::time::Instant::now();
            let text = html(&report, &options(language));
            println!("{name} {l} {:?} {}", now.elapsed(), text.len());
            std::fs::write(out.join(format!("{name}-{l}.html")), text).unwrap();
        }
    }
}
