//! Colours that everybody can tell apart from what is behind them.

use tragweite::render::Language;
use tragweite::render::diagram::State;
use tragweite::render::theme;

/// Relative luminance after WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_and_borders_stand_out() {
    assert!((contrast("#FFFFFF", "#000000") - 21.0).abs() < 1e-9);
    assert!((contrast("#FFFFFF", "#767676") - 4.54).abs() < 0.01);
    for state in State::ALL {
        let look = theme::look(state);
        assert!(contrast(theme::TEXT, look.fill) >= 4.5, "{state:?}");
        assert!(contrast(theme::PAPER, look.border) >= 3.0, "{state:?}");
        assert!(contrast(theme::AREA, look.border) >= 3.0, "{state:?}");
    }
    for fill in [theme::NEUTRAL, theme::AREA, theme::PAPER] {
        assert!(contrast(theme::TEXT, fill) >= 4.5, "{fill}");
    }
    for line in [theme::QUIET, theme::LINK, theme::CAUSE, theme::HYPOTHETICAL] {
        assert!(contrast(theme::PAPER, line) >= 4.5 && contrast(theme::AREA, line) >= 3.0, "{line}");
    }
}

#[test]
fn documents_take_their_colours_from_the_theme() {
    let sheet = include_str!("../../../crates/render/src/html/style.css");
    let colours = sheet.match_indices('#').filter(|&(at, _)| {
        let digits = sheet[at + 1..].bytes().take_while(u8::is_ascii_hexdigit).count();
        digits == 3 || digits == 6
    });
    assert_eq!(colours.count(), 0, "name the colour in render/theme.rs");
    let page =
        tragweite::render::html::html(&super::samples::large(), &super::samples::options(Language::De));
    for state in State::ALL.map(theme::look) {
        assert!(page.contains(state.fill) && page.contains(state.border), "{state:?}");
    }
}

#[test]
fn no_two_states_share_a_sign_a_word_or_a_border() {
    let all: Vec<_> = State::ALL.into_iter().map(|s| (s, theme::look(s))).collect();
    for (i, (one, a)) in all.iter().enumerate() {
        for (other, b) in &all[i + 1..] {
            assert!(a.icon != b.icon && a.fill != b.fill && a.border != b.border);
            assert!((a.line, a.width) != (b.line, b.width), "{one:?} and {other:?}");
            for l in [Language::De, Language::En] {
                assert_ne!(theme::state(l, *one), theme::state(l, *other));
            }
        }
    }
}
