//! The document as HTML: what it says, in which order, and that nothing leaves its place.

use super::samples::{SVG, aware_of, example, hostile, large, options, written};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::tz::TimeZone;
use tragweite::render::html::{HtmlOptions, Sheet, html};
use tragweite::render::report::District;
use tragweite::render::{Language, Report};

/// The text between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(part, _)| part)
}

/// The summary without its markup.
fn summary(report: &Report, language: Language) -> String {
    let page = html(report, &options(language));
    let list = between(&page, "<dl class=\"answers\">", "</dl>");
    let text = list.replace("<dt>", "").replace("</dt>", "").replace("<dd>", "").replace("</dd>", "");
    text.trim().replace("&#38;", "&").replace("&#34;", "\"")
}

#[test]
fn dresden_in_german() {
    let page = html(&example("dresden-2018", "two-days.yaml"), &options(Language::De));
    insta::assert_snapshot!("dresden", between(&page, "<body>", "</body>"));
}

#[test]
fn summaries_are_plain_sentences() {
    let two_days = example("dresden-2018", "two-days.yaml");
    insta::assert_snapshot!("summary-german", summary(&two_days, Language::De));
    insta::assert_snapshot!("summary-english", summary(&two_days, Language::En));
    let open = example("dresden-2018", "sync-failure.yaml");
    insta::assert_snapshot!("summary-open", summary(&open, Language::De));
    let disconnected = example("suedwestfalen-2023", "disconnection.yaml");
    insta::assert_snapshot!("summary-many", summary(&disconnected, Language::De));
    let redundant = example("dresden-2018", "one-storage-system.yaml");
    insta::assert_snapshot!("summary-redundant", summary(&redundant, Language::De));
}

const SMALL: &str = "tragweite: 1\nagencies: { amt: { name: Amt }, b: { name: Betrieb } }\nservices:\n  \
    amt.pass: { name: Pässe, agency: amt, layer: public, needs: [{ on: b.netz }] }\n  \
    b.netz: { name: Netz, agency: b, layer: network }\n  b.strom: { name: Strom, agency: b, layer: utility }\n";

#[test]
fn summaries_without_a_calendar_and_with_one_service() {
    let said = |scenario: &str, l| summary(&written(SMALL, scenario), l);
    let later = said("failures: [{ node: b.netz, from: PT2H, until: P2D }]", Language::De);
    let reduced = said("failures: [{ node: b.netz, level: degraded }]", Language::En);
    let two = said("failures: [{ node: b.netz }, { node: b.strom, until: PT1H }]", Language::De);
    let none = said("failures: []", Language::En);
    insta::assert_snapshot!("summary-small", [later, reduced, two, none].join("\n\n"));
}

#[test]
fn the_parts_come_in_the_order_in_which_they_are_needed() {
    for language in [Language::De, Language::En] {
        let mut options = options(language);
        options.timeline = Some(SVG.into());
        let mut report = example("suedwestfalen-2023", "disconnection.yaml");
        report.background.aware_at = Some("2023-10-30T06:00:00Z".parse().unwrap());
        let page = html(&report, &options);
        let order = [
            "summary",
            "failed",
            "services",
            "people",
            "why",
            "timeline",
            "restart",
            "at-risk",
            "deadlocked",
            "inform",
            "duties",
            "quality",
            "pictures",
            "glossary",
        ];
        let places: Vec<usize> = order
            .iter()
            .map(|id| page.find(&format!("<h2 id=\"{id}\">")).unwrap_or_else(|| panic!("{id}")))
            .collect();
        assert!(places.is_sorted());
        for id in order {
            assert!(page.contains(&format!("<a href=\"#{id}\">")));
        }
        assert!(page.contains(&format!("<html lang=\"{}\">", language.pick("de", "en"))));
    }
}

#[test]
fn the_same_report_gives_the_same_bytes_without_scripts_and_network() {
    let report = large();
    let page = html(&report, &options(Language::De));
    assert_eq!(page, html(&report, &options(Language::De)));
    for word in ["<script", "<link", "@import", "src=", "url(", "onclick"] {
        assert!(!page.contains(word), "{word}");
    }
    // What stands alike in one agency shares a row, and is counted.
    let rows = page.matches("<tr role=\"row\">\n<th role=\"rowheader\"").count();
    assert!((100..200).contains(&rows), "{rows}");
    let shared = "Ausstellung von Personalausweisen und Reisepässen; Wohngeld";
    assert!(page.contains(shared) || page.contains("<small>Öffentliche Leistung (2)</small>"));
    assert!(page.contains("678.975"), "numbers have their separators");
}

#[test]
fn two_hundred_services_take_a_fraction_of_what_is_allowed() {
    let report = large();
    let started = std::time::Instant::now();
    let page = html(&report, &options(Language::De));
    // Without optimisation; an optimised program is several times faster.
    assert!(started.elapsed().as_millis() < 300, "{:?} for {} bytes", started.elapsed(), page.len());
}

#[test]
fn hostile_names_stay_text() {
    let page = html(&hostile(), &options(Language::De));
    assert!(page.contains("&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62; &#34;Amt&#34; &#38; Söhne"));
    for raw in ["<script", "<img", "<iframe", "<b>fett", "javascript:1\"", "href=\"javascript", "\u{202e}"] {
        assert!(!page.contains(raw), "{raw}");
    }
    assert!(page.contains("{{ 7 * 7 }} {% raw %}"));
    assert_eq!(page.matches("<style>").count(), 1);
}

#[test]
fn drawings_get_ids_of_their_own_and_a_name() {
    let mut options = options(Language::De);
    options.pictures = vec![Sheet { svg: SVG.into(), ..Sheet::default() }];
    options.timeline = Some(SVG.into());
    let page = html(&example("dresden-2018", "two-days.yaml"), &options);
    let figure = between(&page, "<figure tabindex=\"0\" class=\"sheet\">", "</figure>");
    insta::assert_snapshot!(figure);
    assert!(
        page.contains("id=\"time-p\"") && page.contains("href=\"#time-p\"") && page.contains("url(#time-p)")
    );
    assert_eq!(page.matches("role=\"img\"").count(), 2);
}

#[test]
fn duties_are_told_only_when_somebody_knows_of_the_failure() {
    let page = |aware: Option<&str>| {
        let report = aware_of("dresden-2018", "two-days.yaml", aware);
        html(&report, &options(Language::De))
    };
    assert!(!page(None).contains("id=\"duties\""));
    let told = page(Some("2018-11-14T14:45:00+01:00"));
    let part = between(&told, "<section aria-labelledby=\"duties\">", "</section>");
    assert!(
        part.contains("Bekannt seit <time datetime=\"2018-11-14T14:45:00+01:00\">Mi, 14.11.2018, 14:45 Uhr")
    );
    assert!(part.contains("überfällig:") && part.contains("sendet keine Meldung"), "{part}");
    // What was not in force in 2018 is no duty; of some rules the profiles do not know since when they are.
    assert!(!part.contains("§ 32 BSIG") && part.contains("SAX.CERT"), "{part}");
}

#[test]
fn districts_are_told_by_the_names_that_the_map_knows() {
    let page = html(&example("dresden-2018", "two-days.yaml"), &options(Language::De));
    let part = between(&page, "<h3 id=\"districts\">", "</table>");
    assert!(part.contains("Landkreis Zwickau <small>14524</small>"), "{part}");
    assert!(part.contains("Landeshauptstadt Dresden <small>14612</small>"), "{part}");
    let unnamed = "tragweite: 1\nagencies: { amt: { name: Amt, ars: \"145240030030\" } }\nservices:\n  \
        amt.pass: { name: Pässe, agency: amt, layer: public }\n";
    let report = written(unnamed, "failures: [{ node: amt.pass }]");
    assert!(html(&report, &options(Language::De)).contains("Landkreis Zwickau <small>14524</small>"));
    let nowhere = unnamed.replace("145240030030", "999990030030");
    let report = written(&nowhere, "failures: [{ node: amt.pass }]");
    assert!(html(&report, &options(Language::De)).contains("Kreis 99999"));
    assert!(html(&report, &options(Language::En)).contains("District 99999"));
}

/// A hundred rows of which nearly all say the same would hide the one that does not.
#[test]
fn many_districts_that_are_hit_alike_share_a_row() {
    let mut report = example("dresden-2018", "two-days.yaml");
    let district = |i: u64, agencies, nodes| District {
        key: format!("{:05}", 10_000 + i),
        name: Some(format!("Kreis {i}")),
        agencies,
        nodes,
    };
    report.background.districts = (0..24).map(|i| district(i, 1, [1, 0])).collect();
    report.background.districts[7] = district(7, 3, [12, 1]);
    let page = html(&report, &options(Language::De));
    let table = between(&page, "id=\"districts\"", "</table>");
    assert_eq!(table.matches("<tr").count(), 3, "{table}");
    assert!(table.find("Kreis 7<").unwrap() < table.find("Kreis 0; Kreis 1; Kreis 2").unwrap(), "{table}");
    assert!(table.contains("Die Zahlen gelten für jeden"));
    report.background.districts.truncate(19);
    let page = html(&report, &options(Language::De));
    let table = between(&page, "id=\"districts\"", "</table>");
    assert_eq!(table.matches("<tr").count(), 20, "{table}");
    assert!(table.contains("Kreis 0 <small>10000</small>") && !table.contains("Die Zahlen gelten"));
}

#[test]
fn paper_holds_drawings_as_images_that_say_what_they_show() {
    let mut options = options(Language::De);
    let svg = "<svg width=\"10\" height=\"10\"><script>x</script><text>Größe</text></svg>".to_owned();
    options.pictures = vec![Sheet { svg, ..Sheet::default() }];
    options.printed = true;
    let page = html(&example("dresden-2018", "one-storage-system.yaml"), &options);
    assert!(!page.contains("<svg"));
    let image = between(&page, "<img alt=\"Bild der Auswirkungen. Dasselbe", "/>");
    let data = image.split("base64,").nth(1).unwrap().trim_end_matches('"');
    let drawing = String::from_utf8(BASE64_STANDARD.decode(data).unwrap()).unwrap();
    assert!(
        drawing.starts_with("<svg") && drawing.contains("Größe") && !drawing.contains("<script"),
        "{drawing}"
    );
}

#[test]
fn a_broken_drawing_is_left_out() {
    for svg in
        ["", "<svg>", "<svg></g>", "<p/>", "text", "<svg/><svg/>", "<svg a=1/>", "</svg>", "<svg>&bad</svg>"]
    {
        let mut options = HtmlOptions::new(Language::En, TimeZone::UTC);
        options.pictures = vec![Sheet { svg: svg.into(), ..Sheet::default() }];
        let page = html(&example("dresden-2018", "one-storage-system.yaml"), &options);
        assert!(!page.contains("<figure"), "{svg}");
    }
}
