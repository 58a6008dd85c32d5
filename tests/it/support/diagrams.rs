//! Diagrams to draw: of example maps, made by hand, and very large ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tragweite::app::impact::{MAX_LINKS, ResolvedQuestion};
use tragweite::engine::{Outcome, Question, Scratch};
use tragweite::formats::{Source, read_scenario};
use tragweite::map::Map;
use tragweite::model::{Confirmation, DeadlineEnd, Include, Kind, Layer, Level, Relation, Seconds};
use tragweite::render::diagram::{Agency, Deadline, Diagram, Item, Need, State, Subject};
use tragweite::render::report::Span;
use tragweite::wire::ScenarioRequest;

/// The scenario of an example.
pub(crate) fn scenario(folder: &Path, name: &str) -> ScenarioRequest {
    let path = folder.join("scenarios").join(name).with_extension("yaml");
    let source = Source::new(path.display().to_string(), std::fs::read(&path).unwrap());
    read_scenario(&source).unwrap()
}

/// What a scenario affects, what is at risk, and the other legs of what stands on several.
pub(crate) fn impact<'a>(map: &'a Map, request: &'a ScenarioRequest) -> Diagram<'a> {
    let asked = ResolvedQuestion::new(map, request).unwrap();
    let question = |include| Question {
        failures: &asked.events,
        horizon: request.scenario.horizon.map(Seconds::get),
        include,
        budget: MAX_LINKS,
    };
    let (mut all, mut sure) = (Scratch::default(), Scratch::default());
    all.run(map.graph(), &question(request.scenario.include)).unwrap();
    sure.run(map.graph(), &question(Include::Confirmed)).unwrap();
    let (all, sure) = (Outcome::new(&all, map.graph()), Outcome::new(&sure, map.graph()));
    let at_risk: BTreeMap<u32, u32> = all.at_risk().into_iter().map(|(node, need)| (need, node)).collect();
    let mut nodes: BTreeSet<u32> = all.affected().map(|(_, node, _)| node).collect();
    nodes.extend(at_risk.values());
    for node in nodes.clone() {
        for need in map.graph().dependencies(node) {
            let legs = map.graph().providers(need);
            if at_risk.contains_key(&need) || legs.len() > 1 && all.first_unmet(need).is_some() {
                nodes.extend(legs);
            }
        }
    }
    let mut diagram = piece(map, &nodes, Subject::Impact(request.title.as_deref()));
    diagram.starts_at = request.scenario.starts_at;
    let numbers = numbers(map, &nodes);
    for (&node, &number) in &numbers {
        let item = &mut diagram.nodes[number as usize];
        let Some(worst) = all.hit(node).and_then(|hit| all.worst(hit)) else {
            item.state =
                if at_risk.values().any(|&n| n == node) { State::AtRisk } else { State::Operational };
            continue;
        };
        let seconds = |s: u32| Seconds::new(s).unwrap();
        let span = |s: tragweite::engine::outcome::Span| Span {
            level: s.level,
            from: seconds(s.from),
            until: s.until.map(seconds),
        };
        item.state = worst.level.into();
        item.spans = all.spans(all.hit(node).unwrap()).into_iter().map(span).collect();
        item.failed = request.scenario.failures.iter().any(|f| f.node().as_str() == item.key);
        item.certain = sure.hit(node).and_then(|hit| sure.worst(hit)).is_some_and(|w| w.level >= worst.level);
        item.deadlocked = all.deadlocked().contains(&node);
        let mut down = item.spans.iter().filter(|s| s.level == Level::Unavailable);
        let longest = |s: &Span, d: Seconds| s.until.is_none_or(|u| u.get() - s.from.get() > d.get());
        item.mtpd_breach = item.mtpd.and_then(|mtpd| {
            down.clone().find(|s| longest(s, mtpd)).map(|s| seconds(s.from.get() + mtpd.get()))
        });
        for deadline in &mut item.deadlines {
            let DeadlineEnd::Within(period) = deadline.end else { continue };
            let begin = down.clone().next().or(item.spans.first()).unwrap().from.get();
            deadline.at = Some(seconds(begin + period.get()));
            deadline.at_risk = down.any(|s| longest(s, period));
        }
        let hop = all.why(&worst).next().unwrap();
        if let (Some(through), Some(provider)) = (all.through(&hop), all.provider(&hop)) {
            let id = map.local_id(through);
            let need = diagram.needs.iter_mut().find(|n| n.dependent == number && n.id == id).unwrap();
            need.cause = numbers.get(&provider).copied();
        }
        for through in map.graph().dependencies(node) {
            let id = map.local_id(through);
            if let Some(need) = diagram.needs.iter_mut().find(|n| n.dependent == number && n.id == id) {
                need.unmet = all.first_unmet(through).map(seconds);
            }
        }
    }
    for (&need, node) in &at_risk {
        let (number, id) = (numbers[node], map.local_id(need));
        let mut needs = diagram.needs.iter_mut();
        needs.find(|n| n.dependent == number && n.id == id).unwrap().at_risk = true;
    }
    diagram
}

fn numbers(map: &Map, nodes: &BTreeSet<u32>) -> BTreeMap<u32, u32> {
    let mut order: Vec<u32> = nodes.iter().copied().collect();
    order.sort_by_key(|&node| map.key(node));
    order.into_iter().zip(0..).collect()
}

/// Some nodes of a map with what is between them.
pub(crate) fn piece<'a>(map: &'a Map, nodes: &BTreeSet<u32>, subject: Subject<'a>) -> Diagram<'a> {
    let numbers = numbers(map, nodes);
    let mut order: Vec<(u32, u32)> = numbers.iter().map(|(&node, &number)| (number, node)).collect();
    order.sort_unstable();
    let agency_of = |node| if map.kind(node) == Kind::Agency { Some(node) } else { map.agency(node) };
    let mut agencies: Vec<u32> = nodes.iter().filter_map(|&node| agency_of(node)).collect();
    agencies.sort_by_key(|&agency| map.key(agency));
    agencies.dedup();
    let mut diagram = Diagram { agencies: vec![], ..empty(subject) };
    diagram.revision = Some(12);
    diagram.agencies.extend(agencies.iter().map(|&agency| Agency {
        key: map.key(agency),
        name: map.name(agency),
        district: map.area(agency).and_then(|area| area.get(..5)),
    }));
    for &(number, node) in &order {
        let agency = agency_of(node).and_then(|a| agencies.iter().position(|&b| b == a));
        diagram.nodes.push(Item {
            kind: map.kind(node),
            layer: map.layer(node),
            site_type: map.site_type(node),
            agency: agency.map(|a| a as u32),
            mark: None,
            mtpd: map.mtpd(node),
            deadlines: map
                .deadlines(node)
                .into_iter()
                .map(|d| Deadline { name: d.name, end: d.end, at: None, at_risk: false })
                .collect(),
            ..item(map.key(node), map.name(node))
        });
        let shown = |p: &u32| numbers.get(p).copied();
        for dependency in map.graph().dependencies(node) {
            let full = map.dependency(dependency);
            let terms = full.terms();
            let providers = map.graph().providers(dependency);
            let (primaries, fallbacks) = providers.split_at(full.providers.len());
            let need = Need {
                id: map.local_id(dependency),
                relation: map.relation(dependency),
                primaries: primaries.iter().filter_map(shown).collect(),
                fallbacks: fallbacks.iter().filter_map(shown).collect(),
                min: terms.min,
                full: terms.full,
                whole: false,
                one_of_unknown: false,
                start_only: terms.start_only,
                confirmation: map.confirmation(dependency),
                ..need(number, &[])
            };
            let need = Need {
                hidden_primaries: (primaries.len() - need.primaries.len()) as u32,
                hidden_fallbacks: (fallbacks.len() - need.fallbacks.len()) as u32,
                ..need
            };
            if !need.primaries.is_empty() || !need.fallbacks.is_empty() {
                diagram.needs.push(need);
            }
        }
    }
    diagram
}

/// A diagram of nothing.
pub(crate) fn empty(subject: Subject<'_>) -> Diagram<'_> {
    Diagram {
        subject,
        revision: None,
        starts_at: None,
        changes: 0,
        only_confirmed: false,
        districts: Default::default(),
        agencies: vec![],
        nodes: vec![],
        needs: vec![],
        omitted: 0,
    }
}

/// A service that works.
pub(crate) fn item<'a>(key: &'a str, name: &'a str) -> Item<'a> {
    Item {
        key,
        name,
        kind: Kind::Service,
        layer: Some(Layer::Application),
        site_type: None,
        agency: None,
        state: State::Operational,
        spans: vec![],
        failed: false,
        stands_for: 1,
        certain: true,
        deadlocked: false,
        hypothetical: false,
        mark: None,
        mtpd: None,
        mtpd_breach: None,
        deadlines: vec![],
    }
}

/// An essential, confirmed need of one node for each of these.
pub(crate) fn need(dependent: u32, primaries: &[u32]) -> Need {
    Need {
        dependent,
        id: format!("n{dependent}"),
        relation: Relation::Needs,
        primaries: primaries.to_vec(),
        fallbacks: vec![],
        hidden_primaries: 0,
        hidden_fallbacks: 0,
        min: 1,
        full: 1,
        whole: false,
        one_of_unknown: false,
        start_only: false,
        confirmation: Confirmation::Confirmed,
        unmet: None,
        at_risk: false,
        cause: None,
        hypothetical: false,
    }
}
