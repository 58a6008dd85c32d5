//! WeasyPrint as the service runs it: at once, with one process ready, and accessible documents.

use std::process::Command;
use tragweite::outside::weasyprint::Printer;

const PAGE: &str =
    "<!DOCTYPE html><html lang=\"de\"><meta charset=\"utf-8\"><title>Größe</title><h1>Größe</h1><p>ä";

fn told(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.pdf");
    std::fs::write(&file, pdf).unwrap();
    let out = Command::new("pdfinfo").arg(&file).output().unwrap();
    let text = Command::new("pdftotext").arg(&file).arg("-").output().unwrap();
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&text.stdout))
}

#[tokio::test]
async fn texts_of_pictures_are_drawn_whole_and_where_they_belong() {
    let picture = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 300 60' width='300' height='60'>\
        <text x='150' y='20' text-anchor='middle' font-size='14'>Bürgerbüro Großenhain</text>\
        <text x='10 40 70' y='50'>ABC</text><text x='150' y='50'/></svg>";
    let page = format!("{PAGE}<figure>{picture}</figure>");
    let pdf = Printer::default().pdf(page).await.unwrap();
    let text = told(&pdf);
    assert!(text.contains("Bürgerbüro Großenhain"), "{text}");
    // Letters with places of their own keep them.
    let spread = text.lines().any(|line| line.trim() == "A B C" || line.trim() == "A");
    assert!(spread && !text.contains("ABC"), "{text}");
}

#[tokio::test]
async fn a_ready_printer_prints_the_same_as_one_that_just_started() {
    let fresh = Printer::default().pdf(PAGE.into()).await.unwrap();
    let told_fresh = told(&fresh);
    let tagged = told_fresh.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes"));
    assert!(tagged && told_fresh.contains("Größe"), "{told_fresh}");
    let ready = Printer::ready();
    // The first starts on its own; the others find one that is ready.
    for _ in 0..3 {
        let pdf = ready.pdf(PAGE.into()).await.unwrap();
        assert!(pdf.starts_with(b"%PDF"));
        assert_eq!(told(&pdf).lines().last(), told_fresh.lines().last());
    }
    let (one, other) = tokio::join!(ready.pdf(PAGE.into()), ready.pdf(PAGE.into()));
    assert!(one.unwrap().starts_with(b"%PDF") && other.unwrap().starts_with(b"%PDF"));
}
