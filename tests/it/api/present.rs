//! Pictures, reports and files over HTTP: by `format` and by `Accept`, in both languages, of impacts and of maps.

use crate::support::service::{Service, send};
use reqwest::header::HeaderMap;
use serde_json::json;

const SYNC: &str = "/v1/nodes/dresden.storage-sync/impact";
const AFFECTED: &str = "Kfz-Zulassung der Landeshauptstadt";

/// Status, headers and bytes.
async fn get(service: &Service, path: &str, headers: &[(&'static str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
    let mut request = service.plain("GET", path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.bytes().await.unwrap().to_vec())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// All text of an XML document, which must be well-formed.
fn text_of(xml: &[u8]) -> String {
    let xml = std::str::from_utf8(xml).unwrap();
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut text = String::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return text,
            quick_xml::events::Event::Text(part) => text.push_str(&part.into_inner()),
            quick_xml::events::Event::GeneralRef(part) => text.extend(part.resolve_char_ref().unwrap()),
            _ => {}
        }
    }
}

#[tokio::test]
async fn an_impact_comes_in_every_form() {
    let service = Service::dresden().await;
    let begins: [(&str, &str, &[u8]); 13] = [
        ("svg", "image/svg+xml", b"<?xml"),
        ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("html", "text/html; charset=utf-8", b"<!DOCTYPE html>"),
        ("dot", "text/vnd.graphviz; charset=utf-8", b"digraph"),
        ("graphml", "application/graphml+xml", b"<?xml"),
        ("gexf", "application/gexf+xml", b"<?xml"),
        ("cytoscape", "application/json", b"{"),
        ("jgf", "application/vnd.jgf+json", b"{"),
        ("mermaid", "text/vnd.mermaid; charset=utf-8", b"flowchart"),
        ("csv", "text/csv; charset=utf-8; header=present", "\u{feff}".as_bytes()),
        ("csv-dependencies", "text/csv; charset=utf-8; header=present", "\u{feff}".as_bytes()),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ];
    for (format, media, begin) in begins {
        let (status, headers, bytes) = get(&service, &format!("{SYNC}?format={format}"), &[]).await;
        assert_eq!((status, header(&headers, "content-type")), (200, media), "{format}");
        assert!(bytes.starts_with(begin), "{format}: {:?}", String::from_utf8_lossy(&bytes[..40]));
        assert_eq!(header(&headers, "map-revision"), "1", "{format}");
        assert_eq!(header(&headers, "content-language"), "de");
        assert!(header(&headers, "content-disposition").contains("impact-dresden.storage-sync."), "{format}");
        // The same by Accept, as far as the media type is the form's own.
        if !matches!(format, "cytoscape" | "csv-dependencies") {
            let accepted = media.split(';').next().unwrap();
            let (_, by_accept, _) = get(&service, SYNC, &[("accept", accepted)]).await;
            assert_eq!(header(&by_accept, "content-type"), media, "{format}");
        }
    }
}

#[tokio::test]
async fn pictures_show_names_and_speak_the_language_of_the_reader() {
    let service = Service::dresden().await;
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
    let (_, headers, page) =
        get(&service, SYNC, &[("accept", browser), ("accept-language", "en-GB,en;q=0.9,de;q=0.4")]).await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(header(&headers, "content-language"), "en");
    assert!(page.contains("<html lang=\"en\"") && page.contains("<svg") && page.contains(AFFECTED));
    assert!(header(&headers, "content-security-policy").starts_with("default-src 'none'"));
    assert!(header(&headers, "vary").contains("accept-language"));
    let (_, _, svg) =
        get(&service, &format!("{SYNC}?format=svg&lang=de"), &[("accept-language", "en")]).await;
    let text = text_of(&svg);
    assert!(text.contains("ausgefallen") && text.contains("Kfz-Zulassung"), "{text}");
    let (_, headers, line) = get(&service, &format!("{SYNC}?format=svg&view=timeline&lang=en"), &[]).await;
    assert_eq!(header(&headers, "content-type"), "image/svg+xml");
    assert!(text_of(&line).contains("unavailable"));
    let (_, _, paper) = get(&service, &format!("{SYNC}?format=dot&print=true"), &[]).await;
    let (_, _, screen) = get(&service, &format!("{SYNC}?format=dot"), &[]).await;
    assert_ne!(paper, screen);
    let (_, headers, picture) = get(&service, &format!("{SYNC}?format=pdf&view=picture"), &[]).await;
    assert!(header(&headers, "content-type") == "application/pdf" && picture.starts_with(b"%PDF"));
}

#[tokio::test]
async fn markings_and_duties_are_told_as_asked() {
    let service = Service::dresden().await;
    let path = format!("{SYNC}?format=html&lang=en&marking=TLP:AMBER&awareAt=2026-01-05T08:00:00Z");
    let (_, _, page) = get(&service, &path, &[]).await;
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("<p class=\"classification\">TLP:AMBER</p>"));
    assert!(page.contains("Known since") && page.contains("SAX.CERT"), "the duties of Saxony");
    // Whoever asks the same question as data can check that the paper says the same.
    let data = service.get(&format!("{SYNC}?limit=500")).await.expect(200).text;
    assert!(page.contains(&tragweite::outside::digest::sha256(&[data.into_bytes()])));
    let (_, _, svg) = get(&service, &format!("{SYNC}?format=svg&marking=TLP:AMBER"), &[]).await;
    assert!(text_of(&svg).contains("TLP:AMBER"));
    for (query, code) in [
        ("marking=", "invalid-marking"),
        ("awareAt=gestern", "invalid-time"),
        ("awareAt=2999-01-01T00:00:00Z", "in-the-future"),
    ] {
        let answer = service.get(&format!("{SYNC}?format=html&{query}")).await.expect(400);
        assert_eq!(answer.codes(), [code], "{}", answer.text);
    }
}

#[tokio::test]
async fn a_scenario_with_changes_is_drawn_as_such() {
    let service = Service::dresden().await;
    let scenario = json!({"failures": [{"node": "dresden.storage-sync"}],
        "changes": [{"op": "patch", "key": "zwickau.kfz-zulassung", "patch": {"needs": []}}]});
    let ask = |format: &str| {
        send(service.plain("POST", &format!("/v1/impact?format={format}&lang=en")).json(&scenario))
    };
    let dot = ask("dot").await.expect(200);
    assert!(dot.text.starts_with("digraph") && dot.text.contains("Bibliothekssystem"));
    assert!(!dot.text.contains("Kfz-Zulassung im Landkreis Zwickau"), "{}", dot.text);
    assert!(ask("html").await.expect(200).text.contains("hypothetical"));
}

#[tokio::test]
async fn maps_and_surroundings_are_drawn_too() {
    let service = Service::dresden().await;
    let (_, _, svg) = get(&service, "/v1/map?format=svg&agency=zwickau", &[]).await;
    let text = text_of(&svg);
    assert!(text.contains("Zwickau") && !text.contains("Bibliothekssystem"), "{text}");
    let (_, headers, all) = get(&service, "/v1/map", &[("accept", "application/graphml+xml")]).await;
    assert_eq!(header(&headers, "content-disposition"), "attachment; filename=\"map.graphml\"");
    assert_eq!(String::from_utf8(all).unwrap().matches("<node ").count(), 64);
    let around = "/v1/nodes/dresden.kfz-verfahren/surroundings";
    let both = service.get(around).await.expect(200).json();
    assert_eq!(both["node"], "dresden.kfz-verfahren");
    assert!(
        both["dependents"].as_array().unwrap().iter().any(|n| n["key"] == "zwickau.kfz-zulassung"),
        "{both}"
    );
    assert!(!both["dependencies"].as_array().unwrap().is_empty());
    let none = service.get(&format!("{around}?dependencies=0")).await.expect(200).json();
    assert_eq!(none["dependencies"], json!([]));
    for path in [around, "/v1/nodes/dresden.kfz-verfahren/dependents"] {
        let (_, _, svg) = get(&service, &format!("{path}?format=svg"), &[]).await;
        assert!(text_of(&svg).contains("Landkreis"), "{path}");
    }
    let (_, _, svg) =
        get(&service, "/v1/nodes/dresden.kfz-verfahren/dependencies?format=svg&depth=9", &[]).await;
    assert!(text_of(&svg).contains("Abgleich"));
}

#[tokio::test]
async fn what_does_not_exist_is_refused_with_what_does() {
    let service = Service::dresden().await;
    let refused = async |path: &str, code: &str| {
        let answer = service.get(path).await.expect(400);
        assert_eq!(answer.codes(), [code], "{path}: {}", answer.text);
        answer.json()["errors"][0].to_string()
    };
    insta::assert_snapshot!(refused(&format!("{SYNC}?format=svgg"), "unknown-word").await);
    refused(&format!("{SYNC}?format=html&view=timeline"), "no-such-view").await;
    refused(&format!("{SYNC}?format=pdf&paper=a5"), "unknown-word").await;
    refused(&format!("{SYNC}?format=pdf&letterhead=%7C"), "invalid-head").await;
    refused(&format!("{SYNC}?format=svg&lang=fr"), "unknown-word").await;
    refused(&format!("{SYNC}?format=svg&print=ja"), "unknown-word").await;
    refused(&format!("{SYNC}?format=svg&open={}", "a,".repeat(101)), "too-many-groups").await;
    refused("/v1/map?format=html", "unknown-word").await;
    refused("/v1/map?format=svg&view=timeline", "no-such-view").await;
    refused("/v1/map?format=yaml&agency=zwickau", "map-files-are-whole").await;
    let answer = send(service.plain("GET", SYNC).header("accept", "video/mp4")).await.expect(406);
    assert!(
        answer.text.contains("image/svg+xml") && answer.text.contains("application/json"),
        "{}",
        answer.text
    );
    send(service.plain("GET", SYNC).header("accept", "image/svg+xml;q=0, video/mp4")).await.expect(406);
}

#[tokio::test]
async fn pictures_do_not_hold_up_questions() {
    let service = Service::dresden().await;
    // As many pictures as are let in, and more; questions are answered in between, and every picture is drawn or refused.
    let pictures = (0..40).map(|_| get(&service, "/v1/nodes/dresden.storage-sync/impact?format=svg", &[]));
    let pictures = futures_util::future::join_all(pictures);
    let questions = async {
        for _ in 0..50 {
            service.get(SYNC).await.expect(200);
        }
    };
    let (pictures, ()) = tokio::join!(pictures, questions);
    let drawn = pictures.iter().filter(|(status, ..)| *status == 200).count();
    let refused = pictures.iter().filter(|(status, ..)| *status == 503).count();
    assert_eq!(drawn + refused, 40);
    assert!(drawn >= 32, "{drawn} drawn");
}
