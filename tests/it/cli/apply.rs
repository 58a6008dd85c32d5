//! `apply`: map files into a database, whole or not at all, planned before.

use super::{SMALL, folder, run, run_with_input};
use crate::support::database::{Database, Kind};
use tragweite::app::App;
use tragweite::store::Store;

crate::support::database::on_both!(a_map_goes_in_and_comes_out_again, large_maps_leave_a_snapshot);

async fn a_map_goes_in_and_comes_out_again(database: Database) {
    let here = folder(&[("map.yaml", SMALL)]);
    let apply =
        ["apply", "--database", &database.url, "--author", "Ada", "--message", "erste Karte", "map.yaml"];
    insta::allow_duplicates! {
        insta::assert_snapshot!(run(here.path(), apply).ok(), @r"
        5 added, 0 changed, 0 removed; the map is at revision 1 now
          added   amt (Amt)
          added   amt.a (A)
          added   amt.b (B)
          added   amt.c (C)
          added   amt.d (D)
        ");
        insta::assert_snapshot!(run(here.path(), apply).ok(), @"nothing to change: the map says all of it already (revision 1)");
    }
    let from_database = run(here.path(), ["export", "--database", &database.url]).ok();
    assert_eq!(from_database, run(here.path(), ["export", "--map", "map.yaml"]).ok());
    let app = App::open(Store::open(&database.url).await.unwrap()).await.unwrap();
    let journal = app.maps.revisions(None, 10).await.unwrap();
    assert_eq!(journal.len(), 1);
    assert_eq!((journal[0].author.as_str(), journal[0].message.as_str()), ("Ada", "erste Karte"));
    app.close().await;
}

async fn large_maps_leave_a_snapshot(database: Database) {
    let here = tempfile::tempdir().unwrap();
    run(here.path(), ["generate", "--municipalities", "20", "-o", "map.json", "--format", "json"]).ok();
    let told = run(here.path(), ["apply", "--database", &database.url, "map.json"]).ok();
    assert!(told.lines().count() == 52 && told.contains("; the map is at revision 1 now\n"), "{told}");
    let store = Store::open(&database.url).await.unwrap();
    let snapshot = store.load_snapshot(tragweite::map::snapshot::FORMAT).await.unwrap().unwrap();
    assert_eq!(snapshot.of.number, 1);
    store.close().await;
}

#[test]
fn a_dry_run_tells_the_plan_and_changes_nothing() {
    let here = folder(&[("map.yaml", SMALL)]);
    let apply = |more: &[&str], text: &str| {
        let arguments = [&["apply", "--database", "sqlite:map.db"], more, &["-"]].concat();
        run_with_input(here.path(), &arguments, text).ok()
    };
    let planned = apply(&["--dry-run"], SMALL);
    assert!(planned.starts_with("would be 5 added, 0 changed, 0 removed; this was a dry run"), "{planned}");
    assert!(!here.path().join("map.db").exists());
    apply(&[], SMALL);
    let changed = SMALL.replace("layer: platform, needs: [amt.d]", "layer: network, needs: [amt.a]");
    insta::assert_snapshot!(apply(&["--dry-run"], &changed), @r"
    would be 0 added, 1 changed, 0 removed; this was a dry run, revision 1 stays as it is
      changed amt.c (C): layer, needs
    the impact of 2 failures would change:
      if amt.a fails: 2 unavailable, 0 degraded -> 4 unavailable, 0 degraded
      if amt.d fails: 2 unavailable, 0 degraded -> 1 unavailable, 0 degraded
    ");
    insta::assert_snapshot!(apply(&[], SMALL), @"nothing to change: the map says all of it already (revision 1)");
}

#[test]
fn replacing_removes_what_is_not_mentioned() {
    let here = folder(&[("map.yaml", SMALL)]);
    let apply = |more: &[&str], text: &str| {
        let arguments = [&["apply", "--database", "sqlite:map.db"], more, &["-"]].concat();
        run_with_input(here.path(), &arguments, text)
    };
    apply(&[], SMALL).ok();
    let less = "tragweite: 1\nagencies:\n  amt: { name: Amt }\nservices:\n  amt.a: { name: A, agency: amt, layer: platform }\n";
    insta::assert_snapshot!(apply(&[], less).ok(), @r"
    nothing to change: the map says all of it already (revision 1)
    3 nodes of these agencies are on the map, but not in the files, and stay:
      amt.b
      amt.c
      amt.d
    --replace removes whatever the files do not say (with these files 3 of the map)
    ");
    insta::assert_snapshot!(apply(&["--replace"], less).ok(), @r"
    0 added, 0 changed, 3 removed; the map is at revision 2 now
      removed amt.b (B)
      removed amt.c (C)
      removed amt.d (D)
    ");
    // What is left still needs what would go.
    apply(&["--replace"], SMALL).ok();
    let more = format!("{less}  amt.x: {{ name: X, agency: amt, layer: public, needs: [amt.d] }}\n");
    let told = apply(&["--replace"], &more).fails(1);
    assert!(told.contains("amt.d"), "{told}");
    // A node that stays as it is: where it needs what would go.
    let small = SMALL.lines().filter(|line| !line.contains("amt.d:")).collect::<Vec<_>>().join("\n") + "\n";
    insta::assert_snapshot!(apply(&["--replace"], &small).fails(1));
    assert!(apply(&[], SMALL).ok().contains("(revision 3)"));
}

#[test]
fn a_map_with_faults_changes_nothing_and_makes_no_database() {
    let here = folder(&[
        ("a.yaml", SMALL),
        ("b.yaml", "tragweite: 1\nservices:\n  amt.e: { name: E, agency: amt }\n"),
    ]);
    let told = run(here.path(), ["apply", "--database", "sqlite:map.db", "a.yaml", "b.yaml"]).fails(1);
    assert!(told.starts_with("b.yaml:3: services.amt.e.layer: "), "{told}");
    assert!(!here.path().join("map.db").exists());
    // Faults that only the whole map shows carry file and line, too.
    let text = "tragweite: 1\nservices:\n  amt.e: { name: E, agency: amt, layer: public, needs: [amt.q] }\n";
    std::fs::write(here.path().join("b.yaml"), text).unwrap();
    run(here.path(), ["apply", "--database", "sqlite:map.db", "a.yaml"]).ok();
    let told = run(here.path(), ["apply", "--database", "sqlite:map.db", "b.yaml"]).fails(1);
    assert!(
        told.starts_with("b.yaml:3: services.amt.e.needs[0]: there is no node \"amt.q\"; did you mean"),
        "{told}"
    );
    assert!(
        run(here.path(), ["apply", "--database", "sqlite:map.db", "a.yaml"]).ok().contains("(revision 1)")
    );
}

#[test]
fn faults_in_the_file_and_in_the_database_are_told_at_once() {
    let here = folder(&[("map.yaml", SMALL)]);
    let text = "\
tragweite: 1
services:
  amt.a: { name: 1, agency: amt, layer: platform }
  amt.x: { name: X, agency: amt, layer: public, needs: [amt.d, amt.q] }
";
    let apply = |more: &[&str]| {
        let arguments = [&["apply", "--database", "sqlite:map.db"], more, &["-"]].concat();
        run_with_input(here.path(), &arguments, text).fails(1)
    };
    insta::assert_snapshot!(apply(&[]));
    assert!(!here.path().join("map.db").exists());
    run(here.path(), ["apply", "--database", "sqlite:map.db", "map.yaml"]).ok();
    insta::assert_snapshot!(apply(&[]));
    insta::assert_snapshot!(apply(&["--replace"]));
    assert_eq!(
        run(here.path(), ["export", "--database", "sqlite:map.db"]).ok(),
        run(here.path(), ["export", "--map", "map.yaml"]).ok()
    );
}

#[tokio::test]
async fn a_database_that_may_only_be_read_or_is_full_keeps_what_it_has() {
    let database = Kind::Sqlite.fresh().await;
    let here = folder(&[("map.yaml", SMALL)]);
    run(here.path(), ["apply", "--database", &database.url, "map.yaml"]).ok();
    let changed = SMALL.replace("name: A,", "name: Anders,");
    std::fs::write(here.path().join("changed.yaml"), changed).unwrap();
    let read_only = format!("{}?mode=ro", database.url);
    let told = run(here.path(), ["apply", "--database", &read_only, "changed.yaml"]).fails(3);
    assert!(told.starts_with("the database is read-only: "), "{told}");
    run(here.path(), ["generate", "--municipalities", "20", "-o", "large.yaml"]).ok();
    let full = format!("{}?max_page_count=40", database.url);
    let told = run(here.path(), ["apply", "--database", &full, "large.yaml"]).fails(3);
    assert!(told.starts_with("no space is left for the database: "), "{told}");
    let after = run(here.path(), ["export", "--database", &database.url]).ok();
    assert_eq!(after, run(here.path(), ["export", "--map", "map.yaml"]).ok());
}
