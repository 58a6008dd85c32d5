//! What is counted of a map's nodes, prepared for a million sums, and the sums as they are written and read.

use engine::NodeIx;
use engine::sweep::tally::{Facts, Figures, Totals};
use map::Map;
use model::{Kind, Layer, Seconds};
use render::Language;
use wire::planning::figures::Figures as Written;
use words::say;

/// What is time-critical when the question does not say it.
pub const TIME_CRITICAL: Seconds = Seconds::DAY;

/// The facts of all nodes. Services that tolerate at most this disruption are time-critical.
pub fn of_map(map: &Map, time_critical: Seconds) -> Figures {
    let facts = |node: NodeIx| {
        let kind = map.kind(node);
        let is_agency = kind == Kind::Agency;
        Facts {
            kind,
            // At most a million.
            stands_for: map.stands_for(node) as u32,
            public: map.layer(node) == Some(Layer::Public),
            time_critical: map.mtpd(node).is_some_and(|mtpd| mtpd <= time_critical),
            agency: map.agency(node),
            cases_per_day: map.cases_per_day(node),
            population: map.population(node).filter(|_| is_agency),
            area: map.area(node).filter(|_| is_agency),
        }
    };
    Figures::new(map.graph().node_bound(), map.iter().map(|node| (node, facts(node))))
}

/// A sum as it is written.
pub fn written(totals: &Totals) -> Written {
    Written {
        unavailable: totals.unavailable,
        degraded: totals.degraded,
        services: totals.services,
        public_services: totals.public_services,
        time_critical: totals.time_critical,
        affected_sites: totals.sites,
        agencies: totals.agencies,
        districts: totals.districts,
        people: (totals.people > 0 || totals.people_unknown == 0).then_some(totals.people),
        people_unknown: totals.people_unknown,
        cases_per_day: totals.microcases as f64 / 1e6,
    }
}

/// What stands behind a failure, in words: public services, people, agencies.
pub fn in_words(figures: &Written, l: Language) -> String {
    let public = say!(l, "count-public-services", public_services = figures.public_services);
    let agencies = say!(l, "count-agencies", agencies = figures.agencies);
    format!("{public}, {agencies}, {}", people(figures, l))
}

/// How many people live behind the affected public services, as far as the map knows.
pub fn people(figures: &Written, l: Language) -> String {
    match figures.people {
        None => l.text("planning-people-unknown").to_owned(),
        Some(people) if figures.people_unknown > 0 => {
            say!(l, "planning-people-at-least", inhabitants = people)
        }
        Some(people) => say!(l, "count-inhabitants", inhabitants = people),
    }
}

/// The same in a column of numbers.
pub fn people_in_column(figures: &Written, l: Language) -> String {
    of_people(figures.people, figures.people_unknown, l)
}

/// So many people, where of so many agencies that is not known.
pub fn of_people(people: Option<u64>, unknown: u64, l: Language) -> String {
    match people {
        None => "?".to_owned(),
        Some(people) if unknown > 0 => format!("≥ {}", l.number(people)),
        Some(people) => l.number(people),
    }
}

/// Cases per day as people read them.
pub fn cases(figures: &Written, l: Language) -> String {
    l.number(figures.cases_per_day.round() as u64)
}
