//! The table for people, on the Dresden example: in both languages, without anything of this machine in it.

use super::{SMALL, dresden, finished, folder, program, run};

fn table(arguments: &[&str]) -> String {
    run(&dresden(), ["impact", "--map", "."].iter().chain(arguments)).ok()
}

#[test]
fn german_on_the_calendar() {
    let text = table(&["--scenario", "scenarios/sync-failure.yaml"]);
    insta::assert_snapshot!("german", text);
    for known in ["0351-4886303", "2 Tage", "Zulassungsstelle Werdau", "Mi 14.11. 14:30", "✕ ausgefallen"] {
        assert!(text.contains(known), "{known}");
    }
}

#[test]
fn english_with_repairs() {
    insta::assert_snapshot!("english", table(&["--scenario", "scenarios/two-days.yaml", "--language", "en"]));
}

#[test]
fn german_with_offsets_and_what_lost_its_redundancy() {
    insta::assert_snapshot!(table(&["--fail", "dresden.storage-a@PT2H..P2DT1H"]), @r"
    Angenommen wird:
     ✕  Speichersystem A (Landeshauptstadt Dresden), ausgefallen nach 2 Std.,
        behoben nach 2 Tagen 1 Std.

    Betroffen: 1 Dienst; davon 1 ausgefallen, 0 eingeschränkt. Das trifft 1 Behörde
    in 1 Kreis.

    BETROFFEN
    Zustand        Was, wer                         Seit         Bis
    ────────────────────────────────────────────────────────────────────────────────
    ✕ ausgefallen  Speichersystem A                 nach 2 Std.  nach 2 Tagen 1 Std.
                     Landeshauptstadt Dresden

    NOCH IN BETRIEB, ABER OHNE RESERVE
     –  Gespiegelter Datenspeicher (Landeshauptstadt Dresden); ausgefallen:
        Speichersystem A; es bleibt: Speichersystem B, Speichersystem C,
        Speichersystem D – beim nächsten Ausfall eingeschränkt

    NACH BEHÖRDE
    Behörde                             ✕ ausgefallen  ▲ eingeschränkt  ✓ in Betrieb
    ────────────────────────────────────────────────────────────────────────────────
    Landeshauptstadt Dresden                        1                0            37

    GRUNDLAGE
     –  Kartenstand: aus Dateien, 64 Knoten, 65 Abhängigkeiten.
     –  Auf dem Weg liegt keine unbestätigte Abhängigkeit.
     –  Bestätigt von 65 Abhängigkeiten der Karte: 20 (30 %).
     –  Gerechnet bis zum Endzustand.
    ");
}

#[test]
fn no_line_is_wider_than_the_paper() {
    for language in ["de", "en"] {
        let text = table(&["--scenario", "scenarios/two-days.yaml", "--language", language]);
        // Every sign here takes one cell.
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert_eq!(widest, 80);
    }
}

#[test]
fn the_language_is_that_of_the_environment_when_it_is_english() {
    let begins = |variables: &[(&str, &str)]| {
        let mut command = program(&dresden());
        command.envs(variables.iter().copied()).args(["impact", "--map", ".", "--fail", "dresden.storage-a"]);
        finished(&mut command).ok().lines().next().unwrap().to_owned()
    };
    assert_eq!(begins(&[]), "Angenommen wird:");
    assert_eq!(begins(&[("LANG", "C.UTF-8")]), "Angenommen wird:");
    assert_eq!(begins(&[("LANG", "en_GB.UTF-8")]), "Assumed failures:");
    assert_eq!(begins(&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "de_DE.UTF-8")]), "Angenommen wird:");
}

#[test]
fn a_long_table_says_what_it_leaves_out() {
    let text = table(&["--scenario", "scenarios/two-days.yaml", "--limit", "2"]);
    assert!(text.contains("… und weitere 33\n"), "{text}");
    assert!(text.contains("davon 24\nausgefallen, 11 eingeschränkt."), "{text}");
}

#[test]
fn circles_that_cannot_restart_are_named() {
    let folder = folder(&[("map.yaml", SMALL)]);
    let text = run(folder.path(), ["impact", "--map", "map.yaml", "--fail", "amt.c@PT0S..PT1H"]).ok();
    insta::assert_snapshot!(text, @r"
    Angenommen wird:
     ✕  C (Amt), ausgefallen, behoben nach 1 Std.

    Betroffen: 2 Dienste; davon 2 ausgefallen, 0 eingeschränkt. Das trifft 1
    Behörde. Nur über unbestätigte Abhängigkeiten: 1.

    BETROFFEN
    Zustand          Was, wer                                          Seit    Bis
    ────────────────────────────────────────────────────────────────────────────────
    ✕ ausgefallen    C                                                 sofort  offen
                       Amt
    ✕ ausgefallen    D                                                 sofort  offen
      (unbestätigt)    Amt

    LÄUFT NICHT VON SELBST WIEDER AN
     –  C (Amt)
     –  D (Amt)

    NACH BEHÖRDE
    Behörde                             ✕ ausgefallen  ▲ eingeschränkt  ✓ in Betrieb
    ────────────────────────────────────────────────────────────────────────────────
    Amt                                             2                0             2

    WARUM
     –  „D“ ist ausgefallen, weil „C“ ausgefallen ist (angenommen).

    GRUNDLAGE
     –  Kartenstand: aus Dateien, 5 Knoten, 3 Abhängigkeiten.
     –  Unbestätigte Abhängigkeiten auf dem Weg: 2. Was nur über sie betroffen ist,
        ist als unbestätigt gekennzeichnet.
     –  Bestätigt von 3 Abhängigkeiten der Karte: 1 (33 %).
     –  Gerechnet bis zum Endzustand.
    ");
}

#[test]
fn names_are_aligned_by_the_cells_they_take() {
    let map = "\
tragweite: 1
agencies:
  amt: { name: Äußeres Amt }
services:
  amt.a: { name: 漢字の部門 e\u{301}, agency: amt, layer: public }
  amt.b: { name: Übergrößenträger, agency: amt, layer: public, needs: [amt.a] }
";
    let folder = folder(&[("map.yaml", map)]);
    let text = run(folder.path(), ["impact", "--map", "map.yaml", "--fail", "amt.a"]).ok();
    // Five wide signs take five cells more, an accent of its own takes none.
    let column = |name: &str| {
        let line = text.lines().find(|line| line.contains(name) && line.contains("sofort")).unwrap();
        line[..line.find("sofort").unwrap()].chars().count()
    };
    assert_eq!(column("漢字の部門") + 5 - 1, column("Übergrößenträger"), "{text}");
}

/// A small map in a folder of its own: two agencies whose services have the same names, and a scenario over the change to
/// winter time.
fn same_names() -> tempfile::TempDir {
    let here = folder(&[]);
    let map = r#"tragweite: 1
agencies:
  nord: { name: Stadt Nord }
  sued: { name: Stadt Süd }
services:
  nord.telefon: { name: Telefonanlage, agency: nord, layer: infrastructure, needs: [sued.telefon] }
  sued.telefon: { name: Telefonanlage, agency: sued, layer: infrastructure }
  nord.buero: { name: Bürgerbüro, agency: nord, layer: public, needs: [nord.telefon] }
  nord.buero-2: { name: Bürgerbüro, agency: nord, layer: public, needs: [nord.telefon] }
"#;
    std::fs::write(here.path().join("map.yaml"), map).unwrap();
    let scenario = "startsAt: 2026-10-25T00:50:00.5Z\nfailures: [{ node: sued.telefon, until: PT20M }]\n";
    std::fs::write(here.path().join("s.yaml"), scenario).unwrap();
    here
}

#[test]
fn equal_names_are_told_apart() {
    let here = same_names();
    for format in ["table", "html", "dot"] {
        let text =
            run(here.path(), ["impact", "--map", "map.yaml", "--fail", "sued.telefon", "--format", format])
                .ok();
        let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for name in ["Telefonanlage (Stadt Süd)", "Bürgerbüro (nord.buero-2)"] {
            assert!(plain.contains(name) || format == "dot" && name.contains("buero"), "{name}: {text}");
        }
        // Alone a name stands only beside who runs it.
        assert!(!plain.replace("„Telefonanlage“ (Stadt", "").contains("„Telefonanlage“"), "{text}");
        assert!(!plain.contains("Telefonanlage; Telefonanlage"), "{text}");
    }
}

#[test]
fn the_doubled_hour_is_told_apart_in_the_zone_that_is_asked_for() {
    let here = same_names();
    let told = |format: &str, more: &[&str]| {
        let all = ["impact", "--map", "map.yaml", "--scenario", "s.yaml", "--format", format];
        let text = run(here.path(), all.iter().chain(more)).ok();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for format in ["table", "html", "svg", "dot"] {
        let more: &[&str] = if format == "svg" { &["--view", "timeline"] } else { &[] };
        let text = told(format, more);
        assert!(text.contains("02:50 MESZ") || text.contains("02:50 Uhr MESZ"), "{format}: {text}");
        if format != "dot" {
            assert!(text.contains("02:10 MEZ") || text.contains("02:10 Uhr MEZ"), "{format}: {text}");
        }
        assert!(text.contains("Europe/Berlin"), "{format}: {text}");
        let more = [more, &["--zone", "America/New_York", "--language", "en"]].concat();
        let text = told(format, &more);
        assert!(text.contains("America/New_York") && text.contains("20:50"), "{format}: {text}");
        assert!(!text.contains("Berlin") && !text.contains("MESZ"), "{format}: {text}");
    }
    let wrong = run(here.path(), ["impact", "--map", "map.yaml", "--scenario", "s.yaml", "--zone", "Berlin"]);
    assert!(wrong.fails(2).contains("Europe/Berlin"));
}
