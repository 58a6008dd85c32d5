//! Entries that say something impossible: which problems are told, where, and with which remedy.

use super::problems_of;
use tragweite::wire::{Place, Problems, Tree, decode_node};

/// Checks what is told about a service with these further lines (from line 3 on, key `s`).
fn check(lines: &str, expected: &[&str]) {
    let mut text = String::from("tragweite: 1\nservices:\n  s:\n");
    for line in lines.lines() {
        text.push_str(&format!("    {line}\n"));
    }
    let told = problems_of(text);
    let told: Vec<&str> = told.lines().map(|l| l.strip_prefix("map.yaml:").unwrap()).collect();
    assert_eq!(told, expected);
}

const HEAD: &str = "name: S\nagency: a\nlayer: public\n";

/// The same with a complete head in lines 4 to 6.
fn check_more(lines: &str, expected: &[&str]) {
    check(&format!("{HEAD}{lines}"), expected);
}

#[test]
fn what_is_missing_is_named() {
    check(
        "description: nothing else",
        &[
            "3: services.s.name: name is missing; write what people call it",
            "3: services.s.agency: service \"s\" has no agency; add agency",
            "3: services.s.layer: service \"s\" has no layer; add layer with one of public, channel, application, platform, \
             infrastructure, network, utility",
        ],
    );
    check(
        "name: \"\"\nagency: a\nlayer: public",
        &["4: services.s.name: the name is empty; write what people call it"],
    );
}

#[test]
fn unknown_properties_and_words_come_with_the_nearest_one() {
    check_more(
        "recovry: PT1H\nkind: service\nzzzzzz: 1",
        &[
            "7: services.s.recovry: \"recovry\" is not a property here; did you mean recovery?",
            "8: services.s.kind: \"kind\" is not a property here; take it out; the properties are name, agency, layer, \
             description, leika, identifiers, labels, standsFor, casesPerDay, mtpd, rto, rpo, backup, reliability, recovery, \
             deadlines, contacts, provenance, hostedAt, offeredAt, needs, workaround",
            "9: services.s.zzzzzz: \"zzzzzz\" is not a property here; take it out; the properties are name, agency, \
             layer, description, leika, identifiers, labels, standsFor, casesPerDay, mtpd, rto, rpo, backup, reliability, \
             recovery, deadlines, contacts, provenance, hostedAt, offeredAt, needs, workaround",
        ],
    );
    check(
        "name: S\nagency: a\nlayer: aplication",
        &[
            "6: services.s.layer: \"aplication\" is not one of public, channel, application, platform, infrastructure, \
           network, utility; did you mean application?",
        ],
    );
}

#[test]
fn identifiers_are_text() {
    check_more(
        "leika: 99036008007000\nidentifiers: { x: 007, y: true }",
        &[
            "7: services.s.leika: text is expected, but this is the number 99036008007000; put it in quotation marks, \
             with its leading zeros",
            "8: services.s.identifiers.x: text is expected, but this is the number 7; put it in quotation marks, with \
             its leading zeros",
            "8: services.s.identifiers.y: text is expected, but this is the truth value true; put it in quotation \
             marks, with its leading zeros",
        ],
    );
    check_more(
        "leika: \"123\"",
        &[
            "7: services.s.leika: \"123\" is not valid: 14 digits are expected; write it in quotation marks with its \
           leading zeros, for example \"99036008007000\"",
        ],
    );
}

#[test]
fn durations_have_a_length() {
    let remedy =
        "say how many days: P30D (a month counts as 30 days, a year as 365); minutes stand behind T: PT30M";
    check_more(
        "mtpd: P1M\nrto: 4h\nrecovery: 5",
        &[
            &format!(
                "7: services.s.mtpd: \"P1M\" is not a duration: years and months have no fixed length; {remedy}"
            ),
            "8: services.s.rto: \"4h\" is not a duration: it does not have the form P...T...; write PT4H",
            "9: services.s.recovery: a duration is expected, but this is the number 5; say the unit: P5D is 5 days, PT5H \
             is 5 hours",
        ],
    );
    check_more(
        "mtpd: P40000D",
        &[
            "7: services.s.mtpd: the duration is longer than 36500 days; leave it out where it has no end, or write at \
           most P36500D",
        ],
    );
}

#[test]
fn numbers_are_finite_and_in_range() {
    check_more(
        "casesPerDay: .nan",
        &["7: services.s.casesPerDay: NaN is not a finite number; write a number, or leave the property out"],
    );
    check_more(
        "casesPerDay: -1",
        &[
            "7: services.s.casesPerDay: casesPerDay is not a number between 0 and 1e12; write how many cases come in on \
           a usual day, or leave it out",
        ],
    );
    let told = problems_of(
        "tragweite: 1\nagencies:\n  a: { name: A, population: -5 }\n  b: { name: B, population: 1e3 }\n",
    );
    assert_eq!(
        told,
        "map.yaml:3: agencies.a.population: population is -5, but must be between 0 and 10000000000; write a number \
         in that range\n\
         map.yaml:4: agencies.b.population: a whole number is expected, but this is the number 1000; write a whole \
         number"
    );
}

#[test]
fn keys_are_keys() {
    let told = problems_of("tragweite: 1\nagencies:\n  Köln: { name: Köln, nam: x }\n");
    let remedy = "write the key of the node, not its name: small letters a-z and digits joined by '-' or '.', for example \
         \"dresden.kfz-zulassung\"";
    assert_eq!(
        told,
        format!(
            "map.yaml:3: agencies.Köln: \"Köln\" is not a key: 'K' is not allowed; {remedy}\n\
             map.yaml:3: agencies.Köln.nam: \"nam\" is not a property here; did you mean name?"
        )
    );
    check_more(
        "needs: [a b, a..b, 7]",
        &[
            "7: services.s.needs[0]: \"a b\" is not a key: ' ' is not allowed; put a dash and a blank in front of each key",
            "7: services.s.needs[1]: \"a..b\" is not a key: two joints follow each other; use words of a-z and 0-9 joined \
             by '-' or '.', for example \"dresden.kfz-zulassung\"; the name may hold any letters",
            "7: services.s.needs[2]: a key or an object is expected, but this is the number 7; write a key or an object",
        ],
    );
}

#[test]
fn a_need_says_exactly_one_form() {
    let remedy = "write exactly one of on, whole, anyOf, oneOfUnknown, atLeast with of, sharedBy, supportedBy, \
                  informedBy, or providers with min and full";
    let list = "use anyOf, atLeast with of, sharedBy, supportedBy or informedBy, or on when all are needed";
    check_more(
        "needs:\n  - note: x\n  - { on: b, anyOf: [c] }\n  - [b, c]\n  - { of: [b] }",
        &[
            &format!("8: services.s.needs[0]: the entry does not say which providers it needs; {remedy}"),
            &format!("9: services.s.needs[1]: on and anyOf are both given; {remedy}"),
            &format!(
                "10: services.s.needs[2]: several providers without a word on what they mean together; {list}"
            ),
            &format!("11: services.s.needs[3]: the entry does not say which providers it needs; {remedy}"),
        ],
    );
    check_more(
        "needs:\n  - { atLeast: 2 }\n  - { anyOf: [b], min: 1 }\n  - { providers: [b, c] }",
        &[
            "8: services.s.needs[0].of: of is missing; name the providers of which so many must work",
            "9: services.s.needs[1].min: min belongs to providers and has no meaning beside anyOf; take it out, or use \
             the other form",
            "10: services.s.needs[2].min: min is missing; write how many providers it takes, as a whole number",
            "10: services.s.needs[2].full: full is missing; write how many providers it takes, as a whole number",
        ],
    );
}

#[test]
fn thresholds_fit_the_providers() {
    check_more(
        "needs:\n  - atLeast: 3\n    of: [b, c]\n  - { providers: [b], fallback: [c], min: 3, full: 2 }\n  - anyOf: []\n  - { anyOf: [b, b] }\n  - { anyOf: [b], fallback: b }",
        &[
            "8: services.s.needs[0].atLeast: atLeast is 3, but must be between 1 and 2; lower it, or name more providers",
            "10: services.s.needs[1].min: min is 3, but must be between 0 and 2; lower it, or name more providers",
            "10: services.s.needs[1].full: full is 2, but must be between 0 and 1; lower it, or name more providers",
            "11: services.s.needs[2]: no provider is named; name at least one node that meets the need",
            "12: services.s.needs[3]: \"b\" is named twice as a provider; name each provider once, as primary or as fallback",
            "13: services.s.needs[4]: \"b\" is named twice as a provider; name each provider once, as primary or as fallback",
        ],
    );
    check_more(
        "needs:\n  - { atLeast: -1, of: [b] }\n  - { atLeast: 1.5, of: [b] }\n  - { atLeast: 99999999999, of: [b] }",
        &[
            "8: services.s.needs[0].atLeast: atLeast is -1, but must be between 0 and 4294967295; write a number in that range",
            "9: services.s.needs[1].atLeast: a whole number is expected, but this is the number 1.5; write a whole number",
            "10: services.s.needs[2].atLeast: atLeast is 99999999999, but must be between 0 and 4294967295; write a number in that range",
        ],
    );
}

#[test]
fn shorthands_keep_their_meaning() {
    check_more(
        "hostedAt: { of: [x], min: 1 }\nofferedAt: [x, { of: [y] }]\nconsumes: [z]",
        &[
            "7: services.s.hostedAt.min: hostedAt has its own meaning; min cannot be given; name the nodes under of, or \
             write an entry of needs",
            "8: services.s.offeredAt[0]: the list mixes keys and objects; write only keys, or only objects with of",
            "9: services.s.consumes: consumes does not belong to a node of kind service; write it under needs",
        ],
    );
    check_more(
        "hostedAt: { anyOf: [x] }\nofferedAt: 5",
        &[
            "7: services.s.hostedAt.anyOf: hostedAt has its own meaning; anyOf cannot be given; name the nodes under of, \
             or write an entry of needs",
            "7: services.s.hostedAt.of: of is missing; name the nodes under of",
            "8: services.s.offeredAt: a key or a list of keys is expected, but this is the number 5; write a key or a \
             list of keys",
        ],
    );
}

#[test]
fn a_node_does_not_need_itself_nor_anything_twice() {
    check_more(
        "hostedAt: [s]\nneeds:\n  - b\n  - b\n  - { on: c, fallback: [s] }",
        &[
            "7: services.s.hostedAt: \"s\" needs itself; name another provider",
            "10: services.s.needs[1]: two dependencies have the id \"8c39b466de57\"; take one out, or give one of them \
             another id",
            "11: services.s.needs[2]: \"s\" needs itself; name another provider",
        ],
    );
}

#[test]
fn lists_have_limits() {
    let keys: Vec<String> = (0..1_000_000).map(|i| format!("a{i}")).collect();
    check_more(
        &format!("needs:\n  - anyOf: [{}]", keys.join(", ")),
        &[
            "8: services.s.needs[0].anyOf: 1000000 entries, at most 10000 are taken; split it up or shorten it",
        ],
    );
    check_more(
        &format!("needs: [{}]", keys.join(", ")),
        &["7: services.s.needs: 1000000 entries, at most 10000 are taken; split it up or shorten it"],
    );
    check_more(
        &format!("description: {}", "x".repeat(4001)),
        &[
            "7: services.s.description: the text has 4001 characters, at most 4000 are kept; shorten it, or link to a document",
        ],
    );
}

#[test]
fn an_http_body_is_told_by_its_pointers() {
    let body = br#"{"key": "a.s", "kind": "servise", "name": 5, "needs": ["b", {"anyOf": []}], "needs": []}"#;
    let mut problems = Problems::default();
    let node = decode_node(&Tree::from_json(body).unwrap(), None, &Place::ROOT, &mut problems);
    assert!(node.is_none());
    let told: Vec<_> = problems.list().iter().map(|p| (p.pointer.as_str(), &*p.code)).collect();
    assert_eq!(
        told,
        [
            ("/needs", "duplicate-property"),
            ("/kind", "unknown-word"),
            ("/name", "wrong-type"),
            ("/needs/1", "no-providers"),
        ]
    );
    assert!(problems.list().iter().all(|p| p.key.as_deref() == Some("a.s")));
}

#[test]
fn broken_json_is_told_with_its_line() {
    let told = |body: &[u8]| Tree::from_json(body).unwrap_err().to_string();
    assert_eq!(told(b"{\n  \"a\": }"), "line 2: expected value (column 8); send one well-formed JSON value");
    assert_eq!(told(b""), "line 1: EOF while parsing a value (column 0); send one well-formed JSON value");
    assert_eq!(told(b"{} x"), "line 1: trailing characters (column 4); send one well-formed JSON value");
    assert_eq!(
        told(b"\"\xff\""),
        "line 1: this is not UTF-8: byte 1 (hexadecimal ff) is not valid; save or send it in UTF-8"
    );
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    assert_eq!(
        told(&deep),
        "line 1: lists and objects are nested deeper than 64 levels (column 65); send less at once"
    );
    let many = format!("[{}0]", "0,".repeat(2_000_000));
    assert!(told(many.as_bytes()).starts_with("line 1: there are more than 2000000 values"));
}

#[test]
fn hostile_names_neither_fill_the_answer_nor_take_long() {
    let name = "x".repeat(1_000_000);
    let body = format!(
        r#"{{"key": "a", "kind": "agency", "name": "A", "{name}": "{name}", "labels": {{"{name}": 1}}}}"#
    );
    let mut problems = Problems::default();
    let tree = Tree::from_json(body.as_bytes()).unwrap();
    assert!(decode_node(&tree, None, &Place::ROOT, &mut problems).is_none());
    assert_eq!(problems.list().len(), 2);
    assert!(problems.to_string().len() < 2_000, "{problems}");

    let many: Vec<String> = (0..300_000).map(|i| format!("\"k{i}\": 1")).collect();
    let tree = Tree::from_json(format!("{{{}}}", many.join(",")).as_bytes()).unwrap();
    assert!(decode_node(&tree, None, &Place::ROOT, &mut problems).is_none());
    assert_eq!((problems.list().len(), problems.found()), (200, 2 + 300_000 + 3));
}
