//! `check`: what map files hold, or everything that is wrong with them.

use super::{SMALL, dresden, folder, run, run_with_input};

#[test]
fn counts_what_the_files_hold() {
    let folder = folder(&[("small.yaml", SMALL)]);
    insta::assert_snapshot!(run(folder.path(), ["check", "small.yaml"]).ok(), @r"
    nothing is wrong
    nodes: 5 (1 agencies, 0 sites, 4 services)
    dependencies: 3 (1 confirmed = 33 %)
    circles: 1 with 2 nodes; what needs itself in a circle may not restart once it is down
      2 nodes: amt.c, amt.d
    ");
}

#[test]
fn a_folder_stands_for_its_map_files_but_not_those_below() {
    let one = run(&dresden(), ["check", "."]).ok();
    let files = ["bibliotheken.yaml", "dresden-technik.yaml", "dresden.yaml", "zwickau.yaml"];
    let several = run(&dresden(), ["check"].into_iter().chain(files)).ok();
    assert_eq!(one, several);
    insta::assert_snapshot!(one, @r"
    nothing is wrong
    nodes: 64 (4 agencies, 10 sites, 50 services)
    dependencies: 65 (20 confirmed = 30 %)
    circles: none
    ");
}

#[test]
fn reads_standard_input() {
    let here = tempfile::tempdir().unwrap();
    let told = run_with_input(here.path(), &["check", "-"], SMALL).ok();
    assert!(told.starts_with("nothing is wrong\nnodes: 5 "), "{told}");
    let told = run_with_input(here.path(), &["check", "-"], "tragweite: 2\n").fails(1);
    assert!(told.starts_with("standard input:1: tragweite: the file has version 2"), "{told}");
}

#[test]
fn tells_all_problems_of_all_files_with_line_key_and_remedy() {
    let first = "\
tragweite: 1
services:
  amt.a:
    name: A
    agency: amt
    layer: platfrom
    recovery: P1M
    needs:
      - anyOf: [amt.b, amt.c]
        atLeast: 1
      - { of: [amt.b, amt.c], atLeast: 3 }
      - amt.a
  Amt.B: { name: B, agency: amt, layer: public }
";
    let second =
        "tragweite: 1\nservices:\n  amt.a: { name: A, agency: amt, layer: public, casesPerDay: .nan }\n";
    let folder = folder(&[("a.yaml", first), ("b.yml", second), ("c.txt", "no map")]);
    insta::assert_snapshot!(run(folder.path(), ["check", "."]).fails(1));
}

#[test]
fn faults_that_only_the_whole_map_shows_carry_their_line() {
    let text = "\
tragweite: 1
agencies:
  amt: { name: Amt }
sites:
  amt.haus: { name: Haus, agency: amt }
services:
  amt.a:
    name: A
    agency: amt
    layer: platform
    hostedAt: [amt.haus]
    needs:
      - on: amt.b
        note: x
      - amt.bb
      - anyOf:
          - amt.b
          - amt.cc
  amt.b:
    name: B
    agency: amtt
    layer: platform
    hostedAt:
      - amt.a
";
    let folder = folder(&[("map.yaml", text)]);
    insta::assert_snapshot!(run(folder.path(), ["check", "map.yaml"]).fails(1), @r#"
    map.yaml:15: services.amt.a.needs[1]: there is no node "amt.bb"; did you mean amt.b? Otherwise add a node with the key amt.bb
    map.yaml:16: services.amt.a.needs[2]: there is no node "amt.cc"; add that node, or name another
    map.yaml:21: services.amt.b.agency: there is no node "amtt"; did you mean amt? Otherwise add a node with the key amtt
    map.yaml:23: services.amt.b.hostedAt: "amt.a" is of kind service, but hostedAt names sites; name a site, or write it under needs
    4 problems
    "#);
}

#[test]
fn what_a_file_and_what_the_whole_map_shows_are_told_at_once() {
    let one = "\
tragweite: 1
agencies:
  amt: { name: Amt, population: many }
sites:
  amt.haus: [x]
services:
  amt.a:
    name: A
    mtpd: 3 days
    agency: amtt
    layer: platform
    hostedAt: [amt.haus]
    needs:
      - { anyOf: [amt.b], sharedBy: [amt.b] }
      - { on: amt.bb, tolerance: soon }
      - on: amt.haus
      - amt.c
";
    let two = "\
tragweite: 1
services:
  amt.b: { name: B, agency: amt.a, layer: platform, hostedAt: amt.haus }
  amt.c:
    name: C
    agency: amt
    layer: platform
    hostedAt: amt.b
    needs: [amt.d, *all]
";
    let folder = folder(&[("one.yaml", one), ("two.yaml", two)]);
    insta::assert_snapshot!(run(folder.path(), ["check", "one.yaml", "two.yaml"]).fails(1));
}

#[test]
fn nothing_is_called_unknown_that_may_stand_where_nothing_could_be_read() {
    let one = "\
tragweite: 1
agencies:
  amt: { name: Amt }
services:
  amt.a: { name: A, agency: amt, layer: platform, needs: [amt.b, amt] }
  amt.c: { name: C, agency: amt.a, layer: platform }
";
    for two in [
        "tragweite: 1\nservice:\n  amt.b: { name: B, agency: amt, layer: platform }\n",
        "tragweite: 1\nservices:\n  - amt.b\n",
        "tragweite: 1\nservices: {\n",
    ] {
        let folder = folder(&[("one.yaml", one), ("two.yaml", two)]);
        let told = run(folder.path(), ["check", "one.yaml", "two.yaml"]).fails(1);
        assert!(told.starts_with("one.yaml:6: services.amt.c.agency: \"amt.a\" is a service"), "{told}");
        assert!(told.contains("\ntwo.yaml:") && told.ends_with("\n2 problems\n"), "{told}");
        let told = run(folder.path(), ["check", "one.yaml", "three.yaml"]).fails(1);
        assert!(told.starts_with("three.yaml: ") && told.ends_with("\n2 problems\n"), "{told}");
    }
}

#[test]
fn a_key_that_stands_twice_is_told_once() {
    let text = "tragweite: 1\nagencies:\n  amt: { name: Amt }\n  amt: { name: B }\n  b: { name: 7 }\n";
    let folder = folder(&[("map.yaml", text)]);
    let told = run(folder.path(), ["check", "map.yaml"]).fails(1);
    let places: Vec<&str> = told.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(places, ["map.yaml:4:", "map.yaml:5:", "2"], "{told}");
}

#[test]
fn a_file_that_cannot_be_read_hides_no_other_problem() {
    let folder = folder(&[("wrong.yaml", "tragweite: 1\nservice: {}\n")]);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    insta::assert_snapshot!(run(folder.path(), ["check", "missing.yaml", "wrong.yaml", "empty"]).fails(1), @r#"
    empty: the folder holds no .yaml, .yml or .json file; name another folder, or the files themselves
    missing.yaml: the file cannot be read: No such file or directory; check its name and its rights
    wrong.yaml:2: service: "service" is not a section of a map file; did you mean services?
    3 problems
    "#);
}

#[test]
fn many_problems_are_counted() {
    let mut text = String::from("tragweite: 1\nagencies:\n  amt: { name: Amt }\nservices:\n");
    for i in 0..300 {
        text.push_str(&format!("  amt.s{i}: {{ name: S, agency: amt, layer: public, needs: [weg.{i}] }}\n"));
    }
    let folder = folder(&[("map.yaml", &text)]);
    let told = run(folder.path(), ["check", "map.yaml"]).fails(1);
    assert!(told.ends_with("and 100 more\n300 problems\n"), "{}", &told[told.len() - 200..]);
    assert_eq!(told.lines().count(), 202);
}
