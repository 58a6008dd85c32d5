//! A hundred thousand affected nodes in one picture.

use super::layout::{all_text, boxes, parts, svg};
use super::view;
use crate::support::diagrams::{empty, item, need};
use tragweite::model::{Layer, Level, Seconds};
use tragweite::render::diagram::{Agency, Diagram, Item, State, Subject};
use tragweite::render::picture::{View, dot, timeline};
use tragweite::render::report::Span;

const AGENCIES: u32 = 400;
const EACH: u32 = 250;

/// Names of agencies over 40 districts in 4 lands, and of their services.
struct Names {
    agencies: Vec<(String, String, String)>,
    services: Vec<(String, String)>,
}

impl Names {
    fn new() -> Self {
        let agency = |a: u32| {
            let district = format!("{:02}{:03}", 5 + a % 4, a % 40);
            (format!("stadt-{a:03}"), format!("Stadt Nummer {a}"), district)
        };
        let service = |n: u32| {
            let (agency, service) = (n / EACH, n % EACH);
            (
                format!("stadt-{agency:03}.s{service:03}"),
                format!("Dienst {service} der Stadt Nummer {agency}"),
            )
        };
        Self {
            agencies: (0..AGENCIES).map(agency).collect(),
            services: (0..AGENCIES * EACH).map(service).collect(),
        }
    }

    /// Every first service of a city hangs on that of the first city, all others on those before them.
    fn diagram(&self) -> Diagram<'_> {
        let agencies = self.agencies.iter();
        let node = |(n, names)| {
            let (n, (key, name)): (u32, &(String, String)) = (n, names);
            let service = n % EACH;
            let level = if service % 3 == 2 { Level::Degraded } else { Level::Unavailable };
            Item {
                agency: Some(n / EACH),
                layer: Some(Layer::ALL[6 - (service as usize * 7 / EACH as usize)]),
                state: level.into(),
                spans: vec![Span { level, from: Seconds::new(service * 60).unwrap(), until: None }],
                failed: n == 0,
                ..item(key, name)
            }
        };
        let provider = |n: u32| if n.is_multiple_of(EACH) { 0 } else { n - n % EACH + (n % EACH) / 2 };
        let needs = (1..AGENCIES * EACH).map(|n| {
            let mut one = need(n, &[provider(n)]);
            one.cause = Some(provider(n));
            one
        });
        Diagram {
            agencies: agencies.map(|(key, name, d)| Agency { key, name, district: Some(d) }).collect(),
            nodes: (0..).zip(&self.services).map(node).collect(),
            needs: needs.collect(),
            ..empty(Subject::Impact(Some("Alles fällt aus")))
        }
    }
}

/// How many nodes the boxes stand for.
fn nodes(picture: &str) -> u64 {
    let many =
        |line: &String| line.strip_suffix(" Knoten").map(|n| n.replace('.', "").parse::<u64>().unwrap());
    boxes(picture).iter().map(|part| part.text.iter().find_map(many).unwrap_or(1)).sum()
}

#[test]
fn it_stays_small_and_nothing_is_lost() {
    let names = Names::new();
    let diagram = names.diagram();
    let text = dot(&diagram, &view());
    assert_eq!(text, dot(&diagram, &view()));
    let picture = svg(&text);
    let all: u64 = (AGENCIES * EACH).into();
    assert_eq!(nodes(&picture), all);
    let drawn = boxes(&picture).len();
    assert!((20..=70).contains(&drawn), "{drawn}");
    let lines = parts(&picture).iter().filter(|part| part.class == "edge").count();
    assert!(lines < 200, "{lines}");
    let told = all_text(&picture);
    assert!(told.contains("Im Bild: 100.000 Knoten:") && told.contains("zusammengefasst in"), "{told}");
    // What fails, and one way from there to a public service.
    assert!(told.contains("Dienst 0 der Stadt Nummer 0") && told.contains("Auslöser (angenommen)"));
    assert!(told.contains("(öffentliche Leistung)"));
}

#[test]
fn groups_can_be_opened() {
    let names = Names::new();
    let diagram = names.diagram();
    let all: u64 = (AGENCIES * EACH).into();
    let opened = |open: &[&str]| {
        let open = open.iter().map(|&id| id.to_owned()).collect();
        let picture = svg(&dot(&diagram, &View { open, ..view() }));
        assert_eq!(nodes(&picture), all);
        assert!(boxes(&picture).len() <= 100);
        picture
    };
    let closed = all_text(&opened(&[]));
    let land = closed.lines().find(|line| line.starts_with("[0")).unwrap().to_owned();
    assert!(all_text(&opened(&["05"])).contains("Kreis 05000"), "{land}");
    assert!(all_text(&opened(&["05000"])).contains("[stadt-040]"));
    assert!(all_text(&opened(&["stadt-040"])).contains("[stadt-040:public]"));
    let singles = boxes(&opened(&["stadt-040:public"]));
    let of_city = singles.iter().filter(|part| part.text.join(" ").contains("Stadt Nummer 40 (öffentliche"));
    assert!(of_city.count() > 20);
    assert_eq!(all_text(&opened(&["kenne-ich-nicht"])), closed);
}

#[test]
fn what_is_beyond_the_limit_of_a_diagram_is_said() {
    let names = Names::new();
    let diagram = Diagram { omitted: 1_234, ..names.diagram() };
    let told = "Weitere 1.234 Knoten nicht im Bild: zu viele.";
    assert!(all_text(&svg(&dot(&diagram, &view()))).contains(told));
    let line = timeline(&diagram, &view());
    assert!(all_text(&line).contains(told));
    // Agencies that stand alike share a row.
    assert!(all_text(&line).contains(" weitere ✕"), "{}", all_text(&line));
    assert!(line.len() < 100_000);
}

#[test]
fn a_few_more_than_all_are_split_by_layer() {
    let names = Names::new();
    let whole = names.diagram();
    let nodes = whole.nodes[..200].to_vec();
    let needs = whole.needs.into_iter().filter(|need| need.dependent < 200).collect();
    let diagram = Diagram { nodes, needs, ..whole };
    let picture = svg(&dot(&diagram, &view()));
    let told = all_text(&picture);
    assert!(told.contains("[stadt-000:public]") || told.contains("[stadt-000:application]"), "{told}");
    assert!(diagram.nodes.iter().all(|item| item.state > State::Operational));
}
