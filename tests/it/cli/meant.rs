//! `check` on files as people write them by mistake: every message names the line and what to write instead.

use super::{finished, folder, program, run};

/// What stands before the entry that is wrong, at line 9.
const HEAD: &str = "\
tragweite: 1
agencies:
  amt: { name: Amt }
sites:
  amt.haus: { name: Haus, agency: amt, type: office }
services:
  amt.a: { name: A, agency: amt, layer: platform }
  amt.b: { name: B, agency: amt, layer: platform }
";

/// An entry with this name.
fn named(name: &str) -> String {
    format!("  amt.c: {{ name: {name}, agency: amt, layer: public }}\n")
}

/// An entry with these properties more.
fn with(properties: &str) -> String {
    format!("  amt.c: {{ name: C, agency: amt, layer: public, {properties} }}\n")
}

/// Checks each text behind the head as a file of its own: in its line there is a message with this end.
#[track_caller]
fn tells(cases: &[(String, &str)]) {
    let files: Vec<(String, String)> = cases
        .iter()
        .enumerate()
        .map(|(i, (text, _))| (format!("{i:03}.yaml"), format!("{HEAD}{text}")))
        .collect();
    let mut wrong = Vec::new();
    for ((name, text), (_, remedy)) in files.iter().zip(cases) {
        let here = folder(&[(name, text)]);
        let told = run(here.path(), ["check", name]).fails(1);
        if !told.lines().any(|line| line.starts_with(&format!("{name}:9: ")) && line.ends_with(remedy)) {
            wrong.push(format!("{}wants: {remedy}\ntold: {told}", &text[HEAD.len()..]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn marks_of_yaml_inside_a_text_are_to_be_quoted() {
    let quoted = [
        "Amt für Schule, Sport und Kultur",
        "Schule, Sport, Kultur",
        "Amt: Wohngeld",
        "Schule, Sport: Halle",
        "Amt #3",
        "C [neu]",
        "C {neu}",
        "@Kita",
        "%C",
        "`C`",
    ];
    let cases: Vec<(String, String)> = quoted
        .iter()
        .map(|name| (named(name), format!("put the text in quotes: name: \"{name}\"")))
        .collect();
    tells(&cases.iter().map(|(text, remedy)| (text.clone(), remedy.as_str())).collect::<Vec<_>>());
    tells(&[
        (named("\"C\" neu"), "put the text in quotes: name: \"'C' neu\""),
        (
            with("needs: [{ on: amt.a, note: das, was gilt }]"),
            "put the text in quotes: note: \"das, was gilt\"",
        ),
        (named("*C"), "a text that begins with such a mark stands in quotation marks"),
        (named("&C"), "a text that begins with such a mark stands in quotation marks"),
        (named("\"C"), "put one behind the text, too"),
        (
            "  amt.c: { name: C, agency: amt, layer: public\n".into(),
            "or put a text with { in it in quotation marks",
        ),
    ]);
    let block = folder(&[("a.yaml", &format!("{HEAD}  amt.c:\n    name: Amt: Wohngeld\n"))]);
    let told = run(block.path(), ["check", "a.yaml"]).fails(1);
    assert!(told.starts_with("a.yaml:10: the text holds :, "), "{told}");
    assert!(told.contains("put the text in quotes: name: \"Amt: Wohngeld\""), "{told}");
}

#[test]
fn lists_and_objects_are_shown_as_they_are_written() {
    tells(&[
        (with("needs: amt.a, amt.b"), "put several keys into square brackets: [amt.a, amt.b]"),
        (with("needs: amt.a"), "write needs: [amt.a]"),
        (with("needs: { anyOf: [amt.a, amt.b] }"), "or write a dash and a blank in front of it"),
        (
            with("needs: [anyOf: amt.a, amt.b]"),
            "put the keys into square brackets: { anyOf: [amt.a, amt.b] }",
        ),
        (
            with("needs: [sharedBy: amt.a, amt.b]"),
            "put the keys into square brackets: { sharedBy: [amt.a, amt.b] }",
        ),
        (with("needs: [on: amt.a, fallback: amt.b]"), "put both into braces: { on: ..., fallback: ... }"),
        (with("needs: [{ on: amt.a, workaround: Handfunk }]"), "write workaround: { text: \"Handfunk\" }"),
        (
            with("needs: [{ on: amt.a, workaround: Funk, lasts: P1D }]"),
            "write workaround: { text: ..., lasts: P3D }",
        ),
        (with("contacts: 0351-2345"), "write contacts: [{ phone: \"0351-2345\" }]"),
        (with("phone: 0351-2345"), "write contacts: [{ phone: \"...\" }]"),
        (with("fallback: amt.b"), "write needs: [{ on: ..., fallback: ... }]"),
        (with("provenance: Notfallplan"), "write provenance: { source: \"Notfallplan\" }"),
        (
            "  - { key: amt.c, name: C }\n".into(),
            "write the key and a colon instead: amt.mail: { name: ... }",
        ),
    ]);
}

#[test]
fn durations_and_numbers_are_put_into_their_form() {
    tells(&[
        (with("mtpd: 1"), "say the unit: P1D is 1 day, PT1H is 1 hour"),
        (with("mtpd: 1 Tag"), "write P1D"),
        (with("rto: 24h"), "write P1D"),
        (with("recovery: 4 Stunden"), "write PT4H"),
        (with("recovery: P4H"), "write PT4H"),
        (with("mtpd: 1 Monat"), "minutes stand behind T: PT30M"),
        (with("mtpd: P1M"), "minutes stand behind T: PT30M"),
        (with("needs: [{ on: amt.a, workaround: { text: Funk, lasts: 2 } }]"), "PT2H is 2 hours"),
        (with("casesPerDay: 1,5"), "write the number without a comma: casesPerDay: 1.5"),
        (with("casesPerDay: \"1,5\""), "write 1.5"),
        (with("provenance: { confirmedAt: 01.05.2026 }"), "write 2026-05-01"),
        (with("needs: [{ on: amt.a, toleratesDegraded: ja }]"), "write true"),
    ]);
    for (population, remedy) in [
        ("24.000", "write 24000"),
        ("24,000", "write the number without a comma: population: 24000"),
        ("24 000", "write 24000"),
        ("1.234.567", "write 1234567"),
        ("\"24000\"", "write 24000"),
    ] {
        let text = format!("tragweite: 1\nagencies:\n  amt: {{ name: Amt, population: {population} }}\n");
        let told = run(folder(&[("a.yaml", &text)]).path(), ["check", "a.yaml"]).fails(1);
        assert!(told.starts_with("a.yaml:3: ") && told.contains(remedy), "{told}");
    }
}

#[test]
fn names_in_german_and_beside_their_place_are_told_as_they_are_read() {
    tells(&[
        (with("benötigt: [amt.a]"), "write needs: so it is called here"),
        (with("Kontakt: x"), "write contacts: so it is called here"),
        (with("cases_per_day: 3"), "write casesPerDay: so it is called here"),
        ("  amt.c: { name: C, agency: amt, layer: Fachverfahren }\n".into(), "write application"),
        ("  amt.c: { name: C, agency: amt, layer: öffentlich }\n".into(), "write public"),
        (with("needs: [{ on: amt.a, confirmation: ja }]"), "write confirmed"),
        (
            "  amt.c: { name:C, agency: amt, layer: public }\n".into(),
            "a usual blank behind the colon: name: C",
        ),
        (
            "  amt.c: { name:\u{a0}C, agency: amt, layer: public }\n".into(),
            "a usual blank behind the colon: name: C",
        ),
        ("  amt.c: {\u{a0}name: C, agency: amt, layer: public }\n".into(), "type it again with usual blanks"),
        ("\u{a0} amt.c: { name: C, agency: amt, layer: public }\n".into(), "indent it with usual blanks"),
        ("\tamt.c: { name: C, agency: amt, layer: public }\n".into(), "indent with spaces"),
        (" amt.c: { name: C, agency: amt, layer: public }\n".into(), "begin in the same column"),
        ("  amt.c: { name: C, agency: „amt“, layer: public }\n".into(), "quotation marks (\"amt\") or none"),
        (with("hostedAt: Haus"), "write its key: amt.haus"),
        (with("hostedAt: Schloss"), "for example \"dresden.kfz-zulassung\""),
        (with("telefon: 1"), "write contacts: [{ phone: \"...\" }]"),
    ]);
    let text = HEAD.replace("agencies:", "behörden:").replace("services:", "Dienste:");
    let told = run(folder(&[("a.yaml", &text)]).path(), ["check", "a.yaml"]).fails(1);
    assert!(
        told.contains("a.yaml:2: behörden: \"behörden\" is not a section of a map file; write agencies:"),
        "{told}"
    );
    assert!(
        told.contains("a.yaml:6: Dienste: \"Dienste\" is not a section of a map file; write services:"),
        "{told}"
    );
}

#[test]
fn only_properties_of_the_kind_are_offered() {
    let text = HEAD.replace("type: office", "type: office, colour: red");
    let told = run(folder(&[("a.yaml", &text)]).path(), ["check", "a.yaml"]).fails(1);
    assert!(told.contains("the properties are name, agency, type, description, ars"), "{told}");
    assert!(!told.contains("layer") && !told.contains("population"), "{told}");
}

#[test]
fn what_is_hardly_meant_is_a_warning() {
    for (entry, warning) in [
        (with("needs: [{ anyOf: [amt.a] }]"), "a.yaml:9: services.amt.c.needs[0]: anyOf names several"),
        (with("needs: [{ sharedBy: amt.a }]"), "a.yaml:9: services.amt.c.needs[0]: sharedBy names several"),
        (named("„C“"), "a.yaml:9: services.amt.c.name: the quotation marks of „C“ are those of print"),
    ] {
        let here = folder(&[("a.yaml", &format!("{HEAD}{entry}"))]);
        let done = run(here.path(), ["check", "a.yaml"]);
        assert_eq!(done.code, Some(0), "{}", done.err);
        assert!(done.err.starts_with(&format!("warning: {warning}")), "{}", done.err);
        assert_eq!(done.err.lines().count(), 1, "{}", done.err);
    }
    let meant =
        with("needs: [{ anyOf: [amt.a], fallback: amt.b }, { supportedBy: amt.b }], hostedAt: [amt.haus]");
    run(folder(&[("a.yaml", &format!("{HEAD}{meant}"))]).path(), ["check", "a.yaml"]).ok();
}

#[test]
fn a_folder_is_read_without_what_editors_leave_and_with_every_ending() {
    let one = format!("{HEAD}{}", named("C"));
    let more = "tragweite: 1\nservices:\n  amt.d: { name: D, agency: amt, layer: public }\n";
    let here = folder(&[
        ("a.yaml", &one),
        ("B.YAML", more),
        ("._a.yaml", "\u{1}"),
        (".#a.yaml", &one),
        ("#a.yaml#", &one),
        ("a.yaml~", &one),
        ("a.yaml.bak", &one),
        ("~$a.yaml", &one),
    ]);
    let told = run(here.path(), ["check", "."]).ok();
    assert!(told.contains("nodes: 6 "), "{told}");
    std::fs::write(here.path().join("c.yaml.txt"), more).unwrap();
    let done = run(here.path(), ["check", "."]);
    assert!(done.err.starts_with("warning: ./c.yaml.txt is not read, because its name"), "{}", done.err);
    std::os::unix::fs::symlink("nowhere.yaml", here.path().join("d.yaml")).unwrap();
    let told = run(here.path(), ["check", "."]);
    assert!(
        told.err.contains("./d.yaml: the file cannot be read: No such file or directory"),
        "{}",
        told.err
    );
}

#[test]
fn messages_are_in_german_where_the_environment_is() {
    let here = folder(&[("a.yaml", &format!("{HEAD}{}", with("mtpd: 1 Tag, benötigt: x")))]);
    let german = |variables: &[(&str, &str)], arguments: &[&str]| {
        let told = finished(program(here.path()).args(arguments).envs(variables.iter().copied()));
        told.err.contains("ist keine Dauer: sie hat nicht die Form P...T...; schreiben Sie P1D")
            && told.err.ends_with("\n2 Probleme\n")
    };
    let check = ["check", "a.yaml"];
    assert!(german(&[("LANG", "de_DE.UTF-8")], &check));
    assert!(german(&[("LC_MESSAGES", "de"), ("LANG", "en_GB.UTF-8")], &check));
    assert!(german(&[("LC_ALL", "de_AT"), ("LC_MESSAGES", "en_US"), ("LANG", "en_GB.UTF-8")], &check));
    assert!(german(&[("LC_ALL", ""), ("LANG", "de_DE.UTF-8")], &check));
    assert!(!german(&[], &check));
    assert!(!german(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")], &check));
    let impact = ["impact", "--map", "a.yaml", "--fail", "amt.a", "--language", "de"];
    assert!(german(&[("LC_ALL", "en_GB")], &impact));
    assert!(!german(
        &[("LC_ALL", "de_DE")],
        &["impact", "--map", "a.yaml", "--fail", "amt.a", "--language=en"]
    ));
}

#[test]
fn whoever_names_no_node_reads_so_in_german_whatever_was_asked() {
    let here = folder(&[("a.yaml", &format!("{HEAD}{}", with("mtpd: P1D")))]);
    let map = ["--map", "a.yaml"];
    for asked in [
        &["impact", "--fail", "amt.weg"][..],
        &["export", "--around", "amt.weg", "--format", "svg"],
        &["plan", "single-points-of-failure", "--of", "amt.weg"],
        &["plan", "ways", "--from", "amt.weg", "--to", "amt.a"],
    ] {
        let told = finished(program(here.path()).args(asked).args(map).env("LANG", "de_DE.UTF-8")).err;
        assert!(told.contains("es gibt keinen Knoten \"amt.weg\""), "{asked:?}: {told}");
        assert!(!told.contains("there is") && !told.contains("look up"), "{asked:?}: {told}");
    }
}
