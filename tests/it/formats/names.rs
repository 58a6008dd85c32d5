//! Names and titles that would mislead are refused wherever they are read, with place and remedy.

use tragweite::formats::{Source, read_map, read_scenario};
use tragweite::model::name;
use tragweite::wire::incident::decode::decode_opening;
use tragweite::wire::{Place, Problems, Tree};

/// What is no name, and what is said of it.
const REFUSED: [(&str, &str); 14] = [
    ("a\nb", "a line break (U+000A, character 2)"),
    ("a\r\nb", "a line break"),
    ("a\rb", "a line break (U+000D"),
    ("a\u{2028}b", "a line break (U+2028"),
    ("a\u{85}b", "a line break (U+0085"),
    ("a\tb", "a control character (U+0009"),
    ("a\u{1b}[31mb", "a control character (U+001B"),
    ("a\u{202e}b", "turns the direction of writing (U+202E"),
    ("a\u{2066}b", "turns the direction of writing"),
    ("\u{200b}", "nothing of it can be seen"),
    ("\u{200b}\u{feff} \u{ad}", "nothing of it can be seen"),
    ("\u{3164}\u{2800}", "nothing of it can be seen"),
    ("\u{202e}", "nothing of it can be seen"),
    ("  ", "the name is empty"),
];

#[test]
fn what_is_no_name_is_told_for_what_it_is() {
    for (text, told) in REFUSED {
        let fault = name::check(text).unwrap_err();
        let words = |message| words::Language::En.told(message);
        assert!(words(&fault.detail).contains(told), "{text:?}: {}", words(&fault.detail));
        assert!(!words(&fault.remedy).is_empty());
        let mended = name::mended(text, "a.b");
        assert!(name::check(&mended).is_ok(), "{mended:?}");
    }
    for text in [
        "Bürgerbüro",
        "מרכז\u{200f} א",
        "Kfz\u{ad}Zulassung",
        "日本",
        "e\u{301}",
        "👩\u{200d}🚒",
        "a\u{a0}b",
        "–",
    ] {
        assert!(name::check(text).is_ok(), "{text:?}");
        assert_eq!(name::mended(text, "x"), text);
    }
}

#[test]
fn they_are_refused_wherever_names_stand() {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    for (text, _) in REFUSED {
        let n = quoted(text);
        let deadline = format!("{{ name: {n}, period: P1D }}");
        let map = format!(
            "tragweite: 1\nagencies:\n  a: {{ name: {n}, contacts: [{{ name: {n} }}] }}\nsites:\n  a.s: {{ name: {n}, agency: a }}\nservices:\n  \
             a.d: {{ name: {n}, agency: a, layer: public, deadlines: [{deadline}] }}\n"
        );
        let refused = read_map([Source::new("m.yaml", map.as_bytes())], &mut |_, _| {}).unwrap_err();
        let told: Vec<String> = refused.problems.list().iter().map(|p| p.path()).collect();
        for place in [
            "agencies.a.name",
            "agencies.a.contacts[0].name",
            "sites.a.s.name",
            "services.a.d.name",
            "services.a.d.deadlines[0].name",
        ] {
            assert!(told.iter().any(|told| told == place), "{text:?} at {place}: {told:?}");
        }
        let scenario = format!("title: {n}\nfailures: [{{ node: a }}]\n");
        let problems = read_scenario(&Source::new("s.yaml", scenario.as_bytes())).unwrap_err();
        assert_eq!(problems.list()[0].path(), "title", "{text:?}");
        let opening = format!("{{\"title\": {n}, \"failures\": [{{\"node\": \"a\"}}]}}");
        let mut problems = Problems::default();
        assert!(
            decode_opening(&Tree::from_json(opening.as_bytes()).unwrap(), 0, &Place::ROOT, &mut problems)
                .is_none()
        );
        assert_eq!(problems.list()[0].path(), "title", "{text:?}");
    }
}

#[test]
fn lines_of_a_description_may_end_as_on_any_system() {
    let map = "tragweite: 1\nagencies:\n  a: { name: A, description: \"one\\r\\ntwo\" }\n";
    let mut found = Vec::new();
    read_map([Source::new("m.yaml", map.as_bytes())], &mut |node, _| found.push(node)).unwrap();
    assert_eq!(found[0].description.as_deref(), Some("one\ntwo"));
}
