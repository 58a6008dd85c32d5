//! `import`: what an agency has already comes into the map after a look at it, and people keep what they did since.

use super::{folder, run};
use crate::support::database::Database;
use serde_json::Value;

const BIA: &str = "\
Stadt Seeburg – BIA;;;;;
Amt;Geschäftsprozess;MTA;WAZ;Benötigte Anwendungen;Benötigte IT-Systeme
Bürgeramt;Kfz-Zulassung;3 Tage;4 Std.;KFZ21;SRV-A/SRV-B (redundant)
dto.;Ausweise;5 Werktage;8 h;MESO;s. o.
";

crate::support::database::on_both!(a_table_comes_in_and_people_keep_what_they_did);

fn look(here: &std::path::Path, url: &str, more: &[&str]) -> Value {
    let import = [
        "import",
        "table",
        "bia.csv",
        "--into",
        "seeburg",
        "--dry-run",
        "--report",
        "json",
        "--database",
        url,
    ];
    let told = run(here, [&import, more].concat());
    assert!(matches!(told.code, Some(0 | 4)), "{}", told.err);
    serde_json::from_str(&told.out).unwrap()
}

async fn a_table_comes_in_and_people_keep_what_they_did(database: Database) {
    let (here, url) = (folder(&[("bia.csv", BIA)]), database.url.as_str());
    let apply = |more: &[&str]| {
        let import = ["import", "table", "bia.csv", "--into", "seeburg", "--apply", "--database", url];
        run(here.path(), [&import, more].concat())
    };
    let first = look(here.path(), url, &[]);
    assert_eq!(first["plan"]["added"], 8, "{first:#}");
    let questions = first["questions"].as_array().unwrap();
    let servers = questions.iter().find(|q| q["text"].as_str().unwrap().contains("SRV-A, SRV-B")).unwrap();
    assert_eq!((servers["answer"].clone(), questions.len()), (Value::Null, 2));
    assert!(
        first["sentences"].as_array().unwrap().iter().any(|s| s["text"] == "Kfz-Zulassung braucht KFZ21")
    );
    let answer = format!("{}=any", servers["id"].as_str().unwrap());
    let applied = apply(&["--answer", &answer]);
    assert!(
        applied.code == Some(4) && applied.out.contains("Angewendet: 8 neu"),
        "{} {}",
        applied.out,
        applied.err
    );
    // The answer is kept; the other question is still open. The same file changes nothing.
    let again = look(here.path(), url, &[]);
    assert_eq!(
        (&again["open"], &again["plan"]["changed"], &again["plan"]["added"]),
        (&1.into(), &0.into(), &0.into())
    );
    let again = apply(&["--answer", "working-days=weekends"]);
    assert!(again.code == Some(0) && again.out.contains("Angewendet: 0 neu, 1 geändert"), "{}", again.out);
    let map = || run(here.path(), ["export", "--database", url]).ok();
    assert!(
        map().contains("anyOf: [seeburg.srv-a, seeburg.srv-b]") && map().contains("mtpd: P7D"),
        "{}",
        map()
    );

    // Somebody confirms a dependency and sets another objective; the sheet changes elsewhere and loses a row.
    let by_hand = map().replace("rto: PT4H", "rto: PT2H").replace(
        "\"on\": seeburg.kfz21\n",
        "\"on\": seeburg.kfz21\n        tolerance: PT1H\n        confirmation: confirmed\n",
    );
    assert_ne!(by_hand, map());
    std::fs::write(here.path().join("map.yaml"), by_hand).unwrap();
    run(here.path(), ["apply", "--database", url, "map.yaml"]).ok();
    let newer = BIA.replace("3 Tage", "2 Tage").lines().take(3).collect::<Vec<_>>().join("\n");
    std::fs::write(here.path().join("bia.csv"), newer).unwrap();
    let shown = look(here.path(), url, &[]);
    let gone: Vec<&str> =
        shown["removals"].as_array().unwrap().iter().map(|r| r["key"].as_str().unwrap()).collect();
    assert_eq!(gone, ["seeburg.buergeramt.ausweise", "seeburg.meso"], "{shown:#}");
    apply(&[]).ok();
    let kept = map();
    for said in ["rto: PT2H", "confirmation: confirmed", "tolerance: PT1H", "mtpd: P2D", "ausweise:"] {
        assert!(kept.contains(said), "{said}: {kept}");
    }
    apply(&["--remove"]).ok();
    assert!(!map().contains("ausweise:") && map().contains("kfz-zulassung:"), "{}", map());
}

#[test]
fn what_cannot_be_read_is_refused_with_the_remedy() {
    let old = [b"\xd0\xcf\x11\xe0".as_slice(), &[0; 600]].concat();
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [old.as_slice(), &wide].concat();
    let here = tempfile::tempdir().unwrap();
    for (name, bytes, says) in [
        ("alt.xls", old, ".xlsx"),
        ("zu.xlsx", locked, "password"),
        ("leer.csv", b"\n".to_vec(), "heads"),
        ("kaputt.xlsx", b"PK\x03\x04 und weiter nichts".to_vec(), "workbook"),
    ] {
        std::fs::write(here.path().join(name), bytes).unwrap();
        let told = run(here.path(), ["import", "table", name, "--dry-run", "--database", "sqlite:none.db"]);
        assert_eq!(told.code, Some(1), "{name}: {} {}", told.out, told.err);
        assert!(told.err.contains(says) && told.err.contains(name), "{name}: {}", told.err);
    }
    assert!(!here.path().join("none.db").exists());
}

#[test]
fn a_report_comes_as_a_page_and_as_a_workbook() {
    let here = folder(&[("bia.csv", BIA)]);
    for (form, begins) in [("html", b"<!DOCTYPE html>".as_slice()), ("xlsx", b"PK".as_slice())] {
        let import = [
            "import",
            "table",
            "bia.csv",
            "--dry-run",
            "--database",
            "sqlite:none.db",
            "--report",
            form,
            "-o",
            "out",
        ];
        assert_eq!(run(here.path(), import).code, Some(4));
        let bytes = std::fs::read(here.path().join("out")).unwrap();
        assert!(bytes.starts_with(begins), "{form}");
        if form == "html" {
            let page = String::from_utf8(bytes).unwrap();
            assert!(page.contains("bia.csv!E3") && page.contains("Kfz-Zulassung braucht KFZ21"), "{page}");
        }
    }
}
