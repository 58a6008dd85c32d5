//! Files that cannot be taken: every kind of broken or hostile document gets its own clear message.

use super::{problems_of, read};
use tragweite::formats::{Source, read_map_limited};

fn check(text: impl AsRef<[u8]>, expected: &str) {
    assert_eq!(problems_of(text), expected);
}

#[test]
fn empty_files_and_other_things_are_named() {
    for text in ["", "\n\n", "# nothing\n", "---\n", "null\n", "~"] {
        let told = problems_of(text);
        assert!(told.contains("the file is empty; write something into it"), "{text:?}: {told}");
    }
    check(
        "hello\n",
        "map.yaml:1: the file does not hold a map; begin with tragweite: 1, then agencies, sites and services",
    );
    check(
        "[1, 2]",
        "map.yaml:1: the file does not hold a map; begin with tragweite: 1, then agencies, sites and services",
    );
    check(
        "# Notes\n\n**Not** a map\n",
        "map.yaml:3: an alias (*) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks",
    );
    assert_eq!(read(&[]).unwrap_err().to_string(), "no map file was given; name at least one");
}

#[test]
fn the_header_is_required_and_its_version_known() {
    check(
        "agencies: {}\n",
        "map.yaml:1: tragweite: the file does not say that it is a map; begin it with tragweite: 1",
    );
    check(
        "tragweite: 2\nagencies: {}\n",
        "map.yaml:1: tragweite: the file has version 2 of the format, but only version 1 is read; \
         write it in version 1, or use a program that reads version 2",
    );
    check(
        "tragweite: \"1\"\n",
        "map.yaml:1: tragweite: the number 1 is expected, but this is the text \"1\"; write the number 1",
    );
}

#[test]
fn unknown_sections_are_named_with_the_nearest_word() {
    check(
        "tragweite: 1\nservice:\n  a: { name: A }\n",
        "map.yaml:2: service: \"service\" is not a section of a map file; did you mean services?",
    );
    check(
        "tragweite: 1\nfailures: []\n",
        "map.yaml:2: failures: \"failures\" is not a section of a map file; \
         this looks like a scenario; give it as the scenario, not as the map",
    );
    check(
        "tragweite: 1\nx: { y: [1, { z: 2 }] }\nagencies: [a]\n",
        "map.yaml:2: x: \"x\" is not a section of a map file; \
         take it out; a map file has tragweite, zone, defaults, agencies, sites, services\n\
         map.yaml:3: agencies: an object of entries by key is expected, but this is a list; \
         write an object of entries by key",
    );
}

#[test]
fn broken_text_is_named_with_its_place() {
    check(
        b"tragweite: 1\nagencies:\n  a: { name: \xff }\n",
        "map.yaml:3: this is not UTF-8: byte 36 (hexadecimal ff) is not valid; save or send it in UTF-8",
    );
    check(
        "tragweite: 1\nagencies:\n\ta: { name: A }\n",
        "map.yaml:3: a tab is used for indentation; indent with spaces",
    );
    check(
        "tragweite: 1\nagencies: {\n",
        "map.yaml:2: the bracket { is not closed; add the missing }, or put a text with { in it in quotation marks",
    );
    check(
        "{\"tragweite\": 1, \"agencies\": {\"a\": {\"name\": \"A}}}",
        "map.yaml:1: a quotation mark is not closed; put one behind the text, too",
    );
    check(
        "tragweite: 1\nagencies:\n  a: { name: A }\n b: { name: B }\n",
        "map.yaml:4: the line is indented by 1 blanks, the one before by 2; let what belongs together begin in the same column",
    );
    let nul = problems_of("tragweite: 1\nagencies:\n  a: { name: A }\n\0services: {}\n");
    assert!(nul.starts_with("map.yaml:4: the file is not valid YAML or JSON: "), "{nul}");
}

#[test]
fn several_documents_in_one_file_are_refused() {
    check(
        "tragweite: 1\n---\ntragweite: 1\n",
        "map.yaml:2: the file holds several documents separated by ---; \
         put each into its own file; several files together make a map",
    );
    // One document that begins and ends with its marks is fine.
    assert!(read(&[("m", b"---\ntragweite: 1\n...\n")]).is_ok());
}

#[test]
fn anchors_aliases_tags_and_directives_are_refused() {
    check(
        "tragweite: 1\nagencies:\n  a: &x { name: A }\n  b: *x\n  c: { name: !!str C }\n  d: *nothing\n",
        "map.yaml:3: an anchor (&) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks\n\
         map.yaml:4: an alias (*) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks\n\
         map.yaml:5: a tag (!!str) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks\n\
         map.yaml:6: an alias (*) is used; anchors, aliases and tags are not read; write the value out; a text that begins with such a mark stands in quotation marks",
    );
    check("%YAML 1.2\n---\ntragweite: 1\n", "map.yaml:1: directives (%) are not read; take the line out");
}

#[test]
fn an_alias_bomb_costs_nothing() {
    let mut bomb = String::from("tragweite: 1\nx:\n  a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for i in 1..300 {
        let last = i - 1;
        bomb.push_str(&format!(
            "  a{i}: &a{i} [*a{last}, *a{last}, *a{last}, *a{last}, *a{last}, *a{last}]\n"
        ));
    }
    let told = problems_of(&bomb);
    assert!(told.starts_with("map.yaml:3: an anchor (&) is used"), "{told}");
    assert!(told.ends_with("\nand 1,895 more"), "{told}");
    assert_eq!(told.lines().count(), 201);
}

#[test]
fn deep_nesting_is_refused_without_recursion() {
    let deep = "lists and objects are nested deeper than 64 levels; a map needs no more than six levels";
    for text in [
        format!("tragweite: 1\nx: {}", "[".repeat(1_000_000)),
        format!("tragweite: 1\nx: {}", "{a: ".repeat(1_000_000)),
        format!("tragweite: 1\nx:\n  {}", "- ".repeat(1_000_000)),
        format!("tragweite: 1\nservices: {{ a: {}1{} }}", "[".repeat(70), "]".repeat(70)),
    ] {
        let told = problems_of(text);
        assert!(told.contains(deep), "{told}");
    }
}

#[test]
fn files_over_the_limit_are_refused_before_they_are_read() {
    let source = Source::new("big.yaml", b"tragweite: 1\n".as_slice());
    let told = read_map_limited([source], 12, &mut |_, _| {}).unwrap_err();
    assert_eq!(
        told.to_string(),
        "big.yaml: the file has 13 bytes, at most 12 are read; split it; several files together make a map"
    );
}

#[test]
fn names_of_properties_are_text() {
    check(
        "tragweite: 1\nagencies:\n  ? [a]\n  : { name: A }\n",
        "map.yaml:3: the name of a property is not text; write a word in front of the colon",
    );
    check(
        "tragweite: 1\nagencies:\n  a: { ? {b: c} : d }\n",
        "map.yaml:3: the name of a property is not text; write a word in front of the colon",
    );
}

#[test]
fn what_stands_twice_is_told_with_both_places() {
    check(
        "tragweite: 1\nagencies: {}\nagencies: {}\n",
        "map.yaml:3: agencies: \"agencies\" is written twice (first in line 2); put everything under one of them",
    );
    check(
        "tragweite: 1\nagencies:\n  a:\n    name: A\n    name: B\n    labels: { x: y, x: z }\n",
        "map.yaml:5: agencies.a.name: \"name\" is written twice (first in line 4); keep one of them\n\
         map.yaml:6: agencies.a.labels.x: \"x\" is written twice (first in line 6); keep one of them",
    );
    let one = "tragweite: 1\nagencies:\n  a: { name: A }\n  a: { name: B }\n";
    let two = "tragweite: 1\nsites:\n  a: { name: A, agency: a }\n";
    let told = read(&[("one.yaml", one.as_bytes()), ("two.yaml", two.as_bytes())]).unwrap_err();
    let remedy =
        "keep one of the two, or give one of them another key; keys are unique over all kinds and files";
    assert_eq!(
        told.to_string(),
        format!(
            "one.yaml:4: agencies.a: the key \"a\" is already used in one.yaml:3; {remedy}\n\
             two.yaml:3: sites.a: the key \"a\" is already used in one.yaml:4; {remedy}"
        )
    );
    assert_eq!(told.list()[0].key.as_deref(), Some("a"));
    assert_eq!(told.list()[0].code, "duplicate-key");
}

#[test]
fn all_problems_of_all_files_come_at_once_up_to_a_limit() {
    let broken = "tragweite: 1\nagencies:\n  a: { nam: A }\n";
    let other = "tragweite: 1\nagencies: {\n";
    let third = "tragweite: 1\nservices:\n  B: { name: 1 }\n";
    let told = read(&[
        ("one.yaml", broken.as_bytes()),
        ("two.yaml", other.as_bytes()),
        ("three.yaml", third.as_bytes()),
    ]);
    let told = told.unwrap_err().to_string();
    let lines: Vec<&str> = told.lines().map(|l| l.split(": ").next().unwrap()).collect();
    assert_eq!(
        lines,
        [
            "one.yaml:3",
            "one.yaml:3",
            "two.yaml:2",
            "three.yaml:3",
            "three.yaml:3",
            "three.yaml:3",
            "three.yaml:3"
        ]
    );

    let mut many = String::from("tragweite: 1\nagencies:\n");
    for i in 0..1000 {
        many.push_str(&format!("  a{i}: {{ name: [] }}\n"));
    }
    let told = problems_of(many);
    assert!(told.ends_with("\nand 800 more"), "{told}");
}
