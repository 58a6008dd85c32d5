//! The document as PDF, made by the program that the service uses.

use super::samples::{example, large, options};
use super::tool;
use std::path::Path;
use tragweite::render::html::html;
use tragweite::render::{Language, Report};

/// The text of every page, laid out as on paper, and what the file says about itself.
fn pages(report: &Report, language: Language) -> (Vec<String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let (page, pdf) = (folder.path().join("report.html"), folder.path().join("report.pdf"));
    let mut options = options(language);
    (options.classification, options.printed) = (Some("TLP:AMBER".into()), true);
    options.head.letterhead = vec!["Landkreis Muster".into(), "Krisenstab".into()];
    (options.head.author, options.head.distribution) = (Some("Lagezentrum".into()), vec!["Landrat".into()]);
    std::fs::write(&page, html(report, &options)).unwrap();
    let done = tool("weasyprint", [&page, &pdf]);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{told}");
    // It warns of what it does not understand.
    assert_eq!(told, "");
    let text = tool("pdftotext", [Path::new("-layout"), &pdf, Path::new("-")]);
    let text = String::from_utf8(text.stdout).unwrap();
    let info = tool("pdfinfo", [&pdf]);
    let pages = text.split('\u{c}').filter(|page| !page.trim().is_empty()).map(String::from).collect();
    (pages, String::from_utf8(info.stdout).unwrap())
}

#[test]
fn two_hundred_services_fill_pages_with_heads() {
    let (pages, info) = pages(&large(), Language::De);
    assert!((10..25).contains(&pages.len()), "{}", pages.len());
    assert!(
        info.contains("Title:")
            && info.contains("Lagebild und Auswirkungsbericht: Das Landesverwaltungsnetz fällt aus"),
        "{info}"
    );
    let heads = |page: &&String| {
        let is_head = |line: &str| {
            ["Dienst", "Zustand", "Ersatzverfahren und Fristen"].iter().all(|w| line.contains(w))
        };
        page.lines().any(is_head)
    };
    assert!(pages.iter().filter(heads).count() > 8);
    for (page, number) in pages.iter().zip(1..) {
        assert!(page.contains(&format!("Seite {number} von {}", pages.len())), "{page}");
        assert!(page.contains("TLP:AMBER") && page.contains("Kartenstand: aus Dateien"), "{page}");
    }
    // The first page is for who decides, and nothing else stands on it.
    for told in [
        "Landkreis Muster",
        "Lagezentrum",
        "Landrat",
        "Was ist ausgefallen?",
        "Wen anrufen?",
        "Nächste Frist:",
    ] {
        assert!(pages[0].contains(told), "{told} in {}", pages[0]);
    }
    assert!(!pages[0].contains("2 Was ausfällt") && pages[1].contains("2 Was ausfällt"), "{}", pages[1]);
    let all = pages.concat();
    for word in
        ["Straßenverkehrsrechtliche", "Verbandsgemeindeverwaltung Musterhausen an der Großen Döllnitz 9"]
    {
        assert!(all.contains(word), "{word}");
    }
    // The long word is broken at a syllable, with a hyphen.
    let broken =
        all.lines().filter(|line| line.trim_start().starts_with("Grundstücksverkehrsgenehmi")).count();
    assert!(broken >= 20, "{broken}");
    let hyphen = |line: &str| line.contains("Grundstücksverkehrsgenehmi") && line.contains('\u{2010}');
    assert!(all.lines().any(hyphen), "{all}");
}

#[test]
fn the_english_document_has_its_own_words() {
    let (pages, info) = pages(&example("dresden-2018", "two-days.yaml"), Language::En);
    assert!(info.contains("Situation at a glance, and impact report: Abgleich fällt aus"), "{info}");
    assert!(pages[0].contains("Who cannot do what?") && pages[0].contains("page 1 of"), "{}", pages[0]);
    let all = pages.concat();
    assert!(all.contains("Fri, 16 Nov 2018, 00:30") && all.contains("0351-4886333"));
}
