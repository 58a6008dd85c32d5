//! One defeated list as a picture: the alternatives, and the common cause marked as failed.

use crate::planning::false_redundancy::{Alternative, DefeatedList};
use model::{Confirmation, Kind, Relation};
use render::Language;
use render::diagram::{Agency, Diagram, Item, Need, State, Subject};
use render::paper::{Picture, Source};
use render::picture::{View, dot};
use std::collections::{BTreeMap, BTreeSet};
use wire::planning::PlanNode;
use words::say;

/// Most alternatives that are drawn.
const ALTERNATIVES: usize = 12;

/// The picture, to be laid out by `dot`.
pub(super) fn picture(list: &DefeatedList, revision: u64, l: Language) -> Picture {
    let cause = list.causes.first().map_or("", |cause| cause.node.name.as_str());
    let name = &list.dependent.name;
    let title = say!(l, "planning-defeats-alternatives", cause = cause, name = name);
    let shown: Vec<&Alternative> = list.alternatives.iter().take(ALTERNATIVES).collect();
    let description = say!(
        l,
        "planning-top-below-alternatives-relies-whose-failure",
        name = name,
        shown = shown.len(),
        cause = cause
    );
    let view = View::new(l, jiff::tz::TimeZone::UTC);
    let diagram = Diagram {
        revision: (revision > 0).then_some(revision),
        ..Sketch::new(list, &shown).diagram(list, &shown, &title)
    };
    Picture { name: title.clone(), description, source: Source::Dot(dot(&diagram, &view)) }
}

/// The nodes and lines of the picture, by key.
#[derive(Default)]
struct Sketch<'a> {
    nodes: BTreeMap<&'a str, Item<'a>>,
    agencies: BTreeMap<&'a str, &'a str>,
    /// Who needs whom through which dependency: the lines on the ways of the failure.
    lines: BTreeSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Sketch<'a> {
    fn new(list: &'a DefeatedList, shown: &[&'a Alternative]) -> Self {
        let mut sketch = Self::default();
        sketch.node(&list.dependent, list.level.into());
        for alternative in shown {
            sketch.node(&alternative.node, alternative.level.map_or(State::Operational, State::from));
        }
        for cause in list.causes.iter().take(1) {
            sketch.node(&cause.node, State::Unavailable);
            if let Some(item) = sketch.nodes.get_mut(cause.node.key.as_str()) {
                item.failed = true;
            }
            if let Some(through) = &cause.through {
                sketch.lines.insert((&list.dependent.key, through, &cause.node.key));
            }
        }
        for alternative in shown {
            for steps in alternative.way.windows(2) {
                let (dependent, provider) = (&steps[0], &steps[1]);
                let new = item(&provider.node, &provider.name, provider.kind, provider.level.into());
                sketch.nodes.entry(&provider.node).or_insert(new);
                let through = dependent.dependency.as_deref().unwrap_or_default();
                sketch.lines.insert((&dependent.node, through, &provider.node));
            }
        }
        sketch
    }

    fn node(&mut self, node: &'a PlanNode, state: State) {
        let mut new = item(&node.key, &node.name, node.kind, state);
        new.layer = node.layer;
        self.nodes.insert(&node.key, new);
        if let (Some(key), Some(name)) = (&node.agency, &node.agency_name) {
            self.agencies.insert(key, name);
        }
    }

    fn diagram(mut self, list: &'a DefeatedList, shown: &[&'a Alternative], title: &'a str) -> Diagram<'a> {
        let places: BTreeMap<&str, u32> = self.nodes.keys().copied().zip(0..).collect();
        let agencies: BTreeMap<&str, u32> = self.agencies.keys().copied().zip(0..).collect();
        let named = shown.iter().map(|alternative| &alternative.node).chain([&list.dependent]);
        for node in named.chain(list.causes.iter().take(1).map(|cause| &cause.node)) {
            let at = node.agency.as_deref().and_then(|agency| agencies.get(agency).copied());
            self.nodes.entry(&node.key).and_modify(|item| item.agency = at);
        }
        let place = |key: &str| places.get(key).copied().unwrap_or_default();
        let of = |fallback: bool| {
            let of = shown.iter().filter(move |alternative| alternative.fallback == fallback);
            of.map(|alternative| place(&alternative.node.key)).collect::<Vec<_>>()
        };
        let id = list.dependency.split_once('~').map_or("", |(_, id)| id);
        let mut needs = vec![Need {
            primaries: of(false),
            fallbacks: of(true),
            hidden_primaries: list.alternatives_omitted as u32
                + (list.alternatives.len() - shown.len()) as u32,
            min: list.min as u32,
            full: list.min as u32,
            ..need(place(&list.dependent.key), id)
        }];
        for &(dependent, through, provider) in &self.lines {
            let provider = place(provider);
            needs.push(Need {
                primaries: vec![provider],
                cause: Some(provider),
                ..need(place(dependent), through)
            });
        }
        Diagram {
            districts: BTreeMap::new(),
            subject: Subject::Impact(Some(title)),
            revision: None,
            starts_at: None,
            changes: 0,
            only_confirmed: false,
            agencies: self
                .agencies
                .iter()
                .map(|(&key, &name)| Agency { key, name, district: None })
                .collect(),
            nodes: self.nodes.into_values().collect(),
            needs,
            omitted: 0,
        }
    }
}

fn item<'a>(key: &'a str, name: &'a str, kind: Kind, state: State) -> Item<'a> {
    Item {
        key,
        name,
        kind,
        layer: None,
        site_type: None,
        agency: None,
        state,
        spans: Vec::new(),
        failed: false,
        stands_for: 1,
        certain: true,
        deadlocked: false,
        hypothetical: false,
        mark: None,
        mtpd: None,
        mtpd_breach: None,
        deadlines: Vec::new(),
    }
}

fn need(dependent: u32, id: &str) -> Need {
    Need {
        dependent,
        id: id.to_owned(),
        relation: Relation::Needs,
        primaries: Vec::new(),
        fallbacks: Vec::new(),
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
