//! WeasyPrint as the service runs it: at once, with one process ready, and accessible documents.

use std::process::Command;
use tragweite::integrations::weasyprint::Printer;

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
