//! Reports of the example maps, and one of 200 affected services.

use crate::support::maps;
use std::path::Path;
use tragweite::app::impact::{MAX_LINKS, find};
use tragweite::app::pool::Pool;
use tragweite::app::report::{DOCUMENT_LIMIT, document};
use tragweite::formats::{Source, read_map, read_scenario};
use tragweite::map::{Builder, Map};
use tragweite::render::html::HtmlOptions;
use tragweite::render::{Language, Report};
use tragweite::wire::ScenarioRequest;

/// When the documents of the tests are made.
pub(super) const MADE_AT: &str = "2026-11-23T09:15:00Z";

/// Berlin, made on that day, without drawings.
pub(super) fn options(language: Language) -> HtmlOptions {
    let mut options = HtmlOptions::new(language, tragweite::words::zone::usual());
    options.made_at = Some(MADE_AT.parse().unwrap());
    options
}

/// What a scenario of an example means.
pub(super) fn example(example: &str, scenario: &str) -> Report {
    let folder = maps::graphs().join(example);
    let path = folder.join("scenarios").join(scenario);
    report(&maps::load(&folder), request(&path), None)
}

/// The same, with since when the failure is known.
pub(super) fn aware_of(example: &str, scenario: &str, aware_at: Option<&str>) -> Report {
    let folder = maps::graphs().join(example);
    let path = folder.join("scenarios").join(scenario);
    report(&maps::load(&folder), request(&path), aware_at.map(|at| at.parse().unwrap()))
}

fn request(path: &Path) -> ScenarioRequest {
    read_scenario(&Source::new(path.display().to_string(), std::fs::read(path).unwrap())).unwrap()
}

fn report(map: &Map, mut request: ScenarioRequest, aware_at: Option<jiff::Timestamp>) -> Report {
    request.limit = Some(DOCUMENT_LIMIT);
    let today = Some(MADE_AT.parse().unwrap());
    find(map, &request, &Pool::default(), MAX_LINKS, |found| {
        found.answered(|answered| document(answered, &request, true, today, aware_at))
    })
    .unwrap()
}

/// What a scenario in text means for a map in text.
pub(super) fn written(map: &str, scenario: &str) -> Report {
    let mut builder = Builder::new();
    read_map(vec![Source::new("map.yaml", map.as_bytes().to_vec())], &mut |node, _| builder.add(&node, 0))
        .unwrap_or_else(|p| panic!("{p}"));
    let map = Map::new(builder.finish().unwrap_or_else(|faults| panic!("{faults:#?}")), 0);
    let source = Source::new("scenario.yaml", scenario.as_bytes().to_vec());
    report(&map, read_scenario(&source).unwrap(), None)
}

/// What offices do, short and long.
const NAMES: [&str; 8] = [
    "Ausstellung von Personalausweisen und Reisepässen",
    "Grundstücksverkehrsgenehmigungszuständigkeitsübertragung",
    "Kfz-Zulassung",
    "Straßenverkehrsrechtliche Ausnahmegenehmigungen",
    "Beurkundung von Geburten und Sterbefällen",
    "Wohngeld",
    "Gewerbeanmeldung, Gewerbeummeldung, Gewerbeabmeldung",
    "Unterhaltsvorschuss für Alleinerziehende",
];

/// Ten agencies with twenty services each, with long names, workarounds and deadlines; the network takes all.
pub(super) fn large() -> Report {
    let mut agencies = "  rz:\n    name: Zweckverband Kommunales Rechenzentrum\n    contacts: [{ name: Leitstelle, phone: 0271 3039-0, email: leitstelle@rz.example }]\n".to_owned();
    let mut services =
        "  rz.netz:\n    name: Landesverwaltungsnetz\n    agency: rz\n    layer: network\n".to_owned();
    for a in 0..10 {
        agencies.push_str(&format!(
            "  amt{a}:\n    name: Verbandsgemeindeverwaltung Musterhausen an der Großen Döllnitz {a}\n    population: {}\n    ars: \"0711{a}\"\n",
            12_345 * (a + 1)
        ));
        for s in 0..20 {
            let name = NAMES[s % NAMES.len()];
            services.push_str(&format!(
                "  amt{a}.s{s}:\n    name: {name}\n    agency: amt{a}\n    layer: public\n    mtpd: P{}D\n    rto: PT8H\n",
                s % 3 + 5
            ));
            if s % 4 == 0 {
                services.push_str(
                    "    deadlines: [{ name: Widerspruch gegen den Bescheid, period: P30D, basis: § 70 VwGO }]\n",
                );
            }
            let around = format!(
                ", tolerance: PT{}H, workaround: {{ text: \"Vordruck auf Papier, Fax 0271 {a}{s}0\", lasts: P2D }}",
                s % 5
            );
            let around = if s % 3 == 0 { &around } else { "" };
            services.push_str(&format!("    needs: [{{ on: rz.netz{around} }}]\n"));
        }
    }
    let map = format!("tragweite: 1\nagencies:\n{agencies}services:\n{services}");
    written(
        &map,
        "title: Das Landesverwaltungsnetz fällt aus\nstartsAt: \"2026-11-20T06:00:00+01:00\"\nfailures: [{ node: rz.netz, until: P6D }]\n",
    )
}

/// A drawing with all that a page must not take over.
pub(super) const SVG: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<!-- made by a program --><svg width="200pt" height="80pt" viewBox="0 0 200 80" xmlns="http://www.w3.org/2000/svg"
 xmlns:xlink="http://www.w3.org/1999/xlink"><title>G</title><defs><path id="p" d="M0 0L9 9"/></defs>
<script>alert(1)</script><g id="a" onclick="alert(2)"><a xlink:href="https://elsewhere.example"><rect width="90" height="40"
 fill="url(#p)"/></a><use xlink:href="#p"/><image href="https://elsewhere.example/x.png"/><text x="5" y="20">A &amp; B</text></g></svg>"##;

/// Names that try to leave their place: markup, quotes, changes of direction, no place to break.
pub(super) fn hostile() -> Report {
    let long = "W".repeat(300);
    let map = format!(
        r#"tragweite: 1
agencies:
  amt:
    name: "<script>alert('x')</script> \"Amt\" & Söhne"
    contacts: [{{ name: "<b>fett</b>", phone: "javascript:1", email: "a b@c", url: "javascript:alert(1)", note: "]]>" }}]
services:
  amt.a:
    name: "هاتف الطوارئ </title><img src=x onerror=alert(1)>"
    agency: amt
    layer: public
    needs: [{{ on: amt.b, workaround: {{ text: "<iframe src='https://elsewhere.example'>" }} }}]
  amt.b: {{ name: "{long}", agency: amt, layer: network, description: "{{{{ 7 * 7 }}}} {{% raw %}}" }}
"#
    );
    written(
        &map,
        &format!("title: \"</style><script>{long}\"\nfailures: [{{ node: amt.b }}]\n")
            .replace(&long, &long[..200]),
    )
}
