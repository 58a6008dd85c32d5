//! x
use crate::support::{diagrams, maps};
use tragweite::render::picture::{View, dot};
use tragweite::render::Language;
#[test]
fn draw() {
    let zone = jiff::tz::TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let view = View { language: Language::De, zone, print: false, open: vec![], as_of: Some("2018-11-13T08:00:00Z".parse().unwrap()) };
    std::fs::create_dir_all("/tmp/pics").unwrap();
    for (example, name) in [("dresden-2018","sync-failure"),("dresden-2018","two-days"),("dresden-2018","one-storage-system"),("dresden-2018","data-centre-site"),("suedwestfalen-2023","disconnection"),("suedwestfalen-2023","vehicle-register"),("suedwestfalen-2023","one-data-centre")] {
        let folder = maps::graphs().join(example);
        let map = maps::load(&folder);
        let request = diagrams::scenario(&folder, name);
        let d = diagrams::impact(&map, &request);
        let write = |tag: &str, v: &View| std::fs::write(format!("/tmp/pics/{name}{tag}.dot"), dot(&d, v)).unwrap();
        write("", &view);
        write("-print", &View { print: true, language: Language::En, ..view.clone() });
        for (tag, v) in [("", view.clone()), ("-print", View { print: true, language: Language::En, ..view.clone() })] {
            std::fs::write(format!("/tmp/pics/{name}{tag}.svg"), tragweite::render::picture::timeline(&d, &v)).unwrap();
        }
        println!("{name}: {} nodes {} needs", d.nodes.len(), d.needs.len());
        let all = map.iter().collect();
        let d = diagrams::piece(&map, &all, tragweite::render::diagram::Subject::Map(vec![]));
        std::fs::write(format!("/tmp/pics/{example}-map.dot"), dot(&d, &view)).unwrap();
        println!("{example}: {} nodes {} needs", d.nodes.len(), d.needs.len());
    }
}
