//! Reporting profiles: those that come with the program, and files with every problem told at once.

use tragweite::formats::Source;
use tragweite::formats::profiles::{embedded, read};

fn problems(files: &[(&str, &str)]) -> String {
    match read(files.iter().map(|(name, text)| Source::new(*name, text.as_bytes()))) {
        Ok(profiles) => panic!("taken as right: {profiles:?}"),
        Err(problems) => problems.to_string(),
    }
}

const RIGHT: &str = "id: x
authority: { de: A, en: A }
legalBasis: { de: B, en: B }
appliesTo: { de: C, en: C }
trigger: { de: D, en: D }
clockStart: occurrence
steps: [{ id: one, name: { de: E, en: E }, due: P14D, requiredFields: [cause] }]
sourceUrl: https://example.org/
disclaimer: { de: F, en: F }
";

#[test]
fn the_profiles_of_the_program_are_right_and_name_their_source() {
    let profiles = embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let ids: Vec<&str> = profiles.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["avv-bund", "bsig-32", "dsgvo-33", "kritisdachg-18", "saechsisichg"]);
    for profile in profiles {
        assert!(profile.disclaimer.de.starts_with("Keine Rechtsberatung."), "{}", profile.id);
        assert!(profile.disclaimer.en.starts_with("Not legal advice."), "{}", profile.id);
        assert!(profile.source_url.starts_with("https://"), "{}", profile.id);
    }
    // Every file of the folder is embedded.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), profiles.len());
}

#[test]
fn a_file_of_the_same_form_is_read() {
    let profiles = read([Source::new("x.yaml", RIGHT.as_bytes())]).unwrap();
    assert_eq!(profiles[0].steps[0].id.as_str(), "one");
    assert_eq!(profiles[0].valid_from, None);
}

#[test]
fn all_problems_of_all_files_are_told_at_once() {
    let broken = RIGHT
        .replace("id: x", "id: X Y")
        .replace("occurrence", "awarness")
        .replace("D, en: D", "D")
        .replace("P14D", "14 days")
        .replace("cause", "reason")
        .replace("sourceUrl: https://example.org/\n", "validFrom: 2026-13-01\nfoo: 1\n");
    let empty = "# nothing\n";
    insta::assert_snapshot!(problems(&[("a.yaml", &broken), ("b.yaml", empty), ("c.yaml", "[1]")]));
}

#[test]
fn what_only_the_whole_profile_shows_is_told_with_its_line() {
    let steps = "steps:
  - { id: one, name: { de: E, en: E }, due: PT24H, after: previous, requiredFields: [cause, cause] }
  - { id: two, name: { de: E, en: E }, due: P1M, after: three, requiredFields: [] }
  - { id: two, name: { de: E, en: E }, due: onRequest, after: one, requiredFields: [] }
";
    let from = RIGHT.find("steps:").unwrap();
    let until = RIGHT.find("sourceUrl:").unwrap();
    let broken = format!("{}{steps}{}", &RIGHT[..from], &RIGHT[until..]);
    let broken = broken.replace("https:", "http:").replace("trigger", "land: Sachsen\ntrigger");
    insta::assert_snapshot!(problems(&[("a.yaml", &broken)]));
    let none =
        RIGHT.replace("[{ id: one, name: { de: E, en: E }, due: P14D, requiredFields: [cause] }]", "[]");
    assert_eq!(problems(&[("a.yaml", &none)]), "a.yaml:7: steps: the profile has 0 steps; give 1 to 20");
    assert_eq!(
        problems(&[("a.yaml", RIGHT), ("b.yaml", RIGHT)]),
        "b.yaml:1: id: the id x is used in a.yaml, too; give each profile an id of its own"
    );
}
